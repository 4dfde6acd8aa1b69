"""A maker's slips: read, confirmed, objected to."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consign.people.models import Maker
from consign.slips.models import How, Slip
from consign.slips.queries import slips_of, told
from consign.web.access import Reader, maker_only
from consign.web.slip_word import Word, word_on
from consign.web.slips import condition, paper

ROWS = 60


@maker_only
@require_safe
def every(request: Reader, maker: Maker) -> HttpResponse:
    """Every slip of a maker, the latest first."""
    page = Paginator(slips_of(maker), ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/slips.html", {"maker": maker, "page_obj": page})


@maker_only
def slip(request: Reader, maker: Maker, pk: int) -> HttpResponse:
    """A slip; its maker says yes to it, or what differs."""
    found = _slip(maker, pk)
    word = Word(how=How.ACCOUNT, by=request.user, at=timezone.now())
    context, status = word_on(request, found, word)
    if status == 302:
        return redirect("my_slip", maker.slug, pk)
    return render(request, "portal/slip.html", {"maker": maker, **context}, status=status)


@maker_only
@require_safe
def pdf(_request: Reader, maker: Maker, pk: int) -> HttpResponse:
    """A slip on paper."""
    return paper(_slip(maker, pk))


@maker_only
@require_safe
def photo(_request: Reader, maker: Maker, pk: int, position: int) -> HttpResponseBase:
    """The photo of a line's condition."""
    return condition(_slip(maker, pk), position)


def _slip(maker: Maker, pk: int) -> Slip:
    return get_object_or_404(told(slips_of(maker)), pk=pk)
