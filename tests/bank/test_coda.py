from decimal import Decimal
from importlib.resources import files
from io import StringIO

from coda import CODA  # type: ignore[import-untyped]

from consign.bank.reading import read_statements
from consign.bank.statement import BankStatement
from tests.bank.coda_file import coda_file
from tests.bank.coda_month import DAY, LINES, OPENING, OURS, changed, read, written
from tests.bank.files import statement


def test_every_kind_of_line_is_read() -> None:
    assert read(written()) == BankStatement(
        identification="2026-11-30/227",
        iban=OURS,
        currency="EUR",
        opened_on=DAY,
        closed_on=DAY,
        opening=OPENING,
        closing=Decimal("889.80"),
        lines=tuple(LINES),
    )


def test_our_files_are_what_another_reader_takes_for_coda() -> None:
    (told,) = CODA(StringIO("\n".join(written()))).statements
    assert (told.account, told.account_currency) == (OURS, "EUR")
    assert (told.old_balance, told.new_balance) == (OPENING, Decimal("889.80"))
    assert [move.amount for move in told.moves] == [line.amount for line in LINES]
    assert [move.customer_reference for move in told.moves[:3]] == [
        "PO-2026-000123",
        "RE-2026-0007",
        "RE-2026-0008",
    ]
    assert [move.customer_reference for move in told.moves[1].moves] == [
        "PO-2026-000124",
        "PO-2026-000125",
    ]
    assert told.moves[0].counterparty_name == "Coopérative DiES"
    assert told.moves[0].communication == "Relevé de novembre"
    assert (told.moves[4].r_transaction, told.moves[4].r_reason) == ("2", "AC04")
    assert (told.moves[5].communication_type, told.moves[5].communication) == (
        "101",
        "123456789002",
    )


def test_a_file_of_a_bank_is_read_like_another_reader_reads_it() -> None:
    path = files("coda") / "CODA.txt"
    (ours,) = read_statements(path.read_bytes())
    (other,) = CODA(StringIO(path.read_text("cp1252"))).statements
    assert (ours.opening, ours.closing) == (other.old_balance, other.new_balance)
    assert (ours.opened_on, ours.closed_on) == (other.old_balance_date, other.new_balance_date)
    assert ours.iban == other.account
    assert [line.amount for line in ours.lines] == [move.amount for move in other.moves]
    assert [line.bank_reference for line in ours.lines] == [
        move.bank_reference.rstrip() for move in other.moves
    ]
    batches = [line for line in ours.lines if line.details]
    assert len(batches) > 1
    assert all(sum(detail.amount for detail in batch.details) == batch.amount for batch in batches)


def test_a_month_without_movements_may_lack_its_closing_balance() -> None:
    (told,) = read_statements((files("coda") / "CODA-empty.txt").read_bytes())
    assert told.lines == ()
    assert told.closing == told.opening == Decimal("0.00")
    assert told.closed_on == told.opened_on


def test_one_file_may_hold_several_statements() -> None:
    statements = [
        statement(
            iban=OURS,
            identification=f"2026-11-30/{number:03}",
            closed_on=DAY,
            opening=OPENING,
            lines=LINES[:2],
        )
        for number in (1, 2)
    ]
    assert read_statements(coda_file(statements)) == statements
    assert read_statements(coda_file(statements, encoding="utf-8")) == statements


def test_the_end_of_a_file_may_be_written_as_old_systems_do() -> None:
    records = written()
    assert read([*records, "", "\x1a"]).lines == tuple(LINES)
    assert read(records[:-1]).lines == tuple(LINES)


def test_a_day_of_value_that_is_not_known_is_that_of_booking() -> None:
    assert read(changed("2100010000", 48, "000000")).lines[0].value_on == DAY


def test_a_return_without_a_reason_is_a_return() -> None:
    assert read(changed("2200050000", 114, "    ")).lines[4].return_reason == "MS03"
    assert read(changed("2200050000", 113, " ")).lines[4].return_reason == ""


def test_a_reference_that_does_not_check_is_only_a_message() -> None:
    read_line = read(changed("2100060000", 66, "123456789003")).lines[5]
    assert (read_line.reference, read_line.text) == ("", "123456789003")


def test_a_name_may_stand_in_the_information_that_follows() -> None:
    records = changed("2300010000", 48, " " * 35)
    place = next(at for at, record in enumerate(records) if record.startswith("23"))
    told = f"31{records[place][2:10]}{'OL9456574JBBNEUBCRCL1':21}001010001001{'Terre de Ben':70}"
    records.insert(place + 1, f"{told:<127}0")
    trailer = next(at for at, record in enumerate(records) if record.startswith("9"))
    counted = int(records[trailer][16:22]) + 1
    records[trailer] = f"{records[trailer][:16]}{counted:06}{records[trailer][22:]}"
    assert read(records).lines[0].counterparty == "Terre de Ben"


def test_a_structured_message_of_another_kind_is_left_to_the_bank() -> None:
    read_line = read(changed("2100060000", 63, "127")).lines[5]
    assert (read_line.reference, read_line.text) == ("", "")


def test_what_a_movement_consists_of_is_no_payment() -> None:
    records = [
        record.replace("1263126501010", "126826501010") for record in changed("2100020000", 54, "3")
    ]
    for start in ("2100020001", "2100020002"):
        place = next(at for at, record in enumerate(records) if record.startswith(start))
        records[place] = records[place][:53] + "8" + records[place][54:]
    told = read(records).lines[1]
    assert (told.amount, told.details, told.end_to_end_id) == (
        Decimal("-30.00"),
        (),
        "RE-2026-0007",
    )


def test_what_a_bank_gathers_is_kept_as_it_is_nested() -> None:
    records = changed("2100020000", 54, "2")
    for start, kind in (("2100020001", "7"), ("2100020002", "9")):
        place = next(at for at, record in enumerate(records) if record.startswith(start))
        records[place] = records[place][:53] + kind + records[place][54:]
    told = read(records).lines[1]
    assert told.amount == Decimal("-30.00")
    assert told.end_to_end_id == "PO-2026-000125"
