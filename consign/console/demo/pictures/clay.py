"""Pottery: thrown, glazed, dipped and speckled."""

from collections.abc import Sequence

from consign.console.demo.pictures.canvas import Canvas, Point, arc
from consign.console.demo.pictures.colours import TONES, Colour, Number, dark, light, mix, veil
from consign.console.demo.pictures.fills import across, plain, rounded, slanting
from consign.console.demo.pictures.scene import FLOOR, MIDDLE, Drawer, Scene, on_table, stand_shadow
from consign.console.demo.pictures.solids import Turned, body, mouth, shine

BARE = (204, 168, 134)


def _speckles(scene: Scene, canvas: Canvas, outline: Sequence[Point], count: int = 120) -> None:
    left, right = min(x for x, _ in outline), max(x for x, _ in outline)
    top, bottom = min(y for _, y in outline), max(y for _, y in outline)
    for _ in range(count):
        x, y = scene.between(left, right), scene.between(top, bottom)
        size = scene.between(0.8, 2.6)
        canvas.ellipse(x, y, size, size, plain(veil(dark(scene.tone, 0.65), 130)))


def finish(scene: Scene, shape: Turned, outline: Sequence[Point]) -> None:
    """The glaze: dipped, banded or whole, always a little speckled."""
    style = scene.rng.choice(["dipped", "bare foot", "bands", "whole"])
    top, bottom = shape.mouth[0], shape.foot[0]
    long = bottom - top

    def paint(canvas: Canvas) -> None:
        if style == "dipped":
            _coat(canvas, shape, mix(scene.tone, TONES["chalk"], 0.82), top - 60, top + long * 0.34)
        elif style == "bare foot":
            _coat(canvas, shape, BARE, bottom - long * 0.2, bottom + 90)
        elif style == "bands":
            for part in (0.2, 0.3):
                _coat(
                    canvas,
                    shape,
                    dark(scene.tone, 0.42),
                    top + long * part,
                    top + long * (part + 0.045),
                )
        _speckles(scene, canvas, outline)

    scene.canvas.clipped(outline, paint)
    shine(scene.canvas, shape)


def _coat(canvas: Canvas, shape: Turned, colour: Colour, top: Number, bottom: Number) -> None:
    band = shape.band(top, bottom, max(half for _, half in shape.profile) + 4)
    canvas.polygon(band, rounded(colour))


def _vessel(scene: Scene, shape: Turned) -> None:
    outline = body(scene.canvas, shape, scene.tone)
    finish(scene, shape, outline)
    mouth(scene.canvas, shape, light(scene.tone, 0.12))


def _ear(canvas: Canvas, points: Sequence[Point], width: Number, colour: Colour) -> None:
    """A handle: a thick bent strip with light on its back."""
    canvas.curve(points, width, rounded(colour, 0.15))
    raised = [(x - width * 0.12, y - width * 0.2) for x, y in points]
    canvas.curve(raised, width * 0.3, plain(veil(light(colour, 0.6), 120)))


def _cup(scene: Scene, x: Number, half: Number, high: Number, floor: Number = FLOOR) -> None:
    top = floor - high
    stand_shadow(scene, x, half, floor)
    reach = half * 0.62
    ear = [
        (x + half * 0.9, top + high * 0.2),
        (x + half + reach, top + high * 0.26),
        (x + half + reach * 0.86, top + high * 0.62),
        (x + half * 0.86, top + high * 0.72),
    ]
    _ear(scene.canvas, ear, half * 0.2, scene.tone)
    lean = scene.rng.choice([0.86, 0.94, 1.0])
    shape = Turned(
        x,
        [
            (top, half),
            (top + high * 0.4, half),
            (top + high * 0.85, half * lean),
            (floor, half * lean * 0.84),
        ],
    )
    _vessel(scene, shape)


def mug(scene: Scene) -> None:
    on_table(scene)
    _cup(scene, MIDDLE - 50, scene.between(185, 205), scene.between(400, 450))


def cups(scene: Scene) -> None:
    on_table(scene)
    high = scene.between(210, 240)
    _cup(scene, MIDDLE + 140, 128, high, FLOOR - 62)
    _cup(scene, MIDDLE - 160, 138, high + 10, FLOOR + 20)


def _bowl(scene: Scene, x: Number, half: Number, high: Number, floor: Number) -> None:
    top = floor - high
    stand_shadow(scene, x, half * 0.5, floor)
    shape = Turned(
        x,
        [
            (top, half),
            (top + high * 0.28, half * 0.95),
            (top + high * 0.68, half * 0.7),
            (top + high * 0.93, half * 0.4),
            (floor, half * 0.36),
        ],
        0.24,
    )
    outline = body(scene.canvas, shape, scene.tone)
    finish(scene, shape, outline)
    well = light(scene.tone, 0.2)
    mouth(scene.canvas, shape, well, slanting(dark(well, 0.36), well, light(well, 0.3)), 9)
    scene.canvas.ellipse(
        x + half * 0.1, top + half * 0.07, half * 0.5, half * 0.1, plain(veil(light(well, 0.5), 60))
    )


def bowl(scene: Scene) -> None:
    on_table(scene)
    _bowl(scene, MIDDLE, scene.between(290, 330), scene.between(250, 310), FLOOR)


def bowls(scene: Scene) -> None:
    """A nest of three."""
    on_table(scene)
    tone = scene.tone
    for index, high in enumerate((0, 92, 176)):
        scene.tone = light(tone, 0.16 * index)
        _bowl(scene, MIDDLE, 310 - 26 * index, 190, FLOOR - high)


def plate(scene: Scene) -> None:
    on_table(scene)
    y, wide = FLOOR - 70, scene.between(330, 360)
    stand_shadow(scene, MIDDLE, wide * 0.6, FLOOR - 10)
    scene.canvas.soft(arc(MIDDLE + 12, y + 40, wide, wide * 0.3), (40, 30, 36), 16, 120)
    tone = scene.tone
    scene.canvas.ellipse(MIDDLE, y + 26, wide, wide * 0.31, rounded(dark(tone, 0.12)))
    scene.canvas.ellipse(MIDDLE, y, wide, wide * 0.31, slanting(light(tone, 0.5), light(tone, 0.1)))
    scene.canvas.ellipse(
        MIDDLE, y + 2, wide * 0.78, wide * 0.23, slanting(dark(tone, 0.2), tone, light(tone, 0.35))
    )

    def specks(canvas: Canvas) -> None:
        _speckles(scene, canvas, arc(MIDDLE, y, wide, wide * 0.31), 150)

    scene.canvas.clipped(arc(MIDDLE, y, wide, wide * 0.31), specks)
    _cup(scene, MIDDLE - 20, 112, 190, y + 22)


def pitcher(scene: Scene) -> None:
    on_table(scene)
    top, x = FLOOR - 520, MIDDLE - 30
    stand_shadow(scene, x, 170)
    ear = [(x + 100, top + 50), (x + 258, top + 60), (x + 262, top + 230), (x + 165, top + 320)]
    _ear(scene.canvas, ear, 36, scene.tone)
    shape = Turned(
        x, [(top, 118), (top + 90, 112), (top + 260, 176), (top + 420, 176), (FLOOR, 128)]
    )
    _vessel(scene, shape)
    rim = light(scene.tone, 0.12)
    lip = [(x - 70, top - 16), (x - 172, top - 30), (x - 116, top + 40), (x - 66, top + 17)]
    scene.canvas.blob(lip, across(light(rim, 0.5), light(rim, 0.2)))
    scene.canvas.blob(
        [(px * 0.8 + (x - 88) * 0.2, py * 0.8 + (top + 1) * 0.2) for px, py in lip],
        across(light(rim, 0.1), dark(rim, 0.35)),
    )


def teapot(scene: Scene) -> None:
    on_table(scene)
    top, x = FLOOR - 330, MIDDLE - 10
    stand_shadow(scene, x, 210)
    spout = [(x - 170, top + 190), (x - 262, top + 120), (x - 300, top + 30), (x - 330, top + 14)]
    _ear(scene.canvas, spout, 50, scene.tone)
    ear = [(x + 150, top + 60), (x + 330, top + 40), (x + 330, top + 210), (x + 170, top + 250)]
    _ear(scene.canvas, ear, 34, scene.tone)
    shape = Turned(
        x, [(top, 96), (top + 60, 176), (top + 170, 226), (top + 270, 190), (FLOOR, 132)]
    )
    finish(scene, shape, body(scene.canvas, shape, scene.tone))
    lid = Turned(x, [(top - 46, 18), (top - 36, 66), (top - 4, 112)])
    body(scene.canvas, lid, light(scene.tone, 0.1))
    scene.canvas.ellipse(x, top - 62, 27, 25, slanting(light(BARE, 0.5), BARE, dark(BARE, 0.4)))


def jar(scene: Scene) -> None:
    """With a wooden lid."""
    on_table(scene)
    top = FLOOR - 400
    stand_shadow(scene, MIDDLE, 190)
    shape = Turned(MIDDLE, [(top, 176), (top + 60, 194), (top + 300, 194), (FLOOR, 172)])
    finish(scene, shape, body(scene.canvas, shape, scene.tone))
    lid = Turned(MIDDLE, [(top - 56, 184), (top - 6, 186)])
    body(scene.canvas, lid, TONES["oak"], 0.2)
    scene.canvas.ellipse(
        MIDDLE, top - 56, 184, 31, slanting(light(TONES["oak"], 0.4), TONES["oak"])
    )
    knob = Turned(MIDDLE, [(top - 104, 34), (top - 86, 38), (top - 58, 20)])
    body(scene.canvas, knob, TONES["oak"])
    scene.canvas.ellipse(MIDDLE, top - 104, 34, 6, plain(light(TONES["oak"], 0.45)))


KINDS: dict[str, Drawer] = {
    "mug": mug,
    "cups": cups,
    "bowl": bowl,
    "bowls": bowls,
    "plate": plate,
    "pitcher": pitcher,
    "teapot": teapot,
    "jar": jar,
}
