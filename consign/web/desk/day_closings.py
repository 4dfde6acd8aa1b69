"""Day closings that were made: the page of one, its paper, and the list of them."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language

from consign.days import local_day
from consign.money.split import euros
from consign.people.models import Coworking
from consign.till.closing_pdf import closing_pdf
from consign.till.drawer import counted
from consign.till.models import DayClosing
from consign.till.places import tills_of
from consign.till.running import closings_at, devices_about, held_by, late_of
from consign.web.access import AtTill, Reader, desk_only, till_only

ROWS = 60


@till_only
def page(request: AtTill, coworking: Coworking, number: str) -> HttpResponse:
    """A closing as it was made; it cannot be changed."""
    found = get_object_or_404(_readable(request, coworking), number=number)
    today = local_day(timezone.now())
    pieces = [(euros(cents), count) for cents, count in counted(found.pieces)]
    context = {
        "coworking": coworking,
        "closing": found,
        "pieces": [(one, count, one * count) for one, count in pieces],
        "late": late_of(held_by(found), found.previous, found.on),
        "devices": devices_about(found.till, today) if found.on == today else [],
        "several": len(tills_of(coworking)) > 1,
        "done": "done" in request.GET,
        "seller": request.seller,
    }
    return render(request, "desk/day_closing.html", context)


@till_only
def pdf(request: AtTill, coworking: Coworking, number: str) -> HttpResponse:
    """The same on an 80 mm roll, in the reader's language."""
    found = get_object_or_404(_readable(request, coworking), number=number)
    drawn = closing_pdf(found, get_language() or "en")
    response = HttpResponse(drawn, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response


@desk_only
def every(request: Reader, coworking: Coworking) -> HttpResponse:
    """All closings of a coworking's tills, the latest first."""
    context = {
        "coworking": coworking,
        "several": len(tills_of(coworking)) > 1,
        "page_obj": Paginator(closings_at(coworking), ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "desk/day_closings.html", context)


def _readable(request: AtTill, coworking: Coworking) -> QuerySet[DayClosing]:
    """A device that nobody is signed in on shows what its own till did."""
    found = closings_at(coworking)
    if request.seller is None and request.device is not None:
        found = found.filter(till=request.device.till)
    return found
