"""Writes about the photos of an item, each under the item's lock; the first photo is its face."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _

from consign.people.models import User
from consign.refusal import Refused
from consign.stock.counting import note_item
from consign.stock.models import Item, Photo
from consign.stock.photos import (
    MOST_PHOTOS,
    Frame,
    ShownPhoto,
    TooManyPhotos,
    cropped,
    fit_all,
    fit_to_show,
)
from consign.stock.web_photos import web_names

# Positions out of the way of all others, while photos change places.
ASIDE = 1000


class PhotosChanged(Refused):
    code = "photos_changed"
    sentence = _("The photos were changed meanwhile. Look at them, then try again.")


class PhotoGone(Refused):
    code = "photo_gone"
    sentence = _("This photo is gone: somebody removed it.")


def add_photo(*, item: Item, data: bytes, by: User | None, at: datetime) -> Photo:
    """One more picture of an item.

    Refused: NotAPhoto, PhotoTooLarge, TooManyPhotos; nothing is kept then.
    """
    shown = fit_to_show(data)
    return put_photos(item=item, shown=[shown], by=by, at=at)[0]


def add_photos(
    *, item: Item, photos: Iterable[bytes], by: User | None, at: datetime
) -> list[Photo]:
    """More pictures of an item behind those it has, all of them or none.

    Refused: TooManyPhotos; NotAPhoto, PhotoTooLarge at `photos.0`, `photos.1` …
    """
    return put_photos(item=item, shown=fit_all(photos), by=by, at=at)


def put_photos(
    *, item: Item, shown: Sequence[ShownPhoto], by: User | None, at: datetime
) -> list[Photo]:
    """Put pictures that are fit to show behind those an item has.  Refused: TooManyPhotos."""
    with transaction.atomic():
        _lock(item)
        last = item.photos.count()
        if last + len(shown) > MOST_PHOTOS:
            raise TooManyPhotos(place="photos", most=MOST_PHOTOS)
        made = []
        for position, one in enumerate(shown, start=last + 1):
            photo = Photo(item=item, position=position)
            _write(photo, one)
            photo.save()
            note_item(by, at, "add photo", item, position=position)
            made.append(photo)
    return made


def arrange_photos(*, item: Item, order: Sequence[int], by: User, at: datetime) -> list[Photo]:
    """Put the photos of an item in an order, given by their keys.

    The order they have already changes nothing.  Refused: PhotosChanged unless `order` names every
    photo of the item once.
    """
    with transaction.atomic():
        _lock(item)
        known = list(item.photos.order_by("position").values_list("pk", flat=True))
        if sorted(order) != sorted(known):
            raise PhotosChanged(place="order")
        if list(order) != known:
            _number(item, order)
            note_item(by, at, "arrange photos", item, first=order[0])
    return list(item.photos.order_by("position"))


def remove_photo(*, photo: Photo, by: User, at: datetime) -> None:
    """Take a photo away for good; those behind it move up.  Refused: PhotoGone."""
    with transaction.atomic():
        _lock(photo.item)
        found = _still_there(photo)
        Photo.objects.filter(pk=found.pk).delete()
        left = found.item.photos.order_by("position").values_list("pk", flat=True)
        _number(found.item, list(left))
        _forget(found.large, found.small)
        note_item(by, at, "remove photo", found.item, position=found.position)


def crop_photo(*, photo: Photo, frame: Frame, seen: str, by: User, at: datetime) -> Photo:
    """Keep the part of a photo inside a frame, for good; the whole picture changes nothing.

    `seen` is the name of the large file the frame was drawn on, so that a form sent twice crops
    once.  Both sizes are written anew under new names, so that no browser shows what was cut off.
    Refused: CropOutOfRange, PhotoGone, PhotosChanged when the photo is no longer that file.
    """
    if photo.large.name != seen:
        raise PhotosChanged
    if frame.is_whole and (frame.left, frame.top) == (0, 0):
        return photo
    shown = cropped(_read(photo), frame)
    with transaction.atomic():
        _lock(photo.item)
        found = _still_there(photo)
        if found.large.name != seen:
            raise PhotosChanged
        _forget(found.large, found.small)
        _write(found, shown)
        found.save(update_fields=["large", "small", "width", "height"])
        note_item(by, at, "crop photo", found.item, position=found.position)
    return found


def _lock(item: Item) -> None:
    Item.objects.select_for_update().get(pk=item.pk)


def _still_there(photo: Photo) -> Photo:
    found = Photo.objects.select_related("item").filter(pk=photo.pk).first()
    if found is None:
        raise PhotoGone
    return found


def _read(photo: Photo) -> bytes:
    try:
        with photo.large.open("rb") as file:
            data: bytes = file.read()
    except FileNotFoundError:
        raise PhotoGone from None
    return data


def _number(item: Item, order: Sequence[int]) -> None:
    """Positions from 1 on.  No two photos share one, not even halfway: all step aside first."""
    item.photos.update(position=F("position") + ASIDE)
    for position, pk in enumerate(order, start=1):
        item.photos.filter(pk=pk).update(position=position)


def _write(photo: Photo, shown: ShownPhoto) -> None:
    """Write both sizes under a name nobody has had; the row is still to be saved."""
    name = uuid.uuid4().hex
    photo.width, photo.height = shown.width, shown.height
    photo.large.save(f"{name}.jpg", ContentFile(shown.large), save=False)
    photo.small.save(f"{name}-small.jpg", ContentFile(shown.small), save=False)


def _forget(*files: FieldFile) -> None:
    """Delete files once the transaction has held: if it does not, their rows still name them."""
    for file in files:
        for name in (str(file.name), *web_names(str(file.name))):
            transaction.on_commit(partial(file.storage.delete, name))
