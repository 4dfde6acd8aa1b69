"""A paper of a coworking's own."""

from decimal import Decimal

from consign.labels.models import OwnSheet, PageKind
from consign.labels.own_sheets import Measures, keep_sheet
from consign.people.models import Coworking, User
from tests.factories import START
from tests.labels.faces import BASE


def make_paper(coworking: Coworking, by: User, name: str = "Big ones") -> OwnSheet:
    """Two columns of four labels."""
    measures = Measures(name, PageKind.A4, Decimal("99.1"), Decimal("67.7"), 2, 4)
    return keep_sheet(coworking=coworking, measures=measures, base_url=BASE, by=by, at=START)
