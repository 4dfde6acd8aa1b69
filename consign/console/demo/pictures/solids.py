"""Things made on a wheel or a lathe: one outline, turned about its middle."""

from collections.abc import Sequence
from dataclasses import dataclass

from consign.console.demo.pictures.canvas import Canvas, Point, arc, smooth
from consign.console.demo.pictures.colours import Colour, Number, dark, light, veil
from consign.console.demo.pictures.fills import Fill, down, rounded, slanting

TILT = 0.17  # how far we look down into things


@dataclass(frozen=True)
class Turned:
    """An outline as (height, half width) pairs from the mouth down, standing around x."""

    x: Number
    profile: Sequence[Point]
    tilt: Number = TILT

    @property
    def mouth(self) -> Point:
        return self.profile[0]

    @property
    def foot(self) -> Point:
        return self.profile[-1]

    def side(self) -> list[Point]:
        """The right outline from the mouth down."""
        curve = smooth([(self.x + half, y) for y, half in self.profile], closed=False)
        return [(x, y) for x, y in curve]

    def outline(self) -> list[Point]:
        side = self.side()
        foot_y, foot = self.foot
        mouth_y, mouth = self.mouth
        left = [(2 * self.x - x, y) for x, y in reversed(side)]
        bottom = arc(self.x, foot_y, foot, foot * self.tilt, 0, 180)
        top = arc(self.x, mouth_y, mouth, mouth * self.tilt, 180, 360)
        return [*side, *bottom, *left, *top]

    def band(self, top: Number, bottom: Number, wide: Number) -> list[Point]:
        """A belt around the body between two heights, wide enough to be clipped by it."""
        return [
            *arc(self.x, bottom, wide, wide * self.tilt, 0, 180),
            *arc(self.x, top, wide, wide * self.tilt, 180, 0),
        ]

    def half_at(self, height: Number) -> Number:
        """Half the width of the body at a height."""
        near = min(self.side(), key=lambda point: abs(point[1] - height))
        return near[0] - self.x


def body(canvas: Canvas, shape: Turned, colour: Colour, gloss: Number = 0.3) -> list[Point]:
    """The body with its round light; returns its outline for what is painted on it."""
    outline = shape.outline()
    canvas.polygon(outline, rounded(colour, gloss))
    canvas.polygon(
        outline, down(veil(light(colour, 0.4), 50), veil(colour, 0), veil(dark(colour, 0.6), 70))
    )
    return outline


def mouth(
    canvas: Canvas, shape: Turned, rim: Colour, inside: Fill | None = None, lip: Number = 7
) -> None:
    """The opening: a rim and the dark inside, lit on the side away from the window."""
    y, half = shape.mouth
    canvas.ellipse(
        shape.x,
        y,
        half,
        half * shape.tilt,
        slanting(light(rim, 0.5), light(rim, 0.2), dark(rim, 0.1)),
    )
    dim = inside or slanting(dark(rim, 0.62), dark(rim, 0.4), dark(rim, 0.12))
    canvas.ellipse(shape.x, y + 1, half - lip, (half - lip) * shape.tilt - 1, dim)


def shine(canvas: Canvas, shape: Turned, strength: int = 90) -> None:
    """The window's reflection on a glazed body."""
    top, bottom = shape.mouth[0], shape.foot[0]
    long = bottom - top
    at = [top + long * part for part in (0.14, 0.3, 0.5, 0.66)]
    outer = [(shape.x - shape.half_at(y) * 0.72, y) for y in at]
    inner = [(shape.x - shape.half_at(y) * 0.55, y) for y in reversed(at)]
    canvas.soft([*outer, *inner], (255, 255, 250), 5, strength)
