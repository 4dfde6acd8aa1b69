"""What a statement says of the papers that came with it: documents as issued, money asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consign.invoices.models import Document as Issued
from consign.invoices.queries import issued_for
from consign.money.documents import Document
from consign.money.split import ZERO
from consign.payouts.models import PaymentRequest, RequestState
from consign.payouts.queries import left_to_receive
from consign.payouts.requests import payment_code_of
from consign.settlements.models import Settlement


@dataclass(frozen=True)
class Paper:
    """A document as it was issued: what leads to it, what of it this statement settles, and what
    is left to transfer."""

    pk: int
    number: str
    issued_on: date
    due: Decimal
    due_on: date | None
    settled: Decimal = ZERO


@dataclass(frozen=True)
class Asked:
    """What the payee is asked to pay, by which structured reference, and until when.

    `left` is what has not come in yet, `code` what a banking app needs to transfer it; without any
    once nothing is asked any more.
    """

    pk: int
    number: str
    amount: Decimal
    reference: str
    due_on: date
    state: str
    holder: str = ""
    iban: str = ""
    left: Decimal = ZERO
    code: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something is still to be paid for it."""
        return self.state == RequestState.OPEN

    @property
    def state_words(self) -> str:
        return str(RequestState(self.state).label)


def papers_of(settlement: Settlement, documents: Sequence[Document]) -> list[Paper | None]:
    """The paper of each document, in their order; None where it was not issued."""
    issued = issued_for(settlement)
    return [_paper(issued.get(key_of(document))) for document in documents]


def key_of(document: Document) -> tuple[str, str, Decimal, str]:
    """What tells the documents of one statement apart."""
    return document.kind, document.category, document.percent, document.corrects


def _paper(document: Issued | None) -> Paper | None:
    if document is None:
        return None
    return Paper(
        document.pk,
        document.number,
        document.issued_on,
        document.due,
        document.due_on,
        settled=document.set_off,
    )


def asked_of(request: PaymentRequest | None) -> Asked | None:
    """A request as a statement tells it; None without any."""
    if request is None:
        return None
    open_ = request.state == RequestState.OPEN
    left = left_to_receive(request) if open_ else ZERO
    return Asked(
        request.pk,
        request.number,
        request.amount,
        request.reference,
        request.due_on,
        request.state,
        holder=request.holder,
        iban=request.iban,
        left=left,
        code=payment_code_of(request, left) if left else "",
    )
