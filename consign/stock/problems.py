"""What can be wrong with a line of a maker's list, and what to do about it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused
from consign.stock.cells import MOST_PIECES

_SENTENCES: dict[str, str | Promise] = {
    "title_missing": _("The piece has no name. Write one."),
    "text_too_long": _("This text is too long. Shorten it to %(longest)d characters."),
    "quantity_missing": _("The quantity is empty. Write how many pieces you bring."),
    "quantity_not_whole": _("“%(cell)s” is not a whole number of pieces."),
    "quantity_too_large": _("%(cell)s pieces is more than we can take. At most %(most)d."),
    "made_to_order": _(
        "The quantity is 0: nothing can be shown yet. Register the piece once it is made."
    ),
    "price_missing": _("The price is empty. Write what a customer pays, VAT included."),
    "price_unreadable": _("“%(cell)s” is not a price. Write it like 12,50."),
    "price_too_fine": _(
        "“%(cell)s” has three decimals or an unclear thousand. Write it like 1000 or 12,50."
    ),
    "price_not_above_zero": _("The price must be above zero."),
    "vat_missing": _("The VAT rate is empty. Write 21, 12 or 6."),
    "vat_unknown": _("“%(cell)s” is not a VAT rate of goods. Write 21, 12 or 6."),
    "reference_twice": _("This reference already stands in row %(first)d. Give each its own."),
    "reference_known": _(
        "You have registered “%(cell)s” before. Give another piece a reference of its own."
    ),
    "code_known": _("The piece with the label %(cell)s is yours already."),
    "grams_unreadable": _("“%(cell)s” is not a weight in grams. Write it like 4,25."),
    "too_many_photos": _("Name at most %(longest)d photos for a piece."),
    "date_in_cell": _(
        "This cell holds a date (%(cell)s). Format it as text or as a number, then write it again."
    ),
    "formula_error": _("The formula in this cell gives an error (%(cell)s). Mend it."),
    "formula_unsaved": _(
        "This cell holds a formula without its result. Write the result itself into the cell."
    ),
    "too_many_cells": _("This line has more cells than the header. Check its separators."),
}


@dataclass(frozen=True)
class ListProblem:
    """Why a line was left out: its row, the column at fault and a stable code.

    `column` is the header as the maker wrote it, empty when it is the whole line.  `refusal` is
    there when it is the piece that cannot be registered.
    """

    number: int
    column: str
    code: str
    cell: str = ""
    longest: int = 0
    first: int = 0
    refusal: Refused | None = None

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        if self.refusal is not None:
            return str(self.refusal)
        return str(_SENTENCES[self.code]) % {
            "cell": self.cell,
            "longest": self.longest,
            "first": self.first,
            "most": MOST_PIECES,
        }
