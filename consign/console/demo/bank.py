"""The demo's bank: carries out what it is handed, and says so in statements (camt.053)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]

from consign.money.split import ZERO
from consign.payouts.models import Payout

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
CAMT = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})


@dataclass(frozen=True)
class Booked:
    """One movement of an account; plus is money in."""

    amount: Decimal
    other: str
    other_iban: str = ""
    number: str = ""
    text: str = ""
    returned: str = ""

    @classmethod
    def sent(cls, payout: Payout) -> "Booked":
        """A payout that the bank has carried out."""
        return cls(
            amount=-payout.amount,
            other=payout.holder,
            other_iban=payout.iban,
            number=payout.number,
            text=payout.message,
        )

    @classmethod
    def back(cls, payout: Payout) -> "Booked":
        """The same money back: the account was closed (AC04)."""
        return cls(amount=payout.amount, other=payout.holder, number=payout.number, returned="AC04")


@dataclass
class Bank:
    """One account at the bank, statement by statement."""

    iban: str
    balance: Decimal
    statements: int = 0
    booked: list[Booked] = field(default_factory=list)

    def statement(self, on: date, booked: Sequence[Booked]) -> bytes:
        """What the bank says of a day; the next statement begins where this one ends."""
        self.statements += 1
        opening = self.balance
        self.balance += sum((one.amount for one in booked), ZERO)
        name = f"{self.iban[-8:]}-{on.year}-{self.statements:03d}"
        told = CAMT.Document(
            CAMT.BkToCstmrStmt(
                CAMT.GrpHdr(CAMT.MsgId(name), CAMT.CreDtTm(f"{on}T18:00:00")),
                CAMT.Stmt(
                    CAMT.Id(name),
                    CAMT.CreDtTm(f"{on}T18:00:00"),
                    CAMT.Acct(CAMT.Id(CAMT.IBAN(self.iban)), CAMT.Ccy("EUR")),
                    _balance("OPBD", opening, on),
                    _balance("CLBD", self.balance, on),
                    *[_entry(one, on, f"{name}/{n}") for n, one in enumerate(booked, start=1)],
                ),
            )
        )
        return etree.tostring(told, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _balance(code: str, amount: Decimal, on: date) -> Any:
    return CAMT.Bal(
        CAMT.Tp(CAMT.CdOrPrtry(CAMT.Cd(code))), *_signed(amount), CAMT.Dt(CAMT.Dt(str(on)))
    )


def _signed(amount: Decimal) -> list[etree._Element]:
    direction = "CRDT" if amount >= 0 else "DBIT"
    return [CAMT.Amt(f"{abs(amount):.2f}", Ccy="EUR"), CAMT.CdtDbtInd(direction)]


def _entry(booked: Booked, on: date, reference: str) -> Any:
    side = "Cdtr" if booked.amount < 0 else "Dbtr"
    details = [
        CAMT.Refs(CAMT.EndToEndId(booked.number or "NOTPROVIDED")),
        CAMT.RltdPties(*_party(side, booked)),
    ]
    if booked.text:
        details.append(CAMT.RmtInf(CAMT.Ustrd(booked.text)))
    if booked.returned:
        details.append(CAMT.RtrInf(CAMT.Rsn(CAMT.Cd(booked.returned))))
    return CAMT.Ntry(
        *_signed(booked.amount),
        CAMT.Sts(CAMT.Cd("BOOK")),
        CAMT.BookgDt(CAMT.Dt(str(on))),
        CAMT.ValDt(CAMT.Dt(str(on))),
        CAMT.AcctSvcrRef(reference),
        CAMT.NtryDtls(CAMT.TxDtls(*details)),
    )


def _party(side: str, booked: Booked) -> list[etree._Element]:
    found = [CAMT(side, CAMT.Pty(CAMT.Nm(booked.other)))]
    if booked.other_iban:
        found.append(CAMT(f"{side}Acct", CAMT.Id(CAMT.IBAN(booked.other_iban))))
    return found
