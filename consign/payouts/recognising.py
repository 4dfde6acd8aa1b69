"""What a line of the bank is for, where its numbers say so beyond doubt."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from consign.payouts.locks import lock_accounts_of, lock_rows, lock_transfers
from consign.payouts.models import BankLine, LineState, PaymentRequest, Payout, Remittance
from consign.payouts.operations import SERIES as PAYOUTS
from consign.payouts.remitting import SERIES as REMITTANCES
from consign.payouts.transfers import Target, transfers_owed
from consign.people.models import Coworking


class Recogniser:
    """Knows the payouts, remittances, requests and transfers of a coworking that lines name."""

    def __init__(self, coworking: Coworking, lines: Sequence[BankLine]) -> None:
        self.coworking = coworking
        self.numbers = _beginning(PAYOUTS, (line.end_to_end_id for line in lines))
        self.batches = _beginning(REMITTANCES, (line.batch_number for line in lines))
        self.references = {line.reference for line in lines if line.reference and line.amount > 0}

    def lock(self) -> None:
        """Lock everything the lines may be booked on, and look it up: accounts, then payouts."""
        ours = Q(coworking=self.coworking)
        asked = PaymentRequest.objects.filter(ours, reference__in=self.references)
        self.requests = {
            request.reference: request for request in asked.select_related("settlement__account")
        }
        wanted = Payout.objects.filter(
            ours & (Q(number__in=self.numbers) | Q(remittance__number__in=self.batches))
        )
        lock_accounts_of(
            wanted, (request.settlement.account_id for request in self.requests.values())
        )
        self.payouts = {payout.number: payout for payout in lock_rows(wanted)}
        told = Remittance.objects.filter(ours)
        told = told.filter(Q(number__in=self.batches) | Q(payouts__in=self.payouts.values()))
        known = list(told.distinct().defer("file"))
        lock_transfers(self.references)
        owed = transfers_owed(self.coworking).filter(reference__in=self.references)
        self.transfers = {transfer.reference: transfer for transfer in owed}
        self.remittances = {remittance.number: remittance for remittance in known}
        self.number_of = {remittance.pk: remittance.number for remittance in known}

    def target_of(self, line: BankLine) -> Target | None:
        """What a line is for; None where its numbers or amounts leave a doubt."""
        payout = self.payouts.get(line.end_to_end_id)
        if payout is not None:
            return payout if self._fits(line, payout) else None
        if line.amount < 0:
            return self.remittances.get(line.batch_number)
        transfer = self.transfers.get(line.reference)
        if transfer is not None:
            return transfer if transfer.amount == line.amount else None
        request = self.requests.get(line.reference)
        return None if request is None or _told_before(line, request) else request

    def _fits(self, line: BankLine, payout: Payout) -> bool:
        """Amount, account and file: another coworking, or another house, may use its number too."""
        if abs(line.amount) != payout.amount:
            return False
        batch = self.number_of.get(payout.remittance_id or 0)
        if line.batch_number in self.batches and line.batch_number != batch:
            return False
        if line.return_reason or not line.counterparty_iban:
            return True
        return line.counterparty_iban == payout.iban


def _beginning(series: str, numbers: Iterable[str]) -> set[str]:
    return {number for number in numbers if number.startswith(f"{series}-")}


def _told_before(line: BankLine, request: PaymentRequest) -> bool:
    """Whether another statement told an equal receipt: the same day as CAMT.053 and as CODA."""
    equal = BankLine.objects.filter(
        request=request,
        state=LineState.MATCHED,
        booked_on=line.booked_on,
        amount=line.amount,
        counterparty_iban=line.counterparty_iban,
    )
    return equal.exclude(statement__digest=line.statement.digest).exists()
