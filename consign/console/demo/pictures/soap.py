"""Soap and balm."""

from consign.console.demo.pictures.canvas import Canvas, arc, rectangle, smooth, turned_about
from consign.console.demo.pictures.colours import (
    TONES,
    WHITE,
    Colour,
    Number,
    dark,
    light,
    mix,
    veil,
)
from consign.console.demo.pictures.fills import down, plain, rounded, slanting
from consign.console.demo.pictures.scene import (
    FLOOR,
    MIDDLE,
    Drawer,
    Scene,
    lying,
    on_table,
    stand_shadow,
)
from consign.console.demo.pictures.solids import Turned, body


def _bar(scene: Scene, x: Number, y: Number, wide: Number, tone: Colour) -> None:
    """A bar of soap seen a little from above, with swirls and petals."""
    canvas, deep, high = scene.canvas, wide * 0.3, wide * 0.34
    canvas.soft(
        [
            (x - wide / 2, y),
            (x + wide / 2 + 60, y - 20),
            (x + wide / 2 + 20, y + 24),
            (x - wide / 2, y + 20),
        ],
        (48, 34, 44),
        14,
        150,
    )
    front = rectangle(x, y - high / 2, wide, high, 20)
    top = smooth(
        [
            (x - wide / 2 + 6, y - high + 10),
            (x - wide / 2 + 56, y - high - deep),
            (x + wide / 2 - 56, y - high - deep),
            (x + wide / 2 - 6, y - high + 10),
            (x, y - high + 20),
        ],
        steps=8,
    )
    canvas.polygon(front, slanting(light(tone, 0.1), dark(tone, 0.08), dark(tone, 0.3)))
    swirl = [
        smooth(
            [
                (x - wide / 2, y - high * part),
                (x - wide * 0.2, y - high * (part + 0.2)),
                (x + wide * 0.15, y - high * (part - 0.16)),
                (x + wide / 2, y - high * (part + 0.1)),
            ],
            closed=False,
        )
        for part in (0.3, 0.6)
    ]
    canvas.clipped(front, lambda part: part.strokes(swirl, 16, veil(light(tone, 0.7), 120)))
    canvas.polygon(top, slanting(light(tone, 0.55), light(tone, 0.25), tone))
    petals = [
        (x + scene.between(-wide * 0.3, wide * 0.3), y - high - deep * scene.between(0.2, 0.8))
        for _ in range(12)
    ]
    for px, py in petals:
        canvas.ellipse(
            px,
            py,
            scene.between(4, 10),
            scene.between(3, 5),
            plain(dark(tone, scene.between(0.2, 0.5))),
        )


def soap(scene: Scene) -> None:
    on_table(scene)
    _dish(scene)
    _bar(scene, MIDDLE, FLOOR - 50, 420, scene.tone)


def _dish(scene: Scene) -> None:
    canvas, oak, y = scene.canvas, TONES["oak"], FLOOR
    stand_shadow(scene, MIDDLE, 300, y)
    canvas.box(MIDDLE, y - 26, 620, 52, slanting(light(oak, 0.25), oak, dark(oak, 0.3)), 18)
    for step in range(9):
        canvas.box(MIDDLE - 240 + step * 60, y - 60, 40, 20, down(light(oak, 0.4), oak), 6)


def soaps(scene: Scene) -> None:
    """A stack tied with string."""
    on_table(scene)
    stand_shadow(scene, MIDDLE, 220)
    tones = [scene.tone, light(scene.tone, 0.35), mix(scene.tone, TONES["cream"], 0.6)]
    for index, tone in enumerate(tones):
        _bar(scene, MIDDLE + (-14, 16, 0)[index], FLOOR - index * 148, 400, tone)


def soap_round(scene: Scene) -> None:
    """Round, with a stamp, lying on stone."""
    lying(scene)
    canvas, tone = scene.canvas, scene.tone
    for x, y, size in ((MIDDLE - 120, 470, 210), (MIDDLE + 130, 800, 190)):
        canvas.shadow(arc(x, y, size, size), 18, 140, 22, 26)
        canvas.ellipse(x, y + 10, size, size, plain(dark(tone, 0.3)))
        canvas.ellipse(x, y, size, size, slanting(light(tone, 0.45), tone, dark(tone, 0.12)))
        canvas.line(
            arc(x, y, size * 0.8, size * 0.8), 5, plain(veil(dark(tone, 0.5), 80)), closed=True
        )
        _stamp(canvas, x, y, size * 0.55, tone)


def _stamp(canvas: Canvas, x: Number, y: Number, size: Number, tone: Colour) -> None:
    """A pressed sprig."""
    ink, shine_ = veil(dark(tone, 0.5), 110), veil(WHITE, 90)
    for shift, colour in ((0, ink), (4, shine_)):
        canvas.strokes([[(x + shift, y + size + shift), (x + shift, y - size + shift)]], 6, colour)
        for step in range(4):
            root = (x + shift, y + size * (0.7 - step * 0.42) + shift)
            for side in (-1, 1):
                leaf = turned_about(
                    arc(root[0] + size * 0.32, root[1], size * 0.3, size * 0.1),
                    *root,
                    -42 if side > 0 else -138,
                )
                canvas.polygon(leaf, plain(colour))


def tin(scene: Scene) -> None:
    """A flat tin of balm."""
    on_table(scene)
    stand_shadow(scene, MIDDLE, 230)
    shape = Turned(MIDDLE, [(FLOOR - 120, 240), (FLOOR, 236)], 0.3)
    body(scene.canvas, shape, TONES["silver"], 0.6)
    canvas, tone, y = scene.canvas, scene.tone, FLOOR - 120
    canvas.ellipse(MIDDLE, y, 240, 72, rounded(TONES["silver"], 0.7))
    canvas.ellipse(MIDDLE, y, 222, 64, slanting(light(tone, 0.5), tone, dark(tone, 0.1)))
    canvas.ellipse(MIDDLE, y, 150, 42, plain((250, 244, 232)))
    canvas.strokes(
        [
            [(MIDDLE - 70, y - 6), (MIDDLE + 70, y - 6)],
            [(MIDDLE - 44, y + 10), (MIDDLE + 44, y + 10)],
        ],
        5,
        dark(tone, 0.4),
    )


KINDS: dict[str, Drawer] = {
    "soap": soap,
    "soaps": soaps,
    "soap-round": soap_round,
    "tin": tin,
}
