"""Jewellery that lies on paper or hangs: chains, pendants, rings, earrings."""

import math
from collections.abc import Callable, Sequence

from consign.console.demo.pictures.canvas import Canvas, Point, arc, smooth, turned_about
from consign.console.demo.pictures.colours import TONES, WHITE, Colour, Number, dark, light, veil
from consign.console.demo.pictures.feathers import BIRDS, Feather, draw_feather
from consign.console.demo.pictures.fills import around, ball, metal, plain, slanting
from consign.console.demo.pictures.scene import MIDDLE, Drawer, Scene, lying, on_table, pedestal

GOLD, SILVER = TONES["gold"], TONES["silver"]


def _metal_of(scene: Scene) -> Colour:
    return SILVER if scene.tone == SILVER else GOLD


def chain(scene: Scene, points: Sequence[Point], colour: Colour, size: Number = 4) -> None:
    """A fine chain along a curve: link after link."""
    curve = smooth(points, closed=False, steps=40)
    scene.canvas.line([(x + 7, y + 9) for x, y in curve], size, plain(veil((60, 44, 48), 46)))
    scene.canvas.line(curve, size * 0.8, plain(dark(colour, 0.3)))
    step = max(1, len(curve) // 150)
    for x, y in curve[::step]:
        scene.canvas.ellipse(x, y, size * 0.72, size * 0.72, plain(light(colour, 0.45)))


def beads(scene: Scene, points: Sequence[Point], size: Number, colours: list[Colour]) -> None:
    """Beads on a curve, touching each other."""
    curve = smooth(points, closed=False, steps=60)
    scene.canvas.line(
        [(x + 8, y + 11) for x, y in curve], size * 1.6, plain(veil((60, 44, 48), 50))
    )
    last, count = None, 0
    for x, y in curve:
        if last is not None and math.dist(last, (x, y)) < size * 1.9:
            continue
        scene.canvas.ellipse(x, y, size, size, ball(colours[count % len(colours)]))
        last, count = (x, y), count + 1


def _loop(scene: Scene, low: Number, wide: Number = 300) -> list[Point]:
    """How a necklace lies: coming down from both upper corners to its lowest point."""
    lean = scene.between(-24, 24)
    return [
        (MIDDLE - wide * 1.05 + lean, -40),
        (MIDDLE - wide * 0.94, low * 0.34),
        (MIDDLE - wide * 0.6, low * 0.76),
        (MIDDLE, low),
        (MIDDLE + wide * 0.62, low * 0.75),
        (MIDDLE + wide * 0.95, low * 0.33),
        (MIDDLE + wide * 1.02 + lean, -40),
    ]


def bail(scene: Scene, x: Number, y: Number, colour: Colour) -> None:
    """The little ring a pendant hangs from."""
    scene.canvas.line(arc(x, y, 13, 15), 5, metal(colour))


def necklace_feather(scene: Scene) -> None:
    lying(scene)
    colour = _metal_of(scene)
    chain(scene, _loop(scene, 590), colour)
    shade = scene.rng.choice([(86, 84, 88), (150, 108, 72), (208, 196, 178), (96, 116, 126)])
    bird = scene.rng.choice(["pearl", "bars", "plain", "tip"])
    bail(scene, MIDDLE, 600, colour)
    feather = Feather(
        MIDDLE,
        615,
        scene.between(380, 440),
        90 + scene.between(-6, 6),
        bend=scene.between(-0.12, 0.12),
    )
    draw_feather(scene, feather, shade, bird)
    scene.canvas.box(MIDDLE, 640, 20, 54, metal(colour), 8)


def parure(scene: Scene) -> None:
    """A necklace with its earrings."""
    lying(scene)
    colour = _metal_of(scene)
    chain(scene, _loop(scene, 560, 320), colour)
    white = (232, 228, 220)
    for turn, long in ((72, 200), (90, 270), (108, 200)):
        draw_feather(scene, Feather(MIDDLE, 580, long, turn, bend=0.05), white)
    scene.canvas.ellipse(MIDDLE, 578, 17, 17, ball((226, 220, 214)))
    for x in (MIDDLE - 190, MIDDLE + 190):
        _hook(scene, x, 800, colour)
        scene.canvas.ellipse(x, 838, 13, 13, ball((226, 220, 214)))
        draw_feather(scene, Feather(x, 846, 220, 90, bend=0.06), white)


def necklace_drop(scene: Scene) -> None:
    lying(scene)
    colour = _metal_of(scene)
    chain(scene, _loop(scene, 640), colour)
    bail(scene, MIDDLE, 652, colour)
    drop = smooth(
        [
            (MIDDLE, 668),
            (MIDDLE + 50, 770),
            (MIDDLE + 92, 870),
            (MIDDLE, 968),
            (MIDDLE - 92, 870),
            (MIDDLE - 50, 770),
        ]
    )
    glass(scene, drop, scene.tone)


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


def necklace_glass(scene: Scene) -> None:
    """A long necklace with blown beads."""
    lying(scene)
    points = _loop(scene, 950, 330)
    scene.canvas.curve([(x + 7, y + 9) for x, y in points], 5, plain(veil((60, 44, 48), 60)))
    scene.canvas.curve(points, 4, plain((176, 156, 124)))
    curve = smooth(points, closed=False, steps=20)
    for index, size in ((34, 26), (42, 32), (50, 40), (58, 50), (66, 40), (74, 32), (82, 26)):
        x, y = curve[min(len(curve) - 1, index)]
        glass(scene, arc(x, y, size, size), scene.near(scene.tone, 0.3))


def necklace_nacre(scene: Scene) -> None:
    lying(scene)
    colour = _metal_of(scene)
    chain(scene, _loop(scene, 620), colour)
    for index, (x, y) in enumerate([(MIDDLE - 150, 600), (MIDDLE, 690), (MIDDLE + 152, 600)]):
        size = 76 if index == 1 else 56
        bail(scene, x, y - size - 6, colour)
        scene.canvas.shadow(arc(x, y, size, size), 6, 80, 9, 10)
        scene.canvas.ellipse(x, y, size, size, metal(colour))
        scene.canvas.ellipse(
            x,
            y,
            size - 7,
            size - 7,
            around((255, 252, 250), (228, 222, 232), (206, 222, 222), (238, 218, 214)),
        )


def choker(scene: Scene) -> None:
    """A close collar of cork with a brass piece."""
    lying(scene)
    ring = arc(MIDDLE, 560, 330, 300, -70, 250)
    scene.canvas.line([(x + 12, y + 16) for x, y in ring], 44, plain(veil((60, 44, 48), 60)))
    scene.canvas.line(
        ring, 44, slanting(light(scene.tone, 0.25), scene.tone, dark(scene.tone, 0.2))
    )
    flecks = []
    for x, y in ring:
        for _ in range(3):
            px, py = x + scene.between(-18, 18), y + scene.between(-18, 18)
            flecks.append([(px, py), (px + scene.between(-7, 7), py + scene.between(-7, 7))])
    scene.canvas.strokes(flecks, 2, veil(dark(scene.tone, 0.5), 120))
    plate = arc(MIDDLE, 862, 70, 30)
    scene.canvas.shadow(plate, 5, 90, 6, 8)
    scene.canvas.polygon(plate, metal(GOLD))


def bead_necklace(scene: Scene) -> None:
    """Painted wooden beads in the colours of the rainbow."""
    lying(scene)
    names = ["brick", "ochre", "mustard", "sage", "sea", "indigo", "plum"]
    ring = [
        (MIDDLE, 260),
        (MIDDLE - 290, 420),
        (MIDDLE - 250, 760),
        (MIDDLE, 900),
        (MIDDLE + 250, 760),
        (MIDDLE + 290, 420),
        (MIDDLE + 20, 262),
    ]
    beads(scene, ring, 36, [light(TONES[name], 0.12) for name in names])


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


def _hook(scene: Scene, x: Number, y: Number, colour: Colour) -> None:
    """An ear wire above (x, y)."""
    wire = [(x, y + 26), (x, y - 40), (x + 24, y - 66), (x + 44, y - 30), (x + 42, y + 20)]
    scene.canvas.curve([(px + 6, py + 8) for px, py in wire], 4, plain(veil((60, 44, 48), 60)))
    scene.canvas.curve(wire, 5, metal(colour))


def earrings_feather(scene: Scene) -> None:
    lying(scene)
    colour = _metal_of(scene)
    bird = "eye" if scene.tone == TONES["teal"] else scene.rng.choice(BIRDS[:4])
    shade = (64, 118, 98) if bird == "eye" else scene.tone
    if scene.tone in (GOLD, SILVER):
        shade = scene.rng.choice([(206, 194, 178), (138, 150, 156), (120, 104, 92)])
    for x, side in ((MIDDLE - 150, 1), (MIDDLE + 150, -1)):
        top = 370 + side * 12
        _hook(scene, x, top, colour)
        scene.canvas.ellipse(x, top + 40, 15, 15, ball(colour))
        feather = Feather(x, top + 52, 420, 90 - side * 3, 0.15, side * 0.08)
        draw_feather(scene, feather, shade, bird)
        scene.canvas.box(x, top + 72, 17, 40, metal(colour), 7)


def earrings_ginkgo(scene: Scene) -> None:
    lying(scene)
    colour = _metal_of(scene)
    for x in (MIDDLE - 190, MIDDLE + 190):
        _hook(scene, x, 360, colour)
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
    colour = _metal_of(scene)
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
    "necklace-feather": necklace_feather,
    "parure": parure,
    "necklace-drop": necklace_drop,
    "necklace-glass": necklace_glass,
    "necklace-nacre": necklace_nacre,
    "choker": choker,
    "necklace-beads": bead_necklace,
    "anklet": anklet,
    "earrings-feather": earrings_feather,
    "earrings-ginkgo": earrings_ginkgo,
    "bangle": bangle,
    "bracelet-cord": cord_bracelet,
    "ring": ring,
    "cufflinks": cufflinks,
}
