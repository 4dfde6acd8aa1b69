"""Feathers: a quill, a vane on each side, fine barbs and a bird's pattern."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from consign.console.demo.pictures.canvas import Canvas, Point
from consign.console.demo.pictures.colours import TONES, WHITE, Colour, Number, dark, light, veil
from consign.console.demo.pictures.fills import plain, slanting
from consign.console.demo.pictures.scene import Scene

BIRDS = ("plain", "pearl", "bars", "tip", "eye")


@dataclass(frozen=True)
class Feather:
    """From its quill at (x, y), `long` pixels in a direction, bent to one side."""

    x: Number
    y: Number
    long: Number
    degrees: Number = 90
    wide: Number = 0.17
    bend: Number = 0.1

    def at(self, part: Number, side: Number = 0) -> Point:
        """A place on the feather: along the quill from 0 to 1, and beside it from -1 to 1."""
        turn = math.radians(self.degrees)
        ahead = (math.cos(turn), math.sin(turn))
        aside = (-ahead[1], ahead[0])
        sway = self.bend * self.long * (part * part - part * 0.2)
        off = side * self.long * self.wide * self.swell(part) + sway
        return (
            self.x + ahead[0] * self.long * part + aside[0] * off,
            self.y + ahead[1] * self.long * part + aside[1] * off,
        )

    def swell(self, part: Number) -> Number:
        """Half the width at a place along the quill: bare, then full, then a round tip."""
        along = max(0, (part - 0.1) / 0.9)
        return math.sin(math.pi * min(1, along) ** 0.72) ** 0.62 if along > 0 else 0

    def outline(self, splits: Callable[[int, int], Number]) -> list[Point]:
        steps = [0.1 + 0.9 * step / 36 for step in range(37)]
        right = [self.at(part, splits(index, 1)) for index, part in enumerate(steps)]
        left = [self.at(part, -splits(index, -1)) for index, part in enumerate(steps)]
        return [*right, *reversed(left)]


def draw_feather(scene: Scene, feather: Feather, colour: Colour, bird: str = "plain") -> None:
    """A feather in a colour, with the pattern of a bird."""
    canvas = scene.canvas
    gaps = {(scene.rng.randint(6, 32), scene.rng.choice((-1, 1))) for _ in range(4)}

    def splits(index: int, side: int) -> Number:
        return 0.62 if (index, side) in gaps else 1

    outline = feather.outline(splits)
    canvas.shadow(outline, 7, 70, 9, 10)
    _down(scene, feather, colour)
    canvas.polygon(outline, slanting(light(colour, 0.3), colour, dark(colour, 0.2)))
    canvas.clipped(outline, lambda part: _inside(part, feather, colour, bird))
    quill = [feather.at(step / 20) for step in range(21)]
    canvas.line(quill, max(2, feather.long * 0.011), plain(light(colour, 0.55)))


def _inside(canvas: Canvas, feather: Feather, colour: Colour, bird: str) -> None:
    _PATTERNS[bird](canvas, feather, colour)
    for side, shade in ((1, veil(dark(colour, 0.5), 70)), (-1, veil(WHITE, 80))):
        barbs = [
            [feather.at(step / 48), feather.at(min(1, step / 48 + 0.1), side * 1.1)]
            for step in range(4, 48)
        ]
        canvas.strokes(barbs, 1, shade)


def _down(scene: Scene, feather: Feather, colour: Colour) -> None:
    """The fluff at the foot of the vane."""
    tufts = [
        [
            feather.at(start),
            feather.at(start + scene.between(0.02, 0.1), side * scene.between(0.5, 1.3)),
        ]
        for step in range(9)
        for side in (-1, 1)
        for start in [0.11 + step * 0.012]
    ]
    scene.canvas.strokes(tufts, 1.4, veil(light(colour, 0.5), 170))


def _dots(canvas: Canvas, feather: Feather, colour: Colour) -> None:
    """A guinea fowl's pearls."""
    size = feather.long * 0.013
    for step in range(4, 30):
        for column in (-0.8, -0.5, -0.2, 0.2, 0.5, 0.8):
            shift = 0.012 if int(column * 10) % 2 else 0
            x, y = feather.at(step / 30 + shift, column)
            canvas.ellipse(x, y, size, size, plain(light(colour, 0.86)))


def _bars(canvas: Canvas, feather: Feather, colour: Colour) -> None:
    """A pheasant's bands, swept towards the tip at their ends."""
    for step in range(3, 15):
        part = step / 15
        band = [
            feather.at(min(1, part + abs(side) * 0.05), side) for side in (-1.1, -0.5, 0, 0.5, 1.1)
        ]
        canvas.line(band, feather.long * 0.016, plain(veil(dark(colour, 0.62), 190)))


def _tip(canvas: Canvas, feather: Feather, colour: Colour) -> None:
    """Dipped in gold."""
    x, y = feather.at(1)
    size = feather.long * 0.3
    canvas.ellipse(
        x, y, size, size, slanting(light(TONES["gold"], 0.5), TONES["gold"], dark(colour, 0.2))
    )


def _eye(canvas: Canvas, feather: Feather, colour: Colour) -> None:  # noqa: ARG001
    """A peacock's eye near the tip."""
    x, y = feather.at(0.76)
    wide = feather.long * feather.wide
    rings = (
        (1.15, (150, 128, 62)),
        (0.86, (96, 138, 92)),
        (0.62, (52, 142, 156)),
        (0.36, (36, 52, 112)),
    )
    for size, ring in rings:
        canvas.ellipse(x, y + wide * (1 - size) * 0.2, wide * size * 0.8, wide * size, plain(ring))


def _none(canvas: Canvas, feather: Feather, colour: Colour) -> None:
    """A softer shade towards the foot."""
    x, y = feather.at(0.15)
    canvas.soft(
        [(x - 60, y - 60), (x + 60, y - 60), (x + 60, y + 60), (x - 60, y + 60)],
        light(colour, 0.7),
        feather.long * 0.1,
        120,
    )


_PATTERNS = {"plain": _none, "pearl": _dots, "bars": _bars, "tip": _tip, "eye": _eye}
