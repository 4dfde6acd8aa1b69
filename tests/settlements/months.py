"""Months with all that closing them takes, and documents in a line each."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from consign.ledger.bookings import charge_fee
from consign.money.documents import Document
from consign.monthend.checks import problems
from consign.people.models import Coworking, Maker, VatStatus
from consign.settlements.models import Settlement
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_placed,
    make_sale,
    moment,
)

numbers = count(1)


def maker_on(coworking: Coworking, payee: VatStatus = VatStatus.LIABLE, **terms: Any) -> Maker:
    """A maker at 30 % and these terms."""
    maker = make_maker(f"Maker {next(numbers)}")
    make_agreement(coworking, make_affiliation(maker, make_entity("Payee", vat=payee)), **terms)
    return maker


def sell(coworking: Coworking, maker: Maker, price: str, at: str, **told: Any) -> Any:
    vat = told.pop("vat", "21")
    return make_sale(
        coworking, make_placed(coworking, maker, price=price, vat=vat).item, at=at, **told
    )


def fee(coworking: Coworking, maker: Maker, amount: str, on: str) -> None:
    charge_fee(
        coworking=coworking,
        maker=maker,
        label="Shelf",
        amount=Decimal(amount),
        by=None,
        at=moment(on),
    )


def told(document: Document) -> tuple[str, str, str, str]:
    """Kind, month it corrects, net and total."""
    amounts = document.amounts
    return document.kind.type_code, document.corrects, str(amounts.net), str(amounts.total)


def taxed(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """VAT category and rate of each."""
    return [(str(one.category), f"{one.percent.normalize():f}") for one in documents]


def closed(coworking: Coworking, month: str) -> Settlement:
    (settlement,) = make_closed(coworking, month)
    assert list(problems()) == []
    return settlement
