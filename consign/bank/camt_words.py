"""Finding things in an ISO 20022 message, whatever prefix and version its names have.

A path is that of the standard: `RmtInf/Strd/CdtrRefInf/Ref`.
"""

import re
from datetime import date
from decimal import Decimal

from lxml import etree

from consign.bank.statement import DAMAGED, Unreadable

# A decimal of XML Schema without a sign: 12, 12.3, 12.30000, .5
AMOUNT = re.compile(r"(?=\.?[0-9])([0-9]{0,13})\.?([0-9]*)")
SIGNS = {"CRDT": 1, "DBIT": -1}


def damaged(element: etree._Element) -> Unreadable:
    """To be raised for what this element holds, or lacks."""
    return Unreadable(DAMAGED, element.sourceline)  # type: ignore[arg-type]  # stubs: an int


def all_of(element: etree._Element, path: str) -> list[etree._Element]:
    return element.findall("/".join(f"{{*}}{name}" for name in path.split("/")))


def needed(element: etree._Element, path: str) -> etree._Element:
    """The first element there; a message without it is damaged."""
    found = all_of(element, path)
    if not found:
        raise damaged(element)
    return found[0]


def texts(element: etree._Element, path: str) -> list[str]:
    """What stands there, its white space collapsed, without what is empty."""
    written = (" ".join((found.text or "").split()) for found in all_of(element, path))
    return [text for text in written if text]


def text(element: etree._Element, *paths: str) -> str:
    """The first text at the first path that has one; empty when none has."""
    return next((found for path in paths for found in texts(element, path)), "")


def amount(element: etree._Element) -> Decimal:
    """The size of an amount; damaged when it is none or has a third decimal."""
    found = AMOUNT.fullmatch((element.text or "").strip())
    decimals = found[2].rstrip("0") if found else "none"
    if found is None or len(decimals) > 2:
        raise damaged(element)
    return Decimal(f"{found[1]}{decimals:0<2}").scaleb(-2)


def direction(element: etree._Element) -> int:
    """1 for money in, -1 for money out."""
    told = text(element, "CdtDbtInd")
    if told not in SIGNS:
        raise damaged(element)
    return SIGNS[told]


def day(element: etree._Element, path: str) -> date | None:
    """The day there, also of a moment, which counts in the bank's own time; None for none.

    It is one of this century: nobody can book on the first day of all days.
    """
    written = text(element, f"{path}/Dt", f"{path}/DtTm")
    if not written:
        return None
    try:
        found = date.fromisoformat(written[:10])
    except ValueError as error:
        raise damaged(element) from error
    if not 2000 <= found.year < 2100:
        raise damaged(element)
    return found
