"""Reads about documents."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from consign.days import Month
from consign.invoices.models import BookCode, Document
from consign.ledger.queries import accounts_seen_by
from consign.money.documents import Document as Figures
from consign.people.models import Coworking, User
from consign.settlements.models import Settlement
from consign.settlements.queries import live


def documents() -> QuerySet[Document]:
    """Every document with what a list of them shows, latest first."""
    return Document.objects.select_related(
        "coworking", "issuer", "settlement__account__maker", "settlement__account__payee", "answer"
    ).order_by("-issued_on", "-pk")


def with_corrections(found: QuerySet[Document]) -> QuerySet[Document]:
    """The same, each with what it corrects or takes back, and what took it back."""
    return found.select_related("corrects", "reverses", "reversed_by")


def documents_seen_by(user: User) -> QuerySet[Document]:
    """Documents of the accounts a person may read."""
    seen = accounts_seen_by(user).order_by().values("pk")
    return documents().filter(settlement__account__in=seen)


def documents_at(coworking: Coworking, period: str | None = None) -> QuerySet[Document]:
    """Documents of a coworking, or those of one of its closed months."""
    found = documents().filter(coworking=coworking)
    return found.filter(settlement__period=period) if period else found


def documents_of(settlement: Settlement) -> QuerySet[Document]:
    """All that was issued for a closing, in the order of issue."""
    return documents().filter(settlement=settlement).order_by("pk")


def live_documents_of(settlement: Settlement) -> QuerySet[Document]:
    """Those of a closing that nothing has taken back, and that take back nothing."""
    return documents_of(settlement).filter(reverses__isnull=True, reversed_by__isnull=True)


def issued_for(settlement: Settlement) -> dict[tuple[str, str, Decimal, str], Document]:
    """The live documents of a closing by kind, category, rate and the month they correct: the same
    four that tell its figures apart."""
    return {
        (one.kind, one.category, one.percent, one.facts["corrects_month"]): one
        for one in live_documents_of(settlement)
    }


def corrected_by(settlement: Settlement, figures: Figures) -> Document | None:
    """The invoice of an earlier month that a credit note gives back on; None for an invoice, and
    where that month had no documents yet."""
    if not figures.corrects:
        return None
    return (
        Document.objects.filter(
            settlement__account=settlement.account,
            settlement__period=figures.corrects,
            settlement__voided_at__isnull=True,
            kind=figures.kind.corrects,
            percent=figures.percent,
            category=figures.category,
            reverses__isnull=True,
            reversed_by__isnull=True,
        )
        .order_by("-pk")
        .first()
    )


def without_documents(coworking: Coworking, month: Month) -> dict[int, Settlement]:
    """A month's closings that have no document at all, by their account's key."""
    closed = live().filter(coworking=coworking, period=str(month), documents__isnull=True)
    return {settlement.account_id: settlement for settlement in closed.select_related("account")}


class Code(NamedTuple):
    """A bookkeeper's account and, where a line is for the VAT return, the code it has there."""

    account: str
    vat_code: str = ""


def book_codes(coworking: Coworking) -> dict[str, Code]:
    """The codes a coworking has set itself, by the use of a journal line."""
    known = BookCode.objects.filter(coworking=coworking)
    return {row.use: Code(row.account, row.vat_code) for row in known}
