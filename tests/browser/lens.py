"""A pinhole camera and the paper in front of it.

Lengths are millimetres on paper, angles milliradians or degrees, brightness 0 to 255.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Frame = NDArray[np.uint8]
Field = NDArray[np.float32]
Matrix = NDArray[np.float64]

LENS_DEGREES = 65
FINER = 2  # drawn this many times finer than filmed, so that edges fall between pixels
DESK = 96
DESK_GRAIN = 14
SPARE = 64


@dataclass(frozen=True, kw_only=True)
class Condition:
    """How well a label is seen.  Angles, so that a finer camera does not see a steadier hand."""

    defocus_mrad: float
    motion_mrad: float
    tilt_degrees: float
    noise: float
    black: float
    white: float
    ramp: float
    glare: float


CONDITIONS = {
    "good": Condition(
        defocus_mrad=0.6,
        motion_mrad=0.5,
        tilt_degrees=8,
        noise=3,
        black=35,
        white=225,
        ramp=0.10,
        glare=0,
    ),
    "typical": Condition(
        defocus_mrad=1.2,
        motion_mrad=1.5,
        tilt_degrees=20,
        noise=6,
        black=45,
        white=190,
        ramp=0.30,
        glare=0.15,
    ),
}


@dataclass(frozen=True)
class Paper:
    """The picture, no finer than the camera can use, and its scale."""

    image: Image.Image
    px_per_mm: float

    @classmethod
    def at(cls, picture: Image.Image, *, px_per_mm: float, finest: float) -> "Paper":
        shrink = min(1.0, 1.2 * finest / px_per_mm)
        size = (math.ceil(picture.width * shrink), math.ceil(picture.height * shrink))
        small = picture.convert("L").resize(size, Image.Resampling.BOX)
        # The blackest ink is 1: what the camera finds at 0 lies beside the paper.
        return cls(small.point(lambda grey: max(grey, 1)), px_per_mm * size[0] / picture.width)


@dataclass(frozen=True, kw_only=True)
class Pose:
    """Where the middle of the paper is (mm) and how it is turned (degrees)."""

    yaw: float
    pitch: float
    roll: float
    x: float
    y: float
    distance: float

    def rotation(self) -> Matrix:
        (cx, sx), (cy, sy), (cz, sz) = (
            (math.cos(math.radians(turn)), math.sin(math.radians(turn)))
            for turn in (self.pitch, self.yaw, self.roll)
        )
        about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
        about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
        return np.asarray(about_x @ about_y @ about_z, dtype=np.float64)


class Camera:
    """A pinhole camera; every frame has its own glare, shake and noise."""

    def __init__(
        self, *, size: tuple[int, int], condition: Condition, rng: np.random.Generator
    ) -> None:
        self.width, self.height = size
        self.condition = condition
        self.rng = rng
        self.focal = self.width / 2 / math.tan(math.radians(LENS_DEGREES / 2))
        self.light = self._light()
        self.desk = self._desk() * self.light
        # Drawing a field of noise costs more than a frame; each frame looks at its own part of one.
        self.noise = self.rng.standard_normal(
            (self.height + SPARE, self.width + SPARE), dtype=np.float32
        )

    def shoot(self, paper: Paper, pose: Pose) -> Frame:
        to_paper, corners = self._projection(paper, pose)
        frame = self.desk.copy()
        left, top, right, bottom = self._around(corners)
        box = (slice(top, bottom), slice(left, right))
        frame[box] = self._focus(paper, to_paper, (left, top, right, bottom))
        self._add_glare(frame, math.dist(corners[0], corners[1]))
        self._add_noise(frame)
        return np.clip(frame, 0, 255, out=frame).astype(np.uint8)

    def _projection(self, paper: Paper, pose: Pose) -> tuple[Matrix, Matrix]:
        """From pixels of the frame to pixels of the paper, and the paper's corners in the frame."""
        turn = pose.rotation()
        plane = np.column_stack([turn[:, 0], turn[:, 1], (pose.x, pose.y, pose.distance)])
        lens = np.array(
            [[self.focal, 0, self.width / 2], [0, self.focal, self.height / 2], [0, 0, 1]]
        )
        width, height = paper.image.size
        scale = 1 / paper.px_per_mm
        to_mm = np.array(
            [[scale, 0, -width / 2 * scale], [0, scale, -height / 2 * scale], [0, 0, 1]]
        )
        to_frame = lens @ plane @ to_mm
        ends = to_frame @ np.array([[0, width, width, 0], [0, 0, height, height], [1, 1, 1, 1]])
        return np.linalg.inv(to_frame), (ends[:2] / ends[2]).T

    def _around(self, corners: Matrix) -> tuple[int, int, int, int]:
        """The part of the frame that the paper and its blurred edge can touch."""
        margin = (
            4 + self.focal * (3 * self.condition.defocus_mrad + self.condition.motion_mrad) / 1000
        )
        left, top = np.floor(corners.min(axis=0) - margin)
        right, bottom = np.ceil(corners.max(axis=0) + margin)
        across, down = (0, self.width), (0, self.height)
        return (
            int(np.clip(left, *across)),
            int(np.clip(top, *down)),
            int(np.clip(right, *across)),
            int(np.clip(bottom, *down)),
        )

    def _focus(self, paper: Paper, to_paper: Matrix, box: tuple[int, int, int, int]) -> Field:
        left, top, right, bottom = box
        size = (right - left, bottom - top)
        fine = (size[0] * FINER, size[1] * FINER)
        matrix = to_paper @ np.array([[1 / FINER, 0, left], [0, 1 / FINER, top], [0, 0, 1]])
        view = [float(value) for value in (matrix / matrix[2, 2]).flat[:8]]
        ink = paper.image.transform(
            fine, Image.Transform.PERSPECTIVE, view, Image.Resampling.BILINEAR
        )
        around = Image.fromarray(self.desk[top:bottom, left:right]).resize(fine)
        light = Image.fromarray(self.light[top:bottom, left:right]).resize(fine)
        black, white = self.condition.black, self.condition.white
        grey = np.asarray(ink, np.float32)
        lit = (black + grey * ((white - black) / 255)) * np.asarray(light)
        return self._soften(np.where(grey > 0, lit, np.asarray(around)), size)

    def _soften(self, fine: Field, size: tuple[int, int]) -> Field:
        """Defocus, then the hand's movement during the exposure, then the sensor's own pixels."""
        defocus = self.focal * self.condition.defocus_mrad / 1000
        image = Image.fromarray(np.clip(fine, 0, 255).astype(np.uint8))
        soft = image.filter(ImageFilter.GaussianBlur(math.hypot(defocus, 0.5) * FINER))
        moved = self._shake(np.asarray(soft, np.float32))
        return np.asarray(Image.fromarray(moved).resize(size, Image.Resampling.BOX), np.float32)

    def _shake(self, image: Field) -> Field:
        way = self.focal * self.condition.motion_mrad / 1000 * FINER
        angle = self.rng.uniform(0, math.pi)
        steps = np.linspace(-way / 2, way / 2, 2 * math.ceil(way) + 1)
        shifts = [(round(s * math.sin(angle)), round(s * math.cos(angle))) for s in steps]
        edge = max(max(abs(down), abs(across)) for down, across in shifts)
        padded = np.pad(image, edge, mode="edge")
        height, width = image.shape
        total = np.zeros_like(image)
        for down, across in shifts:
            rows = slice(edge + down, edge + down + height)
            total += padded[rows, edge + across : edge + across + width]
        return total / np.float32(len(shifts))

    def _add_glare(self, frame: Field, side: float) -> None:
        if not self.condition.glare:
            return
        middle_x = self.width / 2 + self.rng.uniform(-0.3, 0.3) * side
        middle_y = self.height / 2 + self.rng.uniform(-0.3, 0.3) * side
        spread = 2 * (0.18 * side) ** 2
        across = np.exp(-((np.arange(self.width, dtype=np.float32) - middle_x) ** 2) / spread)
        down = np.exp(-((np.arange(self.height, dtype=np.float32) - middle_y) ** 2) / spread)
        frame += np.outer(255 * self.condition.glare * down, across).astype(np.float32)

    def _add_noise(self, frame: Field) -> None:
        down, across = self.rng.integers(0, SPARE, 2)
        noise = self.noise[down : down + self.height, across : across + self.width]
        strength = np.clip(frame, 16, 255)
        strength *= self.condition.noise**2 / 128
        frame += np.sqrt(strength, out=strength) * noise

    def _desk(self) -> Field:
        grain = self.rng.standard_normal((self.height // 8, self.width // 8), dtype=np.float32)
        size = (self.width, self.height)
        smooth = Image.fromarray(grain).resize(size, Image.Resampling.BILINEAR)
        grey = DESK + DESK_GRAIN * np.asarray(smooth, np.float32)
        return grey * np.float32(self.condition.white / 225)

    def _light(self) -> Field:
        towards = self.rng.uniform(0, 2 * math.pi)
        across = np.linspace(-1, 1, self.width, dtype=np.float32) * math.cos(towards)
        down = np.linspace(-1, 1, self.height, dtype=np.float32) * math.sin(towards)
        ramp: Field = np.add.outer(down, across)
        return 1 + np.float32(self.condition.ramp) * ramp
