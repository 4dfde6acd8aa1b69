"""Parts of a structured invoice (UBL 2.1) that invoices and credit notes write alike."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from consign.codes.reference import is_ogm, reference_text
from consign.invoices.figures import due_of, signed_quantity, total_of, unit_price
from consign.invoices.models import Document, DocumentLine
from consign.money.documents import VatCategory
from consign.money.split import ZERO

PREFIX = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {
    "cac": f"{PREFIX}CommonAggregateComponents-2",
    "cbc": f"{PREFIX}CommonBasicComponents-2",
}
# Everything that XML 1.0 does not let a document hold.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

EURO = {"currencyID": "EUR"}
# ISO 6523: the Belgian enterprise number.
ENTERPRISE = {"schemeID": "0208"}
# UN/ECE recommendation 20: one.
PIECE = {"unitCode": "C62"}
# UNCL 4461.  Any other code says that nobody knows how yet.
CREDIT_TRANSFER, CLEARED = "30", "97"
# Longer names are cut by the books that read them; the whole then stands in the description.
LONGEST_NAME = 100


def group(parent: etree._Element, name: str) -> etree._Element:
    """An element with parts of its own (`cac:Party`)."""
    return etree.SubElement(parent, f"{{{NAMESPACES['cac']}}}{name}")


def put(
    parent: etree._Element, name: str, text: str, attributes: Mapping[str, str] | None = None
) -> None:
    """An element with a text (`cbc:ID`), on one line; none for an empty text."""
    plain = one_line(text)
    if plain:
        made = etree.SubElement(parent, f"{{{NAMESPACES['cbc']}}}{name}", dict(attributes or {}))
        made.text = plain


def one_line(text: str) -> str:
    """The text as XML can hold it, its white space single."""
    return " ".join(FORBIDDEN.sub("", text).split())


def put_amount(parent: etree._Element, name: str, amount: Decimal) -> None:
    put(parent, name, f"{amount:.2f}", EURO)


def put_party(
    root: etree._Element, role: str, facts: Mapping[str, Any], *, trading: str, legal: str = ""
) -> None:
    """One side of the document.

    `trading` is the name it is known by, where that is not its legal one; `legal` what the law has
    a company say about itself.
    """
    party = group(group(root, role), "Party")
    number = facts["enterprise_number"]
    put(party, "EndpointID", number, ENTERPRISE)
    put(group(party, "PartyIdentification"), "ID", number, ENTERPRISE)
    if one_line(trading) and trading.casefold() != facts["legal_name"].casefold():
        put(group(party, "PartyName"), "Name", trading)
    _put_address(party, facts)
    scheme = group(party, "PartyTaxScheme")
    put(scheme, "CompanyID", f"BE{number}")
    put(group(scheme, "TaxScheme"), "ID", "VAT")
    entity = group(party, "PartyLegalEntity")
    put(entity, "RegistrationName", facts["legal_name"])
    put(entity, "CompanyID", number, ENTERPRISE)
    put(entity, "CompanyLegalForm", legal)


def _put_address(party: etree._Element, facts: Mapping[str, Any]) -> None:
    address = group(party, "PostalAddress")
    put(address, "StreetName", facts["street"])
    put(address, "CityName", facts["town"])
    put(address, "PostalZone", facts["postcode"])
    put(group(address, "Country"), "IdentificationCode", facts["country"])


def put_payment(root: etree._Element, facts: Mapping[str, str], due_on: date | None) -> None:
    """How what is due is paid; a credit note says here by when, for it has no other place."""
    means = group(root, "PaymentMeans")
    code = facts["means"]
    named = {CREDIT_TRANSFER: _("Transfer"), CLEARED: _("Settled on the account")}.get(code)
    put(means, "PaymentMeansCode", code, {"name": one_line(named)} if named else None)
    if due_on is not None:
        put(means, "PaymentDueDate", due_on.isoformat())
    put(means, "PaymentID", written_reference(facts["reference"]))
    if code == CREDIT_TRANSFER:
        account = group(means, "PayeeFinancialAccount")
        put(account, "ID", facts["iban"])
        put(account, "Name", facts["holder"])
        if facts["bic"]:
            put(group(account, "FinancialInstitutionBranch"), "ID", facts["bic"])


def written_reference(compact: str) -> str:
    """A structured communication with its pluses and strokes; any other reference as it is."""
    return reference_text(compact) if is_ogm(compact) else compact


def put_vat(root: etree._Element, document: Document, exemption: str) -> None:
    """The one rate of the document, and why there is no VAT where an exempt seller charges none."""
    total = group(root, "TaxTotal")
    put_amount(total, "TaxAmount", document.vat)
    part = group(total, "TaxSubtotal")
    put_amount(part, "TaxableAmount", document.net)
    put_amount(part, "TaxAmount", document.vat)
    reason = exemption if document.category == VatCategory.EXEMPT else ""
    _put_category(part, "TaxCategory", document, reason)


def _put_category(parent: etree._Element, name: str, document: Document, reason: str = "") -> None:
    category = group(parent, name)
    put(category, "ID", document.category)
    put(category, "Percent", f"{document.percent.normalize():f}")
    put(category, "TaxExemptionReason", reason)
    put(group(category, "TaxScheme"), "ID", "VAT")


def put_totals(root: etree._Element, document: Document) -> None:
    totals = group(root, "LegalMonetaryTotal")
    put_amount(totals, "LineExtensionAmount", document.net)
    put_amount(totals, "TaxExclusiveAmount", document.net)
    put_amount(totals, "TaxInclusiveAmount", total_of(document) - document.rounding)
    if document.set_off > ZERO:
        put_amount(totals, "PrepaidAmount", document.set_off)
    if document.rounding != ZERO:
        put_amount(totals, "PayableRoundingAmount", document.rounding)
    put_amount(totals, "PayableAmount", due_of(document))


def put_line(
    root: etree._Element, document: Document, line: DocumentLine, *, name: str, quantity: str
) -> None:
    """One line; `name` and `quantity` are the words of an invoice or of a credit note."""
    made = group(root, name)
    put(made, "ID", str(line.position))
    put(made, quantity, str(signed_quantity(line)), PIECE)
    put_amount(made, "LineExtensionAmount", line.net)
    item = group(made, "Item")
    short, rest = _named(one_line(line.text) or "–")
    put(item, "Description", " · ".join(part for part in (rest, one_line(line.detail)) if part))
    put(item, "Name", short)
    _put_category(item, "ClassifiedTaxCategory", document)
    put(group(made, "Price"), "PriceAmount", f"{unit_price(line):f}", EURO)


def _named(text: str) -> tuple[str, str]:
    """A name short enough, and the whole text where that is not all of it."""
    if len(text) <= LONGEST_NAME:
        return text, ""
    return f"{text[: LONGEST_NAME - 1].rstrip()}…", text
