"""A month as journal lines: by hand for the month of docs/money.md, and in sum for any other."""

import csv
import io
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from consign.agreements.models import CommissionVat, Mode
from consign.days import Month
from consign.invoices.book_codes import BadCode, set_book_codes
from consign.invoices.models import BookCode, Document
from consign.invoices.queries import Code
from consign.journal.models import Event
from consign.ledger.bookings import adjust, charge_fee
from consign.ledger.models import Account, Entry, LossCause
from consign.money.split import ZERO
from consign.monthend.bookkeeping import (
    COLUMNS,
    JournalLine,
    account_sums,
    journal_csv,
    journal_lines,
)
from consign.monthend.bookkeeping_codes import DEFAULTS, NAMES, Use
from consign.monthend.bookkeeping_groups import Group, Journal, Step
from consign.monthend.losses import record_loss
from consign.monthend.operations import void_settlement
from consign.monthend.own_sales import own_vat_on_sales
from consign.payouts.models import PaymentRequest
from consign.payouts.operations import mark_returned
from consign.payouts.requests import receive
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.settlements.models import Settlement
from consign.stock.models import Item
from consign.till.lines import LineWanted
from consign.till.models import Payment, RefundReason, Till
from consign.till.operations import record_sale
from consign.till.payments import Paid
from consign.till.places import first_till
from consign.till.refunds import refund_sale, undo_sale
from consign.till.running import so_far
from consign.till.taking_back import LineBack
from tests.factories import (
    START,
    any_person,
    make_closed,
    make_coworking,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.monthend.rich import make_rich_month
from tests.monthend.test_money_page import make_terms
from tests.till.closing import close, sell

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
DECEMBER = Month(2026, 12)
# What an account is owed: money held, what was self-billed for it, less what was invoiced to it.
OWED = {Use.HELD, Use.PAYABLE, Use.RECEIVABLE}

Told = tuple[str, str, str, str, str, str]


def told(lines: Iterable[JournalLine]) -> list[Told]:
    """Day, reference, account, amount (credit above zero), VAT code and maker of each line."""
    return [
        (
            f"{line.date:%d.%m.}",
            line.reference,
            line.account,
            str(line.credit - line.debit),
            line.vat_code,
            line.maker,
        )
        for line in lines
    ]


def groups_of(lines: Iterable[JournalLine]) -> dict[tuple[str, date, str], Decimal]:
    """What each group is out of balance by."""
    found: dict[tuple[str, date, str], Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        found[line.journal, line.date, line.reference] += line.debit - line.credit
    return found


def owed_in_books(coworking: Coworking, *months: Month) -> dict[tuple[str, str], Decimal]:
    """What the books say is owed after these months, by payee and maker."""
    found: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for month in months:
        for line in journal_lines(coworking, month):
            if line.use in OWED:
                found[line.party, line.maker] += line.credit - line.debit
    return {whose: amount for whose, amount in found.items() if amount}


def owed_in_accounts(coworking: Coworking, until: date) -> dict[tuple[str, str], Decimal]:
    found = {}
    for account in Account.objects.filter(coworking=coworking).select_related("payee", "maker"):
        entries = Entry.objects.filter(account=account, on__lte=until)
        owed = entries.aggregate(n=Sum("amount"))["n"]
        if owed:
            found[account.payee.legal_name, account.maker.name] = owed
    return found


def by_account(lines: Iterable[JournalLine]) -> dict[str, Decimal]:
    """What lines bring on each account, whatever for: credit above zero."""
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        found[line.account] += line.credit - line.debit
    return found


def on(use: Use, lines: Iterable[JournalLine]) -> Decimal:
    """What lines bring on one account: credit above zero."""
    return sum((line.credit - line.debit for line in lines if line.use == use), ZERO)


@kept
def month_of_the_page(rcoop: Coworking, dan: User) -> None:
    """October and November of docs/money.md."""
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
    record_sale(
        coworking=rcoop,
        wanted=[LineWanted(necklace.code), LineWanted(bowls[0].code)],
        paid_with=Payment.CASH,
        key=uuid.uuid4(),
        by=dan,
        at=moment("2026-10-03"),
    )
    second = make_sale(rcoop, earrings, quantity=2, discount="4.80", at="2026-10-10")
    make_sale(rcoop, light, at="2026-10-12")
    make_refund(second, at="2026-10-17")
    record_loss(placement=ring, quantity=1, cause=LossCause.STOLEN, by=dan, at=moment("2026-10-20"))
    make_closed(rcoop, "2026-10")
    make_paid(list(Settlement.objects.filter(account__maker__in=[julie, ana])), on="2026-11-03")
    make_refund(second, at="2026-11-10")
    make_sale(rcoop, bowls[1], at="2026-11-12")
    make_closed(rcoop, "2026-11")


def test_october_of_the_money_page_by_hand(rcoop: Coworking, month_of_the_page: None) -> None:
    julie, ben, ana = "Comme une plume", "Terre de Ben", "Bois de Lune"
    self_billed, hers, his = "SB-RCOOP-2026-00001", "I-2026-00001", "I-2026-00002"
    assert told(journal_lines(rcoop, OCTOBER)) == [
        ("03.10.", "2026-10-03 cash sales", "570", "-58.00", "", ""),
        ("03.10.", "2026-10-03 cash sales", "489", "45.00", "", julie),
        ("03.10.", "2026-10-03 cash sales", "489", "12.99", "", ben),
        ("03.10.", "2026-10-03 cash sales", "758", "0.01", "", ""),
        ("10.10.", "2026-10-10 card sales", "580", "-43.20", "", ""),
        ("10.10.", "2026-10-10 card sales", "489", "43.20", "", julie),
        ("12.10.", "2026-10-12 card sales", "580", "-20.00", "", ""),
        ("12.10.", "2026-10-12 card sales", "7001", "20.00", "03", ""),
        ("17.10.", "2026-10-17 card refunds", "580", "21.60", "", ""),
        ("17.10.", "2026-10-17 card refunds", "489", "-21.60", "", julie),
        ("20.10.", "L-2026-00001", "643", "-17.36", "", julie),
        ("20.10.", "L-2026-00001", "489", "17.36", "", julie),
        ("31.10.", "2026-10 VAT 21", "7001", "-3.47", "03", ""),
        ("31.10.", "2026-10 VAT 21", "451", "3.47", "54", ""),
        ("01.11.", hers, "7000", "16.51", "03", ""),
        ("01.11.", hers, "7002", "10.00", "03", ""),
        ("01.11.", hers, "451", "5.57", "54", ""),
        ("01.11.", hers, "400", "-32.08", "", julie),
        ("01.11.", his, "7000", "3.25", "03", ""),
        ("01.11.", his, "451", "0.68", "54", ""),
        ("01.11.", his, "400", "-3.93", "", ben),
        ("01.11.", self_billed, "604", "-11.57", "81", ""),
        ("01.11.", self_billed, "411", "-2.43", "59", ""),
        ("01.11.", self_billed, "440", "14.00", "", ana),
        ("01.11.", hers, "489", "-32.08", "", julie),
        ("01.11.", hers, "400", "32.08", "", julie),
        ("01.11.", his, "489", "-3.93", "", ben),
        ("01.11.", his, "400", "3.93", "", ben),
    ]
    owed = owed_in_books(rcoop, OCTOBER)
    assert sorted(map(str, owed.values())) == ["14.00", "51.88", "9.06"]


def test_november_of_the_money_page_by_hand(rcoop: Coworking, month_of_the_page: None) -> None:
    julie, ben, ana = "Comme une plume", "Terre de Ben", "Bois de Lune"
    hers, his, back = "I-2026-00003", "I-2026-00004", "N-2026-00001"
    assert told(journal_lines(rcoop, NOVEMBER)) == [
        ("03.11.", "PO-2026-00001", "440", "-14.00", "", ana),
        ("03.11.", "PO-2026-00001", "550", "14.00", "", ana),
        ("03.11.", "PO-2026-00002", "489", "-51.88", "", julie),
        ("03.11.", "PO-2026-00002", "550", "51.88", "", julie),
        ("10.11.", "2026-11-10 card refunds", "580", "21.60", "", ""),
        ("10.11.", "2026-11-10 card refunds", "489", "-21.60", "", julie),
        ("12.11.", "2026-11-12 card sales", "580", "-20.00", "", ""),
        ("12.11.", "2026-11-12 card sales", "489", "20.00", "", ben),
        ("01.12.", hers, "7002", "10.00", "03", ""),
        ("01.12.", hers, "451", "2.10", "54", ""),
        ("01.12.", hers, "400", "-12.10", "", julie),
        ("01.12.", his, "7000", "5.00", "03", ""),
        ("01.12.", his, "451", "1.05", "54", ""),
        ("01.12.", his, "400", "-6.05", "", ben),
        ("01.12.", back, "7000", "-5.36", "49", ""),
        ("01.12.", back, "451", "-1.13", "64", ""),
        ("01.12.", back, "758", "0.01", "", ""),
        ("01.12.", back, "400", "6.48", "", julie),
        ("01.12.", hers, "489", "-6.48", "", julie),
        ("01.12.", hers, "400", "6.48", "", julie),
        ("01.12.", his, "489", "-6.05", "", ben),
        ("01.12.", his, "400", "6.05", "", ben),
        ("01.12.", back, "400", "-6.48", "", julie),
        ("01.12.", back, "489", "6.48", "", julie),
    ]
    # Julie owes 27.22: 21.60 that came back after the payout, and 5.62 of the fee.
    owed = owed_in_books(rcoop, OCTOBER, NOVEMBER)
    assert owed == owed_in_accounts(rcoop, NOVEMBER.last)
    assert sorted(map(str, owed.values())) == ["-27.22", "23.01"]


def test_a_rich_month_balances_and_agrees_with_account_and_documents(rcoop: Coworking) -> None:
    make_rich_month(rcoop)
    lines = journal_lines(rcoop, OCTOBER)
    for month in (SEPTEMBER, OCTOBER):
        assert not any(groups_of(journal_lines(rcoop, month)).values())
    assert owed_in_books(rcoop, SEPTEMBER) == owed_in_accounts(rcoop, SEPTEMBER.last)
    assert owed_in_books(rcoop, SEPTEMBER, OCTOBER) == owed_in_accounts(rcoop, OCTOBER.last)

    papers = Document.objects.filter(settlement__period=str(OCTOBER))
    sums = dict(papers.values_list("kind").annotate(n=Sum("net")).order_by())
    taxes = dict(papers.values_list("kind").annotate(n=Sum("vat")).order_by())
    assert on(Use.COMMISSION, lines) + on(Use.FEES, lines) == sums["commission_invoice"]
    assert -on(Use.COMMISSION_BACK, lines) == sums["commission_credit_note"]
    assert -on(Use.GOODS, lines) == sums["self_billed_invoice"]
    assert -on(Use.VAT_DEDUCTIBLE, lines) == taxes["self_billed_invoice"]
    assert -on(Use.VAT_DUE_BACK, lines) == taxes["commission_credit_note"]
    own = own_vat_on_sales(rcoop, OCTOBER)
    assert {rate.vat_percent for rate in own} == {Decimal(6), Decimal(21)}
    assert on(Use.VAT_DUE, lines) == taxes["commission_invoice"] + sum(one.vat for one in own)
    bases = {21: Use.OWN_SALES_21, 6: Use.OWN_SALES_6}
    for rate in own:
        assert on(bases[int(rate.vat_percent)], lines) == rate.base


def test_fees_and_commissions_on_one_invoice_are_told_apart(rcoop: Coworking) -> None:
    """By entries: fees are 121 parts of which 21 are VAT; each line is at most a cent off."""
    settlement = make_rich_month(rcoop)
    fees = Entry.objects.filter(account=settlement.account, kind="fee", on__gte=OCTOBER.first)
    nets = [-fee.amount * 100 / 121 for fee in fees]
    booked = on(Use.FEES, journal_lines(rcoop, OCTOBER))
    assert abs(booked - sum(nets)) <= len(nets) * Decimal("0.01")


def test_a_closing_taken_back_cancels_line_by_line(rcoop: Coworking) -> None:
    settlement = make_rich_month(rcoop)
    once = {use: on(use, journal_lines(rcoop, OCTOBER)) for use in Use}
    void_settlement(settlement=settlement, by=any_person(), at=moment("2026-11-02"))
    taken_back = journal_lines(rcoop, OCTOBER)
    assert not any(groups_of(taken_back).values())
    for account in ("7000", "7002", "604", "411", "400", "440"):
        assert by_account(taken_back)[account] == ZERO
    make_closed(rcoop, "2026-10")
    again = journal_lines(rcoop, OCTOBER)
    assert by_account(again)["7000"] == once[Use.COMMISSION] + once[Use.COMMISSION_BACK]
    assert on(Use.HELD, again) == once[Use.HELD]
    assert owed_in_books(rcoop, SEPTEMBER, OCTOBER) == owed_in_accounts(rcoop, OCTOBER.last)


class TestTill:
    """A piece of 45.00 a day, an agent's: what was paid, counted and carried to the bank."""

    @pytest.fixture
    def piece(self, rcoop: Coworking, plume: Maker) -> Item:
        return make_placed(rcoop, plume, quantity=99).item

    @pytest.fixture
    def till(self, rcoop: Coworking) -> Till:
        return first_till(rcoop)

    def lines(self, till: Till, day: str) -> list[tuple[str, str, str]]:
        """Reference, account and amount of a day's lines; each group balances."""
        made = journal_lines(till.coworking, OCTOBER)
        assert not any(groups_of(made).values())
        return [line[1:4] for line in told(made) if line[0] == day]

    def test_every_means_has_its_account(self, till: Till, piece: Item, dan: User) -> None:
        sell(till, piece, dan, Payment.TRANSFER)
        parts = [
            Paid(Payment.CASH, Decimal("20.00")),
            Paid(Payment.CARD, Decimal("15.00")),
            Paid(Payment.TRANSFER, Decimal("10.00")),
        ]
        sell(till, piece, dan, Payment.MIXED, parts)
        mixed, transfer = "2026-10-05 mixed sales", "2026-10-05 transfer sales"
        assert self.lines(till, "05.10.") == [
            (mixed, "580", "-15.00"),
            (mixed, "570", "-20.00"),
            (mixed, "499", "-10.00"),
            (mixed, "489", "45.00"),
            (transfer, "499", "-45.00"),
            (transfer, "489", "45.00"),
        ]

    def test_what_is_undone_goes_back_as_it_came(self, till: Till, piece: Item, dan: User) -> None:
        for means in (Payment.TRANSFER, Payment.MIXED):
            parts = [Paid(Payment.CASH, Decimal("20.00")), Paid(Payment.CARD, Decimal("24.98"))]
            sale = sell(till, piece, dan, means, parts if means == Payment.MIXED else ())
            undo_sale(sale=sale, key=uuid.uuid4(), by=dan, at=sale.sold_at)
        brought = by_account(journal_lines(till.coworking, OCTOBER))
        assert {brought.pop(account) for account in ("570", "580", "489", "499")} == {ZERO}
        assert sum(brought.values()) == ZERO
        assert len(self.lines(till, "05.10.")) > 8

    def test_what_is_taken_back_without_money_stays(
        self, till: Till, piece: Item, dan: User
    ) -> None:
        sale = sell(till, piece, dan, Payment.CASH)
        refund_sale(
            sale=sale,
            back=[LineBack(1)],
            reason=RefundReason.SOLD_TWICE,
            paid_with=Payment.NONE,
            key=uuid.uuid4(),
            by=dan,
            at=moment("2026-10-06"),
        )
        nothing = "2026-10-06 none refunds"
        assert self.lines(till, "06.10.") == [(nothing, "758", "45.00"), (nothing, "489", "-45.00")]

    def test_a_closing_books_its_difference_and_what_goes_to_the_bank(
        self, till: Till, piece: Item, dan: User
    ) -> None:
        sell(till, piece, dan, Payment.CASH)
        close(till, dan, "144.00", opening="100.00", banked="40.00", reason="A coin fell")
        close(till, dan, "105.50", at="2026-10-06 18:00", reason="Found again")
        close(till, dan, "105.50", at="2026-10-07 18:00")
        assert self.lines(till, "05.10.")[2:] == [
            ("D-2026-00001", "570", "1.00"),
            ("D-2026-00001", "658", "-1.00"),
            ("D-2026-00001/B", "570", "40.00"),
            ("D-2026-00001/B", "580", "-40.00"),
        ]
        assert self.lines(till, "06.10.") == [
            ("D-2026-00002", "570", "-1.50"),
            ("D-2026-00002", "758", "1.50"),
        ]
        assert self.lines(till, "07.10.") == []
        texts = {line.reference: line.text for line in journal_lines(till.coworking, OCTOBER)}
        assert texts["D-2026-00001"] == "Till 1 counted: A coin fell"

    def test_cash_in_the_books_is_what_lies_in_the_tills(
        self, till: Till, piece: Item, dan: User
    ) -> None:
        """From the opening to what the last closings left, over a month's end and in two tills."""
        market = Till.objects.create(coworking=till.coworking, name="Market")
        lefts = []
        for one, opening in ((till, "100.00"), (market, "50.00")):
            for day in ("2026-10-30", "2026-10-31", "2026-11-01"):
                sale = sell(one, piece, dan, Payment.CASH, at=f"{day} 09:00")
                sell(one, piece, dan, Payment.CARD, at=f"{day} 09:30")
                expected = so_far(one, sale.on).expected or Decimal(opening) + 45
                made = close(
                    one,
                    dan,
                    str(expected - 2),
                    at=f"{day} 18:00",
                    opening=opening if day == "2026-10-30" else None,
                    banked="17.50",
                    reason="Two euro too few",
                ).closing
            lefts.append(made.left - Decimal(opening))
        both = [*journal_lines(till.coworking, OCTOBER), *journal_lines(till.coworking, NOVEMBER)]
        assert -on(Use.CASH, both) == sum(lefts) == 2 * 3 * Decimal("25.50")
        assert -on(Use.TO_BANK, both) == 6 * Decimal("17.50")
        assert -on(Use.TILL_LOSS, both) == 6 * Decimal("2.00")

    def test_its_accounts_can_be_set(self, till: Till, dan: User, cleo: User) -> None:
        close(till, dan, "99.00", opening="100.00", banked="1.00", reason="A coin fell")
        codes = {"till_loss": Code("659"), "to_bank": Code("581")}
        set_book_codes(coworking=till.coworking, codes=codes, by=cleo, at=START)
        assert [line[1] for line in self.lines(till, "05.10.")] == ["570", "659", "570", "581"]


class TestMoneyAskedFor:
    """A maker whose month closes below zero: a fee of 30.00 and no sale."""

    @kept
    def maker(self, rcoop: Coworking) -> Maker:
        maker = make_selling_maker(rcoop, vat=VatStatus.LIABLE)
        self.fee(rcoop, maker, "30.00", "2026-10-05")
        make_closed(rcoop, "2026-10")
        return maker

    def fee(self, rcoop: Coworking, maker: Maker, amount: str, day: str) -> None:
        charge_fee(
            coworking=rcoop,
            maker=maker,
            label="Window",
            amount=Decimal(amount),
            by=any_person(),
            at=moment(day),
        )

    def pay(self, amount: str, day: str) -> None:
        receive(
            request=PaymentRequest.objects.get(number="RQ-2026-00001"),
            amount=Decimal(amount),
            received_on=date.fromisoformat(day),
            by=any_person(),
            at=moment("2026-12-20"),
            cause=day,
        )

    def on_receivable(self, rcoop: Coworking, *months: Month) -> Decimal:
        return sum((on(Use.RECEIVABLE, journal_lines(rcoop, one)) for one in months), ZERO)

    def test_what_is_invoiced_and_not_covered_stays_with_the_payee(
        self, rcoop: Coworking, maker: Maker
    ) -> None:
        assert self.on_receivable(rcoop, OCTOBER) == Decimal("-30.00")
        assert on(Use.HELD, journal_lines(rcoop, OCTOBER)) == ZERO

    def test_what_comes_in_pays_the_invoice_and_more_is_on_the_account(
        self, rcoop: Coworking, maker: Maker
    ) -> None:
        self.pay("20.00", "2026-11-03")
        self.pay("15.00", "2026-11-04")
        lines = journal_lines(rcoop, NOVEMBER)
        assert [
            (line.use, line.credit - line.debit) for line in lines if line.journal == Journal.BANK
        ] == [
            (Use.BANK, Decimal("-20.00")),
            (Use.RECEIVABLE, Decimal("20.00")),
            (Use.BANK, Decimal("-15.00")),
            (Use.RECEIVABLE, Decimal("10.00")),
            (Use.HELD, Decimal("5.00")),
        ]
        assert self.on_receivable(rcoop, OCTOBER, NOVEMBER) == ZERO
        assert owed_in_books(rcoop, OCTOBER, NOVEMBER) == owed_in_accounts(rcoop, NOVEMBER.last)

    @pytest.mark.parametrize(
        ("paid", "invoiced", "left"),
        [("", "-10.00", "-6.00"), ("12.00", "0.00", "0.00")],
        ids=["nothing came", "a part, from which the new fee is withheld"],
    )
    def test_what_nobody_paid_is_on_the_account_at_the_next_closing(
        self, rcoop: Coworking, maker: Maker, paid: str, invoiced: str, left: str
    ) -> None:
        if paid:
            self.pay(paid, "2026-11-03")
        self.fee(rcoop, maker, "10.00", "2026-11-05")
        make_closed(rcoop, "2026-11")
        assert self.on_receivable(rcoop, OCTOBER, NOVEMBER) == Decimal(invoiced)
        owed = owed_in_books(rcoop, OCTOBER, NOVEMBER)
        assert owed == owed_in_accounts(rcoop, NOVEMBER.last)

        self.pay("4.00", "2026-12-02")
        make_sale(rcoop, make_placed(rcoop, maker, price="200.00").item, at="2026-12-05")
        months = (OCTOBER, NOVEMBER, DECEMBER)
        assert self.on_receivable(rcoop, *months) == Decimal(left)
        (settlement,) = make_closed(rcoop, str(DECEMBER))
        assert settlement.payout > 0
        assert self.on_receivable(rcoop, *months) == ZERO
        assert owed_in_books(rcoop, *months) == owed_in_accounts(rcoop, DECEMBER.last)


def test_a_payout_pays_self_billed_invoices_first_and_a_carried_one_goes_back_to_the_account(
    rcoop: Coworking,
) -> None:
    ana = make_terms(rcoop, "Bois de Lune", VatStatus.LIABLE, mode=Mode.OWN_NAME, minimum="20.00")
    make_sale(rcoop, make_placed(rcoop, ana, price="20.00").item, at="2026-10-12")
    make_closed(rcoop, "2026-10")
    assert on(Use.PAYABLE, journal_lines(rcoop, OCTOBER)) == Decimal("14.00")
    make_sale(rcoop, make_placed(rcoop, ana, price="30.00").item, at="2026-11-12")
    make_paid(make_closed(rcoop, "2026-11"), on="2026-12-03")
    november, december = journal_lines(rcoop, NOVEMBER), journal_lines(rcoop, DECEMBER)
    assert (on(Use.PAYABLE, november), on(Use.HELD, november)) == (
        Decimal("7.00"),
        Decimal("14.00"),
    )
    assert [(line.use, line.credit - line.debit) for line in december] == [
        (Use.PAYABLE, Decimal("-21.00")),
        (Use.HELD, Decimal("-14.00")),
        (Use.BANK, Decimal("35.00")),
    ]
    assert owed_in_books(rcoop, OCTOBER, NOVEMBER, DECEMBER) == {}


def test_a_payout_that_came_back_is_held_again(rcoop: Coworking, plume: Maker) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-12")
    closed = make_closed(rcoop, "2026-10")
    make_paid(closed, on="2026-11-03")
    mark_returned(
        payout=closed[0].payout_order,
        returned_on=date(2026, 11, 6),
        reason="AC04",
        by=any_person(),
        at=moment("2026-11-07"),
    )
    assert told(journal_lines(rcoop, NOVEMBER)) == [
        ("03.11.", "PO-2026-00001", "489", "-31.50", "", "Comme une plume"),
        ("03.11.", "PO-2026-00001", "550", "31.50", "", "Comme une plume"),
        ("06.11.", "PO-2026-00001/R", "550", "-31.50", "", "Comme une plume"),
        ("06.11.", "PO-2026-00001/R", "489", "31.50", "", "Comme une plume"),
    ]
    assert owed_in_books(rcoop, OCTOBER, NOVEMBER) == owed_in_accounts(rcoop, NOVEMBER.last)


@pytest.mark.parametrize("amount", ["-4.05", "4.05"])
def test_an_adjustment_stands_on_its_own_account(
    rcoop: Coworking, plume: Maker, amount: str
) -> None:
    adjust(
        coworking=rcoop,
        maker=plume,
        amount=Decimal(amount),
        reason="Counted twice",
        by=any_person(),
        at=moment("2026-10-12"),
    )
    lines = journal_lines(rcoop, OCTOBER)
    assert (on(Use.HELD, lines), on(Use.ADJUSTMENTS, lines)) == (Decimal(amount), -Decimal(amount))


def test_an_exempt_coworking_has_no_vat_and_no_vat_codes(db: None) -> None:
    exempt = make_coworking("Petit", vat=VatStatus.EXEMPT)
    own = make_terms(exempt, "Bois", VatStatus.EXEMPT, mode=Mode.OWN_NAME)
    agent = make_selling_maker(exempt, "Plume", charged=CommissionVat.NONE)
    for maker in (own, agent):
        make_sale(exempt, make_placed(exempt, maker).item)
    make_closed(exempt)
    lines = journal_lines(exempt, OCTOBER)
    assert {line.vat_code for line in lines} == {""}
    assert {Use.OWN_SALES, Use.COMMISSION, Use.GOODS} <= {line.use for line in lines}
    assert not any(groups_of(lines).values())


def test_a_month_of_another_coworking_is_its_own(
    rcoop: Coworking, filature: Coworking, plume: Maker
) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    assert journal_lines(filature, OCTOBER) == journal_lines(rcoop, SEPTEMBER) == []


def test_the_file_says_the_same_as_the_lines(rcoop: Coworking, month_of_the_page: None) -> None:
    rows = list(csv.DictReader(io.StringIO(journal_csv(rcoop, OCTOBER).decode())))
    lines = journal_lines(rcoop, OCTOBER)
    assert tuple(rows[0]) == COLUMNS
    assert [{name: str(getattr(line, name)) for name in COLUMNS} for line in lines] == rows
    assert (rows[0]["date"], rows[0]["debit"], rows[0]["credit"]) == ("2026-10-03", "58.00", "0.00")


def test_sums_by_account_add_up_to_the_lines(rcoop: Coworking, month_of_the_page: None) -> None:
    lines = journal_lines(rcoop, OCTOBER)
    sums = account_sums(lines)
    assert sum(one.debit for one in sums) == sum(one.credit for one in sums)
    assert sum(one.debit for one in sums) == sum(line.debit for line in lines)
    assert len({(one.account, one.name) for one in sums}) == len(sums)


def test_a_group_out_of_balance_is_no_group() -> None:
    with pytest.raises(ValueError, match="does not balance"):
        Group(OCTOBER.first, Journal.BANK, "PO-1", "", [Step(Use.BANK, Decimal("0.01"))])


class TestCodes:
    def test_every_use_has_a_name_and_a_code(self) -> None:
        assert list(NAMES) == list(DEFAULTS) == list(Use)
        assert max(map(len, Use)) <= 24

    def test_own_codes_stand_in_every_line_of_their_use(
        self, rcoop: Coworking, month_of_the_page: None, vic: User
    ) -> None:
        codes = {"commission": Code("700100", "V21"), "cash": Code("570001")}
        for _again in range(2):
            set_book_codes(coworking=rcoop, codes=codes, by=vic, at=START)
        lines = journal_lines(rcoop, OCTOBER)
        assert {(one.account, one.vat_code) for one in lines if one.use == Use.COMMISSION} == {
            ("700100", "V21")
        }
        assert {one.account for one in lines if one.use == Use.CASH} == {"570001"}
        assert Event.objects.filter(verb="set book codes").count() == 1

    @pytest.mark.parametrize(
        "code", [Code(""), Code("70 00"), Code("7" * 21), Code("=7000"), Code("7000", "V;21")]
    )
    def test_what_is_no_code_is_refused_and_nothing_is_kept(
        self, rcoop: Coworking, code: Code
    ) -> None:
        with pytest.raises(BadCode) as refused:
            set_book_codes(
                coworking=rcoop, codes={"bank": Code("551"), "fees": code}, by=None, at=START
            )
        assert refused.value.place == "fees"
        assert not BookCode.objects.exists()
