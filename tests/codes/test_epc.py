from decimal import Decimal

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from consign.codes.epc import payment_code
from consign.codes.reference import ogm, rf

IBAN = "BE71096123456769"
# A code of this guideline has at most 69 modules a side.
LARGEST_VERSION = 13


def scanned(payload: str) -> str:
    """What another program reads in the QR code of this text."""
    qr = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    qr.add_data(payload)
    qr.make(fit=True)
    assert qr.version <= LARGEST_VERSION
    modules = np.array(qr.get_matrix(), dtype=np.uint8)
    picture = np.kron(255 - modules * 255, np.ones((4, 4), dtype=np.uint8)).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(picture)
    # Its third line says that they are UTF-8.
    return found.bytes.decode()


def test_a_payment_code_says_who_gets_how_much_for_what() -> None:
    code = payment_code(
        name="Rcoop SC",
        iban="BE71 0961 2345 6769",
        amount=Decimal("24.20"),
        text="Étagère de novembre",
        bic="GKCCBEBB",
    )
    assert code.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "GKCCBEBB",
        "Rcoop SC",
        "BE71096123456769",
        "EUR24.20",
        "",
        "",
        "Étagère de novembre",
    ]


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        ("123456789002", "123456789002"),
        ("+++123/4567/89002+++", "123456789002"),
        ("rf18 5390 0754 7034", "RF18539007547034"),
    ],
)
def test_a_reference_stands_compact_in_its_own_line_and_ends_the_code(
    reference: str, line: str
) -> None:
    code = payment_code(name="Rcoop", iban=IBAN, amount=Decimal("1.00"), reference=reference)
    assert code.split("\n")[9:] == [line]


def test_empty_lines_at_the_end_are_left_out() -> None:
    code = payment_code(name="Rcoop", iban=IBAN, amount=Decimal("1.00"))
    assert code.endswith("\nEUR1.00")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0.01", "EUR0.01"),
        ("45", "EUR45.00"),
        ("999999999.99", "EUR999999999.99"),
        ("1E+2", "EUR100.00"),
    ],
)
def test_an_amount_has_a_point_and_two_decimals(amount: str, written: str) -> None:
    code = payment_code(name="Rcoop", iban=IBAN, amount=Decimal(amount))
    assert code.split("\n")[7] == written


@pytest.mark.parametrize(
    "amount", ["0", "0.00", "-1", "1000000000", "0.001", "12.345", "NaN", "sNaN", "Infinity"]
)
def test_an_amount_that_cannot_be_asked_for_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=r"0\.01 to|two decimals"):
        payment_code(name="Rcoop", iban=IBAN, amount=Decimal(amount))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": " \n"}, "the name"),
        ({"name": "a" * 71}, "the name"),
        ({"text": "a" * 141}, "the text"),
        ({"name": "é" * 70, "text": "日" * 80}, "in bytes"),
        ({"iban": "BE71096123456768"}, "account number"),
        ({"iban": ""}, "account number"),
        ({"bic": "NOPE"}, "bank's code"),
        ({"reference": "+++123/4567/89003+++"}, "payment reference"),
        ({"reference": "Facture 12"}, "payment reference"),
        ({"reference": "123456789002", "text": "Facture 12"}, "not both"),
    ],
)
def test_what_the_guidelines_forbid_is_refused(changed: dict[str, str], why: str) -> None:
    given = {"name": "Rcoop", "iban": IBAN, **changed}
    with pytest.raises(ValueError, match=why):
        payment_code(amount=Decimal("1.00"), **given)


def test_a_line_break_in_a_name_or_text_does_not_move_the_lines() -> None:
    code = payment_code(
        name="Rcoop\r\nSC", iban=IBAN, amount=Decimal("1.00"), text="Une\u2028tasse\x00\tbleue"
    )
    assert code.split("\n")[5] == "Rcoop SC"
    assert code.split("\n")[10] == "Une tasse bleue"


@settings(max_examples=60)
@given(
    name=st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=70),
    cents=st.integers(1, 99_999_999_999),
    reference=st.one_of(
        st.just(""),
        st.integers(1, 9_999_999_999).map(ogm),
        st.text("AZ09", min_size=1, max_size=21).map(rf),
    ),
    text=st.text(max_size=140),
)
def test_a_phone_reads_exactly_what_was_written(
    name: str, cents: int, reference: str, text: str
) -> None:
    try:
        code = payment_code(
            name=name,
            iban=IBAN,
            amount=Decimal(cents).scaleb(-2),
            reference=reference,
            text="" if reference else text,
        )
    except ValueError as refused:
        assert "in bytes" in str(refused)  # noqa: PT017
        return
    assert len(code.encode()) <= 331
    assert scanned(code) == code


def test_the_longest_code_is_still_one_that_phones_take() -> None:
    code = payment_code(
        name="é" * 70, iban=IBAN, amount=Decimal("999999999.99"), text="a" * 132, bic="GKCCBEBB"
    )
    assert len(code.encode()) == 331
    assert scanned(code) == code
