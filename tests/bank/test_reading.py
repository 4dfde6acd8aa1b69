import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consign.bank.credit_transfer import (
    CreditTransfers,
    Party,
    Transfer,
    credit_transfer_file,
)
from consign.bank.reading import LARGEST, read_statements
from consign.bank.statement import BankLine, Unreadable
from tests.bank.files import camt_053, coda

OURS = "BE71096123456769"
DAY = date(2026, 11, 30)
LINES = [
    BankLine(1, DAY, DAY, Decimal("-10.00"), end_to_end_id="PO-1", counterparty="Bén"),
    BankLine(
        2,
        DAY,
        DAY,
        Decimal("-50.00"),
        batch_number="RE-1",
        details=(
            BankLine(1, DAY, DAY, Decimal("-20.00"), end_to_end_id="PO-2"),
            BankLine(2, DAY, DAY, Decimal("-30.00"), end_to_end_id="PO-3"),
        ),
    ),
]
CAMT = camt_053(
    iban=OURS, identification="1", closed_on=DAY, opening=Decimal("100.00"), lines=LINES
)
OLD_CAMT = camt_053(
    iban=OURS, identification="1", closed_on=DAY, opening=Decimal("100.00"), lines=LINES, version=2
)
CODA = coda(iban=OURS, closed_on=DAY, opening=Decimal("100.00"), lines=LINES)
BOMB = b"".join(
    [
        b'<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a0 "lol">',
        *(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, 12)),
        b"]>",
        CAMT.split(b"?>", 1)[1].replace(b"PO-1", b"&a11;"),
    ]
)
OUTSIDE = CAMT.replace(
    b"?>", b'?><!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/hostname">]>', 1
).replace(b"PO-1", b"&x;")


def refusal(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read_statements(content)
    return refused.value


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \r\n\t",
        b"\x00" * 1000,
        bytes(range(256)),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"PK\x03\x04\x14\x00\x00\x00",
        "Relevé de compte".encode("latin-1"),
        "Date;Montant;Communication\r\n30/11/2026;-10,00;é\r\n".encode(),
        CAMT.decode().encode("utf-16"),
        CODA.decode("cp1252").encode("utf-16-le"),
        b"<html><body>Votre session a expir\xe9</body></html>",
        b"<!DOCTYPE html><html><head><meta charset=utf-8></head><p>x</html>",
        b"<",
        b"<?xml version='1.0'?>",
        b"<Document/>",
        CAMT.replace(b"camt.053.001.08", b"camt.054.001.08"),
        CAMT.replace(b"camt.053.001.08", b"camt.053.002.08"),
        CAMT.replace(b"<Document", b"<Documents").replace(b"</Document", b"</Documents"),
        BOMB.replace(b"camt.053", b"camt.999"),
        CODA.replace(b"2\r\n", b"1\r\n", 1),
        CODA[1:],
        CODA.replace(b"\r\n", b"\r"),
    ],
)
def test_what_no_bank_sent_is_not_a_statement(content: bytes) -> None:
    assert refusal(content).code == "not_a_bank_statement"


def test_our_own_order_is_not_a_statement() -> None:
    debtor = Party("Rcoop SC", OURS)
    order = CreditTransfers(
        number="RE-1",
        created_at=datetime(2026, 11, 30, 12, tzinfo=UTC),
        execution_on=DAY,
        debtor=debtor,
        enterprise_number="",
        transfers=[Transfer("PO-1", Decimal("1.00"), debtor)],
    )
    assert refusal(credit_transfer_file(order)).code == "not_a_bank_statement"


@pytest.mark.parametrize("content", [BOMB, OUTSIDE, CAMT.replace(b"?>", b"?><!DOCTYPE x>", 1)])
def test_a_file_that_defines_its_own_words_is_not_read(content: bytes) -> None:
    assert refusal(content).code in {"not_a_bank_statement", "damaged"}


def test_a_statement_that_breaks_off_is_damaged() -> None:
    half = CAMT[: len(CAMT) // 2]
    assert refusal(half).code == "damaged"
    assert refusal(half).position is not None
    assert refusal(CAMT.replace(b"PO-1", b"&nothing;")).code == "damaged"


def test_a_file_of_any_size_gets_an_answer() -> None:
    assert refusal(b"<" + b"a" * LARGEST).code == "too_large"
    assert refusal(CAMT + b" " * LARGEST).code == "too_large"
    assert refusal(b"<a>" * 100_000).code == "not_a_bank_statement"


@pytest.mark.parametrize("content", [CAMT, OLD_CAMT])
def test_lines_that_do_not_make_the_closing_are_refused(content: bytes) -> None:
    assert refusal(content.replace(b">40.00<", b">40.01<")).code == "sums"


def test_both_kinds_tell_the_same() -> None:
    (camt,), (old,), (belgian,) = map(read_statements, (CAMT, OLD_CAMT, CODA))
    assert camt == old
    assert camt.lines == belgian.lines == tuple(LINES)
    assert (camt.opening, camt.closing) == (belgian.opening, belgian.closing)


@settings(max_examples=100)
@given(st.binary(max_size=600))
def test_anything_else_is_refused_without_a_fuss(content: bytes) -> None:
    refusal(content)
    refusal(b"<" + content)
    refusal(CODA[:130] + content)


@pytest.mark.parametrize("content", [CAMT, OLD_CAMT, CODA], ids=["new camt", "old camt", "coda"])
def test_a_file_with_wrong_bytes_is_read_or_refused(content: bytes) -> None:
    rng = random.Random(7)
    outcomes = {_outcome(_spoiled(content, rng)) for _ in range(400)}
    assert {"read", "damaged"} <= outcomes


def _spoiled(content: bytes, rng: random.Random) -> bytes:
    """The same with one to three bytes changed, a piece cut out or another put in."""
    spoiled = bytearray(content)
    for _ in range(rng.choice([1, 1, 3])):
        place, length = rng.randrange(len(spoiled)), rng.randrange(1, 40)
        how = rng.choice(["change", "cut", "repeat"])
        if how == "change":
            spoiled[place] = rng.choice(b"<>&\"' \n0129AZ\xe9\xff\x01")
        elif how == "cut":
            del spoiled[place : place + length]
        else:
            spoiled[place:place] = spoiled[place : place + length]
    return bytes(spoiled)


def _outcome(content: bytes) -> str:
    try:
        read_statements(content)
    except Unreadable as refused:
        return refused.code
    return "read"
