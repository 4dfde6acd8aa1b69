"""Pieces that stayed as long as was agreed: the list to fetch them by, and their storage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consign.agreements.queries import makers_at
from consign.days import Month, local_day
from consign.ledger.queries import booked_with
from consign.money.split import ZERO
from consign.money.text import money
from consign.monthend.unsold import Phase, Unsold, charge_storage, storage_key, unsold_at
from consign.people.models import Coworking, Maker
from consign.people.roles import may_settle
from consign.refusal import Refused
from consign.stock.models import Placement
from consign.web.access import Reader, desk_only, manager_only


@dataclass(frozen=True)
class Row:
    """A piece, how far it is, and the showcases it is in."""

    unsold: Unsold
    phase: Phase
    places: list[str]


@dataclass(frozen=True)
class Group:
    """What one maker has to fetch; `storage` is what this month costs, None once it is charged."""

    maker: Maker
    rows: list[Row]
    storage: Decimal | None


@desk_only
@require_safe
def every(request: Reader, coworking: Coworking) -> HttpResponse:
    """By maker: what should be gone, what soon should, and where it is."""
    today = local_day(timezone.now())
    found = unsold_at(coworking, today)
    context = {
        "coworking": coworking,
        "groups": list(_groups(coworking, found, today)),
        "manages": may_settle(request.user, coworking),
        "month": Month.of(today),
    }
    return render(request, "desk/unsold.html", context)


@manager_only
@require_POST
def charge(request: Reader, coworking: Coworking, maker: str) -> HttpResponse:
    """Charge a maker the storage of this month."""
    whose = get_object_or_404(makers_at(coworking), slug=maker)
    try:
        entry = charge_storage(coworking=coworking, maker=whose, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = _("%(amount)s of storage is charged to %(maker)s: %(number)s.")
        told = {
            "amount": money(-entry.amount, get_language() or "en"),
            "maker": whose.name,
            "number": entry.reference,
        }
        messages.success(request, said % told)
    return redirect("desk_unsold", coworking.slug)


def _groups(coworking: Coworking, found: Iterable[Unsold], day: date) -> Iterable[Group]:
    found = list(found)
    places = _places(coworking, [one.item.pk for one in found])
    for maker, theirs in groupby(found, key=lambda one: one.item.maker):
        rows = [Row(one, one.phase(day), places.get(one.item.pk, [])) for one in theirs]
        owed = sum((row.unsold.storage for row in rows if row.phase == Phase.STORED), ZERO)
        charged = bool(owed) and booked_with(storage_key(coworking, maker, Month.of(day)))
        yield Group(maker, rows, None if charged else owed)


def _places(coworking: Coworking, items: list[int]) -> dict[int, list[str]]:
    rows = Placement.objects.filter(showcase__coworking=coworking, item__in=items, on_hand__gt=0)
    found: dict[int, list[str]] = {}
    for item, name in rows.order_by("showcase__name").values_list("item", "showcase__name"):
        found.setdefault(item, []).append(name)
    return found
