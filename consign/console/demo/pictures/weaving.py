"""Woven patterns, and the threads over them."""

from collections.abc import Sequence

from consign.console.demo.pictures.canvas import Canvas, Point
from consign.console.demo.pictures.colours import TONES, Colour, Number, dark, light, mix, veil
from consign.console.demo.pictures.fills import plain, slanting
from consign.console.demo.pictures.scene import (
    Scene,
)

STYLES = ("stripes", "check", "diamonds", "zigzag", "border")


def palette(scene: Scene) -> list[Colour]:
    friend = TONES[scene.rng.choice(["cream", "oat", "chalk"])]
    third = TONES[scene.rng.choice(["rust", "mustard", "ink", "sage", "rose"])]
    return [scene.tone, friend, mix(third, scene.tone, 0.3)]


def weave(
    scene: Scene, canvas: Canvas, outline: Sequence[Point], style: str, colours: list[Colour]
) -> None:
    """The pattern in a style, then the threads over it."""
    left, right = int(min(x for x, _ in outline)), int(max(x for x, _ in outline))
    top, bottom = int(min(y for _, y in outline)), int(max(y for _, y in outline))
    base, friend, third = colours

    def paint(part: Canvas) -> None:
        _PATTERNS[style](part, (left, top, right, bottom), friend, third)
        threads = [[(x, top), (x, bottom)] for x in range(left, right, 6)]
        part.strokes(threads, 1, veil(dark(base, 0.5), 34))
        wefts = [[(left, y), (right, y)] for y in range(top, bottom, 6)]
        part.strokes(wefts, 1, veil(light(base, 0.8), 44))

    canvas.clipped(outline, paint)
    scene.canvas.polygon(
        outline, slanting(veil((255, 252, 244), 60), veil(base, 0), veil((40, 28, 36), 60))
    )


Area = tuple[int, int, int, int]


def _stripes(part: Canvas, area: Area, friend: Colour, third: Colour) -> None:
    left, top, right, bottom = area
    for index, y in enumerate(range(top + 30, bottom, 72)):
        part.box(
            (left + right) / 2,
            y,
            right - left,
            34 if index % 3 else 16,
            plain(third if index % 3 == 0 else friend),
        )


def _check(part: Canvas, area: Area, friend: Colour, third: Colour) -> None:
    left, top, right, bottom = area
    for y in range(top + 40, bottom, 130):
        part.box((left + right) / 2, y, right - left, 52, plain(veil(friend, 150)))
    for x in range(left + 40, right, 130):
        part.box(x, (top + bottom) / 2, 52, bottom - top, plain(veil(friend, 150)))
        part.box(x + 64, (top + bottom) / 2, 8, bottom - top, plain(veil(third, 170)))


def _diamonds(part: Canvas, area: Area, friend: Colour, third: Colour) -> None:
    left, top, right, bottom = area
    for row, y in enumerate(range(top, bottom + 90, 70)):
        for x in range(left - 60, right + 90, 120):
            middle = x + (60 if row % 2 else 0)
            part.polygon(
                [(middle, y - 62), (middle + 52, y), (middle, y + 62), (middle - 52, y)],
                plain(friend),
            )
            part.polygon(
                [(middle, y - 26), (middle + 22, y), (middle, y + 26), (middle - 22, y)],
                plain(third),
            )


def _zigzag(part: Canvas, area: Area, friend: Colour, third: Colour) -> None:
    left, top, right, bottom = area
    for index, y in enumerate(range(top, bottom + 80, 64)):
        line = [
            (x, y + (34 if step % 2 else -34))
            for step, x in enumerate(range(left - 40, right + 80, 48))
        ]
        part.line(line, 20 if index % 2 else 9, plain(third if index % 2 == 0 else friend))


def _border(part: Canvas, area: Area, friend: Colour, third: Colour) -> None:
    left, top, right, bottom = area
    for shift, high, colour in ((70, 60, friend), (140, 18, third), (174, 10, friend)):
        for y in (top + shift, bottom - shift):
            part.box((left + right) / 2, y, right - left, high, plain(colour))


_PATTERNS = {
    "stripes": _stripes,
    "check": _check,
    "diamonds": _diamonds,
    "zigzag": _zigzag,
    "border": _border,
}


def fringe(
    scene: Scene,
    canvas: Canvas,
    left: Number,
    right: Number,
    y: Number,
    long: Number,
    colour: Colour,
) -> None:
    threads = [
        [(x, y - 4), (x + scene.between(-6, 6), y + long * scene.between(0.82, 1.05))]
        for x in range(int(left) + 3, int(right), 9)
    ]
    canvas.strokes(
        [[(a[0] + 9, a[1] + 9), (b[0] + 9, b[1] + 9)] for a, b in threads],
        4,
        veil((48, 34, 44), 40),
    )
    canvas.strokes(threads, 4, light(colour, 0.1))
