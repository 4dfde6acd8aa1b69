"""A sale that was tampered with is found, on whichever side."""

from decimal import Decimal

import pytest

from consign.ledger.models import Entry
from consign.people.models import Coworking, Maker, VatStatus
from consign.stock.models import Movement
from consign.till.checks import problems
from consign.till.models import Sale, SaleLine
from tests.factories import make_placed, make_refund, make_sale
from tests.underneath import change

pytestmark = pytest.mark.django_db
SOLD, BACK = "S-2026-00001/1", "S-2026-00002/1"


@pytest.fixture(autouse=True)
def world(rcoop: Coworking, plume: Maker, terre: Maker) -> None:
    """Three necklaces and a bowl on one ticket; one necklace came back."""
    necklaces = make_placed(rcoop, plume, quantity=3).item
    bowls = make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=3).item
    sale = make_sale(rcoop, [necklaces, bowls], quantity=3)
    make_refund(sale)


def test_sales_of_the_operations_agree_with_goods_and_money() -> None:
    assert SaleLine.objects.count() == 3
    assert list(problems()) == []


def test_a_changed_total_is_found() -> None:
    change(Sale.objects.filter(number="S-2026-00001"), total=Decimal("1.00"))
    assert list(problems()) == ["till: the lines of S-2026-00001 do not add up to its total"]


def test_a_sale_that_lost_a_line_is_found() -> None:
    SaleLine.objects.filter(reference="S-2026-00001/2").delete()
    assert list(problems()) == ["till: the lines of S-2026-00001 do not add up to its total"]


def test_a_sale_without_lines_is_found() -> None:
    SaleLine.objects.filter(reference=BACK).delete()
    assert list(problems()) == ["till: the lines of S-2026-00002 do not add up to its total"]


@pytest.mark.parametrize("reference", [SOLD, BACK])
def test_a_line_without_an_entry_is_found(reference: str) -> None:
    change(Entry.objects.filter(reference=reference), reference="S-2026-09999/1")
    assert list(problems()) == [f"till: line {reference} has no entry of its day and share"]


@pytest.mark.parametrize("reference", [SOLD, BACK])
@pytest.mark.parametrize(
    "columns",
    [
        {"amount": "1.00", "gross": "1.00", "commission": "0.00"},
        {"gross": "46.00", "commission": "14.50"},
        {"on": "2026-10-31"},
    ],
)
def test_an_entry_that_says_something_else_is_found(
    reference: str, columns: dict[str, str]
) -> None:
    change(Entry.objects.filter(reference=reference), **columns)
    assert list(problems()) == [f"till: line {reference} has no entry of its day and share"]


def test_an_entry_on_another_account_is_found(terre: Maker) -> None:
    other = Entry.objects.get(reference="S-2026-00001/2").account
    change(Entry.objects.filter(reference=SOLD), account=other)
    assert list(problems()) == [f"till: line {SOLD} has no entry of its day and share"]


@pytest.mark.parametrize("reference", [SOLD, BACK])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("mode", "own_name"),
        ("commission_vat", "added"),
        ("payee_vat_status", VatStatus.EXEMPT),
        ("service_vat_percent", Decimal(6)),
        ("vat_percent", Decimal(6)),
        ("supply_vat_percent", Decimal(6)),
    ],
)
def test_an_entry_that_is_taxed_otherwise_is_found(
    reference: str, column: str, value: object
) -> None:
    change(Entry.objects.filter(reference=reference), **{column: value})
    assert list(problems()) == [f"till: line {reference} is taxed otherwise than its entry"]


@pytest.mark.parametrize("reference", [SOLD, BACK])
def test_a_line_without_a_movement_is_found(reference: str) -> None:
    Movement.objects.filter(reference=reference).delete()
    assert list(problems()) == [f"till: line {reference} has no movement of goods"]


def test_more_back_than_was_sold_is_found() -> None:
    change(
        SaleLine.objects.filter(reference=BACK),
        quantity=-4,
        gross=Decimal("-180.00"),
        commission=Decimal("-54.00"),
    )
    assert f"till: more of {SOLD} came back than was sold" in list(problems())
