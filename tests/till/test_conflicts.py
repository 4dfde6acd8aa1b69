"""Two customers have paid for one piece: it is recorded, and a person decides."""

import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks as CaptureOnCommit

from consign.ledger.models import LossCause
from consign.ledger.queries import accounts_of, balance
from consign.monthend.losses import record_loss
from consign.people.models import Coworking, Maker, Role, User
from consign.refusal import KeyReused
from consign.stock.checks import problems as stock_problems
from consign.stock.models import Item, Movement, MovementKind
from consign.stock.operations import give_back
from consign.stock.queries import on_hand_at
from consign.till.checks import problems
from consign.till.conflicts import Decided, Decision, NoOtherTicket, Which, decide
from consign.till.lines import LineWanted
from consign.till.models import Conflict, ConflictState, Payment, RefundReason, Sale
from consign.till.operations import record_sale
from consign.till.payments import NotPaidBack
from consign.till.queries import conflicts, conflicts_at, conflicts_seen_by, open_conflicts
from consign.till.refunds import refund_sale, undo_sale
from consign.till.taking_back import AlreadyDecided, LineBack
from consign.till.undecided import choices
from tests.factories import (
    any_person,
    make_item,
    make_member,
    make_person,
    make_placed,
    make_sale,
    moment,
)

LATER = "2026-10-07"


@pytest.fixture(autouse=True)
def goods_and_money_agree(db: None) -> Iterator[None]:
    yield
    assert [*stock_problems(), *problems()] == []


def queue(
    coworking: Coworking,
    item: Item,
    *,
    quantity: int = 1,
    at: str = "2026-10-05 13:00",
    recorded: str = "2026-10-06",
    paid_with: Payment = Payment.CARD,
    by: User | None = None,
) -> Sale:
    """A sale that a device without network kept and sent on the next day."""
    return record_sale(
        coworking=coworking,
        wanted=[LineWanted(item.code, quantity)],
        paid_with=paid_with,
        key=uuid.uuid4(),
        by=by or any_person(),
        at=moment(recorded),
        sold_at=moment(at),
        queued=True,
    ).sale


def conflict_of(sale: Sale) -> Conflict:
    return conflicts().get(line__sale=sale)


def settle(conflict: Conflict, decision: Decision, **told: Any) -> Decided:
    facts = {"key": uuid.uuid4(), "by": any_person(), "at": moment(LATER), **told}
    return decide(conflict=conflict, decision=decision, **facts)


def owed(maker: Maker) -> Decimal:
    (account,) = accounts_of(maker)
    return balance(account)


def found(item: Item) -> int:
    """How many pieces are counted in now."""
    kept = Movement.objects.filter(placement__item=item, kind=MovementKind.FOUND)
    return sum(kept.values_list("quantity", flat=True))


def refund(sale: Sale, quantity: int = 1) -> Sale:
    return refund_sale(
        sale=sale,
        back=[LineBack(1, quantity)],
        reason=RefundReason.GESTURE,
        key=uuid.uuid4(),
        by=any_person(),
        at=moment("2026-10-08"),
    ).sale


@pytest.fixture
def item(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume).item


@pytest.fixture
def first(rcoop: Coworking, item: Item) -> Sale:
    """The ticket that had the piece by the books."""
    return make_sale(rcoop, item)


@pytest.fixture
def second(rcoop: Coworking, item: Item, first: Sale) -> Sale:
    """The one sold without network."""
    return queue(rcoop, item)


@pytest.fixture
def conflict(second: Sale) -> Conflict:
    return conflict_of(second)


def test_both_sales_are_recorded_and_the_conflict_names_the_other(
    rcoop: Coworking, plume: Maker, item: Item, first: Sale, second: Sale, conflict: Conflict
) -> None:
    assert conflict.state == ConflictState.OPEN
    assert (conflict.reason, conflict.missing) == ("already_sold", 1)
    assert (conflict.line.sale, conflict.other and conflict.other.sale) == (second, first)
    assert choices(conflict).pieces == 1
    assert choices(conflict).this == choices(conflict).other == Decimal("45.00")
    assert on_hand_at(item, rcoop) == 0
    assert owed(plume) == 2 * first.lines.get().share
    assert open_conflicts(rcoop) == 1


def test_a_queued_sale_of_what_is_there_is_no_conflict(rcoop: Coworking, item: Item) -> None:
    queue(rcoop, item)
    assert not Conflict.objects.exists()


class TestKeep:
    def test_both_were_sold_and_nothing_else_happens(
        self, rcoop: Coworking, plume: Maker, item: Item, first: Sale, conflict: Conflict
    ) -> None:
        done = settle(conflict, Decision.KEEP, remark=" A second one lay in the box. ")
        assert done.refund is None
        assert done.conflict.state == ConflictState.KEPT
        assert done.conflict.remark == "A second one lay in the box."
        assert done.conflict.decided_by == any_person()
        assert done.conflict.decided_at == moment(LATER)
        assert (on_hand_at(item, rcoop), found(item)) == (0, 1)
        assert owed(plume) == 2 * first.lines.get().share
        assert open_conflicts(rcoop) == 0

    def test_a_later_refund_of_a_kept_line_puts_the_piece_back(
        self, rcoop: Coworking, plume: Maker, item: Item, first: Sale, second: Sale
    ) -> None:
        settle(conflict_of(second), Decision.KEEP)
        refund(second)
        assert (on_hand_at(item, rcoop), found(item)) == (1, 1)
        assert owed(plume) == first.lines.get().share
        assert conflict_of(second).state == ConflictState.KEPT

    def test_the_same_person_keeps_it_once(self, conflict: Conflict) -> None:
        settle(conflict, Decision.KEEP)
        again = settle(conflict, Decision.KEEP, at=moment("2026-10-09"))
        assert again.replayed
        assert again.conflict.decided_at == moment(LATER)


class TestRefund:
    def test_this_customer_gets_the_money_back(
        self, rcoop: Coworking, plume: Maker, item: Item, second: Sale, conflict: Conflict
    ) -> None:
        done = settle(conflict, Decision.REFUND, paid_with=Payment.CASH)
        assert done.refund is not None
        assert done.refund.refund_of == second
        assert done.refund.reason == RefundReason.SOLD_TWICE
        assert done.refund.to_pay == Decimal("-45.00")
        assert done.refund.paid_with == Payment.CASH
        assert done.conflict.state == ConflictState.REFUNDED
        assert (on_hand_at(item, rcoop), found(item)) == (0, 0)
        assert owed(plume) == Decimal("31.50")

    def test_the_other_customer_gets_it_and_the_piece_is_with_the_second(
        self, rcoop: Coworking, plume: Maker, item: Item, first: Sale, conflict: Conflict
    ) -> None:
        done = settle(conflict, Decision.REFUND, which=Which.OTHER)
        assert done.refund is not None
        assert done.refund.refund_of == first
        assert done.refund.paid_with == Payment.CARD
        assert done.conflict.state == ConflictState.REFUNDED
        assert (on_hand_at(item, rcoop), found(item)) == (0, 0)
        assert owed(plume) == Decimal("31.50")

    def test_the_ticket_that_stays_can_be_refunded_as_always(
        self, rcoop: Coworking, item: Item, second: Sale, conflict: Conflict
    ) -> None:
        settle(conflict, Decision.REFUND, which=Which.OTHER)
        refund(second)
        assert on_hand_at(item, rcoop) == 1

    def test_only_what_is_missing_goes_back(self, rcoop: Coworking, plume: Maker) -> None:
        item = make_placed(rcoop, plume, quantity=2).item
        sale = queue(rcoop, item, quantity=5)
        conflict = conflict_of(sale)
        assert (conflict.reason, conflict.missing) == ("not_enough", 3)
        done = settle(conflict, Decision.REFUND)
        assert done.refund is not None
        assert [line.quantity for line in done.refund.lines.all()] == [-3]
        assert (on_hand_at(item, rcoop), found(item)) == (0, 0)

    def test_what_came_back_before_is_not_asked_twice(self, rcoop: Coworking, plume: Maker) -> None:
        item = make_placed(rcoop, plume).item
        sale = queue(rcoop, item, quantity=3)
        refund(sale)
        conflict = conflict_of(sale)
        assert (conflict.state, choices(conflict).pieces) == (ConflictState.OPEN, 1)
        done = settle(conflict, Decision.REFUND)
        assert done.refund is not None
        assert done.refund.lines.get().quantity == -1
        assert done.conflict.state == ConflictState.REFUNDED
        assert (on_hand_at(item, rcoop), found(item)) == (0, 0)

    def test_an_ordinary_refund_of_the_ticket_decides_it(
        self, rcoop: Coworking, item: Item, second: Sale
    ) -> None:
        refund(second)
        assert conflict_of(second).state == ConflictState.REFUNDED
        assert (on_hand_at(item, rcoop), found(item)) == (0, 0)

    def test_undone_at_once_it_never_was(self, rcoop: Coworking, item: Item, first: Sale) -> None:
        del first
        seller = any_person()
        sale = queue(rcoop, item, by=seller)
        undo_sale(
            sale=sale,
            key=uuid.uuid4(),
            by=seller,
            at=moment("2026-10-06"),
            undone_at=moment("2026-10-05 13:04"),
        )
        assert conflict_of(sale).state == ConflictState.REFUNDED
        assert (on_hand_at(item, rcoop), found(item)) == (0, 0)

    def test_money_does_not_go_back_by_transfer(self, conflict: Conflict) -> None:
        with pytest.raises(NotPaidBack):
            settle(conflict, Decision.REFUND, paid_with=Payment.TRANSFER)
        assert Conflict.objects.get().state == ConflictState.OPEN


class TestLoss:
    def test_no_money_moves_and_the_maker_is_paid_once(
        self, rcoop: Coworking, plume: Maker, item: Item, second: Sale, conflict: Conflict
    ) -> None:
        done = settle(conflict, Decision.LOSS, remark="Nobody left a name")
        assert done.refund is not None
        assert done.refund.refund_of == second
        assert [(one.means, one.amount) for one in done.refund.payments.all()] == [
            (Payment.NONE, Decimal("-45.00"))
        ]
        assert done.conflict.state == ConflictState.LOST
        assert done.conflict.remark == "Nobody left a name"
        assert (on_hand_at(item, rcoop), found(item)) == (0, 0)
        assert owed(plume) == Decimal("31.50")

    def test_the_line_lost_is_that_without_network_whatever_is_said(
        self, second: Sale, conflict: Conflict
    ) -> None:
        done = settle(conflict, Decision.LOSS, which=Which.OTHER, paid_with=Payment.CASH)
        assert done.refund is not None
        assert done.refund.refund_of == second
        assert done.refund.paid_with == Payment.NONE


class TestOnce:
    @pytest.mark.parametrize("before", Decision)
    @pytest.mark.parametrize("now", Decision)
    def test_what_was_decided_is_not_decided_again(
        self, conflict: Conflict, vic: User, before: Decision, now: Decision
    ) -> None:
        settle(conflict, before)
        with pytest.raises(AlreadyDecided):
            settle(conflict, now, by=vic)
        assert Conflict.objects.get().decided_by == any_person()

    def test_the_same_key_again_is_the_same_decision(self, conflict: Conflict) -> None:
        key = uuid.uuid4()
        done = settle(conflict, Decision.REFUND, key=key)
        again = settle(conflict, Decision.REFUND, key=key)
        assert again.replayed
        assert again.refund == done.refund
        assert Sale.objects.filter(refund_of__isnull=False).count() == 1

    def test_the_same_key_for_something_else_is_refused(self, conflict: Conflict) -> None:
        key = uuid.uuid4()
        settle(conflict, Decision.REFUND, key=key)
        with pytest.raises(KeyReused):
            settle(conflict, Decision.LOSS, key=key)

    def test_one_that_was_read_before_is_looked_at_again(
        self, second: Sale, conflict: Conflict
    ) -> None:
        refund(second)
        with pytest.raises(AlreadyDecided):
            settle(conflict, Decision.REFUND)


class TestOtherTicket:
    def test_one_that_gave_the_piece_back_cannot_again(
        self, first: Sale, second: Sale, conflict: Conflict
    ) -> None:
        refund(first)
        assert choices(conflict_of(second)).other is None
        with pytest.raises(NoOtherTicket):
            settle(conflict, Decision.REFUND, which=Which.OTHER)

    def test_a_piece_that_was_given_back_has_no_other_customer(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        placement = make_placed(rcoop, plume, quantity=2)
        make_sale(rcoop, placement.item)
        give_back(placement=placement, quantity=1, by=dan, at=moment("2026-10-05 11:00"))
        conflict = conflict_of(queue(rcoop, placement.item))
        assert conflict.reason == "withdrawn"
        assert choices(conflict).other is None
        with pytest.raises(NoOtherTicket):
            settle(conflict, Decision.REFUND, which=Which.OTHER)

    def test_a_piece_that_was_written_off(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        placement = make_placed(rcoop, plume)
        record_loss(
            placement=placement, quantity=1, cause=LossCause.STOLEN, by=dan, at=moment("2026-10-05")
        )
        conflict = conflict_of(queue(rcoop, placement.item))
        assert (conflict.reason, conflict.other) == ("written_off", None)

    def test_a_piece_that_was_never_here_is_counted_in(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        item = make_item(plume)
        conflict = conflict_of(queue(rcoop, item))
        assert conflict.reason == "not_here"
        settle(conflict, Decision.REFUND)
        assert (on_hand_at(item, rcoop), found(item)) == (0, 0)

    def test_one_that_waits_itself_is_decided_first(
        self, rcoop: Coworking, item: Item, first: Sale, second: Sale
    ) -> None:
        third = queue(rcoop, item, at="2026-10-05 14:00")
        assert conflict_of(third).other == second.lines.get()
        with pytest.raises(NoOtherTicket):
            settle(conflict_of(third), Decision.REFUND, which=Which.OTHER)
        settle(conflict_of(second), Decision.REFUND)
        assert conflict_of(third).other == first.lines.get()
        settle(conflict_of(third), Decision.REFUND, which=Which.OTHER)
        assert (on_hand_at(item, rcoop), found(item)) == (0, 0)

    def test_three_tickets_of_which_the_second_keeps_the_piece(
        self, rcoop: Coworking, plume: Maker, item: Item, first: Sale, second: Sale
    ) -> None:
        third = queue(rcoop, item, at="2026-10-05 14:00")
        Conflict.objects.filter(line__sale=third).update(other=first.lines.get())
        settle(conflict_of(second), Decision.REFUND, which=Which.OTHER)
        assert conflict_of(third).other == second.lines.get()
        settle(conflict_of(third), Decision.LOSS)
        assert (on_hand_at(item, rcoop), found(item)) == (0, 0)
        assert owed(plume) == second.lines.get().share


class TestReads:
    def test_open_ones_and_all_of_a_coworking(
        self, rcoop: Coworking, filature: Coworking, conflict: Conflict
    ) -> None:
        assert list(conflicts_at(rcoop)) == [conflict]
        assert list(conflicts_at(rcoop, ConflictState.OPEN)) == [conflict]
        assert not conflicts_at(rcoop, ConflictState.KEPT).exists()
        assert not conflicts_at(filature).exists()

    def test_whoever_stands_at_the_desk_sees_them(
        self, conflict: Conflict, dan: User, cleo: User, ada: User, vic: User
    ) -> None:
        assert list(conflicts_seen_by(dan)) == list(conflicts_seen_by(cleo)) == [conflict]
        assert not conflicts_seen_by(ada).exists()
        assert not conflicts_seen_by(vic).exists()


class TestChecks:
    """What goes round the operations is told.  Each is put right again for the end of the test."""

    def run(self, sql: str, *values: int | str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    def told(self) -> list[str]:
        return [sentence for sentence in problems() if "conflict" in sentence]

    def test_a_missing_number_that_was_not_counted_in(self, conflict: Conflict) -> None:
        assert self.told() == []
        self.run("UPDATE till_conflict SET missing = 2 WHERE id = %s", conflict.pk)
        assert self.told() != []
        self.run("UPDATE till_conflict SET missing = 1 WHERE id = %s", conflict.pk)

    def test_one_that_says_refunded_and_was_not(self, conflict: Conflict, dan: User) -> None:
        self.run(
            "UPDATE till_conflict SET state = 'refunded', decided_by_id = %s,"
            " decided_at = found_at WHERE id = %s",
            *(dan.pk, conflict.pk),
        )
        assert self.told() != []
        self.run(
            "UPDATE till_conflict SET state = 'open', decided_by_id = NULL, decided_at = NULL"
            " WHERE id = %s",
            conflict.pk,
        )

    def test_one_that_is_open_though_all_came_back(self, second: Sale) -> None:
        refund(second)
        self.run("UPDATE till_conflict SET state = 'open', decided_by_id = NULL, decided_at = NULL")
        assert self.told() != []
        self.run(
            "UPDATE till_conflict SET state = 'refunded', decided_by_id = %s,"
            " decided_at = found_at",
            any_person().pk,
        )

    def test_pieces_counted_in_for_nothing(self, conflict: Conflict, dan: User) -> None:
        row = conflict.line
        self.run(
            "INSERT INTO stock_movement (placement_id, kind, quantity, reference, by_id, at)"
            " SELECT placement_id, 'found', 1, 'S-2026-99999/1', %s, at FROM stock_movement"
            " WHERE reference = %s AND kind = 'found'",
            *(dan.pk, row.reference),
        )
        assert self.told() != []
        self.run("DELETE FROM stock_movement WHERE reference = 'S-2026-99999/1'")

    def test_a_conflict_of_pieces_that_were_there(self, rcoop: Coworking, plume: Maker) -> None:
        line = make_sale(rcoop, make_placed(rcoop, plume).item).lines.get()
        made = Conflict.objects.create(
            line=line, reason="already_sold", missing=1, found_at=moment(LATER)
        )
        assert self.told() != []
        self.run("DELETE FROM till_conflict WHERE id = %s", made.pk)


class TestLetters:
    def test_managers_hear_of_it_once_it_is_recorded(
        self,
        rcoop: Coworking,
        item: Item,
        first: Sale,
        cleo: User,
        dan: User,
        mailoutbox: list[EmailMessage],
        django_capture_on_commit_callbacks: CaptureOnCommit,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            sale = queue(rcoop, item, by=dan)
        (letter,) = mailoutbox
        assert letter.to == [f"Cleo <{cleo.email}>"]
        assert letter.subject == "A sale waits for a decision"
        for words in (sale.number, first.number, "Collier plume", "Rcoop", "Dan"):
            assert words in letter.body

    def test_nobody_hears_of_a_sale_without_conflict(
        self,
        rcoop: Coworking,
        item: Item,
        cleo: User,
        mailoutbox: list[EmailMessage],
        django_capture_on_commit_callbacks: CaptureOnCommit,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            queue(rcoop, item)
        assert mailoutbox == []

    @pytest.mark.parametrize("language", ["fr", "nl", "de"])
    def test_in_the_readers_language(
        self,
        rcoop: Coworking,
        plume: Maker,
        language: str,
        mailoutbox: list[EmailMessage],
        django_capture_on_commit_callbacks: CaptureOnCommit,
    ) -> None:
        make_member(rcoop, make_person("eva", language=language), Role.MANAGER)
        with django_capture_on_commit_callbacks(execute=True):
            queue(rcoop, make_item(plume))
        (letter,) = mailoutbox
        assert letter.extra_headers["Content-Language"] == language
        assert "\n\n\n" not in letter.body
