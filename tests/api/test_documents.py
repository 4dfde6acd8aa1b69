"""Invoices and credit notes: who reads them, what they say, and the payee's word on them."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consign.agreements.models import Mode
from consign.invoices.models import Document, Original
from consign.journal.models import Event
from consign.monthend.operations import void_settlement
from consign.people.models import Coworking, LegalEntity, Maker, Role, Scope, User, VatStatus
from consign.people.operations import add_adviser
from consign.settlements.models import Settlement
from tests.api.caller import Caller, refused, rows, told
from tests.factories import (
    START,
    make_closed,
    make_member,
    make_person,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db


@kept
def closed(rcoop: Coworking, plume: Maker) -> Settlement:
    """October of "Comme une plume": 90.00 sold, 27.00 commission."""
    item = make_placed(rcoop, plume, price="45.00", quantity=3).item
    make_sale(rcoop, item, at="2026-10-05", quantity=2)
    (settlement,) = make_closed(rcoop)
    return settlement


@kept
def invoice(closed: Settlement) -> Document:
    return closed.documents.get()


@kept
def own(rcoop: Coworking, ben: User) -> Document:
    """A self-billed invoice of Ben's, whose pieces Rcoop sells in its own name."""
    bois = make_selling_maker(
        rcoop, "Bois de Lune", person=ben, vat=VatStatus.LIABLE, mode=Mode.OWN_NAME
    )
    make_sale(rcoop, make_placed(rcoop, bois, "Chandelier", price="20.00").item)
    (settlement,) = make_closed(rcoop)
    return settlement.documents.get()


def addresses(document: Document) -> list[str]:
    return [f"documents/{document.pk}{end}" for end in ("/", ".pdf", ".xml")]


def test_maker_adviser_and_manager_read_documents(
    as_ada: Caller, as_eve: Caller, as_cleo: Caller, invoice: Document
) -> None:
    for caller in (as_ada, as_eve, as_cleo):
        assert [row["number"] for row in rows(caller.get("documents/"))] == [invoice.number]
        assert [caller.get(path).status_code for path in addresses(invoice)] == [200] * 3


def test_for_others_there_are_none(
    as_ben: Caller,
    as_dan: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    filature: Coworking,
    invoice: Document,
) -> None:
    elsewhere = Caller(make_member(filature, make_person("max"), Role.MANAGER))
    for caller in (as_ben, as_dan, as_fil, as_vic, elsewhere):
        assert rows(caller.get("documents/")) == []
        for path in addresses(invoice):
            refused(caller.get(path), 404, "not_found")
        refused(
            caller.post(f"documents/{invoice.pk}/answer/", {"accepted": True}), 404, "not_found"
        )
    for path in ("documents/", *addresses(invoice)):
        refused(as_nobody.get(path), 401, "not_authenticated")


def test_a_document_says_what_was_issued(
    as_ada: Caller, invoice: Document, closed: Settlement, dies: LegalEntity
) -> None:
    found = told(as_ada.get(f"documents/{invoice.pk}/"))
    assert (found["number"], found["kind"], found["type_code"]) == (
        "I-2026-00001",
        "commission_invoice",
        "380",
    )
    assert (found["issued_on"], found["period"]) == ("2026-11-01", "2026-10")
    assert (found["statement"], found["statement_number"]) == (closed.pk, closed.number)
    figures = ("net", "vat", "rounding", "total", "set_off", "due")
    assert [found[name] for name in figures] == [
        "22.31",
        "4.69",
        "0.00",
        "27.00",
        "27.00",
        "0.00",
    ]
    assert (found["issuer"], found["payee"], found["maker"]) == (
        "rcoop-sc",
        dies.slug,
        "comme-une-plume",
    )
    assert (found["seller"]["legal_name"], found["buyer"]["legal_name"]) == (
        "Rcoop SC",
        dies.legal_name,
    )
    assert found["supplied"] == ["2026-10-01", "2026-10-31"]
    assert found["payment"]["means"] == "97"
    (line,) = found["lines"]
    assert (line["line"], line["quantity"], line["net"]) == (1, 1, "22.31")
    nothing = ("corrects", "reverses", "reversed_by", "acceptance", "accepted_from", "answer")
    assert [found[name] for name in nothing] == [None] * 6


def test_reading_a_document_is_noted(as_eve: Caller, eve: User, invoice: Document) -> None:
    for path in addresses(invoice):
        as_eve.get(path)
    events = Event.objects.filter(verb="read document")
    assert [(event.by, event.subject) for event in events] == [(eve, invoice.number)] * 3


def test_the_files_are_those_of_the_pages(as_ada: Caller, ada: User, invoice: Document) -> None:
    browser = Client()
    browser.force_login(ada)
    for end, kind in ((".pdf", "application/pdf"), (".xml", "application/xml")):
        answer = as_ada.get(f"documents/{invoice.pk}{end}")
        assert answer["Content-Type"] == kind
        assert f"{invoice.number}{end}" in answer["Content-Disposition"]
        assert answer.content == browser.get(f"/documents/{invoice.pk}{end}").content


def test_the_structured_invoice_is_never_drawn_anew(as_ada: Caller, invoice: Document) -> None:
    original = Original.objects.get(document=invoice)
    assert as_ada.get(f"documents/{invoice.pk}.xml").content == original.xml.encode()


def test_the_list_as_csv_is_that_of_the_pages(
    as_cleo: Caller, cleo: User, invoice: Document, own: Document
) -> None:
    sheet = as_cleo.get("documents/", format="csv", period="2026-10").content
    browser = Client()
    browser.force_login(cleo)
    page = browser.get("/desk/rcoop/month/2026-10/documents.csv").content
    assert sorted(sheet.splitlines()) == sorted(page.splitlines())
    first, second = csv.DictReader(io.StringIO(sheet.decode()))
    assert (first["number"], second["number"]) == (own.number, invoice.number)


def test_documents_are_filtered(as_cleo: Caller, invoice: Document, own: Document) -> None:
    def found(**query: str) -> list[int]:
        return [row["id"] for row in rows(as_cleo.get("documents/", **query))]

    assert found() == [own.pk, invoice.pk]
    assert found(kind="commission_invoice") == [invoice.pk]
    assert found(maker="bois-de-lune") == [own.pk]
    assert found(payee="comme-une-plume-payee") == [invoice.pk]
    assert found(number=own.number) == [own.pk]
    assert found(period="2026-11") == found(coworking="la-filature") == []
    assert found(ordering="issued_on") == [invoice.pk, own.pk]
    for query in ({"kind": "bill"}, {"period": "2026"}):
        refused(as_cleo.get("documents/", **query), 400, "invalid")


def test_a_credit_note_names_what_it_corrects(
    as_ada: Caller, rcoop: Coworking, closed: Settlement, invoice: Document
) -> None:
    sale = closed.account.entries.get().reference
    assert sale.startswith("S-")
    make_refund(rcoop.sales.get(), at="2026-11-06")
    (november,) = make_closed(rcoop, "2026-11")
    note = told(as_ada.get(f"documents/{november.documents.get().pk}/"))
    assert note["kind"] == "commission_credit_note"
    assert note["corrects"] == {
        "id": invoice.pk,
        "number": invoice.number,
        "issued_on": "2026-11-01",
    }


def test_a_document_that_was_taken_back_says_by_which(
    as_ada: Caller, cleo: User, closed: Settlement, invoice: Document
) -> None:
    void_settlement(settlement=closed, by=cleo, at=moment("2026-11-02"))
    back, taken = rows(as_ada.get("documents/"))
    assert (taken["id"], taken["reversed_by"]["number"]) == (invoice.pk, back["number"])
    assert (back["reverses"]["id"], back["reverses"]["number"]) == (invoice.pk, invoice.number)


def test_whoever_binds_the_payee_accepts_once(
    as_ben: Caller, as_cleo: Caller, as_dan: Caller, own: Document
) -> None:
    path = f"documents/{own.pk}/answer/"
    waits = told(as_ben.get(f"documents/{own.pk}/"))
    assert (waits["acceptance"], waits["accepted_from"], waits["answer"]) == (
        "tacit",
        "2026-11-16",
        None,
    )
    for caller in (as_cleo, as_dan):
        refused(caller.post(path, {"accepted": True}), 404, "not_found")
    given = told(as_ben.post(path, {"accepted": True}))
    assert (given["acceptance"], given["answer"]["accepted"]) == ("accepted", True)
    assert given["answer"]["by"] == "Ben"
    assert told(as_ben.post(path, {"accepted": True})) == given
    refused(as_ben.post(path, {"accepted": False, "reason": "late"}), 409, "already_answered")


def test_contesting_takes_a_reason(
    as_ben: Caller, as_cleo: Caller, own: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"documents/{own.pk}/answer/"
    refused(as_ben.post(path, {"accepted": False, "reason": "It was 21.00."}), 409, "too_late")
    monkeypatch.setattr(timezone, "now", lambda: moment("2026-11-05"))
    problem = refused(as_ben.post(path, {"accepted": False}), 409, "no_reason_given")
    assert list(problem["errors"]) == ["reason"]
    for sent in ({}, {"accepted": "perhaps"}, {"accepted": False, "reason": "x" * 301}):
        refused(as_ben.post(path, sent), 400, "invalid")
    told(as_ben.post(path, {"accepted": False, "reason": "It was 21.00."}))
    (row,) = rows(as_cleo.get("documents/"))
    assert (row["acceptance"], row["answer"]["reason"]) == ("contested", "It was 21.00.")


def test_advisers_answer_where_there_are_any(as_ben: Caller, own: Document) -> None:
    zoe = make_person("zoe")
    add_adviser(entity=own.settlement.account.payee, user=zoe, by=None, at=START)
    path = f"documents/{own.pk}/answer/"
    refused(as_ben.post(path, {"accepted": True}), 404, "not_found")
    refused(Caller(zoe, (Scope.READ,)).post(path, {"accepted": True}), 403, "scope_missing")
    assert told(Caller(zoe).post(path, {"accepted": True}))["acceptance"] == "accepted"


def test_what_the_coworking_invoices_is_not_answered(as_ada: Caller, invoice: Document) -> None:
    answer = as_ada.post(f"documents/{invoice.pk}/answer/", {"accepted": True})
    refused(answer, 409, "not_self_billed")


@pytest.mark.parametrize("query", [{}, {"format": "csv"}])
def test_reading_many_costs_no_more_than_one(
    query: dict[str, str], as_cleo: Caller, rcoop: Coworking, django_assert_num_queries: Any
) -> None:
    for name in ("One", "Two", "Three"):
        maker = make_selling_maker(rcoop, name, vat=VatStatus.LIABLE, mode=Mode.OWN_NAME)
        make_sale(rcoop, make_placed(rcoop, maker).item)
    make_closed(rcoop)
    as_cleo.get("documents/")
    with django_assert_num_queries(2):
        as_cleo.get("documents/", maker="one", **query)
    with django_assert_num_queries(2):
        as_cleo.get("documents/", **query)
