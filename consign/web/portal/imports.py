"""A maker's own list, taken over in one go: first looked at, then taken, then its photos."""

from time import monotonic
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from consign.agreements.queries import coworkings_for
from consign.days import local_day
from consign.people.models import Maker
from consign.refusal import Refused
from consign.stock.looking import Look, look_at, unfinished
from consign.stock.models import ListUpload, ListUploadState
from consign.stock.photo_zip import PhotoProblem
from consign.stock.upload_files import ListGone
from consign.stock.uploads import drop_upload, keep_upload, take_over
from consign.stock.working_off import work_photos
from consign.web.access import Reader, maker_only
from consign.web.forms import add_refusal, sent
from consign.web.portal.forms import ListForm, TakeForm

SECONDS = 2
ROWS = 50
PROBLEMS = 100
NUMBERS = 20


@maker_only
def upload(request: Reader, maker: Maker) -> HttpResponse:
    """Send a list, with a zip of photos or without; lists under way are named."""
    now = timezone.now()
    places = coworkings_for(maker, local_day(now))
    form = ListForm(sent(request), request.FILES or None, places=places)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            kept = keep_upload(
                maker=maker,
                data=told.pop("file"),
                name=str(form["file"].data),
                by=request.user,
                at=now,
                **told,
            )
        except Refused as refused:
            refused.place = refused.place or "file"
            add_refusal(form, refused)
            status = 422
        else:
            return redirect("my_list", maker.slug, kept.key)
    context = {"maker": maker, "form": form, "unfinished": unfinished(maker), "places": places}
    return render(request, "portal/import.html", context, status=status)


@maker_only
def look(request: Reader, maker: Maker, key: UUID) -> HttpResponse:
    """What a list gives; once it is taken over, how far its photos are."""
    found = get_object_or_404(unforgotten(maker), key=key)
    if found.state == ListUploadState.LOOKED_AT:
        return _preview(request, found, TakeForm())
    problems = [PhotoProblem(**problem) for problem in found.problems]
    context = {"maker": maker, "list": found, "problems": problems[:PROBLEMS], "of": len(problems)}
    under_way = found.state == ListUploadState.PHOTOS
    page = "portal/list_photos.html" if under_way else "portal/list_done.html"
    return render(request, page, context)


@maker_only
@require_POST
def take(request: Reader, maker: Maker, key: UUID) -> HttpResponse:
    """Take a list over: all of it, or what can be when the rest may be left out."""
    found = get_object_or_404(unforgotten(maker), key=key)
    form = TakeForm(request.POST)
    form.is_valid()
    leave_out = bool(form.cleaned_data.get("leave_out"))
    try:
        taken = take_over(upload=found, leave_out=leave_out, by=request.user, at=timezone.now())
    except ListGone as refused:
        messages.error(request, str(refused))
        return redirect("my_import", maker.slug)
    except Refused as refused:
        add_refusal(form, refused)
        return _preview(request, found, form, status=409)
    _tell(request, taken.upload, taken.left_out)
    return redirect(_next(taken.upload))


@maker_only
@require_POST
def photos(request: Reader, maker: Maker, key: UUID) -> HttpResponse:
    """Work off photos of a list for about two seconds, and tell how far it is."""
    found = get_object_or_404(unforgotten(maker), key=key)
    begun = monotonic()
    try:
        found = work_photos(
            upload=found,
            enough=lambda: monotonic() - begun > SECONDS,
            by=request.user,
            at=timezone.now(),
        )
    except ListGone as refused:
        messages.error(request, str(refused))
        return redirect("my_import", maker.slug)
    if request.accepts("text/html"):
        return redirect(_next(found))
    told = {"done": found.done, "total": found.total, "next": ""}
    if found.state == ListUploadState.DONE:
        told["next"] = _next(found)
    return JsonResponse(told)


@maker_only
@require_POST
def leave(request: Reader, maker: Maker, key: UUID) -> HttpResponse:
    """Leave a list, or the photos of it that are still to come."""
    found = get_object_or_404(unforgotten(maker), key=key)
    drop_upload(upload=found, by=request.user, at=timezone.now())
    return redirect("my_import", maker.slug)


def unforgotten(maker: Maker) -> Any:
    """The lists of a maker that are still here."""
    return maker.list_uploads.select_related("maker", "coworking")


def _preview(
    request: Reader, found: ListUpload, form: TakeForm, *, status: int = 200
) -> HttpResponse:
    try:
        look = look_at(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("my_import", found.maker.slug)
    context = {"maker": found.maker, "list": found, "form": form, "look": look, **_first(look)}
    return render(request, "portal/list.html", context, status=status)


def _first(look: Look) -> dict[str, Any]:
    """What of a long list is shown, and how much of it there is."""
    read = look.read
    return {
        "rows": read.rows[:ROWS],
        "pieces": sum(row.quantity for row in read.rows),
        "left": len(read.left_out),
        "problems": read.problems[:PROBLEMS],
        "photo_problems": look.photo_problems[:PROBLEMS],
    }


def _next(found: ListUpload) -> str:
    """Where the list is told about: on its own page while that has something to say."""
    slug = found.maker.slug
    if found.state == ListUploadState.PHOTOS or found.problems:
        return reverse("my_list", args=[slug, found.key])
    return reverse("my_pieces", args=[slug])


def _tell(request: Reader, found: ListUpload, left_out: list[int]) -> None:
    said = ngettext(
        "%(count)s piece is announced. Bring it along: the desk counts it in.",
        "%(count)s pieces are announced. Bring them along: the desk counts them in.",
        found.made,
    )
    messages.success(request, said % {"count": found.made})
    if left_out:
        said = ngettext(
            "Line %(lines)s of your list was left out.",
            "Lines %(lines)s of your list were left out.",
            len(left_out),
        )
        more = " …" if len(left_out) > NUMBERS else ""
        lines = ", ".join(map(str, left_out[:NUMBERS])) + more
        messages.warning(request, said % {"lines": lines})
