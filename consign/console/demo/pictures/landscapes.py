"""Linocut hills and houses."""

from consign.console.demo.pictures.canvas import Canvas, Point, smooth
from consign.console.demo.pictures.colours import dark, light
from consign.console.demo.pictures.fills import down, plain
from consign.console.demo.pictures.linocut import PAPER, Motif
from consign.console.demo.pictures.scene import Scene


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
