"""A maker's pieces: register, tell about, photograph, announce, follow."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consign.agreements.queries import coworkings_for, proposals_to
from consign.codes import label
from consign.days import local_day
from consign.monthend.losses import losses_of
from consign.people.models import Maker
from consign.refusal import KeyReused, Refused
from consign.stock import operations
from consign.stock.amend import Changes, amend_item, version_of
from consign.stock.models import Item
from consign.stock.photos import NotAPhoto, PhotoTooLarge, TooManyPhotos
from consign.stock.queries import items_of, matching
from consign.till.queries import lines_of_item
from consign.web.access import Reader, maker_only
from consign.web.forms import add_refusal, sent
from consign.web.portal.forms import MORE, AnnounceForm, EditForm, NewPieceForm
from consign.web.portal.photo_forms import PhotosForm, add_photo_refusal, read_one_by_one
from consign.web.portal.standing import paid, standing

PAGE = 60
LINES = 20
ABOUT = ("title", *MORE)
UNUSABLE = (NotAPhoto, PhotoTooLarge, TooManyPhotos)


# Of which pieces a maker may ask for those alone.
WHERE = {"announced": {"waiting": True}, "away": {"away": True}}


@maker_only
def pieces(request: Reader, maker: Maker) -> HttpResponse:
    """All pieces of a maker with where they are, the newest first."""
    search = request.GET.get("q", "").strip()
    where = request.GET.get("where", "")
    found = items_of(maker).filter(**WHERE.get(where, {}))
    if search:
        found = found.filter(matching(search))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "maker": maker,
        "page_obj": page,
        "rows": [(item, standing(item)) for item in page],
        "search": search,
        "where": where if where in WHERE else "",
        "proposals": proposals_to(maker, local_day(timezone.now())),
        "paid": paid(maker, local_day(timezone.now())),
    }
    return render(request, "portal/pieces.html", context)


@maker_only
def new(request: Reader, maker: Maker) -> HttpResponse:
    """Register a piece and announce it in one go; `?like=CODE` copies an earlier one."""
    today = local_day(timezone.now())
    places = coworkings_for(maker, today)
    initial = _remembered(maker, request.GET.get("like", ""))
    form = NewPieceForm(sent(request), request.FILES or None, initial=initial, places=places)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            item = _brought(request, maker, form)
        except Refused as refused:
            _explain(form, refused)
            status = 422 if isinstance(refused, UNUSABLE) else 409
        else:
            said = _("“%(title)s” is announced. Bring it along: the desk counts it in.")
            messages.success(request, said % {"title": item.title})
            return redirect("my_piece", maker.slug, item.code)
    context = {
        "maker": maker,
        "form": form,
        "places": places,
        "like": request.GET.get("like", "")[:40],
        "photo_lost": bool(request.FILES),
        "known": _known(maker, form),
        "proposals": proposals_to(maker, today),
        "paid": paid(maker, today),
    }
    return render(request, "portal/new.html", context, status=status)


@maker_only
def piece(request: Reader, maker: Maker, code: str) -> HttpResponse:
    """One piece: where it is, what has sold, and what can be done with it."""
    return _piece_page(request, maker, item_of(maker, code))


@maker_only
def edit(request: Reader, maker: Maker, code: str) -> HttpResponse:
    """Change what is told about a piece, and its price."""
    item = item_of(maker, code)
    form = EditForm(sent(request), initial={**_told(item), "seen": version_of(item)})
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        changes = dict(form.cleaned_data)
        seen = changes.pop("seen")
        try:
            amend_item(
                item=item,
                changes=Changes(**changes),
                seen=seen,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
            # Whoever has read the warning and saves again, saves.
            form.data = {**dict(form.data.items()), "seen": version_of(item_of(maker, code))}
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect("my_piece", maker.slug, item.code)
    context = {"maker": maker, "item": item, "form": form}
    return render(request, "portal/edit.html", context, status=status)


@maker_only
@require_POST
def announce(request: Reader, maker: Maker, code: str) -> HttpResponse:
    """Announce more pieces of an item, here or at another coworking."""
    item = item_of(maker, code)
    now = timezone.now()
    form = AnnounceForm(request.POST, places=coworkings_for(maker, local_day(now)))
    if not form.is_valid():
        return _piece_page(request, maker, item, form=form, status=400)
    try:
        operations.announce(item=item, by=request.user, at=now, **form.cleaned_data)
    except Refused as refused:
        add_refusal(form, refused)
        return _piece_page(request, maker, item, form=form, status=409)
    messages.success(request, _("Announced. The desk counts them in when they arrive."))
    return redirect("my_piece", maker.slug, item.code)


def item_of(maker: Maker, code: str) -> Item:
    """A maker's item by its code, however it is written; 404 for every other."""
    return get_object_or_404(items_of(maker), code=_read(code))


def _read(code: str) -> str:
    """The code as items have it; nothing has what is no code at all."""
    try:
        return label.read(code)
    except Refused:
        return ""


def _told(item: Item) -> dict[str, Any]:
    """What stands in the form about an item."""
    about = {name: getattr(item, name) for name in ABOUT}
    return {**about, "price": item.price, "vat_percent": f"{item.vat_percent.normalize():f}"}


def _remembered(maker: Maker, like: str) -> dict[str, Any]:
    """What a new piece takes over: all of the one it is like, or where the last one went."""
    found = items_of(maker)
    earlier = found.filter(code=_read(like)).first() if like else found.first()
    if earlier is None:
        return {}
    told = _told(earlier) if like else {"vat_percent": _told(earlier)["vat_percent"]}
    last = next(iter(earlier.announcements.all()), None)
    return {**told, "coworking": last.coworking} if last else told


def _brought(request: Reader, maker: Maker, form: NewPieceForm) -> Item:
    sent = dict(form.cleaned_data)
    photos = read_one_by_one(sent.pop("photos"))
    return operations.bring(maker=maker, photos=photos, by=request.user, at=timezone.now(), **sent)


def _known(maker: Maker, form: NewPieceForm) -> Item | None:
    """The piece this page made before, when it is sent again with something else in it."""
    if not form.has_error("__all__", KeyReused.code):
        return None
    return items_of(maker).filter(key=form.cleaned_data["key"]).first()


def _explain(form: NewPieceForm, refused: Refused) -> None:
    """Say no where the input was; a form sent before can be sent again as one more piece."""
    if isinstance(refused, KeyReused):
        form.data = {**dict(form.data.items()), "key": str(uuid.uuid4())}
        said = _("You sent this page before. Send it again to register one more piece.")
        form.add_error(None, forms.ValidationError(said, code=refused.code))
    else:
        add_photo_refusal(form, refused)


def _piece_page(
    request: Reader,
    maker: Maker,
    item: Item,
    *,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    today = local_day(timezone.now())
    places = coworkings_for(maker, today)
    last = next(iter(item.announcements.all()), None)
    again = {"coworking": last.coworking} if last else {}
    context = {
        "maker": maker,
        "item": item,
        "photos": item.photos.all(),
        "badges": standing(item),
        "lines": lines_of_item(item)[:LINES],
        "losses": losses_of(item),
        "form": form or AnnounceForm(initial=again, places=places),
        "photo_form": PhotosForm(),
        "may_announce": places.exists(),
        "paid": paid(maker, today),
    }
    return render(request, "portal/piece.html", context, status=status)
