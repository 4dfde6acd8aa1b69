"""What hangs, pins and adorns: brooches, dreamcatchers, mobiles, hair pieces, charms."""

import math

from consign.console.demo.pictures.canvas import Canvas, arc, rectangle, smooth, turned_about
from consign.console.demo.pictures.colours import TONES, WHITE, dark, light, veil
from consign.console.demo.pictures.feathers import Feather, draw_feather
from consign.console.demo.pictures.fills import ball, metal, plain, rounded, slanting
from consign.console.demo.pictures.jewels import glass
from consign.console.demo.pictures.scene import (
    MIDDLE,
    Drawer,
    Scene,
    lying,
    on_table,
    stand_shadow,
)

GOLD = TONES["gold"]
SOFT = [(206, 194, 178), (150, 160, 162), (178, 140, 104), (226, 220, 208), (120, 132, 140)]


def bird_brooch(scene: Scene) -> None:
    """A little painted wooden bird."""
    lying(scene)
    x, y = MIDDLE, 600
    tail = [
        (x + 90, y + 30),
        (x + 330, y + 150),
        (x + 280, y + 60),
        (x + 350, y + 40),
        (x + 120, y - 40),
    ]
    bird = smooth(
        [
            (x - 300, y - 70),
            (x - 262, y - 130),
            (x - 180, y - 176),
            (x - 90, y - 130),
            (x + 20, y - 70),
            (x + 150, y - 20),
            (x + 130, y + 60),
            (x, y + 140),
            (x - 130, y + 110),
            (x - 210, y + 10),
            (x - 240, y - 66),
        ]
    )
    canvas = scene.canvas
    tone = scene.tone
    for part in (tail, bird):
        canvas.shadow(part, 10, 110)
    canvas.polygon(tail, slanting(dark(tone, 0.1), dark(tone, 0.4)))
    canvas.polygon(bird, slanting(light(tone, 0.25), tone, dark(tone, 0.2)))

    def paint(part: Canvas) -> None:
        belly = smooth(
            [
                (x - 260, y - 60),
                (x - 120, y - 10),
                (x + 60, y + 60),
                (x - 40, y + 180),
                (x - 240, y + 120),
            ]
        )
        part.polygon(belly, slanting((250, 236, 208), (228, 196, 140)))
        part.polygon(arc(x - 200, y - 176, 120, 62), plain(dark(tone, 0.5)))

    canvas.clipped(bird, paint)
    wing = smooth(
        [(x - 110, y - 60), (x + 20, y - 60), (x + 170, y + 40), (x + 40, y + 60), (x - 70, y + 20)]
    )
    canvas.polygon(wing, slanting(dark(tone, 0.15), dark(tone, 0.45)))
    strokes = [
        [(x - 60 + 34 * n, y - 30 + 12 * n), (x + 40 + 28 * n, y + 30 + 6 * n)] for n in range(4)
    ]
    canvas.strokes(strokes, 4, light(tone, 0.55))
    canvas.ellipse(x - 196, y - 96, 15, 15, plain((34, 28, 32)))
    canvas.ellipse(x - 200, y - 101, 5, 5, plain(WHITE))


def bookmark_feather(scene: Scene) -> None:
    lying(scene)
    strip = turned_about(rectangle(MIDDLE, 600, 270, 860, 10), MIDDLE, 600, -5)
    scene.canvas.shadow(strip, 10, 110)
    scene.canvas.polygon(strip, slanting((254, 250, 240), (240, 230, 212)))
    draw_feather(
        scene,
        Feather(MIDDLE - 46, 930, 640, -86, 0.14, 0.08),
        scene.tone,
        scene.rng.choice(["bars", "pearl", "plain"]),
    )
    hole = turned_about([(MIDDLE, 208)], MIDDLE, 600, -5)[0]
    scene.canvas.curve(
        [hole, (hole[0] + 30, 120), (hole[0] + 110, 90), (hole[0] + 190, 30)],
        6,
        plain(TONES["rust"]),
    )
    scene.canvas.ellipse(*hole, 12, 12, plain((120, 96, 80)))


def hatpin(scene: Scene) -> None:
    lying(scene)
    start, end = (250, 1010), (690, 250)
    scene.canvas.line([(x + 10, y + 13) for x, y in (start, end)], 8, plain(veil((60, 44, 48), 70)))
    scene.canvas.line([start, end], 9, metal(GOLD))
    for turn, long, shade in (
        (104, 380, (58, 92, 84)),
        (122, 420, (150, 74, 44)),
        (140, 350, (44, 52, 74)),
    ):
        draw_feather(scene, Feather(end[0] - 14, end[1] + 30, long, turn + 6, 0.14, -0.12), shade)
    scene.canvas.shadow(arc(*end, 40, 40), 6, 100)
    scene.canvas.ellipse(*end, 40, 40, ball(GOLD))


def headband(scene: Scene) -> None:
    lying(scene)
    band = arc(MIDDLE, 690, 310, 340, -205, 25)
    scene.canvas.line([(x + 12, y + 16) for x, y in band], 50, plain(veil((60, 44, 48), 70)))
    scene.canvas.line(
        band, 50, slanting(light(scene.tone, 0.25), scene.tone, dark(scene.tone, 0.4))
    )
    for turn, long in ((-128, 430), (-104, 480), (-80, 430), (-150, 330)):
        draw_feather(
            scene, Feather(MIDDLE - 190, 470, long * 0.86, turn + 24, 0.19, 0.16), (232, 224, 210)
        )
    scene.canvas.shadow(arc(MIDDLE - 190, 470, 50, 50), 6, 100)
    scene.canvas.ellipse(MIDDLE - 190, 470, 52, 52, metal(GOLD))
    scene.canvas.ellipse(MIDDLE - 190, 470, 36, 36, ball(dark(scene.tone, 0.1)))


def pompom(scene: Scene) -> None:
    lying(scene)
    x, y, size = MIDDLE, 660, 220
    canvas = scene.canvas
    canvas.line(arc(x, 270, 84, 84), 15, metal(GOLD), closed=True)
    canvas.line([(x, 352), (x, y - size + 30)], 10, plain(dark(scene.tone, 0.3)))
    canvas.soft(arc(x + 40, y + 50, size, size), (48, 34, 44), 30, 120)
    canvas.ellipse(x, y, size * 0.93, size * 0.93, ball(scene.tone))
    for shade, count, inner in (
        (dark(scene.tone, 0.28), 300, 0.6),
        (scene.tone, 420, 0.3),
        (light(scene.tone, 0.3), 240, 0.1),
    ):
        tufts = []
        for _ in range(count):
            turn, reach = scene.between(0, 2 * math.pi), scene.between(inner, 0.96) ** 0.6
            px, py = x + math.cos(turn) * reach * size, y + math.sin(turn) * reach * size
            tufts.append(
                [
                    (px, py),
                    (
                        px + math.cos(turn) * 30 + scene.between(-12, 12),
                        py + math.sin(turn) * 30 + scene.between(-12, 12),
                    ),
                ]
            )
        canvas.strokes(tufts, 4, shade)


def charm(scene: Scene) -> None:
    """For a bag: a leather loop, a ring and a feather."""
    lying(scene)
    x = MIDDLE
    loop = [(x - 34, 430), (x - 60, 250), (x, 150), (x + 60, 250), (x + 34, 430)]
    scene.canvas.curve([(px + 9, py + 12) for px, py in loop], 26, plain(veil((60, 44, 48), 70)))
    scene.canvas.curve(loop, 26, rounded(TONES["cognac"], 0.2))
    scene.canvas.line(arc(x, 460, 46, 46), 10, metal(GOLD), closed=True)
    draw_feather(scene, Feather(x - 8, 500, 470, 96, 0.17, 0.1), scene.tone, "bars")
    draw_feather(scene, Feather(x + 10, 500, 360, 78, 0.15, -0.1), (222, 210, 190))
    tab = rectangle(x, 520, 74, 84, 12)
    scene.canvas.shadow(tab, 6, 90)
    scene.canvas.polygon(tab, slanting(light(TONES["cognac"], 0.2), TONES["cognac"]))


def barrette(scene: Scene) -> None:
    lying(scene)
    clip = turned_about(rectangle(MIDDLE, 600, 600, 150, 70), MIDDLE, 600, -16)
    glass(scene, clip, scene.tone)
    for shift in (-150, 0, 150):
        x, y = turned_about([(MIDDLE + shift - 90, 600)], MIDDLE, 600, -16)[0]
        draw_feather(
            scene, Feather(x, y, 190, -16, 0.15), scene.rng.choice([(222, 128, 62), (46, 112, 142)])
        )
    scene.canvas.soft(
        turned_about(rectangle(MIDDLE, 562, 540, 16), MIDDLE, 600, -16), WHITE, 4, 150
    )


def gift_box(scene: Scene) -> None:
    on_table(scene)
    canvas, tone = scene.canvas, light(TONES["sand"], 0.15)
    ribbon = scene.tone
    stand_shadow(scene, MIDDLE, 250)
    canvas.box(MIDDLE, 850, 480, 270, slanting(light(tone, 0.2), tone, dark(tone, 0.2)), 6)
    canvas.box(MIDDLE, 850, 56, 270, slanting(light(ribbon, 0.2), ribbon, dark(ribbon, 0.2)))
    canvas.soft(rectangle(MIDDLE, 742, 480, 22), (48, 34, 44), 8, 120)
    canvas.box(
        MIDDLE, 690, 520, 100, slanting(light(tone, 0.4), light(tone, 0.1), dark(tone, 0.1)), 6
    )
    canvas.box(MIDDLE, 690, 60, 100, slanting(light(ribbon, 0.25), ribbon))
    for side in (-1, 1):
        bow = [
            (MIDDLE, 630),
            (MIDDLE + side * 60, 540),
            (MIDDLE + side * 190, 520),
            (MIDDLE + side * 210, 600),
            (MIDDLE + side * 90, 640),
        ]
        canvas.blob(bow, slanting(light(ribbon, 0.3), ribbon, dark(ribbon, 0.3)))
        loop = [
            (MIDDLE + side * 30, 622),
            (MIDDLE + side * 90, 570),
            (MIDDLE + side * 160, 566),
            (MIDDLE + side * 150, 602),
        ]
        canvas.blob(loop, plain(dark(ribbon, 0.42)))
    canvas.ellipse(MIDDLE, 626, 36, 30, ball(ribbon))


KINDS: dict[str, Drawer] = {
    "brooch-bird": bird_brooch,
    "bookmark-feather": bookmark_feather,
    "hatpin": hatpin,
    "headband": headband,
    "pompom": pompom,
    "charm": charm,
    "barrette": barrette,
    "gift-box": gift_box,
}
