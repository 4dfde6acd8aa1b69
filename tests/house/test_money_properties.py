"""Whatever a coworking does, in whatever order, goods and money agree to the cent.

A machine places, sells, takes back, closes, pays and voids at random, through the real operations;
after each step every room is asked whether its rows still add up.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from consign.agreements.models import Bearer
from consign.days import Month, local_day
from consign.journal import checks as journal
from consign.ledger import checks as ledger
from consign.ledger.models import Account, Entry, EntryKind
from consign.monthend.operations import close_month, void_settlement
from consign.payouts import checks as payouts
from consign.payouts.models import Payout, PayoutState
from consign.payouts.operations import AlreadyPaid, mark_paid
from consign.people.models import Coworking, Maker, User
from consign.refusal import Refused
from consign.settlements import checks as settlements
from consign.settlements.models import Settlement
from consign.settlements.operations import NotTheLast
from consign.stock import checks as stock
from consign.stock.models import Item
from consign.stock.queries import on_hand_at
from consign.till import checks as till
from consign.till.lines import LineWanted
from consign.till.models import Payment, RefundReason, Sale, SaleLine
from consign.till.operations import LineBack, record_sale, refund_sale
from consign.till.refunds import left_on
from tests.factories import (
    make_coworking,
    make_member,
    make_person,
    make_placed,
    make_selling_maker,
    moment,
)

ZERO = Decimal("0.00")
ROOMS = (journal, stock, ledger, till, settlements, payouts)
PRICES = st.integers(1, 20_000).map(lambda cents: Decimal(cents).scaleb(-2))
PERCENTS = st.integers(0, 100)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class World:
    """A coworking and makers with terms of every kind; the third is paid from 40.00 on."""

    coworking: Coworking
    makers: list[Maker]
    dan: User


@pytest.fixture
def world(db: None) -> World:
    coworking = make_coworking()
    makers = [
        make_selling_maker(coworking, "Thirds", percent="33.33"),
        make_selling_maker(coworking, "Split", bearer=Bearer.SPLIT, maker_part="50"),
        make_selling_maker(coworking, "Small", percent="12.5", minimum="40.00"),
        make_selling_maker(coworking, "Bears", percent="66.6667", bearer=Bearer.MAKER),
    ]
    return World(coworking, makers, make_member(coworking, make_person("dan")))


class Coop(RuleBasedStateMachine):
    """A few months of a coworking, from September 2026 on."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.now = moment("2026-09-01 08:00")
        self.month = Month(2026, 9)
        self.items: list[Item] = []
        self.on_hand: dict[Item, int] = {}
        self.example = transaction.atomic()
        self.example.__enter__()
