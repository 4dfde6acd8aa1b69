"""What the payee says to a document issued in its name, and what its silence says."""

from datetime import date

import pytest

from consign.agreements.models import Mode
from consign.invoices.acceptance import Acceptance, acceptance, accepted_from
from consign.invoices.models import Document
from consign.invoices.operations import answer
from consign.invoices.queries import documents
from consign.people.models import Coworking, Maker, User
from tests.factories import make_closed, make_placed, make_sale, make_selling_maker, moment
from tests.kept import kept

pytestmark = pytest.mark.django_db


@kept
def own(rcoop: Coworking, ben: User) -> Document:
    """A self-billed invoice of the first of November."""
    maker = make_selling_maker(rcoop, "Bois de Lune", person=ben, mode=Mode.OWN_NAME)
    make_sale(rcoop, make_placed(rcoop, maker).item)
    (closed,) = make_closed(rcoop)
    return closed.documents.get()


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 11, 1), Acceptance.WAITING),
        (date(2026, 11, 15), Acceptance.WAITING),
        (date(2026, 11, 16), Acceptance.TACIT),
        (date(2027, 1, 1), Acceptance.TACIT),
    ],
)
def test_silence_counts_after_the_agreed_days(own: Document, day: date, state: Acceptance) -> None:
    assert acceptance(own, day) == state
    assert accepted_from(own) == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("accepted", "state"), [(True, Acceptance.ACCEPTED), (False, Acceptance.CONTESTED)]
)
def test_a_word_counts_for_good(
    own: Document, ben: User, accepted: bool, state: Acceptance
) -> None:
    answer(document=own, accepted=accepted, by=ben, at=moment("2026-11-03"), reason="Wrong price")
    for listed in (documents().get(), Document.objects.get()):
        assert acceptance(listed, date(2026, 12, 1)) == state


def test_what_the_operator_issued_needs_no_word(rcoop: Coworking, plume: Maker) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    (closed,) = make_closed(rcoop)
    assert acceptance(closed.documents.get(), date(2026, 11, 2)) is None
