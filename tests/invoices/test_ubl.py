"""The structured invoice passes the public rules in every situation, and says what it must."""

import re
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consign.invoices.ubl import structured
from consign.money.split import euros
from tests.invoices.papers import HOSTILE, RF, SITUATIONS, Issued, figures, issued, part
from tests.invoices.parties import DIES, LONG_NAME, RCOOP, SMALL
from tests.invoices.validating import (
    EXPECTED_FOR_SELF_BILLING,
    SELF_BILLED,
    Reader,
    by_public_rules,
    own_problems,
    problems_of,
)
from tests.invoices.validator import structure

# What is charged or given back; the document's type, net, VAT and odd cent.
EXAMPLES = {
    "45.00 at 30 %, exempt maker": (part("13.50"), "380", "11.16", "2.34", "0.00"),
    "30 % and VAT on top": (part(net="13.50"), "380", "13.50", "2.84", "0.00"),
    "30 % of the net price and VAT": (part(net="11.16"), "380", "11.16", "2.34", "0.00"),
    "own name, a liable maker's share": (
        part("31.50", self_billed=True),
        "389",
        "26.03",
        "5.47",
        "0.00",
    ),
    "a discount borne half and half": (part("8.50"), "380", "7.02", "1.47", "0.01"),
    "a refund after the payout": (
        part("13.50", corrects="2026-10"),
        "381",
        "11.16",
        "2.34",
        "0.00",
    ),
    "commission and 14 days of shelf": (part("30.79"), "380", "25.45", "5.34", "0.00"),
    "commission and 16 days of shelf": (part("21.91"), "380", "18.11", "3.80", "0.00"),
    "a month without a shelf": (part("19.50"), "380", "16.12", "3.39", "-0.01"),
    "an exempt coworking": (part("13.50", percent="0"), "380", "13.50", "0.00", "0.00"),
}


def drawn(paper: Issued) -> bytes:
    return structured(paper.document, paper.lines)


def example(name: str) -> bytes:
    return drawn(issued(figures(EXAMPLES[name][0])))


def read(name: str) -> Reader:
    return Reader(drawn(SITUATIONS[name]()))


def test_every_situation_passes_all_rules_without_a_warning() -> None:
    files = {name: drawn(build()) for name, build in SITUATIONS.items()}
    assert problems_of(files | {name: example(name) for name in EXAMPLES}) == {}
    assert "saxonche" not in sys.modules


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_examples_have_their_figures(name: str) -> None:
    _part, type_code, *amounts = EXAMPLES[name]
    found = Reader(example(name))
    net, vat, rounding = map(Decimal, amounts)
    assert found.type_code == type_code
    assert found.total("TaxExclusiveAmount") == net
    assert found.amount("cac:TaxTotal/cbc:TaxAmount") == vat
    assert found.total("PayableRoundingAmount") == rounding
    assert found.total("PrepaidAmount") == net + vat + rounding
    assert found.total("PayableAmount") == 0


@settings(max_examples=40)
@given(
    inclusive=st.integers(1, 10_000_000).map(euros),
    net=st.integers(0, 100_000).map(euros),
    percent=st.sampled_from(["0", "6", "12", "21"]),
    quantities=st.lists(st.integers(1, 1000), min_size=1, max_size=5),
    self_billed=st.booleans(),
    corrects=st.sampled_from(["", "2026-10"]),
)
def test_any_amounts_on_any_lines_add_up(
    inclusive: Decimal,
    net: Decimal,
    percent: str,
    quantities: list[int],
    self_billed: bool,
    corrects: str,
) -> None:
    charged = part(
        str(inclusive), net=str(net), percent=percent, self_billed=self_billed, corrects=corrects
    )
    words = [("Commission", "", quantity) for quantity in quantities]
    xml = drawn(issued(figures(charged), words=words))
    assert own_problems(xml) == []
    assert list(structure(xml)) == []


def test_the_rules_see_what_is_wrong() -> None:
    """A file for each layer, and one that is only warned of."""
    invoice = drawn(SITUATIONS["partly due, with a structured communication"]()).decode()
    broken = {
        "UBL 2.1": invoice.replace("cbc:IssueDate>", "cbc:Issued>"),
        "EN 16931": invoice.replace(">36.25</cbc:TaxIn", ">36.26</cbc:TaxIn"),
        "Peppol": re.sub("<cbc:BuyerReference>.*</cbc:BuyerReference>", "", invoice),
        "warned": invoice.replace("<cbc:IssueDate>", "<cbc:UUID>1</cbc:UUID><cbc:IssueDate>"),
        "ours": invoice.replace("0762986459", "0762986458"),
        "no agreed profile": drawn(SITUATIONS["a self-billed invoice"]())
        .decode()
        .replace("selfbilling", "billing"),
    }
    found = problems_of({name: xml.encode() for name, xml in broken.items()})
    told = {name: {(one.layer, one.rule, one.warning) for one in found[name]} for name in broken}
    assert ("UBL 2.1", "XSD", False) in told["UBL 2.1"]
    assert ("EN 16931", "BR-CO-15", False) in told["EN 16931"]
    assert ("Peppol", "PEPPOL-EN16931-R003", False) in told["Peppol"]
    assert told["warned"] == {("EN 16931", "UBL-CR-005", True)}
    assert {("ours", "enterprise number", False), ("Peppol", "PEPPOL-COMMON-R043", False)} <= (
        told["ours"]
    )
    assert ("ours", "profile", False) in told["no agreed profile"]
    assert ("Peppol", "PEPPOL-EN16931-P0100", False) in told["no agreed profile"]


def test_only_two_rules_do_not_know_self_billing() -> None:
    files = {
        name: xml
        for name, xml in ((name, drawn(build())) for name, build in SITUATIONS.items())
        if Reader(xml).type_code in SELF_BILLED
    }
    for problems in by_public_rules(files).values():
        assert {one.rule for one in problems} == EXPECTED_FOR_SELF_BILLING


def test_the_same_document_gives_the_same_bytes() -> None:
    for build in SITUATIONS.values():
        assert drawn(build()) == drawn(build())


def test_it_says_who_supplies_whom() -> None:
    operator_first = [RCOOP["legal_name"], DIES["legal_name"]]
    path = "*/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"
    assert read("a credit note").texts(path) == operator_first
    assert read("a self-billed invoice").texts(path) == operator_first[::-1]
    assert read("a very long name").texts(path)[1] == LONG_NAME


def test_a_coworking_is_known_by_its_name_and_a_payee_by_the_project() -> None:
    path = "*/cac:Party/cac:PartyName/cbc:Name"
    assert read("a credit note").texts(path) == ["Rcoop", "Comme une plume"]
    assert read("a self-billed invoice").texts(path) == ["Comme une plume", "Rcoop"]
    alone = issued(figures(part("8.50")), operator=SMALL, maker=DIES["legal_name"])
    assert Reader(drawn(alone)).texts(path) == []


def test_only_the_supplier_says_its_legal_form() -> None:
    found = read("a self-billed invoice")
    assert found.texts(".//cbc:CompanyLegalForm") == ["SC, RPM Bruxelles"]
    assert read("twelve pieces of an exempt payee").texts(".//cbc:CompanyLegalForm") == []


def test_what_the_account_settles_is_prepaid_and_paid_to_nobody() -> None:
    found = read("all settled, an odd cent up")
    assert found.total("PrepaidAmount") == Decimal("8.50")
    assert found.text("cac:PaymentMeans/cbc:PaymentMeansCode") == "97"
    assert found.texts(".//cac:PayeeFinancialAccount") == []
    assert found.text("cbc:DueDate") == found.text("cac:PaymentTerms/cbc:Note") == ""


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("partly due, with a structured communication", "+++123/4567/89002+++"),
        ("all due, with an RF reference", RF),
    ],
)
def test_what_is_due_names_account_reference_and_day(name: str, written: str) -> None:
    found = read(name)
    means = "cac:PaymentMeans"
    assert found.text(f"{means}/cbc:PaymentMeansCode") == "30"
    assert found.text(f"{means}/cbc:PaymentID") == written
    assert found.text(f"{means}/cac:PayeeFinancialAccount/cbc:ID") == RCOOP["iban"]
    assert found.text(".//cac:FinancialInstitutionBranch/cbc:ID") == RCOOP["bic"]
    assert found.text("cbc:DueDate") == "2026-12-31"
    assert "31/12/2026" in found.text("cac:PaymentTerms/cbc:Note")


def test_an_account_nobody_knows_is_left_out() -> None:
    found = read("due to an account nobody knows yet")
    assert found.text("cac:PaymentMeans/cbc:PaymentMeansCode") == "1"
    assert found.texts(".//cac:PayeeFinancialAccount") == []
    assert found.text("cac:PaymentMeans/cbc:PaymentID") == "+++123/4567/89002+++"


def test_a_payout_is_named_by_its_number() -> None:
    assert read("paid by a payout").text("cac:PaymentMeans/cbc:PaymentID") == "P-2026-00042"


def test_nothing_set_off_is_not_prepaid() -> None:
    found = read("all due, with an RF reference")
    assert found.texts(".//cbc:PrepaidAmount") == []
    assert found.total("PayableAmount") == Decimal("36.25")


def test_a_credit_note_says_by_when_it_is_paid_and_to_whom() -> None:
    found = read("a credit note still to be transferred")
    assert found.text("cac:PaymentMeans/cbc:PaymentDueDate") == "2026-12-31"
    assert found.text(".//cac:PayeeFinancialAccount/cbc:ID") == DIES["iban"]


def test_a_corrected_document_is_named_with_its_day() -> None:
    path = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:"
    found = read("a credit note")
    assert (found.text(f"{path}ID"), found.text(f"{path}IssueDate")) == (
        "I-2026-00003",
        "2026-11-01",
    )
    found = read("an invoice that takes a credit note back")
    assert (found.text(f"{path}ID"), found.text(f"{path}IssueDate")) == ("N-2026-00002", "")
    assert read("sixty lines").texts("cac:BillingReference") == []


def test_an_exemption_is_explained_once_and_without_a_code() -> None:
    found = read("an exempt operator")
    assert found.texts(".//cbc:TaxExemptionReason") == [
        "Régime particulier de la franchise de taxe"
    ]
    assert found.texts(".//cbc:TaxExemptionReasonCode") == []
    assert set(found.texts(".//cbc:Percent")) == {"0"}
    assert read("at no rate, but no exemption").texts(".//cbc:TaxExemptionReason") == []


def test_self_billing_is_mentioned_with_its_agreement_in_the_one_note() -> None:
    (note,) = read("a self-billed credit note").texts("cbc:Note")
    assert note.startswith("Autofacturation · ")
    assert "01/09/2026" in note
    assert "R-2026-00012" in note
    assert read("nobody agreed, no statement").texts("cbc:Note") == ["Autofacturation"]
    assert "R-2026-00012" in read("a credit note").text("cbc:Note")
    unsaid = issued(figures(part("8.50")), statement="")
    assert Reader(drawn(unsaid)).texts("cbc:Note") == []


def test_the_bookkeeper_of_the_payee_finds_the_project_and_the_month() -> None:
    found = read("a self-billed invoice")
    assert found.text("cbc:BuyerReference") == "CUP-17"
    assert found.texts("cac:InvoicePeriod/*") == ["2026-11-01", "2026-11-30"]


def test_a_long_text_is_cut_in_the_name_and_whole_in_the_description() -> None:
    found = read("hostile texts")
    name, empty = found.texts("cac:InvoiceLine/cac:Item/cbc:Name")
    (description,) = found.texts("cac:InvoiceLine/cac:Item/cbc:Description")
    assert len(name) <= 100
    assert name.endswith("…")
    assert description.startswith(name[:-1])
    assert description.endswith("très long · ligne deux")
    assert empty == "–"


def test_what_xml_cannot_hold_is_dropped_and_markup_is_text() -> None:
    text = HOSTILE[0][0]
    found = read("hostile texts")
    (description,) = found.texts("cac:InvoiceLine/cac:Item/cbc:Description")
    assert "\x00" in text
    assert description.startswith("Vase «1 & 2» <b> ]]>")
    assert found.texts("*/cac:Party/cac:PartyName/cbc:Name")[1] == "A < B"
    assert found.texts(".//cbc:CityName")[1] == "Łódź"


def test_a_line_that_takes_something_off_has_a_quantity_below_zero() -> None:
    paper = issued(figures(part("8.50")), words=[("Commission", "", 1), ("Geste", "", 2)])
    first, second = paper.lines
    first.net, second.net = paper.document.net + Decimal("1.00"), Decimal("-1.00")
    xml = drawn(paper)
    assert Reader(xml).lines()[1] == (Decimal(-2), Decimal("0.50"), Decimal("-1.00"))
    assert problems_of({"less": xml}) == {}
