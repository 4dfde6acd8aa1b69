"""A maker's pieces that stayed as long as was agreed, or soon will have."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consign.agreements.queries import coworkings_for
from consign.days import local_day
from consign.monthend.unsold import Unsold, unsold_at
from consign.people.models import Maker
from consign.web.access import Reader, maker_only


@maker_only
@require_safe
def page(request: Reader, maker: Maker) -> HttpResponse:
    """What to fetch where, and by when."""
    today = local_day(timezone.now())
    rows = [(one, one.phase(today)) for one in unsold_of(maker, today)]
    context = {"maker": maker, "rows": rows}
    return render(request, "portal/unsold.html", context)


def unsold_of(maker: Maker, day: date) -> list[Unsold]:
    """What a maker should fetch, or soon should, at any coworking."""
    places = coworkings_for(maker, day)
    return [one for place in places for one in unsold_at(place, day, maker)]
