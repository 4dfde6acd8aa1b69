"""Willow: rods woven over and under around upright stakes."""

import math

from consign.console.demo.pictures.canvas import Canvas, Point, arc, smooth
from consign.console.demo.pictures.colours import Colour, Number, dark, light, veil
from consign.console.demo.pictures.fills import across, plain, slanting
from consign.console.demo.pictures.scene import (
    FLOOR,
    MIDDLE,
    Drawer,
    Scene,
    on_table,
    on_wall,
    stand_shadow,
)
from consign.console.demo.pictures.solids import Turned, body, mouth


def woven(scene: Scene, shape: Turned, tone: Colour, rod: Number = 17) -> None:
    """The body of a basket, row after row, each second row shifted by one stake."""
    outline = body(scene.canvas, shape, dark(tone, 0.28), 0.1)
    top, bottom = shape.mouth[0], shape.foot[0]
    rows = int((bottom - top) / rod) + 2
    accent = scene.rng.choice([None, dark(tone, 0.45), light(tone, 0.4)])
    bands = set(range(rows // 3, rows // 3 + 3))

    def paint(canvas: Canvas) -> None:
        for row in range(rows):
            y = top + row * rod
            half = shape.half_at(min(max(y, top), bottom))
            colour = accent if accent and row in bands else scene.near(tone, 0.1)
            _row(canvas, shape, (y, half, rod), row, colour)

    scene.canvas.clipped(outline, paint)
    scene.canvas.polygon(
        outline,
        across(
            veil((40, 28, 30), 30),
            veil((255, 246, 226), 50),
            veil((40, 28, 30), 0),
            veil((40, 28, 30), 150),
        ),
    )


def _row(
    canvas: Canvas, shape: Turned, place: tuple[Number, Number, Number], row: int, colour: Colour
) -> None:
    y, half, rod = place
    strokes: list[list[Point]] = []
    for step in range(18):
        start = step * 10 + (5 if row % 2 else 0)
        turns = [math.radians(start - 5 + part * 3.4) for part in range(4)]
        strokes.append(
            [
                (shape.x - half * math.cos(turn), y + half * shape.tilt * math.sin(turn))
                for turn in turns
            ]
        )
    canvas.strokes(strokes, rod * 0.84, colour)
    shine = [[(px, py - rod * 0.22) for px, py in line] for line in strokes]
    canvas.strokes(shine, rod * 0.2, veil(light(colour, 0.6), 130))


def _rim(scene: Scene, shape: Turned, tone: Colour) -> None:
    """The border: rods laid around each other."""
    y, half = shape.mouth
    ring = arc(shape.x, y, half + 5, (half + 5) * shape.tilt)
    scene.canvas.line(ring, 26, plain(dark(tone, 0.3)), closed=True)
    laid = []
    for step in range(0, 360, 9):
        a, b = math.radians(step), math.radians(step + 11)
        laid.append(
            [
                (shape.x + (half + 5) * math.cos(a), y + (half + 5) * shape.tilt * math.sin(a) + 9),
                (shape.x + (half + 5) * math.cos(b), y + (half + 5) * shape.tilt * math.sin(b) - 9),
            ]
        )
    scene.canvas.strokes(laid, 10, light(tone, 0.16))


def _handle(scene: Scene, x: Number, y: Number, half: Number, high: Number, tone: Colour) -> None:
    bow = [
        (x - half, y),
        (x - half * 0.86, y - high * 0.62),
        (x, y - high),
        (x + half * 0.86, y - high * 0.62),
        (x + half, y),
    ]
    scene.canvas.curve(bow, 32, slanting(light(tone, 0.2), dark(tone, 0.25)))
    curve = smooth(bow, closed=False)
    wraps = [[(px - 15, py - 9), (px + 15, py + 9)] for px, py in curve[::2]]
    scene.canvas.strokes(wraps, 6, veil(dark(tone, 0.5), 110))


def basket(scene: Scene) -> None:
    on_table(scene)
    tone, top = scene.tone, FLOOR - 330
    stand_shadow(scene, MIDDLE, 250)
    shape = Turned(MIDDLE, [(top, 300), (top + 160, 286), (FLOOR, 226)], 0.2)
    _handle(scene, MIDDLE, top, 282, 380, dark(tone, 0.2))
    mouth(scene.canvas, shape, dark(tone, 0.4))
    woven(scene, shape, tone)
    mouth(scene.canvas, shape, dark(tone, 0.2), slanting(dark(tone, 0.75), dark(tone, 0.5)))
    _rim(scene, shape, tone)


def bread_basket(scene: Scene) -> None:
    """Wide and low, with rolls in it."""
    on_table(scene)
    tone, top = scene.tone, FLOOR - 150
    stand_shadow(scene, MIDDLE, 270)
    shape = Turned(MIDDLE, [(top, 350), (FLOOR, 270)], 0.24)
    woven(scene, shape, tone, 15)
    mouth(scene.canvas, shape, dark(tone, 0.2), slanting(dark(tone, 0.7), dark(tone, 0.4)))
    for x, y, size in (
        (-170, -26, 96),
        (150, -34, 104),
        (-10, -58, 112),
        (-80, 8, 92),
        (90, 10, 96),
    ):
        bun = (206, 146, 82)
        scene.canvas.ellipse(
            MIDDLE + x, top + y, size, size * 0.66, slanting(light(bun, 0.45), bun, dark(bun, 0.35))
        )
        cut = smooth(
            [
                (MIDDLE + x - size * 0.5, top + y - 6),
                (MIDDLE + x, top + y - size * 0.32),
                (MIDDLE + x + size * 0.5, top + y - 10),
            ],
            closed=False,
        )
        scene.canvas.line(cut, 7, plain(light(bun, 0.55)))
    front = Turned(MIDDLE, [(top + 52, 344), (FLOOR, 270)], 0.24)
    scene.canvas.clipped(
        front.band(top + 20, FLOOR + 40, 352), lambda part: _front(part, scene, shape, tone)
    )
    _front_rim(scene, shape, tone)


def _front(part: Canvas, scene: Scene, shape: Turned, tone: Colour) -> None:
    keep, scene.canvas = scene.canvas, part
    woven(
        scene,
        Turned(shape.x, [(shape.mouth[0] + 40, shape.mouth[1] - 8), shape.profile[-1]], shape.tilt),
        tone,
        15,
    )
    scene.canvas = keep


def _front_rim(scene: Scene, shape: Turned, tone: Colour) -> None:
    y, half = shape.mouth
    ring = arc(shape.x, y, half + 4, (half + 4) * shape.tilt, 0, 180)
    scene.canvas.line(ring, 26, plain(dark(tone, 0.3)))
    laid = [[(px - 12, py + 9), (px + 12, py - 9)] for px, py in ring[::1]]
    scene.canvas.strokes(laid, 9, light(tone, 0.16))


def log_basket(scene: Scene) -> None:
    on_table(scene)
    tone, top = scene.tone, FLOOR - 470
    stand_shadow(scene, MIDDLE, 270)
    shape = Turned(MIDDLE, [(top, 286), (top + 240, 300), (FLOOR, 270)])
    woven(scene, shape, tone, 20)
    mouth(scene.canvas, shape, dark(tone, 0.2), slanting(dark(tone, 0.78), dark(tone, 0.5)))
    _rim(scene, shape, tone)
    for side in (-1, 1):
        x = MIDDLE + side * 200
        scene.canvas.curve(
            [(x - 56, top + 30), (x - 40, top - 60), (x + 40, top - 60), (x + 56, top + 30)],
            22,
            slanting(light(tone, 0.2), dark(tone, 0.4)),
        )


def lampshade(scene: Scene) -> None:
    """Hanging, lit from inside."""
    on_wall(scene)
    canvas, tone, top = scene.canvas, scene.tone, 420
    canvas.strokes([[(MIDDLE, -10), (MIDDLE, top)]], 5, (70, 60, 60))
    shape = Turned(MIDDLE, [(top, 70), (top + 120, 210), (top + 300, 310), (top + 380, 320)])
    canvas.soft(arc(MIDDLE, top + 420, 330, 260), (255, 236, 180), 90, 190)
    woven(scene, shape, tone, 19)
    outline = shape.outline()
    canvas.clipped(
        outline, lambda part: part.soft(arc(MIDDLE, top + 330, 200, 170), (255, 222, 150), 70, 150)
    )
    canvas.ellipse(MIDDLE, top + 380, 316, 50, slanting((255, 238, 190), (240, 196, 128)))
    canvas.soft(arc(MIDDLE, top + 384, 70, 26), (255, 254, 240), 12, 255)
    canvas.line(arc(MIDDLE, top + 380, 320, 54, 0, 180), 16, plain(dark(tone, 0.25)))


KINDS: dict[str, Drawer] = {
    "basket": basket,
    "bread-basket": bread_basket,
    "log-basket": log_basket,
    "lampshade": lampshade,
}
