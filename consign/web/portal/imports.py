"""A maker's own list, taken over in one go: first looked at, then taken."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consign.agreements.queries import coworkings_for
from consign.days import local_day
from consign.people.models import Maker
from consign.refusal import Refused
from consign.stock.lists import ListRead, read_list
from consign.stock.operations import announce_list
from consign.stock.queries import references_of
from consign.web.access import Reader, maker_only
from consign.web.forms import add_refusal
from consign.web.portal.forms import KeptListForm, ListForm, kept


@maker_only
def upload(request: Reader, maker: Maker) -> HttpResponse:
    """Read a list and show what could be read; a second button takes that over.

    Lines that could not be read are named with why.
    """
    if "take" in request.POST:
        return _take(request, maker)
    places = coworkings_for(maker, local_day(timezone.now()))
    if request.method != "POST":
        return _page(request, maker, ListForm(places=places))
    form = ListForm(request.POST, request.FILES, places=places)
    if not form.is_valid():
        return _page(request, maker, form, status=400)
    file = form.cleaned_data["file"]
    try:
        read = _read(maker, file)
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, maker, form, status=422)
    place = form.cleaned_data["coworking"]
    taking = KeptListForm(initial={"kept": kept(file), "coworking": place}, places=places)
    left = len(_left_out(read))
    return _page(request, maker, form, read=read, left=left, taking=taking, place=place)


def _take(request: Reader, maker: Maker) -> HttpResponse:
    now = timezone.now()
    form = KeptListForm(request.POST, places=coworkings_for(maker, local_day(now)))
    if not form.is_valid():
        messages.error(request, _("This list is no longer here. Choose it again."))
        return redirect("my_import", maker.slug)
    try:
        read = _read(maker, form.cleaned_data["kept"], key=form.cleaned_data["key"])
        made = announce_list(
            maker=maker,
            coworking=form.cleaned_data["coworking"],
            read=read,
            key=form.cleaned_data["key"],
            by=request.user,
            at=now,
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("my_import", maker.slug)
    _tell(request, len(made), read)
    return redirect("my_pieces", maker.slug)


def _read(maker: Maker, file: bytes, key: UUID | None = None) -> ListRead:
    """The list, without what the maker has registered before; `key` is that of this taking over."""
    read = read_list(file)
    own = [row.key(key) for row in read.rows] if key else []
    return read.without(references_of(maker, but=own))


def _left_out(read: ListRead) -> list[int]:
    """The numbers of the lines that are not taken over; one may have several problems."""
    return sorted({problem.number for problem in read.problems})


def _tell(request: Reader, made: int, read: ListRead) -> None:
    said = ngettext(
        "%(count)s piece is announced. Bring it along: the desk counts it in.",
        "%(count)s pieces are announced. Bring them along: the desk counts them in.",
        made,
    )
    messages.success(request, said % {"count": made})
    lines = _left_out(read)
    if lines:
        said = ngettext(
            "Line %(lines)s of your list was left out.",
            "Lines %(lines)s of your list were left out.",
            len(lines),
        )
        messages.warning(request, said % {"lines": ", ".join(map(str, lines))})


def _page(
    request: Reader, maker: Maker, form: ListForm, *, status: int = 200, **shown: Any
) -> HttpResponse:
    context = {"maker": maker, "form": form, **shown}
    return render(request, "portal/import.html", context, status=status)
