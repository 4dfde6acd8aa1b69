from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from consign.bank.reading import read_statements
from consign.bank.statement import BankLine, BankStatement
from tests.bank.files import camt_053, camt_file, statement

GOLDEN = Path(__file__).parent / "golden"
OURS, THEIRS = "BE71096123456769", "BE68539007547034"
DAY = date(2026, 11, 30)


def one(content: bytes) -> BankStatement:
    (found,) = read_statements(content)
    return found


def written(*lines: BankLine, version: int = 8) -> str:
    return camt_053(
        iban=OURS,
        identification="2026-1",
        closed_on=DAY,
        opening=Decimal("1000.00"),
        lines=lines,
        version=version,
    ).decode()


def paid(amount: str, position: int = 1, number: str = "PO-1") -> BankLine:
    return BankLine(position, DAY, DAY, Decimal(amount), end_to_end_id=number)


def test_a_payout_is_found_by_its_number() -> None:
    assert one((GOLDEN / "paid.xml").read_bytes()) == BankStatement(
        identification="2026-233",
        iban=OURS,
        currency="EUR",
        opened_on=date(2026, 12, 3),
        closed_on=date(2026, 12, 4),
        opening=Decimal("2000.00"),
        closing=Decimal("765.50"),
        lines=(
            BankLine(
                position=1,
                booked_on=date(2026, 12, 4),
                value_on=date(2026, 12, 3),
                amount=Decimal("-1234.50"),
                end_to_end_id="PO-2026-000123",
                batch_number="RE-2026-0007",
                reference="123456789002",
                counterparty="DiES SC",
                counterparty_iban=THEIRS,
                bank_reference="OL9456574JBBNEUBCRCL1",
            ),
        ),
    )


def test_a_transfer_that_came_back_keeps_its_number_and_says_why() -> None:
    told = one((GOLDEN / "returned.xml").read_bytes())
    assert told.opening == Decimal("-100.00")
    assert told.lines == (
        BankLine(
            position=1,
            booked_on=date(2026, 12, 7),
            value_on=date(2026, 12, 7),
            amount=Decimal("1234.50"),
            end_to_end_id="PO-2026-000123",
            text="Retour compte clos",
            counterparty="Coopérative DiES",
            counterparty_iban=THEIRS,
            bank_reference="0001",
            return_reason="AC04",
        ),
    )


def test_money_that_came_back_without_a_reason_came_back_all_the_same() -> None:
    content = (GOLDEN / "returned.xml").read_bytes()
    reason = content[content.index(b"<n0:RtrInf>") : content.index(b"</n0:RtrInf>") + 12]
    plain = content.replace(reason, b"")
    assert one(plain).lines[0].return_reason == "MS03"
    neither = plain.replace(b"RRTN", b"ESCT")
    assert one(neither).lines[0].return_reason == ""
    reversed_ = neither.replace(b"<n0:RvslInd>false", b"<n0:RvslInd>true")
    assert one(reversed_).lines[0].return_reason == "MS03"
    assert one(reversed_).lines[0].amount == Decimal("1234.50")


def test_a_batch_keeps_its_transfers() -> None:
    batch = BankLine(
        1,
        DAY,
        DAY,
        Decimal("-30.00"),
        batch_number="RE-1",
        details=(paid("-10.00"), paid("-20.00", 2, "PO-2")),
    )
    for version in (2, 8):
        assert one(written(batch, version=version).encode()).lines == (batch,)


def test_a_batch_without_its_transfers_has_its_number() -> None:
    batch = BankLine(1, DAY, DAY, Decimal("-30.00"), batch_number="RE-1", text="2 virements")
    content = written(batch).replace(
        "<NtryDtls>", "<NtryDtls><Btch><PmtInfId>RE-1</PmtInfId></Btch>"
    )
    (line,) = one(content.encode()).lines
    assert (line.batch_number, line.amount, line.details) == ("RE-1", Decimal("-30.00"), ())


def test_a_batch_of_one_is_the_transfer_itself() -> None:
    content = written(paid("-30.00")).replace(
        "<NtryDtls>",
        "<NtryDtls><Btch><PmtInfId>RE-1</PmtInfId><NbOfTxs>1</NbOfTxs></Btch>",
    )
    (line,) = one(content.encode()).lines
    assert (line.batch_number, line.end_to_end_id, line.details) == ("RE-1", "PO-1", ())
    # One transfer told of several is not the whole batch.
    (line,) = one(content.replace("<NbOfTxs>1", "<NbOfTxs>3").encode()).lines
    assert (line.batch_number, line.end_to_end_id) == ("RE-1", "")
    assert [detail.end_to_end_id for detail in line.details] == ["PO-1"]


def test_transfers_in_another_currency_are_not_told_as_euros() -> None:
    batch = BankLine(
        1, DAY, DAY, Decimal("-30.00"), details=(paid("-10.00"), paid("-20.00", 2, "PO-2"))
    )
    content = written(batch).replace('<Amt Ccy="EUR">20.00', '<Amt Ccy="USD">20.00')
    (line,) = one(content.encode()).lines
    assert (line.amount, line.details) == (Decimal("-30.00"), ())


def test_a_number_the_payer_did_not_give_is_none() -> None:
    content = written(BankLine(1, DAY, DAY, Decimal("5.00"), text="Tasse"))
    assert "NOTPROVIDED" in content
    assert one(content.encode()).lines[0].end_to_end_id == ""


@pytest.mark.parametrize(
    ("message", "reference"),
    [
        ("+++123/4567/89002+++", "123456789002"),
        ("paye ***123/4567/89002*** merci", "123456789002"),
        ("+++123/4567/89003+++", ""),
        ("rf18 5390 0754 7034", "RF18539007547034"),
        ("Tasse bleue", ""),
    ],
)
def test_a_reference_in_a_message_is_understood(message: str, reference: str) -> None:
    (line,) = one(written(BankLine(1, DAY, DAY, Decimal("5.00"), text=message)).encode()).lines
    assert (line.reference, line.text) == (reference, message)


def test_a_structured_reference_of_another_kind_is_a_message() -> None:
    content = written(BankLine(1, DAY, DAY, Decimal("5.00"), reference="123456789002"))
    (line,) = one(content.replace("123456789002", "F 2026/12").encode()).lines
    assert (line.reference, line.text) == ("", "F 2026/12")


def test_the_other_side_is_never_ourselves() -> None:
    line = BankLine(
        1, DAY, DAY, Decimal("5.00"), counterparty="Ada", counterparty_iban=THEIRS, text="x"
    )
    swapped = (
        written(line).replace("Dbtr", "Other").replace("Cdtr", "Dbtr").replace("Other", "Cdtr")
    )
    assert one(swapped.encode()).lines == (line,)


def test_one_file_may_hold_several_statements_with_any_prefix() -> None:
    statements = [
        statement(
            iban=iban,
            identification="7",
            closed_on=DAY,
            opening=Decimal("0.00"),
            lines=[paid("12.00")],
        )
        for iban in (OURS, THEIRS)
    ]
    for version in (2, 4, 8, 13):
        content = camt_file(statements, version=version, prefix="Q")
        assert read_statements(content) == statements


def test_comments_and_white_space_change_nothing() -> None:
    content = written(paid("-5.00")).replace("PO-1", "\n PO-<!-- x --><?y?>1 \n")
    assert one(f"\ufeff\n{content}".encode()).lines == (paid("-5.00"),)


def test_without_opening_balance_there_is_no_sum_to_check() -> None:
    content = written(paid("-5.00")).replace("OPBD", "OTHR")
    told = one(content.encode())
    assert (told.opening, told.opened_on) == (None, None)
