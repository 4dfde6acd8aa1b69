"""The photos of a maker's piece: add, put in order, remove, crop."""

from typing import Literal, get_args

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from consign.people.models import Maker
from consign.refusal import Refused
from consign.stock.models import Item, Photo
from consign.stock.photos import MOST_PHOTOS, Frame
from consign.stock.pictures import add_photos, arrange_photos, crop_photo, remove_photo
from consign.web.access import Reader, maker_only
from consign.web.forms import add_refusal, sent
from consign.web.portal.items import UNUSABLE, item_of
from consign.web.portal.photo_forms import (
    FrameForm,
    PhotosForm,
    add_photo_refusal,
    read_one_by_one,
)

Step = Literal["earlier", "later", "first"]


@maker_only
def page(request: Reader, maker: Maker, code: str) -> HttpResponse:
    """All photos of a piece, and adding some."""
    item = item_of(maker, code)
    there = item.photos.count()
    form = PhotosForm(sent(request), request.FILES or None, there=there)
    status = 200
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["photos"]
        try:
            photos = read_one_by_one(files)
            add_photos(item=item, photos=photos, by=request.user, at=timezone.now())
        except UNUSABLE as refused:
            add_photo_refusal(form, refused)
            status = 422
        else:
            count = len(files)
            said = ngettext("The photo is there.", "%(count)s photos are there.", count)
            messages.success(request, said % {"count": count})
            return redirect("my_photos", maker.slug, item.code)
    context = {
        "maker": maker,
        "item": item,
        "photos": item.photos.order_by("position"),
        "form": form,
        "room": there < MOST_PHOTOS,
        "most": MOST_PHOTOS,
    }
    return render(
        request, "portal/photos.html", context, status=status if status > 200 else _shape(form)
    )


@maker_only
@require_POST
def move(request: Reader, maker: Maker, code: str, pk: int) -> HttpResponse:
    """Put a photo one place earlier or later, or first."""
    item, photo = _found(maker, code, pk)
    step = request.POST.get("step", "")
    if step not in get_args(Step):
        raise Http404
    known = list(item.photos.order_by("position").values_list("pk", flat=True))
    try:
        arrange_photos(item=item, order=_moved(known, pk, step), by=request.user, at=timezone.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    # The reader goes on where they were, also with a keyboard.
    return redirect(f"{_address(maker, item)}#photo-{photo.pk}")


@maker_only
def remove(request: Reader, maker: Maker, code: str, pk: int) -> HttpResponse:
    """Ask, then take a photo away for good."""
    item, photo = _found(maker, code, pk)
    if request.method == "POST":
        try:
            remove_photo(photo=photo, by=request.user, at=timezone.now())
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("The photo is removed."))
        return redirect(_address(maker, item))
    context = {"maker": maker, "item": item, "photo": photo}
    return render(request, "portal/photo_remove.html", context)


@maker_only
def crop(request: Reader, maker: Maker, code: str, pk: int) -> HttpResponse:
    """Keep a part of a photo: drawn with a finger, or told in percent."""
    item, photo = _found(maker, code, pk)
    form = FrameForm(sent(request), initial={"seen": photo.large.name})
    status = 200
    if request.method == "POST" and form.is_valid():
        wanted = dict(form.cleaned_data)
        seen = wanted.pop("seen")
        try:
            crop_photo(
                photo=photo, frame=Frame(**wanted), seen=seen, by=request.user, at=timezone.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
            form.data = {**dict(form.data.items()), "seen": photo.large.name}
            status = 409
        else:
            messages.success(request, _("The photo is cropped."))
            return redirect(f"{_address(maker, item)}#photo-{photo.pk}")
    context = {"maker": maker, "item": item, "photo": photo, "form": form}
    return render(
        request, "portal/crop.html", context, status=status if status > 200 else _shape(form)
    )


def _shape(form: FrameForm | PhotosForm) -> int:
    return 400 if form.errors else 200


def _found(maker: Maker, code: str, pk: int) -> tuple[Item, Photo]:
    item = item_of(maker, code)
    return item, get_object_or_404(Photo, item=item, pk=pk)


def _address(maker: Maker, item: Item) -> str:
    return reverse("my_photos", args=[maker.slug, item.code])


def _moved(known: list[int], pk: int, step: str) -> list[int]:
    """The keys in their new order; at either end there is nowhere further to go.

    A key that is gone stays in it, which is refused.
    """
    place = known.index(pk) if pk in known else 0
    others = [one for one in known if one != pk]
    goal = {"earlier": max(place - 1, 0), "later": place + 1, "first": 0}[step]
    return [*others[:goal], pk, *others[goal:]]
