"""Linocut animals."""

from consign.console.demo.pictures.canvas import arc, smooth
from consign.console.demo.pictures.colours import light
from consign.console.demo.pictures.fills import plain
from consign.console.demo.pictures.linocut import PAPER, Motif
from consign.console.demo.pictures.scene import Scene


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
