"""A sale that was tampered with is found, on whichever side."""

from decimal import Decimal

import pytest

from consign.ledger.models import Entry
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.stock.models import Movement
from consign.till.checks import problems
from consign.till.models import DayClosing, Payment, Sale, SaleLine, SalePayment, Till
from consign.till.places import first_till
from tests.factories import make_placed, make_refund, make_sale
from tests.till.closing import close
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
    assert list(problems()) == [
        "till: the lines of S-2026-00001 do not add up to its total",
        "till: the payments of S-2026-00001 do not add up to what was to pay",
    ]


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


@pytest.mark.parametrize("number", ["S-2026-00001", "S-2026-00002"])
def test_a_payment_of_another_amount_is_found(number: str) -> None:
    change(SalePayment.objects.filter(sale__number=number), amount=Decimal("1.00"))
    assert list(problems()) == [f"till: the payments of {number} do not add up to what was to pay"]


def test_a_ticket_without_payment_is_found() -> None:
    SalePayment.objects.filter(sale__number="S-2026-00001").delete()
    assert list(problems()) == [
        "till: the payments of S-2026-00001 do not add up to what was to pay"
    ]


def test_a_transfer_without_its_reference_is_found(rcoop: Coworking, terre: Maker) -> None:
    sale = make_sale(rcoop, make_placed(rcoop, terre).item, paid_with=Payment.TRANSFER)
    assert list(problems()) == []
    for reference in ("", "RF18539007547034"):
        change(SalePayment.objects.filter(sale=sale), reference=reference)
        assert list(problems()) == [f"till: the transfer of {sale.number} has not its reference"]


class TestClosings:
    @pytest.fixture(autouse=True)
    def closings(self, rcoop: Coworking, terre: Maker, dan: User) -> None:
        """Two days of the first till: what came back on a card, and a bowl on another."""
        till = first_till(rcoop)
        close(till, dan, "100.00", opening="100.00", banked="20.00", at="2026-10-06 18:00")
        make_sale(rcoop, make_placed(rcoop, terre).item, at="2026-10-07")
        close(till, dan, "80.00", at="2026-10-07 18:00")

    def test_they_agree_with_their_sales(self) -> None:
        first, second = DayClosing.objects.order_by("pk")
        assert (first.card, second.card) == (Decimal("-45.00"), Decimal("45.00"))
        assert list(problems()) == []

    @pytest.mark.parametrize(
        "columns",
        [
            {"cash": "1.00", "reason": "x"},
            {"card": "1.00"},
            {"transfer": "1.00"},
            {"sales": 7},
            {"refunds": 7},
        ],
    )
    def test_one_that_tells_other_sales_is_found(self, columns: dict[str, object]) -> None:
        change(DayClosing.objects.filter(number="D-2026-00002"), **columns)
        assert "till: D-2026-00002 does not say what its sales took" in list(problems())

    @pytest.mark.parametrize(
        "columns",
        [
            {"opening": "81.00", "reason": "x"},
            {"till": "other"},
        ],
    )
    def test_one_that_does_not_follow_is_found(
        self, rcoop: Coworking, columns: dict[str, object]
    ) -> None:
        if "till" in columns:
            columns = {**columns, "till": Till.objects.create(coworking=rcoop, name="Other")}
        change(DayClosing.objects.filter(number="D-2026-00002"), **columns)
        said = "till: D-2026-00002 does not begin where the closing before it ended"
        assert said in list(problems())

    def test_a_sale_between_two_closings_is_found(self) -> None:
        first = DayClosing.objects.get(number="D-2026-00001")
        change(DayClosing.objects.filter(pk=first.pk), through=None)
        assert list(problems()) == [
            "till: D-2026-00001 does not say what its sales took",
            "till: D-2026-00002 does not say what its sales took",
        ]

    def test_other_pieces_than_were_counted_are_found(self) -> None:
        change(DayClosing.objects.filter(number="D-2026-00002"), pieces={"5000": 1})
        assert list(problems()) == [
            "till: the coins and notes of D-2026-00002 do not come to what was counted"
        ]
