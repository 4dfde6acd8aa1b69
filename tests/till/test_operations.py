"""Selling and taking back, told through the operations."""

import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from consign.agreements.models import Bearer
from consign.agreements.operations import affiliate, end_affiliation
from consign.agreements.queries import NoAgreement, NoPayee, affiliation_on
from consign.codes.label import MistypedCode, NotACode
from consign.ledger.models import Entry, EntryKind
from consign.ledger.queries import accounts_of, balance
from consign.money.split import CommissionBelowZero
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.refusal import KeyReused
from consign.stock.counting import NotEnough, QuantityOutOfRange
from consign.stock.items import reprice
from consign.stock.models import Movement
from consign.stock.operations import give_back, move
from consign.stock.queries import AlreadySold, NotHere, UnknownCode, Withdrawn, on_hand_at
from consign.till.checks import problems
from consign.till.lines import DiscountNotAgreed, LineWanted, PriceChanged, WhichPrice
from consign.till.models import Payment, RefundReason, Sale
from consign.till.operations import BasketTooLarge, NothingToSell, SoldInFuture, record_sale
from consign.till.payments import TooMuchCash
from consign.till.recording import Recorded
from consign.till.refunds import NotASale, refund_sale
from consign.till.taking_back import LineBack, NothingToRefund, RefundExceedsSale
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_coworking,
    make_entity,
    make_item,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    make_showcase,
    moment,
)

pytestmark = pytest.mark.django_db


def sell(
    coworking: Coworking,
    dan: User,
    *lines: LineWanted,
    key: uuid.UUID | None = None,
    at: str = "2026-10-05",
    sold_at: str | None = None,
    paid_with: Payment = Payment.CARD,
    which: WhichPrice = WhichPrice.ASK,
) -> Recorded:
    return record_sale(
        coworking=coworking,
        wanted=lines,
        paid_with=paid_with,
        key=key or uuid.uuid4(),
        by=dan,
        at=moment(at),
        sold_at=moment(sold_at) if sold_at else None,
        which=which,
    )


def test_a_sale_takes_the_piece_and_credits_the_payee(
    rcoop: Coworking, plume: Maker, dan: User
) -> None:
    item = make_placed(rcoop, plume).item

    sale = sell(rcoop, dan, LineWanted(item.code)).sale

    (line,) = sale.lines.all()
    assert sale.number == "S-2026-00001"
    assert (line.gross, line.commission, line.share) == (
        Decimal("45.00"),
        Decimal("13.50"),
        Decimal("31.50"),
    )
    assert on_hand_at(item, rcoop) == 0
    (account,) = accounts_of(plume)
    assert balance(account) == Decimal("31.50")
    assert Movement.objects.get(reference="S-2026-00001/1").quantity == -1
    assert list(problems()) == []


def test_a_payee_exempt_from_vat_sells_without_vat(
    rcoop: Coworking, terre: Maker, dan: User
) -> None:
    item = make_placed(rcoop, terre).item
    line = sell(rcoop, dan, LineWanted(item.code)).sale.lines.get()
    assert (line.payee_vat_status, line.vat_percent) == (VatStatus.EXEMPT, Decimal(0))


def test_the_tag_stays_and_the_vat_follows_the_payee_of_the_day(
    rcoop: Coworking, plume: Maker, dan: User
) -> None:
    """A sale at 23:10 UTC on 14 November belongs to the 15th, and to the new payee."""
    old = affiliation_on(plume, date(2026, 11, 14))
    assert old is not None
    end_affiliation(affiliation=old, ends_on=date(2026, 11, 14), by=None, at=moment("2026-11-01"))
    new = make_affiliation(plume, make_entity("New payee"), starts_on=date(2026, 11, 15))
    make_agreement(rcoop, new)
    item = make_placed(rcoop, plume, quantity=2).item

    before = sell(rcoop, dan, LineWanted(item.code), at="2026-11-14 22:40").sale.lines.get()
    after = sell(rcoop, dan, LineWanted(item.code), at="2026-11-14 23:10").sale.lines.get()

    assert before.account.payee == old.payee
    assert after.account.payee.legal_name == "New payee"
    assert (before.vat_percent, after.vat_percent) == (Decimal(21), Decimal(0))
    assert before.unit_price == after.unit_price


def test_a_cash_ticket_is_rounded_and_the_makers_are_not(
    rcoop: Coworking, plume: Maker, terre: Maker, dan: User
) -> None:
    """12.99 and 7.49 in cash: 20.48 becomes 20.50, and the two cents are the till's."""
    one = make_placed(rcoop, plume, price="12.99").item
    two = make_placed(rcoop, make_selling_maker(rcoop, "Third"), price="7.49").item

    sale = sell(rcoop, dan, LineWanted(one.code), LineWanted(two.code), paid_with=Payment.CASH).sale

    assert (sale.total, sale.cash_rounding, sale.to_pay) == (
        Decimal("20.48"),
        Decimal("0.02"),
        Decimal("20.50"),
    )
    assert [line.share for line in sale.lines.all()] == [Decimal("9.09"), Decimal("5.24")]


def test_a_coworking_may_leave_cash_unrounded(rcoop: Coworking, plume: Maker, dan: User) -> None:
    Coworking.objects.update(rounds_cash=False)
    rcoop.refresh_from_db()
    item = make_placed(rcoop, plume, price="12.99").item
    sale = sell(rcoop, dan, LineWanted(item.code), paid_with=Payment.CASH).sale
    assert sale.to_pay == Decimal("12.99")


def test_pieces_come_from_the_window_before_the_back_room(
    rcoop: Coworking, plume: Maker, dan: User
) -> None:
    back_room = make_showcase(rcoop, "Back room", on_show=False)
    kept = make_placed(rcoop, plume, quantity=2, showcase=back_room)
    shown = move(
        placement=kept,
        showcase=rcoop.showcases.get(name="Window"),
        quantity=1,
        by=dan,
        at=moment("2026-09-01"),
    )
    sell(rcoop, dan, LineWanted(kept.item.code))
    shown.refresh_from_db()
    kept.refresh_from_db()
    assert (shown.on_hand, kept.on_hand) == (0, 1)

    # Two more would need a second one: one is left, in the back room.
    with pytest.raises(NotEnough, match="Only 1"):
        sell(rcoop, dan, LineWanted(kept.item.code, quantity=2))


class TestKeys:
    def test_same_key_twice_is_one_sale(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        item = make_placed(rcoop, plume, quantity=5).item
        key = uuid.uuid4()
        first = sell(rcoop, dan, LineWanted(item.code), key=key)
        again = sell(rcoop, dan, LineWanted(item.code), key=key, at="2026-10-06")
        assert (again.sale, again.replayed) == (first.sale, True)
        assert on_hand_at(item, rcoop) == 4

    def test_same_key_for_something_else_is_refused(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        item = make_placed(rcoop, plume, quantity=5).item
        key = uuid.uuid4()
        sell(rcoop, dan, LineWanted(item.code), key=key)
        with pytest.raises(KeyReused):
            sell(rcoop, dan, LineWanted(item.code, quantity=2), key=key)
        assert on_hand_at(item, rcoop) == 4

    def test_a_refund_has_its_key_too(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        item = make_placed(rcoop, plume, quantity=2).item
        sale = make_sale(rcoop, item, quantity=2)
        key = uuid.uuid4()
        done = [
            refund_sale(
                sale=sale,
                back=[LineBack(1)],
                reason=RefundReason.GESTURE,
                key=key,
                by=dan,
                at=moment("2026-10-07"),
            )
            for _again in range(2)
        ]
        assert done[0].sale == done[1].sale
        assert on_hand_at(item, rcoop) == 1


class TestRefusals:
    """Each is a sentence with a stable code, and nothing is written."""

    @pytest.fixture(autouse=True)
    def nothing_is_written(self, rcoop: Coworking) -> Iterator[None]:
        yield
        assert not Sale.objects.exists()
        assert not Entry.objects.exists()

    def test_an_empty_basket(self, rcoop: Coworking, dan: User) -> None:
        with pytest.raises(NothingToSell):
            sell(rcoop, dan)

    def test_too_many_lines(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        item = make_placed(rcoop, plume).item
        with pytest.raises(BasketTooLarge):
            sell(rcoop, dan, *[LineWanted(item.code)] * 101)

    def test_a_mistyped_code_an_unknown_one_and_no_code_are_told_apart(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        item = make_placed(rcoop, plume).item
        wrong = item.code[:6] + ("0" if item.code[6] != "0" else "1")
        with pytest.raises(MistypedCode):
            sell(rcoop, dan, LineWanted(wrong))
        with pytest.raises(UnknownCode):
            sell(rcoop, dan, LineWanted("7K3M9QX"))
        with pytest.raises(NotACode):
            sell(rcoop, dan, LineWanted("hello"))

    def test_a_piece_that_was_never_accepted(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        with pytest.raises(NotHere):
            sell(rcoop, dan, LineWanted(make_item(plume).code))

    def test_a_piece_at_another_coworking(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
    ) -> None:
        affiliation = affiliation_on(plume, date(2026, 1, 1))
        assert affiliation is not None
        make_agreement(filature, affiliation)
        item = make_placed(filature, plume).item
        with pytest.raises(NotHere):
            sell(rcoop, dan, LineWanted(item.code))

    def test_a_piece_given_back_to_its_maker(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        placement = make_placed(rcoop, plume)
        give_back(placement=placement, quantity=1, by=dan, at=moment("2026-09-01"))
        with pytest.raises(Withdrawn):
            sell(rcoop, dan, LineWanted(placement.item.code))

    def test_more_than_there_are_even_over_two_lines(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        item = make_placed(rcoop, plume, quantity=2).item
        with pytest.raises(NotEnough) as refused:
            sell(rcoop, dan, LineWanted(item.code, 3))
        assert refused.value.place == "lines.0.quantity"
        with pytest.raises(NotEnough) as refused:
            sell(rcoop, dan, LineWanted(item.code), LineWanted(item.code, 2))
        assert refused.value.place == "lines.1.quantity"

    @pytest.mark.parametrize("quantity", [0, -1, 1001])
    def test_a_quantity_that_is_none(
        self, rcoop: Coworking, plume: Maker, dan: User, quantity: int
    ) -> None:
        item = make_placed(rcoop, plume).item
        with pytest.raises(QuantityOutOfRange):
            sell(rcoop, dan, LineWanted(item.code, quantity))

    def test_no_payee_and_no_agreement_on_that_day(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        item = make_placed(rcoop, plume).item
        affiliation = affiliation_on(plume, date(2026, 10, 1))
        assert affiliation is not None
        end_affiliation(
            affiliation=affiliation, ends_on=date(2026, 9, 30), by=None, at=moment("2026-09-01")
        )
        with pytest.raises(NoPayee):
            sell(rcoop, dan, LineWanted(item.code))
        affiliate(
            maker=plume,
            payee=affiliation.payee,
            starts_on=date(2026, 10, 1),
            by=None,
            at=moment("2026-09-01"),
        )
        with pytest.raises(NoAgreement):
            sell(rcoop, dan, LineWanted(item.code))

    def test_a_price_that_changed_since_the_label_was_printed(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        item = make_placed(rcoop, plume).item
        reprice(item=item, price=Decimal("50.00"), by=dan, at=moment("2026-09-01"))
        with pytest.raises(PriceChanged) as refused:
            sell(rcoop, dan, LineWanted(item.code, seen_price=Decimal("45.00")))
        assert refused.value.code == "price_changed"

    def test_a_time_in_the_future(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        item = make_placed(rcoop, plume).item
        with pytest.raises(SoldInFuture):
            sell(rcoop, dan, LineWanted(item.code), at="2026-10-05", sold_at="2026-10-06")

    def test_more_cash_than_the_law_allows(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        item = make_placed(rcoop, plume, price="3000.05").item
        with pytest.raises(TooMuchCash):
            sell(rcoop, dan, LineWanted(item.code), paid_with=Payment.CASH)

    def test_a_discount_the_agreement_does_not_allow(self, rcoop: Coworking, dan: User) -> None:
        maker = make_selling_maker(rcoop, "Careful")
        item = make_placed(rcoop, maker).item
        maker.affiliations.get().agreements.update(largest_discount_percent=10)
        with pytest.raises(DiscountNotAgreed, match="at most 10 %"):
            sell(rcoop, dan, LineWanted(item.code, discount=Decimal("4.51")))

    def test_a_discount_the_coworking_cannot_bear(self, rcoop: Coworking, dan: User) -> None:
        maker = make_selling_maker(rcoop, "Cheap", bearer=Bearer.COWORKING)
        item = make_placed(rcoop, maker).item
        with pytest.raises(CommissionBelowZero) as refused:
            sell(rcoop, dan, LineWanted(item.code, discount=Decimal("20.00")))
        assert refused.value.place == "lines.0.discount"


def test_a_sold_piece_cannot_be_sold_again(rcoop: Coworking, plume: Maker, dan: User) -> None:
    item = make_placed(rcoop, plume).item
    make_sale(rcoop, item)
    with pytest.raises(AlreadySold) as refused:
        sell(rcoop, dan, LineWanted(item.code))
    assert refused.value.code == "already_sold"


def test_a_changed_price_can_be_accepted(rcoop: Coworking, plume: Maker, dan: User) -> None:
    item = make_placed(rcoop, plume).item
    reprice(item=item, price=Decimal("50.00"), by=dan, at=moment("2026-09-01"))
    wanted = LineWanted(item.code, seen_price=Decimal("45.00"))
    assert sell(rcoop, dan, wanted, which=WhichPrice.TODAYS).sale.total == Decimal("50.00")


@pytest.mark.parametrize(
    ("bearer", "part", "commission", "share"),
    [
        (Bearer.MAKER, None, "13.50", "21.50"),
        (Bearer.COWORKING, None, "3.50", "31.50"),
        (Bearer.SPLIT, "50", "8.50", "26.50"),
        (Bearer.PRO_RATA, None, "10.50", "24.50"),
    ],
)
def test_who_bears_a_discount_is_in_the_agreement(
    rcoop: Coworking, dan: User, bearer: Bearer, part: str | None, commission: str, share: str
) -> None:
    """45.00 less 10.00 at 30 %."""
    maker = make_selling_maker(rcoop, "Maker", bearer=bearer, maker_part=part)
    item = make_placed(rcoop, maker).item
    line = sell(rcoop, dan, LineWanted(item.code, discount=Decimal("10.00"))).sale.lines.get()
    assert (line.gross, line.commission, line.share) == (
        Decimal("35.00"),
        Decimal(commission),
        Decimal(share),
    )


class TestRefunds:
    def test_returned_pieces_stand_where_they_were_and_the_commission_comes_back(
        self, rcoop: Coworking
    ) -> None:
        """Five at 12.50 and 35 %, two returned."""
        maker = make_selling_maker(rcoop, "Eleven", percent="35")
        placement = make_placed(rcoop, maker, price="12.50", quantity=5)
        sale = make_sale(rcoop, placement.item, quantity=5)
        refund = make_refund(sale, quantity=2)
        (line,) = refund.lines.all()
        assert (refund.total, line.commission, line.share) == (
            Decimal("-25.00"),
            Decimal("-8.75"),
            Decimal("-16.25"),
        )
        placement.refresh_from_db()
        assert placement.on_hand == 2
        assert Entry.objects.get(kind=EntryKind.REFUND).amount == Decimal("-16.25")
        assert list(problems()) == []

    def test_returning_one_by_one_gives_back_exactly_what_was_taken(self, rcoop: Coworking) -> None:
        maker = make_selling_maker(rcoop, "Thirds", percent="33.33")
        item = make_placed(rcoop, maker, price="0.10", quantity=3).item
        sale = make_sale(rcoop, item, quantity=3)
        assert sale.lines.get().commission == Decimal("0.10")
        for _piece in range(3):
            make_refund(sale)
        (account,) = accounts_of(maker)
        assert balance(account) == Decimal("0.00")

    def test_a_refund_goes_to_the_payee_of_the_sale(self, rcoop: Coworking, plume: Maker) -> None:
        """The maker has moved on; the new payee's account is untouched."""
        item = make_placed(rcoop, plume, quantity=2).item
        sale = make_sale(rcoop, item, at="2026-10-20")
        old = affiliation_on(plume, date(2026, 10, 20))
        assert old is not None
        end_affiliation(
            affiliation=old, ends_on=date(2026, 10, 31), by=None, at=moment("2026-10-25")
        )
        new = make_affiliation(plume, make_entity("Next"), starts_on=date(2026, 11, 1))
        make_agreement(rcoop, new)

        refund = make_refund(sale, at="2026-11-20")

        assert refund.lines.get().account.payee == old.payee
        (account,) = accounts_of(plume)
        assert balance(account) == Decimal("0.00")

    def test_not_more_than_was_sold(self, rcoop: Coworking, plume: Maker) -> None:
        item = make_placed(rcoop, plume, quantity=2).item
        sale = make_sale(rcoop, item, quantity=2)
        make_refund(sale)
        with pytest.raises(RefundExceedsSale, match="Only 1"):
            make_refund(sale, quantity=2)

    def test_a_refund_cannot_be_refunded(self, rcoop: Coworking, plume: Maker) -> None:
        sale = make_sale(rcoop, make_placed(rcoop, plume).item)
        with pytest.raises(NotASale):
            make_refund(make_refund(sale))

    def test_something_has_to_come_back(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        sale = make_sale(rcoop, make_placed(rcoop, plume).item)
        with pytest.raises(NothingToRefund):
            make_refund(sale, line=2)
        with pytest.raises(NothingToRefund):
            refund_sale(
                sale=sale,
                back=[],
                reason=RefundReason.GESTURE,
                key=uuid.uuid4(),
                by=dan,
                at=moment("2026-10-07"),
            )

    def test_a_returned_piece_can_be_sold_again(self, rcoop: Coworking, plume: Maker) -> None:
        item = make_placed(rcoop, plume).item
        make_refund(make_sale(rcoop, item))
        assert make_sale(rcoop, item, at="2026-10-08").total == Decimal("45.00")

    def test_cash_given_back_is_rounded_like_cash_taken(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        item = make_placed(rcoop, plume, price="12.99").item
        refund = make_refund(make_sale(rcoop, item, paid_with=Payment.CASH))
        assert refund.to_pay == Decimal("-13.00")


def test_numbers_have_no_holes_when_sales_fail(rcoop: Coworking, plume: Maker) -> None:
    item = make_placed(rcoop, plume, quantity=2).item
    make_sale(rcoop, item)
    with pytest.raises(NotEnough):
        make_sale(rcoop, item, quantity=2)
    assert make_sale(rcoop, item).number == "S-2026-00002"


def test_each_coworking_numbers_its_own_sales(rcoop: Coworking, plume: Maker) -> None:
    other = make_coworking("Other")
    affiliation = affiliation_on(plume, date(2026, 10, 1))
    assert affiliation is not None
    make_agreement(other, affiliation)
    numbers = {make_sale(place, make_placed(place, plume).item).number for place in (rcoop, other)}
    assert numbers == {"S-2026-00001"}
