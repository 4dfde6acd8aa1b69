"""Woven and knitted things: the pattern follows the thread."""

import math

from consign.console.demo.pictures.canvas import Canvas, arc, rectangle, smooth
from consign.console.demo.pictures.colours import dark, light, veil
from consign.console.demo.pictures.fills import across, ball, down, plain, slanting
from consign.console.demo.pictures.scene import (
    FLOOR,
    MIDDLE,
    Drawer,
    Scene,
    lying,
    on_table,
    stand_shadow,
)
from consign.console.demo.pictures.weaving import STYLES, fringe, palette, weave


def cushion(scene: Scene) -> None:
    on_table(scene)
    colours = palette(scene)
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


def throw(scene: Scene) -> None:
    """A stack of folded blankets."""
    on_table(scene)
    canvas, y = scene.canvas, FLOOR
    stand_shadow(scene, MIDDLE, 290)
    for index in range(3):
        colours = palette(scene)
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
        fringe(scene, canvas, MIDDLE + wide * 0.12, MIDDLE + wide * 0.42, base - 60, 46, colours[1])


def runner(scene: Scene) -> None:
    """A table runner seen from above, rolled at one end."""
    lying(scene)
    canvas, colours = scene.canvas, palette(scene)

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
    "cushion": cushion,
    "throw": throw,
    "runner": runner,
    "beanie": beanie,
}
