"""The month that docs/money.md works through, with the real operations."""

import re
import uuid
from decimal import Decimal
from pathlib import Path

import pytest

from consign.monthend.statement import statement_of
from consign.people.models import Coworking, User, VatStatus
from consign.till.lines import LineWanted
from consign.till.models import Payment
from consign.till.operations import record_sale
from tests.factories import (
    make_closed,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "money.md"


def test_the_month_of_the_money_page(rcoop: Coworking, dan: User) -> None:
    julie = make_selling_maker(rcoop, "Comme une plume", vat=VatStatus.LIABLE)
    ben = make_selling_maker(rcoop, "Terre de Ben", percent="25", minimum="10.00")
    necklace = make_placed(rcoop, julie, price="45.00").item
    earrings = make_placed(rcoop, julie, price="24.00", quantity=2).item
    bowls = [make_placed(rcoop, ben, price=price).item for price in ("12.99", "20.00")]
    told: list[Decimal] = []

    first = record_sale(
        coworking=rcoop,
        wanted=[LineWanted(necklace.code), LineWanted(bowls[0].code)],
        paid_with=Payment.CASH,
        key=uuid.uuid4(),
        by=dan,
        at=moment("2026-10-03"),
    ).sale
    second = make_sale(rcoop, earrings, quantity=2, discount="4.80", at="2026-10-10")
    back = make_refund(second, at="2026-10-17")
    for sale in (first, second, back):
        for line in sale.lines.all():
            told += [abs(line.gross), abs(line.commission), abs(line.share)]
    told += [first.total, first.to_pay]

    october = make_closed(rcoop, "2026-10")
    hers, his = map(statement_of, october)
    told += [hers.totals.sales, hers.totals.commission, hers.totals.refunds]
    told += [hers.totals.commission_reversed, hers.payout, his.closing]
    (rate,), (part,) = hers.vat_on_sales, hers.vat_on_commission
    told += [rate.paid, rate.vat, rate.base, part.parts.total, part.parts.vat, part.parts.net]
    assert hers.closing == his.payout == Decimal(0)
    assert list(his.vat_on_sales) == []

    make_paid(october[:1], on="2026-11-03")
    again = make_refund(second, at="2026-11-10")
    make_sale(rcoop, bowls[1], at="2026-11-12")
    told += [abs(line.share) for line in again.lines.all()]
    hers, his = map(statement_of, make_closed(rcoop, "2026-11"))
    told += [abs(hers.closing), his.opening, his.payout]
    assert hers.closing < 0
    assert hers.payout == 0

    written = set(re.findall(r"\d+\.\d\d", PAGE.read_text(encoding="utf-8")))
    assert {f"{amount:.2f}" for amount in told} <= written
    assert [f"{amount:.2f}" for amount in (hers.closing, his.payout)] == ["-15.12", "24.74"]
