"""What dangles from a thread: dreamcatchers and mobiles."""

import math

from consign.console.demo.pictures.canvas import Canvas, arc, smooth
from consign.console.demo.pictures.colours import Number, veil
from consign.console.demo.pictures.feathers import Feather, draw_feather
from consign.console.demo.pictures.fills import ball, down, plain, slanting
from consign.console.demo.pictures.keepsakes import GOLD, SOFT
from consign.console.demo.pictures.scene import (
    MIDDLE,
    Drawer,
    Scene,
    on_wall,
)


def dreamcatcher(scene: Scene) -> None:
    on_wall(scene)
    size = scene.between(230, 270)
    y = 430
    canvas = scene.canvas
    hoop = arc(MIDDLE, y, size, size)
    canvas.strokes([[(MIDDLE, -10), (MIDDLE, y - size)]], 4, (150, 126, 98))
    canvas.line([(px + 26, py + 30) for px, py in hoop], 14, plain(veil((50, 36, 44), 50)))
    _web(canvas, y, size)
    for x, drop, long in ((-150, 200, 300), (0, size - 4, 380), (150, 200, 300)):
        top = y + drop
        canvas.strokes([[(MIDDLE + x, top), (MIDDLE + x, top + 90)]], 3, (150, 126, 98))
        canvas.ellipse(MIDDLE + x, top + 84, 17, 17, ball(scene.tone))
        feather = Feather(MIDDLE + x, top + 96, long, 90 + scene.between(-5, 5), 0.16)
        draw_feather(scene, feather, scene.rng.choice(SOFT))
    canvas.line(hoop, 17, slanting((214, 180, 136), (150, 108, 72)), closed=True)
    wraps = [
        [
            (px * 1.03 - MIDDLE * 0.03, py * 1.03 - y * 0.03),
            (px * 0.97 + MIDDLE * 0.03, py * 0.97 + y * 0.03),
        ]
        for px, py in hoop[::2]
    ]
    canvas.strokes(wraps, 3, veil((110, 74, 48), 120))


def _web(canvas: Canvas, y: Number, size: Number) -> None:
    thread = (244, 236, 222)
    for ring in range(5):
        outer, inner = size * (0.98 - ring * 0.18), size * (0.98 - (ring + 1) * 0.18)
        shift = 15 * ring
        lines = []
        for step in range(12):
            start, end = math.radians(30 * step + shift), math.radians(30 * step + 30 + shift)
            middle = (start + end) / 2
            tip = (MIDDLE + inner * math.cos(middle), y + inner * math.sin(middle))
            lines += [
                [(MIDDLE + outer * math.cos(turn), y + outer * math.sin(turn)), tip]
                for turn in (start, end)
            ]
        canvas.strokes(lines, 2, thread)


def mobile(scene: Scene) -> None:
    """Driftwood with feathers on threads."""
    on_wall(scene)
    canvas = scene.canvas
    y = 330
    canvas.strokes(
        [
            [(MIDDLE, -10), (MIDDLE, 130)],
            [(MIDDLE, 130), (MIDDLE - 280, y)],
            [(MIDDLE, 130), (MIDDLE + 280, y)],
        ],
        3,
        (150, 130, 104),
    )
    wood = smooth(
        [
            (110, y + 14),
            (180, y - 24),
            (420, y - 12),
            (640, y - 30),
            (850, y - 6),
            (840, y + 24),
            (560, y + 22),
            (330, y + 34),
        ]
    )
    for index in range(5):
        x = 180 + index * 150
        drop = 130 + 130 * ((index * 2) % 3)
        canvas.strokes([[(x, y), (x, y + drop)]], 2, (160, 140, 116))
        canvas.ellipse(x, y + drop - 30, 11, 11, ball(scene.rng.choice([GOLD, scene.tone])))
        draw_feather(
            scene,
            Feather(x, y + drop, scene.between(270, 330), 90 + scene.between(-8, 8), 0.16),
            scene.rng.choice(SOFT),
            scene.rng.choice(["plain", "tip", "bars"]),
        )
    canvas.shadow(wood, 14, 80, 20, 26)
    canvas.polygon(wood, down((226, 210, 186), (176, 150, 120), (130, 104, 82)))
    rings = [
        [(150 + n * 40, y + scene.between(-12, 14)), (260 + n * 46, y + scene.between(-8, 14))]
        for n in range(13)
    ]
    canvas.clipped(wood, lambda part: part.strokes(rings, 2, veil((110, 84, 66), 110)))


KINDS: dict[str, Drawer] = {
    "dreamcatcher": dreamcatcher,
    "mobile": mobile,
}
