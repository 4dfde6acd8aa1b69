"""Documents with their lines as closings issue them; none of them is in the database."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from consign.codes.epc import payment_code
from consign.codes.reference import ogm, rf
from consign.invoices import mentions
from consign.invoices.figures import due_of
from consign.invoices.models import Document, DocumentLine
from consign.money import documents as money
from consign.money.documents import DocumentKind, Part, VatCategory, documents_of
from consign.money.split import ZERO, share_out
from tests.invoices.parties import BEN, DIES, LONG_NAME, RCOOP, SMALL, of_earlier

ISSUED_ON = date(2026, 12, 1)
DUE_ON = date(2026, 12, 31)
OGM = ogm(1234567890)
RF = rf("R202600012")
SERIES = {
    DocumentKind.COMMISSION_INVOICE: "I",
    DocumentKind.COMMISSION_CREDIT_NOTE: "N",
    DocumentKind.SELF_BILLED_INVOICE: "SB-RCOOP",
    DocumentKind.SELF_BILLED_CREDIT_NOTE: "SN-RCOOP",
}
Words = tuple[str, str, int]


class Issued(NamedTuple):
    """A document, its lines, and the payment code where money comes to the coworking."""

    document: Document
    lines: list[DocumentLine]
    payment_code: str = ""


def figures(*parts: Part) -> money.Document:
    """The one document these parts give rise to."""
    (document,) = documents_of(parts)
    return document


def part(
    inclusive: str = "0.00",
    *,
    net: str = "0.00",
    percent: str = "21",
    self_billed: bool = False,
    corrects: str = "",
) -> Part:
    """What stands on a document: given back on the month `corrects`, if one is named."""
    category = VatCategory.STANDARD if Decimal(percent) else VatCategory.EXEMPT
    sign = -1 if corrects else 1
    return Part(
        self_billed=self_billed,
        category=category,
        percent=Decimal(percent),
        corrects=corrects,
        inclusive=sign * Decimal(inclusive),
        net=sign * Decimal(net),
    )


def issued(
    found: money.Document,
    *,
    words: Sequence[Words] = (("Commission sur les ventes", "", 1),),
    operator: dict[str, str] = RCOOP,
    payee: dict[str, str] = DIES,
    language: str = "fr",
    due: str = "0.00",
    reference: str = OGM,
    **facts: Any,
) -> Issued:
    """The document of these figures; its net is spread over lines of these words.

    `due` is what the account does not settle.  `facts` stand in the place of the usual ones.
    """
    kind, amounts = found.kind, found.amounts
    parties = [operator, payee]
    seller, buyer = reversed(parties) if kind.is_self_billed else parties
    document = Document(
        kind=kind,
        series=SERIES[kind],
        year=2026,
        sequence=12,
        number=f"{SERIES[kind]}-2026-00012",
        issued_on=ISSUED_ON,
        due_on=DUE_ON if Decimal(due) else None,
        language=language,
        category=found.category,
        percent=found.percent,
        net=amounts.net,
        vat=amounts.vat,
        rounding=amounts.rounding,
        set_off=amounts.total - Decimal(due),
        facts={
            "seller": seller,
            "buyer": buyer,
            "maker": "Comme une plume",
            "person": "Julie Martin",
            "coworking": operator["name"],
            "buyer_reference": "CUP-17",
            "statement": "R-2026-00012",
            "month": "2026-11",
            "period": ["2026-11-01", "2026-11-30"],
            "exemption": ""
            if found.category != VatCategory.EXEMPT
            else mentions.exemption(language, ISSUED_ON),
            "agreed_on": "2026-09-01" if kind.is_self_billed else "",
            "corrects": {"number": f"{SERIES[kind.corrects]}-2026-00003", "issued_on": "2026-11-01"}
            if kind.is_credit_note
            else None,
            **facts,
        },
    )
    receives = DocumentKind(document.kind).owed_to_coworking
    document.facts["payment"] = _payment(operator if receives else payee, due, reference)
    nets = share_out(whole=amounts.net, weights=[1] * len(words))
    lines = [
        DocumentLine(position=number, text=text, detail=detail, quantity=quantity, net=net)
        for number, ((text, detail, quantity), net) in enumerate(zip(words, nets, strict=True), 1)
    ]
    return Issued(document, lines, _code(document) if receives else "")


def _payment(to: dict[str, str], due: str, reference: str) -> dict[str, str]:
    if not Decimal(due):
        return {"means": "97", "holder": "", "iban": "", "bic": "", "reference": ""}
    account = {key: to[key] for key in ("holder", "iban", "bic")}
    return {"means": "30" if to["iban"] else "1", **account, "reference": reference}


def _code(document: Document) -> str:
    to, amount = document.facts["payment"], due_of(document)
    if amount == ZERO or not to["iban"]:
        return ""
    return payment_code(
        name=to["holder"],
        iban=to["iban"],
        bic=to["bic"],
        amount=amount,
        reference=to["reference"],
    )


MONTH: list[Words] = [
    ("Commission sur les ventes de novembre 2026", "30 % du prix payé, TVA comprise", 1),
    ("Frais d’étagère, novembre 2026", "Étagère 3, du 1er au 14 novembre", 1),
]
PIECES: list[Words] = [
    (f"Bol émaillé no {number}", f"Code 7K3 M9Q {number}", number % 3 + 1)
    for number in range(1, 13)
]
MANY: list[Words] = [
    (f"Bougie parfumée no {number}, cire d’abeille", "", 3) for number in range(1, 61)
]
HOSTILE: list[Words] = [
    ("Vase\x00 \x0b«\ufffe1 & 2» <b>\ud83d ]]> " + "très long " * 14, "\x1f ligne\r\n deux \t", 7),
    ("\x07", "", 3),
]
OWN_SALES = "Part sur les pièces vendues en notre nom"

# Every situation a closing can lead to, by what is particular about it.
SITUATIONS: dict[str, Callable[[], Issued]] = {
    "all settled, an odd cent up": lambda: issued(figures(part("8.50")), words=MONTH),
    "all settled, an odd cent down": lambda: issued(figures(part("19.50")), words=MONTH),
    "partly due, with a structured communication": lambda: issued(
        figures(part("36.25")), words=MONTH, due="16.25"
    ),
    "all due, with an RF reference": lambda: issued(
        figures(part("36.25")), words=MONTH, due="36.25", reference=RF
    ),
    "VAT on top, an odd cent": lambda: issued(figures(part("10.00", net="10.03")), words=MONTH),
    "a credit note": lambda: issued(figures(part("13.50", corrects="2026-10"))),
    "a credit note still to be transferred": lambda: issued(
        figures(part("13.50", corrects="2026-10")), due="13.50"
    ),
    "a credit note with an odd cent": lambda: issued(figures(part("6.48", corrects="2026-10"))),
    "an exempt operator": lambda: issued(
        figures(part("13.50", percent="0")), operator=SMALL, payee=BEN
    ),
    "an exempt operator's credit note": lambda: issued(
        figures(part("13.50", percent="0", corrects="2026-10")), operator=SMALL
    ),
    "a self-billed invoice": lambda: issued(
        figures(part("31.50", self_billed=True)), words=[(OWN_SALES, "", 1)]
    ),
    "twelve pieces of an exempt payee": lambda: issued(
        figures(part("431.17", percent="0", self_billed=True)), payee=BEN, words=PIECES
    ),
    "a self-billed invoice still to be paid": lambda: issued(
        figures(part("31.50", self_billed=True)), due="31.50", words=[(OWN_SALES, "", 1)]
    ),
    "a self-billed credit note": lambda: issued(
        figures(part("14.00", self_billed=True, corrects="2026-10")), words=[(OWN_SALES, "", 1)]
    ),
    "a self-billed credit note to be given back": lambda: issued(
        figures(part("14.00", self_billed=True, corrects="2026-10")), due="14.00"
    ),
    "at no rate, but no exemption": lambda: issued(
        money.Document(
            DocumentKind.SELF_BILLED_INVOICE,
            VatCategory.ZERO,
            Decimal(0),
            "",
            figures(part("14.00", percent="0", self_billed=True)).amounts,
        )
    ),
    "at six per cent": lambda: issued(figures(part("15.00", percent="6", self_billed=True))),
    "an invoice that takes a credit note back": lambda: issued(
        figures(part("13.50")), corrects={"number": "N-2026-00002"}
    ),
    "a very long name": lambda: issued(
        figures(part("32.08")), words=MONTH, payee={**DIES, "legal_name": LONG_NAME}
    ),
    "sixty lines": lambda: issued(
        figures(part("1234.57", self_billed=True)), words=MANY, due="1234.57"
    ),
    "hostile texts": lambda: issued(
        figures(part("10.01")),
        words=HOSTILE,
        payee={**DIES, "street": "\x00 & <rue>", "town": "Łódź\x1b"},
        maker="A\x00 < B",
    ),
    "nobody agreed, no statement": lambda: issued(
        figures(part("31.50", self_billed=True)), agreed_on="", statement=""
    ),
    "due to an account nobody knows yet": lambda: issued(
        figures(part("8.50")), due="8.50", operator={**RCOOP, "iban": "", "holder": "", "bic": ""}
    ),
    "paid by a payout": lambda: issued(
        figures(part("31.50", self_billed=True)), due="31.50", reference="P-2026-00042"
    ),
    "parties of an earlier day": lambda: issued(
        figures(part("8.50")), operator=of_earlier(RCOOP), payee=of_earlier(DIES)
    ),
    "in Dutch": lambda: issued(figures(part("8.50")), language="nl", due="8.50"),
    "in German": lambda: issued(figures(part("8.50")), language="de", due="8.50"),
    "in English": lambda: issued(figures(part("8.50")), language="en", due="8.50"),
}
