"""Flat willow work: trays and window stars."""

import math

from consign.console.demo.pictures.canvas import arc, turned_about
from consign.console.demo.pictures.colours import dark, light, veil
from consign.console.demo.pictures.fills import plain, slanting
from consign.console.demo.pictures.scene import (
    MIDDLE,
    Drawer,
    Scene,
    lying,
    on_wall,
)


def tray(scene: Scene) -> None:
    """A round tray from above, woven from the middle outward."""
    lying(scene)
    canvas, tone, size = scene.canvas, scene.tone, 360
    disc = arc(MIDDLE, 600, size, size)
    canvas.shadow(disc, 22, 150, 24, 28)
    canvas.polygon(disc, plain(dark(tone, 0.35)))
    for ring in range(17):
        reach = size - ring * 21 - 10
        strokes = []
        count = 40
        for step in range(count):
            start = 360 / count * (step + (0.5 if ring % 2 else 0))
            strokes.append(arc(MIDDLE, 600, reach, reach, start, start + 6.6)[:3])
        canvas.strokes(
            [[line[0], line[-1]] for line in strokes] if reach < 40 else strokes,
            16,
            scene.near(tone, 0.14),
        )
    canvas.polygon(disc, slanting(veil((255, 246, 226), 70), veil(tone, 0), veil((40, 28, 30), 80)))
    canvas.line(disc, 34, slanting(light(tone, 0.2), tone, dark(tone, 0.35)), closed=True)
    wraps = [
        turned_about(
            [(MIDDLE - 16, 600 - size + 8), (MIDDLE + 16, 600 - size - 8)], MIDDLE, 600, step * 6
        )
        for step in range(60)
    ]
    canvas.strokes(wraps, 6, veil(dark(tone, 0.5), 110))


def star(scene: Scene) -> None:
    """A window star of bent willow."""
    on_wall(scene)
    canvas, tone = scene.canvas, scene.tone
    canvas.strokes([[(MIDDLE, -10), (MIDDLE, 230)]], 4, (160, 140, 112))
    points = [
        (
            MIDDLE + 370 * math.sin(math.radians(144 * n)),
            600 - 370 * math.cos(math.radians(144 * n)),
        )
        for n in range(5)
    ]
    ends = [*points[1:], points[0]]
    for start, end in zip(points, ends, strict=True):
        canvas.line(
            [(start[0] + 18, start[1] + 24), (end[0] + 18, end[1] + 24)],
            26,
            plain(veil((48, 34, 44), 60)),
        )
    for start, end in zip(points, ends, strict=True):
        canvas.line([start, end], 28, plain(dark(tone, 0.3)))
        for shift, shade in ((-8, light(tone, 0.3)), (1, tone), (9, dark(tone, 0.16))):
            canvas.line(
                [
                    (start[0] + shift, start[1] + shift * 0.4),
                    (end[0] + shift, end[1] + shift * 0.4),
                ],
                7,
                plain(shade),
            )
    for x, y in points:
        canvas.ellipse(x, y, 25, 25, slanting((236, 222, 190), (196, 172, 130)))


KINDS: dict[str, Drawer] = {
    "tray": tray,
    "star": star,
}
