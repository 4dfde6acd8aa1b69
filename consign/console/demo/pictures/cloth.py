"""Woven and knitted things: the pattern follows the thread."""

import math
from collections.abc import Sequence

from consign.console.demo.pictures.canvas import Canvas, Point, arc, rectangle, smooth
from consign.console.demo.pictures.colours import TONES, Colour, Number, dark, light, mix, veil
from consign.console.demo.pictures.fills import across, ball, down, plain, slanting
from consign.console.demo.pictures.scene import (
    FLOOR,
    MIDDLE,
    Drawer,
    Scene,
    lying,
    on_table,
    on_wall,
    stand_shadow,
)

STYLES = ("stripes", "check", "diamonds", "zigzag", "border")


def _palette(scene: Scene) -> list[Colour]:
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


def _fringe(
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


def scarf(scene: Scene) -> None:
    """Hanging over a wooden rod."""
    on_wall(scene)
    canvas, colours = scene.canvas, _palette(scene)
    style = scene.rng.choice(STYLES)
    for x, y in ((MIDDLE - 330, 196), (MIDDLE + 330, 196)):
        canvas.strokes([[(MIDDLE, 40), (x, y)]], 4, (150, 128, 104))
    for x, foot, wide in ((MIDDLE + 74, 900, 300), (MIDDLE - 66, 1010, 320)):
        strip = [
            (x - wide / 2, 190),
            (x + wide / 2, 190),
            (x + wide / 2 - 8, foot),
            (x - wide / 2 + 10, foot),
        ]
        canvas.shadow(strip, 18, 110, 24, 20)
        _fringe(scene, canvas, x - wide / 2 + 10, x + wide / 2 - 8, foot, 70, colours[1])
        canvas.polygon(strip, slanting(light(colours[0], 0.2), colours[0], dark(colours[0], 0.1)))
        weave(scene, canvas, strip, style, colours)
        for fold in (-0.28, 0.05, 0.3):
            line = [
                (x + wide * fold, 200),
                (x + wide * fold + 16, foot),
                (x + wide * fold + 34, foot),
                (x + wide * fold + 16, 200),
            ]
            canvas.soft(line, (44, 30, 38), 10, 50)
    canvas.line(
        [(MIDDLE - 350, 196), (MIDDLE + 350, 196)],
        30,
        down((222, 186, 140), (176, 128, 84), (120, 80, 54)),
    )


def cushion(scene: Scene) -> None:
    on_table(scene)
    colours = _palette(scene)
    canvas, y = scene.canvas, FLOOR - 260
    stand_shadow(scene, MIDDLE, 270)
    shape = smooth(
        [
            (MIDDLE - 300, y - 270),
            (MIDDLE, y - 258),
            (MIDDLE + 300, y - 270),
            (MIDDLE + 288, y),
            (MIDDLE + 300, y + 268),
            (MIDDLE, y + 258),
            (MIDDLE - 300, y + 268),
            (MIDDLE - 288, y),
        ],
        steps=14,
    )
    canvas.polygon(shape, slanting(light(colours[0], 0.2), colours[0], dark(colours[0], 0.15)))
    weave(scene, canvas, shape, scene.rng.choice(STYLES), colours)
    canvas.clipped(
        shape, lambda part: part.soft(arc(MIDDLE - 60, y - 50, 150, 130), (255, 252, 244), 60, 80)
    )
    canvas.clipped(
        shape,
        lambda part: part.soft(
            [
                (MIDDLE - 320, y + 170),
                (MIDDLE + 320, y + 60),
                (MIDDLE + 320, y + 300),
                (MIDDLE - 320, y + 300),
            ],
            (40, 28, 36),
            50,
            110,
        ),
    )
    canvas.line(shape, 5, plain(dark(colours[0], 0.3)), closed=True)


def towel(scene: Scene) -> None:
    """A kitchen towel on a peg."""
    on_wall(scene)
    colours = [TONES["chalk"], scene.tone, dark(scene.tone, 0.2)]
    canvas, top = scene.canvas, 210
    canvas.ellipse(MIDDLE, top - 24, 24, 24, ball(TONES["oak"]))
    shape = [
        (MIDDLE - 20, top - 30),
        (MIDDLE + 20, top - 30),
        (MIDDLE + 150, top + 120),
        (MIDDLE + 230, 1010),
        (MIDDLE + 80, 1040),
        (MIDDLE - 80, 1020),
        (MIDDLE - 220, 1044),
        (MIDDLE - 150, top + 120),
    ]
    canvas.shadow(shape, 20, 110, 26, 22)
    canvas.polygon(shape, across(light(colours[0], 0.4), colours[0], dark(colours[0], 0.1)))
    weave(scene, canvas, shape, scene.rng.choice(["stripes", "check", "border"]), colours)
    for x, lean in ((-90, -60), (10, 0), (90, 70)):
        canvas.soft(
            [
                (MIDDLE + x * 0.3, top + 60),
                (MIDDLE + x + lean, 1020),
                (MIDDLE + x + lean + 34, 1020),
            ],
            (44, 30, 38),
            9,
            70,
        )
    canvas.ellipse(MIDDLE, top - 30, 16, 16, ball(light(TONES["oak"], 0.2)))


def throw(scene: Scene) -> None:
    """A stack of folded blankets."""
    on_table(scene)
    canvas, y = scene.canvas, FLOOR
    stand_shadow(scene, MIDDLE, 290)
    for index in range(3):
        colours = _palette(scene)
        colours[0] = (scene.tone, colours[1], light(scene.tone, 0.3))[index]
        base, wide = y - index * 140, 620 - index * 30
        fold = rectangle(MIDDLE, base - 66, wide, 132, 58)
        canvas.soft(rectangle(MIDDLE, base + 2, wide - 30, 14), (48, 34, 44), 8, 120)
        canvas.polygon(fold, down(light(colours[0], 0.25), colours[0], dark(colours[0], 0.2)))
        weave(
            scene,
            canvas,
            fold,
            scene.rng.choice(("stripes", "check", "zigzag")) if index != 1 else "border",
            colours,
        )
        canvas.strokes(
            [[(MIDDLE - wide / 2 + 20, base - 64), (MIDDLE + wide / 2 - 30, base - 62)]],
            3,
            veil((44, 30, 38), 120),
        )
        _fringe(
            scene, canvas, MIDDLE + wide * 0.12, MIDDLE + wide * 0.42, base - 60, 46, colours[1]
        )


def hanging(scene: Scene) -> None:
    """A woven picture with a long fringe on a branch."""
    on_wall(scene)
    canvas, colours = scene.canvas, _palette(scene)
    canvas.strokes(
        [[(MIDDLE, 60), (MIDDLE - 270, 226)], [(MIDDLE, 60), (MIDDLE + 270, 226)]],
        4,
        (156, 132, 104),
    )
    cloth = rectangle(MIDDLE, 460, 470, 460)
    canvas.shadow(cloth, 18, 110, 24, 20)
    _fringe(scene, canvas, MIDDLE - 235, MIDDLE + 235, 688, 300, colours[1])
    canvas.polygon(cloth, slanting(light(colours[1], 0.2), colours[1]))
    friend = [colours[1], colours[0], colours[2]]

    def picture(part: Canvas) -> None:
        part.ellipse(MIDDLE + scene.between(-80, 80), 400, 120, 120, plain(colours[2]))
        for step in range(3):
            top = 470 + step * 80
            hill = smooth(
                [
                    (MIDDLE - 260, top + 30),
                    (MIDDLE - 120, top - scene.between(10, 70)),
                    (MIDDLE + 40, top + 30),
                    (MIDDLE + 150, top - scene.between(0, 60)),
                    (MIDDLE + 260, top + 20),
                ],
                closed=False,
            )
            part.polygon(
                [*hill, (MIDDLE + 260, 720), (MIDDLE - 260, 720)],
                plain(light(colours[0], 0.4 - step * 0.2)),
            )

    canvas.clipped(cloth, picture)
    weave(scene, canvas, cloth, "border", [*friend[:1], veil(friend[1], 0), veil(friend[2], 0)])
    canvas.line(
        smooth(
            [(MIDDLE - 320, 236), (MIDDLE - 100, 222), (MIDDLE + 120, 234), (MIDDLE + 320, 220)],
            closed=False,
        ),
        26,
        down((206, 170, 128), (150, 108, 74)),
    )


def tote(scene: Scene) -> None:
    """A woven bag on a hook."""
    on_wall(scene)
    canvas, colours = scene.canvas, _palette(scene)
    canvas.ellipse(MIDDLE, 170, 22, 22, ball(TONES["oak"]))
    for shift in (-14, 14):
        strap = [
            (MIDDLE - 150, 500),
            (MIDDLE - 96 + shift, 260),
            (MIDDLE, 166),
            (MIDDLE + 96 + shift, 260),
            (MIDDLE + 150, 500),
        ]
        canvas.curve([(x + 12, y + 14) for x, y in strap], 22, plain(veil((48, 34, 44), 60)))
        canvas.curve(strap, 22, across(light(colours[1], 0.1), dark(colours[1], 0.25)))
    bag = smooth(
        [
            (MIDDLE - 250, 480),
            (MIDDLE, 494),
            (MIDDLE + 250, 480),
            (MIDDLE + 272, 800),
            (MIDDLE + 240, 1010),
            (MIDDLE, 1028),
            (MIDDLE - 240, 1010),
            (MIDDLE - 272, 800),
        ],
        steps=8,
    )
    canvas.shadow(bag, 22, 120, 26, 24)
    canvas.polygon(bag, across(light(colours[0], 0.25), colours[0], dark(colours[0], 0.25)))
    weave(scene, canvas, bag, scene.rng.choice(STYLES), colours)


def runner(scene: Scene) -> None:
    """A table runner seen from above, rolled at one end."""
    lying(scene)
    canvas, colours = scene.canvas, _palette(scene)

    cloth = rectangle(MIDDLE + 30, 420, 420, 960)
    canvas.shadow(cloth, 16, 120)
    canvas.polygon(cloth, slanting(light(colours[0], 0.2), colours[0]))
    weave(scene, canvas, cloth, scene.rng.choice(["stripes", "diamonds", "zigzag"]), colours)
    roll = rectangle(MIDDLE + 30, 900, 440, 170, 60)
    canvas.shadow(roll, 20, 150, 6, 26)
    canvas.polygon(roll, down(light(colours[0], 0.4), colours[0], dark(colours[0], 0.4)))
    weave(scene, canvas, roll, "border", colours)
    canvas.polygon(
        roll, down(veil((255, 250, 240), 120), veil(colours[0], 0), veil((44, 30, 38), 130))
    )


def beanie(scene: Scene) -> None:
    """A knitted hat."""
    on_table(scene)
    canvas, tone, y = scene.canvas, scene.tone, FLOOR
    stand_shadow(scene, MIDDLE, 250)
    crown = smooth(
        [
            (MIDDLE - 262, y - 120),
            (MIDDLE - 240, y - 330),
            (MIDDLE - 90, y - 480),
            (MIDDLE + 90, y - 480),
            (MIDDLE + 240, y - 330),
            (MIDDLE + 262, y - 120),
        ],
        steps=12,
    )
    canvas.polygon(crown, across(light(tone, 0.2), tone, dark(tone, 0.35)))

    def knit(part: Canvas) -> None:
        for column in range(-7, 8):
            x = MIDDLE + column * 37
            for row in range(16):
                lean = -column * row * row * 0.085
                top = y - 120 - row * 25
                part.strokes(
                    [[(x - 13 + lean, top - 16), (x + lean, top), (x + 13 + lean, top - 16)]],
                    6,
                    veil(light(tone, 0.55) if row % 2 else dark(tone, 0.3), 80),
                )

    canvas.clipped(crown, knit)
    brim = rectangle(MIDDLE, y - 70, 560, 140, 46)
    canvas.polygon(brim, across(light(tone, 0.3), tone, dark(tone, 0.35)))
    ribs = [[(x, y - 130), (x, y - 12)] for x in range(int(MIDDLE) - 260, int(MIDDLE) + 262, 26)]
    canvas.strokes(ribs, 5, veil(dark(tone, 0.5), 90))
    tufts = []
    for _ in range(260):
        turn, reach = scene.between(0, 2 * math.pi), scene.between(0.2, 1) ** 0.6 * 84
        px, py = MIDDLE + math.cos(turn) * reach, y - 520 + math.sin(turn) * reach
        tufts.append([(px, py), (px + math.cos(turn) * 18, py + math.sin(turn) * 18)])
    canvas.ellipse(MIDDLE, y - 520, 84, 84, ball(light(tone, 0.5)))
    canvas.strokes(tufts, 4, light(tone, 0.62))


KINDS: dict[str, Drawer] = {
    "scarf": scarf,
    "cushion": cushion,
    "towel": towel,
    "throw": throw,
    "wall-hanging": hanging,
    "tote": tote,
    "runner": runner,
    "beanie": beanie,
}
