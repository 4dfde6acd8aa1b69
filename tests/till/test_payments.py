"""How a ticket is paid, in one way or in several."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consign.money.split import euros
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.till.models import MEANS, Payment
from consign.till.payments import (
    NotAMeans,
    NotPaidBack,
    Paid,
    PaymentsDoNotAddUp,
    TooMuchCash,
    rounding_of,
    settle,
    settle_back,
)
from tests.factories import make_coworking

ROUNDS, EXACT = Coworking(rounds_cash=True), Coworking(rounds_cash=False)
CASH, CARD, TRANSFER = MEANS


def parts(**amounts: str) -> list[Paid]:
    return [Paid(Payment(means), Decimal(amount)) for means, amount in amounts.items()]


@pytest.mark.parametrize(
    ("paid_with", "to_pay"), [(CASH, "12.95"), (CARD, "12.97"), (TRANSFER, "12.97")]
)
def test_one_way_needs_no_amount(paid_with: Payment, to_pay: str) -> None:
    settled = settle(ROUNDS, Decimal("12.97"), paid_with)
    assert settled.parts == (Paid(paid_with, Decimal(to_pay)),)
    assert settled.rounding == Decimal(to_pay) - Decimal("12.97")


def test_an_amount_that_is_said_all_the_same_must_be_right() -> None:
    assert settle(ROUNDS, Decimal("12.97"), CASH, parts(cash="12.95")).parts
    with pytest.raises(PaymentsDoNotAddUp):
        settle(ROUNDS, Decimal("12.97"), CASH, parts(cash="12.97"))


def test_of_several_ways_only_the_cash_is_rounded() -> None:
    settled = settle(ROUNDS, Decimal("20.48"), Payment.MIXED, parts(card="10.00", cash="10.50"))
    assert settled.rounding == Decimal("0.02")
    assert sum(part.amount for part in settled.parts) == Decimal("20.50")
    exact = settle(EXACT, Decimal("20.48"), Payment.MIXED, parts(card="10.00", cash="10.48"))
    assert exact.rounding == 0


@pytest.mark.parametrize(
    ("amounts", "refusal"),
    [
        ({"card": "20.48"}, NotAMeans),
        ({}, NotAMeans),
        ({"card": "10.00", "mixed": "10.48"}, NotAMeans),
        ({"card": "10.00", "none": "10.48"}, NotAMeans),
        ({"card": "10.00", "cash": "10.48"}, PaymentsDoNotAddUp),
        ({"card": "20.48", "cash": "0.00"}, PaymentsDoNotAddUp),
        ({"card": "30.48", "cash": "-10.00"}, PaymentsDoNotAddUp),
        ({"card": "10.00", "transfer": "10.00"}, PaymentsDoNotAddUp),
    ],
)
def test_several_ways_add_up(amounts: dict[str, str], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        settle(ROUNDS, Decimal("20.48"), Payment.MIXED, parts(**amounts))


def test_the_same_way_twice_is_a_slip() -> None:
    twice = [Paid(CARD, Decimal("10.00")), Paid(CARD, Decimal("10.48"))]
    with pytest.raises(NotAMeans):
        settle(ROUNDS, Decimal("20.48"), Payment.MIXED, twice)


@pytest.mark.parametrize("paid_with", [Payment.NONE, Payment.MIXED])
def test_a_sale_is_paid(paid_with: Payment) -> None:
    with pytest.raises(NotAMeans):
        settle(ROUNDS, Decimal("20.48"), paid_with)


def test_cash_is_lawful_up_to_a_limit() -> None:
    assert settle(ROUNDS, Decimal("3000.00"), CASH).parts
    with pytest.raises(TooMuchCash):
        settle(ROUNDS, Decimal("3000.05"), CASH)
    split = parts(cash="3000.00", card="500.00")
    assert settle(ROUNDS, Decimal("3500.00"), Payment.MIXED, split).parts
    with pytest.raises(TooMuchCash):
        settle(ROUNDS, Decimal("3500.05"), Payment.MIXED, parts(cash="3000.05", card="500.00"))


@pytest.mark.parametrize("paid_with", [TRANSFER, Payment.MIXED])
def test_money_goes_back_over_the_counter(paid_with: Payment) -> None:
    with pytest.raises(NotPaidBack):
        settle_back(ROUNDS, Decimal("-12.97"), paid_with)


def test_where_no_money_moves_nothing_is_rounded() -> None:
    settled = settle_back(ROUNDS, Decimal("-12.97"), Payment.NONE)
    assert (settled.parts, settled.rounding) == (
        (Paid(Payment.NONE, Decimal("-12.97")),),
        Decimal("0.00"),
    )


@given(st.integers(2, 10_000), st.data())
def test_whatever_is_left_after_the_card_can_be_paid_in_cash(
    total: int, data: st.DataObject
) -> None:
    on_card = data.draw(st.integers(1, total - 1))
    left = euros(total - on_card)
    cash = left + rounding_of(ROUNDS, left, CASH)
    if not cash:
        return  # one or two cents in cash are nothing
    settled = settle(
        ROUNDS, euros(total), Payment.MIXED, [Paid(CARD, euros(on_card)), Paid(CASH, cash)]
    )
    assert sum(part.amount for part in settled.parts) == euros(total) + settled.rounding
    assert abs(settled.rounding) <= Decimal("0.02")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("total", "rounding"),
    [("12.99", "0.01"), ("12.97", "-0.02"), ("-12.99", "-0.01"), ("12.95", "0.00")],
)
def test_only_cash_is_rounded_and_only_where_the_coworking_rounds(
    total: str, rounding: str
) -> None:
    coworking = make_coworking()

    def roundings(payments: Sequence[Payment]) -> list[Decimal]:
        return [rounding_of(coworking, Decimal(total), payment) for payment in payments]

    assert roundings([Payment.CASH, Payment.CARD]) == [Decimal(rounding), Decimal("0.00")]
    coworking.rounds_cash = False
    assert roundings([Payment.CASH]) == [Decimal("0.00")]
