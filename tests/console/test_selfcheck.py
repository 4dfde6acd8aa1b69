"""The self-check finds what was changed behind the operations' back, in every room."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consign.journal.models import Event
from consign.ledger.models import Entry
from consign.payouts.models import Payout
from consign.people.models import Coworking, Maker
from consign.settlements.models import Settlement
from consign.stock.models import Placement
from consign.till.models import Sale
from tests.factories import make_closed, make_paid, make_placed, make_refund, make_sale
from tests.underneath import change


@pytest.fixture(autouse=True)
def lived(rcoop: Coworking, plume: Maker) -> None:
    """Sales, a refund, a closed and paid month, and one that runs."""
    item = make_placed(rcoop, plume, quantity=4).item
    make_refund(make_sale(rcoop, item, quantity=2))
    make_paid(make_closed(rcoop), on="2026-11-03")
    make_sale(rcoop, item, at="2026-11-05")


def selfcheck() -> list[str]:
    """What the command prints; it fails when that is bad news."""
    out = StringIO()
    call_command("selfcheck", stdout=out)
    return out.getvalue().splitlines()


def test_a_house_in_order_says_so() -> None:
    assert selfcheck() == ["Everything agrees."]


BREAKING: dict[str, tuple[Callable[[], object], str]] = {
    "journal": (
        lambda: change(Event.objects.filter(verb="settle"), subject="R-2026-00009"),
        "journal rcoop: event",
    ),
    "stock": (
        lambda: change(Placement.objects.all(), on_hand=3),
        "stock: placement",
    ),
    "ledger": (
        lambda: change(Entry.objects.filter(kind="sale", on__month=11), amount=Decimal("45.00")),
        "(S-2026-00003/1) is not gross less commission",
    ),
    "till": (
        lambda: change(Sale.objects.filter(number="S-2026-00003"), total=Decimal("44.00")),
        "till: the lines of S-2026-00003 do not add up to its total",
    ),
    "settlements": (
        lambda: change(Settlement.objects.all(), fingerprint="0" * 64),
        "settlements: rcoop R-2026-00001: its entries were altered",
    ),
    "payouts": (
        lambda: change(Payout.objects.all(), number="PO-2026-00009"),
        "payouts: PO-2026-00009 is paid but its account does not say so",
    ),
}


@pytest.mark.parametrize("room", BREAKING)
def test_what_was_changed_underneath_is_found(room: str) -> None:
    broken, sentence = BREAKING[room]
    broken()
    out = StringIO()
    with pytest.raises(CommandError, match=r"do not hold: \d+") as failed:
        call_command("selfcheck", stdout=out)
    assert failed.value.returncode == 1
    assert sentence in out.getvalue()


def test_every_broken_sum_is_told() -> None:
    for broken, _sentence in BREAKING.values():
        broken()
    out = StringIO()
    with pytest.raises(CommandError, match=r"do not hold: \d+") as failed:
        call_command("selfcheck", stdout=out)
    told = out.getvalue().splitlines()
    assert str(failed.value).endswith(f" {len(told)}.")
    assert all(any(sentence in line for line in told) for _act, sentence in BREAKING.values())
