"""A sheet to draw still lifes on: shapes with smooth edges, soft shadows, fills.

Places are counted in pixels of the picture.  Only the outlines are drawn larger and shrunk, which
makes edges smooth and costs little.
"""

import io
import math
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from consign.console.demo.pictures.colours import Colour, Number, grain, veil
from consign.console.demo.pictures.fills import Fill, plain

WIDTH, HEIGHT = 960, 1200
FINER = 3
COARSE = 4  # soft shapes are drawn this much smaller: nobody sees it, and it is quick

Point = tuple[Number, Number]
Box = tuple[int, int, int, int]


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> list[Point]:
    """A curve through all points (Catmull-Rom)."""
    count = len(points)
    found: list[Point] = []
    for index in range(count if closed else count - 1):
        a, b, c, d = (_at(points, index + shift, closed) for shift in (-1, 0, 1, 2))
        found += [_between(a, b, c, d, step / steps) for step in range(steps)]
    if not closed:
        found.append(points[-1])
    return found


def _at(points: Sequence[Point], index: int, closed: bool) -> Point:
    return points[index % len(points) if closed else max(0, min(len(points) - 1, index))]


def _between(a: Point, b: Point, c: Point, d: Point, t: Number) -> Point:
    def one(p: Number, q: Number, r: Number, s: Number) -> Number:
        return (
            2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * (q - r) + s - p) * t**3
        ) / 2

    return one(a[0], b[0], c[0], d[0]), one(a[1], b[1], c[1], d[1])


def arc(
    x: Number, y: Number, rx: Number, ry: Number, start: Number = 0, end: Number = 360
) -> list[Point]:
    """Points on an ellipse, angles in degrees, clockwise from the right."""
    steps = max(8, int(abs(end - start) / 5))
    turns = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns]


def turned_about(points: Sequence[Point], x: Number, y: Number, degrees: Number) -> list[Point]:
    """The points, turned clockwise about a point."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [
        (x + (px - x) * cos - (py - y) * sin, y + (px - x) * sin + (py - y) * cos)
        for px, py in points
    ]


def rectangle(
    x: Number, y: Number, width: Number, height: Number, radius: Number = 0
) -> list[Point]:
    """The outline of a box around its middle (x, y), with rounded corners."""
    left, right, top, bottom = x - width / 2, x + width / 2, y - height / 2, y + height / 2
    if radius <= 0:
        return [(left, top), (right, top), (right, bottom), (left, bottom)]
    corners = [(right, top, 270), (right, bottom, 0), (left, bottom, 90), (left, top, 180)]
    found: list[Point] = []
    for cx, cy, start in corners:
        inward_x = -radius if cx == right else radius
        inward_y = radius if cy == top else -radius
        found += arc(cx + inward_x, cy + inward_y, radius, radius, start, start + 90)
    return found


class Canvas:
    """A picture under way, or a part of one that begins at (left, top)."""

    def __init__(self, image: Image.Image | None = None, left: int = 0, top: int = 0) -> None:
        self.image = image or Image.new("RGB", (WIDTH, HEIGHT))
        self.left, self.top = left, top

    def flood(self, fill: Fill) -> None:
        """Fill the whole sheet."""
        size = self.image.size
        self._paint((0, 0, *size), Image.new("L", size, 255), fill)

    def polygon(self, points: Sequence[Point], fill: Fill) -> None:
        box = self._box(points, 1)
        if box is not None:
            self._paint(box, self._mask(points, box), fill)

    def blob(self, points: Sequence[Point], fill: Fill) -> None:
        """A closed shape whose outline runs smoothly through the points."""
        self.polygon(smooth(points), fill)

    def ellipse(self, x: Number, y: Number, rx: Number, ry: Number, fill: Fill) -> None:
        self.polygon(arc(x, y, rx, ry), fill)

    def box(
        self, x: Number, y: Number, width: Number, height: Number, fill: Fill, radius: Number = 0
    ) -> None:
        """A box around its middle (x, y)."""
        self.polygon(rectangle(x, y, width, height, radius), fill)

    def line(
        self, points: Sequence[Point], width: Number, fill: Fill, *, closed: bool = False
    ) -> None:
        """A line of even width with round ends and joints."""
        self.lines([[*points, points[0]] if closed else points], width, fill)

    def curve(
        self, points: Sequence[Point], width: Number, fill: Fill, *, closed: bool = False
    ) -> None:
        """A line that runs smoothly through the points."""
        self.line(smooth(points, closed=closed), width, fill, closed=closed)

    def lines(self, lines: Sequence[Sequence[Point]], width: Number, fill: Fill) -> None:
        """Many lines under one fill, in one go."""
        box = self._box([point for points in lines for point in points], int(width) + 2)
        if box is None:
            return
        mask = Image.new("L", ((box[2] - box[0]) * FINER, (box[3] - box[1]) * FINER))
        pen = ImageDraw.Draw(mask)
        thick = max(1, int(width * FINER))
        for points in lines:
            self._pen_line(pen, self._fine(points, box), thick)
        self._paint(box, mask.reduce(FINER), fill)

    def strokes(self, lines: Sequence[Sequence[Point]], width: Number, colour: Colour) -> None:
        """Many lines of one colour."""
        self.lines(lines, width, plain(colour))

    def soft(self, points: Sequence[Point], colour: Colour, blur: Number, strength: int) -> None:
        """A shape without edges: a shadow or a pool of light."""
        box = self._box(points, int(blur * 3))
        if box is None:
            return
        width, height = box[2] - box[0], box[3] - box[1]
        small = Image.new("L", (max(2, width // COARSE), max(2, height // COARSE)))
        ratio = (small.width / width, small.height / height)
        left, top = box[0] + self.left, box[1] + self.top
        inside = [((x - left) * ratio[0], (y - top) * ratio[1]) for x, y in points]
        ImageDraw.Draw(small).polygon(inside, strength)
        small = small.filter(ImageFilter.GaussianBlur(blur / COARSE))
        self.image.paste(colour, box, small.resize((width, height), Image.Resampling.BILINEAR))

    def shadow(
        self,
        points: Sequence[Point],
        blur: Number = 14,
        strength: int = 90,
        x: Number = 16,
        y: Number = 14,
    ) -> None:
        """The shadow of a flat shape on what lies below it."""
        self.soft([(px + x, py + y) for px, py in points], (48, 34, 44), blur, strength)

    def clipped(self, points: Sequence[Point], draw: "Callable[[Canvas], None]") -> None:
        """Draw, but only inside this shape."""
        box = self._box(points, 1)
        if box is None:
            return
        part = Canvas(self.image.crop(box), self.left + box[0], self.top + box[1])
        draw(part)
        self.image.paste(part.image, box, self._mask(points, box))

    def jpeg(self) -> bytes:
        """The finished picture."""
        done = ImageChops.add(self.image, grain(*self.image.size), 1, -128)
        file = io.BytesIO()
        done.save(file, "JPEG", quality=82)
        return file.getvalue()

    def _box(self, points: Sequence[Point], margin: int) -> Box | None:
        """The pixels a shape touches, or None when it lies outside."""
        columns, rows = [x for x, _y in points], [y for _x, y in points]
        left = max(0, int(min(columns)) - self.left - margin)
        top = max(0, int(min(rows)) - self.top - margin)
        right = min(self.image.width, int(max(columns)) - self.left + margin + 1)
        bottom = min(self.image.height, int(max(rows)) - self.top + margin + 1)
        return (left, top, right, bottom) if right > left and bottom > top else None

    def _fine(self, points: Sequence[Point], box: Box) -> list[Point]:
        left, top = box[0] + self.left, box[1] + self.top
        return [((x - left) * FINER, (y - top) * FINER) for x, y in points]

    def _mask(self, points: Sequence[Point], box: Box) -> Image.Image:
        mask = Image.new("L", ((box[2] - box[0]) * FINER, (box[3] - box[1]) * FINER))
        ImageDraw.Draw(mask).polygon(self._fine(points, box), 255)
        return mask.reduce(FINER)

    @staticmethod
    def _pen_line(pen: ImageDraw.ImageDraw, points: list[Point], thick: int) -> None:
        pen.line(points, 255, thick, joint="curve" if thick > FINER * 3 else None)
        if thick > FINER * 2:
            half = thick / 2 - 0.5
            for x, y in (points[0], points[-1]):
                pen.ellipse((x - half, y - half, x + half, y + half), 255)

    def _paint(self, box: Box, mask: Image.Image, fill: Fill) -> None:
        paint = fill(mask.width, mask.height)
        if paint.mode == "RGBA":
            mask = ImageChops.multiply(mask, paint.getchannel("A"))
            paint = paint.convert("RGB")
        self.image.paste(paint, box, mask)


def glaze(colour: Colour, strength: int) -> Fill:
    """A see-through layer of one colour."""
    return plain(veil(colour, strength))
