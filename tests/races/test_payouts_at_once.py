"""Two managers and one remittance, one bank file twice, a payout paid while it is taken back."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from consign.ledger.models import Entry, EntryKind
from consign.ledger.queries import accounts_at, balance
from consign.monthend.operations import void_settlement
from consign.payouts.bank_statements import Read, read_in
from consign.payouts.checks import problems
from consign.payouts.contents import contents_digest
from consign.payouts.gathering import RemittanceChanged
from consign.payouts.matching import match_line
from consign.payouts.models import (
    BankLine,
    BankStatement,
    LineState,
    PaymentRequest,
    Payout,
    PayoutState,
    Remittance,
    RemittanceState,
    RequestState,
)
from consign.payouts.operations import AlreadyPaid, InRemittance, NotToPay, mark_paid, mark_returned
from consign.payouts.queries import received_for
from consign.payouts.remitting import (
    AlreadyExported,
    RemittanceApproved,
    RemittanceCancelled,
    approve,
    cancel,
    change_remittance,
    export,
    prepare_remittance,
)
from consign.payouts.requests import receive
from consign.people.models import Coworking, User
from consign.settlements.models import Settlement
from tests.factories import (
    make_closed,
    make_coworking,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.payouts.bank import (
    EXECUTION,
    make_approved,
    make_debt,
    make_exported,
    make_remittance,
    statement_file,
    told,
)

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ONE, TWO, THREE = NUMBERS = tuple(f"PO-2026-0000{n}" for n in (1, 2, 3))


@pytest.fixture
def rcoop() -> Coworking:
    """Three payouts of 31.50, and 24.20 asked for."""
    coworking = make_coworking()
    for name in ("One", "Two", "Tri"):
        make_sale(coworking, make_placed(coworking, make_selling_maker(coworking, name)).item)
    make_debt(coworking, make_selling_maker(coworking, "Zoe"))
    make_closed(coworking)
    return coworking


@pytest.fixture
def dan(rcoop: Coworking) -> User:
    return make_person("dan")


def kinds(done: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in done)


def entries(kind: EntryKind) -> int:
    return Entry.objects.filter(kind=kind).count()


def pay(rcoop: Coworking, by: User, *numbers: str) -> list[Payout]:
    return mark_paid(
        coworking=rcoop,
        numbers=numbers,
        paid_on=date(2026, 11, 5),
        by=by,
        at=moment("2026-11-05"),
    )


def read(rcoop: Coworking, by: User, content: bytes) -> Read:
    return read_in(coworking=rcoop, content=content, by=by, at=moment("2026-11-06"))


def void(number: str, by: User) -> None:
    settlement = Settlement.objects.get(payout_order__number=number)
    void_settlement(settlement=settlement, by=by, at=moment("2026-11-05"))


def test_two_remittances_never_take_one_payout(
    at_once: AtOnce, rcoop: Coworking, dan: User
) -> None:
    def gather(numbers: Sequence[str]) -> Remittance:
        return prepare_remittance(
            coworking=rcoop,
            numbers=numbers,
            execution_on=EXECUTION,
            by=dan,
            at=moment("2026-11-02"),
        )

    done = at_once([partial(gather, [ONE, TWO]), partial(gather, [THREE, TWO])])

    assert kinds(done) == ["InRemittance", "Remittance"]
    assert Remittance.objects.get().payouts.count() == 2
    assert list(problems()) == []


def test_two_managers_approve_one_remittance(at_once: AtOnce, rcoop: Coworking, dan: User) -> None:
    remittance = make_remittance(rcoop)
    digest = contents_digest(remittance)
    people = [dan, dan, make_person("eve")]

    def say_yes(by: User) -> Remittance:
        return approve(remittance=remittance, digest=digest, by=by, at=moment("2026-11-02 13:00"))

    done = at_once([partial(say_yes, one) for one in people])

    kept = Remittance.objects.get()
    assert kept.state == RemittanceState.APPROVED
    assert kept.approved_by in people
    for who, result in zip(people, done, strict=True):
        expected = Remittance if who == kept.approved_by else RemittanceApproved
        assert isinstance(result, expected)


def test_approved_while_it_is_changed_it_is_what_was_read(
    at_once: AtOnce, rcoop: Coworking, dan: User
) -> None:
    remittance = make_remittance(rcoop, [ONE, TWO])
    digest = contents_digest(remittance)

    def say_yes() -> Remittance:
        return approve(remittance=remittance, digest=digest, by=dan, at=moment("2026-11-02 13:00"))

    def change() -> Remittance:
        return change_remittance(
            remittance=remittance,
            numbers=[TWO, THREE],
            execution_on=EXECUTION,
            batch_booking=False,
            instant=False,
            by=remittance.prepared_by,
            at=moment("2026-11-02 13:00"),
        )

    yes, changed = at_once([say_yes, change])

    kept = Remittance.objects.get()
    if kept.state == RemittanceState.APPROVED:
        assert isinstance(changed, RemittanceApproved | RemittanceChanged)
        assert contents_digest(kept) == digest
    else:
        assert isinstance(yes, RemittanceChanged)
        assert contents_digest(kept) != digest
    assert list(problems()) == []


def test_two_exports_are_one_file(at_once: AtOnce, rcoop: Coworking, dan: User) -> None:
    remittance = make_approved(rcoop)

    def hand_out(minute: int) -> Remittance:
        at = moment(f"2026-11-02 14:{minute:02}")
        return export(remittance=remittance, by=dan, at=at)

    done = at_once([partial(hand_out, minute) for minute in range(4)])

    assert {result.file for result in done} == {Remittance.objects.get().file}
    assert set(Payout.objects.values_list("state", flat=True)) == {PayoutState.ORDERED}
    assert list(problems()) == []


def test_a_remittance_is_exported_or_cancelled(
    at_once: AtOnce, rcoop: Coworking, dan: User
) -> None:
    remittance = make_approved(rcoop)
    act: dict[str, Any] = {"remittance": remittance, "by": dan, "at": moment("2026-11-02 14:00")}

    exported, cancelled = at_once([partial(export, **act), partial(cancel, **act)])

    if Remittance.objects.get().state == RemittanceState.EXPORTED:
        assert isinstance(cancelled, AlreadyExported)
        assert Payout.objects.filter(state=PayoutState.ORDERED).count() == 3
    else:
        assert isinstance(exported, RemittanceCancelled | RemittanceChanged)
        assert Payout.objects.filter(state=PayoutState.PREPARED, remittance=None).count() == 3
    assert list(problems()) == []


def test_a_month_is_taken_back_or_its_payout_gathered(
    at_once: AtOnce, rcoop: Coworking, dan: User
) -> None:
    done = at_once([partial(make_remittance, rcoop, [ONE, TWO]), partial(void, ONE, dan)])

    gathered, voided = done
    if isinstance(gathered, Remittance):
        assert isinstance(voided, InRemittance)
        assert gathered.payouts.count() == 2
    else:
        assert isinstance(gathered, NotToPay)
        assert voided is None
        assert not Remittance.objects.exists()
    assert list(problems()) == []


def test_a_payout_is_paid_by_hand_or_gathered(at_once: AtOnce, rcoop: Coworking, dan: User) -> None:
    done = at_once([partial(make_remittance, rcoop), partial(pay, rcoop, dan, THREE, ONE)])

    gathered, paid = done
    if isinstance(gathered, Remittance):
        assert isinstance(paid, InRemittance)
        assert entries(EntryKind.PAYOUT) == 0
    else:
        assert isinstance(gathered, NotToPay)
        assert entries(EntryKind.PAYOUT) == len(paid) == 2
    assert list(problems()) == []


def test_one_bank_file_read_twice_is_read_once(
    at_once: AtOnce, rcoop: Coworking, dan: User
) -> None:
    make_exported(rcoop)
    asked = PaymentRequest.objects.get()
    content = statement_file(
        told("-31.50", end_to_end_id=TWO),
        told("-31.50", end_to_end_id=ONE),
        told("24.20", reference=asked.reference),
        told("5.00", text="Coffee"),
    )

    done = at_once([partial(read, rcoop, dan, content) for _time in range(4)])

    assert sorted(result.new for result in done) == [0, 0, 0, 4]
    assert {one for result in done for one in result.statements} == {BankStatement.objects.get()}
    assert (entries(EntryKind.PAYOUT), entries(EntryKind.RECEIVED)) == (2, 1)
    assert list(problems()) == []


def test_two_bank_files_share_their_lines(at_once: AtOnce, rcoop: Coworking, dan: User) -> None:
    """Nothing is locked for lines that name nothing, and one file tells them backwards."""
    shared = [told("5.00", text=f"Coffee {n}", bank_reference=f"B{n}") for n in range(5)]
    files = [
        statement_file(*lines, told("7.00", text=name), identification=name)
        for name, lines in (("Day", shared), ("Week", shared[::-1]), ("Month", shared))
    ]

    done = at_once([partial(read, rcoop, dan, file) for file in files])

    assert kinds(done) == ["Read"] * 3
    assert sorted(result.new for result in done) == [1, 1, 6]
    assert BankLine.objects.count() == 8


def test_marked_paid_while_the_bank_says_so(at_once: AtOnce, rcoop: Coworking, dan: User) -> None:
    make_exported(rcoop)
    content = statement_file(
        *(told("-31.50", end_to_end_id=number) for number in reversed(NUMBERS))
    )

    done = at_once([partial(pay, rcoop, dan, *NUMBERS), partial(read, rcoop, dan, content)])

    assert kinds(done) == ["Read", "list"]
    assert entries(EntryKind.PAYOUT) == 3
    assert BankLine.objects.filter(state=LineState.MATCHED).count() == 3
    assert list(problems()) == []


def test_what_the_bank_paid_is_not_taken_back(at_once: AtOnce, rcoop: Coworking, dan: User) -> None:
    content = statement_file(told("-31.50", end_to_end_id=ONE))

    voided, done = at_once([partial(void, ONE, dan), partial(read, rcoop, dan, content)])

    if Payout.objects.get(number=ONE).state == PayoutState.PAID:
        assert isinstance(voided, AlreadyPaid)
        assert done.paid == 1
    else:
        assert voided is None
        assert done.left_open == 1
    assert list(problems()) == []


def test_money_comes_back_once(at_once: AtOnce, rcoop: Coworking, dan: User) -> None:
    make_exported(rcoop)
    payout = Payout.objects.get(number=ONE)

    def back() -> Payout:
        return mark_returned(
            payout=payout,
            returned_on=date(2026, 11, 5),
            reason="AC04",
            by=dan,
            at=moment("2026-11-06"),
        )

    content = statement_file(told("31.50", end_to_end_id=ONE, return_reason="AC04"))
    done = at_once([back, partial(read, rcoop, dan, content), back])

    assert kinds(done) == ["Payout", "Payout", "Read"]
    assert (entries(EntryKind.PAYOUT), entries(EntryKind.PAYOUT_RETURNED)) == (1, 1)
    assert list(problems()) == []


def test_one_line_is_matched_once(at_once: AtOnce, rcoop: Coworking, dan: User) -> None:
    read(rcoop, dan, statement_file(told("-31.50", text="Julie")))
    line = BankLine.objects.get()

    def say(number: str) -> BankLine:
        payout = Payout.objects.get(number=number)
        return match_line(line=line, payout=payout, by=dan, at=moment("2026-11-07"))

    done = at_once([partial(say, number) for number in NUMBERS])

    assert kinds(done) == ["AlreadyMatched", "AlreadyMatched", "BankLine"]
    assert entries(EntryKind.PAYOUT) == 1
    assert list(problems()) == []


def test_one_receipt_sent_twice_is_booked_once(
    at_once: AtOnce, rcoop: Coworking, dan: User
) -> None:
    asked = PaymentRequest.objects.get()

    def come_in(cause: str) -> Entry:
        return receive(
            request=PaymentRequest.objects.get(),
            amount=Decimal("12.10"),
            received_on=date(2026, 11, 5),
            by=dan,
            at=moment("2026-11-06"),
            cause=cause,
        )

    done = at_once([partial(come_in, cause) for cause in ("1", "1", "2", "1")])

    assert len(set(done)) == entries(EntryKind.RECEIVED) == 2
    assert received_for(asked) == Decimal("24.20")
    assert PaymentRequest.objects.get().state == RequestState.PAID
    debts = [balance(account) for account in accounts_at(rcoop)]
    assert sorted(debts) == [Decimal("0.00")] + [Decimal("31.50")] * 3
    assert list(problems()) == []
