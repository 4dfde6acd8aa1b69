"""A bank's statement is read once, and books what its lines tell for certain."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from consign.journal.models import Event
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.queries import balance
from consign.payouts.bank_statements import (
    DamagedStatement,
    FileTooLarge,
    NotAStatement,
    OtherAccount,
    OtherCurrency,
    Read,
    SumsDiffer,
    read_in,
)
from consign.payouts.checks import problems
from consign.payouts.models import (
    BankLine,
    BankStatement,
    LineState,
    PaymentRequest,
    Payout,
    PayoutState,
    RequestState,
)
from consign.payouts.operations import mark_paid
from consign.people.models import Coworking, Maker, User
from consign.settlements.models import Settlement
from tests.bank.files import camt_file, coda, statement
from tests.factories import (
    IBANS,
    any_person,
    make_account,
    make_affiliation,
    make_agreement,
    make_closed,
    make_maker,
    make_placed,
    make_sale,
    moment,
)
from tests.kept import kept
from tests.payouts.bank import (
    make_debt,
    make_exported,
    make_remittance,
    read,
    statement_file,
    told,
)

pytestmark = pytest.mark.django_db
ONE, TWO = "PO-2026-00001", "PO-2026-00002"
NOTHING = {"paid": 0, "returned": 0, "received": 0}


@kept(autouse=True)
def october(rcoop: Coworking, plume: Maker, terre: Maker) -> list[Settlement]:
    """31.50 for Comme une plume, on an account of its own, and 33.75 for Terre de Ben."""
    make_account(plume.affiliations.get().payee, starts_on=date(2026, 1, 2))
    for maker in (plume, terre):
        make_sale(rcoop, make_placed(rcoop, maker).item)
    return make_closed(rcoop)


@kept
def asked(rcoop: Coworking, plume: Maker) -> PaymentRequest:
    """24.20 asked of the payee of a third maker."""
    third = make_maker("Third")
    payee = plume.affiliations.get().payee
    make_agreement(rcoop, make_affiliation(third, payee))
    make_debt(rcoop, third, on="2026-10-06")
    make_closed(rcoop)
    return PaymentRequest.objects.get()


def states() -> list[str]:
    return list(Payout.objects.order_by("number").values_list("state", flat=True))


def lines() -> list[tuple[Decimal, str]]:
    return [
        (line.amount, line.state) for line in BankLine.objects.order_by("statement", "position")
    ]


class TestPayouts:
    def test_each_is_paid_on_the_day_the_bank_booked_it(self, rcoop: Coworking, cleo: User) -> None:
        make_exported(rcoop)
        done = read(
            rcoop,
            told("-31.50", end_to_end_id=ONE, counterparty_iban=IBANS[1], bank_reference="B1"),
            told("-33.75", on="2026-11-04", end_to_end_id=TWO, bank_reference="B2"),
            told("120.00", text="Rent of the hall"),
            by=cleo,
        )
        assert (done.new, done.known, done.paid, done.left_open) == (3, 0, 2, 1)
        paid = Payout.objects.order_by("number").values_list("state", "paid_on", "paid_by")
        assert list(paid) == [
            (PayoutState.PAID, date(2026, 11, 5), cleo.pk),
            (PayoutState.PAID, date(2026, 11, 4), cleo.pk),
        ]
        matched = BankLine.objects.get(payout__number=ONE)
        assert (matched.matched_by, matched.matched_at) == (cleo, moment("2026-11-06"))
        assert {balance(account) for account in Account.objects.all()} == {Decimal("0.00")}
        kept = BankStatement.objects.get()
        assert (kept.iban, kept.closed_on, kept.closing) == (
            IBANS[0],
            date(2026, 11, 5),
            Decimal("1054.75"),
        )
        assert done.statements == [kept]
        assert Event.objects.get(verb="read bank statement").facts["lines"] == 3
        assert list(problems()) == []

    def test_also_what_was_paid_in_the_banks_own_pages(self, rcoop: Coworking, cleo: User) -> None:
        assert read(rcoop, told("-31.50", end_to_end_id=ONE), by=cleo).paid == 1
        assert states() == [PayoutState.PAID, PayoutState.PREPARED]

    def test_what_was_marked_paid_by_hand_is_not_booked_again(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        mark_paid(
            coworking=rcoop,
            numbers=[ONE],
            paid_on=date(2026, 11, 2),
            by=any_person(),
            at=moment("2026-11-02"),
        )
        assert read(rcoop, told("-31.50", end_to_end_id=ONE), by=cleo).paid == 1
        assert Payout.objects.get(number=ONE).paid_on == date(2026, 11, 2)
        assert Entry.objects.filter(kind=EntryKind.PAYOUT).count() == 1
        assert lines() == [(Decimal("-31.50"), LineState.MATCHED)]
        assert list(problems()) == []

    @pytest.mark.parametrize(
        "line",
        [
            told("-31.49", end_to_end_id=ONE),
            told("-33.75", end_to_end_id=ONE),
            told("-31.50", end_to_end_id=ONE, counterparty_iban="BE62510007547061"),
            told("-31.50", end_to_end_id="PO-2026-00009"),
            told("-31.50", text=ONE),
            told("-31.50", on="2026-10-31", end_to_end_id=ONE),
            told("-31.50", end_to_end_id=ONE, batch_number="RM-2026-00001"),
            told("31.50", text="RF18539007547034"),
            told("-65.25", batch_number="RM-2026-00009"),
        ],
        ids=lambda line: f"{line.amount} {line.end_to_end_id}",
    )
    def test_what_leaves_a_doubt_waits_for_somebody(
        self, rcoop: Coworking, cleo: User, line: Any
    ) -> None:
        before = states()
        done = read(rcoop, line, by=cleo)
        assert (done.new, done.left_open) == (1, 1)
        assert states() == before
        assert list(problems()) == []

    def test_a_transfer_of_another_remittance_waits_for_somebody(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        """Two coworkings of one operator: the other's payout has the same number and amount."""
        own = make_exported(rcoop)
        other = told("-31.50", end_to_end_id=ONE, batch_number="RM-2026-00002")
        assert read(rcoop, other, by=cleo).left_open == 1
        line = told("-31.50", end_to_end_id=ONE, batch_number=own.number)
        assert read(rcoop, line, by=cleo, identification="Next").paid == 1

    def test_one_that_cannot_be_booked_does_not_stop_the_others(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        done = read(
            rcoop,
            told("-31.50", on="2026-10-31", end_to_end_id=ONE),
            told("-33.75", end_to_end_id=TWO),
            by=cleo,
        )
        assert (done.paid, done.left_open) == (1, 1)
        assert states() == [PayoutState.PREPARED, PayoutState.PAID]
        assert [state for _amount, state in lines()] == [LineState.OPEN, LineState.MATCHED]

    def test_what_waits_in_a_draft_is_left_to_somebody(self, rcoop: Coworking, cleo: User) -> None:
        make_remittance(rcoop)
        assert read(rcoop, told("-31.50", end_to_end_id=ONE), by=cleo).left_open == 1
        assert states() == [PayoutState.PREPARED] * 2

    def test_paid_twice_at_the_bank_is_seen(self, rcoop: Coworking, cleo: User) -> None:
        twice = (told("-31.50", end_to_end_id=ONE), told("-31.50", end_to_end_id=ONE))
        done = read(rcoop, *twice, by=cleo)
        assert (done.paid, done.left_open) == (1, 1)
        assert Entry.objects.filter(kind=EntryKind.PAYOUT).count() == 1

    def test_the_same_line_names_a_payout_of_its_own_coworking(
        self, rcoop: Coworking, filature: Coworking, cleo: User
    ) -> None:
        done = read(filature, told("-31.50", end_to_end_id=ONE), by=cleo)
        assert done.left_open == 1
        assert states() == [PayoutState.PREPARED] * 2


class TestBatches:
    def test_a_remittance_booked_as_one_sum(self, rcoop: Coworking, cleo: User) -> None:
        remittance = make_exported(rcoop, batch_booking=True)
        line = told("-65.25", batch_number=remittance.number)
        assert read(rcoop, line, by=cleo).paid == 1
        assert states() == [PayoutState.PAID] * 2
        assert BankLine.objects.get().remittance == remittance
        assert list(problems()) == []

    def test_transfer_by_transfer_where_the_bank_tells_them(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        remittance = make_exported(rcoop, batch_booking=True)
        details = (told("-31.50", end_to_end_id=ONE), told("-33.75", end_to_end_id=TWO))
        line = told("-65.25", batch_number=remittance.number, bank_reference="B1", details=details)
        done = read(rcoop, line, by=cleo)
        assert (done.new, done.paid) == (2, 2)
        assert [line.bank_reference for line in BankLine.objects.all()] == ["B1", "B1"]
        assert states() == [PayoutState.PAID] * 2

    def test_details_that_are_not_all_of_it_are_no_lines(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        remittance = make_exported(rcoop)
        line = told(
            "-65.25",
            batch_number=remittance.number,
            details=(told("-31.50", end_to_end_id=ONE), told("-30.00", end_to_end_id=TWO)),
        )
        assert read(rcoop, line, by=cleo).new == 1
        assert lines() == [(Decimal("-65.25"), LineState.MATCHED)]

    def test_of_what_still_waits(self, rcoop: Coworking, cleo: User) -> None:
        """One was refused and booked by itself, so the sum is without it."""
        remittance = make_exported(rcoop)
        done = read(
            rcoop,
            told("-33.75", end_to_end_id=TWO),
            told("-31.50", batch_number=remittance.number),
            by=cleo,
        )
        assert (done.paid, done.left_open) == (2, 0)
        assert states() == [PayoutState.PAID] * 2

    def test_after_some_were_marked_paid_by_hand(self, rcoop: Coworking, cleo: User) -> None:
        remittance = make_exported(rcoop)
        mark_paid(
            coworking=rcoop,
            numbers=[ONE],
            paid_on=date(2026, 11, 4),
            by=cleo,
            at=moment("2026-11-04"),
        )
        assert read(rcoop, told("-65.25", batch_number=remittance.number), by=cleo).paid == 1
        assert Entry.objects.filter(kind=EntryKind.PAYOUT).count() == 2
        assert list(problems()) == []

    @pytest.mark.parametrize("amount", ["-65.24", "-31.50", "65.25"])
    def test_another_sum_waits_for_somebody(
        self, rcoop: Coworking, cleo: User, amount: str
    ) -> None:
        remittance = make_exported(rcoop)
        assert read(rcoop, told(amount, batch_number=remittance.number), by=cleo).left_open == 1
        assert states() == [PayoutState.ORDERED] * 2

    def test_the_sum_after_each_of_its_payouts_is_money_that_left_twice(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        remittance = make_exported(rcoop)
        done = read(
            rcoop,
            told("-31.50", end_to_end_id=ONE),
            told("-33.75", end_to_end_id=TWO),
            told("-65.25", batch_number=remittance.number),
            by=cleo,
        )
        assert (done.paid, done.left_open) == (2, 1)


class TestReturns:
    def test_money_that_came_back_is_owed_again(self, rcoop: Coworking, cleo: User) -> None:
        make_exported(rcoop)
        out, back = (
            told("-31.50", end_to_end_id=ONE),
            told(
                "31.50",
                "2026-11-06",
                end_to_end_id=ONE,
                return_reason="AC04",
                counterparty_iban=IBANS[1],
            ),
        )
        done = read(rcoop, out, back, by=cleo, closed_on="2026-11-06")
        assert (done.paid, done.returned, done.left_open) == (1, 1, 0)
        payout = Payout.objects.get(number=ONE)
        assert (payout.state, payout.returned_on, payout.returned_reason) == (
            PayoutState.RETURNED,
            date(2026, 11, 6),
            "AC04",
        )
        assert list(problems()) == []

    def test_told_alone_or_before_what_left(self, rcoop: Coworking, cleo: User) -> None:
        make_exported(rcoop)
        back = told("31.50", end_to_end_id=ONE)
        assert read(rcoop, back, by=cleo).returned == 1
        payout = Payout.objects.get(number=ONE)
        assert (payout.state, payout.returned_reason) == (PayoutState.RETURNED, "MS03")
        out = told("-31.50", end_to_end_id=ONE)
        assert read(rcoop, out, by=cleo, identification="Next").paid == 1
        assert Entry.objects.filter(reference=ONE).count() == 2
        assert list(problems()) == []

    @pytest.mark.parametrize(
        "line",
        [
            told("31.00", end_to_end_id=ONE, return_reason="AC04"),
            told("31.50", end_to_end_id=ONE, counterparty_iban="BE62510007547061"),
        ],
    )
    def test_less_than_left_or_from_elsewhere_waits_for_somebody(
        self, rcoop: Coworking, cleo: User, line: Any
    ) -> None:
        make_exported(rcoop)
        assert read(rcoop, line, by=cleo).left_open == 1
        assert states() == [PayoutState.ORDERED] * 2

    def test_what_never_left_cannot_come_back(self, rcoop: Coworking, cleo: User) -> None:
        line = told("31.50", end_to_end_id=ONE, return_reason="AC04")
        assert read(rcoop, line, by=cleo).left_open == 1


class TestRequests:
    def test_a_reference_pays_its_request(
        self, rcoop: Coworking, asked: PaymentRequest, cleo: User
    ) -> None:
        line = told("24.20", reference=asked.reference, counterparty_iban=IBANS[1])
        assert read(rcoop, line, by=cleo).received == 1
        kept = BankLine.objects.get()
        assert kept.request == asked
        entry = Entry.objects.get(kind=EntryKind.RECEIVED)
        assert (entry.reference, entry.on) == (f"{asked.number}/L{kept.pk}", date(2026, 11, 5))
        asked.refresh_from_db()
        assert asked.state == RequestState.PAID
        assert list(problems()) == []

    def test_a_part_is_booked_too_and_two_equal_parts_are_two(
        self, rcoop: Coworking, asked: PaymentRequest, cleo: User
    ) -> None:
        part = told("10.00", reference=asked.reference)
        assert read(rcoop, part, part, by=cleo).received == 2
        assert sum(one.amount for one in Entry.objects.filter(kind=EntryKind.RECEIVED)) == 20

    def test_the_same_receipt_from_another_kind_of_file_waits_for_somebody(
        self, rcoop: Coworking, asked: PaymentRequest, cleo: User
    ) -> None:
        line = told("24.20", reference=asked.reference, bank_reference="CAMT-1")
        assert read(rcoop, line, by=cleo).received == 1
        content = coda(
            iban=IBANS[0],
            closed_on=date(2026, 11, 5),
            opening=Decimal("1000.00"),
            lines=[told("24.20", reference=asked.reference, bank_reference="CODA1")],
        )
        done = read_in(coworking=rcoop, content=content, by=cleo, at=moment("2026-11-06"))
        assert (done.new, done.received, done.left_open) == (1, 0, 1)
        assert Entry.objects.filter(kind=EntryKind.RECEIVED).count() == 1

    def test_money_out_pays_no_request(
        self, rcoop: Coworking, asked: PaymentRequest, cleo: User
    ) -> None:
        line = told("-24.20", reference=asked.reference)
        assert read(rcoop, line, by=cleo).left_open == 1


class TestAgain:
    def test_the_same_file_changes_nothing(self, rcoop: Coworking, cleo: User) -> None:
        make_exported(rcoop)
        content = statement_file(
            told("-31.50", end_to_end_id=ONE), told("5.00", text="Coffee"), told("5.00", text="Tea")
        )
        first = read_in(coworking=rcoop, content=content, by=cleo, at=moment("2026-11-06"))
        before = (Entry.objects.count(), Event.objects.count(), lines())
        again = read_in(coworking=rcoop, content=content, by=any_person(), at=moment("2026-11-07"))
        assert again == Read(first.statements, known=3, left_open=2)
        assert (Entry.objects.count(), Event.objects.count(), lines()) == before

    def test_lines_known_from_another_statement_are_passed_over(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        old = told("5.00", text="Coffee", bank_reference="B1")
        read(rcoop, old, by=cleo)
        new = told("6.00", text="Tea", bank_reference="B2")
        done = read(rcoop, old, new, by=cleo, identification="All of the week")
        assert (done.new, done.known, done.left_open) == (1, 1, 1)
        assert [amount for amount, _state in lines()] == [Decimal("5.00"), Decimal("6.00")]

    def test_equal_lines_without_a_reference_of_the_bank_are_never_lost(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        coffee = told("5.00", text="Coffee")
        assert read(rcoop, coffee, coffee, by=cleo).new == 2
        assert read(rcoop, coffee, by=cleo, identification="In the evening").new == 1
        assert len(lines()) == 3

    def test_equal_lines_with_one_reference_are_told_apart_within_a_statement(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        coffee = told("5.00", text="Coffee", bank_reference="B1")
        assert read(rcoop, coffee, coffee, by=cleo).new == 2
        assert read(rcoop, coffee, coffee, by=cleo, identification="Again").known == 2

    def test_two_coworkings_keep_their_own(
        self, rcoop: Coworking, filature: Coworking, cleo: User
    ) -> None:
        content = statement_file(told("5.00"))
        for coworking in (rcoop, filature):
            done = read_in(coworking=coworking, content=content, by=cleo, at=moment("2026-11-06"))
            assert done.new == 1


class TestFiles:
    def test_several_statements_and_none_of_their_lines(self, rcoop: Coworking, cleo: User) -> None:
        make_account(rcoop.operator, starts_on=date(2026, 6, 1))
        several = [
            statement(
                iban=iban,
                identification=str(day),
                closed_on=date(2026, 11, day),
                opening=Decimal("7.00"),
                lines=[],
            )
            for day, iban in ((5, IBANS[0]), (6, IBANS[1]))
        ]
        content = camt_file(several)
        done = read_in(coworking=rcoop, content=content, by=cleo, at=moment("2026-11-06"))
        assert [(one.position, one.iban) for one in done.statements] == [
            (1, IBANS[0]),
            (2, IBANS[1]),
        ]
        again = read_in(coworking=rcoop, content=content, by=cleo, at=moment("2026-11-06"))
        assert again.statements == done.statements

    def test_long_words_are_cut(self, rcoop: Coworking, cleo: User) -> None:
        line = told(
            "5.00",
            text="T" * 400,
            counterparty="C" * 200,
            end_to_end_id="E" * 50,
            bank_reference="B" * 100,
            return_reason="R" * 60,
            batch_number="M" * 50,
        )
        read(rcoop, line, by=cleo, identification="I" * 99)
        kept = BankLine.objects.select_related("statement").get()
        assert (len(kept.text), len(kept.counterparty)) == (300, 140)
        assert (len(kept.end_to_end_id), len(kept.bank_reference)) == (35, 80)
        assert (len(kept.return_reason), len(kept.statement.identification)) == (40, 80)

    @pytest.mark.parametrize(
        ("content", "refusal", "code"),
        [
            (b"", NotAStatement, "not_a_bank_statement"),
            (b"\x00\xff", NotAStatement, "not_a_bank_statement"),
            (b"<html></html>", NotAStatement, "not_a_bank_statement"),
            (statement_file(told("5.00"))[:900], DamagedStatement, "damaged"),
            (
                statement_file(told("5.00")).replace(b">5.00<", b">6.00<"),
                SumsDiffer,
                "sums",
            ),
            (b"<" + b" " * (16 * 1024 * 1024), FileTooLarge, "too_large"),
        ],
        ids=["nothing", "bytes", "a page", "half", "sums", "large"],
    )
    def test_anything_else_is_refused(
        self,
        rcoop: Coworking,
        cleo: User,
        content: bytes,
        refusal: type[NotAStatement],
        code: str,
    ) -> None:
        with pytest.raises(refusal) as refused:
            read_in(coworking=rcoop, content=content, by=cleo, at=moment("2026-11-06"))
        assert (refused.value.code, refused.value.place) == (code, "file")
        assert type(refused.value) is refusal
        assert str(refused.value)
        assert "position" in refused.value.details

    def test_statements_of_years_are_too_many(self, rcoop: Coworking, cleo: User) -> None:
        one = statement(
            iban=IBANS[0],
            identification="1",
            closed_on=date(2026, 11, 5),
            opening=Decimal("7.00"),
            lines=[],
        )
        with pytest.raises(FileTooLarge):
            read_in(
                coworking=rcoop, content=camt_file([one] * 1101), by=cleo, at=moment("2026-11-06")
            )

    def test_a_statement_of_another_account_is_refused_whole(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        several = [
            statement(
                iban=iban,
                identification=iban,
                closed_on=date(2026, 11, 5),
                opening=Decimal("7.00"),
                lines=[told("1.00")],
            )
            for iban in IBANS
        ]
        with pytest.raises(OtherAccount, match="BE… 7034") as refused:
            read_in(coworking=rcoop, content=camt_file(several), by=cleo, at=moment("2026-11-06"))
        assert (refused.value.code, refused.value.place) == ("other_account", "file")
        assert IBANS[1] not in str(refused.value)
        assert not BankStatement.objects.exists()

    def test_a_statement_in_another_currency_is_refused(self, rcoop: Coworking, cleo: User) -> None:
        with pytest.raises(OtherCurrency, match="USD") as refused:
            read(rcoop, told("1.00"), by=cleo, currency="USD")
        assert (refused.value.code, refused.value.place) == ("other_currency", "file")
        assert not BankStatement.objects.exists()
