"""What is on hand, and what can be done with it: moved, sent, given back, kept for somebody."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from consign.agreements.queries import coworkings_for
from consign.days import local_day
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.holds import LONGEST_NAME, hold, release
from consign.stock.models import Hold, Placement
from consign.stock.operations import give_back, move
from consign.stock.queries import (
    holds_at,
    matching,
    placed_at,
    placements_at,
    showcases_of,
)
from consign.stock.transits import send
from consign.web.access import Reader, desk_only

ROWS = 60
MINUTE = "%Y-%m-%dT%H:%M"
# What is proposed: until the third evening.
USUALLY, CLOSING = timedelta(days=3), time(18)


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, initial=1)


class MoveForm(QuantityForm):
    """To which other showcase of the coworking, and how many."""

    def __init__(self, data: QueryDict | None, *, place: Placement) -> None:
        super().__init__(data, prefix="move", initial={"quantity": place.on_hand})
        others = showcases_of(place.showcase.coworking).exclude(pk=place.showcase_id)
        self.fields["showcase"] = forms.ModelChoiceField(
            others, label=gettext_lazy("To"), empty_label=None
        )


def until_field() -> forms.DateTimeField:
    """Until when pieces are kept."""
    return forms.DateTimeField(
        label=gettext_lazy("Until"),
        input_formats=[MINUTE, f"{MINUTE}:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
    )


def usual_until(at: datetime) -> datetime:
    """Until when pieces are kept if nobody says otherwise."""
    return datetime.combine(local_day(at) + USUALLY, CLOSING)


class SendForm(QuantityForm):
    """To which other coworking, of those where the maker can sell, and how many."""

    remark = forms.CharField(
        label=gettext_lazy("A word for its desk"), required=False, max_length=200
    )
    field_order = ("coworking", "quantity", "remark")

    def __init__(self, data: QueryDict | None, *, place: Placement, at: datetime) -> None:
        super().__init__(data, prefix="send", initial={"quantity": place.on_hand})
        others = coworkings_for(place.item.maker, local_day(at))
        self.fields["coworking"] = forms.ModelChoiceField(
            others.exclude(pk=place.showcase.coworking_id),
            label=gettext_lazy("To"),
            empty_label=None,
        )
        self.order_fields(self.field_order)


class HoldForm(QuantityForm):
    """For whom pieces are kept, and until when."""

    name = forms.CharField(label=gettext_lazy("For whom"), max_length=LONGEST_NAME)
    until = until_field()
    field_order = ("name", "until", "quantity")

    def __init__(self, data: QueryDict | None, *, at: datetime) -> None:
        super().__init__(data, prefix="hold", initial={"until": usual_until(at)})


@desk_only
@require_safe
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """All that is on hand; looked through by code, title or maker, by showcase, and by whether it
    is kept for somebody."""
    query = request.GET.get("q", "").strip()
    showcases = list(showcases_of(coworking))
    chosen = next((one for one in showcases if str(one.pk) == request.GET.get("showcase")), None)
    found = placements_at(coworking).filter(matching(query, item="item__"))
    if chosen:
        found = found.filter(showcase=chosen)
    holds, kept = holds_at(coworking, timezone.now()), "kept" in request.GET
    if kept:
        found = found.filter(item__in=holds.order_by().values("item"))
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    held = _by_item(holds.filter(item__in=[place.item_id for place in shown]))
    context = {
        "coworking": coworking,
        "query": query,
        "showcases": showcases,
        "chosen": chosen,
        "pieces": found.order_by().aggregate(n=Sum("on_hand"))["n"] or 0,
        "kept": kept,
        "rows": [(place, held[place.item_id]) for place in shown],
        "page_obj": shown,
    }
    return render(request, "desk/goods.html", context)


@desk_only
def placement(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Pieces of an item in one showcase: move them, give them back, keep them for somebody."""
    place = get_object_or_404(placed_at(coworking), pk=pk)
    now, action = timezone.now(), request.POST.get("action", "")
    sent = {name: request.POST if action == name else None for name in ACTS}
    known: dict[str, forms.Form] = {
        "move": MoveForm(sent["move"], place=place),
        "give": QuantityForm(sent["give"], prefix="give"),
        "hold": HoldForm(sent["hold"], at=now),
        "send": SendForm(sent["send"], place=place, at=now),
    }
    status = 200
    if action in ACTS:
        form = known[action]
        if form.is_valid():
            try:
                return ACTS[action](request, place, form)
            except Refused as refused:
                form.add_error(refused.place or None, str(refused))
                status = 409
        else:
            status = 400
    context = {
        "coworking": coworking,
        "place": place,
        "moving": known["move"],
        "giving": known["give"],
        "holding": known["hold"],
        "sending": known["send"],
        "held": holds_at(coworking, now).filter(item=place.item),
    }
    return render(request, "desk/placement.html", context, status=status)


@desk_only
@require_POST
def let_go(request: Reader, coworking: Coworking, pk: int, hold: int) -> HttpResponse:
    """What was kept for somebody is for everybody again."""
    place = get_object_or_404(placed_at(coworking), pk=pk)
    kept = get_object_or_404(place.item.holds.filter(coworking=coworking), pk=hold)
    release(hold=kept, by=request.user, at=timezone.now())
    messages.success(request, _("Not kept for %(name)s any more.") % {"name": kept.name})
    return redirect("desk_placement", coworking.slug, place.pk)


def _by_item(holds: Iterable[Hold]) -> dict[int, list[Hold]]:
    found: dict[int, list[Hold]] = defaultdict(list)
    for one in holds:
        found[one.item_id].append(one)
    return found


def _hold(request: Reader, place: Placement, form: forms.Form) -> HttpResponse:
    coworking = place.showcase.coworking
    kept = hold(
        item=place.item,
        coworking=coworking,
        **form.cleaned_data,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Kept for %(name)s.") % {"name": kept.name})
    return redirect("desk_placement", coworking.slug, place.pk)


def _move(request: Reader, place: Placement, form: forms.Form) -> HttpResponse:
    target = move(
        placement=place,
        showcase=form.cleaned_data["showcase"],
        quantity=form.cleaned_data["quantity"],
        by=request.user,
        at=timezone.now(),
    )
    said = _("“%(title)s” is in “%(where)s” now.")
    about = {"title": place.item.title, "where": form.cleaned_data["showcase"].name}
    messages.success(request, said % about)
    return redirect("desk_placement", place.showcase.coworking.slug, target.pk)


def _give(request: Reader, place: Placement, form: forms.Form) -> HttpResponse:
    give_back(
        placement=place,
        quantity=form.cleaned_data["quantity"],
        by=request.user,
        at=timezone.now(),
    )
    said = _("“%(title)s” is given back to %(maker)s.")
    about = {"title": place.item.title, "maker": place.item.maker.name}
    messages.success(request, said % about)
    return redirect("desk_placement", place.showcase.coworking.slug, place.pk)


def _send(request: Reader, place: Placement, form: forms.Form) -> HttpResponse:
    told = send(placement=place, by=request.user, at=timezone.now(), **form.cleaned_data)
    said = _("“%(title)s” is on its way to %(where)s.")
    messages.success(request, said % {"title": place.item.title, "where": told.coworking.name})
    return redirect("desk_placement", place.showcase.coworking.slug, place.pk)


Act = Callable[[Reader, Placement, forms.Form], HttpResponse]
ACTS: dict[str, Act] = {"move": _move, "give": _give, "hold": _hold, "send": _send}
