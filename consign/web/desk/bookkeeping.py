"""A month for the bookkeeper: sums by account, the file, and the codes it carries."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.days import Month, local_day
from consign.invoices.book_codes import set_book_codes
from consign.invoices.queries import Code
from consign.money.split import ZERO
from consign.monthend.bookkeeping import account_sums, journal_csv, journal_lines
from consign.monthend.bookkeeping_codes import NAMES, Use, codes_of
from consign.monthend.preview import month_preview
from consign.people.models import Coworking
from consign.web.access import Reader, manager_only
from consign.web.frame import desk_tabs
from consign.web.parts import FormPart, page_of_parts

# Which uses a VAT return knows: the others are balances.
IN_THE_RETURN = [
    use for use in Use if use.value.startswith(("vat", "own", "comm", "fees", "goods"))
]


class CodesForm(forms.Form):
    """An account for every use, and a VAT code where the VAT return asks for one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for use, name in NAMES.items():
            self.fields[use.value] = forms.CharField(
                label=_("Account: %(use)s") % {"use": name}, max_length=20
            )
            if use in IN_THE_RETURN:
                self.fields[f"{use}_vat"] = forms.CharField(
                    label=_("VAT code: %(use)s") % {"use": name}, max_length=20, required=False
                )

    def rows(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField | None]]:
        """What each use is called, with its fields."""
        for use, name in NAMES.items():
            yield str(name), self[use.value], self[f"{use}_vat"] if use in IN_THE_RETURN else None


@manager_only
def page(request: Reader, coworking: Coworking, period: str) -> HttpResponse:
    """What the month brings on each account; the codes can be changed below."""
    month = _month(period)
    known = codes_of(coworking)
    initial = {use.value: code.account for use, code in known.items()}
    initial |= {f"{use}_vat": code.vat_code for use, code in known.items()}

    def save(told: dict[str, Any]) -> str:
        told_codes = _codes(told)
        changed = {use.value: code for use, code in told_codes.items() if code != known[use]}
        set_book_codes(coworking=coworking, codes=changed, by=request.user, at=timezone.now())
        return _("Saved. Every file from now on carries these codes.")

    codes = FormPart(request, "codes", partial(CodesForm, initial=initial), save)
    lines = journal_lines(coworking, month)
    context = {
        "coworking": coworking,
        "month": month,
        "running": month == Month.of(local_day(timezone.now())),
        "open": len(month_preview(coworking, month)),
        "sums": account_sums(lines),
        "debit": sum((line.debit for line in lines), ZERO),
        "credit": sum((line.credit for line in lines), ZERO),
        "count": len(lines),
        "tabs": desk_tabs(
            coworking.slug, reverse("desk_month", args=[coworking.slug]), manages=True
        ),
    }
    return page_of_parts(request, "desk/bookkeeping.html", {"codes": codes}, context)


@manager_only
def csv(_request: Reader, coworking: Coworking, period: str) -> HttpResponse:
    """The month's journal lines as a file."""
    month = _month(period)
    response = HttpResponse(journal_csv(coworking, month), content_type="text/csv; charset=utf-8")
    name = f"{coworking.slug}-{month}-journal.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _codes(told: dict[str, Any]) -> dict[Use, Code]:
    return {use: Code(told[use.value], told.get(f"{use}_vat", "")) for use in Use}


def _month(period: str) -> Month:
    """The month in the address; one that has not begun is not found."""
    try:
        month = Month.parse(period)
    except ValueError:
        raise Http404 from None
    if month > Month.of(local_day(timezone.now())):
        raise Http404
    return month
