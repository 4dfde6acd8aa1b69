"""Accounts are opened once and locked; an entry is written for a cause, once."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.operations import (
    Owner,
    Posting,
    lock_account,
    lock_accounts,
    post_entries,
)
from consign.people.models import Coworking, Maker
from tests.factories import make_entity, moment
from tests.ledger.entries import TREATMENT, opened, posted

pytestmark = pytest.mark.django_db


def owner_of(maker: Maker) -> Owner:
    return Owner(maker.affiliations.get().payee, maker)


class TestAccounts:
    def test_an_account_is_opened_once(self, rcoop: Coworking, plume: Maker) -> None:
        first, again = opened(rcoop, plume), opened(rcoop, plume)
        assert first == again == Account.objects.get()
        assert (first.coworking, first.maker) == (rcoop, plume)
        assert first.payee == owner_of(plume).payee

    def test_each_maker_payee_and_coworking_has_its_own(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
    ) -> None:
        shared = Owner(owner_of(plume).payee, terre)
        owners = [owner_of(plume), owner_of(terre), shared]
        with transaction.atomic():
            here = lock_accounts(coworking=rcoop, owners=owners)
            there = lock_accounts(coworking=filature, owners=owners[:1])
        assert set(here) == set(owners)
        assert len({*here.values(), *there.values()}) == Account.objects.count() == 4

    def test_only_what_was_asked_for_is_opened_and_given(
        self, rcoop: Coworking, plume: Maker, terre: Maker
    ) -> None:
        """Two owners never make four accounts, nor bring up one they both have a part of."""
        crossed = Owner(owner_of(plume).payee, terre)
        with transaction.atomic():
            lock_accounts(coworking=rcoop, owners=[crossed])
            found = lock_accounts(coworking=rcoop, owners=[owner_of(plume), owner_of(terre)])
        assert set(found) == {owner_of(plume), owner_of(terre)}
        assert Account.objects.count() == 3

    def test_some_known_and_some_new(self, rcoop: Coworking, plume: Maker, terre: Maker) -> None:
        known = opened(rcoop, plume)
        owners = [owner_of(plume), owner_of(terre), owner_of(plume)]
        with transaction.atomic():
            found = lock_accounts(coworking=rcoop, owners=owners)
        assert found[owner_of(plume)] == known
        assert Account.objects.count() == len(found) == 2

    def test_nobody_has_no_account(self, rcoop: Coworking) -> None:
        with transaction.atomic():
            assert lock_accounts(coworking=rcoop, owners=[]) == {}
        assert not Account.objects.exists()

    def test_one_account_can_be_locked(self, rcoop: Coworking, plume: Maker) -> None:
        account = opened(rcoop, plume)
        with transaction.atomic():
            assert lock_account(account=account) == account


class TestEntries:
    def test_an_entry_belongs_to_the_local_day_of_what_happened(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        account = opened(rcoop, plume)
        posting = Posting(
            account=account,
            kind=EntryKind.SALE,
            gross=Decimal("45.00"),
            commission=Decimal("13.50"),
            amount=Decimal("31.50"),
            reference="S-2026-00001/1",
            memo="Collier plume",
            treatment=TREATMENT,
        )
        with transaction.atomic():
            post_entries(
                postings=[posting],
                occurred_at=moment("2026-10-31 23:30"),
                at=moment("2026-11-02"),
            )
        entry = Entry.objects.get()
        assert (entry.account, entry.on) == (account, date(2026, 11, 1))
        assert (entry.occurred_at, entry.recorded_at) == (
            moment("2026-10-31 23:30"),
            moment("2026-11-02"),
        )
        assert (entry.gross, entry.commission, entry.amount) == (
            Decimal("45.00"),
            Decimal("13.50"),
            Decimal("31.50"),
        )
        assert (entry.reference, entry.memo) == ("S-2026-00001/1", "Collier plume")

    def test_later_entries_have_higher_numbers(self, rcoop: Coworking, plume: Maker) -> None:
        account = opened(rcoop, plume)
        postings = [
            Posting(account, EntryKind.PAYOUT, Decimal("-1.00"), f"PO-{number}")
            for number in range(5)
        ]
        with transaction.atomic():
            written = post_entries(
                postings=postings, occurred_at=moment("2026-10-05"), at=moment("2026-10-05")
            )
        assert [entry.reference for entry in Entry.objects.order_by("pk")] == [
            entry.reference for entry in written
        ]

    def test_the_same_cause_is_booked_once_on_an_account(
        self, rcoop: Coworking, plume: Maker, terre: Maker
    ) -> None:
        account = opened(rcoop, plume)
        posted(account, "31.50", on="2026-10-05", reference="S-2026-00001/1")
        with pytest.raises(IntegrityError):
            posted(account, "31.50", on="2026-10-06", reference="S-2026-00001/1")
        assert Entry.objects.count() == 1
        # Another account, or another kind, is another cause.
        posted(opened(rcoop, terre), "31.50", on="2026-10-05", reference="S-2026-00001/1")
        posted(account, "1.00", on="2026-10-05", reference="S-2026-00001/1", kind=EntryKind.LOSS)
        assert Entry.objects.count() == 3

    def test_one_that_cannot_be_written_takes_all_with_it(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        account = opened(rcoop, plume)
        twice = Posting(account, EntryKind.PAYOUT, Decimal("-1.00"), "PO-1")
        with pytest.raises(IntegrityError), transaction.atomic():
            post_entries(
                postings=[twice, twice], occurred_at=moment("2026-10-05"), at=moment("2026-10-05")
            )
        assert not Entry.objects.exists()


def test_an_owner_is_known_by_payee_and_maker(plume: Maker) -> None:
    again = Owner(owner_of(plume).payee, Maker.objects.get(pk=plume.pk))
    assert again == owner_of(plume)
    assert Owner(make_entity("Other"), plume) != again
