"""What a shape is filled with: a plain colour or colours that run into each other."""

from collections.abc import Callable
from functools import cache

from PIL import Image

from consign.console.demo.pictures.colours import Colour, Number, dark, light, ramp

# A fill is asked for a picture of a size in pixels; RGBA where it is see-through.
Fill = Callable[[int, int], Image.Image]


def _mode(colour: Colour) -> str:
    return "RGBA" if len(colour) == 4 else "RGB"


def plain(colour: Colour) -> Fill:
    return lambda width, height: Image.new(_mode(colour), (width, height), colour)


@cache
def _strip(stops: tuple[Colour, ...]) -> Image.Image:
    strip = Image.new(_mode(stops[0]), (64, 1))
    strip.putdata(ramp(stops))
    return strip


@cache
def _disc(stops: tuple[Colour, ...], x: Number, y: Number) -> Image.Image:
    side = 48
    steps = ramp(stops)
    disc = Image.new(_mode(stops[0]), (side, side))
    disc.putdata(
        [
            steps[min(63, int(((column / side - x) ** 2 + (row / side - y) ** 2) ** 0.5 * 90))]
            for row in range(side)
            for column in range(side)
        ]
    )
    return disc


@cache
def _slope(stops: tuple[Colour, ...]) -> Image.Image:
    side = 32
    steps = ramp(stops)
    slope = Image.new(_mode(stops[0]), (side, side))
    slope.putdata([steps[row + column] for row in range(side) for column in range(side)])
    return slope


def _stretched(small: Image.Image) -> Fill:
    return lambda width, height: small.resize((width, height), Image.Resampling.BILINEAR)


def across(*stops: Colour) -> Fill:
    """From left to right."""
    return _stretched(_strip(stops))


def down(*stops: Colour) -> Fill:
    """From top to bottom."""
    return _stretched(_strip(stops).transpose(Image.Transpose.ROTATE_270))


def slanting(*stops: Colour) -> Fill:
    """From the upper left to the lower right."""
    return _stretched(_slope(stops))


def around(*stops: Colour, x: Number = 0.36, y: Number = 0.32) -> Fill:
    """From a point inside (as parts of the box) outward."""
    return _stretched(_disc(stops, x, y))


def rounded(colour: Colour, gloss: Number = 0.3) -> Fill:
    """A body of revolution in the light of a window on the left."""
    return across(
        dark(colour, 0.05),
        light(colour, gloss * 0.7),
        light(colour, gloss),
        light(colour, gloss * 0.4),
        colour,
        dark(colour, 0.14),
        dark(colour, 0.28),
        dark(colour, 0.4),
        dark(colour, 0.33),
    )


def metal(colour: Colour) -> Fill:
    """Polished metal: hard changes from light to dark."""
    return slanting(
        dark(colour, 0.22),
        light(colour, 0.55),
        colour,
        dark(colour, 0.34),
        light(colour, 0.3),
        dark(colour, 0.25),
    )


def ball(colour: Colour) -> Fill:
    """A bead or another ball."""
    return around(
        light(colour, 0.62), light(colour, 0.15), colour, dark(colour, 0.3), dark(colour, 0.45)
    )
