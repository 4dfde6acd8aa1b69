"""The order to a bank as a file: an ISO 20022 customer credit transfer, pain.001.001.09.

Equal orders give equal bytes.
"""

from django.utils import timezone
from lxml import etree

from consign.bank.references import issuer
from consign.bank.sepa_text import transferable
from consign.bank.statement import NOT_PROVIDED
from consign.bank.transfers import (
    MESSAGE,
    NAME,
    POSTCODE,
    STREET,
    TOWN,
    BadAmount,
    BadNumber,
    BadParty,
    BadReference,
    CreditTransfers,
    NothingToTransfer,
    NotTransferable,
    Party,
    SameNumberTwice,
    Transfer,
)

__all__ = [
    "BadAmount",
    "BadNumber",
    "BadParty",
    "BadReference",
    "CreditTransfers",
    "NotTransferable",
    "NothingToTransfer",
    "Party",
    "SameNumberTwice",
    "Transfer",
    "credit_transfer_file",
]

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"


def credit_transfer_file(order: CreditTransfers) -> bytes:
    """The order as UTF-8 XML, with one payment information for all its transfers."""
    names = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}Document", nsmap=names)  # type: ignore[arg-type]
    initiation = _add(root, "CstmrCdtTrfInitn")
    _header(_add(initiation, "GrpHdr"), order)
    _payment(_add(initiation, "PmtInf"), order)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _header(header: etree._Element, order: CreditTransfers) -> None:
    _add(header, "MsgId", order.number)
    written = timezone.localtime(order.created_at).replace(tzinfo=None)
    _add(header, "CreDtTm", written.isoformat(timespec="seconds"))
    _totals(header, order)
    initiator = _add(header, "InitgPty")
    _add(initiator, "Nm", transferable(order.debtor.name, NAME))
    if order.enterprise_digits:
        # How Belgian banks know who hands in a file: the enterprise number and its register.
        other = _add(initiator, "Id/OrgId/Othr")
        _add(other, "Id", order.enterprise_digits)
        _add(other, "Issr", "KBO-BCE")


def _payment(payment: etree._Element, order: CreditTransfers) -> None:
    _add(payment, "PmtInfId", order.number)
    _add(payment, "PmtMtd", "TRF")
    _add(payment, "BtchBookg", "true" if order.batch_booking else "false")
    _totals(payment, order)
    kind = _add(payment, "PmtTpInf")
    _add(kind, "SvcLvl/Cd", "SEPA")
    if order.instant:
        _add(kind, "LclInstrm/Cd", "INST")
    _add(payment, "ReqdExctnDt/Dt", order.execution_on.isoformat())
    _party(_add(payment, "Dbtr"), order.debtor)
    _add(payment, "DbtrAcct/Id/IBAN", order.debtor.iban)
    if order.debtor.bic:
        _add(payment, "DbtrAgt/FinInstnId/BICFI", order.debtor.bic)
    else:
        # It has to be named: this word leaves it to the account number.
        _add(payment, "DbtrAgt/FinInstnId/Othr/Id", NOT_PROVIDED)
    _add(payment, "ChrgBr", "SLEV")
    for transfer in order.transfers:
        _transfer(_add(payment, "CdtTrfTxInf"), transfer)


def _totals(parent: etree._Element, order: CreditTransfers) -> None:
    _add(parent, "NbOfTxs", str(len(order.transfers)))
    _add(parent, "CtrlSum", f"{sum(transfer.amount for transfer in order.transfers):.2f}")


def _transfer(element: etree._Element, transfer: Transfer) -> None:
    identification = _add(element, "PmtId")
    _add(identification, "InstrId", transfer.number)
    _add(identification, "EndToEndId", transfer.number)
    _add(element, "Amt/InstdAmt", f"{transfer.amount:.2f}").set("Ccy", "EUR")
    if transfer.creditor.bic:
        _add(element, "CdtrAgt/FinInstnId/BICFI", transfer.creditor.bic)
    _party(_add(element, "Cdtr"), transfer.creditor)
    _add(element, "CdtrAcct/Id/IBAN", transfer.creditor.iban)
    _remittance(element, transfer)


def _remittance(element: etree._Element, transfer: Transfer) -> None:
    message = transferable(transfer.message, MESSAGE)
    if transfer.reference:
        reference = _add(element, "RmtInf/Strd/CdtrRefInf")
        kind = _add(reference, "Tp")
        _add(kind, "CdOrPrtry/Cd", "SCOR")
        _add(kind, "Issr", issuer(transfer.reference))
        _add(reference, "Ref", transfer.reference)
    elif message:
        _add(element, "RmtInf/Ustrd", message)


def _party(element: etree._Element, party: Party) -> None:
    _add(element, "Nm", transferable(party.name, NAME))
    if not party.has_address:
        return
    address = _add(element, "PstlAdr")
    for name, text, longest in (
        ("StrtNm", party.street, STREET),
        ("PstCd", party.postcode, POSTCODE),
        ("TwnNm", party.town, TOWN),
    ):
        if written := transferable(text, longest):
            _add(address, name, written)
    _add(address, "Ctry", party.country)


def _add(parent: etree._Element, path: str, text: str = "") -> etree._Element:
    """Add the elements of a path, each in the one before it, and give the last one."""
    for name in path.split("/"):
        parent = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text:
        parent.text = text
    return parent
