"""What an open line of the bank could be, and why: for somebody who decides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from consign.money.split import ZERO
from consign.payouts.models import (
    WAITING,
    BankLine,
    LineState,
    PaymentRequest,
    Payout,
    PayoutState,
    Remittance,
    RemittanceState,
    RequestState,
)
from consign.payouts.transfers import Target, number_of, owed_of, transfers_of
from consign.people.models import BankAccount
from consign.till.models import SalePayment

MOST = 10
# Open transfers a line is compared with.
MOST_TRANSFERS = 300


@dataclass(frozen=True)
class Proposal:
    """Something a line could be matched with; exactly one of the four is there.

    `why` are sentences, `fits` says whether it can be matched as it is: not where the amounts
    differ, nor where a transfer is not waited for any more (`over`).
    """

    why: tuple[str, ...]
    fits: bool
    payout: Payout | None = None
    remittance: Remittance | None = None
    request: PaymentRequest | None = None
    transfer: SalePayment | None = None
    over: bool = False

    @property
    def target(self) -> Target:
        known = (self.payout, self.remittance, self.request, self.transfer)
        (target,) = (one for one in known if one is not None)
        return target


def proposals(line: BankLine) -> list[Proposal]:
    """What a line that waits could be, the likeliest first; nothing for one that was matched."""
    return proposals_for([line])[line.pk]


def proposals_for(lines: Iterable[BankLine]) -> dict[int, list[Proposal]]:
    """The same for lines of one coworking, by their keys, in as many queries as for one."""
    known = _Known(list(lines))
    return {line.pk: known.proposals(line) for line in known.lines}


class _Known:
    """Everything some lines could be, read at once."""

    def __init__(self, lines: list[BankLine]) -> None:
        self.lines = lines
        ours = Q(coworking__in={line.coworking_id for line in lines})
        self.payees = _payees_by_iban(lines)
        self.payouts = list(_payouts_like(lines).filter(ours))
        latest = Remittance.objects.filter(
            ours, state=RemittanceState.EXPORTED, bank_lines__isnull=True
        )
        latest = latest.defer("file").prefetch_related("payouts").order_by("-pk")
        self.remittances = list(latest[:MOST])
        self.requests = list(_requests_like(lines, self.payees).filter(ours))
        self.transfers: list[Any] = list(_transfers_like(lines))

    def proposals(self, line: BankLine) -> list[Proposal]:
        if line.state == LineState.MATCHED:
            return []
        found = [*self._payouts(line), *self._remittances(line), *self._requests(line)]
        found += self._transfers(line)
        found.sort(key=lambda one: (not one.fits, -len(one.why), number_of(one.target)))
        return found[:MOST]

    def _payouts(self, line: BankLine) -> Iterator[Proposal]:
        """Those waiting, or paid by hand, for money that went; those paid for money that came."""
        for payout in self.payouts:
            why = tuple(_why_payout(line, payout))
            if why and _could_be(line, payout):
                yield Proposal(why, fits=payout.amount == abs(line.amount), payout=payout)

    def _remittances(self, line: BankLine) -> Iterator[Proposal]:
        for remittance in self.remittances if line.amount < 0 else []:
            yield from _remittance(line, remittance)

    def _requests(self, line: BankLine) -> Iterator[Proposal]:
        """Open ones by amount or payer; by reference whatever became of them."""
        for request in self.requests if line.amount > 0 else []:
            why = tuple(_why_request(line, request, self.payees.get(line.counterparty_iban, set())))
            by_reference = request.reference == line.reference
            if why and (by_reference or request.state == RequestState.OPEN):
                yield Proposal(why, fits=True, request=request)

    def _transfers(self, line: BankLine) -> Iterator[Proposal]:
        """Those that have not arrived, by amount or reference; by reference also the others."""
        for transfer in self.transfers if line.amount > 0 else []:
            why = list(_why_transfer(line, transfer))
            over = transfer.arrived or transfer.undone
            if why and not (over and transfer.reference not in _compact(line)):
                fits = not over and transfer.amount == line.amount
                if over:
                    why.append(_("It was undone.") if transfer.undone else _("It has arrived."))
                yield Proposal(tuple(why), fits=fits, transfer=transfer, over=over)


def _payouts_like(lines: Sequence[BankLine]) -> QuerySet[Payout]:
    """Payouts of which a line has the amount, the account or the number, and whether the bank told
    of each already: that it left, that it came back."""
    alike = Q(amount__in={abs(line.amount) for line in lines})
    alike |= Q(number__in=set().union(*map(_words, lines)))
    alike |= Q(iban__in={line.counterparty_iban for line in lines} - {""})
    told = BankLine.objects.filter(payout=OuterRef("pk"))
    return (
        Payout.objects.filter(alike, state__in=[*WAITING, PayoutState.PAID])
        .annotate(told_left=Exists(told.filter(amount__lt=0)))
        .annotate(told_back=Exists(told.filter(amount__gt=0)))
        .select_related("settlement__account__maker")
        .order_by("-pk")
    )


def _could_be(line: BankLine, payout: Any) -> bool:
    """Whether the bank can still tell this of a payout."""
    if line.amount < 0:
        return not payout.told_left
    return payout.state == PayoutState.PAID and not payout.told_back


def _why_payout(line: BankLine, payout: Payout) -> Iterator[str]:
    if payout.number in _words(line):
        yield _("The bank names %(number)s.") % {"number": payout.number}
    if payout.amount == abs(line.amount):
        yield _("The amount is the same.")
    if payout.iban == line.counterparty_iban:
        yield _("The account is the same.")


def _remittance(line: BankLine, remittance: Remittance) -> Iterator[Proposal]:
    payouts = list(remittance.payouts.all())
    waiting = sum((one.amount for one in payouts if one.state in WAITING), ZERO)
    fits = -line.amount in {waiting, sum((one.amount for one in payouts), ZERO)}
    why = []
    if remittance.number in _words(line):
        why.append(_("The bank names %(number)s.") % {"number": remittance.number})
    if fits:
        why.append(_("Its payouts add up to this amount."))
    if why:
        yield Proposal(tuple(why), fits=fits, remittance=remittance)


def _requests_like(
    lines: Sequence[BankLine], payees: dict[str, set[int]]
) -> QuerySet[PaymentRequest]:
    payers = set().union(*payees.values())
    open_now = Q(amount__in={line.amount for line in lines})
    open_now |= Q(settlement__account__payee__in=payers)
    named = Q(reference__in={line.reference for line in lines} - {""})
    found = PaymentRequest.objects.filter(named | open_now & Q(state=RequestState.OPEN))
    return found.select_related("settlement__account__maker").order_by("-pk")


def _why_request(line: BankLine, request: PaymentRequest, payees: set[int]) -> Iterator[str]:
    if request.reference == line.reference:
        yield _("The reference is that of %(number)s.") % {"number": request.number}
    if request.amount == line.amount:
        yield _("The amount is the same.")
    if request.settlement.account.payee_id in payees:
        yield _("It comes from the payee's account.")


def _transfers_like(lines: Sequence[BankLine]) -> Iterator[SalePayment]:
    """Transfers that have not arrived, and those whose reference a line has."""
    received = [line for line in lines if line.amount > 0]
    if not received:
        return
    ours = {line.coworking_id for line in received}
    owed, named = owed_of(ours), {line.reference for line in received} - {""}
    yield from owed[:MOST_TRANSFERS]
    yield from transfers_of(ours).filter(reference__in=named).exclude(pk__in=owed.order_by())


def _why_transfer(line: BankLine, transfer: Any) -> Iterator[str]:
    if transfer.reference in _compact(line):
        yield _("The reference is that of ticket %(number)s.") % {"number": transfer.number}
    if transfer.amount == line.amount:
        yield _("The amount is the same.")


def _compact(line: BankLine) -> str:
    """The reference, and the text in which a hand may have written one with spaces."""
    return f"{line.reference} {''.join(line.text.upper().split())}"


def _payees_by_iban(lines: Sequence[BankLine]) -> dict[str, set[int]]:
    """The legal entities that have, or had, the accounts the lines are with."""
    ibans = {line.counterparty_iban for line in lines} - {""}
    known = BankAccount.objects.filter(iban__in=ibans, confirmed_at__isnull=False)
    found: dict[str, set[int]] = {}
    for iban, entity in known.values_list("iban", "entity"):
        found.setdefault(iban, set()).add(entity)
    return found


def _words(line: BankLine) -> set[str]:
    """The numbers a bank or a hand may have written."""
    written = line.text.upper().replace(",", " ").split()
    return {line.end_to_end_id, line.batch_number, *written} - {""}
