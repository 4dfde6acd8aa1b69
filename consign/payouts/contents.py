"""What a remittance says to the bank: its contents as a hash, as an order, and as the file."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from consign.bank.credit_transfer import CreditTransfers, NotTransferable, Party, Transfer
from consign.payouts.models import Payout, Remittance, RemittanceState
from consign.payouts.queries import payouts_in
from consign.people.models import BankAccount
from consign.people.queries import bank_account_on
from consign.refusal import Refused
from consign.settlements.operations import NoAddress

ADDRESS = ("street", "postcode", "town", "country")


class NoDebtorAccount(Refused):
    code = "no_debtor_account"
    sentence = _("%(operator)s has no bank account to pay from. Enter its IBAN and holder first.")


class NotWritable(Refused):
    code = "not_transferable"
    sentence = _(
        "No bank would take the transfer %(number)s to %(payee)s as it is."
        " Check name, address and reference, or pay it by hand."
    )


class NotExported(Refused):
    code = "not_exported"
    sentence = _("%(number)s was not handed to the bank: there is no file yet.")


def contents_digest(remittance: Remittance) -> str:
    """A hash over everything the bank will be told, as it stands now.

    Day, switches and debtor; of each payout number, amount, account, address and what it is for.
    Refused: NoDebtorAccount, NoAddress.
    """
    debtor = debtor_account(remittance)
    operator = remittance.coworking.operator
    told = [
        [remittance.coworking.slug, remittance.number, str(remittance.execution_on)],
        [remittance.batch_booking, remittance.instant],
        [debtor.holder, debtor.iban, debtor.bic, operator.enterprise_number],
        [getattr(operator, part) for part in ADDRESS],
        [
            [
                *(payout.number, str(payout.amount), payout.holder, payout.iban, payout.bic),
                *(payout.reference, payout.message, *_address(payout)),
            ]
            for payout in payouts_in(remittance)
        ],
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def debtor_account(remittance: Remittance) -> BankAccount:
    """Where the coworking pays from on the day of execution.  Refused: NoDebtorAccount."""
    operator = remittance.coworking.operator
    account = bank_account_on(operator, remittance.execution_on)
    if account is None:
        raise NoDebtorAccount(operator=operator.legal_name)
    return account


def order_of(remittance: Remittance, payouts: Sequence[Payout], at: datetime) -> CreditTransfers:
    """The order to the bank, its transfers by number.

    Refused: NoDebtorAccount; NoAddress and NotWritable of a payee.
    """
    operator, debtor = remittance.coworking.operator, debtor_account(remittance)
    transfers = [_transfer(one) for one in sorted(payouts, key=lambda one: one.number)]
    try:
        return CreditTransfers(
            number=remittance.number,
            created_at=at,
            execution_on=remittance.execution_on,
            debtor=Party(
                name=debtor.holder,
                iban=debtor.iban,
                bic=debtor.bic,
                **{part: getattr(operator, part) for part in ADDRESS},
            ),
            enterprise_number=operator.enterprise_number,
            transfers=transfers,
            batch_booking=remittance.batch_booking,
            instant=remittance.instant,
        )
    except NotTransferable as wrong:
        raise NotWritable(number=remittance.number, payee=operator.legal_name) from wrong


def remittance_file(remittance: Remittance) -> bytes:
    """The file as it was handed out (pain.001.001.09, UTF-8).  Refused: NotExported."""
    if remittance.state != RemittanceState.EXPORTED:
        raise NotExported(number=remittance.number)
    return remittance.file.encode()


def _transfer(payout: Payout) -> Transfer:
    payee = payout.settlement.parties["payee"]["legal_name"]
    street, postcode, town, country = _address(payout)
    if not town.strip() or not postcode.strip():
        raise NoAddress(place="payouts", payee=payee)
    try:
        return Transfer(
            number=payout.number,
            amount=payout.amount,
            creditor=Party(
                name=payout.holder,
                iban=payout.iban,
                bic=payout.bic,
                street=street,
                postcode=postcode,
                town=town,
                country=country,
            ),
            # A bank takes one of the two.
            message="" if payout.reference else payout.message,
            reference=payout.reference,
        )
    except NotTransferable as wrong:
        raise NotWritable(place="payouts", number=payout.number, payee=payee) from wrong


def _address(payout: Payout) -> tuple[str, str, str, str]:
    """Of the closing, for that is what the papers say."""
    payee = payout.settlement.parties["payee"]
    return payee["street"], payee["postcode"], payee["town"], payee["country"]
