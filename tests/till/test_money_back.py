"""What a refund would give back, said before it is made."""

from decimal import Decimal

import pytest

from consign.people.models import Coworking, Maker
from consign.refusal import Refused
from consign.till.models import MEANS_BACK, Payment, Sale
from consign.till.money_back import left_on, money_back
from consign.till.refunds import NotASale
from consign.till.taking_back import LineBack, NothingToRefund, RefundExceedsSale
from tests.factories import make_placed, make_refund, make_sale


@pytest.fixture
def sale(rcoop: Coworking, terre: Maker) -> Sale:
    """Three bowls and three vases, with a euro off each line."""
    bowls = make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=3).item
    vases = make_placed(rcoop, terre, "Vase", price="60.00", quantity=3).item
    return make_sale(rcoop, [bowls, vases], quantity=3, discount="1.00")


def test_what_is_left_of_each_line(sale: Sale) -> None:
    assert left_on(sale) == {1: 3, 2: 3}
    make_refund(sale, line=1, quantity=2)
    make_refund(sale, line=2)
    assert left_on(sale) == {1: 1, 2: 2}


@pytest.mark.parametrize("paid_with", MEANS_BACK)
def test_refund_gives_what_was_said_before(sale: Sale, paid_with: Payment) -> None:
    make_refund(sale, line=1)
    said = money_back(sale, [LineBack(1, 2), LineBack(2, 1)], paid_with)
    assert said.total == Decimal("25.31") + Decimal("59.67")
    made = [make_refund(sale, line=1, quantity=2), make_refund(sale, line=2)]
    assert -sum(refund.total for refund in made) == said.total


def test_cash_is_rounded_to_five_cents(sale: Sale) -> None:
    back = [LineBack(1, 3)]
    assert money_back(sale, back, Payment.CARD).to_pay == Decimal("37.97")
    assert money_back(sale, back, Payment.CASH).to_pay == Decimal("37.95")


@pytest.mark.parametrize(
    ("back", "reason", "place"),
    [
        ([], NothingToRefund, "lines"),
        ([LineBack(3)], NothingToRefund, "lines"),
        ([LineBack(1, 4)], RefundExceedsSale, "lines.1"),
        ([LineBack(1), LineBack(2, 0)], RefundExceedsSale, "lines.2"),
    ],
)
def test_what_cannot_come_back_is_refused(
    sale: Sale, back: list[LineBack], reason: type[Refused], place: str
) -> None:
    with pytest.raises(reason) as refused:
        money_back(sale, back, Payment.CARD)
    assert refused.value.place == place


def test_refund_is_not_refunded(sale: Sale) -> None:
    with pytest.raises(NotASale):
        money_back(make_refund(sale), [LineBack(1)], Payment.CARD)
