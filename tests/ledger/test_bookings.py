"""Fees and adjustments: one numbered entry each, on the right payee's account, once for a key."""

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from consign.agreements.models import Affiliation
from consign.agreements.operations import end_affiliation
from consign.agreements.queries import NoPayee, UnknownPayee
from consign.codes.models import Counter
from consign.journal.models import Event
from consign.ledger.bookings import (
    AmountOutOfRange,
    InFuture,
    NoReason,
    NothingToAdjust,
    adjust,
    charge_fee,
)
from consign.ledger.models import Entry, EntryKind
from consign.people.models import Coworking, LegalEntity, Maker, User, VatStatus
from consign.people.operations import set_vat_status
from consign.refusal import KeyReused, Refused
from tests.factories import START, make_affiliation, make_entity, make_maker, moment

pytestmark = pytest.mark.django_db
KEY = uuid.UUID("0b0e1c3c-6b0a-4a4e-8c6a-0d4a3c1f5a11")
NOW = moment("2026-11-20 10:00")

Book = Callable[..., Entry]


@pytest.fixture
def fee(rcoop: Coworking, plume: Maker, cleo: User) -> Book:
    return partial(
        charge_fee,
        coworking=rcoop,
        maker=plume,
        label="Labels",
        amount=Decimal("4.84"),
        by=cleo,
        at=NOW,
    )


@pytest.fixture
def adjustment(rcoop: Coworking, plume: Maker, cleo: User) -> Book:
    return partial(
        adjust,
        coworking=rcoop,
        maker=plume,
        amount=Decimal("-5.00"),
        reason="Counted twice in October",
        by=cleo,
        at=NOW,
    )


@pytest.fixture(params=["fee", "adjustment"])
def act(request: pytest.FixtureRequest) -> Book:
    """Either of them, where both promise the same."""
    found: Book = request.getfixturevalue(request.param)
    return found


def moved_on(maker: Maker, first: date) -> tuple[LegalEntity, LegalEntity]:
    """The maker's payee until a day, and the new one from then on."""
    old = Affiliation.objects.get(maker=maker)
    end_affiliation(affiliation=old, ends_on=first.replace(day=first.day - 1), by=None, at=START)
    new = make_affiliation(maker, make_entity("Next"), starts_on=first)
    return old.payee, new.payee


class TestFees:
    def test_a_fee_is_owed_by_the_payee_of_the_day_at_the_coworkings_rate(
        self, fee: Book, rcoop: Coworking, plume: Maker
    ) -> None:
        entry = fee(label="  Labels ")
        assert (entry.kind, entry.amount, entry.memo) == ("fee", Decimal("-4.84"), "Labels")
        assert (entry.account.coworking, entry.account.maker) == (rcoop, plume)
        assert entry.account.payee == plume.affiliations.get().payee
        assert (entry.service_vat_percent, entry.on) == (Decimal(21), date(2026, 11, 20))
        assert entry.reference == "F-2026-00001"

    def test_the_rate_is_that_of_its_day_and_stays_so(self, fee: Book, rcoop: Coworking) -> None:
        """The coworking's operator becomes exempt on 20 November."""
        set_vat_status(
            entity=rcoop.operator,
            status=VatStatus.EXEMPT,
            starts_on=date(2026, 11, 20),
            by=None,
            at=START,
        )
        before, since = fee(occurred_at=moment("2026-11-19")), fee()
        rates = Entry.objects.filter(pk__in=[before.pk, since.pk]).order_by("pk")
        assert list(rates.values_list("service_vat_percent", flat=True)) == [21, 0]

    @pytest.mark.parametrize("amount", ["0.00", "-0.01", "100000.01"])
    def test_an_amount_nobody_owes_is_refused(self, fee: Book, amount: str) -> None:
        with pytest.raises(AmountOutOfRange) as refused:
            fee(amount=Decimal(amount))
        assert refused.value.place == "amount"

    @pytest.mark.parametrize("amount", ["0.01", "100000.00"])
    def test_the_smallest_and_the_largest_are_booked(self, fee: Book, amount: str) -> None:
        assert fee(amount=Decimal(amount)).amount == -Decimal(amount)

    def test_it_says_what_it_is_for(self, fee: Book) -> None:
        with pytest.raises(NoReason) as refused:
            fee(label="  ")
        assert refused.value.place == "label"


class TestAdjustments:
    @pytest.mark.parametrize("amount", ["5.00", "-5.00", "0.01", "-100000.00"])
    def test_plus_is_in_the_payees_favour(self, adjustment: Book, amount: str) -> None:
        entry = adjustment(amount=Decimal(amount), reason=" Rent of a hook ")
        assert (entry.kind, entry.amount) == ("adjustment", Decimal(amount))
        assert (entry.reason, entry.reference) == ("Rent of a hook", "A-2026-00001")

    def test_it_stands_on_no_document_so_it_has_no_rate(self, adjustment: Book) -> None:
        entry = Entry.objects.get(pk=adjustment().pk)
        assert (entry.service_vat_percent, entry.vat_percent) == (None, None)

    def test_nothing_is_no_adjustment(self, adjustment: Book) -> None:
        with pytest.raises(NothingToAdjust):
            adjustment(amount=Decimal("0.00"))

    @pytest.mark.parametrize("amount", ["100000.01", "-100000.01"])
    def test_too_much_is_refused_either_way(self, adjustment: Book, amount: str) -> None:
        with pytest.raises(AmountOutOfRange):
            adjustment(amount=Decimal(amount))

    def test_it_says_why(self, adjustment: Book) -> None:
        with pytest.raises(NoReason) as refused:
            adjustment(reason=" ")
        assert refused.value.place == "reason"

    def test_it_may_go_to_a_payee_who_has_left(self, adjustment: Book, plume: Maker) -> None:
        old, new = moved_on(plume, date(2026, 11, 15))
        assert adjustment().account.payee == new
        assert adjustment(payee=old).account.payee == old

    def test_but_to_nobody_who_never_was_one(self, adjustment: Book, terre: Maker) -> None:
        stranger = terre.affiliations.get().payee
        with pytest.raises(UnknownPayee) as refused:
            adjustment(payee=stranger)
        assert refused.value.place == "payee"
        assert "Terre de Ben payee" in str(refused.value)


class TestBoth:
    def test_the_payee_is_that_of_the_local_day_it_happened(self, act: Book, plume: Maker) -> None:
        old, new = moved_on(plume, date(2026, 11, 15))
        assert act(occurred_at=moment("2026-11-14 22:59")).account.payee == old
        entry = act(occurred_at=moment("2026-11-14 23:00"))
        assert (entry.account.payee, entry.on) == (new, date(2026, 11, 15))
        assert (entry.occurred_at, entry.recorded_at) == (moment("2026-11-14 23:00"), NOW)

    def test_a_maker_nobody_is_paid_for_is_refused(self, act: Book) -> None:
        with pytest.raises(NoPayee) as refused:
            act(maker=make_maker("Nobody's"))
        assert refused.value.place == "maker"

    def test_nothing_is_booked_for_tomorrow(self, act: Book) -> None:
        with pytest.raises(InFuture):
            act(occurred_at=moment("2026-11-20 10:01"))
        assert act(occurred_at=NOW).on == date(2026, 11, 20)

    def test_the_journal_knows_who(self, act: Book, cleo: User) -> None:
        entry = act()
        event = Event.objects.get(subject=entry.reference)
        assert (event.by, event.at, event.verb) == (cleo, NOW, f"book {entry.kind}")
        assert event.facts["amount"] == str(entry.amount)

    def test_each_has_the_next_number_of_its_kind(self, act: Book) -> None:
        assert [act().reference[2:] for _time in range(3)] == [
            "2026-00001",
            "2026-00002",
            "2026-00003",
        ]

    def test_the_same_key_is_booked_once(self, act: Book) -> None:
        first, again = act(key=KEY), act(key=KEY)
        assert first == again == Entry.objects.get()
        # Another key, and none at all, are other acts.
        act(key=uuid.uuid4())
        act()
        act()
        assert Entry.objects.count() == 4

    def test_the_same_key_with_another_amount_is_refused(self, act: Book) -> None:
        act(key=KEY)
        with pytest.raises(KeyReused):
            act(key=KEY, amount=Decimal("7.00"))
        assert Entry.objects.count() == 1

    def test_the_same_key_for_another_maker_or_coworking_is_refused(
        self, act: Book, terre: Maker, filature: Coworking
    ) -> None:
        act(key=KEY)
        for other in ({"maker": terre}, {"coworking": filature}):
            with pytest.raises(KeyReused):
                act(key=KEY, **other)
        assert Entry.objects.count() == 1

    def test_what_is_refused_leaves_nothing_behind(self, act: Book) -> None:
        with pytest.raises(Refused):
            act(amount=Decimal("1000000.00"))
        assert not Entry.objects.exists()
        assert not Counter.objects.filter(series__in=["F", "A"]).exists()


def test_the_same_key_for_a_fee_and_an_adjustment_is_refused(fee: Book, adjustment: Book) -> None:
    fee(key=KEY)
    with pytest.raises(KeyReused):
        adjustment(key=KEY, amount=Decimal("-4.84"))
    assert Entry.objects.get().kind == EntryKind.FEE


@pytest.mark.parametrize(
    ("which", "words"),
    [("fee", {"label": "Other labels"}), ("adjustment", {"reason": "Another reason"})],
)
def test_the_same_key_in_other_words_is_refused(
    which: str, words: dict[str, str], request: pytest.FixtureRequest
) -> None:
    act: Book = request.getfixturevalue(which)
    act(key=KEY)
    with pytest.raises(KeyReused):
        act(key=KEY, **words)
