"""Documents: page, PDF and structured invoice for whoever may read the account, and a month's."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.days import Month, local_day
from consign.invoices.acceptance import Acceptance, acceptance, accepted_from, answer_to
from consign.invoices.figures import signed_quantity
from consign.invoices.mentions import self_billing
from consign.invoices.models import KINDS, Document
from consign.invoices.operations import answer, note_reading
from consign.invoices.queries import documents_at, documents_seen_by, with_corrections
from consign.money.documents import DocumentKind
from consign.monthend.document_papers import (
    code_to_pay,
    documents_csv,
    documents_zip,
    original_of,
    paper_of,
)
from consign.paper import qr
from consign.payouts.queries import payouts_of, requests_of
from consign.people.models import Coworking
from consign.people.roles import may_accept_for
from consign.refusal import Refused
from consign.web.access import Reader, manager_only, signed_in
from consign.web.around import around

PAGE = 60
SAID = {
    "accept": gettext_lazy("Accepted. Thank you."),
    "contest": gettext_lazy("Noted: the coworking reads what is wrong with it."),
}


class ContestForm(forms.Form):
    """What is wrong with a document that was issued in the payee's name."""

    reason = forms.CharField(
        label=gettext_lazy("What is wrong with it?"),
        max_length=300,
        help_text=gettext_lazy("In your own words. The coworking then puts it right."),
    )


@signed_in
def page(request: Reader, pk: int) -> HttpResponse:
    """A document as it was issued; whoever binds the payee answers a self-billed one here."""
    document = _readable(request, pk)
    form, refusal, status = ContestForm(), "", 200
    if request.method == "POST":
        said = request.POST.get("say", "")
        if said not in SAID or not _binds(request, document):
            raise Http404
        form = ContestForm(request.POST if said == "contest" else None)
        try:
            if said == "accept" or form.is_valid():
                _answer(request, document, said, form)
                return redirect("document", document.pk)
            status = 400
        except Refused as refused:
            refusal, status = str(refused), 409
            document = _readable(request, pk)
    else:
        note_reading(documents=[document], by=request.user, at=timezone.now())
    context = {**_told(request, document), "form": form, "refusal": refusal}
    return render(request, "documents/document.html", context, status=status)


@signed_in
def pdf(request: Reader, pk: int) -> HttpResponse:
    """The document on paper, in its own language."""
    document = _downloaded(request, pk)
    asked = requests_of([document.settlement]).get(document.settlement_id)
    response = HttpResponse(paper_of(document, asked), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{document.number}.pdf"'
    return response


@signed_in
def xml(request: Reader, pk: int) -> HttpResponse:
    """The structured invoice, exactly as it was issued."""
    document = _downloaded(request, pk)
    response = HttpResponse(original_of(document), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{document.number}.xml"'
    return response


@manager_only
def at_desk(request: Reader, coworking: Coworking, period: str) -> HttpResponse:
    """All documents of a month with the sums of each kind."""
    month, found = _of_month(coworking, period)
    today = local_day(timezone.now())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "coworking": coworking,
        "month": month,
        "page_obj": page,
        "rows": [(document, acceptance(document, today)) for document in page],
        "sums": _sums(found),
    }
    return render(request, "documents/month.html", context)


@manager_only
def at_desk_zip(request: Reader, coworking: Coworking, period: str) -> HttpResponse:
    """The same in one file: each as PDF and as structured invoice, and their list."""
    month, found = _of_month(coworking, period)
    documents = list(found.select_related("original"))
    if not documents:
        raise Http404
    packed = documents_zip(documents)
    note_reading(documents=documents, by=request.user, at=timezone.now())
    response = HttpResponse(packed, content_type="application/zip")
    name = f"{coworking.slug}-{month}-documents.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@manager_only
def at_desk_csv(_request: Reader, coworking: Coworking, period: str) -> HttpResponse:
    """The list alone, for a spreadsheet."""
    month, found = _of_month(coworking, period)
    response = HttpResponse(documents_csv(found), content_type="text/csv")
    name = f"{coworking.slug}-{month}-documents.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _readable(request: Reader, pk: int) -> Document:
    return get_object_or_404(with_corrections(documents_seen_by(request.user)), pk=pk)


def _downloaded(request: Reader, pk: int) -> Document:
    """One of the reader's documents; that it was read is noted in the journal."""
    document = _readable(request, pk)
    note_reading(documents=[document], by=request.user, at=timezone.now())
    return document


def _of_month(coworking: Coworking, period: str) -> tuple[Month, QuerySet[Document]]:
    """The documents of a month in the order of their series."""
    try:
        month = Month.parse(period)
    except ValueError:
        raise Http404 from None
    found = with_corrections(documents_at(coworking, str(month)))
    return month, found.order_by("series", "issuer__legal_name", "year", "sequence")


def _sums(found: QuerySet[Document]) -> list[dict[str, Any]]:
    """What each kind adds up to, in the order in which a month's documents stand."""
    amounts = {name: Sum(name) for name in ("net", "vat", "total", "due")}
    rows = found.order_by().values("kind").annotate(number=Count("pk"), **amounts)
    by_kind = {row["kind"]: row for row in rows}
    return [{**by_kind[kind], "label": label} for kind, label in KINDS if kind in by_kind]


def _binds(request: Reader, document: Document) -> bool:
    """Whether the reader speaks for the payee in whose name it was issued."""
    account = document.settlement.account
    return DocumentKind(document.kind).is_self_billed and may_accept_for(
        request.user, payee=account.payee, maker=account.maker
    )


def _answer(request: Reader, document: Document, said: str, form: ContestForm) -> None:
    answer(
        document=document,
        accepted=said == "accept",
        by=request.user,
        at=timezone.now(),
        reason=form.cleaned_data["reason"] if said == "contest" else "",
    )
    messages.success(request, str(SAID[said]))


def _told(request: Reader, document: Document) -> dict[str, Any]:
    settlement = document.settlement
    month = Month.parse(settlement.period)
    asked = requests_of([settlement]).get(settlement.pk)
    code = code_to_pay(document, asked)
    self_billed = DocumentKind(document.kind).is_self_billed
    return {
        "document": document,
        "month": month,
        "facts": document.facts,
        "lines": [(line, signed_quantity(line)) for line in document.lines.order_by("position")],
        "corrections": document.corrected_by.filter(reverses=None).order_by("pk"),
        "mention": self_billing(document.language, document.issued_on) if self_billed else "",
        "to_coworking": DocumentKind(document.kind).owed_to_coworking,
        "asked": asked,
        "payout": payouts_of([settlement]).get(settlement.pk),
        "code": qr.svg(code, title=_("Code to pay with")) if code else "",
        **_standing(request, document),
        **around(request, settlement.account, month),
    }


def _standing(request: Reader, document: Document) -> dict[str, Any]:
    """Of a self-billed document: what was said of it, and whether the reader may say it."""
    state = acceptance(document, local_day(timezone.now()))
    if state is None:
        return {"state": None}
    return {
        "state": state,
        "answer": answer_to(document),
        "accepted_from": accepted_from(document),
        "may_answer": state == Acceptance.WAITING and _binds(request, document),
    }
