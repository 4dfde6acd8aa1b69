from datetime import date
from decimal import Decimal

import pytest

from consign.bank.reading import read_statements
from consign.bank.statement import BankLine, Unreadable
from tests.bank.files import camt_053

OURS = "BE71096123456769"
DAY = date(2026, 11, 30)
CONTENT = camt_053(
    iban=OURS,
    identification="2026-1",
    closed_on=DAY,
    opening=Decimal("1000.00"),
    lines=[BankLine(1, DAY, DAY, Decimal("-5.00"), end_to_end_id="PO-1")],
).decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CLBD", "CLAV"),
        (OURS, ""),
        ("<Id>2026-1</Id>", ""),
        ("DBIT", "OUT"),
        (">5.00<", "><"),
        (">5.00<", ">-5.00<"),
        (">5.00<", ">5,00<"),
        (">5.00<", ">5.001<"),
        (">5.00<", ">NaN<"),
        (">5.00<", ">٥<"),
        (">5.00<", f">{'9' * 400}<"),
        ('<Amt Ccy="EUR">5.00', '<Amt Ccy="USD">5.00'),
        ("<Dt>2026-11-30</Dt>", "<Dt>2026-11-31</Dt>"),
        ("<Dt>2026-11-30</Dt>", "<Dt>30/11/2026</Dt>"),
        ("<Dt>2026-11-30</Dt>", ""),
        ("Stmt>", "Rpt>"),
    ],
)
def test_a_statement_without_what_it_must_have_is_damaged(old: str, new: str) -> None:
    assert old in CONTENT
    with pytest.raises(Unreadable) as refused:
        read_statements(CONTENT.replace(old, new).encode())
    assert refused.value.code == "damaged"


def test_a_line_has_an_amount_and_a_day() -> None:
    start, end = CONTENT.index("<BookgDt>"), CONTENT.index("<NtryDtls>")
    amount = CONTENT.index("<Amt", CONTENT.index("<Ntry>"))
    without_days = CONTENT[:start] + CONTENT[end:]
    without_amount = CONTENT[:amount] + CONTENT[CONTENT.index("<CdtDbtInd>", amount) :]
    for content in (without_days, without_amount):
        with pytest.raises(Unreadable) as refused:
            read_statements(content.encode())
        assert refused.value.code == "damaged"


def test_damage_is_told_with_its_line() -> None:
    content = CONTENT.replace(">5.00<", ">5,00<")
    line = 1 + next(at for at, text in enumerate(content.split("\n")) if "5,00" in text)
    with pytest.raises(Unreadable) as refused:
        read_statements(content.encode())
    assert refused.value.position == line
    assert str(refused.value) == f"damaged, line {line}"
