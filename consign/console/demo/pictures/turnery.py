"""Small turned things: mills, candlesticks, tops, pens."""

from consign.console.demo.pictures.canvas import Point, arc, rectangle, smooth, turned_about
from consign.console.demo.pictures.colours import TONES, Number, dark, light
from consign.console.demo.pictures.fills import ball, slanting
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
from consign.console.demo.pictures.wood import grained


def mill(scene: Scene) -> None:
    """Two mills for pepper and salt."""
    on_table(scene)
    for x, high, floor, tone in (
        (MIDDLE + 130, 470, -50, light(scene.tone, 0.3)),
        (MIDDLE - 110, 560, 10, scene.tone),
    ):
        y = FLOOR + floor
        stand_shadow(scene, x, 92, y)
        keep, scene.tone = scene.tone, tone
        trunk = Turned(
            x,
            [
                (y - high * 0.72, 60),
                (y - high * 0.6, 50),
                (y - high * 0.4, 66),
                (y - high * 0.14, 92),
                (y, 94),
            ],
        )
        grained(scene, body(scene.canvas, trunk, tone, 0.25), upright=True, count=16)
        head = Turned(
            x, [(y - high, 22), (y - high * 0.94, 62), (y - high * 0.82, 70), (y - high * 0.73, 58)]
        )
        grained(scene, body(scene.canvas, head, tone, 0.3), upright=True, count=12)
        scene.canvas.box(
            x,
            y - high * 0.725,
            118,
            9,
            slanting(light(TONES["silver"], 0.5), dark(TONES["silver"], 0.3)),
        )
        scene.canvas.ellipse(x, y - high - 16, 19, 18, ball(TONES["silver"]))
        scene.tone = keep


def candlestick(scene: Scene) -> None:
    on_table(scene)
    for x, high, floor in ((MIDDLE + 140, 330, -44), (MIDDLE - 130, 430, 10)):
        y = FLOOR + floor
        stand_shadow(scene, x, 110, y)
        stick = Turned(
            x,
            [
                (y - high, 52),
                (y - high * 0.9, 56),
                (y - high * 0.8, 28),
                (y - high * 0.55, 44),
                (y - high * 0.3, 26),
                (y - high * 0.14, 60),
                (y, 118),
            ],
        )
        body(scene.canvas, Turned(x, [(y - high - 300, 20), (y - high, 27)]), TONES["cream"], 0.5)
        grained(scene, body(scene.canvas, stick, scene.tone, 0.28), upright=True, count=18)
        scene.canvas.line(
            [(x, y - high - 302), (x + 3, y - high - 332)], 4, slanting((60, 46, 42), (40, 30, 30))
        )


def tops(scene: Scene) -> None:
    """Spinning tops with painted rings."""
    on_table(scene)
    names = ["brick", "mustard", "sea", "sage", "plum"]
    for index, (x, floor, size) in enumerate(
        ((250, -70, 0.9), (700, -80, 0.84), (470, 0, 1.2), (760, 30, 0.7), (230, 40, 0.66))
    ):
        y = FLOOR + floor
        lean = scene.between(-12, 12)
        stand_shadow(scene, x, 60 * size, y)
        tone, paint = scene.near(scene.tone, 0.16), TONES[names[index]]

        def put(
            points: list[Point],
            x: Number = x,
            y: Number = y,
            size: Number = size,
            lean: Number = lean,
        ) -> list[Point]:
            return turned_about([(x + px * size, y + py * size) for px, py in points], x, y, lean)

        scene.canvas.polygon(
            put(rectangle(0, -190, 24, 130, 10)), slanting(light(tone, 0.3), tone, dark(tone, 0.3))
        )
        cone = put(smooth([(-108, -120), (-60, -48), (0, 0), (60, -48), (108, -120)], closed=False))
        scene.canvas.polygon(cone, slanting(light(tone, 0.3), tone, dark(tone, 0.45)))
        scene.canvas.polygon(
            put(arc(0, -122, 110, 30)), slanting(light(paint, 0.35), paint, dark(paint, 0.1))
        )
        scene.canvas.polygon(put(arc(0, -124, 66, 18)), slanting(light(tone, 0.5), tone))
        scene.canvas.polygon(put(arc(0, -126, 24, 7)), slanting(light(paint, 0.2), paint))


def pen(scene: Scene) -> None:
    """Turned pens side by side."""
    lying(scene)
    for index, x in enumerate((MIDDLE - 130, MIDDLE + 20, MIDDLE + 170)):
        tone = (scene.tone, dark(scene.tone, 0.3), light(scene.tone, 0.25))[index]

        def put(points: list[Point], x: Number = x) -> list[Point]:
            return turned_about(points, x, 600, 18)

        barrel = put(
            smooth(
                [
                    (x - 24, 300),
                    (x + 24, 300),
                    (x + 32, 520),
                    (x + 24, 860),
                    (x + 7, 960),
                    (x - 7, 960),
                    (x - 24, 860),
                    (x - 32, 520),
                ],
                steps=8,
            )
        )
        scene.canvas.shadow(barrel, 10, 130)
        scene.canvas.polygon(barrel, slanting(light(tone, 0.4), tone, dark(tone, 0.35)))
        grained(scene, barrel, upright=True, count=18)
        for y in (306, 580, 850):
            scene.canvas.polygon(
                put(rectangle(x, y, 62 if y == 580 else 50, 12)),
                slanting(light(TONES["gold"], 0.5), TONES["gold"]),
            )


KINDS: dict[str, Drawer] = {
    "mill": mill,
    "candlestick": candlestick,
    "tops": tops,
    "pen": pen,
}
