"""Two phones and one piece, the same key at once, two month ends, two refunds, two payments."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from consign.codes.models import Counter
from consign.days import Month
from consign.journal.checks import problems as journal_problems
from consign.ledger.bookings import charge_fee
from consign.ledger.models import Entry, EntryKind, LossCause
from consign.ledger.queries import accounts_of, balance
from consign.monthend.checks import problems as statement_problems
from consign.monthend.losses import record_loss
from consign.monthend.operations import MonthClosed, close_month
from consign.notices.kinds import ALL
from consign.notices.links import choice_address
from consign.notices.models import Told
from consign.notices.telling import tell as tell_news
from consign.payouts.checks import problems as payout_problems
from consign.payouts.models import Payout
from consign.payouts.operations import mark_paid
from consign.people.models import Coworking, User
from consign.people.signin import LinkSpent, link_token, spend
from consign.settlements.models import Settlement
from consign.stock.checks import problems as stock_problems
from consign.stock.counting import NotEnough
from consign.stock.items import register_item
from consign.stock.models import Item
from consign.stock.operations import AlreadyDecided, accept, announce
from consign.stock.queries import AlreadySold, WrittenOff, on_hand_at
from consign.till.checks import problems as till_problems
from consign.till.conflicts import Decided, Decision, Which, decide
from consign.till.lines import LineWanted
from consign.till.models import Conflict, ConflictState, Payment, RefundReason, Sale
from consign.till.operations import record_sale
from consign.till.recording import Recorded
from consign.till.refunds import refund_sale
from consign.till.taking_back import LineBack, RefundExceedsSale
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_closed,
    make_coworking,
    make_item,
    make_maker,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def sell(coworking: Coworking, item: Item, by: User, key: uuid.UUID) -> Recorded:
    return record_sale(
        coworking=coworking,
        wanted=[LineWanted(item.code)],
        paid_with=Payment.CARD,
        key=key,
        by=by,
        at=moment("2026-10-05"),
    )


def everything_agrees() -> bool:
    checks = (
        stock_problems,
        till_problems,
        payout_problems,
        journal_problems,
        statement_problems,
    )
    return [sentence for check in checks for sentence in check()] == []


def test_two_phones_and_one_piece(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    item = make_placed(rcoop, make_selling_maker(rcoop)).item

    done = at_once([partial(sell, rcoop, item, dan, uuid.uuid4()) for _phone in range(2)])

    assert sorted(type(result).__name__ for result in done) == ["AlreadySold", "Recorded"]
    assert Sale.objects.count() == 1
    assert on_hand_at(item, rcoop) == 0
    assert everything_agrees()


def test_the_same_key_at_once_is_one_sale(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    item = make_placed(rcoop, make_selling_maker(rcoop)).item
    key = uuid.uuid4()

    done = at_once([partial(sell, rcoop, item, dan, key) for _tap in range(6)])

    assert {result.sale for result in done} == {Sale.objects.get()}
    assert sorted(result.replayed for result in done) == [False] + [True] * 5
    assert everything_agrees()


def test_fourteen_taps_on_five_pieces(at_once: AtOnce) -> None:
    """Six of them with one key: five sales, one of them for the six, and four refusals."""
    rcoop, dan = make_coworking(), make_person("dan")
    maker = make_selling_maker(rcoop)
    item = make_placed(rcoop, maker, quantity=5).item
    shared = uuid.uuid4()
    keys = [shared] * 6 + [uuid.uuid4() for _tap in range(8)]

    done = at_once([partial(sell, rcoop, item, dan, key) for key in keys])

    refused = [result for result in done if isinstance(result, AlreadySold)]
    numbers = sorted(Sale.objects.values_list("number", flat=True))
    assert on_hand_at(item, rcoop) == 0
    assert numbers == [f"S-2026-{n:05d}" for n in range(1, 6)]
    assert Counter.objects.get(series="S").last == 5
    # The shared key may have come too late for a piece: then all six were refused.
    assert len(refused) in (4, 9)
    assert len(done) - len(refused) == (10 if len(refused) == 4 else 5)
    (account,) = accounts_of(maker)
    assert balance(account) == 5 * Sale.objects.all()[0].lines.get().share
    assert everything_agrees()


def test_two_month_ends(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    for name in ("One", "Two", "Three"):
        make_sale(rcoop, make_placed(rcoop, make_selling_maker(rcoop, name)).item)

    def close() -> MonthClosed:
        return close_month(
            coworking=rcoop, month=Month(2026, 10), by=dan, at=moment("2026-11-01 09:00")
        )

    done = at_once([close, close])

    assert sum(len(run.made) for run in done) == 3
    assert sum(len(run.before) for run in done) == 3
    assert [run.refused for run in done] == [[], []]
    assert Settlement.objects.count() == Payout.objects.count() == 3
    numbers = sorted(Settlement.objects.values_list("number", flat=True))
    assert numbers == [f"R-2026-{n:05d}" for n in range(1, 4)]
    assert everything_agrees()


def test_two_month_ends_charge_each_shelf_once(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    for name in ("One", "Two", "Three"):
        maker = make_maker(name)
        make_agreement(rcoop, make_affiliation(maker), fee="24.20")
    make_sale(rcoop, make_placed(rcoop, maker).item)

    def close() -> MonthClosed:
        return close_month(
            coworking=rcoop, month=Month(2026, 10), by=dan, at=moment("2026-11-01 09:00")
        )

    done = at_once([close, close])

    assert sum(len(run.made) for run in done) == sum(len(run.before) for run in done) == 3
    assert [run.refused for run in done] == [[], []]
    fees = Entry.objects.filter(kind=EntryKind.FEE)
    assert [fee.amount for fee in fees] == [Decimal("-24.20")] * 3
    assert sorted(one.change for one in Settlement.objects.all()) == [
        Decimal("-24.20"),
        Decimal("-24.20"),
        Decimal("7.30"),
    ]
    assert everything_agrees()


def test_the_last_piece_is_sold_or_written_off(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    place = make_placed(rcoop, make_selling_maker(rcoop))

    def lose() -> Entry:
        return record_loss(
            placement=place,
            quantity=1,
            cause=LossCause.STOLEN,
            by=dan,
            at=moment("2026-10-05"),
            key=uuid.uuid4(),
        )

    done = at_once([partial(sell, rcoop, place.item, dan, uuid.uuid4()), lose])

    sold, lost = done
    assert on_hand_at(place.item, rcoop) == 0
    if isinstance(lost, Entry):
        assert isinstance(sold, WrittenOff)
        assert Entry.objects.get() == lost
    else:
        assert isinstance(lost, NotEnough)
        assert Entry.objects.get().kind == EntryKind.SALE
    assert everything_agrees()


def test_a_loss_sent_twice_at_once_is_one(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    place = make_placed(rcoop, make_selling_maker(rcoop), quantity=3)
    key = uuid.uuid4()

    def lose() -> Entry:
        return record_loss(
            placement=place,
            quantity=1,
            cause=LossCause.LOST,
            by=dan,
            at=moment("2026-10-05"),
            key=key,
        )

    assert set(at_once([lose] * 4)) == {Entry.objects.get()}
    assert on_hand_at(place.item, rcoop) == 2
    assert everything_agrees()


def test_a_fee_sent_twice_at_once_is_one(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    maker = make_selling_maker(rcoop)
    key = uuid.uuid4()

    def charge() -> Entry:
        return charge_fee(
            coworking=rcoop,
            maker=maker,
            label="Labels",
            amount=Decimal("4.84"),
            by=dan,
            at=moment("2026-10-05"),
            key=key,
        )

    assert set(at_once([charge] * 4)) == {Entry.objects.get()}
    assert Counter.objects.get(series="F").last == 1
    assert everything_agrees()


def test_a_sale_during_the_month_end_is_in_one_statement_or_the_next(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    maker = make_selling_maker(rcoop)
    item = make_placed(rcoop, maker, quantity=4).item
    make_sale(rcoop, item)

    def late() -> Recorded:
        return record_sale(
            coworking=rcoop,
            wanted=[LineWanted(item.code)],
            paid_with=Payment.CARD,
            key=uuid.uuid4(),
            by=dan,
            at=moment("2026-11-01 09:00"),
            sold_at=moment("2026-10-31"),
        )

    def close() -> MonthClosed:
        return close_month(
            coworking=rcoop, month=Month(2026, 10), by=dan, at=moment("2026-11-01 09:00")
        )

    at_once([late, close, late, late])
    make_closed(rcoop, "2026-11")

    (account,) = accounts_of(maker)
    owed = sum(settlement.change for settlement in Settlement.objects.filter(account=account))
    assert owed == balance(account)
    assert sum(settlement.count for settlement in Settlement.objects.all()) == 4
    assert everything_agrees()


def queue(coworking: Coworking, item: Item, by: User) -> Recorded:
    return record_sale(
        coworking=coworking,
        wanted=[LineWanted(item.code)],
        paid_with=Payment.CARD,
        key=uuid.uuid4(),
        by=by,
        at=moment("2026-10-05"),
        sold_at=moment("2026-10-05 11:00"),
        queued=True,
    )


def test_two_queued_sales_of_one_piece_and_one_with_network(at_once: AtOnce) -> None:
    """Whoever comes first has the piece; a queued sale is recorded all the same."""
    rcoop, dan = make_coworking(), make_person("dan")
    item = make_placed(rcoop, make_selling_maker(rcoop)).item
    wait = partial(queue, rcoop, item, dan)

    done = at_once([wait, partial(sell, rcoop, item, dan, uuid.uuid4()), wait])

    queued = [result for result in done if isinstance(result, Recorded) and result.sale.queued]
    asked = done[1]
    assert len(queued) == 2
    assert isinstance(asked, Recorded | AlreadySold)
    assert Conflict.objects.count() == (2 if isinstance(asked, Recorded) else 1)
    assert {conflict.missing for conflict in Conflict.objects.all()} == {1}
    assert on_hand_at(item, rcoop) == 0
    assert everything_agrees()


def test_two_people_decide_at_once(at_once: AtOnce) -> None:
    rcoop, dan, eva = make_coworking(), make_person("dan"), make_person("eva")
    item = make_placed(rcoop, make_selling_maker(rcoop)).item
    sell(rcoop, item, dan, uuid.uuid4())
    queue(rcoop, item, dan)
    conflict = Conflict.objects.get()

    def say(by: User, decision: Decision, which: Which) -> Decided:
        return decide(
            conflict=conflict,
            decision=decision,
            which=which,
            key=uuid.uuid4(),
            by=by,
            at=moment("2026-10-06"),
        )

    done = at_once(
        [
            partial(say, dan, Decision.REFUND, Which.THIS),
            partial(say, eva, Decision.REFUND, Which.OTHER),
            partial(say, eva, Decision.KEEP, Which.THIS),
            partial(say, dan, Decision.LOSS, Which.THIS),
        ]
    )

    assert sorted(type(result).__name__ for result in done) == ["AlreadyDecided"] * 3 + ["Decided"]
    assert on_hand_at(item, rcoop) == 0
    assert everything_agrees()


def test_a_decision_and_a_refund_of_the_same_ticket(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    item = make_placed(rcoop, make_selling_maker(rcoop)).item
    first = sell(rcoop, item, dan, uuid.uuid4()).sale
    second, third = (queue(rcoop, item, dan).sale for _till in range(2))
    known = {conflict.line.sale_id: conflict for conflict in Conflict.objects.all()}

    def back(sale: Sale) -> Recorded:
        return refund_sale(
            sale=sale,
            back=[LineBack(1)],
            reason=RefundReason.GESTURE,
            key=uuid.uuid4(),
            by=dan,
            at=moment("2026-10-07"),
        )

    def say(sale: Sale, which: Which) -> Decided:
        return decide(
            conflict=known[sale.pk],
            decision=Decision.REFUND,
            which=which,
            key=uuid.uuid4(),
            by=dan,
            at=moment("2026-10-06"),
        )

    at_once(
        [
            partial(back, second),
            partial(say, second, Which.THIS),
            partial(say, third, Which.OTHER),
            partial(back, first),
            partial(back, third),
        ]
    )

    assert not Conflict.objects.filter(line__sale=second, state=ConflictState.OPEN).exists()
    assert on_hand_at(item, rcoop) in (0, 1)
    assert everything_agrees()


def test_two_refunds_of_one_piece(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    item = make_placed(rcoop, make_selling_maker(rcoop)).item
    sale = make_sale(rcoop, item)

    def back() -> Recorded:
        return refund_sale(
            sale=sale,
            back=[LineBack(1)],
            reason=RefundReason.GESTURE,
            key=uuid.uuid4(),
            by=dan,
            at=moment("2026-10-07"),
        )

    done = at_once([back, back])

    assert sorted(isinstance(result, RefundExceedsSale) for result in done) == [False, True]
    assert on_hand_at(item, rcoop) == 1
    assert everything_agrees()


def test_paid_twice_at_once_leaves_once(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    maker = make_selling_maker(rcoop)
    make_sale(rcoop, make_placed(rcoop, maker).item)
    make_closed(rcoop)
    number = Payout.objects.get().number

    def pay() -> list[Payout]:
        return mark_paid(
            coworking=rcoop,
            numbers=[number],
            paid_on=date(2026, 11, 3),
            by=dan,
            at=moment("2026-11-03"),
        )

    done = at_once([pay, pay])

    assert [len(result) for result in done] == [1, 1]
    (account,) = accounts_of(maker)
    assert not balance(account)
    assert everything_agrees()


def test_two_desks_accept_one_announcement(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    item = make_item(make_selling_maker(rcoop))
    announcement = announce(item=item, coworking=rcoop, quantity=3, by=dan, at=moment("2026-10-01"))
    window = rcoop.showcases.get()

    def count_in() -> object:
        return accept(
            announcement=announcement, showcase=window, quantity=3, by=dan, at=moment("2026-10-02")
        )

    done = at_once([count_in, count_in])

    assert sorted(isinstance(result, AlreadyDecided) for result in done) == [False, True]
    assert on_hand_at(item, rcoop) == 3
    assert everything_agrees()


def test_a_piece_sent_twice_at_once_is_one_item(at_once: AtOnce) -> None:
    maker, key = make_selling_maker(make_coworking()), uuid.uuid4()

    def send() -> Item:
        return register_item(
            maker=maker,
            title="Bol bleu",
            price=Decimal("12.50"),
            key=key,
            by=None,
            at=moment("2026-10-01"),
        )

    done = at_once([send, send, send])

    assert set(done) == {Item.objects.get()}


def test_a_sign_in_link_opens_once(at_once: AtOnce) -> None:
    ada = make_person("ada")
    token = link_token(ada)
    done = at_once([partial(spend, token), partial(spend, token)])
    assert sorted(isinstance(result, LinkSpent) for result in done) == [False, True]


def test_two_who_tell_makers_of_a_sale_send_one_letter(
    at_once: AtOnce, transactional_db: None
) -> None:
    rcoop, ada = make_coworking(), make_person("ada")
    item = make_placed(rcoop, make_selling_maker(rcoop, person=ada), quantity=3).item
    for _times in range(3):
        make_sale(rcoop, item, at="2026-10-05 14:00")
    tell = partial(
        tell_news,
        ALL,
        at=moment("2026-10-05 15:00"),
        page=lambda _kind, maker: f"https://vitrine.example/{maker.slug}",
        choice=choice_address("https://vitrine.example"),
    )
    assert sorted(at_once([tell, tell, tell])) == [0, 0, 1]
    assert Told.objects.count() == 3
