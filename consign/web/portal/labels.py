"""Makers print the labels of their own pieces, before they bring them or while they are there."""

from decimal import Decimal, InvalidOperation

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consign.agreements.queries import coworkings_for
from consign.days import local_day
from consign.labels.models import FURTHEST
from consign.labels.printing import print_labels
from consign.people.models import Coworking, Maker
from consign.refusal import Refused
from consign.stock.models import Item
from consign.stock.queries import labelled_at
from consign.web.access import Reader, maker_only
from consign.web.label_preview import preview as picture_of
from consign.web.labelling import Choice

ROWS = 60
# Where it is remembered how far a maker's own printer prints beside the mark.
OFFSET = "label_offset"


@maker_only
def choose(request: Reader, maker: Maker) -> HttpResponse:
    """Choose among the pieces that are at a coworking or announced to it."""
    return _page(request, maker)


@maker_only
@require_POST
@never_cache
def sheet(request: Reader, maker: Maker) -> HttpResponse:
    """The chosen labels as PDF."""
    choice = _choice(request, maker)
    if choice is None:
        return _page(request, maker)
    try:
        job = choice.job(_shift(request))
        printed = print_labels(job=job, by=request.user, at=timezone.now())
    except Refused as refused:
        return _page(request, maker, refused, status=409)
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return response


@maker_only
@require_safe
@never_cache
def preview(request: Reader, maker: Maker) -> HttpResponse:
    """The first sheet as a picture; nothing is written down."""
    choice = _choice(request, maker)
    if choice is None:
        return HttpResponse(status=404)
    return picture_of(choice, _shift(request), timezone.now())


def _choice(request: Reader, maker: Maker) -> Choice | None:
    """Among the maker's pieces at the coworking that was chosen, or else where most of them are;
    None without any agreement."""
    places = list(coworkings_for(maker, local_day(timezone.now())))
    named = (request.POST or request.GET).get("coworking", "")
    chosen = [place for place in places if place.slug == named]
    if not chosen:
        chosen = sorted(places, key=lambda place: -_labelled(place, maker).count())
    return Choice(request, chosen[0], _labelled(chosen[0], maker)) if chosen else None


def _labelled(coworking: Coworking, maker: Maker) -> QuerySet[Item]:
    return labelled_at(coworking).filter(maker=maker)


def _shift(request: Reader) -> tuple[Decimal, Decimal]:
    """How far the maker's own printer is put right: as the form says, or as it was last time."""
    sent = request.POST or request.GET
    if "right" not in sent and "down" not in sent:
        right, down = request.session.get(OFFSET, ("0", "0"))
        return Decimal(right), Decimal(down)
    asked = _millimetres(sent.get("right", "")), _millimetres(sent.get("down", ""))
    kept = [str(length) for length in asked]
    if request.session.get(OFFSET, ["0", "0"]) != kept:
        request.session[OFFSET] = kept
    return asked


def _millimetres(text: str) -> Decimal:
    """An offset as a hand types it, at most two centimetres; what is none is nothing."""
    try:
        found = Decimal(text.strip().replace(",", ".") or "0")
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() and abs(found) <= FURTHEST else Decimal(0)


def _page(
    request: Reader, maker: Maker, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    choice = _choice(request, maker)
    if choice is None:
        return render(request, "portal/labels.html", {"maker": maker, "choice": None})
    query = choice.sent.get("q", "").strip()
    shift = _shift(request)
    right, down = map(str, shift)
    looked_at = choice.looked_at(coworking=choice.coworking.slug, right=right, down=down)
    context = {
        **choice.context(refused, timezone.now()),
        "choice": choice,
        "maker_page": maker,
        "page_obj": Paginator(choice.rest(query), ROWS).get_page(choice.sent.get("page")),
        "query": query,
        "coworkings": coworkings_for(maker, local_day(timezone.now())),
        "right": right,
        "down": down,
        "choose_at": reverse("my_labels", args=[maker.slug]),
        "print_at": reverse("my_label_sheet", args=[maker.slug]),
        "preview_at": f"{reverse('my_label_preview', args=[maker.slug])}?{looked_at}",
    }
    return render(request, "portal/labels.html", context, status=status)
