"""Which payouts a remittance holds: taking them in, giving them free, seeing that none changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consign.atomic import expect_transaction
from consign.payouts.contents import contents_digest, order_of
from consign.payouts.locks import lock_rows
from consign.payouts.models import Payout, PayoutState, Remittance
from consign.payouts.operations import InRemittance, NoBankAccount, NotToPay
from consign.people.models import BankAccount
from consign.people.queries import bank_accounts_on
from consign.refusal import Refused


class RemittanceChanged(Refused):
    code = "remittance_changed"
    sentence = _(
        "%(number)s is no longer what was read. Read it again; if it is approved, cancel it and"
        " prepare a new one."
    )


class AccountChanged(Refused):
    code = "account_changed"
    sentence = _(
        "%(payee)s has another bank account by that day. Cancel %(number)s and prepare a new one."
    )


def expect_same(remittance: Remittance, payouts: Sequence[Payout], digest: str) -> None:
    """Nothing differs from what was read, and nobody has another account by now."""
    if contents_digest(remittance) != digest:
        raise RemittanceChanged(number=remittance.number)
    accounts = _accounts(remittance, payouts)
    for payout in payouts:
        now = accounts.get(payout.settlement.account.payee_id)
        if now is None or (now.holder, now.iban, now.bic) != (
            payout.holder,
            payout.iban,
            payout.bic,
        ):
            payee = payout.settlement.parties["payee"]["legal_name"]
            raise AccountChanged(payee=payee, number=remittance.number)


def lock_remittance(
    remittance: Remittance, others: Q | None = None
) -> tuple[Remittance, list[Payout]]:
    """Lock its payouts and these others, then the remittance itself: none came or went since."""
    expect_transaction("lock_remittance")
    inside = Q(remittance=remittance)
    payouts = lock_rows(Payout.objects.filter(inside | others if others else inside))
    rows = Remittance.objects.select_for_update(of=("self",))
    found = rows.select_related("coworking__operator").get(pk=remittance.pk)
    locked = {payout.pk for payout in payouts if payout.remittance_id == found.pk}
    if locked != set(Payout.objects.filter(inside).values_list("pk", flat=True)):
        raise RemittanceChanged(number=found.number)
    return found, payouts


def to_take(
    found: Iterable[Payout], numbers: Sequence[str], remittance: Remittance | None
) -> list[Payout]:
    """The payouts of these numbers, each to pay and in no other remittance."""
    known = {payout.number: payout for payout in found}
    own = remittance.pk if remittance else None
    for number in numbers:
        payout = known.get(number)
        if payout is None or payout.state != PayoutState.PREPARED:
            raise NotToPay(place="payouts", number=number)
        if payout.remittance is not None and payout.remittance_id != own:
            told = {"number": number, "remittance": payout.remittance.number}
            raise InRemittance(place="payouts", **told)
    return [known[number] for number in sorted(set(numbers))]


def fill(remittance: Remittance, payouts: Sequence[Payout], at: datetime) -> None:
    """Put payouts in, with the accounts of the day; refuse now what no bank would take later."""
    expect_transaction("fill")
    accounts = _accounts(remittance, payouts)
    for payout in payouts:
        account = accounts.get(payout.settlement.account.payee_id)
        if account is None:
            payee = payout.settlement.parties["payee"]["legal_name"]
            raise NoBankAccount(place="payouts", payee=payee)
        payout.remittance = remittance
        payout.holder, payout.iban, payout.bic = account.holder, account.iban, account.bic
        payout.save(update_fields=["remittance", "holder", "iban", "bic"])
    order_of(remittance, payouts, at)


def free(payouts: Iterable[Payout]) -> None:
    """Take payouts out of their remittance."""
    for payout in payouts:
        payout.remittance = None
        payout.save(update_fields=["remittance"])


def _accounts(remittance: Remittance, payouts: Sequence[Payout]) -> dict[int, BankAccount]:
    payees = [payout.settlement.account.payee for payout in payouts]
    return bank_accounts_on(payees, remittance.execution_on)
