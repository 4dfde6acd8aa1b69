"""Necklaces, from a feather on a chain to painted beads."""

import math
from collections.abc import Sequence

from consign.console.demo.pictures.canvas import Point, arc, smooth
from consign.console.demo.pictures.colours import TONES, Colour, Number, dark, light, veil
from consign.console.demo.pictures.feathers import Feather, draw_feather
from consign.console.demo.pictures.fills import around, ball, metal, plain, slanting
from consign.console.demo.pictures.jewels import GOLD, chain, glass, hook, metal_of
from consign.console.demo.pictures.scene import MIDDLE, Drawer, Scene, lying


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
    colour = metal_of(scene)
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
    colour = metal_of(scene)
    chain(scene, _loop(scene, 560, 320), colour)
    white = (232, 228, 220)
    for turn, long in ((72, 200), (90, 270), (108, 200)):
        draw_feather(scene, Feather(MIDDLE, 580, long, turn, bend=0.05), white)
    scene.canvas.ellipse(MIDDLE, 578, 17, 17, ball((226, 220, 214)))
    for x in (MIDDLE - 190, MIDDLE + 190):
        hook(scene, x, 800, colour)
        scene.canvas.ellipse(x, 838, 13, 13, ball((226, 220, 214)))
        draw_feather(scene, Feather(x, 846, 220, 90, bend=0.06), white)


def necklace_drop(scene: Scene) -> None:
    lying(scene)
    colour = metal_of(scene)
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
    colour = metal_of(scene)
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


KINDS: dict[str, Drawer] = {
    "necklace-feather": necklace_feather,
    "parure": parure,
    "necklace-drop": necklace_drop,
    "necklace-glass": necklace_glass,
    "necklace-nacre": necklace_nacre,
    "choker": choker,
    "necklace-beads": bead_necklace,
}
