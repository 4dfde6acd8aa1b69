"""All statements of a month in one file, for the drawer, the mail or the accountant."""

from collections.abc import Iterable

from consign.monthend.statement import statement_of
from consign.monthend.statement_pdf import statement_pdf
from consign.paper.archive import packed
from consign.settlements.models import Settlement


def statements_zip(settlements: Iterable[Settlement], language: str) -> bytes:
    """A zip with one PDF for each settlement, named by its number and its maker."""
    return packed(
        (
            f"{settlement.number}-{settlement.account.maker.slug}.pdf",
            statement_pdf(statement_of(settlement), language),
        )
        for settlement in settlements
    )
