"""Films of printed paper as a hand-held phone sees it, for Chromium's fake camera.

A page of a PDF is drawn to pixels and photographed with perspective, defocus, a moving hand, uneven
light, glare and noise (see lens.py).  The film loops.  Lengths are millimetres on paper.
"""

import math
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from tests.browser.lens import CONDITIONS, FINER, Camera, Frame, Paper, Pose

MM_PER_INCH = 25.4
FPS = 30


def picture_of(
    pdf: bytes,
    *,
    page: int = 0,
    region_mm: tuple[float, float, float, float] | None = None,
    px_per_mm: float = 24,
) -> Image.Image:
    """A page of a PDF in grey; `region_mm` is left, top, width and height on that page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = document[page].render(scale=px_per_mm * MM_PER_INCH / 72, grayscale=True)
        whole: Image.Image = drawn.to_pil().convert("L")
    finally:
        document.close()
    if region_mm is None:
        return whole
    left, top, width, height = (side * px_per_mm for side in region_mm)
    right, bottom = min(left + width, whole.width), min(top + height, whole.height)
    return whole.crop((int(max(left, 0)), int(max(top, 0)), int(right), int(bottom)))


def film(
    path: Path,
    picture: Image.Image,
    *,
    px_per_mm: float = 24,
    distance_mm: float = 150,
    condition: str = "typical",
    size: tuple[int, int] = (1280, 720),
    frames: int = 20,
    seed: int = 0,
) -> Path:
    """Writes a film of the picture, its middle held in the middle of the camera's, to `path`.

    `px_per_mm` is the scale of `picture`; `condition` one of CONDITIONS; the same `seed` gives the
    same film.  Returns `path`.
    """
    shots = seen(
        picture,
        px_per_mm=px_per_mm,
        distance_mm=distance_mm,
        condition=condition,
        size=size,
        seed=seed,
    )
    return write(path, islice(shots, frames))


def write(path: Path, frames: Iterable[Frame], *, fps: int = FPS) -> Path:
    """Writes grey frames of one size as an uncompressed film (y4m), as Chromium reads it."""
    with path.open("wb") as file:
        for number, frame in enumerate(frames):
            height, width = frame.shape
            if number == 0:
                file.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\n".encode())
            file.write(b"FRAME\n" + frame.tobytes() + bytes([128]) * (width * height // 2))
    return path


def seen(
    picture: Image.Image,
    *,
    px_per_mm: float = 24,
    distance_mm: float = 150,
    condition: str = "typical",
    size: tuple[int, int] = (1280, 720),
    seed: int = 0,
) -> Iterator[Frame]:
    """Endless frames of the picture, held with a slow tremor of 3 mm and 2 degrees."""
    camera = Camera(size=size, condition=CONDITIONS[condition], rng=np.random.default_rng(seed))
    tilt = camera.condition.tilt_degrees
    towards = camera.rng.uniform(0, 2 * math.pi)
    yaw, pitch = tilt * math.cos(towards), tilt * math.sin(towards)
    roll = camera.rng.uniform(-15, 15)
    paper = Paper.at(picture, px_per_mm=px_per_mm, finest=camera.focal * FINER / distance_mm)
    number = 0
    while True:
        beat = number / FPS * 2 * math.pi
        pose = Pose(
            yaw=yaw + 2 * math.sin(1.1 * beat),
            pitch=pitch + 2 * math.cos(0.9 * beat),
            roll=roll + 1.5 * math.sin(0.6 * beat),
            x=1.5 * math.sin(1.3 * beat),
            y=1.5 * math.cos(beat),
            distance=distance_mm + 3 * math.sin(0.7 * beat),
        )
        yield camera.shoot(paper, pose)
        number += 1
