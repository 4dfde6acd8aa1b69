"""A linocut motif and where it is printed."""

from collections.abc import Callable
from dataclasses import dataclass

from consign.console.demo.pictures.canvas import Point, turned_about
from consign.console.demo.pictures.colours import Colour, Number
from consign.console.demo.pictures.scene import Scene

PAPER = (250, 244, 230)


@dataclass(frozen=True)
class Motif:
    """Where a motif is printed: its middle, half its height, its ink, and how the sheet leans."""

    x: Number
    y: Number
    size: Number
    ink: Colour
    lean: Number = 0

    def put(self, points: list[Point]) -> list[Point]:
        """Points counted in parts of the size from the middle, on the sheet."""
        placed = [(self.x + x * self.size, self.y + y * self.size) for x, y in points]
        return turned_about(placed, self.x, self.y, self.lean)


Print = Callable[[Scene, Motif], None]
