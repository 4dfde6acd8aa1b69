"""From `mug indigo` and a seed to a picture; the same always gives the same."""

import random

from consign.console.demo.pictures import (
    clay,
    cloth,
    dangling,
    hangings,
    jewels,
    keepsakes,
    leather,
    necklaces,
    paper,
    prints,
    soap,
    turnery,
    vases,
    wax,
    wicker,
    willow,
    wood,
)
from consign.console.demo.pictures.canvas import Canvas
from consign.console.demo.pictures.colours import TONES
from consign.console.demo.pictures.scene import Drawer, Scene

CRAFTS = (
    clay,
    cloth,
    dangling,
    hangings,
    jewels,
    keepsakes,
    leather,
    necklaces,
    paper,
    prints,
    soap,
    turnery,
    vases,
    wax,
    wicker,
    willow,
    wood,
)
KINDS: dict[str, Drawer] = {
    kind: drawer for craft in CRAFTS for kind, drawer in craft.KINDS.items()
}


def draw(picture: str, seed: str) -> bytes:
    """A JPEG of a kind in a tone (`mug indigo`); KeyError for one nobody can draw."""
    kind, tone = picture.split()
    luck = random.Random(f"{picture} {seed}")  # noqa: S311 - a still life keeps no secret
    scene = Scene(Canvas(), luck, TONES[tone])
    KINDS[kind](scene)
    return scene.canvas.jpeg()
