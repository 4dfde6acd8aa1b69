"""Papers read back: what a person, a screen reader and a printer get of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
WHITE = 255


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def texts(pdf: bytes) -> list[str]:
    """The text of every page, its lines joined by single spaces."""
    with opened(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def metadata(pdf: bytes) -> dict[str, str]:
    with opened(pdf) as document:
        found: dict[str, str] = document.get_metadata_dict()
        return found


def outline(pdf: bytes) -> list[str]:
    with opened(pdf) as document:
        return [mark.get_title() for mark in document.get_toc()]


def picture(pdf: bytes, *, page: int = 0, dpi: float) -> Picture:
    """A page as a printer sets its dots: black or white, nothing between."""
    with opened(pdf) as document:
        grey = document[page].render(scale=dpi / 72, grayscale=True).to_numpy().squeeze()
        return np.where(grey < 128, 0, WHITE).astype(np.uint8)


def ink_spread(image: Picture, dots: int) -> Picture:
    """The picture with every black dot grown to the right and down, as paper soaks ink."""
    grown = image.copy()
    for down in range(dots + 1):
        for right in range(dots + 1):
            moved = np.full_like(image, WHITE)
            moved[down:, right:] = image[: image.shape[0] - down, : image.shape[1] - right]
            grown = np.minimum(grown, moved)
    return grown


def font_names(pdf: bytes) -> set[str]:
    return {name.decode() for name in re.findall(rb"/BaseFont /(\S+)", pdf)}


def every_font_is_embedded(pdf: bytes) -> bool:
    fonts = len(set(re.findall(rb"/BaseFont /(\S+) [^>]*/FontDescriptor", pdf)))
    return 0 < fonts == len(font_names(pdf)) == len(re.findall(rb"/FontFile2 ", pdf))
