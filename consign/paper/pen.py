"""What a drawing needs of whatever it is drawn on: a PDF (`Ink`) or a picture (`Raster`)."""

from dataclasses import dataclass
from typing import Literal, Protocol

from consign.paper.lengths import Length
from consign.paper.qr import Matrix

Align = Literal["left", "right", "centre"]


@dataclass(frozen=True)
class Picture:
    """A JPEG, and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


class Pen(Protocol):
    """A page measured in points from its top left corner."""

    width: Length
    height: Length

    def text(
        self,
        x: Length,
        y: Length,
        text: str,
        *,
        size: Length,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """One line with its baseline at `y`; `x` is its left end, right end or middle."""

    def rule(
        self,
        x: Length,
        y: Length,
        *,
        to: Length,
        weight: Length = 0.4,
        grey: Length = 0,
        stitched: bool = False,
    ) -> None:
        """A line across from `x` to `to`; 0 is black."""

    def band(
        self, x: Length, y: Length, *, wide: Length, high: Length, grey: Length = 0.95
    ) -> None:
        """An area whose top left corner is at `x`, `y`."""

    def symbol(self, matrix: Matrix, x: Length, y: Length, *, module: Length) -> None:
        """A QR symbol, black, whose top left corner is at `x`, `y`."""

    def picture(
        self, picture: Picture, x: Length, y: Length, *, wide: Length, high: Length
    ) -> None:
        """A photo whose top left corner is at `x`, `y`."""
