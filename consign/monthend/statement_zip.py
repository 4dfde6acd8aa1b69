"""All statements of a month in one file, for the drawer, the mail or the accountant."""

import io
import zipfile
from collections.abc import Iterable

from consign.monthend.statement import statement_of
from consign.monthend.statement_pdf import statement_pdf
from consign.settlements.models import Settlement


def statements_zip(settlements: Iterable[Settlement], language: str) -> bytes:
    """A zip with one PDF for each settlement, named by its number and its maker."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for settlement in settlements:
            paper = statement_pdf(statement_of(settlement), language)
            archive.writestr(f"{settlement.number}-{settlement.account.maker.slug}.pdf", paper)
    return packed.getvalue()
