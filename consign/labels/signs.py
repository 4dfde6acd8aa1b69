"""Signs our type cannot draw: they are left out of a label, and named."""

from consign.paper.fonts import UNKNOWN, printable


def left_out(*texts: str) -> str:
    """The signs of these texts that cannot be printed, each once, as they come."""
    signs = dict.fromkeys(sign for text in texts for sign in text)
    return "".join(sign for sign in signs if not _drawn(sign))


def legible(text: str) -> str:
    """The text without them, and without the gaps they leave."""
    kept = "".join(sign for sign in text if _drawn(sign))
    return " ".join(part for part in kept.split(" ") if part)


def _drawn(sign: str) -> bool:
    return sign == UNKNOWN or printable(sign) != UNKNOWN
