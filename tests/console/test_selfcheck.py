"""The self-check finds what was changed behind the operations' back, in every room."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from consign.agreements.models import CommissionVat
from consign.journal.models import Chain, Event
from consign.ledger.bookings import adjust, charge_fee
from consign.ledger.models import Entry, LossCause
from consign.monthend.losses import record_loss
from consign.payouts.models import Payout
from consign.people.models import Coworking, Maker, VatStatus
from consign.settlements.models import Settlement
from consign.stock.models import Movement, Placement
from consign.till.models import Sale, SaleLine
from tests.factories import (
    any_person,
    make_affiliation,
    make_agreement,
    make_closed,
    make_maker,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    moment,
)
from tests.kept import kept
from tests.underneath import change

Act = Callable[[], object]


@kept(autouse=True)
def lived(rcoop: Coworking, plume: Maker) -> None:
    """A sale and a refund, entries of every kind, a closed and paid month, and one that runs."""
    item = make_placed(rcoop, plume, quantity=4).item
    make_refund(make_sale(rcoop, item, quantity=2))
    maker = make_maker("Sur le prix")
    make_agreement(rcoop, make_affiliation(maker), vat=CommissionVat.ADDED)
    placed = make_placed(rcoop, maker, "Bougie", quantity=4)
    make_sale(rcoop, placed.item, at="2026-10-07")
    told: dict[str, Any] = {"by": any_person(), "at": moment("2026-10-08")}
    charge_fee(coworking=rcoop, maker=maker, label="Window", amount=Decimal("1.00"), **told)
    adjust(coworking=rcoop, maker=maker, amount=Decimal("1.00"), reason="Counted twice", **told)
    record_loss(placement=placed, quantity=1, cause=LossCause.LOST, **told)
    make_paid(make_closed(rcoop), on="2026-11-03")
    make_sale(rcoop, item, at="2026-11-05")


def selfcheck() -> list[str]:
    """What the command prints; it fails when that is bad news."""
    out = StringIO()
    call_command("selfcheck", stdout=out)
    return out.getvalue().splitlines()


def test_a_house_in_order_says_so() -> None:
    assert selfcheck() == ["Everything agrees."]


def entries(kind: str) -> "QuerySet[Entry]":
    return Entry.objects.filter(kind=kind, on__month=10, account__maker__slug="sur-le-prix")


def changed(rows: Callable[[], "QuerySet[Any]"], **columns: object) -> Act:
    return lambda: change(rows(), **columns)


OPEN = partial(Entry.objects.filter, kind="sale", on__month=11)
BACK = partial(Entry.objects.filter, kind="refund")
LINE = partial(SaleLine.objects.filter, reference="S-2026-00004/1")
FIRST = partial(Settlement.objects.filter, number="R-2026-00001")
FEE, LOSS, MEND = partial(entries, "fee"), partial(entries, "loss"), partial(entries, "adjustment")

# One for each thing that any room's check looks at.
BREAKING: dict[str, tuple[Act, str]] = {
    "journal event": (
        changed(partial(Event.objects.filter, verb="settle"), subject="R-2026-00009"),
        "journal rcoop: event",
    ),
    "journal end": (
        lambda: Chain.objects.filter(name="rcoop").update(length=1),
        "journal rcoop: its last events are missing",
    ),
    "stock": (changed(Placement.objects.all, on_hand=3), "stock: placement"),
    "ledger split": (changed(OPEN, amount=Decimal(45)), "is not gross less commission"),
    "ledger sign": (changed(FEE, amount=Decimal(1)), "has the wrong sign"),
    "ledger price": (changed(FEE, gross=Decimal(1)), "is no sale but has a price"),
    "ledger vat": (changed(FEE, service_vat_percent=None), "does not say its VAT"),
    "ledger seller": (
        changed(OPEN, payee_vat_status=VatStatus.EXEMPT),
        "has VAT that its seller does not owe",
    ),
    "ledger cause": (changed(LOSS, cause=""), "says no cause"),
    "ledger loss": (changed(LOSS, amount=Decimal(-1)), "has the wrong sign"),
    "ledger reason": (changed(MEND, reason=""), "says no reason"),
    "ledger adjustment": (changed(MEND, amount=Decimal(0)), "adjusts nothing"),
    "ledger refund": (changed(BACK, reverses=None), "reverses no sale of its account"),
    "ledger refund's vat": (
        changed(BACK, commission_vat="added"),
        "carries other VAT than its sale",
    ),
    "till total": (
        changed(partial(Sale.objects.filter, number="S-2026-00004"), total=Decimal(44)),
        "till: the lines of S-2026-00004 do not add up to its total",
    ),
    "till entry": (
        changed(OPEN, reference="S-2026-09999/1"),
        "till: line S-2026-00004/1 has no entry of its day and share",
    ),
    "till vat": (
        changed(LINE, vat_percent=Decimal(6)),
        "till: line S-2026-00004/1 is taxed otherwise than its entry",
    ),
    "till goods": (
        lambda: Movement.objects.filter(reference="S-2026-00004/1").delete(),
        "till: line S-2026-00004/1 has no movement of goods",
    ),
    "till returns": (
        changed(partial(SaleLine.objects.filter, reference="S-2026-00002/1"), quantity=-3),
        "till: more of S-2026-00001/1 came back than was sold",
    ),
    "settlement's change": (
        changed(FIRST, change=Decimal(1)),
        "R-2026-00001: its entries do not add up to its change",
    ),
    "settlement's entries": (
        changed(FIRST, fingerprint="0" * 64),
        "settlements: rcoop R-2026-00001: its entries were altered",
    ),
    "settlement's opening": (
        changed(FIRST, opening=Decimal(1)),
        "R-2026-00001: its opening is not the closing before it",
    ),
    "settlement's payout": (
        changed(FIRST, minimum=Decimal(900)),
        "R-2026-00001: its payout does not follow from its balance and its minimum",
    ),
    "settlement's number": (
        changed(FIRST, number="R-2026-00007"),
        "settlements: rcoop R-2026-: its numbers have a hole",
    ),
    "settlement's vat": (
        changed(partial(Entry.objects.filter, kind="commission_vat"), reference="R-2026-00009"),
        "(R-2026-00009) is VAT of no closing",
    ),
    "payout's amount": (
        changed(Payout.objects.all, amount=Decimal(1)),
        "pays but has no payout of its amount",
    ),
    "payout's entry": (
        changed(partial(Payout.objects.filter, number="PO-2026-00001"), number="PO-2026-00009"),
        "payouts: PO-2026-00009 is paid but its account does not say so",
    ),
    "payout's account": (
        lambda: Entry.objects.filter(kind="payout").delete(),
        "does not agree with what was closed and paid",
    ),
    "statement's lines": (
        changed(partial(SaleLine.objects.filter, reference="S-2026-00003/1"), commission="13.51"),
        "commission: 13.50 on the statement, 13.51 on its lines",
    ),
    "statement's documents": (
        changed(
            partial(SaleLine.objects.filter, reference="S-2026-00003/1"),
            service_vat_percent=Decimal(6),
        ),
        "its lines would give other documents than its entries",
    ),
    "statement's vat": (
        changed(partial(Entry.objects.filter, kind="commission_vat"), amount=Decimal(-2)),
        "VAT on the commission: 2.00, its documents say otherwise",
    ),
    "statement's closing": (
        changed(FIRST, change=Decimal(1)),
        "opening, change and payout do not give its closing",
    ),
    "statement's payout": (
        changed(Payout.objects.all, amount=Decimal(1)),
        "its payout is 1.00, the statement says",
    ),
    "statement's rule": (
        changed(
            partial(SaleLine.objects.filter, reference="S-2026-00003/1"), commission_percent="29"
        ),
        "lines[0].commission is 13.50, its rule gives 13.05",
    ),
    "statement's line": (
        changed(partial(Entry.objects.filter, reference="S-2026-00003/1"), reference="S-0/1"),
        "no sale line stands behind S-0/1",
    ),
}


@pytest.mark.parametrize("what", BREAKING)
def test_what_was_changed_underneath_is_found(what: str) -> None:
    broken, sentence = BREAKING[what]
    broken()
    out = StringIO()
    with pytest.raises(CommandError, match=r"do not hold: \d+") as failed:
        call_command("selfcheck", stdout=out)
    assert failed.value.returncode == 1
    told = out.getvalue().splitlines()
    assert any(sentence in line for line in told), told
    assert str(failed.value).endswith(f" {len(told)}.")


def test_every_broken_sum_is_told() -> None:
    several = ("journal event", "stock", "ledger sign", "till total", "settlement's entries")
    for what in several:
        BREAKING[what][0]()
    out = StringIO()
    with pytest.raises(CommandError, match=r"do not hold: \d+"):
        call_command("selfcheck", stdout=out)
    told = out.getvalue()
    assert [what for what in several if BREAKING[what][1] not in told] == []
