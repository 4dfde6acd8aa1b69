"""The stage of a still life: a colour, a light and a ground to stand, lie or hang on."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from consign.console.demo.pictures.canvas import (
    HEIGHT,
    WIDTH,
    Canvas,
    Point,
    arc,
    rectangle,
    smooth,
    turned_about,
)
from consign.console.demo.pictures.colours import (
    WHITE,
    Colour,
    Number,
    apart,
    dark,
    light,
    mix,
    veil,
)
from consign.console.demo.pictures.fills import across, around, down, plain, slanting

MIDDLE = WIDTH / 2
FLOOR = 985  # where things stand

# Wall and table that go together.
ROOMS: list[tuple[Colour, Colour]] = [
    ((232, 219, 200), (203, 176, 142)),
    ((221, 203, 186), (238, 228, 214)),
    ((193, 201, 186), (226, 215, 196)),
    ((176, 190, 194), (224, 214, 200)),
    ((226, 200, 186), (242, 230, 218)),
    ((205, 196, 204), (233, 224, 218)),
    ((214, 190, 150), (240, 226, 202)),
    ((158, 174, 166), (214, 203, 184)),
    ((196, 158, 138), (230, 208, 190)),
    ((120, 136, 142), (196, 188, 178)),
]


@dataclass
class Scene:
    """A canvas, the colour of the piece and the luck of the draw."""

    canvas: Canvas
    rng: random.Random
    tone: Colour
    wall: Colour = field(init=False)
    table: Colour = field(init=False)

    def __post_init__(self) -> None:
        rooms = self.rng.sample(ROOMS, 5)
        self.wall, self.table = max(
            rooms, key=lambda room: min(apart(room[0], self.tone), apart(room[1], self.tone) + 20)
        )

    def between(self, low: Number, high: Number) -> Number:
        return self.rng.uniform(low, high)

    def near(self, colour: Colour, part: Number = 0.12) -> Colour:
        """A colour a little lighter or darker by chance."""
        amount = self.between(-part, part)
        return light(colour, amount) if amount > 0 else dark(colour, -amount)


Drawer = Callable[[Scene], None]


def on_table(scene: Scene) -> None:
    """A wall, a table and light from a window on the left."""
    _wall(scene)
    if scene.rng.random() < 0.34:
        _arch(scene)
    elif scene.rng.random() < 0.4:
        _sun(scene)
    scene.rng.choice([_window, _window, _leaves, _plain_light])(scene)
    _table(scene)


def on_wall(scene: Scene) -> None:
    """Only a wall, for what hangs."""
    _wall(scene)
    scene.rng.choice([_window, _leaves, _window])(scene)


def lying(scene: Scene) -> None:
    """Seen from above, on cloth or paper."""
    ground = mix(scene.wall, scene.table, 0.55)
    scene.canvas.flood(slanting(light(ground, 0.34), ground, dark(ground, 0.1)))
    if scene.rng.random() < 0.6:
        _sheet(scene)
    scene.rng.choice([_window, _leaves, _leaves, _plain_light])(scene)


def _wall(scene: Scene) -> None:
    wall = scene.wall
    scene.canvas.flood(slanting(light(wall, 0.26), wall, dark(wall, 0.13)))


def _table(scene: Scene) -> None:
    edge = 858
    table = scene.table
    scene.canvas.soft(
        [(0, edge - 6), (WIDTH, edge - 6), (WIDTH, edge + 8), (0, edge + 8)],
        dark(scene.wall, 0.5),
        16,
        120,
    )
    top = [(0, edge), (WIDTH, edge), (WIDTH, HEIGHT), (0, HEIGHT)]
    scene.canvas.polygon(top, down(dark(table, 0.1), table, light(table, 0.12)))
    scene.canvas.soft(
        [(0, 930), (430, 880), (760, 1020), (180, HEIGHT)], light(table, 0.6), 60, 110
    )
    scene.canvas.strokes([[(0, edge), (WIDTH, edge)]], 2, light(table, 0.3))


def _arch(scene: Scene) -> None:
    """A painted arch behind the piece."""
    colour = scene.near(mix(scene.wall, mix(scene.tone, scene.table, 0.4), 0.34), 0.1)
    wide = scene.between(270, 330)
    x = MIDDLE + scene.between(-50, 50)
    points = [(x - wide, 860), *arc(x, 470, wide, wide, 180, 360), (x + wide, 860)]
    scene.canvas.polygon(points, down(light(colour, 0.1), colour))


def _sun(scene: Scene) -> None:
    colour = mix(scene.wall, light(scene.tone, 0.3), 0.38)
    size = scene.between(240, 320)
    x = MIDDLE + scene.between(-140, 140)
    scene.canvas.ellipse(x, scene.between(420, 520), size, size, down(light(colour, 0.2), colour))


def _sheet(scene: Scene) -> None:
    """A sheet of paper the piece lies on."""
    colour = light(scene.table, 0.45)
    wide, high = scene.between(660, 780), scene.between(980, 1060)
    lean = scene.rng.choice([-1, 1]) * scene.between(1.5, 4)
    points = turned_about(rectangle(MIDDLE, 600, wide, high), MIDDLE, 600, lean)
    scene.canvas.shadow(points, 16, 60)
    scene.canvas.polygon(points, slanting(light(colour, 0.5), colour, dark(colour, 0.05)))


def _window(scene: Scene) -> None:
    """Light through panes, fallen slanting on the ground."""
    x, y = scene.between(-80, 260), scene.between(20, 160)
    wide, high, lean = scene.between(150, 210), scene.between(250, 330), scene.between(90, 150)
    for column in range(2):
        for row in range(2):
            left, top = x + column * (wide + 26) + row * lean * 0.9, y + row * (high + 26)
            down_by = 0.3 * wide
            pane = [
                (left, top),
                (left + wide, top + down_by),
                (left + wide + lean, top + down_by + high),
                (left + lean, top + high),
            ]
            scene.canvas.soft(pane, WHITE, 9, 92)


def _leaves(scene: Scene) -> None:
    """The shadow of a branch outside the window."""
    x, y = scene.between(-40, 120), scene.between(-40, 40)
    reach, fall = scene.between(620, 800), scene.between(0.35, 0.75)
    shade = dark(scene.wall, 0.5)
    branch = [(x + reach * part, y + reach * fall * part**1.4) for part in (0, 0.35, 0.7, 1)]
    stem = smooth(branch, closed=False)
    below = [(px + 3, py + 8) for px, py in reversed(stem)]
    scene.canvas.soft([*stem, *below], shade, 4, 70)
    for step in range(3, len(stem), 3):
        part = step / len(stem)
        turn = 40 + scene.between(-14, 14) + (75 if step % 2 else -75) * (1.1 - part * 0.6)
        _leaf_shadow(scene, stem[step], turn, scene.between(130, 180) * (1.15 - part * 0.5))


def _leaf_shadow(scene: Scene, root: Point, degrees: Number, long: Number) -> None:
    x, y = root
    wide = long * 0.17
    leaf = smooth(
        [
            (x, y),
            (x + long * 0.3, y - wide),
            (x + long * 0.65, y - wide * 0.8),
            (x + long, y),
            (x + long * 0.65, y + wide * 0.8),
            (x + long * 0.3, y + wide),
        ]
    )
    scene.canvas.soft(turned_about(leaf, x, y, degrees), dark(scene.wall, 0.5), 7, 62)


def _plain_light(scene: Scene) -> None:
    scene.canvas.flood(around(veil(WHITE, 110), veil(WHITE, 30), veil(WHITE, 0), x=0.25, y=0.2))


def stand_shadow(scene: Scene, x: Number, rx: Number, y: Number = FLOOR) -> None:
    """What a standing thing throws on the table, to the right, and the dark line beneath it."""
    canvas = scene.canvas
    canvas.soft(
        [
            (x - rx, y - 10),
            (x + rx, y - 26),
            (x + rx * 2.5, y - 66),
            (x + rx * 2.7, y - 40),
            (x + rx, y + 16),
            (x - rx * 0.6, y + 16),
        ],
        dark(scene.table, 0.72),
        20,
        92,
    )
    canvas.soft(arc(x + 8, y, rx * 1.04, max(10, rx * 0.13)), dark(scene.table, 0.85), 7, 150)


def pedestal(
    scene: Scene, x: Number, top: Number, rx: Number, colour: Colour | None = None
) -> None:
    """A low drum to lift a small piece into the light."""
    shade = colour or light(mix(scene.wall, scene.table, 0.5), 0.25)
    stand_shadow(scene, x, rx)
    body = [*arc(x, FLOOR, rx, rx * 0.16, 0, 180), *arc(x, top, rx, rx * 0.16, 180, 360)]
    scene.canvas.polygon(body, plain(shade))
    from_left = veil(WHITE, 70), veil(WHITE, 0), veil((40, 30, 36), 60), veil((40, 30, 36), 100)
    scene.canvas.polygon(body, across(*from_left))
    scene.canvas.ellipse(x, top, rx, rx * 0.16, slanting(light(shade, 0.5), light(shade, 0.2)))
