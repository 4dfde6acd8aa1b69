"""Linocut motifs: one or two inks, cut shapes."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from consign.console.demo.pictures.canvas import Canvas, Point, arc, smooth, turned_about
from consign.console.demo.pictures.colours import Colour, Number, dark, light
from consign.console.demo.pictures.fills import down, plain
from consign.console.demo.pictures.scene import Scene

PAPER = (250, 244, 230)


@dataclass(frozen=True)
class Motif:
    """Where a motif is printed: its middle, half its height, its ink, and how the sheet leans."""

    x: Number
    y: Number
    size: Number
    ink: Colour
    lean: Number = 0

    def put(self, points: list[Point]) -> list[Point]:
        """Points counted in parts of the size from the middle, on the sheet."""
        placed = [(self.x + x * self.size, self.y + y * self.size) for x, y in points]
        return turned_about(placed, self.x, self.y, self.lean)


Print = Callable[[Scene, Motif], None]


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


def bird(scene: Scene, motif: Motif) -> None:
    """A wren on a twig."""
    canvas, ink = scene.canvas, motif.ink
    canvas.line(
        motif.put(smooth([(-0.9, 0.62), (-0.1, 0.5), (0.9, 0.66)], closed=False)),
        motif.size * 0.05,
        plain(ink),
    )
    body = smooth(
        [
            (-0.72, -0.34),
            (-0.5, -0.56),
            (-0.22, -0.5),
            (0.1, -0.2),
            (0.5, -0.1),
            (0.86, -0.5),
            (0.92, -0.4),
            (0.64, 0.14),
            (0.2, 0.46),
            (-0.26, 0.42),
            (-0.5, 0.06),
            (-0.54, -0.24),
        ],
        steps=8,
    )
    canvas.polygon(motif.put(body), plain(ink))
    cuts = [
        motif.put(
            smooth(
                [
                    (-0.06 + n * 0.1, 0.02 + n * 0.05),
                    (0.2 + n * 0.09, 0.1 + n * 0.04),
                    (0.44 + n * 0.04, -0.02 + n * 0.04),
                ],
                closed=False,
            )
        )
        for n in range(4)
    ]
    canvas.strokes(cuts, motif.size * 0.03, PAPER)
    eye = motif.put([(-0.46, -0.36)])[0]
    canvas.ellipse(*eye, motif.size * 0.05, motif.size * 0.05, plain(PAPER))
    legs = [motif.put([(-0.06, 0.42), (-0.1, 0.56)]), motif.put([(0.1, 0.44), (0.1, 0.56)])]
    canvas.strokes(legs, motif.size * 0.025, ink)


def fish(scene: Scene, motif: Motif) -> None:
    canvas, ink = scene.canvas, motif.ink
    for row, side in enumerate((-1, 1, -1)):
        y = -0.6 + row * 0.6
        body = [
            (-0.8, 0),
            (-0.5, -0.22),
            (0.1, -0.22),
            (0.5, -0.03),
            (0.86, -0.22),
            (0.8, 0),
            (0.86, 0.22),
            (0.5, 0.03),
            (0.1, 0.22),
            (-0.5, 0.22),
        ]
        placed = motif.put([(px * side, py + y) for px, py in smooth(body, steps=6)])
        canvas.polygon(placed, plain(ink if row % 2 == 0 else light(ink, 0.35)))
        scales = [
            motif.put(
                [
                    (side * (-0.3 + n * 0.16), y - 0.13),
                    (side * (-0.2 + n * 0.16), y),
                    (side * (-0.3 + n * 0.16), y + 0.13),
                ]
            )
            for n in range(4)
        ]
        canvas.strokes(scales, motif.size * 0.025, PAPER)
        eye = motif.put([(side * -0.58, y - 0.04)])[0]
        canvas.ellipse(*eye, motif.size * 0.035, motif.size * 0.035, plain(PAPER))


def hills(scene: Scene, motif: Motif) -> None:
    """A moon over hills."""
    canvas, ink = scene.canvas, motif.ink
    frame = motif.put([(-0.78, -1), (0.78, -1), (0.78, 1), (-0.78, 1)])
    canvas.polygon(frame, down(light(ink, 0.62), light(ink, 0.82)))

    def inside(part: Canvas) -> None:
        x, y = motif.put([(0.26, -0.5)])[0]
        part.ellipse(x, y, motif.size * 0.24, motif.size * 0.24, plain(PAPER))
        for step, top in enumerate((0.0, 0.28, 0.56)):
            lift = scene.between(-0.1, 0.1)
            hill = smooth(
                [
                    (-0.9, top + 0.2),
                    (-0.4, top - 0.16 + lift),
                    (0.1, top + 0.1),
                    (0.5, top - 0.1 - lift),
                    (0.9, top + 0.16),
                ],
                closed=False,
            )
            part.polygon(
                motif.put([*hill, (0.9, 1.1), (-0.9, 1.1)]), plain(light(ink, 0.42 - step * 0.2))
            )
            cuts = [
                motif.put(
                    [
                        (-0.7 + n * 0.24, top + 0.3 + (n % 2) * 0.06),
                        (-0.56 + n * 0.24, top + 0.27 + (n % 2) * 0.06),
                    ]
                )
                for n in range(6)
            ]
            part.strokes(cuts, motif.size * 0.016, PAPER)

    canvas.clipped(frame, inside)


def houses(scene: Scene, motif: Motif) -> None:
    """A row of stepped gables, windows lit."""
    canvas, ink = scene.canvas, motif.ink
    for index in range(4):
        left, wide = -0.96 + index * 0.48, 0.46
        top = -0.42 - (index * 37 % 5) * 0.09
        step = wide / 6
        gable: list[Point] = [(left, 0.86), (left, top)]
        for n in range(3):
            gable += (
                [(left + step * n, top - 0.1 * n), (left + step * (n + 1), top - 0.1 * n)]
                if n
                else [(left + step, top)]
            )
        mirrored = [(2 * left + wide - px, py) for px, py in reversed(gable)]
        canvas.polygon(
            motif.put([*gable, *mirrored]), plain(dark(ink, 0.1) if index % 2 else light(ink, 0.22))
        )
        for row in range(4):
            for column in range(2):
                x, y = left + 0.09 + column * 0.18, top + 0.1 + row * 0.27
                canvas.polygon(
                    motif.put([(x, y), (x + 0.1, y), (x + 0.1, y + 0.16), (x, y + 0.16)]),
                    plain((246, 206, 120) if (row * 3 + column + index) % 4 == 0 else PAPER),
                )
    canvas.line(motif.put([(-1.05, 0.88), (1.05, 0.88)]), motif.size * 0.04, plain(ink))


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


def cat(scene: Scene, motif: Motif) -> None:
    """A sleeping cat, all one curve."""
    canvas, ink = scene.canvas, motif.ink
    canvas.polygon(motif.put(arc(0.14, 0.12, 0.74, 0.56)), plain(ink))
    head = smooth(
        [
            (-0.98, -0.36),
            (-0.84, -0.12),
            (-0.6, -0.14),
            (-0.4, -0.4),
            (-0.28, -0.04),
            (-0.26, 0.3),
            (-0.6, 0.52),
            (-0.94, 0.32),
            (-1.02, 0.0),
        ],
        steps=5,
    )
    canvas.line(motif.put([*head, head[0]]), motif.size * 0.03, plain(PAPER))
    canvas.polygon(motif.put(head), plain(ink))
    tail = smooth([(0.74, 0.36), (0.4, 0.72), (-0.1, 0.7), (-0.34, 0.58)], closed=False)
    canvas.line(motif.put(tail), motif.size * 0.14, plain(light(ink, 0.3)))
    whiskers = [
        motif.put(
            smooth(
                [(-0.84 + n * 0.3, 0.14), (-0.76 + n * 0.3, 0.21), (-0.67 + n * 0.3, 0.14)],
                closed=False,
            )
        )
        for n in range(2)
    ]
    fur = [
        motif.put(
            smooth(
                [(0.12 + n * 0.15, -0.28), (0.22 + n * 0.15, -0.1), (0.2 + n * 0.15, 0.1)],
                closed=False,
            )
        )
        for n in range(4)
    ]
    canvas.strokes([*whiskers, *fur], motif.size * 0.025, PAPER)


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
