"""What the coworking owes in VAT on goods that it sold in its own name."""

from decimal import Decimal

import pytest

from consign.agreements.models import Mode
from consign.days import Month
from consign.monthend.own_sales import OwnVat, own_vat_on_sales
from consign.people.models import Coworking, Maker, VatStatus
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_closed,
    make_coworking,
    make_entity,
    make_maker,
    make_placed,
    make_refund,
    make_sale,
)

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


def make_supplier(coworking: Coworking, name: str, vat: VatStatus = VatStatus.LIABLE) -> Maker:
    """A maker whose goods the coworking sells in its own name."""
    maker = make_maker(name)
    affiliation = make_affiliation(maker, make_entity(f"{name} payee", vat=vat))
    make_agreement(coworking, affiliation, mode=Mode.OWN_NAME)
    return maker


def told(found: list[OwnVat]) -> list[tuple[str, str, str, str, str]]:
    return [
        (str(one.month), f"{one.vat_percent:f}", str(one.paid), str(one.vat), str(one.base))
        for one in found
    ]


def test_all_makers_of_a_month_and_rate_are_one_sum(rcoop: Coworking, plume: Maker) -> None:
    liable, exempt = make_supplier(rcoop, "A"), make_supplier(rcoop, "B", VatStatus.EXEMPT)
    for maker in (liable, exempt):
        make_sale(rcoop, make_placed(rcoop, maker, price="45.00").item, at="2026-10-05")
    make_sale(rcoop, make_placed(rcoop, exempt, price="10.00", vat="6").item, at="2026-10-31 22:30")
    make_sale(rcoop, make_placed(rcoop, plume, price="99.00").item, at="2026-10-06")
    assert told(own_vat_on_sales(rcoop)) == [
        ("2026-10", "6.0000", "10.00", "0.57", "9.43"),
        ("2026-10", "21.0000", "90.00", "15.62", "74.38"),
    ]
    assert own_vat_on_sales(rcoop, NOVEMBER) == []


def test_a_refund_counts_in_its_own_month(rcoop: Coworking) -> None:
    item = make_placed(rcoop, make_supplier(rcoop, "A"), price="45.00", quantity=2).item
    sale = make_sale(rcoop, item, at="2026-10-31 22:59", quantity=2)
    make_closed(rcoop, "2026-10")
    make_refund(sale, at="2026-10-31 23:00")
    assert told(own_vat_on_sales(rcoop)) == [
        ("2026-10", "21.0000", "90.00", "15.62", "74.38"),
        ("2026-11", "21.0000", "-45.00", "-7.81", "-37.19"),
    ]
    assert [one.paid for one in own_vat_on_sales(rcoop, OCTOBER)] == [Decimal("90.00")]


def test_what_came_back_wholly_still_has_its_line(rcoop: Coworking) -> None:
    item = make_placed(rcoop, make_supplier(rcoop, "A")).item
    make_refund(make_sale(rcoop, item), at="2026-10-06")
    assert told(own_vat_on_sales(rcoop)) == [("2026-10", "21.0000", "0.00", "0.00", "0.00")]


def test_an_exempt_coworking_owes_none() -> None:
    small = make_coworking("Small", vat=VatStatus.EXEMPT)
    make_sale(small, make_placed(small, make_supplier(small, "A")).item)
    assert own_vat_on_sales(small) == []


def test_another_coworkings_sales_are_its_own(rcoop: Coworking, filature: Coworking) -> None:
    make_sale(filature, make_placed(filature, make_supplier(filature, "A")).item)
    assert own_vat_on_sales(rcoop) == []
    assert len(own_vat_on_sales(filature)) == 1
