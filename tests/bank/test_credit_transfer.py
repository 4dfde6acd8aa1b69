from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from consign.bank.credit_transfer import (
    BadParty,
    CreditTransfers,
    Party,
    Transfer,
    credit_transfer_file,
)
from consign.bank.sepa_text import PERMITTED
from tests.bank.iso import expect_valid

GOLDEN = Path(__file__).parent / "golden" / "transfers.xml"

RCOOP = Party(
    "Rcoop – Coopérative SC",
    "BE71096123456769",
    street="Chaussée d'Ixelles 12",
    postcode="1050",
    town="Ixelles",
    bic="GKCCBEBB",
)
DIES = Party("DiES SC", "BE68539007547034", town="Bruxelles")
BEN = Party("Terre de Ben", "NL91ABNA0417164300", bic="ABNANL2A")
ORDER = CreditTransfers(
    number="RE-2026-0007",
    # Half past midnight in Brussels.
    created_at=datetime(2026, 12, 1, 23, 30, tzinfo=UTC),
    execution_on=date(2026, 12, 3),
    debtor=RCOOP,
    enterprise_number="0428.759.497",
    transfers=[
        Transfer("PO-2026-000123", Decimal("1234.50"), DIES, reference="123456789002"),
        Transfer("PO-2026-000124", Decimal("0.05"), BEN, message="Relevé de novembre – Ben & Co"),
        Transfer("PO-2026-000125", Decimal("7.0"), DIES, reference="RF18539007547034"),
    ],
)


def valid(order: CreditTransfers) -> etree._Element:
    return expect_valid(credit_transfer_file(order))


def told(root: etree._Element, path: str) -> list[str]:
    steps = "/".join(f"{{*}}{name}" for name in path.split("/"))
    return [found.text or "" for found in root.findall(f".//{steps}")]


def test_an_order_is_written_like_this() -> None:
    assert credit_transfer_file(ORDER).decode() == GOLDEN.read_text("utf-8")
    valid(ORDER)


def test_equal_orders_are_equal_files() -> None:
    assert credit_transfer_file(ORDER) == credit_transfer_file(replace(ORDER))


def test_count_and_sum_stand_at_both_levels() -> None:
    root = valid(ORDER)
    assert told(root, "NbOfTxs") == ["3", "3"]
    assert told(root, "CtrlSum") == ["1241.55", "1241.55"]


def test_without_a_bank_the_account_alone_says_where() -> None:
    root = valid(replace(ORDER, debtor=replace(RCOOP, bic="")))
    assert told(root, "DbtrAgt/FinInstnId/Othr/Id") == ["NOTPROVIDED"]
    assert told(root, "DbtrAgt/FinInstnId/BICFI") == []
    assert told(root, "CdtrAgt/FinInstnId/BICFI") == ["ABNANL2A"]


def test_an_instant_batch_says_so() -> None:
    root = valid(replace(ORDER, instant=True, batch_booking=True))
    assert told(root, "PmtTpInf/LclInstrm/Cd") == ["INST"]
    assert told(root, "BtchBookg") == ["true"]


def test_without_enterprise_number_the_name_is_enough() -> None:
    root = valid(replace(ORDER, enterprise_number=""))
    assert told(root, "InitgPty/Nm") == ["Rcoop - Cooperative SC"]
    assert told(root, "OrgId/Othr/Id") == []


def test_a_message_that_no_bank_carries_is_left_out() -> None:
    transfer = Transfer("PO-1", Decimal("1.00"), DIES, message="\u200b / ")
    root = valid(replace(ORDER, transfers=[transfer]))
    assert told(root, "RmtInf/Ustrd") == []


def test_an_address_is_never_written_in_free_lines() -> None:
    root = valid(ORDER)
    assert told(root, "AdrLine") == []
    assert told(root, "Dbtr/PstlAdr/StrtNm") == ["Chaussee d'Ixelles 12"]
    assert told(root, "Cdtr/PstlAdr/TwnNm") == ["Bruxelles", "Bruxelles"]
    assert told(root, "Cdtr/PstlAdr/Ctry") == ["BE", "BE"]


LIMITS = {"Nm": 70, "StrtNm": 70, "PstCd": 16, "TwnNm": 35, "Ustrd": 140}
anything = st.text(max_size=200)
parties = st.builds(
    Party,
    name=anything,
    iban=st.sampled_from(["BE71096123456769", "NL91ABNA0417164300"]),
    street=anything,
    postcode=anything,
    town=anything,
    bic=st.sampled_from(["", "GKCCBEBB", "ABNANL2AROT"]),
)


@st.composite
def orders(draw: st.DrawFn) -> CreditTransfers:
    cents = draw(st.lists(st.integers(1, 99_999_999_999), min_size=1, max_size=5))
    transfers = [
        Transfer(f"PO-{number}", Decimal(amount).scaleb(-2), draw(parties), message=draw(anything))
        for number, amount in enumerate(cents)
    ]
    return replace(
        ORDER,
        debtor=draw(parties),
        transfers=transfers,
        instant=draw(st.booleans()),
    )


@st.composite
def orders_or_refusals(draw: st.DrawFn) -> CreditTransfers | None:
    try:
        return draw(orders())
    except BadParty:
        return None


@settings(max_examples=200)
@given(orders_or_refusals())
def test_whatever_people_write_the_order_is_valid(order: CreditTransfers | None) -> None:
    if order is None:
        return
    root = valid(order)
    for name, longest in LIMITS.items():
        assert all(0 < len(text) <= longest for text in told(root, name))
    assert all(set(text.strip()) <= PERMITTED for text in root.itertext())
    amounts = [Decimal(amount) for amount in told(root, "InstdAmt")]
    assert amounts == [transfer.amount for transfer in order.transfers]
    assert told(root, "CtrlSum") == [f"{sum(amounts):.2f}"] * 2
