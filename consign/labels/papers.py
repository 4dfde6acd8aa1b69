"""Label papers as people choose them: what they are called, and what to know about them."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consign.labels.sheets import SHEETS, Kind, Sheet
from consign.paper.lengths import Length


@dataclass(frozen=True)
class Paper:
    """A paper for a list of them; `remark` is what it cannot do, or empty."""

    sheet: Sheet
    name: str
    remark: str


def papers() -> list[Paper]:
    """All papers, in the reader's language, sheets first."""
    return [Paper(sheet, name_of(sheet), _remark(sheet)) for sheet in SHEETS.values()]


def name_of(sheet: Sheet) -> str:
    """How a paper is called, in the reader's language: `L7160 · 21 labels of 63.5 × 38.1 mm`."""
    size = f"{_mm(sheet.wide)} × {_mm(sheet.high)}\N{NO-BREAK SPACE}mm"
    if sheet.kind == Kind.FOLDED:
        kind = _("Butterfly tag") if sheet.fold else _("Rat-tail tag")
        return f"{kind} · {size}"
    if sheet.places == 1:
        return _("Roll · %(size)s") % {"size": size}
    labels = ngettext("%(n)d label of %(size)s", "%(n)d labels of %(size)s", sheet.places)
    return f"{sheet.name} · {labels % {'n': sheet.places, 'size': size}}"


def _remark(sheet: Sheet) -> str:
    if sheet.kind == Kind.WORDS:
        return _("Too small for a code that can be scanned: it is printed to be typed.")
    if sheet.kind == Kind.FULL:
        return ""
    return _("The till scans it from close by; it leads no customer to the page of the piece.")


def _mm(length: Length) -> str:
    whole = int(length)
    return str(whole) if whole == length else number_format(length, 1)
