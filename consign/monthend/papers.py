"""The documents of a closing: what stands on them, told by its statement's lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consign.atomic import expect_transaction
from consign.codes.label import spaced
from consign.invoices.drafts import Draft, DraftLine, language_of
from consign.invoices.models import Document as Issued
from consign.invoices.models import LineKind
from consign.invoices.operations import issue
from consign.invoices.originals import keep_original
from consign.invoices.queries import documents_of
from consign.invoices.ubl import structured
from consign.journal.operations import note
from consign.ledger.models import EntryKind
from consign.ledger.operations import lock_account
from consign.money.documents import Document, Part
from consign.money.split import ZERO
from consign.money.text import money, percent_text
from consign.monthend.statement import Statement, statement_of
from consign.monthend.statement_lines import OtherLine, StatementLine
from consign.monthend.words import other_words
from consign.payouts.queries import payouts_of, requests_of
from consign.people.models import User
from consign.settlements.models import Settlement


def issue_papers(
    *, settlement: Settlement, statement: Statement, by: User | None, at: datetime
) -> list[Issued]:
    """Issue the documents of a closing with their structured originals, in its transaction.

    `statement` is that of the closing, from which they are told.
    """
    expect_transaction("issue_papers")
    request = requests_of([settlement]).get(settlement.pk)
    payout = payouts_of([settlement]).get(settlement.pk)
    made = issue(
        settlement=settlement,
        drafts=drafts(statement),
        owed_besides=_owed_besides(statement),
        request_reference=request.reference if request else "",
        payout_number=payout.number if payout else "",
        by=by,
        at=at,
    )
    keep_originals(made)
    return made


def issue_late(*, settlement: Settlement, by: User | None, at: datetime) -> list[Issued]:
    """The documents of a month that was closed before there were any; again issues nothing."""
    with transaction.atomic():
        lock_account(account=settlement.account)
        statement = statement_of(settlement)
        if not statement.documents or documents_of(settlement).exists():
            return []
        # The journal's end is locked before any counter of documents, as a closing does it.
        note(
            by=by,
            at=at,
            verb="issue documents late",
            subject=settlement.number,
            chain=settlement.coworking.slug,
        )
        return issue_papers(settlement=settlement, statement=statement, by=by, at=at)


def keep_originals(documents: Iterable[Issued]) -> None:
    """Write down the structured invoice of each document, as it is issued."""
    for document in documents:
        lines = list(document.lines.order_by("position"))
        keep_original(document=document, xml=structured(document, lines))


def drafts(statement: Statement) -> list[Draft]:
    """What a statement's documents say, in the payee's language."""
    language = language_of(statement.parties)
    with translation.override(language):
        return [
            Draft(document, list(_lines(statement, document, language)))
            for document in statement.documents
        ]


def _owed_besides(statement: Statement) -> Decimal:
    """What the payee owes and no document of the month asks for: the debt it begins with, what was
    given back for sales of earlier months, and what was put right in the coworking's favour."""
    given_back = (
        -line.paid for line in statement.refunds if line.corrects and not line.in_own_name
    )
    put_right = (
        -line.amount
        for line in statement.others
        if line.kind == EntryKind.ADJUSTMENT and line.amount < 0
    )
    return sum((*given_back, *put_right), max(-statement.opening, ZERO))


@dataclass
class _Sum:
    """Lines of a statement that make one line of a document."""

    pieces: int = 0
    paid: Decimal = ZERO
    inclusive: Decimal = ZERO
    net: Decimal = ZERO

    def add(self, line: StatementLine, sign: int) -> None:
        self.pieces += sign * line.quantity
        self.paid += sign * line.paid
        self.inclusive += sign * line.part.inclusive
        self.net += sign * line.part.net


def _lines(statement: Statement, document: Document, language: str) -> Iterator[DraftLine]:
    sold = [line for line in statement.lines if _is_on(line.part, document)]
    if document.kind.is_self_billed:
        yield from _goods(sold, document)
    else:
        yield from _commissions(sold, document, language)
        others = (line for line in statement.others if line.part and _is_on(line.part, document))
        yield from map(_fee, others)


def _goods(lines: Sequence[StatementLine], document: Document) -> Iterator[DraftLine]:
    """What the payee supplied, by piece."""
    found: dict[tuple[str, str], _Sum] = defaultdict(_Sum)
    for line in lines:
        found[line.code, line.title].add(line, _sign(document))
    for (code, title), one in found.items():
        if one.inclusive:
            yield DraftLine(
                kind=LineKind.GOODS,
                text=title,
                detail=spaced(code),
                quantity=max(one.pieces, 1),
                inclusive=one.inclusive,
            )


def _commissions(
    lines: Sequence[StatementLine], document: Document, language: str
) -> Iterator[DraftLine]:
    """What the coworking earned, by percentage, with VAT in it or on top."""
    found: dict[tuple[Decimal, bool], _Sum] = defaultdict(_Sum)
    for line in lines:
        found[line.commission_percent, line.vat_is_added].add(line, _sign(document))
    for (percent, _added), one in found.items():
        if not one.inclusive and not one.net:
            continue
        facts = {"percent": percent_text(percent, language)}
        given_back = document.kind.is_credit_note
        words = _("Commission of %(percent)s given back") if given_back else None
        yield DraftLine(
            kind=LineKind.COMMISSION,
            text=(words or _("Commission of %(percent)s on sales")) % facts,
            detail=ngettext(
                "%(count)s piece, paid %(paid)s", "%(count)s pieces, paid %(paid)s", one.pieces
            )
            % {"count": one.pieces, "paid": money(one.paid, language)},
            inclusive=one.inclusive,
            net=one.net,
        )


def _fee(line: OtherLine) -> DraftLine:
    return DraftLine(kind=LineKind.FEE, text=other_words(line), inclusive=-line.amount)


def _is_on(part: Part, document: Document) -> bool:
    """Whether a line stands on a document."""
    return (part.self_billed, part.category, part.percent, part.corrects) == (
        document.kind.is_self_billed,
        document.category,
        document.percent,
        document.corrects,
    )


def _sign(document: Document) -> int:
    """Refund lines are negative, and a credit note is not."""
    return -1 if document.kind.is_credit_note else 1
