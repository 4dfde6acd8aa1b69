"""Locking payouts: the accounts first where something is booked, then the payouts, by number; the
transfers of customers after them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from consign.atomic import expect_transaction
from consign.ledger.models import Account
from consign.ledger.operations import lock_account
from consign.payouts.models import Payout
from consign.till.models import Payment, SalePayment


def lock_payouts(wanted: QuerySet[Payout]) -> list[Payout]:
    """Lock the accounts of payouts, then the payouts: whoever pays or returns one begins here."""
    expect_transaction("lock_payouts")
    lock_accounts_of(wanted)
    return lock_rows(wanted)


def lock_accounts_of(wanted: QuerySet[Payout], others: Iterable[int] = ()) -> None:
    """Lock the accounts of payouts and those with these keys, in the order of their keys."""
    expect_transaction("lock_accounts_of")
    keys = {*wanted.values_list("settlement__account", flat=True), *others}
    for account in Account.objects.filter(pk__in=keys).order_by("pk"):
        lock_account(account=account)


def lock_rows(wanted: QuerySet[Payout]) -> list[Payout]:
    """Lock payouts alone, where nothing is booked."""
    expect_transaction("lock_rows")
    rows = wanted.select_for_update(of=("self",))
    rows = rows.select_related("coworking", "settlement__account__payee")
    return list(rows.order_by("pk"))


def lock_transfers(references: Iterable[str]) -> None:
    """Lock customers' transfers by their references: each arrives once."""
    expect_transaction("lock_transfers")
    rows = SalePayment.objects.select_for_update().filter(means=Payment.TRANSFER)
    list(rows.filter(reference__in=set(references) - {""}).order_by("pk"))
