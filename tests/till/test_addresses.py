"""The address of a ticket and the reference of a transfer: both are made of the sale's key."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from consign.till.addresses import key_of, ticket_address, ticket_code, transfer_reference

KEY = uuid.UUID("0f8b2c1e-5d0a-4a57-9a2b-3f6f2f4f1c11")


@given(st.uuids())
def test_a_code_is_read_back_as_its_key(key: uuid.UUID) -> None:
    code = ticket_code(key)
    assert len(code) == 26
    for typed in (code, code.lower(), f" {code} ", f"https://VITRINE.EXAMPLE/T/{code}"):
        assert key_of(typed) == key


def test_the_least_and_the_greatest_key() -> None:
    assert ticket_code(uuid.UUID(int=0)) == "0" * 26
    assert ticket_code(uuid.UUID(int=2**128 - 1)) == "7" + "Z" * 25


def test_the_address_is_a_small_code() -> None:
    address = ticket_address("https://vitrine.example", KEY)
    assert address == "https://VITRINE.EXAMPLE/T/0FHCP1WQ8A99BSMASZDWQMY70H"
    assert key_of(address) == KEY


@pytest.mark.parametrize(
    "text",
    ["", "7K3M9QX", "8" + "Z" * 25, "U" * 26, "0" * 25, "https://vitrine.example/I/7K3M9QX"],
)
def test_anything_else_is_no_ticket(text: str) -> None:
    assert key_of(text) is None


def test_letters_that_look_like_digits_are_understood() -> None:
    assert key_of("O" * 25 + "l") == uuid.UUID(int=1)


@given(st.uuids())
def test_a_bank_accepts_the_reference(key: uuid.UUID) -> None:
    assert iso11649.is_valid(transfer_reference(key))
