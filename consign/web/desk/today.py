"""What the till took today, or on another day."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consign.days import day_after, local_day
from consign.people.models import Coworking
from consign.people.roles import may_settle
from consign.till.queries import open_conflicts, sales_at, takings
from consign.web.access import Reader, desk_only
from consign.web.desk.attention import attention

ROWS = 60


@desk_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """Takings and tickets of a day (`?day=2026-11-21`), and what waits to be taken in."""
    today = local_day(timezone.now())
    day = _day(request.GET.get("day", ""), today)
    tickets = sales_at(coworking).filter(on=day).prefetch_related("lines__item__photos")
    context = {
        "coworking": coworking,
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day_after(day) if day < today else None,
        "takings": takings(coworking, day),
        "tasks": attention(coworking, timezone.now()) if day == today else [],
        "conflicts": open_conflicts(coworking),
        "manages": may_settle(request.user, coworking),
        "page_obj": Paginator(tickets, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "desk/today.html", context)


def _day(text: str, today: date) -> date:
    """The day asked for; today for one that is none or has not come."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if date(2000, 1, 1) < day <= today else today
