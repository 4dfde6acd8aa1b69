"""Every settlement that pays has its payout, every paid one its entry, and accounts agree."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef

from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.queries import Reach, balance, entries_between, last_entry, tally
from consign.money.split import ZERO
from consign.payouts.models import Payout, PayoutState
from consign.payouts.queries import to_be_paid
from consign.settlements.queries import last_settlement, reach_of, settlements


def problems() -> Iterator[str]:
    """A sentence for each payout, settlement or account that does not agree with the others."""
    live = Payout.objects.filter(settlement=OuterRef("pk"), amount=OuterRef("payout"))
    live = live.exclude(state=PayoutState.WITHDRAWN)
    for settlement in settlements().filter(~Exists(live), payout__gt=0).iterator(2000):
        yield f"payouts: settlement {settlement.number} pays but has no payout of its amount"
    entry = Entry.objects.filter(
        account=OuterRef("settlement__account"),
        kind=EntryKind.PAYOUT,
        reference=OuterRef("number"),
    )
    for payout in Payout.objects.filter(~Exists(entry), state=PayoutState.PAID).iterator(2000):
        yield f"payouts: {payout.number} is paid but its account does not say so"
    for account in Account.objects.select_related("coworking", "maker").iterator(2000):
        if not _agrees(account):
            yield f"payouts: account {account.pk} does not agree with what was closed and paid"


def _agrees(account: Account) -> bool:
    """What is owed = the last closing + what was closed for payment + what is still open."""
    last = last_settlement(account)
    everything = Reach(date.max, last_entry(account))
    still_open = tally(entries_between(account, reach_of(last), everything)).change
    closed = last.closing if last else ZERO
    return balance(account) == closed + to_be_paid(account) + still_open
