"""A document on paper, for people: the structured invoice (UBL) is what counts."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

from consign.codes.reference import RF, is_ogm, reference_text
from consign.codes.text import enterprise_text, iban_text
from consign.days import Month
from consign.invoices.blocks_pdf import Fact, draw_facts, draw_transfer, keep_together
from consign.invoices.figures import (
    due_of,
    signed_quantity,
    total_of,
    unit_price,
)
from consign.invoices.mentions import self_billing
from consign.invoices.models import Document, DocumentLine
from consign.money.documents import DocumentKind, VatCategory
from consign.money.split import ZERO, half_up
from consign.money.text import amount_text, money, number_text, percent_text
from consign.paper.page import Paper, Party, Total
from consign.paper.table import Column
from consign.people.models import VatStatus


def document_pdf(
    document: Document, lines: Sequence[DocumentLine], *, payment_code: str = ""
) -> bytes:
    """A4 in the document's language; the same document gives the same bytes.

    `payment_code` is what a banking app reads from the code beside a transfer to the coworking;
    where nothing is due to it, none is drawn.
    """
    with translation.override(document.language):
        return _Drawing(document, lines, payment_code).draw()


class _Drawing:
    """One document being drawn from top to bottom."""

    def __init__(
        self, document: Document, lines: Sequence[DocumentLine], payment_code: str
    ) -> None:
        self.document = document
        self.kind = DocumentKind(document.kind)
        self.facts: Mapping[str, Any] = document.facts
        self.lines = lines
        self.payment_code = payment_code
        self.title = _title(self.kind)
        copy = _("Copy for reading: the structured invoice (UBL) is the original.")
        self.paper = Paper(
            title=f"{self.title} {document.number}",
            author=self.facts["seller"]["legal_name"],
            language=document.language,
            foot=f"{document.number} · {copy}",
        )

    def draw(self) -> bytes:
        self._head()
        self._lines()
        self._totals()
        if due_of(self.document):
            self._transfer()
        return self.paper.finish()

    def _head(self) -> None:
        document, facts = self.document, self.facts
        month = Month.parse(facts["month"]).in_words
        self.paper.heading(
            self.title,
            subtitle=" · ".join(part for part in (facts["maker"], facts["person"], month) if part),
            aside=[
                document.number,
                _("issued on %(day)s") % {"day": _day(document.issued_on)},
            ],
        )
        seller, buyer = facts["seller"], facts["buyer"]
        self.paper.parties(
            _party(_("Supplier"), seller, iban=seller.get("iban", "")),
            _party(_("Buyer"), buyer),
        )
        draw_facts(self.paper, self._known())
        if self.kind.is_self_billed:
            self.paper.note(self._self_billed())
        self.paper.space(2)

    def _known(self) -> list[Fact]:
        facts = self.facts
        first, last = (_day(date.fromisoformat(day)) for day in facts["period"])
        known = [Fact(_("Period"), f"{first} – {last}")]
        if facts["statement"]:
            known.append(Fact(_("Statement"), facts["statement"]))
        known.append(Fact(_("Reference"), facts["buyer_reference"]))
        if facts["corrects"]:
            known.append(Fact(*self._earlier(facts["corrects"])))
        return known

    def _earlier(self, earlier: Mapping[str, str]) -> tuple[str, str]:
        label = _("Corrects") if self.kind.is_credit_note else _("Takes back")
        if not earlier.get("issued_on"):
            return label, earlier["number"]
        told = {"number": earlier["number"], "day": _day(date.fromisoformat(earlier["issued_on"]))}
        return label, _("%(number)s of %(day)s") % told

    def _lines(self) -> None:
        columns = [
            Column(_("Description"), lines=3),
            Column(_("Quantity"), 17, "right"),
            Column(_("Unit price without VAT"), 28, "right"),
            Column(_("Without VAT"), 26, "right"),
        ]
        with self.paper.table(columns) as table:
            for line in self.lines:
                cells = [
                    line.text,
                    str(signed_quantity(line)),
                    self._price(unit_price(line)),
                    self._money(line.net),
                ]
                table.row(cells, note=line.detail)
        self.paper.space(-3)

    def _totals(self) -> None:
        document = self.document
        totals = [Total(_("Total without VAT"), self._money(document.net)), self._vat()]
        if document.rounding:
            words = _("VAT is reckoned once for the whole document; this is the odd cent.")
            totals.append(Total(_("Rounding"), self._money(document.rounding), note=words))
        totals += self._settled()
        keep_together(self.paper, totals)
        self.paper.totals(totals)

    def _settled(self) -> list[Total]:
        """The total, what of it the account settles, and what is left."""
        due, set_off = due_of(self.document), self.document.set_off
        total = self._money(total_of(self.document))
        if not set_off:
            return [Total(_("Total to be transferred"), total, strong=True)]
        totals = [
            Total(_("Total"), total, strong=True),
            Total(_("Settled on the account"), self._money(-set_off)),
        ]
        if due:
            return [*totals, Total(_("Still to be transferred"), self._money(due), strong=True)]
        words, number = _("The whole amount is settled on the account."), self.facts["statement"]
        if number:
            words = _("The whole amount is settled on statement %(number)s.") % {"number": number}
        return [*totals, Total(_("Nothing to transfer"), self._money(due), strong=True, note=words)]

    def _vat(self) -> Total:
        if self.document.category == VatCategory.EXEMPT:
            return Total(_("No VAT"), self._money(ZERO), note=self.facts["exemption"])
        percent = percent_text(self.document.percent, self.document.language)
        return Total(_("VAT %(percent)s") % {"percent": percent}, self._money(self.document.vat))

    def _self_billed(self) -> str:
        mention = self_billing(self.document.language, self.document.issued_on)
        told = {
            "seller": self.facts["seller"]["legal_name"],
            "buyer": self.facts["buyer"]["legal_name"],
        }
        words = _("Issued by %(buyer)s in the name and for the account of %(seller)s.") % told
        if self.facts["agreed_on"]:
            day = {"day": _day(date.fromisoformat(self.facts["agreed_on"]))}
            agreed = _("Agreed on %(day)s.") % day
            words = f"{words} {agreed}"
        return f"{mention}. {words}"

    def _transfer(self) -> None:
        document, payment = self.document, self.facts["payment"]
        rows = [Fact(_("Amount"), self._money(due_of(document)))]
        if document.due_on is not None:
            rows.append(Fact(_("At the latest on"), _day(document.due_on)))
        account = " · ".join(filter(None, (iban_text(payment["iban"]), payment["bic"])))
        rows += [
            Fact(_("Account holder"), payment["holder"]),
            Fact(_("Account number (IBAN)"), account),
            Fact(_("Payment reference"), _reference_words(payment["reference"])),
        ]
        rows = [row for row in rows if row.text]
        if DocumentKind(document.kind).owed_to_coworking:
            hint = _("Scan it with your banking app.")
            draw_transfer(self.paper, _("Please transfer"), rows, code=self.payment_code, hint=hint)
        else:
            told = _("%(payer)s transfers") % {"payer": self.facts["coworking"]}
            draw_transfer(self.paper, told, rows)

    def _money(self, amount: Decimal) -> str:
        return money(amount, self.document.language)

    def _price(self, price: Decimal) -> str:
        """As an amount, with all decimals it has."""
        near, language = half_up(price), self.document.language
        if price == near:
            return self._money(price)
        return self._money(near).replace(amount_text(near, language), number_text(price, language))


def _title(kind: DocumentKind) -> str:
    return {
        DocumentKind.COMMISSION_INVOICE: _("Invoice"),
        DocumentKind.COMMISSION_CREDIT_NOTE: _("Credit note"),
        DocumentKind.SELF_BILLED_INVOICE: _("Self-billed invoice"),
        DocumentKind.SELF_BILLED_CREDIT_NOTE: _("Self-billed credit note"),
    }[kind]


def _party(role: str, party: Mapping[str, str], *, iban: str = "") -> Party:
    number = {"number": f"BE\N{NO-BREAK SPACE}{enterprise_text(party['enterprise_number'])}"}
    legal = ", ".join(filter(None, (party.get("legal_form"), party.get("register"))))
    lines = [party["street"], f"{party['postcode']} {party['town']}", _("VAT %(number)s") % number]
    if party["country"] != "BE":
        lines[1] = f"{party['country']}-{lines[1]}"
    if party["vat_status"] == VatStatus.EXEMPT:
        lines.append(str(VatStatus.EXEMPT.label))
    lines += filter(None, (legal, iban_text(iban)))
    return Party(role, party["legal_name"], lines)


def _reference_words(compact: str) -> str:
    """A reference that banks check in groups; any other, such as a payout's number, as it is."""
    checked = is_ogm(compact) or RF.fullmatch(compact)
    return reference_text(compact) if checked else compact


def _day(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")
