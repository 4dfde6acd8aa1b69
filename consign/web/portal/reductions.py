"""Lower prices for a while: chosen, looked at piece by piece, then planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from consign.days import local_day
from consign.money.split import HUNDRED, portion
from consign.money.text import parse_amount
from consign.people.models import Maker
from consign.refusal import Refused
from consign.stock.models import Item
from consign.stock.prices import reductions_of
from consign.stock.queries import items_of
from consign.stock.reductions import LowerPrice, end_reduction, plan_reductions
from consign.web.access import Reader, maker_only
from consign.web.forms import DayField, PercentField

# Of this many pieces at a time one can still see what one does.
MOST = 200
PRICE = "price-"


class WhenForm(forms.Form):
    """How much less, from when and until when."""

    percent = PercentField(label=gettext_lazy("How much less"))
    starts_on = DayField(label=gettext_lazy("From"))
    ends_on = DayField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("The last day. Without one it holds until you end it."),
    )

    def __init__(self, data: QueryDict | None, *, at: datetime) -> None:
        super().__init__(data, initial={"percent": Decimal(20), "starts_on": local_day(at)})

    def clean_percent(self) -> Decimal:
        percent: Decimal = self.cleaned_data["percent"]
        if not 0 < percent < HUNDRED:
            raise forms.ValidationError(_("Write a percentage between 0 and 100."))
        return percent


@dataclass(frozen=True)
class Row:
    """A piece that can be reduced; `price` is the new one as it was worked out or typed."""

    item: Item
    price: Decimal | str = ""
    chosen: bool = False
    refusal: str = ""


@maker_only
def page(request: Reader, maker: Maker) -> HttpResponse:
    """What is reduced or planned, and planning more: first looked at, then done."""
    at = timezone.now()
    form = WhenForm(request.POST or None, at=at)
    items = _reducible(maker)
    if request.method != "POST":
        chosen = request.GET.getlist("codes")
        return _page(request, maker, form, [Row(one, chosen=one.code in chosen) for one in items])
    wanted = set(request.POST.getlist("codes"))
    if not form.is_valid():
        rows = [Row(one, chosen=one.code in wanted) for one in items]
        return _page(request, maker, form, rows, 400)
    looked = [one for one in items if one.code in wanted]
    if "plan" in request.POST:
        return _plan(request, maker, form, looked)
    if not looked:
        form.add_error(None, _("No piece is chosen. Choose at least one."))
        return _page(request, maker, form, [Row(one) for one in items], 409)
    rows = [Row(one, _less(one, form.cleaned_data["percent"])) for one in looked]
    return _look(request, maker, form, rows)


@maker_only
@require_POST
def end(request: Reader, maker: Maker, pk: int) -> HttpResponse:
    """End a reduction, or call off one that has not begun."""
    reduction = get_object_or_404(reductions_of(maker), pk=pk)
    over = end_reduction(reduction=reduction, by=request.user, at=timezone.now())
    said = _("The reduction of “%(title)s” is over.")
    messages.success(request, said % {"title": over.item.title})
    return redirect("my_reductions", maker.slug)


def _plan(request: Reader, maker: Maker, form: WhenForm, items: Sequence[Item]) -> HttpResponse:
    typed = [Row(one, request.POST.get(f"{PRICE}{one.code}", "")) for one in items]
    said = form.cleaned_data
    refused: Refused | None = None
    try:
        lower = [LowerPrice(row.item, _read(row)) for row in typed]
        made = plan_reductions(
            lower=lower,
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as no:
        refused = no
    else:
        told = ngettext(
            "The price of %(count)s piece goes down.",
            "The prices of %(count)s pieces go down.",
            len(made),
        )
        messages.success(request, told % {"count": len(made)})
        return redirect("my_reductions", maker.slug)
    rows = [_refused(row, refused) for row in typed]
    if not any(row.refusal for row in rows):
        form.add_error(None, str(refused))
    return _look(request, maker, form, rows, 409)


def _refused(row: Row, refused: Refused) -> Row:
    named = refused.place == f"{PRICE}{row.item.code}"
    return Row(row.item, row.price, refusal=str(refused) if named else "")


def _read(row: Row) -> Decimal:
    """The price as it was typed; what is none is refused where it stands."""
    try:
        return parse_amount(str(row.price))
    except Refused as refused:
        refused.place = f"{PRICE}{row.item.code}"
        raise


def _less(item: Item, percent: Decimal) -> Decimal:
    return item.price - portion(item.price, percent, HUNDRED)


def _reducible(maker: Maker) -> list[Item]:
    """Pieces that are somewhere or announced, and have no reduction yet."""
    reduced = reductions_of(maker).order_by().values("item")
    there = Q(on_hand__gt=0) | Q(waiting=True)
    return list(items_of(maker).filter(there).exclude(pk__in=reduced)[:MOST])


def _page(
    request: Reader, maker: Maker, form: WhenForm, rows: Sequence[Row], status: int = 200
) -> HttpResponse:
    context = {
        "maker": maker,
        "form": form,
        "rows": rows,
        "reductions": reductions_of(maker).prefetch_related("item__photos"),
        "today": local_day(timezone.now()),
    }
    return render(request, "portal/reductions.html", context, status=status)


def _look(
    request: Reader, maker: Maker, form: WhenForm, rows: Sequence[Row], status: int = 200
) -> HttpResponse:
    context = {"maker": maker, "form": form, "rows": rows}
    return render(request, "portal/reductions_look.html", context, status=status)
