"""Writing entries: the only place where what is owed changes."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from consign.agreements.treatment import Treatment
from consign.atomic import expect_transaction
from consign.days import local_day
from consign.ledger.models import Account, Entry, EntryKind, LossCause
from consign.people.models import Coworking, LegalEntity, Maker


@dataclass(frozen=True)
class Owner:
    """Whose account a line goes to: the payee of a maker."""

    payee: LegalEntity
    maker: Maker


@dataclass(frozen=True)
class Posting:
    """One entry to write on an account that is already locked.

    A sale says its treatment; a refund says that of its sale, and which entry it reverses.
    """

    account: Account
    kind: EntryKind
    amount: Decimal
    reference: str
    gross: Decimal = Decimal("0.00")
    commission: Decimal = Decimal("0.00")
    memo: str = ""
    reason: str = ""
    cause: LossCause | None = None
    treatment: Treatment | None = None
    service_vat_percent: Decimal | None = None
    reverses: Entry | None = None
    key: uuid.UUID | None = None


def lock_accounts(*, coworking: Coworking, owners: Iterable[Owner]) -> dict[Owner, Account]:
    """Open where needed, and lock, the accounts a sale will post to.

    Inside the sale's transaction, after the placements.  Entries are written only under this lock,
    so within one account a later entry always has a higher number: closings rely on it.
    """
    expect_transaction("lock_accounts")
    wanted = set(owners)
    found = _locked(coworking, wanted)
    missing = wanted - found.keys()
    if missing:
        Account.objects.bulk_create(
            [
                Account(coworking=coworking, payee=owner.payee, maker=owner.maker)
                for owner in sorted(missing, key=lambda owner: (owner.maker.pk, owner.payee.pk))
            ],
            ignore_conflicts=True,
        )
        found = _locked(coworking, wanted)
    return found


def lock_account(*, account: Account) -> Account:
    """Lock one account until the transaction is over."""
    expect_transaction("lock_account")
    return Account.objects.select_for_update().get(pk=account.pk)


def post_entries(
    *, postings: Iterable[Posting], occurred_at: datetime, at: datetime
) -> list[Entry]:
    """Write entries on locked accounts; their day is the local day of `occurred_at`.

    The database refuses the same cause twice on one account.
    """
    expect_transaction("post_entries")
    return Entry.objects.bulk_create(
        [
            Entry(
                account=posting.account,
                kind=posting.kind,
                gross=posting.gross,
                commission=posting.commission,
                amount=posting.amount,
                memo=posting.memo,
                reason=posting.reason,
                cause=posting.cause or "",
                reverses=posting.reverses,
                key=posting.key,
                reference=posting.reference,
                on=local_day(occurred_at),
                occurred_at=occurred_at,
                recorded_at=at,
                **_frozen(posting),
            )
            for posting in postings
        ]
    )


def _frozen(posting: Posting) -> dict[str, Any]:
    if posting.treatment is None:
        return {"service_vat_percent": posting.service_vat_percent}
    return asdict(posting.treatment)


def _locked(coworking: Coworking, owners: set[Owner]) -> dict[Owner, Account]:
    rows = (
        Account.objects.select_for_update(of=("self",))
        .filter(
            coworking=coworking,
            payee__in={owner.payee.pk for owner in owners},
            maker__in={owner.maker.pk for owner in owners},
        )
        .select_related("payee", "maker")
        .order_by("pk")
    )
    found = {Owner(row.payee, row.maker): row for row in rows}
    return {owner: account for owner, account in found.items() if owner in owners}
