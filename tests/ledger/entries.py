"""Entries written straight on an account, where no sale is needed to tell about them."""

from decimal import Decimal

from django.db import transaction

from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.operations import Owner, Posting, lock_accounts, post_entries
from consign.people.models import Coworking, Maker
from tests.factories import moment


def opened(coworking: Coworking, maker: Maker) -> Account:
    """The account of a maker's first payee."""
    owner = Owner(maker.affiliations.order_by("pk")[0].payee, maker)
    with transaction.atomic():
        return lock_accounts(coworking=coworking, owners=[owner])[owner]


def posted(
    account: Account,
    amount: str,
    *,
    on: str,
    reference: str,
    kind: EntryKind = EntryKind.SALE,
    commission: str = "0.00",
    at: str | None = None,
) -> Entry:
    """One entry for a day, written down at once or later; gross is the amount and commission."""
    gross = kind in (EntryKind.SALE, EntryKind.REFUND)
    posting = Posting(
        account=account,
        kind=kind,
        gross=Decimal(amount) + Decimal(commission) if gross else Decimal("0.00"),
        commission=Decimal(commission),
        amount=Decimal(amount),
        reference=reference,
    )
    with transaction.atomic():
        (entry,) = post_entries(postings=[posting], occurred_at=moment(on), at=moment(at or on))
    return entry
