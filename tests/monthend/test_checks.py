"""A statement that does not agree with what it is made of is found, and never kept."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from consign.days import Month
from consign.ledger.models import Entry
from consign.monthend.checks import DoesNotAgree, problems
from consign.monthend.operations import close_month
from consign.payouts.models import Payout, PayoutState
from consign.people.models import Coworking, Maker, User
from consign.settlements.models import Settlement
from consign.till.models import SaleLine
from tests.factories import make_closed, make_placed, make_refund, make_sale, moment
from tests.kept import kept
from tests.monthend.rich import make_rich_month
from tests.underneath import change

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")


@kept
def rich(rcoop: Coworking) -> Settlement:
    return make_rich_month(rcoop)


def entry(reference: str) -> Callable[[], object]:
    """Adds a cent to the amount of an entry."""

    def act() -> object:
        rows = Entry.objects.filter(reference__startswith=reference)
        change(rows, amount=rows[0].amount + CENT)
        return rows

    return act


def line(**columns: object) -> Callable[[], object]:
    """Changes the first sale line of October, not its entry."""

    def act() -> object:
        change(SaleLine.objects.filter(reference="S-2026-00002/1"), **columns)
        return columns

    return act


def settled(**columns: object) -> Callable[[], object]:
    def act() -> object:
        change(Settlement.objects.filter(number="R-2026-00002"), **columns)
        return columns

    return act


def vat_entry() -> object:
    rows = Entry.objects.filter(kind="commission_vat", reference="R-2026-00002")
    change(rows, amount=rows[0].amount - CENT)
    return rows


BREAKING: dict[str, tuple[Callable[[], object], str]] = {
    "sales": (line(gross="133.99"), "sales: 1495.11 on the statement, 1495.10 on its lines"),
    "commission": (line(commission="33.23"), "commission: 442.66 on the statement, 442.67 on its"),
    "a rule": (line(commission="33.23"), "lines[0].commission is 33.23, its rule gives 33.22"),
    "a rate": (line(commission_percent="29"), "lines[0].commission is 33.22, its rule gives 32.11"),
    "its vat": (line(service_vat_percent="6"), "its lines would give other documents than its"),
    "day": (line(vat_percent="6"), "lines[0].commission is 33.22, its rule gives"),
    "fee": (entry("F-2026-"), "its entries do not add up to its change"),
    "vat on top": (vat_entry, "VAT on the commission: 5.75, its documents say otherwise"),
    "closing": (settled(change="1.00"), "opening, change and payout do not give its closing"),
    "opening": (settled(opening="1.00"), "payout is 856.83, its rule gives 857.83"),
    "payout": (
        lambda: change(Payout.objects.filter(number="PO-2026-00002"), amount=CENT),
        "its payout is 0.01, the statement says 856.83",
    ),
    "withdrawn": (
        lambda: change(Payout.objects.filter(number="PO-2026-00002"), state=PayoutState.WITHDRAWN),
        "its payout is 0.00, the statement says 856.83",
    ),
    "line": (
        lambda: change(
            Entry.objects.filter(reference="S-2026-00003/1"), reference="S-2026-09999/1"
        ),
        "no sale line stands behind S-2026-09999/1",
    ),
    "untold": (
        lambda: change(Entry.objects.filter(kind="loss"), cause=""),
        "it cannot be told (ValueError(\"'' is not a valid LossCause\"))",
    ),
    "refund's line": (
        lambda: SaleLine.objects.filter(reference="S-2026-00008/1").delete(),
        "no sale line stands behind S-2026-00008/1",
    ),
}


def test_a_rich_month_agrees(rich: Settlement) -> None:
    assert Settlement.objects.count() == 2
    assert list(problems()) == []


@pytest.mark.parametrize("what", BREAKING)
def test_what_was_changed_underneath_is_found(rich: Settlement, what: str) -> None:
    broken, sentence = BREAKING[what]
    broken()
    found = list(problems())
    assert any(f"rcoop R-2026-00002: {sentence}" in one for one in found), found


def closing(coworking: Coworking, by: User) -> list[str]:
    """Why accounts were not closed for October."""
    at = moment("2026-11-01")
    run = close_month(coworking=coworking, month=Month(2026, 10), by=by, at=at)
    return [f"{one.reason.code}: {one.reason}" for one in run.refused]


def test_a_closing_that_does_not_agree_is_not_kept(
    rcoop: Coworking, plume: Maker, cleo: User
) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    change(SaleLine.objects.all(), commission=Decimal("13.51"))
    (refused,) = closing(rcoop, cleo)
    assert refused.startswith(f"{DoesNotAgree.code}: Comme une plume: the statement does not agree")
    assert "13.50 on the statement, 13.51 on its lines" in refused
    assert not Settlement.objects.exists()
    assert not Payout.objects.exists()
    # Put right, it closes, and no number was lost.
    change(SaleLine.objects.all(), commission=Decimal("13.50"))
    (settlement,) = make_closed(rcoop)
    assert settlement.number == "R-2026-00001"


def test_a_sale_without_its_line_is_not_closed(rcoop: Coworking, plume: Maker, cleo: User) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    SaleLine.objects.all().delete()
    (refused,) = closing(rcoop, cleo)
    assert "no sale line stands behind S-2026-00001/1" in refused


def test_one_that_does_not_agree_stops_no_other(
    rcoop: Coworking, plume: Maker, terre: Maker, cleo: User
) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    bowl = make_placed(rcoop, terre, quantity=2).item
    make_refund(make_sale(rcoop, bowl, quantity=2))
    change(SaleLine.objects.filter(item__maker=plume), commission=Decimal("13.51"))
    assert len(closing(rcoop, cleo)) == 1
    assert [one.account.maker for one in Settlement.objects.all()] == [terre]
