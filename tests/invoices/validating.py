"""What is wrong with structured invoices, by the public rules and by a few of our own."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from consign.invoices.ubl_parts import NAMESPACES
from consign.money.split import CENT, HUNDRED, half_up
from tests.house.reading import ROOT

TEN_DIGITS = re.compile("[0-9]{10}")
SELF_BILLED = {"389", "261"}
# The public rule file knows Billing alone.  These two want the identifiers of that profile;
# Self-Billing has the same rules with its own identifiers, which `own_problems` compares.
EXPECTED_FOR_SELF_BILLING = {"PEPPOL-EN16931-R004", "PEPPOL-EN16931-R007"}
PROFILES = {
    "380": ("Invoice", "billing"),
    "389": ("Invoice", "selfbilling"),
    "381": ("CreditNote", "billing"),
    "261": ("CreditNote", "selfbilling"),
}


class Problem(NamedTuple):
    """A rule that a document breaks; a warning refuses no document."""

    layer: str
    rule: str
    text: str
    warning: bool = False


def problems_of(files: Mapping[str, bytes]) -> dict[str, list[Problem]]:
    """The problems of each document that has any, by its name; empty when all are valid.

    One process validates them all: a second or two to begin with, some milliseconds for each.
    """
    found = {}
    for name, problems in by_public_rules(files).items():
        self_billed = Reader(files[name]).type_code in SELF_BILLED
        expected = EXPECTED_FOR_SELF_BILLING if self_billed else set()
        told = [one for one in problems if one.rule not in expected]
        told += own_problems(files[name])
        if told:
            found[name] = told
    return found


def by_public_rules(files: Mapping[str, bytes]) -> dict[str, list[Problem]]:
    """All that the schema and both sets of rules say of each document."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, xml) in enumerate(files.items()):
            path = Path(folder) / f"{number}.xml"
            path.write_bytes(xml)
            names[str(path)] = name
        done = subprocess.run(
            [sys.executable, "-m", "tests.invoices.validator"],
            cwd=ROOT,
            input=json.dumps(list(names)),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return {name: [Problem(**one) for one in found[path]] for path, name in names.items()}


class Reader:
    """A structured invoice read back, by paths like `cac:TaxTotal/cbc:TaxAmount`."""

    def __init__(self, xml: bytes) -> None:
        self.root = etree.fromstring(xml)

    @property
    def name(self) -> str:
        return etree.QName(self.root).localname

    @property
    def type_code(self) -> str:
        return self.text(f"cbc:{self.name}TypeCode")

    def text(self, path: str) -> str:
        """The first such element's text; empty when there is none."""
        return self.root.findtext(path, default="", namespaces=NAMESPACES) or ""

    def texts(self, path: str) -> list[str]:
        return [element.text or "" for element in self.root.iterfind(path, NAMESPACES)]

    def amount(self, path: str) -> Decimal:
        return Decimal(self.text(path) or "0.00")

    def total(self, name: str) -> Decimal:
        return self.amount(f"cac:LegalMonetaryTotal/cbc:{name}")

    def lines(self) -> list[tuple[Decimal, Decimal, Decimal]]:
        """Quantity, price and net of every line."""
        quantity = "InvoicedQuantity" if self.name == "Invoice" else "CreditedQuantity"
        return [
            (
                Decimal(line.findtext(f"cbc:{quantity}", namespaces=NAMESPACES) or ""),
                Decimal(line.findtext("cac:Price/cbc:PriceAmount", namespaces=NAMESPACES) or ""),
                Decimal(line.findtext("cbc:LineExtensionAmount", namespaces=NAMESPACES) or ""),
            )
            for line in self.root.iterfind(f"cac:{self.name}Line", NAMESPACES)
        ]


def own_problems(xml: bytes) -> list[Problem]:
    """What the public rules do not say, or say with slack; needs no other process."""
    read = Reader(xml)
    told = [*_misnamed(read), *_misnumbered(read), *_misadded(read), *_mispriced(read)]
    return [Problem("ours", rule, text) for rule, text in told]


def _misnamed(read: Reader) -> Iterator[tuple[str, str]]:
    root, profile = PROFILES.get(read.type_code, ("", ""))
    if read.name != root:
        yield "type", f"{read.type_code!r} on {read.name}"
    for element in ("cbc:CustomizationID", "cbc:ProfileID"):
        if f":poacc:{profile}:" not in read.text(element):
            yield "profile", f"{read.type_code!r} with {read.text(element)!r}"


def _misnumbered(read: Reader) -> Iterator[tuple[str, str]]:
    numbers = read.texts(".//*[@schemeID='0208']")
    if len(numbers) != 6:
        yield "enterprise numbers", f"{len(numbers)} instead of three on each side"
    for number in numbers:
        if not TEN_DIGITS.fullmatch(number) or int(number[8:]) != 97 - int(number[:8]) % 97:
            yield "enterprise number", number
    for number in read.texts(".//cac:PartyTaxScheme/cbc:CompanyID"):
        if number.removeprefix("BE") not in numbers:
            yield "VAT number", number


def _misadded(read: Reader) -> Iterator[tuple[str, str]]:
    """Every sum to the cent: the public rules give some of them slack."""
    net, vat = read.total("TaxExclusiveAmount"), read.amount("cac:TaxTotal/cbc:TaxAmount")
    percent = read.amount("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent")
    rounding, inclusive = read.total("PayableRoundingAmount"), read.total("TaxInclusiveAmount")
    sums = {
        "lines": (sum(line for *_, line in read.lines()), net),
        "sum of lines": (read.total("LineExtensionAmount"), net),
        "taxable": (read.amount("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount"), net),
        "VAT": (half_up(net * percent / HUNDRED), vat),
        "VAT of the rate": (read.amount("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount"), vat),
        "with VAT": (net + vat, inclusive),
        "payable": (
            inclusive - read.total("PrepaidAmount") + rounding,
            read.total("PayableAmount"),
        ),
    }
    for name, (reckoned, told) in sums.items():
        if reckoned != told:
            yield name, f"{reckoned} is not {told}"
    if not -CENT <= rounding <= CENT:
        yield "rounding", str(rounding)


def _mispriced(read: Reader) -> Iterator[tuple[str, str]]:
    for quantity, price, net in read.lines():
        if half_up(quantity * price) != net:
            yield "price", f"{quantity} at {price} is not {net}"
