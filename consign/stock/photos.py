"""A photo made fit to show: checked, upright, shrunk, without the camera's data; or cropped."""

import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from pi_heif import register_heif_opener  # type: ignore[import-untyped]
from PIL import Image, ImageOps, UnidentifiedImageError

from consign.refusal import Refused

LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_PIXELS = 60_000_000
LARGE, SMALL = 1400, 480
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PHOTOS = 12
# A crop keeps at least a tenth of each side: less is a slip of the finger.
LEAST_PERCENT = 10

# What the readers of the four formats say to bytes that are no picture, or not a whole one.
UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, RuntimeError)

register_heif_opener()


class NotAPhoto(Refused):
    code = "not_a_photo"
    sentence = _(
        "This file is no photo we can read. Perhaps it broke off on its way: choose it again, or "
        "choose another JPEG, PNG, WebP or HEIC picture."
    )


class PhotoTooLarge(Refused):
    code = "photo_too_large"
    sentence = _(
        "This photo is too large. Choose one below 10 MB and 60 megapixels: set the camera to a "
        "smaller size, or send a screenshot of the photo."
    )


class TooManyPhotos(Refused):
    code = "too_many_photos"
    sentence = _("A piece has at most %(most)s photos. Leave some out, or remove one first.")


class CropOutOfRange(Refused):
    code = "crop_out_of_range"
    sentence = _("Keep a part that lies inside the picture, at least a tenth of each side.")


@dataclass(frozen=True)
class Frame:
    """The part of a picture a crop keeps: whole percents of its width and height."""

    left: int
    top: int
    width: int
    height: int

    @property
    def is_whole(self) -> bool:
        return (self.width, self.height) == (100, 100)


@dataclass(frozen=True)
class ShownPhoto:
    """A photo in the two sizes pages use, as JPEG bytes, with the large one's size in pixels."""

    large: bytes
    small: bytes
    width: int
    height: int


def fit_to_show(data: bytes, *, place: str = "photo") -> ShownPhoto:
    """Read a photo from the camera or a file and make it fit to show.

    The picture is turned upright, put on white where it was transparent, never enlarged, and
    written anew, so that place and camera data are gone.  Refused: NotAPhoto, PhotoTooLarge, at
    `place`.
    """
    if len(data) > LARGEST_BYTES:
        raise PhotoTooLarge(place=place)
    return _in_two_sizes(_opened(data, place), 82)


def fit_all(photos: Iterable[bytes]) -> list[ShownPhoto]:
    """Photos made fit to show, one after the other, so that one at a time is in memory.

    Refused: TooManyPhotos; NotAPhoto, PhotoTooLarge at `photos.0`, `photos.1` …
    """
    shown: list[ShownPhoto] = []
    for number, data in enumerate(photos):
        if number == MOST_PHOTOS:
            raise TooManyPhotos(place="photos", most=MOST_PHOTOS)
        shown.append(fit_to_show(data, place=f"photos.{number}"))
    return shown


def cropped(data: bytes, frame: Frame) -> ShownPhoto:
    """The part of a picture inside a frame, in both sizes.  Refused: CropOutOfRange, NotAPhoto."""
    if not _lies_inside(frame.left, frame.width) or not _lies_inside(frame.top, frame.height):
        raise CropOutOfRange(place="frame")
    picture = _opened(data, "photo")
    left, right = _pixels(frame.left, frame.width, picture.width)
    top, bottom = _pixels(frame.top, frame.height, picture.height)
    return _in_two_sizes(picture.crop((left, top, right, bottom)), 88)


def _lies_inside(start: int, length: int) -> bool:
    return start >= 0 and length >= LEAST_PERCENT and start + length <= 100


def _pixels(start: int, length: int, side: int) -> tuple[int, int]:
    """Where a part of a side begins and ends; a picture of few pixels keeps at least one."""
    first = min(start * side // 100, side - 1)
    return first, max(first + 1, (start + length) * side // 100)


def _in_two_sizes(large: Image.Image, quality: int) -> ShownPhoto:
    return ShownPhoto(_jpeg(large, quality), _jpeg(_within(large, SMALL), 78), *large.size)


def _opened(data: bytes, place: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > LARGEST_PIXELS:
                    raise PhotoTooLarge(place=place)
                picture.draft("RGB", (LARGE, LARGE))
                return _on_white(ImageOps.exif_transpose(_shrunk(picture)))
    except Image.DecompressionBombError:
        raise PhotoTooLarge(place=place) from None
    except UNREADABLE:
        raise NotAPhoto(place=place) from None


def _shrunk(picture: Image.Image) -> Image.Image:
    """The large size, before anything is copied: 60 megapixels are a quarter of a gigabyte."""
    if picture.mode.startswith("I"):
        # Sixteen bits of grey would be cut off at eight: everything but the darkest became white.
        picture = picture.point(lambda grey: grey * (1 / 256)).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if picture.mode != mode:
        picture = picture.convert(mode)
    picture.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture).convert("RGB")


def _within(picture: Image.Image, side: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    return copy


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    # What is left here, such as the camera's comment, would be written too.
    picture.info = {}
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
    return file.getvalue()
