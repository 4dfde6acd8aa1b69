"""Cloth that hangs: scarves on a rod, woven pictures."""

from consign.console.demo.pictures.canvas import Canvas, rectangle, smooth
from consign.console.demo.pictures.colours import TONES, dark, light, veil
from consign.console.demo.pictures.fills import across, ball, down, plain, slanting
from consign.console.demo.pictures.scene import (
    MIDDLE,
    Drawer,
    Scene,
    on_wall,
)
from consign.console.demo.pictures.weaving import STYLES, fringe, palette, weave


def scarf(scene: Scene) -> None:
    """Hanging over a wooden rod."""
    on_wall(scene)
    canvas, colours = scene.canvas, palette(scene)
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
        fringe(scene, canvas, x - wide / 2 + 10, x + wide / 2 - 8, foot, 70, colours[1])
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


def hanging(scene: Scene) -> None:
    """A woven picture with a long fringe on a branch."""
    on_wall(scene)
    canvas, colours = scene.canvas, palette(scene)
    canvas.strokes(
        [[(MIDDLE, 60), (MIDDLE - 270, 226)], [(MIDDLE, 60), (MIDDLE + 270, 226)]],
        4,
        (156, 132, 104),
    )
    cloth = rectangle(MIDDLE, 460, 470, 460)
    canvas.shadow(cloth, 18, 110, 24, 20)
    fringe(scene, canvas, MIDDLE - 235, MIDDLE + 235, 688, 300, colours[1])
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
    canvas, colours = scene.canvas, palette(scene)
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


KINDS: dict[str, Drawer] = {
    "scarf": scarf,
    "wall-hanging": hanging,
    "towel": towel,
    "tote": tote,
}
