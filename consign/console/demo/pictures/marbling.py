"""Cover papers: marbled, dotted or striped."""

from consign.console.demo.pictures.canvas import Canvas, Point
from consign.console.demo.pictures.colours import Colour, Number, dark, light, veil
from consign.console.demo.pictures.fills import plain
from consign.console.demo.pictures.scene import (
    Scene,
)

Area = tuple[Number, Number, Number, Number]


def marbled(scene: Scene, canvas: Canvas, outline: list[Point], colour: Colour) -> None:
    """Marbled or patterned cover paper inside an outline; sometimes none."""
    style = scene.rng.choice(["waves", "dots", "plain", "stripes"])
    area = (
        min(x for x, _ in outline),
        min(y for _, y in outline),
        max(x for x, _ in outline),
        max(y for _, y in outline),
    )
    if style in _PATTERNS:
        canvas.clipped(outline, lambda part: _PATTERNS[style](scene, part, area, colour))


def _waves(scene: Scene, part: Canvas, area: Area, colour: Colour) -> None:
    left, top, right, bottom = area
    for step in range(12):
        y = top + (bottom - top) * step / 11
        line = [(left + (right - left) * n / 6, y + scene.between(-34, 34)) for n in range(7)]
        shade = light(colour, 0.5) if step % 2 else dark(colour, 0.4)
        part.curve(line, scene.between(4, 16), plain(veil(shade, 140)))


def _dots(_scene: Scene, part: Canvas, area: Area, colour: Colour) -> None:
    left, top, right, bottom = area
    for row in range(int((bottom - top) / 56) + 1):
        for column in range(int((right - left) / 56) + 1):
            x = left + column * 56 + (28 if row % 2 else 0)
            part.ellipse(x, top + row * 56, 9, 9, plain(veil(light(colour, 0.5), 200)))


def _stripes(_scene: Scene, part: Canvas, area: Area, colour: Colour) -> None:
    left, top, right, bottom = area
    lines = [
        [(left, top + step * 34), (right, top + step * 34 - 60)]
        for step in range(int((bottom - top) / 34) + 3)
    ]
    part.strokes(lines, 4, veil(light(colour, 0.5), 150))


_PATTERNS = {"waves": _waves, "dots": _dots, "stripes": _stripes}
