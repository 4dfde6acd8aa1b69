"""Reading a statement of the bank in: each line once, and what it is for where that is certain."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consign.bank import statement as bank
from consign.bank.reading import read_statements
from consign.codes.text import iban_tail
from consign.journal.operations import note
from consign.payouts.matching import book
from consign.payouts.models import BankLine, BankStatement, LineState, PaymentRequest
from consign.payouts.recognising import Recogniser
from consign.people.models import Coworking, User
from consign.people.queries import ibans_of
from consign.refusal import Refused
from consign.till.models import SalePayment

CURRENCY = "EUR"
# A file with a statement for each day of three years.
MOST_STATEMENTS = 1100
TRIES = 4


class NotAStatement(Refused):
    code = bank.NOT_A_STATEMENT
    sentence = _("This is no bank statement. Download it from your bank as CAMT.053 or CODA.")


class DamagedStatement(NotAStatement):
    code = bank.DAMAGED
    sentence = _("This bank statement is damaged or not complete. Download it again.")


class SumsDiffer(NotAStatement):
    code = bank.SUMS
    sentence = _("The lines of this bank statement do not add up. Download it again.")


class FileTooLarge(NotAStatement):
    code = bank.TOO_LARGE
    sentence = _("This file is too large. Download a shorter period from your bank.")


class OtherAccount(Refused):
    code = "other_account"
    sentence = _("This statement is of %(account)s, which is no account of %(operator)s.")


class OtherCurrency(Refused):
    code = "other_currency"
    sentence = _("This statement is in %(currency)s. Only accounts in euro can be read.")


UNREADABLE = {
    refusal.code: refusal for refusal in (NotAStatement, DamagedStatement, SumsDiffer, FileTooLarge)
}


@dataclass(frozen=True)
class Read:
    """What came of a file: its statements, and how many of its lines are what.

    `known` were read before.  Of the `new` ones so many told that payouts left (`paid`) or came
    back (`returned`), that a request was paid (`received`) or that a customer's transfer arrived
    (`transfers`); `left_open` wait for somebody.
    """

    statements: list[BankStatement]
    new: int = 0
    known: int = 0
    paid: int = 0
    returned: int = 0
    received: int = 0
    transfers: int = 0
    left_open: int = 0


def read_in(*, coworking: Coworking, content: bytes, by: User, at: datetime) -> Read:
    """Keep the statements of a CAMT.053 or CODA file, and match what their lines tell for certain.

    The same file again changes nothing.  A line that is known from another statement is passed
    over, and one that cannot be booked waits for somebody: nothing of a good file is lost.

    Refused, and nothing kept: NotAStatement (DamagedStatement, SumsDiffer, FileTooLarge);
    OtherAccount when a statement is of no account of the operator; OtherCurrency.
    """
    statements = _statements(coworking, content)
    digest = hashlib.sha256(content).hexdigest()
    reading = _Reading(coworking, statements, digest, by, at)
    for _time in range(1, TRIES):
        try:
            return reading.done()
        except IntegrityError:
            # Somebody has just read this file in, or another one with some of its lines.
            continue
    return reading.done()


def _statements(coworking: Coworking, content: bytes) -> list[bank.BankStatement]:
    try:
        statements = read_statements(content)
    except bank.Unreadable as wrong:
        raise UNREADABLE[wrong.code](place="file", position=wrong.position) from wrong
    if len(statements) > MOST_STATEMENTS:
        raise FileTooLarge(place="file")
    own = ibans_of(coworking.operator)
    for statement in statements:
        if statement.iban not in own:
            told = {"account": iban_tail(statement.iban), "operator": coworking.operator.legal_name}
            raise OtherAccount(place="file", **told)
        if statement.currency != CURRENCY:
            raise OtherCurrency(place="file", currency=statement.currency[:10])
    return statements


class _Reading:
    """One file and whose it is; nothing but rows changes when it is done a second time."""

    def __init__(
        self,
        coworking: Coworking,
        statements: Sequence[bank.BankStatement],
        digest: str,
        by: User,
        at: datetime,
    ) -> None:
        self.coworking, self.statements, self.digest = coworking, statements, digest
        self.by, self.at = by, at

    def done(self) -> Read:
        lines = [list(_told(self.coworking, statement)) for statement in self.statements]
        with transaction.atomic():
            recogniser = Recogniser(self.coworking, [line for few in lines for line in few])
            recogniser.lock()
            before = BankStatement.objects.filter(coworking=self.coworking, digest=self.digest)
            kept = list(before.order_by("position"))
            if not kept:
                return self._first(lines, recogniser)
        waiting = BankLine.objects.filter(statement__in=kept, state=LineState.OPEN)
        return Read(kept, known=sum(map(len, lines)), left_open=waiting.count())

    def _first(self, lines: Sequence[Sequence[BankLine]], recogniser: Recogniser) -> Read:
        kept = [self._kept(statement, place) for place, statement in enumerate(self.statements, 1)]
        seen = self._seen({line.identity for few in lines for line in few})
        new: list[BankLine] = []
        for statement, few in zip(kept, lines, strict=True):
            for line in few:
                if line.identity not in seen:
                    seen.add(line.identity)
                    line.statement = statement
                    new.append(line)
        # All before the first is booked, and in one order: two files with the same lines wait for
        # each other once, and never both.
        BankLine.objects.bulk_create(sorted(new, key=lambda line: line.identity))
        found = Counter(self._matched(line, recogniser) for line in new)
        note(
            by=self.by,
            at=self.at,
            verb="read bank statement",
            subject=kept[-1].identification,
            chain=self.coworking.slug,
            file=self.digest,
            statements=len(kept),
            lines=len(new),
        )
        return Read(kept, new=len(new), known=sum(map(len, lines)) - len(new), **found)

    def _seen(self, identities: set[str]) -> set[str]:
        known = BankLine.objects.filter(coworking=self.coworking, identity__in=identities)
        return set(known.values_list("identity", flat=True))

    def _kept(self, told: bank.BankStatement, position: int) -> BankStatement:
        statement = BankStatement(
            coworking=self.coworking,
            digest=self.digest,
            position=position,
            identification=told.identification[:80],
            iban=told.iban,
            opened_on=told.opened_on,
            closed_on=told.closed_on,
            opening=told.opening,
            closing=told.closing,
            read_by=self.by,
            read_at=self.at,
        )
        statement.save(force_insert=True)
        return statement

    def _matched(self, line: BankLine, recogniser: Recogniser) -> str:
        """What a line was, as one of the counts of `Read`."""
        target = recogniser.target_of(line)
        if target is None:
            return "left_open"
        try:
            with transaction.atomic():
                book(line=line, target=target, by=self.by, at=self.at)
        except Refused:
            # Somebody has to look: a line is never lost because it cannot be booked.
            return "left_open"
        if isinstance(target, PaymentRequest):
            return "received"
        if isinstance(target, SalePayment):
            return "transfers"
        return "paid" if line.amount < 0 else "returned"


def _told(coworking: Coworking, statement: bank.BankStatement) -> Iterator[BankLine]:
    """The lines of a statement as rows that are not written yet; a batch transfer by transfer."""
    alike: Counter[str] = Counter()
    for position, line in enumerate(_leaves(statement), 1):
        facts = _facts(line, statement)
        alike[facts] += 1
        yield BankLine(
            coworking=coworking,
            position=position,
            identity=hashlib.sha256(f"{facts}#{alike[facts]}".encode()).hexdigest(),
            booked_on=line.booked_on,
            amount=line.amount,
            end_to_end_id=line.end_to_end_id[:35],
            batch_number=line.batch_number[:35],
            reference=line.reference[:35],
            text=line.text[:300],
            counterparty=line.counterparty[:140],
            counterparty_iban=line.counterparty_iban[:34],
            bank_reference=line.bank_reference[:80],
            return_reason=line.return_reason[:40],
        )


def _leaves(statement: bank.BankStatement) -> Iterator[bank.BankLine]:
    """Each transfer of a batch, where the bank tells all of them; otherwise the sum."""
    for line in statement.lines:
        total = sum((leaf.amount for leaf in line.details), Decimal("0.00"))
        if not line.details or total != line.amount:
            yield line
            continue
        for leaf in line.details:
            yield replace(
                leaf,
                batch_number=leaf.batch_number or line.batch_number,
                bank_reference=leaf.bank_reference or line.bank_reference,
            )


def _facts(line: bank.BankLine, statement: bank.BankStatement) -> str:
    """What tells a line from others of its account, whichever statement it stands in.

    Without a reference of the bank, equal lines of two statements are two: rather one to set aside
    than one lost.
    """
    told = (
        *(statement.iban, line.booked_on, line.amount, line.end_to_end_id, line.batch_number),
        *(line.reference, line.text, line.counterparty, line.counterparty_iban),
        line.bank_reference or f"in {statement.identification}",
        line.return_reason,
    )
    return "\n".join(map(str, told))
