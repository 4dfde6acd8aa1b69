"""A bank's statement as ISO 20022 tells it: camt.053, of any version and with any prefix."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lxml import etree

from consign.bank.camt_words import (
    all_of,
    amount,
    damaged,
    day,
    direction,
    needed,
    text,
    texts,
)
from consign.bank.references import recognised, told_in
from consign.bank.statement import (
    DAMAGED,
    NO_REASON_GIVEN,
    NOT_A_STATEMENT,
    BankLine,
    BankStatement,
    Unreadable,
    given,
)

DOCUMENT = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.[0-9]{2}\}Document")
# Booked balances: of the opening, or of the closing before it; of the closing.
OPENING = ("OPBD", "PRCD")
CLOSING = ("CLBD",)
# The bank transaction code of a transfer that came back, where nothing else says so.
RETURNED = "RRTN"


@dataclass(frozen=True)
class Home:
    """The account the statement is of."""

    iban: str
    currency: str


def read_camt(content: bytes) -> list[BankStatement]:
    """The statements of a file that begins like XML; Unreadable for any other XML."""
    statements = all_of(_document(content), "BkToCstmrStmt/Stmt")
    if not statements:
        raise Unreadable(DAMAGED)
    return [_statement(statement) for statement in statements]


def _document(content: bytes) -> etree._Element:
    # Without comments and instructions, so that a text is one.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        broken = b"camt.053" in content[:2000]
        raise Unreadable(
            DAMAGED if broken else NOT_A_STATEMENT, error.lineno if broken else None
        ) from error
    # No bank defines its own document type; whoever does wants more than to be read.
    if root.getroottree().docinfo.internalDTD is not None or not DOCUMENT.fullmatch(root.tag):
        raise Unreadable(NOT_A_STATEMENT)
    return root


def _statement(statement: etree._Element) -> BankStatement:
    closing, opening = _balance(statement, CLOSING), _balance(statement, OPENING)
    if closing is None:
        raise damaged(statement)
    currency = needed(closing, "Amt").get("Ccy", "")
    iban = text(statement, "Acct/Id/IBAN", "Acct/Id/Othr/Id")
    closed_on = day(closing, "Dt")
    identification = text(statement, "Id")
    if not iban or not identification or closed_on is None:
        raise damaged(statement)
    booked = (
        entry for entry in all_of(statement, "Ntry") if text(entry, "Sts/Cd", "Sts") == "BOOK"
    )
    home = Home(iban, currency)
    return BankStatement(
        identification=identification,
        iban=iban,
        currency=currency,
        opened_on=None if opening is None else day(opening, "Dt"),
        closed_on=closed_on,
        opening=None if opening is None else _signed(opening, home),
        closing=_signed(closing, home),
        lines=tuple(_line(entry, position, home) for position, entry in enumerate(booked, 1)),
    )


def _balance(statement: etree._Element, codes: Sequence[str]) -> etree._Element | None:
    """The first balance of the first of these kinds."""
    balances = all_of(statement, "Bal")
    kinds = [text(balance, "Tp/CdOrPrtry/Cd") for balance in balances]
    return next((balances[kinds.index(code)] for code in codes if code in kinds), None)


def _signed(element: etree._Element, home: Home) -> Decimal:
    size = needed(element, "Amt")
    if size.get("Ccy") != home.currency:
        raise damaged(size)
    return amount(size) * direction(element)


def _line(entry: etree._Element, position: int, home: Home) -> BankLine:
    booked_on = day(entry, "BookgDt") or day(entry, "ValDt")
    if booked_on is None:
        raise damaged(entry)
    line = BankLine(
        position=position,
        booked_on=booked_on,
        value_on=day(entry, "ValDt") or booked_on,
        amount=_signed(entry, home),
        batch_number=text(entry, "NtryDtls/Btch/PmtInfId"),
        text=text(entry, "AddtlNtryInf"),
        bank_reference=text(entry, "AcctSvcrRef", "NtryRef"),
        return_reason=_return_reason(entry),
    )
    transfers = all_of(entry, "NtryDtls/TxDtls")
    if len(transfers) == 1 and text(entry, "NtryDtls/Btch/NbOfTxs") in {"", "1"}:
        return _told(line, transfers[0], home)
    return replace(line, details=_details(line, transfers, home))


def _details(
    line: BankLine, transfers: Sequence[etree._Element], home: Home
) -> tuple[BankLine, ...]:
    """The transfers of a batch; none of them where one is not told in the account's currency."""
    amounts = [_own_amount(transfer, line, home) for transfer in transfers]
    bare = replace(line, batch_number="", text="", bank_reference="")
    return tuple(
        _told(replace(bare, position=position, amount=own), transfer, home)
        for position, (own, transfer) in enumerate(zip(amounts, transfers, strict=True), 1)
        if own is not None and None not in amounts
    )


def _own_amount(transfer: etree._Element, line: BankLine, home: Home) -> Decimal | None:
    sizes = [*all_of(transfer, "Amt"), *all_of(transfer, "AmtDtls/TxAmt/Amt")]
    at_home = [size for size in sizes if size.get("Ccy") == home.currency]
    if not at_home:
        return None
    # Older versions tell the direction once, for the whole batch.
    whole = 1 if line.amount >= 0 else -1
    return amount(at_home[0]) * (direction(transfer) if text(transfer, "CdtDbtInd") else whole)


def _told(line: BankLine, transfer: etree._Element, home: Home) -> BankLine:
    """The line with what the bank tells about its one transfer."""
    reason = _return_reason(transfer) or line.return_reason
    money_in = line.amount >= 0
    # A transfer that came back is told with the parties it had on its way out.
    name, iban = _counterparty(transfer, home, payer=money_in != bool(reason))
    reference, message = _remittance(transfer)
    return replace(
        line,
        end_to_end_id=given(text(transfer, "Refs/EndToEndId")),
        batch_number=text(transfer, "Refs/PmtInfId") or line.batch_number,
        reference=reference,
        text=message or line.text,
        counterparty=name,
        counterparty_iban=iban,
        bank_reference=line.bank_reference or text(transfer, "Refs/AcctSvcrRef"),
        return_reason=reason,
    )


def _remittance(transfer: etree._Element) -> tuple[str, str]:
    """Reference and message; a reference of a kind we do not know is part of the message."""
    structured = texts(transfer, "RmtInf/Strd/CdtrRefInf/Ref")
    references = [found for found in map(recognised, structured) if found]
    others = [found for found in structured if not recognised(found)]
    message = " ".join([*texts(transfer, "RmtInf/Ustrd"), *others])
    return (references[0] if references else told_in(message)), message


def _counterparty(transfer: etree._Element, home: Home, *, payer: bool) -> tuple[str, str]:
    """Name and account of the other side, rather one with an account than one without."""
    found = [
        (
            text(transfer, f"RltdPties/{role}/Nm", f"RltdPties/{role}/Pty/Nm"),
            text(transfer, f"RltdPties/{role}Acct/Id/IBAN"),
        )
        for role in (("Dbtr", "Cdtr") if payer else ("Cdtr", "Dbtr"))
    ]
    others = [party for party in found if any(party) and party[1] != home.iban]
    return max(others, key=lambda party: bool(party[1]), default=("", ""))


def _return_reason(element: etree._Element) -> str:
    told = text(element, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
    returned = (
        all_of(element, "RtrInf")
        or text(element, "RvslInd") in {"true", "1"}
        or text(element, "BkTxCd/Domn/Fmly/SubFmlyCd") == RETURNED
    )
    return told or (NO_REASON_GIVEN if returned else "")
