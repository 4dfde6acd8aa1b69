from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from consign.bank.credit_transfer import (
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

PARTY = Party("Rcoop SC", "BE71096123456769")
TRANSFER = Transfer("PO-2026-000001", Decimal("10.00"), PARTY)
ORDER = CreditTransfers(
    "RE-2026-0001",
    datetime(2026, 12, 1, 9, tzinfo=UTC),
    date(2026, 12, 2),
    PARTY,
    "0428.759.497",
    [TRANSFER],
)


@pytest.mark.parametrize("amount", ["0", "-0.01", "0.001", "10.999", "1000000000.00", "NaN"])
def test_an_amount_no_bank_carries_is_refused(amount: str) -> None:
    with pytest.raises(BadAmount, match="PO-2026-000001"):
        replace(TRANSFER, amount=Decimal(amount))


@pytest.mark.parametrize("amount", ["0.01", "10", "10.500", "999999999.99", "1E+3"])
def test_an_amount_in_cents_is_taken_however_it_is_written(amount: str) -> None:
    assert replace(TRANSFER, amount=Decimal(amount)).amount == Decimal(amount)


@pytest.mark.parametrize(
    "number", ["", "é", "x" * 36, "a b", "/1", "1/", "1//2", "PO–1", " PO1", "PO_1"]
)
def test_a_number_that_would_come_back_changed_is_refused(number: str) -> None:
    with pytest.raises(BadNumber):
        replace(TRANSFER, number=number)
    with pytest.raises(BadNumber):
        replace(ORDER, number=number)


@pytest.mark.parametrize(
    "reference", ["123456789003", "+++123/4567/89002+++", "RF19539007547034", "x"]
)
def test_a_reference_is_compact_and_its_check_digits_fit(reference: str) -> None:
    with pytest.raises(BadReference, match="not a payment reference"):
        replace(TRANSFER, reference=reference)


def test_a_transfer_has_a_reference_or_a_message() -> None:
    with pytest.raises(BadReference, match="not both"):
        replace(TRANSFER, reference="123456789002", message="November")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": ""}, "a name"),
        ({"name": " \u200b"}, "a name"),
        ({"iban": "BE71096123456768"}, "account number"),
        ({"iban": "123"}, "account number"),
        ({"bic": "NOPE"}, "bank's code"),
        ({"street": "Rue Haute 1"}, "a town"),
        ({"postcode": "1000"}, "a town"),
        ({"street": "Rue Haute 1", "town": " "}, "a town"),
        ({"town": "Bruxelles", "country": "Belgique"}, "two capitals"),
        ({"town": "Bruxelles", "country": ""}, "two capitals"),
    ],
)
def test_a_party_a_bank_would_reject_is_refused(changed: dict[str, str], why: str) -> None:
    with pytest.raises(BadParty, match=why):
        replace(PARTY, **changed)


@pytest.mark.parametrize("number", ["042875949", "04287594970", "none"])
def test_an_enterprise_number_has_ten_digits_or_is_left_out(number: str) -> None:
    with pytest.raises(BadNumber, match="ten digits"):
        replace(ORDER, enterprise_number=number)
    assert replace(ORDER, enterprise_number="").enterprise_digits == ""
    assert replace(ORDER, enterprise_number="BE 0428 759 497").enterprise_digits == "0428759497"


def test_an_order_without_transfers_is_refused() -> None:
    with pytest.raises(NothingToTransfer):
        replace(ORDER, transfers=[])


def test_two_transfers_under_one_number_are_refused() -> None:
    other = replace(TRANSFER, amount=Decimal("20.00"))
    with pytest.raises(SameNumberTwice, match="PO-2026-000001"):
        replace(ORDER, transfers=[TRANSFER, other])


def test_every_refusal_is_a_value_error() -> None:
    assert issubclass(NotTransferable, ValueError)
    for refusal in (
        BadAmount,
        BadNumber,
        BadParty,
        BadReference,
        NothingToTransfer,
        SameNumberTwice,
    ):
        assert issubclass(refusal, NotTransferable)
