"""Candles with their flame, and soap."""

from consign.console.demo.pictures.canvas import Canvas, Point, arc, smooth
from consign.console.demo.pictures.colours import (
    TONES,
    Colour,
    Number,
    dark,
    light,
    mix,
    veil,
)
from consign.console.demo.pictures.fills import across, around, down, plain, slanting
from consign.console.demo.pictures.scene import (
    FLOOR,
    MIDDLE,
    Drawer,
    Scene,
    on_table,
    pedestal,
    stand_shadow,
)
from consign.console.demo.pictures.solids import Turned, body, mouth, shine


def flame(canvas: Canvas, x: Number, y: Number, size: Number = 1) -> None:
    """A flame on a wick whose foot is at (x, y), and its glow."""
    canvas.soft(arc(x, y - 60 * size, 120 * size, 130 * size), (255, 226, 160), 60 * size, 150)
    canvas.line([(x, y), (x + 2, y - 26 * size)], 5 * size, plain((56, 42, 40)))
    tip = smooth(
        [
            (x, y - 128 * size),
            (x + 22 * size, y - 66 * size),
            (x + 20 * size, y - 30 * size),
            (x, y - 14 * size),
            (x - 20 * size, y - 30 * size),
            (x - 20 * size, y - 66 * size),
        ]
    )
    canvas.polygon(tip, down((255, 214, 120), (255, 190, 84), (248, 150, 70)))
    canvas.soft(arc(x, y - 42 * size, 9 * size, 20 * size), (255, 250, 226), 4 * size, 240)


def _pool(canvas: Canvas, shape: Turned, wax: Colour) -> None:
    y, half = shape.mouth
    canvas.ellipse(shape.x, y, half, half * shape.tilt, slanting(light(wax, 0.6), light(wax, 0.2)))
    canvas.ellipse(
        shape.x,
        y + 2,
        half * 0.82,
        half * 0.82 * shape.tilt,
        around((255, 244, 212), light(wax, 0.35), wax, x=0.5, y=0.4),
    )


def pillar(scene: Scene) -> None:
    on_table(scene)
    half, high = scene.between(120, 150), scene.between(380, 520)
    stand_shadow(scene, MIDDLE, half)
    shape = Turned(MIDDLE, [(FLOOR - high, half), (FLOOR, half)])
    outline = body(scene.canvas, shape, scene.tone, 0.42)
    scene.canvas.clipped(outline, lambda part: _inner_glow(part, shape))
    _pool(scene.canvas, shape, scene.tone)
    flame(scene.canvas, MIDDLE, FLOOR - high + 8)


def _inner_glow(canvas: Canvas, shape: Turned) -> None:
    y, half = shape.mouth
    canvas.soft(arc(shape.x, y + 30, half * 0.8, 90), (255, 226, 164), 40, 150)


def pillars(scene: Scene) -> None:
    """Three of different heights."""
    on_table(scene)
    for x, half, high, floor in ((250, 88, 300, -50), (690, 96, 220, -36), (470, 104, 440, 16)):
        tone = scene.near(scene.tone, 0.16)
        stand_shadow(scene, x, half, FLOOR + floor)
        shape = Turned(x, [(FLOOR + floor - high, half), (FLOOR + floor, half)])
        outline = body(scene.canvas, shape, tone, 0.4)
        scene.canvas.clipped(outline, lambda part, shape=shape: _inner_glow(part, shape))  # type: ignore[misc]
        _pool(scene.canvas, shape, tone)
        flame(scene.canvas, x, FLOOR + floor - high + 6, 0.72)


def candle_jar(scene: Scene) -> None:
    """In a ceramic beaker or amber glass, with a label."""
    on_table(scene)
    half, high = scene.between(160, 180), scene.between(340, 380)
    top = FLOOR - high
    stand_shadow(scene, MIDDLE, half)
    shape = Turned(MIDDLE, [(top, half), (FLOOR - 20, half), (FLOOR, half - 12)])
    outline = body(scene.canvas, shape, scene.tone, 0.34)
    scene.canvas.clipped(outline, lambda part: _inner_glow(part, shape))
    _label(scene, shape, outline, top + high * 0.3, top + high * 0.74)
    shine(scene.canvas, shape, 80)
    wax = (250, 240, 218)
    mouth(
        scene.canvas,
        shape,
        light(scene.tone, 0.15),
        around((255, 236, 190), wax, (226, 206, 176), x=0.5, y=0.6),
    )
    flame(scene.canvas, MIDDLE, top + 8, 0.9)


def _label(scene: Scene, shape: Turned, outline: list[Point], top: Number, bottom: Number) -> None:
    half = shape.mouth[1]
    paper = (248, 242, 230)
    ink = dark(scene.tone, 0.5)

    def paint(canvas: Canvas) -> None:
        wide = half * 0.66
        sag = half * shape.tilt
        edge = [
            (shape.x - wide, top + sag * 0.7),
            (shape.x, top + sag),
            (shape.x + wide, top + sag * 0.7),
            (shape.x + wide, bottom + sag * 0.7),
            (shape.x, bottom + sag),
            (shape.x - wide, bottom + sag * 0.7),
        ]
        canvas.polygon(edge, across(light(paper, 0.5), paper, dark(paper, 0.16)))
        middle = (top + bottom) / 2 + sag
        canvas.ellipse(shape.x, middle - 24, 26, 26, plain(light(ink, 0.15)))
        canvas.ellipse(shape.x + 9, middle - 30, 22, 22, plain(paper))
        canvas.strokes(
            [[(shape.x - 60, middle + 24), (shape.x, middle + 27), (shape.x + 60, middle + 24)]],
            5,
            ink,
        )
        canvas.strokes(
            [[(shape.x - 36, middle + 42), (shape.x, middle + 44), (shape.x + 36, middle + 42)]],
            3,
            ink,
        )

    scene.canvas.clipped(outline, paint)


def tapers(scene: Scene) -> None:
    """Tall dipped candles in low holders."""
    on_table(scene)
    for x, high, floor in ((330, 520, -40), (640, 600, -20), (490, 460, 20)):
        tone, y = scene.near(scene.tone, 0.18), FLOOR + floor
        stand_shadow(scene, x, 66, y)
        candle = Turned(x, [(y - high, 15), (y - high + 60, 22), (y - 60, 26)])
        body(scene.canvas, candle, tone, 0.4)
        holder = Turned(x, [(y - 86, 40), (y - 50, 40), (y - 26, 70), (y, 78)])
        body(scene.canvas, holder, mix(TONES["chalk"], scene.wall, 0.2))
        flame(scene.canvas, x, y - high + 3, 0.62)


def sculpted(scene: Scene) -> None:
    """A ribbed, round or twisted candle on a drum."""
    on_table(scene)
    pedestal(scene, MIDDLE, 840, 250)
    canvas, tone, y = scene.canvas, scene.tone, 842
    if scene.rng.random() < 0.5:
        for index in range(3):
            half = 132 - index * 6
            canvas.ellipse(
                MIDDLE,
                y - 78 - index * 104,
                half,
                72,
                around(light(tone, 0.5), light(tone, 0.15), tone, dark(tone, 0.32)),
            )
        flame(canvas, MIDDLE, y - 354, 0.86)
        return
    shape = Turned(MIDDLE, [(y - 330, 96), (y - 200, 122), (y - 90, 122), (y, 104)])
    outline = body(canvas, shape, tone, 0.4)
    ribs = []
    for step in range(-6, 7):
        x = MIDDLE + step * 22
        ribs.append(
            smooth(
                [(x - 50, y - 340), (x + 4, y - 200), (x + 20, y - 100), (x + 60, y + 20)],
                closed=False,
            )
        )
    canvas.clipped(outline, lambda part: part.strokes(ribs, 7, veil(dark(tone, 0.5), 70)))
    flame(canvas, MIDDLE, y - 328, 0.86)


def tealights(scene: Scene) -> None:
    on_table(scene)
    for x, floor in ((250, -60), (490, -80), (720, -46), (350, 26), (600, 34)):
        y = FLOOR + floor
        stand_shadow(scene, x, 76, y)
        shape = Turned(x, [(y - 66, 84), (y, 80)], 0.24)
        body(
            scene.canvas,
            shape,
            TONES["silver"] if scene.rng.random() < 0.3 else scene.near(scene.tone),
            0.3,
        )
        _pool(scene.canvas, shape, (246, 236, 214))
        flame(scene.canvas, x, y - 64, 0.5)


KINDS: dict[str, Drawer] = {
    "pillar": pillar,
    "pillars": pillars,
    "candle-jar": candle_jar,
    "tapers": tapers,
    "candle-sculpted": sculpted,
    "tealights": tealights,
}
