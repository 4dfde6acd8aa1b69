"""The month that docs/money.md works through, with the real operations."""

import re
import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from consign.agreements.models import CommissionVat, Mode
from consign.days import Month
from consign.ledger.models import LossCause
from consign.money.split import ZERO
from consign.monthend.losses import record_loss
from consign.monthend.own_sales import own_vat_on_sales
from consign.monthend.statement import Statement, statement_of
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.settlements.models import Settlement
from consign.till.lines import LineWanted
from consign.till.models import Payment, Sale
from consign.till.operations import record_sale
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    moment,
)

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "money.md"
# Prices, and what a sale of the stolen ring would have brought.
AGREED = {"21.00", "24.00", "30.00", "48.00"}
# November's VAT on what came back, its invoices, and Ben's share before the VAT on top.
UNTOLD = {"3.75", "17.85", "2.10", "6.05", "15.00"}


def make_terms(coworking: Coworking, name: str, status: VatStatus, **terms: Any) -> Maker:
    """A maker with a payee on terms of their own."""
    maker = make_maker(name)
    affiliation = make_affiliation(maker, make_entity(f"{name} payee", vat=status))
    make_agreement(coworking, affiliation, **terms)
    return maker


def closed(coworking: Coworking, month: str) -> dict[str, Statement]:
    """A month closed: the statement of each maker, by the project's name."""
    made = make_closed(coworking, month)
    return {settlement.account.maker.name: statement_of(settlement) for settlement in made}


def figures_of_sale(sale: Sale) -> Iterator[Decimal]:
    for line in sale.lines.all():
        yield from (line.gross, line.commission, line.share, line.discount)


def figures_of(statement: Statement) -> Iterator[Decimal]:
    """Every sum of a statement."""
    sums = statement.totals
    yield from (statement.opening, sums.sales, sums.commission, sums.refunds, sums.fees)
    yield from (sums.commission_reversed, sums.commission_vat, sums.compensations)
    yield from (statement.payout, statement.closing)
    for rate in statement.vat_on_sales:
        yield from (rate.paid, rate.vat, rate.base)
    for document in statement.documents:
        parts = document.amounts
        yield from (parts.net, parts.vat, parts.rounding, parts.total)


def test_the_month_of_the_money_page(rcoop: Coworking, dan: User) -> None:
    julie = make_terms(rcoop, "Comme une plume", VatStatus.LIABLE, fee="12.10")
    ben = make_terms(
        rcoop,
        "Terre de Ben",
        VatStatus.EXEMPT,
        percent="25",
        minimum="10.00",
        vat=CommissionVat.ADDED,
    )
    ana = make_terms(rcoop, "Bois de Lune", VatStatus.LIABLE, mode=Mode.OWN_NAME)
    necklace = make_placed(rcoop, julie, price="45.00").item
    earrings = make_placed(rcoop, julie, price="24.00", quantity=2).item
    ring = make_placed(rcoop, julie, price="30.00")
    bowls = [make_placed(rcoop, ben, price=price).item for price in ("12.99", "20.00")]
    light = make_placed(rcoop, ana, price="20.00").item

    first = record_sale(
        coworking=rcoop,
        wanted=[LineWanted(necklace.code), LineWanted(bowls[0].code)],
        paid_with=Payment.CASH,
        key=uuid.uuid4(),
        by=dan,
        at=moment("2026-10-03"),
    ).sale
    second = make_sale(rcoop, earrings, quantity=2, discount="4.80", at="2026-10-10")
    third = make_sale(rcoop, light, at="2026-10-12")
    back = make_refund(second, at="2026-10-17")
    record_loss(placement=ring, quantity=1, cause=LossCause.STOLEN, by=dan, at=moment("2026-10-20"))
    told = [figure for sale in (first, second, third, back) for figure in figures_of_sale(sale)]
    told += [first.total, first.to_pay]

    october = closed(rcoop, "2026-10")
    hers, his, anas = (october[maker.name] for maker in (julie, ben, ana))
    told += [figure for statement in october.values() for figure in figures_of(statement)]
    told += [hers.totals.commission - hers.totals.commission_reversed]
    assert (hers.payout, hers.closing) == (Decimal("51.88"), ZERO)
    assert (his.payout, his.closing) == (ZERO, Decimal("9.06"))
    assert (anas.payout, anas.totals.commission_vat) == (Decimal("14.00"), ZERO)
    assert list(his.vat_on_sales) == list(anas.vat_on_sales) == []
    (own,) = own_vat_on_sales(rcoop, Month(2026, 10))
    told += [own.paid, own.vat, own.base]

    paid = Settlement.objects.filter(account__maker__in=[julie, ana])
    make_paid(list(paid), on="2026-11-03")
    again = make_refund(second, at="2026-11-10")
    bowl = make_sale(rcoop, bowls[1], at="2026-11-12")
    told += [*figures_of_sale(again), *figures_of_sale(bowl)]
    november = closed(rcoop, "2026-11")
    hers, his = november[julie.name], november[ben.name]
    told += [figure for statement in november.values() for figure in figures_of(statement)]
    told += [his.payout - his.opening]
    assert (hers.payout, hers.closing) == (ZERO, Decimal("-27.22"))
    assert (his.opening, his.payout) == (Decimal("9.06"), Decimal("23.01"))
    credit = hers.documents[1].amounts
    assert [credit.net, credit.vat, credit.rounding] == [
        Decimal(amount) for amount in ("5.36", "1.13", "-0.01")
    ]

    written = set(re.findall(r"\d+\.\d\d(?!\d)", PAGE.read_text(encoding="utf-8")))
    found = {f"{abs(amount):.2f}" for amount in told}
    assert written - found == AGREED
    assert found - written == UNTOLD
