"""From the shelf to the bank, once: the whole flow as the people in it live it.

Julie makes jewellery as "Comme une plume" and is paid through Dies; Ben throws pots on his own
account.  Both show in the window of Rcoop, whose desk sells and whose manager closes the month.
"""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from consign.agreements.operations import affiliate
from consign.agreements.terms import Offer
from consign.bank.statement import BankLine
from consign.days import Month
from consign.invoices.queries import documents_at
from consign.ledger.queries import accounts_of, balance
from consign.monthend.operations import close_month
from consign.monthend.statement import so_far, statement_of
from consign.monthend.terms import accept as accept_terms
from consign.monthend.terms import propose
from consign.payouts.bank_statements import read_in
from consign.payouts.contents import contents_digest, remittance_file
from consign.payouts.models import PayoutState, RequestState
from consign.payouts.queries import payouts_at, requests_at
from consign.payouts.remitting import approve, export, prepare_remittance
from consign.people.models import Kind, Role, VatStatus
from consign.stock.items import register_item
from consign.stock.on_show import on_show
from consign.stock.operations import accept, announce
from consign.stock.queries import announced_at, by_code, on_hand_at
from consign.till.lines import LineWanted
from consign.till.models import Payment, RefundReason
from consign.till.operations import record_sale
from consign.till.queries import takings
from consign.till.refunds import refund_sale
from consign.till.taking_back import LineBack
from tests.bank.files import camt_053
from tests.bank.iso import control_sum, expect_valid
from tests.factories import (
    IBANS,
    make_coworking,
    make_entity,
    make_maker,
    make_member,
    make_person,
    make_selling_maker,
    moment,
)
from tests.invoices.validating import problems_of

pytestmark = pytest.mark.django_db


def test_from_the_shelf_to_the_bank() -> None:
    # Rcoop opens its window; Dan stands at the desk, Cleo and Eva manage.
    rcoop = make_coworking("Rcoop")
    window = rcoop.showcases.get()
    dan = make_member(rcoop, make_person("dan"))
    cleo = make_member(rcoop, make_person("cleo"), Role.MANAGER)
    eva = make_member(rcoop, make_person("eva"), Role.MANAGER)

    # Julie is paid through Dies, which accepts Rcoop's terms: 30 % of the price paid, VAT included.
    julie = make_person("julie", language="fr")
    plume = make_maker("Comme une plume", person=julie)
    dies = make_entity("Dies SC", kind=Kind.COOPERATIVE, vat=VatStatus.LIABLE)
    at_dies = affiliate(
        maker=plume, payee=dies, starts_on=date(2026, 8, 1), by=cleo, at=moment("2026-07-20")
    )
    terms = propose(
        coworking=rcoop,
        affiliation=at_dies,
        starts_on=date(2026, 8, 1),
        offer=Offer(commission_percent=Decimal(30)),
        by=cleo,
        at=moment("2026-07-20"),
    )
    accept_terms(agreement=terms, by=julie, at=moment("2026-07-21"))
    ben = make_selling_maker(rcoop, "Terre de Ben", vat=VatStatus.EXEMPT, percent="25")

    # Julie registers a necklace at home and announces it; Ben announces four bowls.
    necklace = register_item(
        maker=plume,
        title="Collier plume",
        price=Decimal("45.00"),
        by=julie,
        at=moment("2026-08-30"),
    )
    bowl = register_item(
        maker=ben, title="Bol bleu", price=Decimal("12.99"), by=None, at=moment("2026-08-30")
    )
    announce(item=necklace, coworking=rcoop, quantity=1, by=julie, at=moment("2026-08-30"))
    announce(item=bowl, coworking=rcoop, quantity=4, by=None, at=moment("2026-08-30"))
    assert not on_show(rcoop).exists()

    # They bring the pieces; Dan counts them into the window.
    for announcement in announced_at(rcoop):
        accept(
            announcement=announcement,
            showcase=window,
            quantity=announcement.quantity,
            by=dan,
            at=moment("2026-09-01"),
        )
    assert set(on_show(rcoop)) == {necklace, bowl}

    # A customer buys the necklace and a bowl in one ticket, in cash: 57.99 is rounded to 58.00.
    sale = record_sale(
        coworking=rcoop,
        wanted=[
            LineWanted(code=f"https://VITRINE.EXAMPLE/I/{necklace.code}"),
            LineWanted(code=bowl.code.lower()),
        ],
        paid_with=Payment.CASH,
        key=uuid.uuid4(),
        by=dan,
        at=moment("2026-10-05"),
    ).sale
    assert (sale.total, sale.cash_rounding, sale.to_pay) == (
        Decimal("57.99"),
        Decimal("0.01"),
        Decimal("58.00"),
    )
    first, second = sale.lines.all()
    assert (first.commission, first.share, first.vat_percent) == (
        Decimal("13.50"),
        Decimal("31.50"),
        Decimal(21),
    )
    assert (second.commission, second.share, second.vat_percent) == (
        Decimal("3.25"),
        Decimal("9.74"),
        Decimal(0),
    )
    assert on_hand_at(necklace, rcoop) == 0
    assert takings(rcoop, date(2026, 10, 5)).cash == Decimal("58.00")

    # Julie sees it at once, "so far".
    (at_rcoop,) = accounts_of(plume)
    assert so_far(at_rcoop, Month(2026, 10)).payout == Decimal("31.50")

    # October is over: Cleo closes it, downloads the statements and has them paid.
    run = close_month(
        coworking=rcoop, month=Month(2026, 10), by=cleo, at=moment("2026-11-01 09:00")
    )
    assert [settlement.payout for settlement in run.made] == [Decimal("31.50"), Decimal("9.74")]
    statement = statement_of(run.made[0])
    assert (statement.opening, statement.payout, statement.closing) == (
        Decimal("0.00"),
        Decimal("31.50"),
        Decimal("0.00"),
    )
    assert statement.parties["payee"]["legal_name"] == "Dies SC"

    # With it came an invoice for each, numbered in a row; the commission is withheld, not due.
    invoices = list(documents_at(rcoop, "2026-10").order_by("pk"))
    assert [one.number for one in invoices] == ["I-2026-00001", "I-2026-00002"]
    assert [(one.total, one.due) for one in invoices] == [
        (Decimal("13.50"), Decimal("0.00")),
        (Decimal("3.25"), Decimal("0.00")),
    ]
    assert problems_of({one.number: one.original.xml.encode() for one in invoices}) == {}

    # Cleo prepares the bank file, Eva approves it, and the bank carries it out.
    remittance = prepare_remittance(
        coworking=rcoop,
        numbers=[payout.number for payout in payouts_at(rcoop)],
        execution_on=date(2026, 11, 3),
        by=cleo,
        at=moment("2026-11-02"),
    )
    approve(
        remittance=remittance,
        digest=contents_digest(remittance),
        by=eva,
        at=moment("2026-11-02 15:00"),
    )
    remittance = export(remittance=remittance, by=cleo, at=moment("2026-11-02 16:00"))
    file = remittance_file(remittance)
    expect_valid(file)
    assert control_sum(file) == Decimal("41.24")
    told = camt_053(
        iban=IBANS[0],
        identification="2026-211",
        closed_on=date(2026, 11, 3),
        opening=Decimal("500.00"),
        lines=[
            BankLine(
                position=position,
                booked_on=date(2026, 11, 3),
                value_on=date(2026, 11, 3),
                amount=-payout.amount,
                end_to_end_id=payout.number,
                bank_reference=f"B{position}",
            )
            for position, payout in enumerate(payouts_at(rcoop), start=1)
        ],
    )
    assert read_in(coworking=rcoop, content=told, by=cleo, at=moment("2026-11-04")).paid == 2
    assert {payout.state for payout in payouts_at(rcoop)} == {PayoutState.PAID}
    assert balance(at_rcoop) == Decimal("0.00")

    # In November the necklace comes back, after it was paid: the account is below zero.
    refund_sale(
        sale=sale,
        back=[LineBack(line=1)],
        reason=RefundReason.NONCONFORMITY,
        key=uuid.uuid4(),
        by=dan,
        at=moment("2026-11-20"),
    )
    assert on_hand_at(by_code(necklace.code), rcoop) == 1
    (november,) = close_month(
        coworking=rcoop, month=Month(2026, 11), by=cleo, at=moment("2026-12-01 09:00")
    ).made
    assert (november.opening, november.payout, november.closing) == (
        Decimal("0.00"),
        Decimal("0.00"),
        Decimal("-31.50"),
    )
    (back,) = statement_of(november).refunds
    assert (back.first_ticket, back.first_statement) == (sale.number, run.made[0].number)
    # The commission is credited, naming October's invoice; Dies is asked for the rest.
    (credit_note,) = documents_at(rcoop, "2026-11")
    assert (credit_note.number, credit_note.corrects) == ("N-2026-00001", invoices[0])
    (asked,) = requests_at(rcoop)
    assert (asked.amount, asked.state) == (Decimal("31.50"), RequestState.OPEN)

    # A new sale in December covers it, and only the rest is paid.
    record_sale(
        coworking=rcoop,
        wanted=[LineWanted(code=necklace.code)],
        paid_with=Payment.CARD,
        key=uuid.uuid4(),
        by=dan,
        at=moment("2026-12-05"),
    )
    (december,) = close_month(
        coworking=rcoop, month=Month(2026, 12), by=cleo, at=moment("2027-01-01 09:00")
    ).made
    assert (december.opening, december.payout) == (Decimal("-31.50"), Decimal("0.00"))
    assert december.closing == Decimal("0.00")
    asked.refresh_from_db()
    assert asked.state == RequestState.REPLACED
