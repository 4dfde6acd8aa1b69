"""Label papers as people choose them: what they are called, and what to know about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consign.codes.address import piece_address
from consign.labels.layout import layout
from consign.labels.own import (
    Size,
    comfortable,
    hard_to_scan,
    modules_on,
    nearest,
)
from consign.labels.sheets import SHEETS, Kind, Sheet
from consign.paper import qr
from consign.paper.lengths import Length


@dataclass(frozen=True)
class Paper:
    """A paper for a list; `remarks` say what it cannot do, `warning` what it does slowly."""

    sheet: Sheet
    name: str
    remarks: tuple[str, ...] = ()
    warning: str = ""


def papers(sheets: Iterable[Sheet] = SHEETS.values()) -> list[Paper]:
    """Papers by the names people know them by, in the reader's language."""
    return [Paper(sheet, name_of(sheet)) for sheet in sheets]


def told(sheet: Sheet, base_url: str) -> Paper:
    """One of them with all there is to know, for labels of this installation."""
    address = address_modules(base_url)
    if layout(sheet, modules_on(sheet, address)) is None:
        return Paper(sheet, name_of(sheet), warning=_too_small(sheet, address))
    warning = _slow(sheet, address) if hard_to_scan(sheet, address) else ""
    return Paper(sheet, name_of(sheet), _remarks(sheet), warning)


def address_modules(base_url: str) -> int:
    """The modules of the symbol with the address of a piece; all codes are of one length."""
    return len(qr.matrix(piece_address(base_url, "0" * 7)))


def name_of(sheet: Sheet) -> str:
    """How a paper is called, in the reader's language: `L7160 · 21 labels of 63.5 × 38.1 mm`."""
    size = f"{_mm(sheet.wide)} × {_mm(sheet.high)}\N{NO-BREAK SPACE}mm"
    if sheet.kind == Kind.CARD:
        return _card(sheet, size)
    if sheet.kind == Kind.FOLDED:
        kind = _("Butterfly tag") if sheet.fold else _("Rat-tail tag")
        return f"{kind} · {size}"
    if sheet.places == 1:
        return _named(sheet.called, size) if sheet.called else _("Roll · %(size)s") % {"size": size}
    labels = ngettext("%(n)d label of %(size)s", "%(n)d labels of %(size)s", sheet.places)
    return _named(sheet.called or sheet.name, labels % {"n": sheet.places, "size": size})


def _named(name: str, size: str) -> str:
    return f"{name} · {size}"


def _card(sheet: Sheet, size: str) -> str:
    if sheet.places == 1:
        return _("Card for the window, A6 · %(size)s") % {"size": size}
    return _("Cards for the window, 4 on A4 · %(size)s") % {"size": size}


def _remarks(sheet: Sheet) -> tuple[str, ...]:
    if sheet.kind == Kind.WORDS:
        return (_("Too small for a code that can be scanned: it is printed to be typed."),)
    if sheet.kind in (Kind.FULL, Kind.CARD):
        return ()
    return (_("The till scans it from close by; it leads no customer to the page of the piece."),)


def _slow(sheet: Sheet, address: int) -> str:
    size = comfortable(sheet, address)
    slow = _("The code is small: it may take a moment to scan.")
    return f"{slow} {_nearest(size)}" if size else slow


def _too_small(sheet: Sheet, address: int) -> str:
    size = nearest(sheet, address)
    small = _("Our address is too long for a code on labels of this size.")
    works = _("The nearest size that works: %(size)s.")
    return f"{small} {works % {'size': _size(size)}}" if size else small


def _nearest(size: Size) -> str:
    return _("The nearest comfortable size: %(size)s.") % {"size": _size(size)}


def _size(size: Size) -> str:
    return f"{size.wide}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{size.high}\N{NO-BREAK SPACE}mm"


def _mm(length: Length) -> str:
    whole = int(length)
    if whole == length:
        return str(whole)
    return number_format(Decimal(f"{length:.2f}".rstrip("0")))
