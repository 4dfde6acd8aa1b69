"""Worlds for tests, made with the real operations: no test lives in a world that cannot exist.

Everything happens on given days of 2026; nothing here reads the clock.
"""

import itertools
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from consign.agreements import operations as agreements
from consign.agreements.models import (
    Affiliation,
    Agreement,
    Bearer,
    CommissionBase,
    CommissionVat,
    Mode,
)
from consign.agreements.terms import Offer
from consign.days import Month
from consign.monthend import terms
from consign.monthend.operations import close_month
from consign.payouts.operations import mark_paid
from consign.payouts.queries import payouts_of
from consign.people import accounts
from consign.people import operations as people
from consign.people.models import (
    BankAccount,
    Coworking,
    Kind,
    LegalEntity,
    Maker,
    Role,
    User,
    VatStatus,
)
from consign.settlements.models import Settlement
from consign.stock import operations as stock
from consign.stock.items import register_item
from consign.stock.models import Item, Placement, Showcase
from consign.till.lines import LineWanted
from consign.till.models import Payment, RefundReason, Sale
from consign.till.operations import record_sale
from consign.till.refunds import refund_sale
from consign.till.taking_back import LineBack

LONG_AGO = date(2026, 1, 1)
# Textbook and invented numbers with valid check digits; they belong to nobody.
IBANS = ("BE71096123456769", "BE68539007547034")
counted = itertools.count(1)


def moment(text: str) -> datetime:
    """`2026-10-05 14:30` in UTC; noon when only a day is given."""
    return datetime.fromisoformat(text if " " in text else f"{text} 12:00").replace(tzinfo=UTC)


START = moment("2026-01-01")


def enterprise_number(index: int) -> str:
    """The index-th invented enterprise number: ten digits, the last two 97 less the rest mod 97."""
    base = 9_990_000 + index
    return f"{base:08d}{97 - base % 97:02d}"


def make_person(name: str, *, language: str = "en", password: str | None = None) -> User:
    return people.add_person(
        email=f"{name}@example.org",
        name=name.title(),
        language=language,
        password=password,
        at=START,
    )


def make_entity(
    name: str = "Payee",
    *,
    kind: Kind = Kind.SELF_EMPLOYED,
    vat: VatStatus = VatStatus.EXEMPT,
    bank: bool = True,
) -> LegalEntity:
    index = next(counted)
    entity = people.add_legal_entity(
        kind=kind,
        legal_name=name,
        enterprise_number=enterprise_number(index),
        street="Rue des Artisans 1",
        postcode="1050",
        town="Ixelles",
        by=None,
        at=START,
    )
    people.set_vat_status(entity=entity, status=vat, starts_on=LONG_AGO, by=None, at=START)
    if bank:
        accounts.add_bank_account(
            entity=entity, iban=IBANS[0], holder=name, starts_on=LONG_AGO, by=None, at=START
        )
    return entity


def make_account(
    entity: LegalEntity,
    *,
    starts_on: date,
    iban: str = IBANS[1],
    holder: str = "New",
    at: datetime = START,
) -> BankAccount:
    """Another account of an entity from a day on: one enters it, another confirms it."""
    entered = accounts.add_bank_account(
        entity=entity, iban=iban, holder=holder, starts_on=starts_on, by=None, at=at
    )
    return accounts.confirm_bank_account(account=entered, by=any_person(), at=at)


def make_coworking(
    name: str = "Rcoop", *, vat: VatStatus = VatStatus.LIABLE, minimum: str = "0.00"
) -> Coworking:
    operator = make_entity(f"{name} SC", kind=Kind.COOPERATIVE, vat=vat)
    coworking = people.add_coworking(
        name=name,
        operator=operator,
        street="Rue de la Paix 41",
        postcode="1050",
        town="Ixelles",
        minimum_payout=Decimal(minimum),
        by=None,
        at=START,
    )
    make_showcase(coworking)
    return coworking


def make_showcase(coworking: Coworking, name: str = "Window", *, on_show: bool = True) -> Showcase:
    return stock.add_showcase(coworking=coworking, name=name, on_show=on_show, by=None, at=START)


def make_member(coworking: Coworking, user: User, role: Role = Role.DESK) -> User:
    people.add_member(coworking=coworking, user=user, role=role, by=None, at=START)
    return user


def make_maker(name: str = "Comme une plume", *, person: User | None = None) -> Maker:
    return people.add_maker(name=name, person=person, online=True, by=None, at=START)


def make_affiliation(
    maker: Maker,
    payee: LegalEntity | None = None,
    *,
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
) -> Affiliation:
    return agreements.affiliate(
        maker=maker,
        payee=payee or make_entity(f"{maker.name} payee"),
        starts_on=starts_on,
        ends_on=ends_on,
        by=None,
        at=START,
    )


def make_agreement(
    coworking: Coworking,
    affiliation: Affiliation,
    *,
    percent: str = "30",
    starts_on: date | None = None,
    minimum: str = "0.00",
    bearer: Bearer = Bearer.PRO_RATA,
    maker_part: str | None = None,
    largest_discount: str = "100",
    accepted: bool = True,
    mode: Mode = Mode.AGENT,
    base: CommissionBase = CommissionBase.INCL_VAT,
    vat: CommissionVat = CommissionVat.INCLUDED,
    fee: str = "0.00",
    loss_percent: str | None = None,
) -> Agreement:
    offer = Offer(
        commission_percent=Decimal(percent),
        mode=mode,
        commission_base=base,
        commission_vat=vat,
        discount_bearer=bearer,
        maker_part_percent=Decimal(maker_part) if maker_part else None,
        largest_discount_percent=Decimal(largest_discount),
        shelf_fee=Decimal(fee),
        minimum_payout=Decimal(minimum),
        loss_percent=Decimal(loss_percent) if loss_percent else None,
    )
    agreement = terms.propose(
        coworking=coworking,
        affiliation=affiliation,
        starts_on=starts_on or affiliation.starts_on,
        offer=offer,
        by=None,
        at=START,
    )
    if accepted:
        terms.accept(agreement=agreement, by=any_person(), at=START)
    return agreement


def any_person() -> User:
    """Somebody, where it does not matter who."""
    return people.person(email="somebody@example.org", name="Somebody", language="en", at=START)


def make_selling_maker(
    coworking: Coworking,
    name: str = "Comme une plume",
    *,
    person: User | None = None,
    vat: VatStatus = VatStatus.EXEMPT,
    percent: str = "30",
    minimum: str = "0.00",
    bearer: Bearer = Bearer.PRO_RATA,
    maker_part: str | None = None,
    charged: CommissionVat = CommissionVat.INCLUDED,
    **terms: Any,
) -> Maker:
    """A maker with a payee and accepted terms: the desk can sell for them.

    `vat` is the payee's status, `charged` how VAT goes with the commission.
    """
    maker = make_maker(name, person=person)
    affiliation = make_affiliation(maker, make_entity(f"{name} payee", vat=vat))
    make_agreement(
        coworking,
        affiliation,
        percent=percent,
        minimum=minimum,
        bearer=bearer,
        maker_part=maker_part,
        vat=charged,
        **terms,
    )
    return maker


def make_item(
    maker: Maker, title: str = "Collier plume", *, price: str = "45.00", vat: str = "21"
) -> Item:
    return register_item(
        maker=maker,
        title=title,
        price=Decimal(price),
        vat_percent=Decimal(vat),
        by=None,
        at=START,
    )


def make_placed(
    coworking: Coworking,
    maker: Maker,
    title: str = "Collier plume",
    *,
    price: str = "45.00",
    quantity: int = 1,
    vat: str = "21",
    showcase: Showcase | None = None,
    at: datetime = START,
) -> Placement:
    """Pieces that were announced and accepted into a showcase."""
    item = make_item(maker, title, price=price, vat=vat)
    announcement = stock.announce(item=item, coworking=coworking, quantity=quantity, by=None, at=at)
    where = showcase or coworking.showcases.order_by("pk").first()
    assert where is not None
    return stock.accept(
        announcement=announcement, showcase=where, quantity=quantity, by=any_person(), at=at
    )


def make_sale(
    coworking: Coworking,
    items: Item | Sequence[Item],
    *,
    at: str = "2026-10-05",
    recorded: str | None = None,
    quantity: int = 1,
    discount: str = "0.00",
    paid_with: Payment = Payment.CARD,
    by: User | None = None,
) -> Sale:
    """A basket sold on a day, recorded then or later; quantity and discount apply to each line."""
    basket = [items] if isinstance(items, Item) else items
    return record_sale(
        coworking=coworking,
        wanted=[
            LineWanted(code=item.code, quantity=quantity, discount=Decimal(discount))
            for item in basket
        ],
        paid_with=paid_with,
        key=uuid.uuid4(),
        by=by or any_person(),
        at=moment(recorded or at),
        sold_at=moment(at),
    ).sale


def make_refund(
    sale: Sale, *, at: str = "2026-10-06", line: int = 1, quantity: int = 1, by: User | None = None
) -> Sale:
    return refund_sale(
        sale=sale,
        back=[LineBack(line=line, quantity=quantity)],
        reason=RefundReason.GESTURE,
        key=uuid.uuid4(),
        by=by or any_person(),
        at=moment(at),
    ).sale


def make_closed(coworking: Coworking, month: str = "2026-10") -> list[Settlement]:
    """A month closed on the first day of the next one."""
    period = Month.parse(month)
    run = close_month(
        coworking=coworking,
        month=period,
        by=any_person(),
        at=moment(f"{period.next.first} 08:00"),
    )
    assert not run.refused, [str(refused.reason) for refused in run.refused]
    return run.made


def make_paid(settlements: Sequence[Settlement], *, on: str) -> None:
    """Mark the payouts of settlements paid on a day."""
    numbers = [payout.number for payout in payouts_of(settlements).values()]
    mark_paid(
        coworking=settlements[0].coworking,
        numbers=numbers,
        paid_on=date.fromisoformat(on),
        by=any_person(),
        at=moment(f"{on} 18:00"),
    )
