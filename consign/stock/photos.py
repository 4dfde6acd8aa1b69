"""A photo made fit to show: checked, upright, shrunk, without the camera's data."""

import io
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from consign.refusal import Refused

LARGEST_BYTES = 10 * 1024 * 1024
LARGEST_PIXELS = 60_000_000
LARGE, SMALL = 1400, 480
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPhoto(Refused):
    code = "not_a_photo"
    sentence = _("This file is no photo we can read. Choose a JPEG, PNG or WebP picture.")


class PhotoTooLarge(Refused):
    code = "photo_too_large"
    sentence = _("This photo is too large. Choose one below 10 MB and 60 megapixels.")


@dataclass(frozen=True)
class ShownPhoto:
    """A photo in the two sizes pages use, as JPEG bytes, with the large one's size in pixels."""

    large: bytes
    small: bytes
    width: int
    height: int


def fit_to_show(data: bytes) -> ShownPhoto:
    """Read a photo from the camera or a file and make it fit to show.

    The picture is turned upright, put on white where it was transparent, never enlarged, and
    written anew, so that place and camera data are gone.  Refused: NotAPhoto, PhotoTooLarge.
    """
    if len(data) > LARGEST_BYTES:
        raise PhotoTooLarge(place="photo")
    large = _opened(data)
    return ShownPhoto(_jpeg(large, 82), _jpeg(_within(large, SMALL), 78), *large.size)


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > LARGEST_PIXELS:
                    raise PhotoTooLarge(place="photo")
                picture.draft("RGB", (LARGE, LARGE))
                return _on_white(ImageOps.exif_transpose(_shrunk(picture)))
    except Image.DecompressionBombError:
        raise PhotoTooLarge(place="photo") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise NotAPhoto(place="photo") from None


def _shrunk(picture: Image.Image) -> Image.Image:
    """The large size, before anything is copied: 60 megapixels are a quarter of a gigabyte."""
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
