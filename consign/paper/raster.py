"""A page as a picture, drawn with the same calls as a PDF: for previews.

It is drawn at twice its size in greys and halved at the end, so that small type stays legible;
colour appears only where there is a photo.
"""

from functools import lru_cache
from importlib.resources import as_file, files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from consign.paper import qr
from consign.paper.fonts import printable
from consign.paper.lengths import Length
from consign.paper.pen import Align, Picture

FINER = 2
ANCHORS = {"left": "ls", "right": "rs", "centre": "ms"}


class Raster:
    """One page, `pixels` wide; sizes of type and places are in points like those of `Ink`."""

    def __init__(self, *, size: tuple[Length, Length], pixels: int) -> None:
        self.width, self.height = size
        self._scale = pixels * FINER / self.width
        sides = pixels * FINER, max(1, int(self.height * self._scale))
        self._image = Image.new("L", sides, 255)
        self._draw = ImageDraw.Draw(self._image)

    def text(
        self,
        x: Length,
        y: Length,
        text: str,
        *,
        size: Length,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """One line with its baseline at `y`."""
        text = printable(text)
        if not text or size * self._scale < 1:
            return
        font = _font(bold, int(size * self._scale * 4) / 4)
        place = x * self._scale, y * self._scale
        self._draw.text(place, text, fill=self._grey(0), font=font, anchor=ANCHORS[align])

    def rule(
        self,
        x: Length,
        y: Length,
        *,
        to: Length,
        weight: Length = 0.4,
        grey: Length = 0,
        stitched: bool = False,
    ) -> None:
        """A line across; a stitched one is a row of short ones."""
        step, long = (weight * 7, weight * 4) if stitched else (to - x, to - x)
        while x < to:
            self.band(x, y - weight / 2, wide=min(long, to - x), high=max(weight, 0.3), grey=grey)
            x += step

    def band(
        self, x: Length, y: Length, *, wide: Length, high: Length, grey: Length = 0.95
    ) -> None:
        """An area; it is there however thin it is."""
        left, top = x * self._scale, y * self._scale
        right = max(left, left + wide * self._scale - 1)
        low = max(top, top + high * self._scale - 1)
        self._draw.rectangle((left, top, right, low), fill=self._grey(grey))

    def symbol(self, matrix: qr.Matrix, x: Length, y: Length, *, module: Length) -> None:
        """A QR symbol; each module ends where the next one begins."""
        step, left, top = module * self._scale, x * self._scale, y * self._scale
        ends = [int(index * step + 0.5) for index in range(len(matrix) + 1)]
        for column, row, long in qr.runs(matrix):
            box = (
                int(left) + ends[column],
                int(top) + ends[row],
                int(left) + ends[column + long] - 1,
                int(top) + ends[row + 1] - 1,
            )
            if box[2] >= box[0] and box[3] >= box[1]:
                self._draw.rectangle(box, fill=self._grey(0))

    def picture(
        self, picture: Picture, x: Length, y: Length, *, wide: Length, high: Length
    ) -> None:
        """A photo; from here on the page has colours."""
        if self._image.mode == "L":
            self._image = self._image.convert("RGB")
            self._draw = ImageDraw.Draw(self._image)
        sides = max(1, int(wide * self._scale)), max(1, int(high * self._scale))
        with Image.open(BytesIO(picture.jpeg)) as photo:
            fitted = photo.convert("RGB").resize(sides, Image.Resampling.BILINEAR)
        self._image.paste(fitted, (int(x * self._scale), int(y * self._scale)))

    def png(self) -> bytes:
        """The page as a file."""
        file = BytesIO()
        self._image.reduce(FINER).save(file, "PNG")
        return file.getvalue()

    def _grey(self, grey: Length) -> int | tuple[int, int, int]:
        tone = int(grey * 255)
        return tone if self._image.mode == "L" else (tone, tone, tone)


@lru_cache(maxsize=64)
def _font(bold: bool, size: float) -> ImageFont.FreeTypeFont:
    cut = "Bold" if bold else "Regular"
    place = files("font_source_sans_pro") / "files" / f"SourceSansPro-{cut}.ttf"
    with as_file(place) as path:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
