"""Whatever a coworking does, in whatever order, goods and money agree to the cent.

A machine places, sells (also what is not there, without network), decides, undoes, takes back,
loses, charges, adjusts, moves makers to other payees, closes, pays and voids at random, through the
real operations and on terms of every kind; after each step every room is asked whether its rows
still add up.
"""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consign.agreements.models import Bearer, CommissionBase, CommissionVat, Mode
from consign.agreements.operations import Overlapping
from consign.days import Month, local_day, start_of
from consign.invoices import checks as invoices
from consign.journal import checks as journal
from consign.ledger import checks as ledger
from consign.ledger.bookings import adjust, charge_fee
from consign.ledger.models import Account, Entry, EntryKind, LossCause
from consign.money.split import CommissionBelowZero, ShareBelowZero
from consign.monthend import checks as monthend
from consign.monthend.losses import record_loss
from consign.monthend.moving import move_maker
from consign.monthend.operations import close_month, void_settlement
from consign.monthend.terms import StartsInClosedMonth, accept
from consign.payouts import checks as payouts
from consign.payouts.contents import contents_digest
from consign.payouts.models import WAITING, PaymentRequest, Payout, PayoutState, RequestState
from consign.payouts.operations import AlreadyPaid, mark_paid, mark_returned
from consign.payouts.remitting import approve, export, prepare_remittance
from consign.payouts.requests import AlreadyReceived, receive
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.settlements import checks as settlements
from consign.settlements.models import Settlement
from consign.settlements.operations import NotTheLast
from consign.settlements.queries import first_unsettled_days
from consign.stock import checks as stock
from consign.stock.counting import NotEnough
from consign.stock.models import Item, Placement
from consign.stock.queries import AlreadySold, WrittenOff
from consign.till import checks as till
from consign.till.conflicts import Decision, Which, decide
from consign.till.lines import LineWanted
from consign.till.models import (
    MEANS,
    MEANS_BACK,
    Conflict,
    ConflictState,
    Payment,
    RefundReason,
    Sale,
    SaleLine,
)
from consign.till.money_back import left_on
from consign.till.operations import record_sale
from consign.till.queries import conflicts
from consign.till.refunds import refund_sale, undo_sale
from consign.till.taking_back import LineBack
from consign.till.undecided import choices
from tests.factories import (
    make_coworking,
    make_entity,
    make_member,
    make_person,
    make_placed,
    make_selling_maker,
    moment,
)

ZERO = Decimal("0.00")
EXAMPLES = 6
ROOMS = (journal, stock, ledger, till, settlements, payouts, invoices, monthend)
PRICES = st.integers(1, 20_000).map(lambda cents: Decimal(cents).scaleb(-2))
PICKS = st.integers(0, 99)
# An item, how many, and the percentage of a discount.
BASKETS = st.lists(
    st.tuples(PICKS, st.integers(1, 3), st.sampled_from([0, 0, 7, 33, 100])), min_size=1, max_size=3
)
PAYMENTS = st.sampled_from(MEANS)


@dataclass(frozen=True)
class World:
    """A coworking, makers with terms of every kind and a piece of each; one has a minimum."""

    coworking: Coworking
    makers: list[Maker]
    items: list[Item]
    dan: User
    eva: User


@pytest.fixture
def world(db: None) -> World:
    coworking = make_coworking()
    makers = [
        make_selling_maker(coworking, "Thirds", percent="33.33", minimum="40.00"),
        make_selling_maker(
            coworking,
            "Split",
            vat=VatStatus.LIABLE,
            bearer=Bearer.SPLIT,
            maker_part="50",
            charged=CommissionVat.ADDED,
            base=CommissionBase.EXCL_VAT,
            fee="24.20",
        ),
        make_selling_maker(
            coworking, "Bears", percent="66.6667", bearer=Bearer.MAKER, mode=Mode.OWN_NAME
        ),
    ]
    items = [
        make_placed(coworking, maker, price=price, quantity=9).item
        for maker, price in zip(makers, ("0.10", "12.99", "7.49"), strict=True)
    ]
    dan, eva = (make_member(coworking, make_person(name)) for name in ("dan", "eva"))
    return World(coworking, makers, items, dan, eva)


class Coop(RuleBasedStateMachine):
    """Some months of a coworking, from September 2026 on; each example is rolled back."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.now = moment("2026-09-01")
        self.month = Month(2026, 9)
        self.on_hand = dict.fromkeys(world.items, 9)
        # How many pieces of a line are only counted in, while its conflict waits.
        self.missing: Counter[int] = Counter()
        self.taken_back: list[Month] = []
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @property
    def by_and_at(self) -> dict[str, Any]:
        """Who acts, and when: some hours after the act before."""
        self.now += timedelta(hours=5)
        return {"by": self.world.dan, "at": self.now}

    @initialize(part=st.sampled_from([0, 7, 33]), paid_with=PAYMENTS)
    def somebody_buys_three_of_each(self, part: int, paid_with: Payment) -> None:
        self.ring_up([(pick, 3, part) for pick in range(3)], paid_with)

    @precondition(lambda self: 0 in self.on_hand.values())
    @rule(maker=st.integers(0, 2), price=PRICES, quantity=st.integers(1, 4))
    def place(self, maker: int, price: Decimal, quantity: int) -> None:
        placement = make_placed(
            self.world.coworking,
            self.world.makers[maker],
            price=str(price),
            quantity=quantity,
            at=self.now,
        )
        self.on_hand[placement.item] = quantity

    @rule(basket=BASKETS, paid_with=PAYMENTS)
    def sell(self, basket: list[tuple[int, int, int]], paid_with: Payment) -> None:
        self.ring_up(basket, paid_with)

    @rule(basket=BASKETS, paid_with=PAYMENTS, days=st.integers(1, 40))
    def record_late(
        self, basket: list[tuple[int, int, int]], paid_with: Payment, days: int
    ) -> None:
        self.ring_up(basket, paid_with, ago=timedelta(days))

    @rule(basket=BASKETS, paid_with=PAYMENTS, hours=st.integers(0, 60))
    def sell_without_network(
        self, basket: list[tuple[int, int, int]], paid_with: Payment, hours: int
    ) -> None:
        self.ring_up(basket, paid_with, ago=timedelta(hours=hours), queued=True)

    def ring_up(
        self,
        basket: list[tuple[int, int, int]],
        paid_with: Payment,
        ago: timedelta = timedelta(0),
        *,
        queued: bool = False,
    ) -> None:
        items = list(self.on_hand)
        told = [(items[pick % len(items)], count, part) for pick, count, part in basket]
        wanted: Counter[Item] = Counter()
        for item, count, _part in told:
            wanted[item] += count
        enough = all(self.on_hand[item] >= count for item, count in wanted.items())
        try:
            sale = record_sale(
                coworking=self.world.coworking,
                wanted=[
                    LineWanted(item.code, count, discount_of(item.price * count, part))
                    for item, count, part in told
                ],
                paid_with=paid_with,
                key=uuid.uuid4(),
                sold_at=self.now - ago,
                queued=queued,
                **self.by_and_at,
            ).sale
        except (AlreadySold, NotEnough, WrittenOff):
            assert not enough
            assert not queued
        except (CommissionBelowZero, ShareBelowZero):
            assert any(part for _item, _count, part in told)
        else:
            assert enough or queued
            for line in sale.lines.all():
                there = min(self.on_hand[line.item], line.quantity)
                self.on_hand[line.item] -= there
                if there < line.quantity:
                    self.missing[line.pk] = line.quantity - there

    @precondition(lambda _self: waiting().exists())
    @rule(
        pick=PICKS,
        decision=st.sampled_from(Decision),
        which=st.sampled_from(Which),
        paid_with=st.sampled_from([None, *MEANS_BACK]),
    )
    def say_what_was_right(
        self, pick: int, decision: Decision, which: Which, paid_with: Payment | None
    ) -> None:
        """No decision changes what lies on the shelf."""
        known = list(waiting())
        conflict = known[pick % len(known)]
        possible = choices(conflict)
        assert possible.pieces == self.missing.pop(conflict.line_id)
        if possible.other is None:
            which = Which.THIS
        decide(
            conflict=conflict,
            decision=decision,
            which=which,
            paid_with=paid_with,
            key=uuid.uuid4(),
            **self.by_and_at,
        )

    @rule(pick=PICKS)
    def undo(self, pick: int) -> None:
        whole = [
            sale
            for sale in sales()
            if all(left_on(sale)[line.position] == line.quantity for line in sale.lines.all())
        ]
        if whole:
            sale = whole[pick % len(whole)]
            told = {"undone_at": sale.sold_at, **self.by_and_at}
            self.came_back(undo_sale(sale=sale, key=uuid.uuid4(), **told).sale)

    @rule(pick=PICKS)
    def take_one_back(self, pick: int) -> None:
        returnable = [
            (sale, position) for sale in sales() for position, left in left_on(sale).items() if left
        ]
        if returnable:
            sale, position = returnable[pick % len(returnable)]
            self.give_back(sale, {position: 1}, None)

    @rule(
        pick=PICKS,
        counts=st.tuples(*[st.integers(0, 3)] * 3),
        paid_with=st.sampled_from([None, *MEANS_BACK]),
    )
    def take_back(self, pick: int, counts: tuple[int, ...], paid_with: Payment | None) -> None:
        found = list(sales())
        sale = found[pick % len(found)]
        left = left_on(sale)
        some = {line: min(left[line], count) for line, count in zip(left, counts, strict=False)}
        self.give_back(sale, some, paid_with)

    @precondition(lambda self: self.month > Month(2026, 10))
    @rule()
    def everything_comes_back(self) -> None:
        for sale in sales():
            self.give_back(sale, left_on(sale), None)
        for account in Account.objects.all():
            sold = Entry.objects.filter(account=account, kind__in=["sale", "refund"])
            for column in ("gross", "commission", "amount"):
                assert sum(sold.values_list(column, flat=True)) == ZERO

    def give_back(self, sale: Sale, counts: dict[int, int], paid_with: Payment | None) -> None:
        back = [LineBack(line, count) for line, count in counts.items() if count]
        if not back:
            return
        refund = refund_sale(
            sale=sale,
            back=back,
            reason=RefundReason.GESTURE,
            key=uuid.uuid4(),
            paid_with=paid_with,
            **self.by_and_at,
        ).sale
        self.came_back(refund)

    def came_back(self, refund: Sale) -> None:
        """Back on the shelf, but for what had never lain there."""
        for line in refund.lines.all():
            never = min(-line.quantity, self.missing[line.reverses_id or 0])
            self.missing[line.reverses_id or 0] -= never
            self.on_hand[line.item] += -line.quantity - never

    @rule(pick=PICKS, cause=st.sampled_from(LossCause), payee=st.booleans())
    def lose(self, pick: int, cause: LossCause, payee: bool) -> None:
        there = [item for item, count in self.on_hand.items() if count]
        if there:
            item = there[pick % len(there)]
            was_paid = item.maker.affiliations.order_by("pk")[0].payee if payee else None
            record_loss(
                placement=item.placements.get(),
                quantity=1,
                cause=cause,
                payee=was_paid,
                **self.by_and_at,
            )
            self.on_hand[item] -= 1

    @rule(maker=st.integers(0, 2), amount=PRICES)
    def charge(self, maker: int, amount: Decimal) -> None:
        charge_fee(
            coworking=self.world.coworking,
            maker=self.world.makers[maker],
            label="Photographs",
            amount=amount,
            **self.by_and_at,
        )

    @rule(maker=st.integers(0, 2), amount=PRICES, ours=st.booleans())
    def put_right(self, maker: int, amount: Decimal, ours: bool) -> None:
        adjust(
            coworking=self.world.coworking,
            maker=self.world.makers[maker],
            amount=-amount if ours else amount,
            reason="A mistake",
            **self.by_and_at,
        )

    @rule(maker=st.integers(0, 2), vat=st.sampled_from(VatStatus))
    def move(self, maker: int, vat: VatStatus) -> None:
        """To another payee, from today on, on the same terms; not twice on a day."""
        told = self.by_and_at
        try:
            made = move_maker(
                maker=self.world.makers[maker],
                payee=make_entity(f"Payee {self.now}", vat=vat),
                starts_on=local_day(self.now),
                same_terms=True,
                **told,
            )
        except (Overlapping, StartsInClosedMonth):
            return
        for proposed in made.agreements.all():
            accept(agreement=proposed, **told)

    @rule(early=st.booleans())
    def close(self, early: bool) -> None:
        """Close every month that is not: also those that were taken back or have late sales."""
        if not early:
            self.now = max(self.now, start_of(self.month.next.first) + timedelta(hours=8))
        waiting = first_unsettled_days(self.world.coworking, self.month.last).values()
        month = min([self.month, *map(Month.of, waiting), *self.taken_back])
        self.taken_back.clear()
        while month <= self.month:
            run = close_month(
                coworking=self.world.coworking, month=month, early=early, **self.by_and_at
            )
            assert run.refused == []
            month = month.next
        self.month = self.month.next

    @precondition(lambda _self: prepared().exists())
    @rule(most=st.integers(1, 3))
    def pay(self, most: int) -> None:
        told = self.by_and_at
        mark_paid(
            coworking=self.world.coworking,
            numbers=[payout.number for payout in prepared()[:most]],
            paid_on=local_day(self.now),
            **told,
        )

    @precondition(lambda _self: prepared().exists())
    @rule()
    def hand_to_the_bank(self) -> None:
        """Everything that is to be paid, in one bank file: one prepares, another approves."""
        told = self.by_and_at
        order = prepare_remittance(
            coworking=self.world.coworking,
            numbers=[payout.number for payout in prepared()],
            execution_on=local_day(self.now + timedelta(days=5)),
            **told,
        )
        second = {**self.by_and_at, "by": self.world.eva}
        approve(remittance=order, digest=contents_digest(order), **second)
        export(remittance=order, **self.by_and_at)

    @precondition(lambda _self: sent().exists())
    @rule(pick=PICKS)
    def come_back(self, pick: int) -> None:
        """A transfer that was handed to the bank, or carried out, comes back."""
        known = list(sent())
        told = {"returned_on": local_day(self.now), "reason": "AC04", **self.by_and_at}
        mark_returned(payout=known[pick % len(known)], **told)

    @precondition(lambda _self: asked().exists())
    @rule(pick=PICKS, amount=PRICES)
    def receive(self, pick: int, amount: Decimal) -> None:
        known = list(asked())
        receive(
            request=known[pick % len(known)],
            amount=amount,
            received_on=local_day(self.now),
            cause=uuid.uuid4().hex[:12],
            **self.by_and_at,
        )

    @precondition(lambda _self: live().exists())
    @rule(pick=PICKS)
    def void(self, pick: int) -> None:
        closed = list(live())
        settlement = closed[pick % len(closed)]
        later = [
            other
            for other in closed
            if other.account_id == settlement.account_id and other.period > settlement.period
        ]
        gone = [PayoutState.ORDERED, PayoutState.PAID, PayoutState.RETURNED]
        paid = Payout.objects.filter(settlement=settlement, state__in=gone).exists()
        try:
            void_settlement(settlement=settlement, **self.by_and_at)
        except AlreadyPaid:
            assert paid
        except AlreadyReceived:
            assert asked_for(settlement)
        except NotTheLast:
            assert later
        else:
            assert not later
            assert not paid
            self.taken_back.append(Month.parse(settlement.period))

    @invariant()
    def every_room_agrees_with_itself(self) -> None:
        assert [sentence for room in ROOMS for sentence in room.problems()] == []

    @invariant()
    def as_many_pieces_are_there_as_there_should_be(self) -> None:
        counted = dict(Placement.objects.values_list("item").annotate(Sum("on_hand")))
        assert counted == {item.pk: count for item, count in self.on_hand.items()}

    @invariant()
    def closings_follow_each_other_and_what_is_owed_is_all_accounted_for(self) -> None:
        entries, chain, waiting = list(Entry.objects.all()), list(live()), list(leaving())
        for account in Account.objects.all():
            own = [entry for entry in entries if entry.account_id == account.pk]
            left = {entry for entry in own if entry.kind != EntryKind.PAYOUT}
            closing = ZERO
            for settlement in (one for one in chain if one.account_id == account.pk):
                taken = {entry for entry in left if reached(settlement, entry)}
                left -= taken
                balance = closing + total(taken)
                pays = balance > 0 and balance >= settlement.minimum
                assert settlement.opening == closing
                assert settlement.payout == (balance if pays else ZERO)
                assert settlement.closing == balance - settlement.payout
                closing = settlement.closing
            to_pay = {one for one in waiting if one.settlement.account_id == account.pk}
            assert total(own) == closing + total(to_pay) + total(left)

    @invariant()
    def never_more_comes_back_than_was_taken(self) -> None:
        for line in SaleLine.objects.filter(reverses=None).prefetch_related("reversed_by"):
            back = list(line.reversed_by.all())
            whole = sum(one.quantity for one in back) == -line.quantity
            for column in ("gross", "commission", "share", "discount"):
                taken = getattr(line, column)
                given = -sum((getattr(one, column) for one in back), ZERO)
                assert ZERO <= given <= taken
                assert given == taken or not whole


def discount_of(price: Decimal, percent: int) -> Decimal:
    """That part of a price, in whole cents."""
    return Decimal(int(price * percent)).scaleb(-2)


def sales() -> QuerySet[Sale]:
    return Sale.objects.filter(refund_of=None).order_by("pk")


def waiting() -> QuerySet[Conflict]:
    return conflicts().filter(state=ConflictState.OPEN).order_by("pk")


def live() -> QuerySet[Settlement]:
    return Settlement.objects.filter(voided_at=None).order_by("period")


def prepared() -> QuerySet[Payout]:
    waiting = Payout.objects.filter(state=PayoutState.PREPARED)
    return waiting.select_related("settlement").order_by("pk")


def leaving() -> QuerySet[Payout]:
    return Payout.objects.filter(state__in=WAITING).select_related("settlement").order_by("pk")


def sent() -> QuerySet[Payout]:
    known = Payout.objects.filter(state__in=[PayoutState.ORDERED, PayoutState.PAID])
    return known.select_related("settlement__account", "coworking").order_by("pk")


def asked() -> QuerySet[PaymentRequest]:
    open_ones = PaymentRequest.objects.filter(state=RequestState.OPEN)
    return open_ones.select_related("settlement__account", "coworking").order_by("pk")


def asked_for(settlement: Settlement) -> bool:
    return PaymentRequest.objects.filter(settlement=settlement).exists()


def reached(settlement: Settlement, entry: Entry) -> bool:
    return entry.on <= settlement.until and entry.pk <= settlement.last_entry


def total(rows: Iterable[Entry | Payout]) -> Decimal:
    return sum((row.amount for row in rows), ZERO)


def test_goods_and_money_agree_whatever_happens(world: World) -> None:
    class Here(Coop):
        def __init__(self) -> None:
            super().__init__(world)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=12, suppress_health_check=list(HealthCheck)
        ),
    )
