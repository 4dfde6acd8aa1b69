"""A closed month that no longer follows from its entries is found."""

from decimal import Decimal

import pytest

from consign.agreements.models import CommissionVat
from consign.ledger.models import Entry
from consign.monthend.operations import void_settlement
from consign.people.models import Coworking, Maker, User
from consign.settlements.checks import problems
from consign.settlements.models import Settlement
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_closed,
    make_maker,
    make_placed,
    make_sale,
    moment,
)
from tests.kept import kept
from tests.underneath import change

pytestmark = pytest.mark.django_db


@kept(autouse=True)
def world(rcoop: Coworking, plume: Maker) -> None:
    """October and November closed, each with a sale."""
    item = make_placed(rcoop, plume, quantity=9).item
    for month in ("2026-10", "2026-11"):
        make_sale(rcoop, item, at=f"{month}-05")
        make_sale(rcoop, item, at=f"{month}-06")
        make_closed(rcoop, month)


def told(number: str, *sentences: str) -> list[str]:
    return [f"settlements: rcoop R-2026-{number}: its {sentence}" for sentence in sentences]


SUM, ALTERED, OPENING, PAYOUT = (
    "entries do not add up to its change",
    "entries were altered",
    "opening is not the closing before it",
    "payout does not follow from its balance and its minimum",
)


def test_closed_months_follow_from_their_entries() -> None:
    assert Settlement.objects.count() == 2
    assert list(problems()) == []


def test_an_altered_amount_is_found() -> None:
    change(
        Entry.objects.filter(reference="S-2026-00001/1"),
        amount=Decimal("30.00"),
        commission=Decimal("15.00"),
    )
    assert list(problems()) == told("00001", SUM, ALTERED)


def test_two_alterations_that_cancel_out_are_found() -> None:
    for number, amount, commission in (("1", "30.00", "15.00"), ("2", "33.00", "12.00")):
        change(
            Entry.objects.filter(reference=f"S-2026-0000{number}/1"),
            amount=Decimal(amount),
            commission=Decimal(commission),
        )
    assert list(problems()) == told("00001", ALTERED)


def test_a_missing_entry_is_found() -> None:
    Entry.objects.filter(reference="S-2026-00003/1").delete()
    assert list(problems()) == told("00002", SUM, ALTERED)


def test_an_entry_that_was_moved_to_another_month_is_found() -> None:
    change(Entry.objects.filter(reference="S-2026-00003/1"), on="2026-12-01")
    assert list(problems()) == told("00002", SUM, ALTERED)


@pytest.mark.parametrize("column", ["count", "last_entry"])
def test_a_changed_reach_is_found(column: str) -> None:
    last = Settlement.objects.filter(number="R-2026-00002")
    change(last, **{column: getattr(last.get(), column) - 1})
    assert told("00002", SUM)[0] in list(problems())


def test_a_changed_fingerprint_is_found() -> None:
    change(Settlement.objects.filter(number="R-2026-00001"), fingerprint="0" * 64)
    assert list(problems()) == told("00001", ALTERED)


def test_a_changed_figure_is_found() -> None:
    change(Settlement.objects.filter(number="R-2026-00001"), change=Decimal("1.00"))
    # The closing follows, and with it what the next one opens with.
    assert list(problems()) == told("00002", OPENING) + told("00001", SUM, PAYOUT)


def test_an_opening_that_does_not_follow_is_found() -> None:
    change(Settlement.objects.filter(number="R-2026-00002"), opening=Decimal("1.00"))
    assert list(problems()) == told("00002", OPENING, PAYOUT)


def test_a_payout_below_the_minimum_is_found() -> None:
    change(Settlement.objects.filter(number="R-2026-00002"), minimum=Decimal("63.01"))
    assert list(problems()) == told("00002", PAYOUT)


def test_a_balance_that_was_kept_back_is_found() -> None:
    change(Settlement.objects.filter(number="R-2026-00002"), payout=Decimal("0.00"))
    assert list(problems()) == told("00002", PAYOUT)


def test_a_number_that_is_missing_is_found() -> None:
    change(Settlement.objects.filter(number="R-2026-00002"), number="R-2026-00003")
    assert list(problems()) == ["settlements: rcoop R-2026-: its numbers have a hole"]


def test_a_closing_taken_back_leaves_no_hole(rcoop: Coworking, cleo: User) -> None:
    last = Settlement.objects.get(number="R-2026-00002")
    void_settlement(settlement=last, by=cleo, at=moment("2026-12-02"))
    make_closed(rcoop, "2026-11")
    assert list(problems()) == []


def test_vat_on_top_belongs_to_the_closing_that_booked_it(rcoop: Coworking, cleo: User) -> None:
    maker = make_maker("On top")
    make_agreement(rcoop, make_affiliation(maker), vat=CommissionVat.ADDED)
    make_sale(rcoop, make_placed(rcoop, maker).item, at="2026-12-05")
    (closed,) = make_closed(rcoop, "2026-12")
    assert list(problems()) == []
    void_settlement(settlement=closed, by=cleo, at=moment("2027-01-02"))
    assert list(problems()) == []
    booked = Entry.objects.filter(kind="commission_vat")
    assert [entry.reference for entry in booked.order_by("pk")] == [
        closed.number,
        f"{closed.number}/void",
    ]
    change(booked.filter(reference=closed.number), reference="R-2026-00009")
    (sentence,) = problems()
    assert sentence.endswith("(R-2026-00009) is VAT of no closing")


def test_vat_taken_back_for_a_closing_that_stands_is_found(rcoop: Coworking) -> None:
    maker = make_maker("On top")
    make_agreement(rcoop, make_affiliation(maker), vat=CommissionVat.ADDED)
    make_sale(rcoop, make_placed(rcoop, maker).item, at="2026-12-05")
    (closed,) = make_closed(rcoop, "2026-12")
    change(Entry.objects.filter(kind="commission_vat"), reference=f"{closed.number}/void")
    assert any(sentence.endswith("/void) is VAT of no closing") for sentence in problems())


def test_an_opening_out_of_nothing_is_found() -> None:
    change(Settlement.objects.filter(number="R-2026-00001"), opening=Decimal("-1.00"))
    assert told("00001", OPENING)[0] in list(problems())


def test_what_was_taken_back_is_not_looked_at(cleo: User) -> None:
    last = Settlement.objects.get(number="R-2026-00002")
    void_settlement(settlement=last, by=cleo, at=moment("2026-12-02"))
    change(Settlement.objects.filter(pk=last.pk), fingerprint="0" * 64)
    assert list(problems()) == []
