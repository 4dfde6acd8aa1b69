"""Bank statements as files: what a bank would hand out for plain lines.

The sums fit by themselves; a test that wants a wrong file spoils a right one.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from lxml import etree

from consign.bank.statement import BankLine, BankStatement
from tests.bank.coda_file import coda_file

__all__ = ["camt_053", "camt_file", "coda", "coda_file", "statement"]

CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
# Since this version a state is a code, and a party may be a bank.
NEW_SHAPE = 8


def statement(
    *,
    iban: str,
    identification: str,
    closed_on: date,
    opening: Decimal,
    lines: Sequence[BankLine],
    opened_on: date | None = None,
    currency: str = "EUR",
) -> BankStatement:
    """A statement whose closing is what its lines make of the opening."""
    return BankStatement(
        identification=identification,
        iban=iban,
        currency=currency,
        opened_on=opened_on or closed_on,
        closed_on=closed_on,
        opening=opening,
        closing=opening + sum((line.amount for line in lines), Decimal("0.00")),
        lines=tuple(lines),
    )


def camt_053(
    *,
    iban: str,
    identification: str,
    closed_on: date,
    opening: Decimal,
    lines: Sequence[BankLine],
    opened_on: date | None = None,
    currency: str = "EUR",
    version: int = NEW_SHAPE,
) -> bytes:
    """A camt.053 with one statement."""
    told = statement(
        iban=iban,
        identification=identification,
        closed_on=closed_on,
        opening=opening,
        lines=lines,
        opened_on=opened_on,
        currency=currency,
    )
    return camt_file([told], version=version)


def coda(
    *,
    iban: str,
    closed_on: date,
    opening: Decimal,
    lines: Sequence[BankLine],
    number: int = 1,
    opened_on: date | None = None,
) -> bytes:
    """A CODA with one statement, of that number in its year."""
    told = statement(
        iban=iban,
        identification=f"{closed_on}/{number:03}",
        closed_on=closed_on,
        opening=opening,
        lines=lines,
        opened_on=opened_on,
    )
    return coda_file([told])


def camt_file(
    statements: Sequence[BankStatement], *, version: int = NEW_SHAPE, prefix: str | None = None
) -> bytes:
    names = {prefix: f"{CAMT}{version:02}"}
    root = etree.Element(f"{{{names[prefix]}}}Document", nsmap=names)  # type: ignore[arg-type]
    message = _add(root, "BkToCstmrStmt")
    header = _add(message, "GrpHdr")
    _add(header, "MsgId", "STATEMENTS")
    _add(header, "CreDtTm", "2026-12-01T05:00:00+01:00")
    for told in statements:
        _camt_statement(_add(message, "Stmt"), told, version)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _camt_statement(element: etree._Element, told: BankStatement, version: int) -> None:
    _add(element, "Id", told.identification)
    account = _add(element, "Acct")
    _add(account, "Id/IBAN", told.iban)
    _add(account, "Ccy", told.currency)
    for code, amount, day in (
        ("OPBD", told.opening, told.opened_on),
        ("CLBD", told.closing, told.closed_on),
    ):
        if amount is not None:
            balance = _add(element, "Bal")
            _add(balance, "Tp/CdOrPrtry/Cd", code)
            _signed(balance, amount, told.currency)
            _add(balance, "Dt/Dt", str(day))
    for line in told.lines:
        _entry(_add(element, "Ntry"), line, told, version)


def _entry(entry: etree._Element, line: BankLine, told: BankStatement, version: int) -> None:
    _signed(entry, line.amount, told.currency)
    _add(entry, "Sts/Cd" if version >= NEW_SHAPE else "Sts", "BOOK")
    _add(entry, "BookgDt/Dt", str(line.booked_on))
    _add(entry, "ValDt/Dt", str(line.value_on))
    _add(entry, "AcctSvcrRef", line.bank_reference)
    details = _add(entry, "NtryDtls")
    if line.details or not _is_transfer(line):
        batch = _add(details, "Btch")
        _add(batch, "PmtInfId", line.batch_number)
        _add(batch, "NbOfTxs", str(len(line.details) or ""))
        _add(entry, "AddtlNtryInf", line.text)
    for transfer in line.details or ([line] if _is_transfer(line) else []):
        _transfer(_add(details, "TxDtls"), transfer, told, version, alone=not line.details)


def _is_transfer(line: BankLine) -> bool:
    """Whether the bank tells more than that a sum was booked."""
    return any((line.end_to_end_id, line.reference, line.text, line.counterparty_iban)) or any(
        (line.counterparty, line.return_reason)
    )


def _transfer(
    element: etree._Element, line: BankLine, told: BankStatement, version: int, *, alone: bool
) -> None:
    references = _add(element, "Refs")
    _add(references, "AcctSvcrRef", "" if alone else line.bank_reference)
    _add(references, "PmtInfId", line.batch_number)
    _add(references, "EndToEndId", line.end_to_end_id or "NOTPROVIDED")
    if version >= NEW_SHAPE:
        _signed(element, line.amount, told.currency)
    elif not alone:
        size = _add(element, "AmtDtls/TxAmt/Amt", f"{abs(line.amount):.2f}")
        size.set("Ccy", told.currency)
    # Money that came back is told with the parties it had on its way out.
    paid_by_them = (line.amount >= 0) != bool(line.return_reason)
    parties = _add(element, "RltdPties")
    for role, theirs in (("Dbtr", paid_by_them), ("Cdtr", not paid_by_them)):
        name = line.counterparty if theirs else "Ourselves"
        _add(parties, f"{role}/Pty/Nm" if version >= NEW_SHAPE else f"{role}/Nm", name)
        _add(parties, f"{role}Acct/Id/IBAN", line.counterparty_iban if theirs else told.iban)
    _add(element, "RmtInf/Ustrd", line.text)
    _add(element, "RmtInf/Strd/CdtrRefInf/Ref", line.reference)
    _add(element, "RtrInf/Rsn/Cd", line.return_reason)


def _signed(element: etree._Element, amount: Decimal, currency: str) -> None:
    _add(element, "Amt", f"{abs(amount):.2f}").set("Ccy", currency)
    _add(element, "CdtDbtInd", "CRDT" if amount >= 0 else "DBIT")


def _add(parent: etree._Element, path: str, text: str | None = None) -> etree._Element:
    """The last of the elements of a path; none of them is added for an empty text."""
    if text == "":
        return parent
    for name in path.split("/"):
        parent = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}")
    parent.text = text
    return parent
