"""Entries written straight on an account, where no sale is needed to tell about them."""

from decimal import Decimal

from django.db import transaction

from consign.agreements.models import CommissionVat, Mode
from consign.agreements.treatment import Treatment
from consign.ledger.models import Account, Entry, EntryKind, LossCause
from consign.ledger.operations import Owner, Posting, lock_accounts, post_entries
from consign.people.models import Coworking, Maker, VatStatus
from tests.factories import moment

TREATMENT = Treatment(
    mode=Mode.AGENT,
    commission_vat=CommissionVat.INCLUDED,
    payee_vat_status=VatStatus.LIABLE,
    vat_percent=Decimal(21),
    supply_vat_percent=Decimal(21),
    service_vat_percent=Decimal(21),
)


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
    """One entry for a day, written down at once or later; gross is the amount and commission.

    A refund reverses the first sale of the account.
    """
    gross = kind in (EntryKind.SALE, EntryKind.REFUND)
    sold = Entry.objects.filter(account=account, kind=EntryKind.SALE).order_by("pk").first()
    posting = Posting(
        account=account,
        kind=kind,
        gross=Decimal(amount) + Decimal(commission) if gross else Decimal("0.00"),
        commission=Decimal(commission),
        amount=Decimal(amount),
        reference=reference,
        treatment=TREATMENT if gross else None,
        service_vat_percent=Decimal(21),
        reverses=sold if kind == EntryKind.REFUND else None,
        cause=LossCause.LOST if kind == EntryKind.LOSS else None,
        reason="A mistake" if kind == EntryKind.ADJUSTMENT else "",
    )
    with transaction.atomic():
        (entry,) = post_entries(postings=[posting], occurred_at=moment(on), at=moment(at or on))
    return entry
