"""Journal groups of money that left or came in, of losses and of adjustments."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from consign.days import Month
from consign.ledger.models import Entry, EntryKind
from consign.monthend.bookkeeping_codes import Use
from consign.monthend.bookkeeping_groups import Group, Journal, Step, moved
from consign.monthend.bookkeeping_papers import left_by, open_before
from consign.payouts.models import Payout
from consign.people.models import Coworking

BESIDES = {EntryKind.LOSS: Use.LOSSES, EntryKind.ADJUSTMENT: Use.ADJUSTMENTS}


def booked(coworking: Coworking, month: Month) -> Iterator[Group]:
    """Compensations and adjustments: they are on no document."""
    for entry in _entries(coworking, month, list(BESIDES)):
        steps = moved(BESIDES[EntryKind(entry.kind)], Use.HELD, entry.amount, entry.account)
        text = " · ".join(told for told in (entry.get_kind_display(), entry.memo) if told)
        yield Group(entry.on, Journal.MISCELLANEOUS, entry.reference, text, steps)


def payouts(coworking: Coworking, month: Month) -> Iterator[Group]:
    """What left the bank, and what came back.

    A payout first pays what the closing's self-billed invoices left to be transferred; what comes
    back is on the account again.
    """
    paid = Q(paid_on__gte=month.first, paid_on__lte=month.last)
    back = Q(returned_on__gte=month.first, returned_on__lte=month.last)
    found = list(
        Payout.objects.filter(paid | back, coworking=coworking)
        .select_related("settlement__account__payee", "settlement__account__maker")
        .order_by("number")
    )
    left = left_by(one.settlement_id for one in found)
    for payout in found:
        if payout.paid_on and month.first <= payout.paid_on <= month.last:
            steps = _paid(payout, left[payout.settlement_id].debts)
            yield Group(payout.paid_on, Journal.BANK, payout.number, _("Payout"), steps)
        if payout.returned_on and month.first <= payout.returned_on <= month.last:
            steps = moved(Use.BANK, Use.HELD, payout.amount, payout.settlement.account)
            text = _("Payout returned by the bank")
            yield Group(payout.returned_on, Journal.BANK, f"{payout.number}/R", text, steps)


def _paid(payout: Payout, debts: Decimal) -> list[Step]:
    owner = payout.settlement.account
    return [
        Step(Use.PAYABLE, -debts, owner=owner),
        Step(Use.HELD, debts - payout.amount, owner=owner),
        Step(Use.BANK, payout.amount, owner=owner),
    ]


def received(coworking: Coworking, month: Month) -> Iterator[Group]:
    """What payees paid: first the last closing's invoices, the rest is on the account."""
    before = open_before(coworking, month)
    for entry in _entries(coworking, month, [EntryKind.RECEIVED]):
        known = before.get(entry.account_id)
        invoiced = known.to_claims(entry) if known else Decimal(0)
        steps = [
            Step(Use.BANK, -entry.amount, owner=entry.account),
            Step(Use.RECEIVABLE, invoiced, owner=entry.account),
            Step(Use.HELD, entry.amount - invoiced, owner=entry.account),
        ]
        text = _("Payment received")
        yield Group(entry.on, Journal.BANK, entry.reference, text, steps)


def _entries(coworking: Coworking, month: Month, kinds: list[EntryKind]) -> Iterator[Entry]:
    found = Entry.objects.filter(
        account__coworking=coworking, kind__in=kinds, on__gte=month.first, on__lte=month.last
    )
    yield from found.select_related("account__payee", "account__maker").order_by("pk")
