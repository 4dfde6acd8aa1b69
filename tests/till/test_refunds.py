"""Undoing a sale a moment after it was made, and refunds where the rules meet."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from consign.ledger.queries import balance
from consign.people.models import Coworking, Maker, User
from consign.refusal import KeyReused
from consign.stock.queries import on_hand_at
from consign.till.lines import LineWanted
from consign.till.models import Conflict, ConflictState, Payment, RefundReason, Sale
from consign.till.operations import record_sale
from consign.till.payments import NotPaidBack, Paid
from consign.till.refunds import (
    NotASale,
    NotYourSale,
    TooLateToUndo,
    refund_sale,
    undo_sale,
    undo_until,
)
from consign.till.taking_back import LineBack, NothingToRefund
from tests.factories import make_placed, make_sale, moment

SOLD = moment("2026-10-05 14:30")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sale(rcoop: Coworking, plume: Maker, terre: Maker, dan: User) -> Sale:
    """A necklace and two bowls, paid by card and the rest in cash; Dan sold them."""
    necklace = make_placed(rcoop, plume, "Collier", price="45.00").item
    bowls = make_placed(rcoop, terre, "Bol", price="12.99", quantity=2).item
    return record_sale(
        coworking=rcoop,
        wanted=[LineWanted(necklace.code), LineWanted(bowls.code, 2)],
        paid_with=Payment.MIXED,
        payments=[Paid(Payment.CARD, Decimal("50.00")), Paid(Payment.CASH, Decimal("21.00"))],
        key=uuid.uuid4(),
        by=dan,
        at=SOLD,
    ).sale


def undo(
    sale: Sale,
    by: User,
    at: datetime,
    *,
    key: uuid.UUID | None = None,
    undone_at: datetime | None = None,
    sent_at: datetime | None = None,
) -> Sale:
    return undo_sale(
        sale=sale, key=key or uuid.uuid4(), by=by, at=at, undone_at=undone_at, sent_at=sent_at
    ).sale


def test_an_undone_sale_leaves_goods_and_accounts_as_they_were(
    sale: Sale, dan: User, rcoop: Coworking
) -> None:
    back = undo(sale, dan, SOLD + MINUTE)
    assert (back.refund_of, back.reason) == (sale, RefundReason.UNDONE)
    for line in sale.lines.all():
        assert on_hand_at(line.item, rcoop) == line.quantity
        assert balance(line.account) == Decimal(0)


def test_money_paid_in_several_ways_goes_back_as_it_came(sale: Sale, dan: User) -> None:
    back = undo(sale, dan, SOLD + MINUTE)
    came = dict(sale.payments.values_list("means", "amount"))
    assert dict(back.payments.values_list("means", "amount")) == {
        means: -amount for means, amount in came.items()
    }
    assert (back.paid_with, back.cash_rounding) == (Payment.MIXED, -sale.cash_rounding)
    assert back.to_pay == -sale.to_pay


def test_a_transfer_that_was_undone_has_no_reference_to_arrive_by(
    rcoop: Coworking, terre: Maker, dan: User
) -> None:
    item = make_placed(rcoop, terre).item
    sold = make_sale(rcoop, item, at="2026-10-05 14:30", paid_with=Payment.TRANSFER, by=dan)
    part = undo(sold, dan, SOLD + MINUTE).payments.get()
    assert (part.means, part.amount, part.reference) == ("transfer", Decimal("-45.00"), "")


def test_five_minutes_are_the_last_moment(sale: Sale, dan: User) -> None:
    assert undo_until(sale) == SOLD + 5 * MINUTE
    with pytest.raises(TooLateToUndo):
        undo(sale, dan, SOLD + 5 * MINUTE + timedelta(seconds=1))
    assert undo(sale, dan, SOLD + 5 * MINUTE).reason == RefundReason.UNDONE


def test_only_who_sold_it_undoes_it(sale: Sale, cleo: User) -> None:
    with pytest.raises(NotYourSale, match="Dan sold this"):
        undo(sale, cleo, SOLD + MINUTE)
    assert not Sale.objects.filter(refund_of=sale).exists()


def test_a_refund_is_not_undone_nor_a_sale_twice(sale: Sale, dan: User) -> None:
    back = undo(sale, dan, SOLD + MINUTE)
    with pytest.raises(NotASale):
        undo(back, dan, SOLD + 2 * MINUTE)
    with pytest.raises(NothingToRefund):
        undo(sale, dan, SOLD + 2 * MINUTE)


def test_after_a_refund_there_is_nothing_to_undo(sale: Sale, dan: User) -> None:
    refund(sale, [LineBack(2)], dan, Payment.CASH)
    with pytest.raises(NothingToRefund):
        undo(sale, dan, SOLD + 2 * MINUTE)


def test_same_key_twice_is_one_undoing(sale: Sale, dan: User) -> None:
    key = uuid.uuid4()
    first = undo(sale, dan, SOLD + MINUTE, key=key)
    assert undo(sale, dan, SOLD + 2 * MINUTE, key=key) == first
    with pytest.raises(KeyReused):
        refund(sale, [LineBack(1)], dan, Payment.CASH, key=key)


def test_a_device_without_network_undoes_by_the_moment_it_was_pressed(
    rcoop: Coworking, terre: Maker, dan: User
) -> None:
    """Both acts arrive hours later, from a clock that is two hours behind."""
    code, behind = make_placed(rcoop, terre).item.code, timedelta(hours=2)
    arrived = SOLD + timedelta(hours=3)
    sold = record_sale(
        coworking=rcoop,
        wanted=[LineWanted(code)],
        paid_with=Payment.CARD,
        key=uuid.uuid4(),
        by=dan,
        at=arrived,
        sold_at=SOLD - behind,
        sent_at=arrived - behind,
        queued=True,
    ).sale
    assert sold.sold_at == SOLD
    late = SOLD - behind + 6 * MINUTE
    with pytest.raises(TooLateToUndo):
        undo(sold, dan, arrived, undone_at=late, sent_at=arrived - behind)
    pressed = SOLD - behind + 4 * MINUTE
    back = undo(sold, dan, arrived, undone_at=pressed, sent_at=arrived - behind)
    assert back.refund_of == sold


def refund(
    sale: Sale, back: list[LineBack], by: User, paid_with: Payment, key: uuid.UUID | None = None
) -> Sale:
    return refund_sale(
        sale=sale,
        back=back,
        reason=RefundReason.GESTURE,
        paid_with=paid_with,
        key=key or uuid.uuid4(),
        by=by,
        at=SOLD + MINUTE,
    ).sale


@pytest.mark.parametrize("means", [Payment.TRANSFER, Payment.MIXED])
def test_money_goes_back_in_cash_or_on_the_card_alone(
    sale: Sale, dan: User, means: Payment
) -> None:
    with pytest.raises(NotPaidBack) as refused:
        refund(sale, [LineBack(1)], dan, means)
    assert refused.value.place == "paid_with"


@pytest.fixture
def conflict(rcoop: Coworking, terre: Maker, dan: User) -> Conflict:
    """One vase, sold at the desk, and sold again by a device that could not ask."""
    vase = make_placed(rcoop, terre, "Vase", price="60.00").item
    make_sale(rcoop, vase, at="2026-10-05 14:00")
    again = record_sale(
        coworking=rcoop,
        wanted=[LineWanted(vase.code)],
        paid_with=Payment.CARD,
        key=uuid.uuid4(),
        by=dan,
        at=SOLD,
        queued=True,
    ).sale
    return Conflict.objects.get(line__sale=again)


@pytest.mark.parametrize("undone", [True, False])
def test_giving_the_money_back_settles_a_conflict(
    conflict: Conflict, dan: User, rcoop: Coworking, *, undone: bool
) -> None:
    sold = conflict.line.sale
    if undone:
        undo(sold, dan, SOLD + MINUTE)
    else:
        refund(sold, [LineBack(1)], dan, Payment.CARD)
    conflict.refresh_from_db()
    assert (conflict.state, conflict.decided_by) == (ConflictState.REFUNDED, dan)
    assert on_hand_at(conflict.line.item, rcoop) == 0
