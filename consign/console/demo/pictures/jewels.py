"""Jewellery that lies on paper or hangs: chains, pendants, rings, earrings."""

import math
from collections.abc import Callable, Sequence

from consign.console.demo.pictures.canvas import Canvas, Point, arc, smooth, turned_about
from consign.console.demo.pictures.colours import TONES, WHITE, Colour, Number, dark, light, veil
from consign.console.demo.pictures.feathers import BIRDS, Feather, draw_feather
from consign.console.demo.pictures.fills import around, ball, metal, plain, slanting
from consign.console.demo.pictures.scene import MIDDLE, Drawer, Scene, lying, on_table, pedestal

GOLD, SILVER = TONES["gold"], TONES["silver"]


def metal_of(scene: Scene) -> Colour:
    return SILVER if scene.tone == SILVER else GOLD


def chain(scene: Scene, points: Sequence[Point], colour: Colour, size: Number = 4) -> None:
    """A fine chain along a curve: link after link."""
    curve = smooth(points, closed=False, steps=40)
    scene.canvas.line([(x + 7, y + 9) for x, y in curve], size, plain(veil((60, 44, 48), 46)))
    scene.canvas.line(curve, size * 0.8, plain(dark(colour, 0.3)))
    step = max(1, len(curve) // 150)
    for x, y in curve[::step]:
        scene.canvas.ellipse(x, y, size * 0.72, size * 0.72, plain(light(colour, 0.45)))


def glass(scene: Scene, outline: Sequence[Point], colour: Colour) -> None:
    """Clear coloured glass: its shadow is coloured, its far side bright."""
    canvas = scene.canvas
    canvas.soft([(x + 16, y + 18) for x, y in outline], dark(colour, 0.2), 9, 130)
    canvas.polygon(outline, slanting(dark(colour, 0.3), colour, light(colour, 0.5)))
    left, right = min(x for x, _ in outline), max(x for x, _ in outline)
    top, bottom = min(y for _, y in outline), max(y for _, y in outline)
    wide, high = right - left, bottom - top

    def gleam(part: Canvas) -> None:
        part.soft(
            arc(right - wide * 0.3, bottom - high * 0.2, wide * 0.28, high * 0.14), WHITE, 9, 170
        )
        part.soft(
            arc(left + wide * 0.34, top + high * 0.42, wide * 0.09, high * 0.16), WHITE, 2, 210
        )

    canvas.clipped(outline, gleam)


def anklet(scene: Scene) -> None:
    lying(scene)
    ring = [
        (MIDDLE - 40, 320),
        (MIDDLE - 300, 480),
        (MIDDLE - 210, 760),
        (MIDDLE + 60, 830),
        (MIDDLE + 300, 660),
        (MIDDLE + 230, 410),
        (MIDDLE - 36, 320),
    ]
    chain(scene, ring, SILVER)
    for x, y in smooth(ring, closed=False, steps=20)[8::14]:
        scene.canvas.shadow(arc(x, y, 17, 15), 4, 80, 6, 8)
        scene.canvas.ellipse(x, y, 18, 15, ball((238, 228, 220)))


def hook(scene: Scene, x: Number, y: Number, colour: Colour) -> None:
    """An ear wire above (x, y)."""
    wire = [(x, y + 26), (x, y - 40), (x + 24, y - 66), (x + 44, y - 30), (x + 42, y + 20)]
    scene.canvas.curve([(px + 6, py + 8) for px, py in wire], 4, plain(veil((60, 44, 48), 60)))
    scene.canvas.curve(wire, 5, metal(colour))


def earrings_feather(scene: Scene) -> None:
    lying(scene)
    colour = metal_of(scene)
    bird = "eye" if scene.tone == TONES["teal"] else scene.rng.choice(BIRDS[:4])
    shade = (64, 118, 98) if bird == "eye" else scene.tone
    if scene.tone in (GOLD, SILVER):
        shade = scene.rng.choice([(206, 194, 178), (138, 150, 156), (120, 104, 92)])
    for x, side in ((MIDDLE - 150, 1), (MIDDLE + 150, -1)):
        top = 370 + side * 12
        hook(scene, x, top, colour)
        scene.canvas.ellipse(x, top + 40, 15, 15, ball(colour))
        feather = Feather(x, top + 52, 420, 90 - side * 3, 0.15, side * 0.08)
        draw_feather(scene, feather, shade, bird)
        scene.canvas.box(x, top + 72, 17, 40, metal(colour), 7)


def earrings_ginkgo(scene: Scene) -> None:
    lying(scene)
    colour = metal_of(scene)
    for x in (MIDDLE - 190, MIDDLE + 190):
        hook(scene, x, 360, colour)
        turn = scene.between(-5, 5)
        fan = [
            (x, 420),
            *[
                (
                    x + math.sin(math.radians(a + turn)) * r,
                    440 + math.cos(math.radians(a + turn)) * r,
                )
                for a, r in (
                    (-58, 150),
                    (-44, 228),
                    (-24, 250),
                    (-6, 238),
                    (0, 150),
                    (6, 238),
                    (24, 250),
                    (44, 228),
                    (58, 150),
                )
            ],
        ]
        leaf = smooth(fan, steps=6)
        scene.canvas.shadow(leaf, 8, 90)
        scene.canvas.polygon(leaf, metal(colour))
        veins = [
            [(x, 440), (x + math.sin(math.radians(a)) * 225, 440 + math.cos(math.radians(a)) * 225)]
            for a in range(-50, 51, 8)
            if abs(a) > 4
        ]
        scene.canvas.clipped(
            leaf,
            lambda part, veins=veins: part.strokes(  # type: ignore[misc]
                veins, 2, veil(dark(colour, 0.5), 110)
            ),
        )
        scene.canvas.line([(x, 388), (x, 446)], 7, metal(colour))


def bangle(scene: Scene) -> None:
    on_table(scene)
    pedestal(scene, MIDDLE, 800, 250)
    colour = metal_of(scene)
    for index in range(scene.rng.randint(2, 3)):
        x, y = MIDDLE - 30 + index * 44, 640 + index * 8
        ring = arc(x, y, 150, 158)
        scene.canvas.soft(arc(x + 30, 802, 150, 14), (50, 36, 44), 7, 80)
        scene.canvas.line(ring, 15, metal(scene.near(colour, 0.15)), closed=True)
        dents = [[(px - 4, py - 4), (px + 4, py + 4)] for px, py in ring[::3]]
        scene.canvas.strokes(dents, 3, veil(light(colour, 0.7), 150))


def cord_bracelet(scene: Scene) -> None:
    lying(scene)
    for index, name in enumerate(["sea", "moss", "ochre"]):
        colour, y = TONES[name], 400 + index * 220
        x = MIDDLE + (index - 1) * 36
        ring = turned_about(arc(x, y, 250, 92), x, y, scene.between(-9, 9))
        scene.canvas.line([(px + 7, py + 10) for px, py in ring], 11, plain(veil((60, 44, 48), 60)))
        scene.canvas.line(ring, 11, slanting(light(colour, 0.3), dark(colour, 0.15)), closed=True)
        knot = ring[len(ring) * 7 // 10]
        scene.canvas.ellipse(*knot, 15, 12, ball(colour))
        glass(scene, arc(*ring[len(ring) // 4], 38, 36), light(colour, 0.2))


def ring(scene: Scene) -> None:
    """A wire coiled around a finger's width, on a drum."""
    on_table(scene)
    pedestal(scene, MIDDLE, 760, 210)
    colour = scene.tone if scene.tone != SILVER else TONES["copper"]
    scene.canvas.soft(arc(MIDDLE + 26, 764, 130, 15), (50, 36, 44), 7, 110)
    scene.canvas.line(arc(MIDDLE, 632, 118, 126), 20, metal(colour), closed=True)
    for index in range(4):
        size = 64 - index * 15
        scene.canvas.line(
            arc(MIDDLE, 508, size, size * 0.84, 20 * index, 20 * index + 330), 11, metal(colour)
        )


def cufflinks(scene: Scene) -> None:
    lying(scene)
    for x, y in ((MIDDLE - 130, 560), (MIDDLE + 140, 660)):
        scene.canvas.box(x + 26, y + 66, 26, 120, metal(GOLD), 12)
        scene.canvas.shadow(arc(x, y, 104, 104), 10, 120)
        scene.canvas.ellipse(x, y, 106, 106, metal(GOLD))
        disc = arc(x, y, 92, 92)
        scene.canvas.polygon(disc, around((226, 160, 84), (150, 84, 42), (78, 44, 32)))
        scene.canvas.clipped(disc, _shell(scene, x, y))


def _shell(scene: Scene, x: Number, y: Number) -> Callable[[Canvas], None]:
    """Dark clouds in amber resin, and a gleam."""
    spots = [
        (scene.between(-80, 80), scene.between(-80, 80), scene.between(10, 30)) for _ in range(11)
    ]

    def paint(part: Canvas) -> None:
        for dx, dy, size in spots:
            part.soft(arc(x + dx, y + dy, size, size * 0.8), (58, 30, 22), 5, 210)
        part.soft(arc(x - 34, y - 40, 30, 16), WHITE, 5, 150)

    return paint


KINDS: dict[str, Drawer] = {
    "anklet": anklet,
    "earrings-feather": earrings_feather,
    "earrings-ginkgo": earrings_ginkgo,
    "bangle": bangle,
    "bracelet-cord": cord_bracelet,
    "ring": ring,
    "cufflinks": cufflinks,
}
