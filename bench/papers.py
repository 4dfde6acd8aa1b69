"""Structured invoices, bank files and statements of the bank, beside their stand-ins.

A bank file of 1,000 transfers beside the library that writes the same message (sepaxml, without its
own validation); a structured invoice, and a statement of 1,000 lines, each beside parsing the very
same bytes and writing them out again with nothing else done.  Milliseconds of the processor,
medians of five rounds; one line of JSON comes out.
"""
# ruff: noqa: E402 - Django is set up before anything of ours is imported

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from lxml import etree
from sepaxml import SepaTransfer

from consign.bank.credit_transfer import credit_transfer_file
from consign.bank.reading import read_statements
from consign.bank.statement import BankLine
from consign.bank.transfers import CreditTransfers, Party, Transfer
from consign.invoices.ubl import structured
from tests.bank.files import camt_053
from tests.invoices.papers import SITUATIONS

COUNT = 1000
ROUNDS = 5
IBANS = "BE71096123456769", "BE68539007547034"
DAY = date(2026, 12, 1)


def transfers() -> bytes:
    debtor = Party("Rcoop SC", IBANS[0], "Rue de la Paix 41", "1050", "Ixelles")
    payee = Party("Dies SC", IBANS[1], "Rue de l'Exemple 2", "1060", "Saint-Gilles")
    order = CreditTransfers(
        number="RM-2026-00001",
        created_at=datetime(2026, 12, 1, 9, tzinfo=UTC),
        execution_on=DAY,
        debtor=debtor,
        enterprise_number="1999000744",
        transfers=[
            Transfer(f"PO-2026-{n:05d}", Decimal("31.50"), payee, f"Rcoop 2026-11 {n}")
            for n in range(COUNT)
        ],
    )
    return credit_transfer_file(order)


def transfers_by_library() -> bytes:
    order = SepaTransfer(
        {
            "name": "Rcoop SC",
            "IBAN": IBANS[0],
            "BIC": "BANKBEBB",
            "batch": False,
            "currency": "EUR",
        },
        schema="pain.001.001.09",
        clean=True,
    )
    for n in range(COUNT):
        order.add_payment(
            {
                "name": "Dies SC",
                "IBAN": IBANS[1],
                "BIC": "BANKBEBB",
                "amount": 3150,
                "execution_date": DAY,
                "description": f"Rcoop 2026-11 {n}",
                "endtoend_id": f"PO-2026-{n:05d}",
            }
        )
    written: bytes = order.export(validate=False)
    return written


def through_parser(content: bytes) -> bytes:
    return etree.tostring(etree.fromstring(content), pretty_print=True)


def milliseconds(act: Callable[[], object]) -> float:
    rounds = []
    for _round in range(ROUNDS):
        start = time.process_time()
        act()
        rounds.append((time.process_time() - start) * 1000)
    return statistics.median(rounds)


def main() -> None:
    papers = [make() for make in SITUATIONS.values()]
    written = [structured(one.document, one.lines) for one in papers]
    lines = [
        BankLine(n, DAY, DAY, Decimal("-31.50"), end_to_end_id=f"PO-2026-{n:05d}")
        for n in range(1, COUNT + 1)
    ]
    bank = camt_053(
        iban=IBANS[0], identification="1", closed_on=DAY, opening=Decimal(0), lines=lines
    )
    file, library = milliseconds(transfers), milliseconds(transfers_by_library)
    invoices = milliseconds(lambda: [structured(one.document, one.lines) for one in papers])
    parsed = milliseconds(lambda: [through_parser(one) for one in written])
    read, bare = (
        milliseconds(lambda: read_statements(bank)),
        milliseconds(lambda: through_parser(bank)),
    )
    told = {
        "bench": "papers",
        "bank_file_ms": round(file, 1),
        "bank_file_ratio": round(file / library, 2),
        "invoice_ms": round(invoices / len(papers), 2),
        "invoice_ratio": round(invoices / parsed, 1),
        "statement_ms": round(read, 1),
        "statement_ratio": round(read / bare, 1),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
