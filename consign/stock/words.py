"""How a text is looked for: small letters, no accents, one space between words."""

import re
import unicodedata


def folded(*texts: str) -> str:
    """Texts as they are compared when somebody looks for a word: `Étagère` is `etagere`."""
    signs = unicodedata.normalize("NFKD", " ".join(texts).casefold().replace("\0", " "))
    return " ".join("".join(sign for sign in signs if not unicodedata.combining(sign)).split())


def first_words(text: str, most: int = 6) -> list[str]:
    """The words somebody typed, folded; a search looks at so many of them."""
    return re.findall(r"\w+", folded(text))[:most]


def materials_in(told: str) -> list[str]:
    """The materials a maker has written in a row (`silver, glass beads`), one by one."""
    return [part for part in map(str.strip, re.split(r"[,;/·&+]", told)) if part]
