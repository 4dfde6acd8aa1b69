"""Bound and folded paper: notebooks, books, albums, boxes."""

from consign.console.demo.pictures.canvas import Point, rectangle, smooth, turned_about
from consign.console.demo.pictures.colours import TONES, Colour, Number, dark, light, mix, veil
from consign.console.demo.pictures.fills import across, ball, down, plain, slanting
from consign.console.demo.pictures.linocut import Motif, Print
from consign.console.demo.pictures.marbling import marbled
from consign.console.demo.pictures.motifs import MOTIFS, leaf
from consign.console.demo.pictures.scene import (
    FLOOR,
    MIDDLE,
    Drawer,
    Scene,
    lying,
    on_table,
    stand_shadow,
)

PAPER = (250, 244, 230)


def notebook(scene: Scene) -> None:
    """Lying, with a cloth spine and an elastic band."""
    lying(scene)
    canvas, tone = scene.canvas, scene.tone
    lean = scene.between(-7, 7)

    def put(points: list[Point]) -> list[Point]:
        return turned_about(points, MIDDLE, 600, lean)

    cover = put(rectangle(MIDDLE, 600, 540, 760, 18))
    canvas.shadow(cover, 18, 150, 20, 24)
    canvas.polygon(put(rectangle(MIDDLE + 9, 608, 536, 758, 16)), plain(dark(PAPER, 0.12)))
    canvas.polygon(cover, slanting(light(tone, 0.22), tone, dark(tone, 0.14)))
    marbled(scene, canvas, cover, tone)
    spine = put(rectangle(MIDDLE - 222, 600, 96, 760, 14))
    canvas.polygon(spine, across(dark(tone, 0.55), dark(tone, 0.32), dark(tone, 0.44)))
    stitches = [
        put([(MIDDLE - 186, 300 + step * 50), (MIDDLE - 186, 326 + step * 50)])
        for step in range(13)
    ]
    canvas.strokes(stitches, 4, light(tone, 0.6))
    if scene.rng.random() < 0.5:
        band = put(rectangle(MIDDLE + 190, 600, 18, 764))
        canvas.polygon(band, across(dark(tone, 0.5), dark(tone, 0.3), dark(tone, 0.6)))
    else:
        label = put(rectangle(MIDDLE + 40, 480, 210, 130, 6))
        canvas.polygon(label, slanting(PAPER, dark(PAPER, 0.07)))
        canvas.strokes(
            [
                put([(MIDDLE - 20, 470), (MIDDLE + 100, 470)]),
                put([(MIDDLE, 500), (MIDDLE + 80, 500)]),
            ],
            4,
            dark(tone, 0.4),
        )


def _standing(scene: Scene, x: Number, wide: Number, high: Number, tone: Colour) -> None:
    """A book on its foot, spine to us, three-quarter view."""
    canvas, y = scene.canvas, FLOOR
    spine = wide * 0.24
    front = [
        (x - wide / 2 + spine, y - high),
        (x + wide / 2, y - high + 26),
        (x + wide / 2, y - 26),
        (x - wide / 2 + spine, y),
    ]
    back = [
        (x - wide / 2, y - high + 16),
        (x - wide / 2 + spine, y - high),
        (x - wide / 2 + spine, y),
        (x - wide / 2, y - 14),
    ]
    canvas.polygon(front, across(tone, light(tone, 0.2), dark(tone, 0.12)))
    marbled(scene, canvas, front, tone)
    canvas.polygon(back, across(dark(tone, 0.2), dark(tone, 0.42), dark(tone, 0.55)))


def coptic(scene: Scene) -> None:
    """An open-spine binding: the stitched sections show."""
    on_table(scene)
    canvas, tone, y = scene.canvas, scene.tone, FLOOR
    stand_shadow(scene, MIDDLE, 290)
    for index in range(3):
        shade = (tone, mix(tone, TONES["cream"], 0.55), dark(tone, 0.3))[index]
        base = y - index * 118
        wide = 600 - index * 44
        x = MIDDLE + (-10, 18, -6)[index]
        canvas.box(x, base - 11, wide, 22, across(light(shade, 0.2), shade, dark(shade, 0.3)), 5)
        canvas.box(x, base - 59, wide - 22, 76, down(PAPER, dark(PAPER, 0.14)))
        leaves = [
            [(x - wide / 2 + 14, base - 28 - step * 8), (x + wide / 2 - 14, base - 28 - step * 8)]
            for step in range(9)
        ]
        canvas.strokes(leaves, 1.4, dark(PAPER, 0.22))
        for stitch in range(5):
            sx = x - wide * 0.36 + stitch * wide * 0.18
            for step in range(6):
                canvas.line(
                    [
                        (sx - 7, base - 24 - step * 12),
                        (sx, base - 30 - step * 12),
                        (sx + 7, base - 24 - step * 12),
                    ],
                    3.5,
                    plain(dark(shade, 0.35)),
                )
        canvas.box(
            x,
            base - 107,
            wide,
            22,
            across(light(shade, 0.35), light(shade, 0.1), dark(shade, 0.2)),
            5,
        )
    canvas.soft(rectangle(MIDDLE, y + 6, 620, 14), (48, 34, 44), 9, 110)


def album(scene: Scene) -> None:
    on_table(scene)
    stand_shadow(scene, MIDDLE, 250)
    _standing(scene, MIDDLE, 560, 560, scene.tone)


def leporello(scene: Scene) -> None:
    """An accordion standing open."""
    on_table(scene)
    canvas, y = scene.canvas, FLOOR
    stand_shadow(scene, MIDDLE, 320)
    wide, high = 118, 400
    ink = dark(scene.tone, 0.1)
    for index in range(6):
        left, right = MIDDLE - 354 + index * wide, MIDDLE - 354 + (index + 1) * wide
        low, far = (0, 34) if index % 2 == 0 else (34, 0)
        page = [(left, y - high - low), (right, y - high - far), (right, y - far), (left, y - low)]
        shade = PAPER if index % 2 == 0 else dark(PAPER, 0.16)
        if index == 0:
            shade = scene.tone
        canvas.polygon(
            page,
            across(light(shade, 0.3), shade) if index % 2 == 0 else across(dark(shade, 0.1), shade),
        )
        middle = ((left + right) / 2, y - high * 0.52)
        if index:
            hill = smooth(
                [
                    (left, y - 60 - low),
                    (middle[0], y - scene.between(120, 260)),
                    (right, y - 60 - far),
                    (right, y - far),
                    (left, y - low),
                ],
                steps=6,
            )
            canvas.clipped(
                page,
                lambda part, hill=hill, index=index: part.polygon(  # type: ignore[misc]
                    hill, plain(light(ink, 0.12 * index))
                ),
            )
            canvas.ellipse(middle[0] + 10, y - high * 0.78, 17, 17, plain(light(ink, 0.3)))


def box(scene: Scene) -> None:
    """A box covered with cloth and paper."""
    on_table(scene)
    canvas, tone, y = scene.canvas, scene.tone, FLOOR
    stand_shadow(scene, MIDDLE, 280)
    side = rectangle(MIDDLE, y - 120, 560, 240, 6)
    canvas.polygon(side, slanting(light(tone, 0.15), tone, dark(tone, 0.25)))
    marbled(scene, canvas, side, tone)
    lid = rectangle(MIDDLE, y - 268, 584, 84, 6)
    canvas.soft(rectangle(MIDDLE, y - 222, 560, 16), (48, 34, 44), 7, 120)
    canvas.polygon(lid, slanting(dark(tone, 0.2), dark(tone, 0.36), dark(tone, 0.5)))
    canvas.polygon(
        [
            (MIDDLE - 292, y - 310),
            (MIDDLE - 250, y - 366),
            (MIDDLE + 250, y - 366),
            (MIDDLE + 292, y - 310),
        ],
        down(light(tone, 0.1), dark(tone, 0.06)),
    )
    canvas.ellipse(MIDDLE, y - 268, 17, 17, ball(TONES["gold"]))


def book(scene: Scene) -> None:
    """A little sewn book with a printed cover."""
    lying(scene)
    for x, y, lean in ((MIDDLE - 90, 520, -9), (MIDDLE + 90, 680, 6)):
        cover = turned_about(rectangle(x, y, 430, 600, 4), x, y, lean)
        scene.canvas.shadow(cover, 14, 140)
        scene.canvas.polygon(
            cover, slanting(light(scene.tone, 0.3), scene.tone, dark(scene.tone, 0.06))
        )
        fold = turned_about([(x - 196, y - 300), (x - 196, y + 300)], x, y, lean)
        scene.canvas.strokes([fold], 3, veil(dark(scene.tone, 0.5), 120))
        frame = turned_about(rectangle(x + 8, y - 40, 290, 360), x, y, lean)
        scene.canvas.polygon(frame, slanting(PAPER, dark(PAPER, 0.05)))
        leaf(scene, Motif(x + 8, y - 40, 150, dark(scene.tone, 0.45), lean))
        title = [
            turned_about([(x - 80, y + 200), (x + 96, y + 200)], x, y, lean),
            turned_about([(x - 40, y + 228), (x + 56, y + 228)], x, y, lean),
        ]
        scene.canvas.strokes(title, 6, PAPER)


def _cards(motif: Print) -> Drawer:
    """A folded card with its envelope."""

    def drawer(scene: Scene) -> None:
        lying(scene)
        _envelope(scene)
        card = turned_about(rectangle(MIDDLE - 50, 500, 470, 640, 4), MIDDLE - 50, 500, -5)
        scene.canvas.shadow(card, 14, 140)
        scene.canvas.polygon(card, slanting((255, 252, 244), dark(PAPER, 0.04)))
        motif(scene, Motif(MIDDLE - 50, 480, 190, dark(scene.tone, 0.12), -5))

    return drawer


def _envelope(scene: Scene) -> None:
    canvas = scene.canvas
    envelope = turned_about(rectangle(MIDDLE + 60, 790, 620, 440, 6), MIDDLE, 790, 5)
    kraft = mix(TONES["sand"], scene.tone, 0.12)
    canvas.shadow(envelope, 12, 110)
    canvas.polygon(envelope, slanting(light(kraft, 0.25), kraft))
    flap = turned_about(
        [(MIDDLE - 250, 570), (MIDDLE + 60, 820), (MIDDLE + 370, 570)], MIDDLE, 790, 5
    )
    canvas.polygon(flap, slanting(light(kraft, 0.35), dark(kraft, 0.06)))


KINDS: dict[str, Drawer] = {
    "notebook": notebook,
    "coptic": coptic,
    "album": album,
    "leporello": leporello,
    "box": box,
    "book": book,
    **{f"cards-{name}": _cards(motif) for name, motif in MOTIFS.items()},
}
