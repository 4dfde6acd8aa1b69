"""An entry that was tampered with is found."""

from decimal import Decimal

import pytest

from consign.ledger.checks import problems
from consign.ledger.models import Entry
from consign.people.models import Coworking, Maker
from tests.factories import make_closed, make_paid, make_placed, make_refund, make_sale
from tests.underneath import change

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(rcoop: Coworking, plume: Maker) -> None:
    """A sale, a refund and a payout."""
    placed = make_placed(rcoop, plume, quantity=3)
    make_refund(make_sale(rcoop, placed.item, quantity=2))
    make_paid(make_closed(rcoop), on="2026-11-03")


def test_entries_of_the_operations_agree_with_themselves() -> None:
    assert Entry.objects.count() == 3
    assert list(problems()) == []


@pytest.mark.parametrize("kind", ["sale", "refund"])
@pytest.mark.parametrize("column", ["amount", "gross", "commission"])
def test_an_amount_that_is_not_gross_less_commission_is_found(kind: str, column: str) -> None:
    entry = Entry.objects.get(kind=kind)
    change(Entry.objects.filter(pk=entry.pk), **{column: getattr(entry, column) + Decimal("0.01")})
    assert list(problems()) == [
        f"ledger: entry {entry.pk} ({entry.reference}) is not gross less commission"
    ]


@pytest.mark.parametrize("kind", ["sale", "refund", "payout"])
def test_a_wrong_sign_is_found(kind: str) -> None:
    entry = Entry.objects.get(kind=kind)
    change(
        Entry.objects.filter(pk=entry.pk),
        gross=-entry.gross,
        commission=-entry.commission,
        amount=-entry.amount,
    )
    assert list(problems()) == [f"ledger: entry {entry.pk} ({entry.reference}) has the wrong sign"]
