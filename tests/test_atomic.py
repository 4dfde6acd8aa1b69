"""Parts of an act say so when they are called on their own, on every database alike."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from consign.atomic import NotInTransaction, expect_transaction
from consign.codes.numbers import next_number
from consign.days import Month
from consign.journal.operations import note
from consign.ledger.models import Account
from consign.ledger.operations import lock_account, lock_accounts, post_entries
from consign.payouts.operations import prepare, withdraw
from consign.people.models import Coworking, User
from consign.settlements.models import Settlement
from consign.settlements.operations import settle, void
from consign.stock.counter import (
    Pick,
    lock_returns,
    lock_to_write_off,
    pick,
    put_back,
    take,
    write_off,
)
from consign.stock.models import Item, MovementKind, Placement
from tests.factories import START

BY_AND_AT: dict[str, Any] = {"by": User(), "at": START}
PARTS: list[Callable[[], object]] = [
    partial(next_number, issuer="rcoop", series="S", year=2026),
    partial(note, verb="sell", subject="S-2026-00001", **BY_AND_AT),
    partial(lock_account, account=Account()),
    partial(lock_accounts, coworking=Coworking(), owners=[]),
    partial(post_entries, postings=[], occurred_at=START, at=START),
    partial(pick, coworking=Coworking(), wanted=[]),
    partial(take, pick=Pick(Item(), ()), reference="S-2026-00001/1", **BY_AND_AT),
    partial(lock_returns, coworking=Coworking(), references=[]),
    partial(put_back, placement=Placement(), quantity=1, reference="x", **BY_AND_AT),
    partial(lock_to_write_off, placement=Placement()),
    partial(
        write_off,
        placement=Placement(),
        quantity=1,
        kind=MovementKind.LOST,
        reference="L-2026-00001",
        **BY_AND_AT,
    ),
    partial(settle, account=Account(), month=Month.of(date(2026, 10, 1)), **BY_AND_AT),
    partial(void, settlement=Settlement(), **BY_AND_AT),
    partial(prepare, settlement=Settlement(), **BY_AND_AT),
    partial(withdraw, settlement=Settlement(), **BY_AND_AT),
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.func.__name__)
def test_a_part_of_an_act_does_nothing_on_its_own(part: Callable[[], object]) -> None:
    """Without the database: it says so before it has read a row."""
    with pytest.raises(NotInTransaction, match="must be called inside a transaction"):
        part()


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_said() -> None:
    with transaction.atomic():
        expect_transaction("anything")
