"""What a label says."""

from dataclasses import dataclass

from consign.codes.label import spaced
from consign.paper.pen import Picture


@dataclass(frozen=True)
class Face:
    """The words of one label, ready to print, in the language of whoever sees the window.

    `url` is what the symbol holds (`qr.address`).  `seller_line` names the payee as the seller; it
    is printed whole whatever its length, and left empty only where the coworking itself sells.
    `details` is a line on size or material.  `before_text` stands beside a reduced price: the
    lowest one of the thirty days before.  `story` and `picture` are for cards.  `left_out` are the
    signs of these texts that our type cannot draw, and that are missing therefore.
    """

    code: str
    url: str
    title: str
    price_text: str
    maker: str
    seller_line: str = ""
    details: str = ""
    before_text: str = ""
    story: str = ""
    picture: Picture | None = None
    left_out: str = ""

    @property
    def spaced_code(self) -> str:
        """The code as people read and type it: `7K3 M9Q X`."""
        return spaced(self.code)
