"""A month in which everything happens that a statement can tell."""

from datetime import date
from decimal import Decimal

from consign.agreements.models import Bearer, CommissionBase, CommissionVat, Mode
from consign.ledger.bookings import adjust, charge_fee
from consign.ledger.models import LossCause
from consign.monthend.losses import record_loss
from consign.people.models import Coworking, Kind, Maker, User, VatStatus
from consign.settlements.models import Settlement
from tests.factories import (
    any_person,
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

NET, EXCL = CommissionVat.ADDED, CommissionBase.EXCL_VAT


def make_rich_month(coworking: Coworking, person: User | None = None) -> Settlement:
    """October 2026 of one account: as agent and in the coworking's own name, VAT on top, two rates,
    a discount of each bearer, refunds of this month and of the one before, fees, a loss, an
    adjustment, a piece above 250 and pieces left."""
    maker = make_maker("Comme une plume", person=person)
    _agree(coworking, maker)
    ring = make_placed(coworking, maker, "Ring", price="45.00", quantity=20).item
    book = make_placed(coworking, maker, "Little book", price="17.77", quantity=20, vat="6").item
    crown = make_placed(coworking, maker, "Crown", price="1045.50", quantity=2).item
    lost = make_placed(coworking, maker, "Candle", price="12.50", quantity=9)

    september = make_sale(coworking, [ring, book], at="2026-09-20 15:10", quantity=3)
    make_paid(make_closed(coworking, "2026-09"), on="2026-10-02")

    first = make_sale(coworking, [ring, book], at="2026-10-02 14:30", quantity=3, discount="1.00")
    make_sale(coworking, crown, at="2026-10-06 10:00", discount="40.00")
    make_sale(coworking, [ring, book], at="2026-10-09 10:00", discount="3.00")
    third = make_sale(coworking, ring, at="2026-10-12 10:00", quantity=3, discount="10.01")
    own = make_sale(coworking, [ring, book], at="2026-10-17 23:30", quantity=2, discount="2.00")

    make_refund(first, at="2026-10-18", line=2, quantity=1)
    make_refund(third, at="2026-10-19", quantity=1)
    make_refund(third, at="2026-10-20", quantity=2)
    make_refund(september, at="2026-10-21", line=1, quantity=2)
    make_refund(own, at="2026-10-22", line=2, quantity=1)

    at = moment("2026-10-23")
    who = any_person()
    charge_fee(
        coworking=coworking, maker=maker, label="Window", amount=Decimal("12.10"), by=who, at=at
    )
    adjust(
        coworking=coworking,
        maker=maker,
        amount=Decimal("-4.05"),
        reason="Counted twice in August",
        by=who,
        at=at,
    )
    record_loss(
        placement=lost, quantity=2, cause=LossCause.STOLEN, reason="Window broken", by=who, at=at
    )
    (settlement,) = make_closed(coworking, "2026-10")
    return settlement


def _agree(coworking: Coworking, maker: Maker) -> None:
    """New terms every few days: each bearer, each base, and from 15 October in its own name."""
    payee = make_entity("Dies SC", kind=Kind.COOPERATIVE, vat=VatStatus.LIABLE)
    affiliation = make_affiliation(maker, payee)
    make_agreement(coworking, affiliation, vat=NET)
    days = [
        (1, {"vat": NET, "base": EXCL, "fee": "24.20"}),
        (5, {"bearer": Bearer.MAKER, "fee": "24.20"}),
        (8, {"vat": NET, "bearer": Bearer.COWORKING, "base": EXCL, "fee": "24.20"}),
        (11, {"vat": NET, "bearer": Bearer.SPLIT, "maker_part": "33.33", "fee": "30.25"}),
        (15, {"mode": Mode.OWN_NAME, "percent": "33.3", "base": EXCL, "minimum": "10.00"}),
    ]
    for day, terms in days:
        make_agreement(coworking, affiliation, starts_on=date(2026, 10, day), **terms)  # type: ignore[arg-type]
