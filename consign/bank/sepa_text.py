"""Text that every bank of the single euro payments area takes.

Banks promise each other letters, digits and a few signs of plain Latin (EPC217-08); anything else
may be refused or come out as something else.  So it is turned into its nearest kin here, where we
still see what becomes of it.
"""

import re
import unicodedata
from string import ascii_letters, digits

PERMITTED = frozenset(ascii_letters + digits + "/-?:().,'+ ")
LONGEST_ID = 35

# What Unicode does not take apart by itself; asked before and after it took the rest apart.
LETTERS = str.maketrans("øØłŁđĐðÐħĦŧŦıŋŊĸ", "oOlLdDdDhHtTinNk")
PAIRS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "TH"}
)
SIGNS = str.maketrans(";!_~\\|[{<]}>⁄∕", ",.--//((()))//")
QUOTES = dict.fromkeys(map(ord, '"`´‘’‚‛“”„‹›«»′″\N{MODIFIER LETTER APOSTROPHE}'), "'")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
KIN = LETTERS | PAIRS | SIGNS | QUOTES | DASHES | str.maketrans({"&": "+", "€": "EUR"})


def transferable(text: str, longest: int) -> str:
    """The text in the signs of a SEPA transfer, white space collapsed, at most so many signs.

    `é` becomes `e`, `ß` `ss`, `–` `-`, `&` `+`, `€` `EUR`; what has no kin becomes a point, and
    what is never seen is dropped.  A slash neither begins nor ends it, and no two follow each
    other, as the implementation guidelines ask.  Empty when nothing is left.
    """
    return _cut(" ".join(_permitted(text).split()), longest)


def transferable_id(text: str, longest: int = LONGEST_ID) -> str:
    """The same for an identification, which holds no spaces either."""
    return _cut("".join(_permitted(text).split()), longest)


def _permitted(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.translate(KIN)).translate(KIN)
    seen = (sign for sign in apart if sign.isspace() or unicodedata.category(sign)[0] not in "MC")
    return "".join(_sign(sign) for sign in seen)


def _sign(sign: str) -> str:
    if sign.isspace():
        return " "
    return sign if sign in PERMITTED else "."


def _cut(text: str, longest: int) -> str:
    return re.sub("/{2,}", "/", text).strip(" /")[:longest].rstrip(" /")
