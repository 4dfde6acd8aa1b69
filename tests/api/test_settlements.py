"""Accounts, settlements, statements and payouts: the money, for whoever may read it."""

import csv
import io
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest

from consign.journal.models import Event
from consign.ledger.bookings import charge_fee
from consign.people.models import Coworking, LegalEntity, Maker, Scope, User
from consign.people.operations import add_adviser
from consign.settlements.models import Settlement
from consign.stock.models import Item
from consign.till.models import Sale
from tests.api.caller import Caller, refused, rows, told
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db

RUN = {"coworking": "rcoop", "period": "2026-10"}


@kept
def necklace(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Collier plume", price="45.00", quantity=4).item


@kept
def sale(rcoop: Coworking, necklace: Item, terre: Maker) -> Sale:
    """A necklace and two bowls of others, in October."""
    bowl = make_placed(rcoop, terre, "Bol bleu", price="12.99").item
    return make_sale(rcoop, [necklace, bowl], at="2026-10-05")


@kept
def closed(sale: Sale, rcoop: Coworking) -> list[Settlement]:
    return make_closed(rcoop, "2026-10")


def test_who_reads_accounts(
    as_ada: Caller,
    as_ben: Caller,
    as_dan: Caller,
    as_cleo: Caller,
    as_eve: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    sale: Sale,
    dies: LegalEntity,
) -> None:
    for caller in (as_ada, as_eve):
        (row,) = rows(caller.get("accounts/"))
        assert (row["maker"], row["payee"], row["balance"]) == (
            "comme-une-plume",
            dies.slug,
            "31.50",
        )
    (bens,) = rows(as_ben.get("accounts/"))
    assert bens["balance"] == "9.74"
    assert rows(as_cleo.get("accounts/")) == [bens, row]
    for caller in (as_dan, as_fil, as_vic):
        assert rows(caller.get("accounts/")) == []
        refused(caller.get(f"accounts/{row['id']}/"), 404, "not_found")
        refused(caller.get(f"accounts/{row['id']}/entries/"), 404, "not_found")
        refused(caller.get(f"accounts/{row['id']}/so-far/"), 404, "not_found")
    refused(as_ben.get(f"accounts/{row['id']}/"), 404, "not_found")
    refused(as_nobody.get("accounts/"), 401, "not_authenticated")


def test_an_adviser_who_also_manages_sees_true_balances(
    as_cleo: Caller, cleo: User, ada: User, sale: Sale, dies: LegalEntity
) -> None:
    for adviser in (cleo, ada):
        add_adviser(entity=dies, user=adviser, by=None, at=START)
    assert [row["balance"] for row in rows(as_cleo.get("accounts/"))] == ["9.74", "31.50"]


def test_entries_tell_why(as_ada: Caller, sale: Sale) -> None:
    make_refund(sale, at="2026-10-06")
    (account,) = rows(as_ada.get("accounts/"))
    back, sold = rows(as_ada.get(f"accounts/{account['id']}/entries/"))
    assert (sold["kind"], sold["gross"], sold["commission"], sold["amount"]) == (
        "sale",
        "45.00",
        "13.50",
        "31.50",
    )
    assert (sold["reference"], sold["on"]) == (f"{sale.number}/1", "2026-10-05")
    assert (back["kind"], back["amount"]) == ("refund", "-31.50")


def test_an_open_month_is_told_so_far(as_ada: Caller, sale: Sale) -> None:
    (account,) = rows(as_ada.get("accounts/"))
    path = f"accounts/{account['id']}/so-far/"
    october = told(as_ada.get(path, period="2026-10"))
    assert (october["number"], october["period"], october["payout"]) == ("", "2026-10", "31.50")
    (invoice,) = october["documents"]
    unissued = {"id": None, "number": "", "issued_on": None, "set_off": None, "due": None}
    assert {name: invoice[name] for name in unissued} == unissued
    assert (invoice["total"], october["payment_request"]) == ("13.50", None)
    november = told(as_ada.get(path))
    assert (november["period"], november["payout"]) == ("2026-11", "31.50")
    for period in ("2026-13", "1999-01", "9999-12", "november"):
        refused(as_ada.get(path, period=period), 400, "invalid")


def test_a_month_is_looked_at_closed_and_closed_again(as_cleo: Caller, sale: Sale) -> None:
    preview = told(as_cleo.get("settlements/preview/", **RUN))
    assert preview["sums"]["payout"] == "41.24"
    first, second = preview["accounts"]
    assert (first["maker"], first["commission"], first["payout"]) == (
        "comme-une-plume",
        "13.50",
        "31.50",
    )
    assert (second["payout"], second["code"], second["detail"]) == ("9.74", None, None)
    run = told(as_cleo.post("settlements/", RUN))
    assert [row["payout"] for row in run["made"]] == ["31.50", "9.74"]
    assert run["made"][0]["payout_state"] == "prepared"
    assert (run["before"], run["refused"]) == ([], [])
    again = told(as_cleo.post("settlements/", RUN))
    assert (again["made"], again["refused"]) == ([], [])
    assert [row["maker"] for row in again["before"]] == ["comme-une-plume", "terre-de-ben"]


def test_what_could_not_be_closed_says_why(as_cleo: Caller, rcoop: Coworking) -> None:
    poor = make_maker("Sans compte")
    payee = make_entity("Sans compte payee", bank=False)
    make_agreement(rcoop, make_affiliation(poor, payee))
    make_sale(rcoop, make_placed(rcoop, poor).item, at="2026-10-05")
    (before,) = told(as_cleo.get("settlements/preview/", **RUN))["accounts"]
    assert (before["maker"], before["code"]) == ("sans-compte", "no_bank_account")
    (row,) = told(as_cleo.post("settlements/", RUN))["refused"]
    assert row["detail"] == before["detail"]
    assert (row["maker"], row["code"]) == ("sans-compte", "no_bank_account")
    assert "Sans compte payee" in row["detail"]


def test_a_month_that_runs_is_closed_only_on_purpose(as_cleo: Caller, sale: Sale) -> None:
    november = {**RUN, "period": "2026-11"}
    problem = refused(as_cleo.post("settlements/", november), 409, "month_not_over")
    assert list(problem["errors"]) == ["period"]
    run = told(as_cleo.post("settlements/", {**november, "early": True}))
    assert [row["code"] for row in run["refused"]] == ["earlier_month_open"] * 2


def test_who_closes_a_month(
    as_ada: Caller,
    as_dan: Caller,
    as_eve: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    cleo: User,
    sale: Sale,
) -> None:
    for caller in (as_ada, as_dan, as_eve, as_fil, as_vic):
        refused(caller.post("settlements/", RUN), 404, "not_found")
        refused(caller.get("settlements/preview/", **RUN), 404, "not_found")
    refused(as_nobody.post("settlements/", RUN), 401, "not_authenticated")
    reads = Caller(cleo, (Scope.READ, Scope.SELL))
    refused(reads.post("settlements/", RUN), 403, "scope_missing")
    told(reads.get("settlements/preview/", **RUN))
    assert not Settlement.objects.exists()


def test_who_reads_settlements_and_statements(
    as_ada: Caller,
    as_ben: Caller,
    as_dan: Caller,
    as_cleo: Caller,
    as_eve: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    closed: list[Settlement],
    dies: LegalEntity,
) -> None:
    plumes, bens = closed
    paths = [f"settlements/{plumes.pk}/", f"statements/{plumes.pk}/"]
    papers = [f"statements/{plumes.pk}.pdf", f"statements/{plumes.pk}.csv"]
    for caller in (as_ada, as_eve):
        for path in ("settlements/", "statements/"):
            assert [row["number"] for row in rows(caller.get(path))] == [plumes.number]
        assert [caller.get(path).status_code for path in paths + papers] == [200] * 4
    assert [row["id"] for row in rows(as_ben.get("settlements/"))] == [bens.pk]
    assert [row["id"] for row in rows(as_cleo.get("statements/"))] == [bens.pk, plumes.pk]
    for caller in (as_ben, as_dan, as_fil, as_vic):
        for path in paths + papers:
            refused(caller.get(path), 404, "not_found")
    for path in paths + papers:
        refused(as_nobody.get(path), 401, "not_authenticated")


def test_a_statement_is_told_line_by_line(
    as_ada: Caller, closed: list[Settlement], dies: LegalEntity, sale: Sale
) -> None:
    statement = told(as_ada.get(f"statements/{closed[0].pk}/"))
    assert statement["parties"]["payee"]["legal_name"] == dies.legal_name
    assert statement["parties"]["maker"] == "Comme une plume"
    assert (statement["number"], statement["period"]) == (closed[0].number, "2026-10")
    assert statement["totals"]["sales"] == "45.00"
    assert statement["totals"]["change"] == "31.50"
    assert (statement["opening"], statement["payout"], statement["closing"]) == (
        "0.00",
        "31.50",
        "0.00",
    )
    (line,) = statement["lines"]
    assert (line["ticket"], line["share"], line["vat_percent"]) == (sale.number, "31.50", "21")
    (rate,) = statement["vat_on_sales"]
    assert (rate["vat"], rate["base"]) == ("7.81", "37.19")
    (invoice,) = statement["documents"]
    assert (invoice["net"], invoice["vat"], invoice["total"]) == ("11.16", "2.34", "13.50")
    assert (invoice["set_off"], invoice["due"], invoice["due_on"]) == ("13.50", "0.00", None)
    assert (invoice["number"], invoice["issued_on"]) == ("I-2026-00001", "2026-11-01")
    assert told(as_ada.get(f"documents/{invoice['id']}/"))["number"] == "I-2026-00001"
    assert (invoice["kind"], invoice["type_code"], invoice["vat_category"]) == (
        "commission_invoice",
        "380",
        "S",
    )
    reasons = {one["place"]: one["arithmetic"] for one in statement["why"]}
    assert reasons["lines[0].commission"] == "45.00 × 30 % = 13.50"
    assert statement["days"] == [{"on": "2026-10-05", "vat_percent": "21", "paid": "45.00"}]


def test_reading_a_statement_is_noted(as_eve: Caller, eve: User, closed: list[Settlement]) -> None:
    told(as_eve.get(f"statements/{closed[0].pk}/"))
    event = Event.objects.get(verb="read statement")
    assert (event.by, event.subject) == (eve, closed[0].number)


def test_a_statement_on_paper_and_in_a_spreadsheet_agree(
    as_ada: Caller, rcoop: Coworking, sale: Sale, necklace: Item
) -> None:
    make_refund(make_sale(rcoop, necklace, at="2026-10-07"), at="2026-10-08")
    plumes = make_closed(rcoop, "2026-10")[0]
    paper = as_ada.get(f"statements/{plumes.pk}.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert f"{plumes.number}-comme-une-plume.pdf" in paper["Content-Disposition"]
    words = pypdfium2.PdfDocument(paper.content)[0].get_textpage().get_text_range()
    assert "31.50" in words
    sheet = as_ada.get(f"statements/{plumes.pk}.csv")
    assert sheet["Content-Type"].startswith("text/csv")
    rows = csv.DictReader(io.StringIO(sheet.content.decode()))
    lines = [row for row in rows if row["part"] == "line"]
    assert [line["kind"] for line in lines] == ["sale", "sale", "refund"]
    assert [line["share"] for line in lines] == ["31.50", "31.50", "-31.50"]
    assert sum(Decimal(line["share"]) for line in lines) == plumes.change


def test_a_fee_stands_in_the_spreadsheet_too(
    as_ada: Caller, rcoop: Coworking, sale: Sale, plume: Maker
) -> None:
    at = moment("2026-10-31")
    fee = charge_fee(
        coworking=rcoop, maker=plume, label="Window", amount=Decimal("5.00"), by=None, at=at
    )
    plumes = make_closed(rcoop, "2026-10")[0]
    sheet = as_ada.get(f"statements/{plumes.pk}.csv").content.decode()
    (other,) = [row for row in csv.DictReader(io.StringIO(sheet)) if row["part"] == "other"]
    assert (other["kind"], other["ticket"], other["share"], other["memo"]) == (
        "fee",
        fee.reference,
        "-5.00",
        "Window",
    )
    assert other["vat_percent"] == "21"
    assert told(as_ada.get(f"statements/{plumes.pk}/"))["others"][0]["amount"] == "-5.00"


def test_statements_as_csv(as_cleo: Caller, closed: list[Settlement]) -> None:
    answer = as_cleo.get("statements/", format="csv", period="2026-10")
    first, second = csv.DictReader(io.StringIO(answer.content.decode()))
    assert (first["maker"], first["payout"], first["closing"]) == ("terre-de-ben", "9.74", "0.00")
    assert second["payout_state"] == "prepared"


def test_settlements_are_filtered(
    as_cleo: Caller, closed: list[Settlement], rcoop: Coworking, necklace: Item
) -> None:
    make_sale(rcoop, necklace, at="2026-11-05")
    (later,) = [row for row in make_closed(rcoop, "2026-11") if row.change]

    def found(**query: str) -> list[int]:
        return [row["id"] for row in rows(as_cleo.get("settlements/", **query))]

    plumes, bens = closed
    assert found() == [later.pk, bens.pk, plumes.pk]
    assert found(period="2026-11") == [later.pk]
    assert found(maker="terre-de-ben") == [bens.pk]
    assert found(coworking="la-filature") == []
    assert found(ordering="period") == [plumes.pk, bens.pk, later.pk]
    refused(as_cleo.get("settlements/", period="2026"), 400, "invalid")


def test_a_closing_is_taken_back_while_nothing_was_paid(
    as_cleo: Caller, as_ada: Caller, as_dan: Caller, closed: list[Settlement]
) -> None:
    plumes, bens = closed
    for caller in (as_ada, as_dan):
        refused(caller.post(f"settlements/{plumes.pk}/void/"), 404, "not_found")
    assert told(as_cleo.post(f"settlements/{plumes.pk}/void/"))["voided_at"]
    refused(as_cleo.post(f"settlements/{plumes.pk}/void/"), 404, "not_found")
    make_paid([bens], on="2026-11-03")
    refused(as_cleo.post(f"settlements/{bens.pk}/void/"), 409, "already_paid")


def test_who_reads_payouts(
    as_ada: Caller,
    as_ben: Caller,
    as_dan: Caller,
    as_cleo: Caller,
    as_eve: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    closed: list[Settlement],
) -> None:
    for caller in (as_ada, as_eve):
        (row,) = rows(caller.get("payouts/"))
        assert (row["amount"], row["state"], row["period"]) == ("31.50", "prepared", "2026-10")
        assert row["iban"] == "BE71096123456769"
    assert len(rows(as_cleo.get("payouts/", state="prepared"))) == 2
    for caller in (as_dan, as_vic):
        assert rows(caller.get("payouts/")) == []
    refused(as_ben.get(f"payouts/{row['id']}/"), 404, "not_found")
    refused(as_nobody.get("payouts/"), 401, "not_authenticated")


def test_payouts_are_marked_paid_once(
    as_cleo: Caller, as_ada: Caller, as_dan: Caller, closed: list[Settlement]
) -> None:
    numbers = sorted(row["number"] for row in rows(as_cleo.get("payouts/")))
    sent = {"coworking": "rcoop", "numbers": numbers, "paid_on": "2026-11-03"}
    for caller in (as_ada, as_dan):
        refused(caller.post("payouts/paid/", sent), 404, "not_found")
    paid = told(as_cleo.post("payouts/paid/", sent))
    assert [(row["state"], row["paid_on"]) for row in paid] == [("paid", "2026-11-03")] * 2
    assert told(as_cleo.post("payouts/paid/", sent)) == paid
    (account,) = rows(as_ada.get("accounts/"))
    assert account["balance"] == "0.00"
    statement = told(as_ada.get(f"statements/{closed[0].pk}/"))
    assert (statement["payout_number"], statement["paid_on"]) == (numbers[0], "2026-11-03")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"numbers": []}, "nothing_chosen"),
        ({"numbers": ["PO-2026-99999"]}, "not_to_pay"),
        ({"paid_on": "2026-11-24"}, "paid_in_future"),
        ({"paid_on": "2026-10-31"}, "paid_before_closing"),
    ],
)
def test_payouts_are_paid_all_or_none(
    as_cleo: Caller, closed: list[Settlement], change: dict[str, Any], code: str
) -> None:
    numbers = [row["number"] for row in rows(as_cleo.get("payouts/"))]
    sent = {"coworking": "rcoop", "numbers": numbers, "paid_on": "2026-11-03", **change}
    refused(as_cleo.post("payouts/paid/", sent), 409, code)
    assert len(rows(as_cleo.get("payouts/", state="paid"))) == 0


def test_a_preview_knows_shelf_fees_to_come(as_cleo: Caller, rcoop: Coworking) -> None:
    maker = make_maker("Petit")
    make_agreement(rcoop, make_affiliation(maker), fee="24.20")
    preview = told(as_cleo.get("settlements/preview/", **RUN))
    (row,) = preview["accounts"]
    assert (row["account"], row["fees_to_come"], row["closing"]) == (None, "24.20", "-24.20")
    assert preview["sums"]["fees_to_come"] == "24.20"


COVER = {"period": "2026-10"}


def test_a_cover_list_has_a_line_for_each_statement(
    as_eve: Caller, as_cleo: Caller, as_ada: Caller, closed: list[Settlement], dies: LegalEntity
) -> None:
    for caller in (as_eve, as_cleo, as_ada):
        cover = told(caller.get("statements/cover/", payee=dies.slug, **COVER))
        (line,) = cover["lines"]
        assert (line["statement"], line["number"]) == (closed[0].pk, closed[0].number)
        assert (line["maker"], line["coworking"]) == ("comme-une-plume", "rcoop")
        assert line["amounts"] == cover["sums"]
        assert (cover["sums"]["sales"], cover["sums"]["commission"]) == ("45.00", "13.50")
        assert (cover["payee"], cover["period"]) == (dies.slug, "2026-10")
    sheet = as_eve.get("statements/cover.csv", payee=dies.slug, **COVER)
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode())))
    assert [(row["part"], row["payout"]) for row in rows] == [
        ("statement", "31.50"),
        ("sum", "31.50"),
    ]
    paper = as_eve.get("statements/cover.pdf", payee=dies.slug, **COVER)
    assert paper.content.startswith(b"%PDF-")


def test_a_cover_list_of_others_is_not_there(
    as_ben: Caller,
    as_dan: Caller,
    as_vic: Caller,
    as_fil: Caller,
    as_nobody: Caller,
    as_eve: Caller,
    closed: list[Settlement],
    dies: LegalEntity,
) -> None:
    for path in ("statements/cover/", "statements/cover.pdf", "statements/cover.csv"):
        for caller in (as_ben, as_dan, as_vic, as_fil):
            refused(caller.get(path, payee=dies.slug, **COVER), 404, "not_found")
        refused(as_eve.get(path, payee=dies.slug, period="2026-09"), 404, "not_found")
        refused(as_eve.get(path, payee="nobody", **COVER), 404, "not_found")
        refused(as_eve.get(path, **COVER), 400, "invalid")
        refused(as_nobody.get(path, payee=dies.slug, **COVER), 401, "not_authenticated")


@pytest.mark.parametrize("path", ["accounts/", "settlements/", "statements/", "payouts/"])
def test_reading_many_costs_no_more_than_one(
    path: str, as_cleo: Caller, rcoop: Coworking, django_assert_num_queries: Any
) -> None:
    for name in ("One", "Two", "Three"):
        maker = make_selling_maker(rcoop, name)
        make_sale(rcoop, make_placed(rcoop, maker).item, at="2026-10-05")
    make_closed(rcoop, "2026-10")
    as_cleo.get(path)
    with django_assert_num_queries(2):
        assert len(rows(as_cleo.get(path, limit="1"))) == 1
    with django_assert_num_queries(2):
        assert len(rows(as_cleo.get(path))) == 3
