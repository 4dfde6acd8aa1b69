"""From `mug indigo` and a seed to a picture; the same always gives the same."""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

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


def _draw_one(wanted: tuple[str, str]) -> bytes:
    return draw(*wanted)


def draw_all(wanted: Sequence[tuple[str, str]], workers: int) -> Iterator[bytes]:
    """Pictures and seeds drawn in order, by several processes at once where that is worth it."""
    if workers < 2 or len(wanted) < 8:
        yield from map(_draw_one, wanted)
        return
    # Fresh processes: a fork would share this one's database connection.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_draw_one, wanted, chunksize=4)
