"""All statements of a month in one file."""

import io
import zipfile

from consign.monthend.statement import statement_of
from consign.monthend.statement_pdf import statement_pdf
from consign.monthend.statement_zip import statements_zip
from consign.people.models import Coworking, Maker
from tests.factories import make_closed, make_placed, make_sale


def test_each_statement_is_the_paper_its_page_offers(
    rcoop: Coworking, plume: Maker, terre: Maker
) -> None:
    make_sale(rcoop, [make_placed(rcoop, plume).item, make_placed(rcoop, terre).item])
    closed = make_closed(rcoop)
    packed = statements_zip(closed, "fr")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == [
            "R-2026-00001-comme-une-plume.pdf",
            "R-2026-00002-terre-de-ben.pdf",
        ]
        papers = [archive.read(name) for name in archive.namelist()]
    assert papers == [statement_pdf(statement_of(one), "fr") for one in closed]
    assert statements_zip(closed, "fr") == packed
