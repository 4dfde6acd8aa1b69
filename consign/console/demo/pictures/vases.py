"""Vases with dried grasses, and a planter."""

import math

from consign.console.demo.pictures.canvas import Point, smooth
from consign.console.demo.pictures.clay import finish
from consign.console.demo.pictures.colours import TONES, Colour, Number, dark, light
from consign.console.demo.pictures.fills import down, plain, slanting
from consign.console.demo.pictures.scene import FLOOR, MIDDLE, Drawer, Scene, on_table, stand_shadow
from consign.console.demo.pictures.solids import Turned, body, mouth


def _profile(scene: Scene) -> list[Point]:
    shapes: list[list[Point]] = [
        [(0, 62), (0.12, 56), (0.3, 92), (0.62, 190), (0.86, 168), (1, 108)],
        [(0, 96), (0.1, 74), (0.26, 108), (0.5, 168), (0.8, 150), (1, 104)],
        [(0, 46), (0.16, 42), (0.36, 54), (0.6, 176), (0.84, 196), (1, 130)],
        [(0, 118), (0.2, 128), (0.5, 142), (0.82, 132), (1, 106)],
    ]
    return scene.rng.choice(shapes)


def vase(scene: Scene) -> None:
    on_table(scene)
    high = scene.between(520, 600)
    top = FLOOR - high
    shape = Turned(MIDDLE, [(top + part * high, half * 1.08) for part, half in _profile(scene)])
    stand_shadow(scene, MIDDLE, shape.foot[1] * 1.2)
    _bouquet(scene, MIDDLE, top + 6, shape.mouth[1] * 0.6)
    _vessel_around_stems(scene, shape)


def _vessel_around_stems(scene: Scene, shape: Turned) -> None:
    """The stems come out of the mouth, so its front rim is drawn over them."""
    outline = body(scene.canvas, shape, scene.tone)
    finish(scene, shape, outline)
    y, half = shape.mouth
    canvas = scene.canvas
    rim = light(scene.tone, 0.15)
    canvas.ellipse(shape.x, y, half, half * shape.tilt, slanting(light(rim, 0.4), rim))
    canvas.ellipse(shape.x, y + 1, half - 7, (half - 7) * shape.tilt - 1, plain(dark(rim, 0.6)))
    _bouquet(scene, shape.x, y + 6, half * 0.5)


def _bouquet(scene: Scene, x: Number, y: Number, spread: Number) -> None:
    """A few dried grasses or round seed heads."""
    straw = scene.rng.choice([(196, 160, 108), (150, 152, 112), (186, 128, 104)])
    for _ in range(scene.rng.randint(2, 3)):
        lean = scene.between(-1, 1)
        root = (x + lean * spread, y)
        tip = (x + lean * 190, y - scene.between(230, 330))
        bend = ((root[0] + tip[0]) / 2 - lean * 30, (root[1] + tip[1]) / 2)
        stem = smooth([root, bend, tip], closed=False)
        scene.canvas.line(stem, 3, plain(dark(straw, 0.25)))
        _head(scene, stem, straw)


def _head(scene: Scene, stem: list[Point], straw: Colour) -> None:
    if scene.rng.random() < 0.4:
        x, y = stem[-1]
        scene.canvas.ellipse(x, y, 21, 23, slanting(light(straw, 0.5), straw, dark(straw, 0.3)))
        return
    count = len(stem)
    for index in range(count // 3, count):
        x, y = stem[index]
        swell = math.sin(math.pi * (index - count / 3) / (count * 0.72)) * 24 + 4
        lines = [
            [(x, y), (x + side * swell * scene.between(0.4, 1), y - scene.between(12, 34))]
            for side in (-1, 1)
            for _ in range(4)
        ]
        scene.canvas.strokes(lines, 1.6, scene.near(straw, 0.25))


def planter(scene: Scene) -> None:
    on_table(scene)
    top = FLOOR - 340
    stand_shadow(scene, MIDDLE, 190)
    shape = Turned(MIDDLE, [(top, 226), (top + 150, 206), (FLOOR, 168)])
    finish(scene, shape, body(scene.canvas, shape, scene.tone))
    mouth(scene.canvas, shape, light(scene.tone, 0.1), down((60, 46, 40), (86, 66, 54)))
    green = scene.rng.choice([TONES["moss"], TONES["forest"], TONES["sage"]])
    for index in range(13):
        _leaf(
            scene,
            MIDDLE + (index - 6) * 13,
            top + 4,
            (index - 6) * 13 + scene.between(-8, 8),
            scene.between(230, 380),
            scene.near(green, 0.22),
        )


def _leaf(
    scene: Scene, x: Number, y: Number, degrees: Number, long: Number, colour: Colour
) -> None:
    turn = math.radians(degrees)
    across_x, across_y = math.cos(turn), math.sin(turn)
    ahead_x, ahead_y = math.sin(turn), -math.cos(turn)
    wide = long * 0.09

    def at(part: Number, side: Number) -> Point:
        sag = part * part * abs(degrees) * 0.9
        return (
            x + ahead_x * long * part + across_x * wide * side,
            y + ahead_y * long * part + across_y * wide * side + sag,
        )

    points = [
        at(0, 0.25),
        at(0.4, 1),
        at(0.75, 0.8),
        at(1, 0),
        at(0.75, -0.8),
        at(0.4, -1),
        at(0, -0.25),
    ]
    scene.canvas.blob(points, slanting(light(colour, 0.35), colour, dark(colour, 0.3)))
    scene.canvas.strokes([[at(0, 0), at(0.5, 0), at(0.95, 0)]], 1.5, light(colour, 0.35))


KINDS: dict[str, Drawer] = {
    "vase": vase,
    "planter": planter,
}
