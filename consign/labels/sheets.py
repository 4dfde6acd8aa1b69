"""Papers with labels on them, in millimetres."""

from dataclasses import dataclass

from consign.paper.lengths import Length


@dataclass(frozen=True)
class Sheet:
    """One kind of label paper: page, grid, label, margins of the first label, and steps."""

    name: str
    page: tuple[Length, Length]
    columns: int
    rows: int
    wide: Length
    high: Length
    left: Length
    top: Length
    step_x: Length
    step_y: Length

    @property
    def places(self) -> int:
        """Labels on one page."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[Length, Length]:
        """Top left corner of a place, counted from 1, row by row from the top left."""
        row, column = divmod(place - 1, self.columns)
        return self.left + column * self.step_x, self.top + row * self.step_y


L7160 = Sheet(
    name="L7160",
    page=(210, 297),
    columns=3,
    rows=7,
    wide=63.5,
    high=38.1,
    left=7.25,
    top=15.15,
    step_x=66.0,
    step_y=38.1,
)

SHEETS = {sheet.name: sheet for sheet in (L7160,)}
