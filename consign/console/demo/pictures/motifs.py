"""Linocut motifs: one or two inks, cut shapes."""

import math

from consign.console.demo.pictures.canvas import smooth
from consign.console.demo.pictures.colours import light
from consign.console.demo.pictures.creatures import bird, cat, fish
from consign.console.demo.pictures.fills import plain
from consign.console.demo.pictures.landscapes import hills, houses
from consign.console.demo.pictures.linocut import PAPER, Motif, Print
from consign.console.demo.pictures.scene import Scene


def leaf(scene: Scene, motif: Motif) -> None:
    """A branch with leaves cut through by a vein."""
    canvas = scene.canvas
    canvas.line(
        motif.put(smooth([(0, 1), (0.06, 0.2), (-0.04, -0.9)], closed=False)),
        motif.size * 0.035,
        plain(motif.ink),
    )
    for step in range(7):
        y, side = 0.72 - step * 0.25, 1 if step % 2 else -1
        long = 0.62 - step * 0.045
        blade = smooth(
            [
                (0, y),
                (side * long * 0.4, y - long * 0.5),
                (side * long, y - long * 0.62),
                (side * long * 0.6, y - long * 0.1),
            ]
        )
        canvas.polygon(motif.put(blade), plain(motif.ink))
        canvas.line(
            motif.put([(0, y), (side * long * 0.9, y - long * 0.55)]),
            motif.size * 0.018,
            plain(PAPER),
        )


def fern(scene: Scene, motif: Motif) -> None:
    lines = []
    for step in range(22):
        y, reach = 0.95 - step * 0.087, 0.62 * math.sin(math.pi * (step + 3) / 26)
        halves = (
            [(0, y), (side * reach * 0.6, y - 0.1), (side * reach, y - 0.26)] for side in (-1, 1)
        )
        lines += [motif.put(smooth(half, closed=False)) for half in halves]
    scene.canvas.strokes(lines, motif.size * 0.045, motif.ink)
    scene.canvas.line(motif.put([(0, 1), (0, -0.98)]), motif.size * 0.04, plain(motif.ink))


def mushrooms(scene: Scene, motif: Motif) -> None:
    canvas, ink = scene.canvas, motif.ink
    for x, y, size in ((-0.42, 0.2, 0.5), (0.36, 0.34, 0.4), (0.02, -0.3, 0.66)):
        stalk = smooth(
            [
                (x - size * 0.14, y),
                (x - size * 0.18, y + size * 1.1),
                (x + size * 0.18, y + size * 1.1),
                (x + size * 0.14, y),
            ]
        )
        canvas.polygon(motif.put(stalk), plain(light(ink, 0.5)))
        cap = smooth(
            [
                (x - size * 0.8, y + size * 0.12),
                (x - size * 0.5, y - size * 0.5),
                (x, y - size * 0.68),
                (x + size * 0.5, y - size * 0.5),
                (x + size * 0.8, y + size * 0.12),
                (x, y + size * 0.2),
            ]
        )
        canvas.polygon(motif.put(cap), plain(ink))
        for px, py, spot in (
            (-0.3, -0.2, 0.11),
            (0.1, -0.42, 0.09),
            (0.36, -0.1, 0.12),
            (-0.02, -0.08, 0.08),
        ):
            centre = motif.put([(x + px * size, y + py * size)])[0]
            canvas.ellipse(
                *centre, motif.size * size * spot, motif.size * size * spot, plain(PAPER)
            )


MOTIFS: dict[str, Print] = {
    "leaf": leaf,
    "fern": fern,
    "bird": bird,
    "fish": fish,
    "hills": hills,
    "houses": houses,
    "mushrooms": mushrooms,
    "cat": cat,
}
