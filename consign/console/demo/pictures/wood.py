"""Turned and carved wood: the grain runs along, the rings show where it is cut."""

import math

from consign.console.demo.pictures.canvas import Canvas, Point, arc, smooth, turned_about
from consign.console.demo.pictures.colours import TONES, WHITE, Colour, Number, dark, light, veil
from consign.console.demo.pictures.fills import slanting
from consign.console.demo.pictures.scene import (
    FLOOR,
    MIDDLE,
    Drawer,
    Scene,
    lying,
    on_table,
    stand_shadow,
)
from consign.console.demo.pictures.solids import Turned, body, mouth


def grained(scene: Scene, outline: list[Point], *, upright: bool = False, count: int = 34) -> None:
    """Wood grain inside an outline, lying or upright, with a knot by chance."""
    left, right = min(x for x, _ in outline), max(x for x, _ in outline)
    top, bottom = min(y for _, y in outline), max(y for _, y in outline)
    wave, shift = scene.between(0.8, 2.2), scene.between(0, 6)
    lines: list[list[Point]] = []
    for step in range(count):
        part = (step + scene.between(-0.3, 0.3)) / count
        line = []
        for along in range(13):
            sway = math.sin(along / 12 * wave * math.pi + shift + part * 2) * 16
            if upright:
                line.append(
                    (left + (right - left) * part + sway, top + (bottom - top) * along / 12)
                )
            else:
                line.append(
                    (left + (right - left) * along / 12, top + (bottom - top) * part + sway)
                )
        lines.append(line)

    def paint(canvas: Canvas) -> None:
        canvas.strokes(lines[::2], 2.4, veil(dark(scene.tone, 0.55), 74))
        canvas.strokes(lines[1::2], 4, veil(light(scene.tone, 0.5), 54))

    scene.canvas.clipped(outline, paint)


def _rings(scene: Scene, x: Number, y: Number, rx: Number, ry: Number) -> None:
    """Year rings on an end or in a bowl's well."""
    rings = [
        arc(x + rx * 0.14, y + ry * 0.1, rx * part / 9, ry * part / 9) for part in range(1, 10)
    ]
    scene.canvas.clipped(
        arc(x, y, rx, ry), lambda part: part.strokes(rings, 2.4, veil(dark(scene.tone, 0.5), 84))
    )


def wood_bowl(scene: Scene) -> None:
    on_table(scene)
    half, high = scene.between(300, 340), scene.between(220, 290)
    top = FLOOR - high
    stand_shadow(scene, MIDDLE, half * 0.5)
    shape = Turned(
        MIDDLE,
        [
            (top, half),
            (top + high * 0.3, half * 0.96),
            (top + high * 0.72, half * 0.7),
            (FLOOR, half * 0.4),
        ],
        0.26,
    )
    outline = body(scene.canvas, shape, scene.tone, 0.22)
    grained(scene, outline, count=22)
    tone = scene.tone
    mouth(
        scene.canvas,
        shape,
        light(tone, 0.2),
        slanting(dark(tone, 0.45), dark(tone, 0.1), light(tone, 0.25)),
        15,
    )
    _rings(scene, MIDDLE, top, half - 17, (half - 17) * 0.26)


def wood_plate(scene: Scene) -> None:
    lying(scene)
    canvas, tone, size = scene.canvas, scene.tone, 360
    disc = arc(MIDDLE, 600, size, size)
    canvas.shadow(disc, 24, 150, 26, 30)
    canvas.polygon(disc, slanting(light(tone, 0.35), tone, dark(tone, 0.25)))
    grained(scene, disc, upright=True, count=40)
    canvas.polygon(
        arc(MIDDLE, 600, size * 0.78, size * 0.78),
        slanting(veil(dark(tone, 0.6), 90), veil(tone, 0), veil(WHITE, 90)),
    )
    canvas.line(disc, 6, slanting(light(tone, 0.6), dark(tone, 0.3)), closed=True)


def board(scene: Scene) -> None:
    """A cutting board with a handle and a leather loop."""
    lying(scene)
    canvas, tone = scene.canvas, scene.tone
    lean = scene.between(-12, 12)
    wide = scene.between(200, 240)
    shape = smooth(
        [
            (MIDDLE - wide, 420),
            (MIDDLE - 110, 360),
            (MIDDLE - 58, 300),
            (MIDDLE - 56, 150),
            (MIDDLE, 116),
            (MIDDLE + 56, 150),
            (MIDDLE + 58, 300),
            (MIDDLE + 110, 360),
            (MIDDLE + wide, 420),
            (MIDDLE + wide + 6, 800),
            (MIDDLE + wide - 16, 1040),
            (MIDDLE, 1066),
            (MIDDLE - wide + 16, 1040),
            (MIDDLE - wide - 6, 800),
        ],
        steps=8,
    )
    shape = turned_about(shape, MIDDLE, 600, lean)
    canvas.shadow(shape, 18, 150, 20, 24)
    canvas.polygon([(x + 4, y + 9) for x, y in shape], slanting(dark(tone, 0.35), dark(tone, 0.5)))
    canvas.polygon(shape, slanting(light(tone, 0.3), tone, dark(tone, 0.15)))
    grained(scene, shape, upright=True, count=40)
    hole = turned_about([(MIDDLE, 176)], MIDDLE, 600, lean)[0]
    canvas.ellipse(*hole, 20, 20, slanting(dark(tone, 0.7), dark(tone, 0.45)))
    loop = [
        hole,
        (hole[0] - 60, hole[1] - 96),
        (hole[0] + 20, hole[1] - 150),
        (hole[0] + 50, hole[1] - 80),
        hole,
    ]
    canvas.curve(loop, 9, slanting(TONES["cognac"], dark(TONES["cognac"], 0.3)))


def spoons(scene: Scene) -> None:
    lying(scene)
    for index, x in enumerate((MIDDLE - 235, MIDDLE, MIDDLE + 235)):
        tone = (scene.tone, light(scene.tone, 0.2), dark(scene.tone, 0.18))[index]
        _spoon(scene, x, scene.between(-5, 5), 0.86 + 0.08 * ((index * 2) % 3), tone)


def _spoon(scene: Scene, x: Number, lean: Number, size: Number, tone: Colour) -> None:
    canvas = scene.canvas
    y = 330

    def put(points: list[Point]) -> list[Point]:
        grown = [(x + (px - x) * size, 600 + (py - 600) * size) for px, py in points]
        return turned_about(grown, x, 600, lean)

    shape = put(
        smooth(
            [
                (x, y - 150),
                (x + 84, y - 90),
                (x + 96, y + 20),
                (x + 50, y + 110),
                (x + 18, y + 180),
                (x + 17, y + 500),
                (x + 28, y + 680),
                (x, y + 720),
                (x - 28, y + 680),
                (x - 17, y + 500),
                (x - 18, y + 180),
                (x - 50, y + 110),
                (x - 96, y + 20),
                (x - 84, y - 90),
            ],
            steps=8,
        )
    )
    canvas.shadow(shape, 10, 130)
    canvas.polygon(shape, slanting(light(tone, 0.3), tone, dark(tone, 0.25)))
    grained(scene, shape, upright=True, count=14)
    well = put(arc(x, y - 12, 66, 98))
    canvas.polygon(well, slanting(dark(tone, 0.5), dark(tone, 0.12), light(tone, 0.3)))


KINDS: dict[str, Drawer] = {
    "wood-bowl": wood_bowl,
    "wood-plate": wood_plate,
    "board": board,
    "spoons": spoons,
}
