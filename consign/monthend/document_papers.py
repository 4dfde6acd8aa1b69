"""Documents as files: on paper, as they were issued, in a list, and all of it in one zip."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from consign.days import local_day
from consign.invoices.acceptance import accepted_from, answer_to
from consign.invoices.figures import due_of
from consign.invoices.models import Document
from consign.invoices.pdf import document_pdf
from consign.money.documents import DocumentKind
from consign.money.split import ZERO
from consign.paper.archive import packed
from consign.paper.spreadsheet import table
from consign.payouts.models import PaymentRequest, RequestState
from consign.payouts.queries import left_to_receive, requests_of
from consign.payouts.requests import payment_code_of

COLUMNS = (
    "number",
    "kind",
    "type_code",
    "issued_on",
    "coworking",
    "maker",
    "seller",
    "seller_number",
    "buyer",
    "buyer_number",
    "statement",
    "corrects",
    "taken_back_by",
    "category",
    "percent",
    "net",
    "vat",
    "rounding",
    "total",
    "set_off",
    "due",
    "due_on",
    "answer",
    "answered_on",
    "accepted_from",
)
Files = Iterator[tuple[str, bytes]]


def original_of(document: Document) -> bytes:
    """The structured invoice, byte for byte as it was issued."""
    return document.original.xml.encode()


def paper_of(document: Document, request: PaymentRequest | None = None) -> bytes:
    """The document as PDF; `request` is that of its closing, for the code to pay it with."""
    lines = list(document.lines.order_by("position"))
    return document_pdf(document, lines, payment_code=code_to_pay(document, request))


def code_to_pay(document: Document, request: PaymentRequest | None) -> str:
    """What a banking app needs to transfer what is due to the coworking (EPC069-12).

    Empty where nothing is due to it, and as soon as less than that is left of the request.
    """
    if request is None or request.state != RequestState.OPEN:
        return ""
    due = due_of(document)
    asks = DocumentKind(document.kind).owed_to_coworking
    if due <= ZERO or not asks or left_to_receive(request) < due:
        return ""
    return payment_code_of(request, due)


def documents_csv(documents: Iterable[Document]) -> bytes:
    """One row for each document; amounts as `45.00`, above zero on credit notes too."""
    return table(COLUMNS, map(_row, documents))


def documents_zip(documents: Iterable[Document]) -> bytes:
    """PDF and structured invoice of each document in a folder of its payee, and their list."""
    found = list(documents)
    return packed(_all_files(found))


def files_of(
    documents: Iterable[Document], requests: Mapping[int, PaymentRequest], folder: str
) -> Files:
    """PDF and structured invoice of each, in a folder; `requests` by the settlement's key.

    A payee's own series begins anew for each payee: no folder may hold documents of two.
    """
    for document in documents:
        name = f"{folder}/{document.number}"
        yield f"{name}.pdf", paper_of(document, requests.get(document.settlement_id))
        yield f"{name}.xml", original_of(document)


def _all_files(documents: list[Document]) -> Files:
    yield "documents.csv", documents_csv(documents)
    requests = requests_of({document.settlement for document in documents})
    for document in documents:
        payee = document.settlement.account.payee.slug
        yield from files_of([document], requests, payee)


def _row(document: Document) -> Mapping[str, Any]:
    facts = document.facts
    kind = DocumentKind(document.kind)
    corrects = facts["corrects"] or {}
    taken_back_by = getattr(document, "reversed_by", None)
    return {
        "number": document.number,
        "kind": kind.value,
        "type_code": kind.type_code,
        "issued_on": document.issued_on,
        "coworking": facts["coworking"],
        "maker": facts["maker"],
        "seller": facts["seller"]["legal_name"],
        "seller_number": facts["seller"]["enterprise_number"],
        "buyer": facts["buyer"]["legal_name"],
        "buyer_number": facts["buyer"]["enterprise_number"],
        "statement": facts["statement"],
        "corrects": corrects.get("number", ""),
        "taken_back_by": taken_back_by.number if taken_back_by else "",
        "category": document.category,
        "percent": f"{document.percent.normalize():f}",
        "net": document.net,
        "vat": document.vat,
        "rounding": document.rounding,
        "total": document.total,
        "set_off": document.set_off,
        "due": document.due,
        "due_on": document.due_on,
        **(_acceptance(document) if kind.is_self_billed else {}),
    }


def _acceptance(document: Document) -> Mapping[str, Any]:
    answer = answer_to(document)
    if answer is None:
        return {"accepted_from": accepted_from(document)}
    said = "accepted" if answer.accepted else "contested"
    return {"answer": said, "answered_on": local_day(answer.at)}
