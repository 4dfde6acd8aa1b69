"""A maker's first page: where the pieces are, what they brought, what waits, when money comes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consign.agreements.queries import proposals_to
from consign.days import local_day
from consign.figures.of_maker import shares
from consign.money.split import ZERO
from consign.monthend.balances import Balance, balances, together
from consign.payouts.queries import next_payout_day, payouts_of
from consign.people.models import Coworking, Maker
from consign.settlements.queries import settlements_of
from consign.stock.whereabouts import Whereabouts, whereabouts
from consign.till.queries import lines_of_maker
from consign.web.access import Reader, maker_only
from consign.web.portal.attention import attention
from consign.web.portal.standing import paid

LATEST = 4


@dataclass(frozen=True)
class Here:
    """What a maker has at one coworking: pieces, money, and the day it is paid."""

    coworking: Coworking
    pieces: Whereabouts
    so_far: Decimal
    pays_on: date | None


@maker_only
def page(request: Reader, maker: Maker) -> HttpResponse:
    """Everything a maker wants to know at a glance, over all coworkings."""
    now = timezone.now()
    today = local_day(now)
    known = balances(maker)
    places = _places(whereabouts(maker), known, today)
    statement = settlements_of(maker).first()
    pays = [one.pays_on for one in places if one.pays_on and one.so_far > ZERO]
    context = {
        "maker": maker,
        "tasks": attention(maker, now),
        "proposals": proposals_to(maker, today),
        "paid": paid(maker, today),
        "together": together(known),
        "pays_on": min(pays, default=None),
        "places": places,
        "latest": lines_of_maker(maker)[:LATEST],
        "chart": shares(maker, today),
        "statement": statement,
        "payout": payouts_of([statement]).get(statement.pk) if statement else None,
    }
    return render(request, "portal/home.html", context)


def _places(there: Iterable[Whereabouts], known: Iterable[Balance], today: date) -> list[Here]:
    """Coworkings that have something of the maker: pieces, or money."""
    pieces = {one.coworking: one for one in there}
    owed: dict[Coworking, Decimal] = defaultdict(lambda: ZERO)
    for balance in known:
        if balance.so_far:
            owed[balance.account.coworking] += balance.so_far
    places = sorted({*pieces, *owed}, key=lambda one: (one.name, one.pk))
    return [
        Here(
            coworking=one,
            pieces=pieces.get(one) or Whereabouts(one, on_show=0, inside=0, coming=0),
            so_far=owed.get(one, ZERO),
            pays_on=next_payout_day(one, today),
        )
        for one in places
    ]
