"""Giving pieces back to their maker in one go: scanned or ticked, all of them or none."""

from dataclasses import dataclass

from django.db.models import Count, Sum
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from consign.people.models import Coworking, Maker
from consign.people.queries import makers
from consign.refusal import Refused
from consign.slips.models import SlipKind
from consign.slips.operations import NothingChosen, hand_back
from consign.stock.models import Placement
from consign.stock.queries import placements_at
from consign.web.access import Reader, desk_only
from consign.web.desk.basket import count


@dataclass(frozen=True)
class Row:
    """Pieces that can go back, with the number as it was typed."""

    place: Placement
    quantity: str
    chosen: bool
    problem: str


@desk_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """Whose pieces go back (`?maker=`), then which of them and how many; then their slip."""
    slug = request.GET.get("maker", "")
    here = placements_at(coworking)
    if not slug:
        rows = here.order_by().values("item__maker__slug", "item__maker__name")
        found = rows.annotate(pieces=Sum("on_hand"), kinds=Count("item", distinct=True))
        context = {"coworking": coworking, "makers": found.order_by("item__maker__name")}
        return render(request, "desk/slip_whose.html", context)
    maker = get_object_or_404(makers(), slug=slug)
    places = list(here.filter(item__maker=maker))
    if request.method == "POST":
        return _given(request, coworking, maker, places)
    return _page(request, coworking, maker, places)


def _given(
    request: Reader, coworking: Coworking, maker: Maker, places: list[Placement]
) -> HttpResponse:
    chosen = _chosen(request.POST, places)
    try:
        if not chosen:
            raise NothingChosen
        hand_back(
            coworking=coworking, maker=maker, pieces=chosen, by=request.user, at=timezone.now()
        )
    except Refused as refused:
        return _page(request, coworking, maker, places, refused)
    return redirect(_draw_up(coworking, maker))


def _page(
    request: Reader,
    coworking: Coworking,
    maker: Maker,
    places: list[Placement],
    refused: Refused | None = None,
) -> HttpResponse:
    ticked = request.POST.getlist("pk")
    pk = refused.place.partition(".")[2] if refused else ""
    rows = [
        Row(
            place,
            request.POST.get(f"quantity-{place.pk}", str(place.on_hand)),
            chosen=str(place.pk) in ticked,
            problem=str(refused) if refused and pk == str(place.pk) else "",
        )
        for place in places
    ]
    placed = any(row.problem for row in rows)
    context = {
        "coworking": coworking,
        "maker": maker,
        "rows": rows,
        "problem": str(refused) if refused and not placed else "",
    }
    return render(request, "desk/slip_give_back.html", context, status=409 if refused else 200)


def _chosen(sent: QueryDict, places: list[Placement]) -> dict[int, int]:
    ticked = set(sent.getlist("pk"))
    return {
        place.pk: count(sent.get(f"quantity-{place.pk}", ""))
        for place in places
        if str(place.pk) in ticked
    }


def _draw_up(coworking: Coworking, maker: Maker) -> str:
    return reverse("desk_slip_new", args=[coworking.slug, maker.slug, SlipKind.WITHDRAWAL])
