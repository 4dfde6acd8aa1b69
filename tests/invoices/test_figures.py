from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consign.invoices.figures import (
    due_of,
    signed_quantity,
    total_of,
    unit_price,
)
from consign.invoices.models import DocumentLine
from consign.money.split import euros, half_up
from tests.invoices.papers import figures, issued, part


def line(net: str, quantity: int) -> DocumentLine:
    return DocumentLine(position=1, text="Bowl", quantity=quantity, net=Decimal(net))


@pytest.mark.parametrize(
    ("net", "quantity", "price"),
    [
        ("13.50", 1, "13.50"),
        ("13.50", 2, "6.75"),
        ("10.00", 3, "3.333"),
        ("35.93", 2, "17.965"),
        ("0.01", 3, "0.003"),
        ("0.01", 1000, "0.00001"),
        ("0.00", 5, "0.00"),
        ("-13.50", 2, "6.75"),
    ],
)
def test_a_price_has_as_few_decimals_as_give_the_net_back(
    net: str, quantity: int, price: str
) -> None:
    assert unit_price(line(net, quantity)) == Decimal(price)


@given(
    net=st.integers(-10_000_000, 10_000_000).map(euros),
    quantity=st.integers(1, 100_000),
)
def test_quantity_times_price_is_the_net(net: Decimal, quantity: int) -> None:
    found = DocumentLine(position=1, text="Bowl", quantity=quantity, net=net)
    price = unit_price(found)
    assert price >= 0
    assert half_up(signed_quantity(found) * price) == net


def test_what_is_due_is_the_total_less_what_the_account_settles() -> None:
    document = issued(figures(part("8.50")), due="3.25").document
    assert (total_of(document), due_of(document)) == (Decimal("8.50"), Decimal("3.25"))
