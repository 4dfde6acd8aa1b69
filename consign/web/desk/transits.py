"""Pieces on their way between coworkings: received here, or taken back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.models import Transit
from consign.stock.queries import matching, showcases_of
from consign.stock.transits import receive, take_back
from consign.stock.under_way import coming_to, sent_from
from consign.web.access import Reader, desk_only
from consign.web.forms import add_refusal

ROWS = 60


class BackForm(forms.Form):
    """How many of a transit."""

    quantity = forms.IntegerField(label=gettext_lazy("How many"), min_value=1)

    def __init__(self, data: QueryDict | None, *, transit: Transit) -> None:
        initial = {"quantity": transit.under_way}
        super().__init__(data, prefix=str(transit.pk), initial=initial)


class ArrivedForm(BackForm):
    """Into which showcase what arrived is put, and how many."""

    field_order = ("showcase", "quantity")

    def __init__(self, data: QueryDict | None, *, transit: Transit) -> None:
        super().__init__(data, transit=transit)
        here = showcases_of(transit.coworking)
        self.fields["showcase"] = forms.ModelChoiceField(
            here, label=gettext_lazy("Into"), empty_label=None
        )
        self.order_fields(self.field_order)


@dataclass(frozen=True)
class Row:
    """A transit and what can be said of it."""

    transit: Transit
    form: forms.Form


@desk_only
@require_safe
def every(request: Reader, coworking: Coworking) -> HttpResponse:
    """What comes here and what was sent from here; looked through by code, title or maker."""
    return _page(request, coworking)


@desk_only
@require_POST
def arrived(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Pieces that came are put into a showcase."""
    transit = get_object_or_404(coming_to(coworking), pk=pk)
    form = ArrivedForm(request.POST, transit=transit)
    if not form.is_valid():
        return _page(request, coworking, form, 400)
    try:
        place = receive(transit=transit, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, coworking, form, 409)
    number = form.cleaned_data["quantity"]
    said = ngettext(
        "%(pieces)s piece is in “%(where)s” now.",
        "%(pieces)s pieces are in “%(where)s” now.",
        number,
    )
    messages.success(request, said % {"pieces": number, "where": place.showcase.name})
    return redirect("desk_transits", coworking.slug)


@desk_only
@require_POST
def back(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Pieces that did not arrive are where they left, by the books."""
    transit = get_object_or_404(sent_from(coworking), pk=pk)
    form = BackForm(request.POST, transit=transit)
    if not form.is_valid():
        return _page(request, coworking, form, 400)
    try:
        place = take_back(transit=transit, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, coworking, form, 409)
    said = _("“%(title)s” is back in “%(where)s”. Is it nowhere to be found? Write it off there.")
    messages.success(request, said % {"title": place.item.title, "where": place.showcase.name})
    return redirect("desk_placement", coworking.slug, place.pk)


def _page(
    request: Reader, coworking: Coworking, sent: BackForm | None = None, status: int = 200
) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    looked = matching(query, item="left__item__")
    coming = coming_to(coworking).filter(looked).prefetch_related("left__item__photos")
    gone = sent_from(coworking).filter(looked).prefetch_related("left__item__photos")
    page = Paginator(coming, ROWS).get_page(request.GET.get("page"))
    context = {
        "coworking": coworking,
        "query": query,
        "page_obj": page,
        "coming": _rows(page, ArrivedForm, sent),
        "gone": _rows(gone[:ROWS], BackForm, sent),
    }
    return render(request, "desk/transits.html", context, status=status)


def _rows(found: Iterable[Transit], kind: type[BackForm], sent: BackForm | None) -> list[Row]:
    """Each with its form; the one that was sent keeps what was typed."""
    return [
        Row(one, sent if sent and sent.prefix == str(one.pk) else kind(None, transit=one))
        for one in found
    ]
