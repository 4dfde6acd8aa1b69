"""A maker's pieces: register, tell about, photograph, announce, follow."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consign.agreements.queries import coworkings_for
from consign.days import local_day
from consign.people.models import Maker
from consign.refusal import Refused
from consign.stock import operations
from consign.stock.models import Item
from consign.stock.photos import NotAPhoto, PhotoTooLarge
from consign.stock.queries import announcements, items_of, places_of
from consign.till.queries import lines_of_item
from consign.web.access import Reader, maker_only
from consign.web.forms import add_refusal
from consign.web.portal.forms import AboutForm, AnnounceForm, NewPieceForm, RepriceForm

PAGE = 60


@maker_only
def pieces(request: Reader, maker: Maker) -> HttpResponse:
    """All pieces of a maker with where they are, the newest first."""
    search = request.GET.get("q", "").strip()
    found = items_of(maker)
    if search:
        found = found.filter(title__icontains=search)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"maker": maker, "page_obj": page, "search": search}
    return render(request, "portal/pieces.html", context)


@maker_only
def new(request: Reader, maker: Maker) -> HttpResponse:
    """Register a piece and announce it in one go; `?like=CODE` copies an earlier one."""
    places = coworkings_for(maker, local_day(timezone.now()))
    initial = _like(maker, request.GET.get("like", ""))
    form = NewPieceForm(request.POST or None, request.FILES or None, initial=initial, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            item = _register(request, maker, form)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request,
                _("“%(title)s” is announced. Bring it along: the desk counts it in.")
                % {"title": item.title},
            )
            return redirect("my_piece", maker.slug, item.code)
    context = {"maker": maker, "form": form, "places": places}
    return render(request, "portal/new.html", context, status=409 if form.errors else 200)


@maker_only
def piece(request: Reader, maker: Maker, code: str) -> HttpResponse:
    """One piece: where it is, what has sold, and what can be done with it."""
    return _piece_page(request, maker, _item(maker, code))


@maker_only
def edit(request: Reader, maker: Maker, code: str) -> HttpResponse:
    """Change what is told about a piece, and its price."""
    item = _item(maker, code)
    initial = {name: getattr(item, name) for name in AboutForm.base_fields}
    initial["vat_percent"] = f"{item.vat_percent.normalize():f}"
    about = AboutForm(request.POST or None, initial=initial)
    price = RepriceForm(request.POST or None, initial={"price": item.price})
    if request.method == "POST" and about.is_valid() and price.is_valid():
        now = timezone.now()
        try:
            operations.edit_item(item=item, by=request.user, at=now, **about.cleaned_data)
            operations.reprice(
                item=item, price=price.cleaned_data["price"], by=request.user, at=now
            )
        except Refused as refused:
            add_refusal(price if refused.place == "price" else about, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("my_piece", maker.slug, item.code)
    context = {"maker": maker, "item": item, "form": about, "price": price}
    status = 409 if about.errors or price.errors else 200
    return render(request, "portal/edit.html", context, status=status)


@maker_only
@require_POST
def photo(request: Reader, maker: Maker, code: str) -> HttpResponse:
    """Add a photo to a piece."""
    item = _item(maker, code)
    file = request.FILES.get("photo")
    try:
        data = file.read() if file else b""
        operations.add_photo(item=item, data=data, by=request.user, at=timezone.now())
    except (NotAPhoto, PhotoTooLarge) as refused:
        return _piece_page(request, maker, item, photo_problem=str(refused))
    messages.success(request, _("The photo is there."))
    return redirect("my_piece", maker.slug, item.code)


@maker_only
@require_POST
def announce(request: Reader, maker: Maker, code: str) -> HttpResponse:
    """Announce more pieces of an item, here or at another coworking."""
    item = _item(maker, code)
    now = timezone.now()
    form = AnnounceForm(request.POST, places=coworkings_for(maker, local_day(now)))
    if form.is_valid():
        try:
            operations.announce(item=item, by=request.user, at=now, **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Announced. The desk counts them in when they arrive."))
            return redirect("my_piece", maker.slug, item.code)
    return _piece_page(request, maker, item, form=form)


def _item(maker: Maker, code: str) -> Item:
    return get_object_or_404(items_of(maker), code=code.upper())


def _like(maker: Maker, code: str) -> dict[str, Any]:
    """What a new piece takes over from an earlier one."""
    earlier = items_of(maker).filter(code=code).first() if code else None
    if earlier is None:
        return {}
    return {
        "title": earlier.title,
        "price": earlier.price,
        "materials": earlier.materials,
        "size": earlier.size,
        "story": earlier.story,
        "vat_percent": f"{earlier.vat_percent.normalize():f}",
    }


def _register(request: Reader, maker: Maker, form: NewPieceForm) -> Item:
    sent = dict(form.cleaned_data)
    photo = sent.pop("photo")
    return operations.bring(
        maker=maker,
        photo=photo.read() if photo else None,
        by=request.user,
        at=timezone.now(),
        **sent,
    )


def _piece_page(
    request: Reader,
    maker: Maker,
    item: Item,
    *,
    form: forms.Form | None = None,
    photo_problem: str = "",
) -> HttpResponse:
    places = coworkings_for(maker, local_day(timezone.now()))
    context = {
        "maker": maker,
        "item": item,
        "places": places_of(item),
        "announcements": announcements().filter(item=item),
        "lines": lines_of_item(item)[:20],
        "form": form or AnnounceForm(places=places),
        "may_announce": places.exists(),
        "photo_problem": photo_problem,
    }
    status = 409 if form else 422 if photo_problem else 200
    return render(request, "portal/piece.html", context, status=status)
