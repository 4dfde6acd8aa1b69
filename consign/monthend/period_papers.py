"""A payee's month in one place: statements, payouts, documents, and all of it in one file.

Pages, files and the API gather it here and nowhere else.  Everything is of the payee's own accounts
and read as one person may read it: what a maker does through another payee never comes in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consign.days import Month
from consign.invoices.models import Document
from consign.invoices.queries import documents_seen_by, with_corrections
from consign.ledger.models import Account
from consign.monthend.cover import Cover, CoverLine, cover
from consign.monthend.cover_papers import cover_csv
from consign.monthend.document_papers import documents_csv, files_of
from consign.monthend.statement import statement_of
from consign.monthend.statement_pdf import statement_pdf
from consign.paper.archive import packed
from consign.payouts.models import PaymentRequest, Payout
from consign.payouts.queries import payouts_of, requests_of
from consign.people.models import Coworking, LegalEntity, User
from consign.settlements.models import Settlement
from consign.settlements.queries import settlements_seen_by


@dataclass(frozen=True)
class StatementPapers:
    """One statement of the month: its figures, and what is transferred for it, either way."""

    settlement: Settlement
    line: CoverLine
    payout: Payout | None
    request: PaymentRequest | None


@dataclass(frozen=True)
class PeriodPapers:
    """What a payee has of a month over all its makers and coworkings, by maker and coworking.

    `documents` run by coworking and number.  Those of a closing that was taken back are among them,
    with what takes them back: their numbers were used.
    """

    payee: LegalEntity
    month: Month
    cover: Cover
    statements: Sequence[StatementPapers]
    documents: Sequence[Document]

    def __bool__(self) -> bool:
        return bool(self.statements or self.documents)

    @property
    def requests(self) -> Mapping[int, PaymentRequest]:
        """What is asked for, by the settlement's key."""
        known = ((one.settlement.pk, one.request) for one in self.statements)
        return {settlement: request for settlement, request in known if request is not None}


def period_papers(payee: LegalEntity, month: Month, reader: User) -> PeriodPapers:
    """Everything of a payee and month that somebody may read, in the same few queries however much
    it is."""
    listed = cover(payee, month, reader)
    keys = [line.settlement for line in listed.lines]
    closed = {one.pk: one for one in settlements_seen_by(reader).filter(pk__in=keys)}
    found = [closed[key] for key in keys]
    payouts, requests = payouts_of(found), requests_of(found)
    return PeriodPapers(
        payee,
        month,
        listed,
        [
            StatementPapers(
                closed[line.settlement],
                line,
                payouts.get(line.settlement),
                requests.get(line.settlement),
            )
            for line in listed.lines
        ],
        _documents(payee, month, reader),
    )


def period_zip(papers: PeriodPapers, language: str) -> bytes:
    """The month for a bookkeeper: lists of it, and a folder for each coworking and maker.

    Statements are in this language, documents in their own; the same month gives the same bytes.
    """
    return packed(_files(papers, language))


def _documents(payee: LegalEntity, month: Month, reader: User) -> list[Document]:
    seen = documents_seen_by(reader).filter(
        settlement__account__payee=payee, settlement__period=str(month)
    )
    ordered = with_corrections(seen).order_by("coworking__name", "series", "year", "sequence")
    return list(ordered.select_related("original"))


def _files(papers: PeriodPapers, language: str) -> Iterator[tuple[str, bytes]]:
    yield "cover.csv", cover_csv(papers.cover)
    yield "documents.csv", documents_csv(papers.documents)
    for one in papers.statements:
        folder = _folder(one.settlement.coworking, one.settlement.account)
        paper = statement_pdf(statement_of(one.settlement), language)
        yield f"{folder}/{one.settlement.number}.pdf", paper
    for document in papers.documents:
        folder = _folder(document.coworking, document.settlement.account)
        yield from files_of([document], papers.requests, folder)


def _folder(coworking: Coworking, account: Account) -> str:
    """Slugs are plain letters, digits and hyphens, each given once."""
    return f"{coworking.slug}/{account.maker.slug}"
