"""A photo as the web wants it: WebP, as wide as it is shown; drawn when first asked for, then kept.

They lie beside the photo, under names made from its own, and go when it goes.
"""

import io
import tempfile
from pathlib import Path

from django.core.files.storage import default_storage
from PIL import Image

WIDTHS = (320, 640, 960, 1400)
QUALITY = 80


def web_name(large: str, width: int) -> str:
    """The name of a photo's WebP picture of a width, from that of its large file."""
    return f"{large.removesuffix('.jpg')}-{width}.webp"


def web_widths(width: int) -> list[int]:
    """The widths a photo is offered in; never wider than it is, but for the narrowest."""
    return [WIDTHS[0], *(one for one in WIDTHS[1:] if one <= width)]


def web_photo(large: str, width: int) -> str:
    """The name of a photo's WebP picture, drawn if there is none yet; FileNotFoundError where the
    photo is gone."""
    name = web_name(large, width)
    if not default_storage.exists(name):
        with default_storage.open(large) as file, Image.open(file) as picture:
            picture.draft("RGB", (width, width))
            _put(name, _webp(picture.convert("RGB"), width))
    return name


def web_names(large: str) -> list[str]:
    """Every name a photo's pictures may have."""
    return [web_name(large, width) for width in WIDTHS]


def _webp(picture: Image.Image, width: int) -> bytes:
    if picture.width > width:
        height = max(1, picture.height * width // picture.width)
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()


def _put(name: str, data: bytes) -> None:
    """Written aside and then named: nobody reads half a picture, and two who draw it do no harm."""
    path = Path(default_storage.path(name))
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        file.write(data)
    aside = Path(file.name)
    aside.chmod(0o644)
    aside.replace(path)
