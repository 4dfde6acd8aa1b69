"""The one type family of every paper: Source Sans Pro (SIL Open Font License), embedded.

It is narrow, calm and warm, its figures are all of one width, and it has the euro sign and the
letters of every language of the European Union.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from threading import RLock
from typing import Any

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from consign.paper.lengths import Length

REGULAR = "Consign-Regular"
BOLD = "Consign-Bold"
UNKNOWN = "·"
# For a whole class of characters: controls and accents without a letter go, a dash is a hyphen.
STAND_INS = {"Cc": "", "Cf": "", "Mn": "", "Me": "", "Pd": "-"}
NARROW = "\N{NARROW NO-BREAK SPACE}"

# A reportlab font keeps its place in the file while it cuts a subset: one thread at a time.
LOCK = RLock()


@dataclass(frozen=True, eq=False)
class Font:
    """One cut of the family: reportlab's font and the widths of its letters, in 1/1000 em."""

    name: str
    file: Any
    widths: Mapping[str, int]


def _load(name: str, cut: str) -> Font:
    place = files("font_source_sans_pro") / "files" / f"SourceSansPro-{cut}.ttf"
    with as_file(place) as path:
        file = TTFont(name, str(path))
    registerFont(file)
    widths = {chr(point): width for point, width in file.face.charWidths.items()}
    return Font(name, file, {char: width for char, width in widths.items() if _stands_alone(char)})


@cache
def _both() -> tuple[Font, Font]:
    with LOCK:
        return _load(REGULAR, "Regular"), _load(BOLD, "Bold")


def font(*, bold: bool = False) -> Font:
    """The regular or the bold cut; the first call reads both and registers them."""
    return _both()[bold]


@cache
def letters() -> frozenset[str]:
    """Every character that both cuts can draw."""
    regular, bold = _both()
    return frozenset(regular.widths) & frozenset(bold.widths)


def _stands_alone(char: str) -> bool:
    """Whether a character is a mark of its own: no control, no accent looking for a letter."""
    return unicodedata.category(char)[0] not in "CM" and unicodedata.category(char) not in "ZlZp"


@lru_cache(maxsize=1024)
def _nearest(char: str) -> str:
    """What stands for a character the family lacks: a plain letter, a space, nothing, or a dot."""
    if char in letters():
        return char
    if char.isspace():
        return " "
    if unicodedata.category(char) in STAND_INS:
        return STAND_INS[unicodedata.category(char)]
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if part in letters())
    return plain or UNKNOWN


@lru_cache(maxsize=8192)
def printable(text: str) -> str:
    """The text as the family can draw it: composed, one line, never a box, never an exception.

    A letter the family lacks becomes its plain form (`ḃ` becomes `b`), a dash a hyphen, a space a
    plain one; what has no plain form becomes `·`.  A narrow
    no-break space becomes a no-break space: thousands are told apart at a glance, and a figure
    copied from the paper can be pasted into a sheet.
    """
    text = unicodedata.normalize("NFC", text).replace(NARROW, "\N{NO-BREAK SPACE}")
    if letters().issuperset(text):
        return text
    return "".join(map(_nearest, text))


def width(text: str, *, size: Length, bold: bool = False) -> Length:
    """How wide a printable text is in points; an unprintable character raises KeyError."""
    return sum(map(font(bold=bold).widths.__getitem__, text)) * size / 1000
