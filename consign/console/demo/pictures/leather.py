"""Leather: soft light, saddle stitches, brass."""

from itertools import pairwise

from consign.console.demo.pictures.canvas import Canvas, Point, arc, rectangle, smooth, turned_about
from consign.console.demo.pictures.colours import TONES, Number, dark, light, veil
from consign.console.demo.pictures.fills import ball, metal, plain, slanting
from consign.console.demo.pictures.scene import MIDDLE, Drawer, Scene, lying, on_wall

BRASS = TONES["gold"]


def hide(
    scene: Scene,
    outline: list[Point],
    *,
    shade: Number = 0,
    stitched: bool = True,
    shadow: int = 140,
) -> None:
    """A piece of leather with its edge, its pores and, a little inside, its seam."""
    canvas, tone = scene.canvas, dark(scene.tone, shade)
    canvas.shadow(outline, 16, shadow, 18, 22)
    canvas.polygon(outline, slanting(light(tone, 0.24), tone, dark(tone, 0.2)))
    left, right = min(x for x, _ in outline), max(x for x, _ in outline)
    top, bottom = min(y for _, y in outline), max(y for _, y in outline)
    pores = []
    for _ in range(240):
        x, y = scene.between(left, right), scene.between(top, bottom)
        pores.append([(x, y), (x + scene.between(-5, 5), y + scene.between(2, 6))])

    def inside(part: Canvas) -> None:
        part.strokes(pores, 1.6, veil(dark(tone, 0.5), 60))
        part.soft(
            arc(
                left + (right - left) * 0.3,
                top + (bottom - top) * 0.24,
                (right - left) * 0.24,
                (bottom - top) * 0.12,
            ),
            light(tone, 0.6),
            50,
            90,
        )

    canvas.clipped(outline, inside)
    canvas.line(outline, 4, plain(dark(tone, 0.4)), closed=True)
    if stitched:
        _seam(scene, outline)


def _seam(scene: Scene, outline: list[Point], gap: Number = 0.93) -> None:
    x = sum(px for px, _ in outline) / len(outline)
    y = sum(py for _, py in outline) / len(outline)
    wide = max(px for px, _ in outline) - min(px for px, _ in outline)
    high = max(py for _, py in outline) - min(py for _, py in outline)
    inner = [(x + (px - x) * (1 - 36 / wide), y + (py - y) * (1 - 36 / high)) for px, py in outline]
    thread = light(scene.tone, 0.72)
    scene.canvas.strokes(_dashes([*inner, inner[0]], 17 * gap, 9), 4, thread)


def _dashes(points: list[Point], long: Number, rest: Number) -> list[list[Point]]:
    """An outline as stitches of even length."""
    found: list[list[Point]] = []
    walked: Number = 0
    for (ax, ay), (bx, by) in pairwise(points):
        piece = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        steps = max(1, int(piece / 3))
        for step in range(steps):
            here = (ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps)
            phase = (walked + piece * step / steps) % (long + rest)
            if phase < long:
                if phase < 3 or not found:
                    found.append([])
                found[-1].append(here)
        walked += piece
    return [line for line in found if len(line) > 1]


def pouch(scene: Scene) -> None:
    """A flap pouch with a button."""
    lying(scene)
    back = smooth(
        [
            (MIDDLE - 320, 420),
            (MIDDLE + 320, 420),
            (MIDDLE + 334, 700),
            (MIDDLE + 290, 880),
            (MIDDLE, 896),
            (MIDDLE - 290, 880),
            (MIDDLE - 334, 700),
        ],
        steps=10,
    )
    hide(scene, back)
    flap = smooth(
        [
            (MIDDLE - 330, 400),
            (MIDDLE, 380),
            (MIDDLE + 330, 400),
            (MIDDLE + 280, 560),
            (MIDDLE + 60, 680),
            (MIDDLE, 696),
            (MIDDLE - 60, 680),
            (MIDDLE - 280, 560),
        ],
        steps=10,
    )
    hide(scene, flap, shade=0.1, shadow=110)
    scene.canvas.shadow(arc(MIDDLE, 640, 24, 24), 4, 120, 5, 6)
    scene.canvas.ellipse(MIDDLE, 640, 25, 25, ball(BRASS))


def wallet(scene: Scene) -> None:
    """A folded wallet, one open behind."""
    lying(scene)
    back = turned_about(rectangle(MIDDLE + 60, 460, 520, 400, 26), MIDDLE + 60, 460, 9)
    hide(scene, back, shade=0.25)
    front = turned_about(rectangle(MIDDLE - 40, 700, 540, 420, 28), MIDDLE - 40, 700, -6)
    hide(scene, front)
    slot = turned_about([(MIDDLE - 290, 640), (MIDDLE + 210, 640)], MIDDLE - 40, 700, -6)
    scene.canvas.strokes([slot], 5, dark(scene.tone, 0.5))


def card_holder(scene: Scene) -> None:
    lying(scene)
    lean = scene.between(-10, 10)
    for shift, colour in ((70, (232, 226, 214)), (42, TONES["sea"])):
        card = turned_about(rectangle(MIDDLE, 520 - shift, 470, 400, 18), MIDDLE, 600, lean)
        scene.canvas.shadow(card, 8, 90)
        scene.canvas.polygon(card, slanting(light(colour, 0.3), colour))
    hide(scene, turned_about(rectangle(MIDDLE, 640, 520, 460, 26), MIDDLE, 600, lean))
    scene.canvas.strokes(
        [turned_about([(MIDDLE - 240, 540), (MIDDLE + 240, 540)], MIDDLE, 600, lean)],
        5,
        dark(scene.tone, 0.5),
    )


def belt(scene: Scene) -> None:
    """Rolled up, buckle in front."""
    lying(scene)
    canvas, tone = scene.canvas, scene.tone
    for index in range(5):
        size = 330 - index * 58
        ring = arc(MIDDLE, 620, size, size * 0.96, 10 * index, 10 * index + 360)
        canvas.line([(x + 13, y + 16) for x, y in ring], 40, plain(veil((48, 34, 44), 70)))
        canvas.line(ring, 44, slanting(light(tone, 0.25 - index * 0.03), tone, dark(tone, 0.35)))
        canvas.strokes(
            _dashes([(MIDDLE + (x - MIDDLE) * 1.0, y) for x, y in ring], 14, 9),
            2.5,
            light(tone, 0.6),
        )
    tail = [(MIDDLE + 326, 650), (MIDDLE + 340, 800), (MIDDLE + 250, 950), (MIDDLE + 90, 1020)]
    canvas.curve(tail, 46, slanting(light(tone, 0.2), tone, dark(tone, 0.2)))
    buckle = turned_about(rectangle(MIDDLE + 60, 1020, 130, 100, 22), MIDDLE + 60, 1020, -16)
    canvas.line(
        [(x + 9, y + 11) for x, y in buckle], 15, plain(veil((48, 34, 44), 80)), closed=True
    )
    canvas.line(buckle, 16, metal(BRASS), closed=True)
    canvas.line([(MIDDLE + 120, 1006), (MIDDLE, 1036)], 11, metal(BRASS))


def key_tag(scene: Scene) -> None:
    lying(scene)
    canvas = scene.canvas
    for x, y, lean, shade in ((MIDDLE - 120, 640, 14, 0.0), (MIDDLE + 150, 680, -12, 0.3)):
        strap = turned_about(rectangle(x, y, 130, 470, 40), x, y, lean)
        hide(scene, strap, shade=shade)
        top = turned_about([(x, y - 262)], x, y, lean)[0]
        canvas.line(arc(*top, 66, 66), 13, metal(BRASS), closed=True)
        rivet = turned_about([(x, y - 150)], x, y, lean)[0]
        canvas.ellipse(*rivet, 18, 18, ball(BRASS))


def bag(scene: Scene) -> None:
    """A shoulder bag on a hook."""
    on_wall(scene)
    canvas, tone = scene.canvas, scene.tone
    canvas.ellipse(MIDDLE, 150, 22, 22, ball(TONES["oak"]))
    strap = [
        (MIDDLE - 270, 560),
        (MIDDLE - 200, 320),
        (MIDDLE, 146),
        (MIDDLE + 200, 320),
        (MIDDLE + 270, 560),
    ]
    canvas.curve([(x + 14, y + 18) for x, y in strap], 26, plain(veil((48, 34, 44), 60)))
    canvas.curve(strap, 28, slanting(light(tone, 0.15), dark(tone, 0.2)))
    outer = smooth(
        [
            (MIDDLE - 300, 540),
            (MIDDLE + 300, 540),
            (MIDDLE + 316, 860),
            (MIDDLE + 250, 1020),
            (MIDDLE, 1034),
            (MIDDLE - 250, 1020),
            (MIDDLE - 316, 860),
        ],
        steps=10,
    )
    hide(scene, outer)
    flap = smooth(
        [
            (MIDDLE - 306, 530),
            (MIDDLE, 516),
            (MIDDLE + 306, 530),
            (MIDDLE + 300, 700),
            (MIDDLE + 160, 800),
            (MIDDLE, 822),
            (MIDDLE - 160, 800),
            (MIDDLE - 300, 700),
        ],
        steps=10,
    )
    hide(scene, flap, shade=0.08, shadow=110)
    canvas.box(MIDDLE, 812, 70, 64, metal(BRASS), 10)
    canvas.box(MIDDLE, 812, 26, 30, plain(dark(BRASS, 0.6)), 6)


def glasses_case(scene: Scene) -> None:
    lying(scene)
    lean = scene.between(-16, -6)
    case = turned_about(rectangle(MIDDLE, 600, 330, 720, 110), MIDDLE, 600, lean)
    hide(scene, case)
    lid = turned_about(rectangle(MIDDLE, 370, 336, 260, 90), MIDDLE, 600, lean)
    hide(scene, lid, shade=0.12, shadow=110)
    stud = turned_about([(MIDDLE, 460)], MIDDLE, 600, lean)[0]
    scene.canvas.ellipse(*stud, 22, 22, ball(BRASS))


KINDS: dict[str, Drawer] = {
    "pouch": pouch,
    "wallet": wallet,
    "card-holder": card_holder,
    "belt": belt,
    "key-tag": key_tag,
    "bag": bag,
    "glasses-case": glasses_case,
}
