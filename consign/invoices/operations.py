"""Issuing documents: numbered, dated and frozen in the transaction of their closing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from consign.atomic import expect_transaction
from consign.codes.numbers import next_in
from consign.days import Month, local_day
from consign.invoices.acceptance import accepted_from
from consign.invoices.drafts import Draft, language_of
from consign.invoices.mentions import exemption
from consign.invoices.models import Answer, Document, DocumentLine
from consign.invoices.queries import corrected_by, live_documents_of
from consign.journal.operations import note
from consign.money.documents import DAYS_TO_PAY, KINDS, DocumentKind, VatCategory
from consign.money.documents import Document as Figures
from consign.money.split import ZERO
from consign.money.vat import DocumentAmounts
from consign.people.models import LegalEntity, User
from consign.refusal import Refused
from consign.settlements.models import Settlement

# How a number begins; a self-billed one goes on with the coworking that issues it, for the payee
# has numbers of its own, and may be invoiced by others too.
SERIES = {
    DocumentKind.COMMISSION_INVOICE: "I",
    DocumentKind.COMMISSION_CREDIT_NOTE: "N",
    DocumentKind.SELF_BILLED_INVOICE: "SB",
    DocumentKind.SELF_BILLED_CREDIT_NOTE: "SN",
}
CLEARED, TRANSFER, UNKNOWN = "97", "30", "1"
"""How it is paid (UNCL 4461): set off between the partners, by transfer, or nobody can say."""


class NotSelfBilled(Refused):
    code = "not_self_billed"
    sentence = _("Only what was issued in the payee's name is accepted or contested.")


class AlreadyAnswered(Refused):
    code = "already_answered"
    sentence = _("%(number)s was answered before. What was said stays.")


class TooLate(Refused):
    code = "too_late"
    sentence = _(
        "%(number)s counts as accepted since %(day)s. Speak with the coworking: what was wrong is"
        " put right on the next statement."
    )


class NoReasonGiven(Refused):
    code = "no_reason_given"
    sentence = _("Say what is wrong with it, so that the coworking can put it right.")


def issue(
    *,
    settlement: Settlement,
    drafts: Sequence[Draft],
    by: User | None,
    at: datetime,
    owed_besides: Decimal = ZERO,
    request_reference: str = "",
    payout_number: str = "",
) -> list[Document]:
    """Issue the documents of a closing, inside its transaction.

    Each gets the next number of its series and a day not before that of the number before it.  What
    is withheld from the month's money is said to be settled; only the rest is to be transferred: to
    the coworking with the reference of its request, or to the payee with the payout's number.
    `owed_besides` is what the payee owes for something else than these documents.
    """
    expect_transaction("issue")
    open_claims = max(-_balance(settlement) - owed_besides, ZERO)
    open_debts = max(_balance(settlement), ZERO)
    made = []
    for draft in drafts:
        kind, total = draft.figures.kind, draft.figures.amounts.total
        due, reference = ZERO, ""
        if kind.owed_to_coworking:
            due, reference = min(total, open_claims), request_reference
            open_claims -= due
        elif kind == DocumentKind.SELF_BILLED_INVOICE:
            due, reference = min(total, open_debts), payout_number
            open_debts -= due
        corrects = corrected_by(settlement, draft.figures)
        facts = _facts(settlement, draft.figures, corrects, due, reference)
        document = _issued(
            settlement,
            draft.figures,
            _lines_of(draft),
            facts,
            corrects=corrects,
            due=due,
            by=by,
            at=at,
        )
        made.append(document)
    return made


def reverse(*, settlement: Settlement, by: User, at: datetime) -> list[Document]:
    """Take back the documents of a closing that is voided: each by its opposite, in full."""
    expect_transaction("reverse")
    made = []
    # In the order in which closings draw numbers, so that neither waits for the other for ever.
    for document in sorted(live_documents_of(settlement), key=_place_of_opposite):
        figures = _opposite(document)
        facts = {
            **document.facts,
            "corrects": {"number": document.number, "issued_on": str(document.issued_on)},
            "payment": {"means": CLEARED, "holder": "", "iban": "", "bic": "", "reference": ""},
        }
        opposite = _issued(
            settlement,
            figures,
            _copied(document),
            facts,
            corrects=document,
            reverses=document,
            due=ZERO,
            by=by,
            at=at,
        )
        made.append(opposite)
    return made


def answer(
    *, document: Document, accepted: bool, by: User, at: datetime, reason: str = ""
) -> Answer:
    """The payee accepts a document that was issued in its name, or contests it with a reason.

    The same word again is no error.  Refused: NotSelfBilled, AlreadyAnswered, NoReasonGiven;
    TooLate to contest once silence counted as acceptance.
    """
    if not DocumentKind(document.kind).is_self_billed:
        raise NotSelfBilled
    said = reason.strip() if not accepted else ""
    if not accepted and not said:
        raise NoReasonGiven(place="reason")
    known = _answered(document, accepted)
    if known is not None:
        return known
    if not accepted and local_day(at) >= accepted_from(document):
        raise TooLate(number=document.number, day=accepted_from(document))
    try:
        with transaction.atomic():
            given = Answer.objects.create(
                document=document, accepted=accepted, reason=said[:300], by=by, at=at
            )
            verb = "accept document" if accepted else "contest document"
            chain = document.coworking.slug
            note(by=by, at=at, verb=verb, subject=document.number, chain=chain)
    except IntegrityError:
        # Somebody else of the payee's has just said something.
        first = _answered(document, accepted)
        if first is None:
            raise
        return first
    return given


def note_reading(*, documents: Iterable[Document], by: User, at: datetime) -> None:
    """Remember in the journal who read documents, and when.

    Each coworking has a chain of its own, and a transaction of its own here, so that nobody waits
    for two of them.
    """
    read: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        read[document.coworking.slug].append(document)
    for chain, found in read.items():
        with transaction.atomic():
            for document in found:
                note(
                    by=by,
                    at=at,
                    verb="read document",
                    subject=document.number,
                    chain=chain,
                    document=document.pk,
                )


def _answered(document: Document, accepted: bool) -> Answer | None:
    """What was said before, if it was the same."""
    known = Answer.objects.filter(document=document).first()
    if known is not None and known.accepted != accepted:
        raise AlreadyAnswered(number=document.number)
    return known


def _opposite(document: Document) -> Figures:
    """The figures of what takes a document back."""
    amounts = DocumentAmounts(document.net, document.vat, document.rounding, document.total, ZERO)
    return Figures(
        kind=DocumentKind(document.kind).opposite,
        category=VatCategory(document.category),
        percent=document.percent,
        corrects="",
        amounts=amounts,
    )


def _issued(
    settlement: Settlement,
    figures: Figures,
    lines: Iterable[DocumentLine],
    facts: dict[str, Any],
    *,
    corrects: Document | None,
    due: Decimal,
    by: User | None,
    at: datetime,
    reverses: Document | None = None,
) -> Document:
    amounts = figures.amounts
    issuer, series = _issuer(settlement, figures.kind), _series(settlement, figures.kind)
    year = local_day(at).year
    sequence, day = _next(issuer, series, local_day(at))
    document = Document(
        coworking=settlement.coworking,
        settlement=settlement,
        kind=figures.kind,
        issuer=issuer,
        series=series,
        year=year,
        sequence=sequence,
        number=f"{series}-{year}-{sequence:05d}",
        issued_on=day,
        due_on=day + DAYS_TO_PAY if due else None,
        language=language_of(settlement.parties),
        category=figures.category,
        percent=figures.percent,
        net=amounts.net,
        vat=amounts.vat,
        rounding=amounts.rounding,
        set_off=amounts.total - due,
        corrects=corrects,
        reverses=reverses,
        facts={**facts, "exemption": _exemption(settlement, figures, day)},
        issued_by=by,
        issued_at=at,
    )
    document.save(force_insert=True)
    document.refresh_from_db(fields=["total", "due"])
    found = list(lines)
    for position, line in enumerate(found, start=1):
        line.document, line.position = document, position
    DocumentLine.objects.bulk_create(found)
    facts = {"chain": document.coworking.slug, "total": str(document.total)}
    note(by=by, at=at, verb="issue document", subject=document.number, **facts)
    return document


def _next(issuer: LegalEntity, series: str, day: date) -> tuple[int, date]:
    """The next place in a series and its day, which never goes back.

    The counter is locked first, so whoever drew the number before is known: one that began before
    midnight and comes after takes the day of who came first.
    """
    sequence = next_in(issuer=issuer.enterprise_number, series=series, year=day.year)
    before = Document.objects.filter(issuer=issuer, series=series, year=day.year)
    last: date | None = before.aggregate(last=Max("issued_on"))["last"]
    return sequence, max(day, last or day)


def _issuer(settlement: Settlement, kind: DocumentKind) -> LegalEntity:
    return settlement.account.payee if kind.is_self_billed else settlement.coworking.operator


def _series(settlement: Settlement, kind: DocumentKind) -> str:
    series = SERIES[kind]
    return f"{series}-{settlement.coworking.slug.upper()}" if kind.is_self_billed else series


def _balance(settlement: Settlement) -> Decimal:
    """What is owed before anything is paid."""
    return settlement.opening + settlement.change


def _lines_of(draft: Draft) -> Iterator[DocumentLine]:
    for line, net in zip(draft.lines, draft.nets(), strict=True):
        yield DocumentLine(
            kind=line.kind,
            text=line.text[:200],
            detail=line.detail[:300],
            quantity=line.quantity,
            net=net,
        )


def _place_of_opposite(document: Document) -> int:
    return KINDS.index(DocumentKind(document.kind).opposite)


def _copied(document: Document) -> Iterator[DocumentLine]:
    for line in document.lines.order_by("position"):
        yield DocumentLine(
            kind=line.kind,
            text=line.text,
            detail=line.detail,
            quantity=line.quantity,
            net=line.net,
        )


def _facts(
    settlement: Settlement,
    figures: Figures,
    corrects: Document | None,
    due: Decimal,
    reference: str,
) -> dict[str, Any]:
    """All that is printed besides figures, as it is today."""
    parties = settlement.parties
    seller, buyer = parties["coworking"], parties["payee"]
    if figures.kind.is_self_billed:
        seller, buyer = buyer, seller
    month = Month.parse(settlement.period)
    owed_to = seller if not figures.kind.is_credit_note else buyer
    return {
        "seller": seller,
        "buyer": buyer,
        "maker": parties["maker"],
        "person": parties.get("person", ""),
        "coworking": parties["coworking"]["name"],
        "buyer_reference": parties.get("project_code") or parties["maker"],
        "statement": settlement.number,
        "month": settlement.period,
        "period": [str(month.first), str(month.last)],
        "agreed_on": parties.get("agreed_on", "") if figures.kind.is_self_billed else "",
        "corrects": _corrected(settlement, figures, corrects),
        "corrects_month": figures.corrects,
        "payment": _payment(owed_to, due, reference),
    }


def _corrected(
    settlement: Settlement, figures: Figures, corrects: Document | None
) -> dict[str, str] | None:
    """What a credit note corrects: an invoice, or the statement of a month that had none."""
    if corrects is not None:
        return {"number": corrects.number, "issued_on": str(corrects.issued_on)}
    if not figures.corrects:
        return None
    month = Settlement.objects.filter(
        account=settlement.account, period=figures.corrects, voided_at__isnull=True
    )
    return {"number": month.values_list("number", flat=True)[0]}


def _payment(owed_to: dict[str, Any], due: Decimal, reference: str) -> dict[str, str]:
    if not due:
        return {"means": CLEARED, "holder": "", "iban": "", "bic": "", "reference": ""}
    iban = owed_to.get("iban", "")
    return {
        "means": TRANSFER if iban else UNKNOWN,
        "holder": owed_to.get("holder", ""),
        "iban": iban,
        "bic": owed_to.get("bic", ""),
        "reference": reference,
    }


def _exemption(settlement: Settlement, figures: Figures, day: date) -> str:
    if figures.category != VatCategory.EXEMPT:
        return ""
    return exemption(language_of(settlement.parties), day)
