"""What a device sold without network: recorded as it happened, a person decides what is odd."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from consign.codes.reference import is_ogm
from consign.ledger.models import Account
from consign.ledger.queries import balance
from consign.people.models import Coworking, Maker, User
from consign.refusal import Refused
from consign.stock.checks import problems as stock_problems
from consign.stock.items import reprice
from consign.stock.models import Item, Movement, MovementKind, Placement
from consign.stock.operations import give_back
from consign.stock.queries import AlreadySold, on_hand_at
from consign.till.checks import problems
from consign.till.lines import LineWanted, PriceChanged, WhichPrice
from consign.till.models import Conflict, ConflictState, Payment, RefundReason, Sale
from consign.till.operations import record_sale
from consign.till.recording import Recorded
from consign.till.refunds import refund_sale
from consign.till.taking_back import LineBack
from tests.factories import make_item, make_placed, make_sale, moment

pytestmark = pytest.mark.django_db
AT = moment("2026-10-05 17:00")


@pytest.fixture
def necklace(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Collier plume", price="45.00").item


def send(
    coworking: Coworking, by: User, *lines: LineWanted, key: uuid.UUID | None = None
) -> Recorded:
    """A sale of an hour ago, sent when the network came back."""
    return record_sale(
        coworking=coworking,
        wanted=lines,
        paid_with=Payment.CASH,
        key=key or uuid.uuid4(),
        by=by,
        at=AT,
        sold_at=AT - timedelta(hours=1),
        sent_at=AT,
        queued=True,
    )


def test_it_is_a_sale_like_any_other(rcoop: Coworking, necklace: Item, dan: User) -> None:
    sale = send(rcoop, dan, LineWanted(necklace.code, seen_price=Decimal("45.00"))).sale
    assert (sale.queued, sale.sold_at, sale.recorded_at) == (True, AT - timedelta(hours=1), AT)
    assert not Conflict.objects.exists()
    assert on_hand_at(necklace, rcoop) == 0


def test_a_piece_that_was_sold_meanwhile_becomes_a_conflict(
    rcoop: Coworking, necklace: Item, dan: User
) -> None:
    first = make_sale(rcoop, necklace)
    second = send(rcoop, dan, LineWanted(necklace.code)).sale
    conflict = Conflict.objects.get()
    assert (conflict.line.sale, conflict.other.sale if conflict.other else None) == (second, first)
    assert (conflict.reason, conflict.missing, conflict.state) == (
        "already_sold",
        1,
        ConflictState.OPEN,
    )
    # Meanwhile money and goods are right: both customers have paid, nothing lies in the window.
    assert balance(Account.objects.get()) == Decimal("63.00")
    assert on_hand_at(necklace, rcoop) == 0
    assert [*problems(), *stock_problems()] == []


def test_the_other_ticket_is_one_that_still_stands(
    rcoop: Coworking, necklace: Item, dan: User
) -> None:
    returned = make_sale(rcoop, necklace)
    refund_sale(
        sale=returned,
        back=[LineBack(1)],
        reason=RefundReason.GESTURE,
        key=uuid.uuid4(),
        by=dan,
        at=moment("2026-10-05 13:00"),
    )
    standing = make_sale(rcoop, necklace, at="2026-10-05 14:00")
    send(rcoop, dan, LineWanted(necklace.code))
    other = Conflict.objects.get().other
    assert other is not None
    assert other.sale == standing


def test_only_what_is_missing_is_counted_in(rcoop: Coworking, terre: Maker, dan: User) -> None:
    bowls = make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=2).item
    sale = send(rcoop, dan, LineWanted(bowls.code, quantity=5)).sale
    conflict = Conflict.objects.get()
    assert (conflict.reason, conflict.missing) == ("not_enough", 3)
    found = Movement.objects.get(kind=MovementKind.FOUND)
    assert (found.quantity, found.reference) == (3, sale.lines.get().reference)
    assert on_hand_at(bowls, rcoop) == 0
    assert list(stock_problems()) == []


def test_a_piece_that_was_never_here_is_counted_in_the_first_showcase(
    rcoop: Coworking, plume: Maker, necklace: Item, dan: User
) -> None:
    stray = make_item(plume, "Bague")
    send(rcoop, dan, LineWanted(stray.code))
    assert Conflict.objects.get().reason == "not_here"
    assert Placement.objects.get(item=stray).showcase == necklace.placements.get().showcase


def test_a_piece_given_back_meanwhile_says_so(rcoop: Coworking, necklace: Item, dan: User) -> None:
    give_back(placement=necklace.placements.get(), quantity=1, by=dan, at=moment("2026-10-05"))
    send(rcoop, dan, LineWanted(necklace.code))
    assert Conflict.objects.get().reason == "withdrawn"


def test_without_the_word_queued_it_is_refused(rcoop: Coworking, necklace: Item, dan: User) -> None:
    make_sale(rcoop, necklace)
    with pytest.raises(AlreadySold):
        make_sale(rcoop, necklace)
    assert Sale.objects.count() == 1


def test_a_sale_that_got_through_before_is_not_counted_twice(
    rcoop: Coworking, necklace: Item, dan: User
) -> None:
    """The answer was lost, so the device sends it again, now as one that waited."""
    key, told = uuid.uuid4(), AT - timedelta(hours=1)
    wanted = [LineWanted(necklace.code)]

    def attempt(*, queued: bool) -> Recorded:
        return record_sale(
            coworking=rcoop,
            wanted=wanted,
            paid_with=Payment.CARD,
            key=key,
            by=dan,
            at=AT,
            sold_at=told,
            sent_at=AT,
            queued=queued,
        )

    first, again = attempt(queued=False), attempt(queued=True)
    assert (again.sale, again.replayed) == (first.sale, True)
    assert (Sale.objects.count(), Conflict.objects.count()) == (1, 0)


def test_refunding_it_counts_the_found_piece_out_again(
    rcoop: Coworking, necklace: Item, dan: User
) -> None:
    make_sale(rcoop, necklace)
    sale = send(rcoop, dan, LineWanted(necklace.code)).sale
    refund_sale(
        sale=sale,
        back=[LineBack(1)],
        reason=RefundReason.SOLD_TWICE,
        key=uuid.uuid4(),
        by=dan,
        at=AT,
    )
    conflict = Conflict.objects.get()
    assert (conflict.state, conflict.decided_by) == (ConflictState.REFUNDED, dan)
    # There was one piece, and the first customer has it.
    assert on_hand_at(necklace, rcoop) == 0
    assert balance(Account.objects.get()) == Decimal("31.50")
    assert [*problems(), *stock_problems()] == []


def test_a_part_of_it_decides_once_all_that_was_missing_is_back(
    rcoop: Coworking, terre: Maker, dan: User
) -> None:
    bowls = make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=2).item
    sale = send(rcoop, dan, LineWanted(bowls.code, quantity=4)).sale

    def back(quantity: int) -> tuple[str, int]:
        refund_sale(
            sale=sale,
            back=[LineBack(1, quantity)],
            reason=RefundReason.SOLD_TWICE,
            key=uuid.uuid4(),
            by=dan,
            at=AT,
        )
        return Conflict.objects.get().state, on_hand_at(bowls, rcoop)

    assert back(1) == (ConflictState.OPEN, 0)
    assert back(2) == (ConflictState.REFUNDED, 1)
    assert back(1) == (ConflictState.REFUNDED, 2)
    assert [*problems(), *stock_problems()] == []


def test_the_price_that_was_paid_holds(rcoop: Coworking, necklace: Item, dan: User) -> None:
    reprice(item=necklace, price=Decimal("48.00"), by=dan, at=moment("2026-10-05 12:00"))
    sale = send(rcoop, dan, LineWanted(necklace.code, seen_price=Decimal("45.00"))).sale
    line = sale.lines.get()
    assert (line.unit_price, line.todays_price, sale.total) == (
        Decimal("45.00"),
        Decimal("48.00"),
        Decimal("45.00"),
    )


@pytest.mark.parametrize(
    ("seen", "days", "holds"),
    [("45.00", 60, True), ("45.00", 61, False), ("40.00", 1, False)],
)
def test_an_old_label_holds_for_sixty_days_when_the_desk_says_so(
    rcoop: Coworking, necklace: Item, dan: User, seen: str, days: int, holds: bool
) -> None:
    reprice(item=necklace, price=Decimal("48.00"), by=dan, at=AT - timedelta(days=days))

    def sell() -> Decimal:
        return record_sale(
            coworking=rcoop,
            wanted=[LineWanted(necklace.code, seen_price=Decimal(seen))],
            paid_with=Payment.CARD,
            key=uuid.uuid4(),
            by=dan,
            at=AT,
            which=WhichPrice.LABELS,
        ).sale.total

    if holds:
        assert sell() == Decimal(seen)
        return
    with pytest.raises(PriceChanged):
        sell()


def test_what_no_person_could_decide_is_still_refused(rcoop: Coworking, dan: User) -> None:
    with pytest.raises(Refused):
        send(rcoop, dan, LineWanted("7K3M9Q0"))
    assert not Sale.objects.exists()


def test_a_transfer_says_what_it_will_be_known_by(rcoop: Coworking, necklace: Item) -> None:
    sale = make_sale(rcoop, necklace, paid_with=Payment.TRANSFER)
    paid = sale.payments.get()
    assert (paid.means, paid.amount) == (Payment.TRANSFER, Decimal("45.00"))
    assert paid.reference.startswith("RF")
    assert not is_ogm(paid.reference)
