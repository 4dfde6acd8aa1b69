"""The picture of a piece, as a card for the window shows it."""

from io import BytesIO

from PIL import Image

from consign.paper.pen import Picture
from consign.stock.models import Item

LARGEST = 1000
"""Pixels: at the width of a card about as many as a printer tells apart."""


def picture_of(item: Item) -> Picture | None:
    """The first photo of an item; nothing where there is none, or its file is gone."""
    photo = next(iter(item.photos.all()), None)
    if photo is None:
        return None
    try:
        with photo.large.open("rb") as file, Image.open(file) as picture:
            picture.thumbnail((LARGEST, LARGEST))
            shown = picture.convert("RGB")
    except OSError:
        return None
    stream = BytesIO()
    shown.save(stream, "JPEG", quality=85)
    return Picture(stream.getvalue(), *shown.size)
