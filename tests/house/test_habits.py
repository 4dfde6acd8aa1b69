import ast
from pathlib import Path

import pytest

from tests.house import habits
from tests.house.reading import Checker, broken, found, name, python_files

# Where rows are written: each room's operations, and what was too much for one file.
WRITING = {
    "consign/labels/own_sheets.py",
    "consign/labels/printing.py",
    "consign/invoices/book_codes.py",
    "consign/payouts/matching.py",
    "consign/payouts/remitting.py",
    "consign/people/accounts.py",
    "consign/people/pins.py",
    "consign/slips/drawing_up.py",
    "consign/stock/counter.py",
    "consign/stock/deciding.py",
    "consign/stock/holds.py",
    "consign/stock/items.py",
    "consign/stock/pictures.py",
    "consign/stock/reductions.py",
    "consign/stock/stocktaking.py",
    "consign/stock/transits.py",
    "consign/stock/wishes.py",
    "consign/stock/taking_over.py",
    "consign/stock/uploads.py",
    "consign/stock/working_off.py",
    "consign/till/closings.py",
    "consign/till/conflicts.py",
    "consign/till/pairing.py",
}
OPERATIONS = [
    path
    for path in python_files("consign")
    if path.name == "operations.py" or name(path) in WRITING
]
OURS = ("consign", "api")
DOORS = ("consign/web", "consign/console", "api")
BELOW_THE_DOORS = list(
    python_files(
        "consign",
        without=("/consign/web/", "/consign/console/", "/migrations/", "/consign/settings.py"),
    )
)
# Drawings are measured in points and pixels, and a tenth of a point is nobody's money.
MEASURED = ("/consign/paper/", "/consign/labels/", "/consign/console/demo/pictures/", "_pdf.py")

# Public operations that do not take both `by` and `at`, each with its reason.
WITHOUT_BY_AND_AT = {
    ("consign/labels/own_sheets.py", "drawn_as"): "only tells; nothing is written",
    ("consign/labels/printing.py", "look_at"): "only looks; nothing is written",
    ("consign/ledger/operations.py", "lock_account"): "only locks; the act around it says who",
    ("consign/ledger/operations.py", "lock_accounts"): "only locks; the act around it says who",
    ("consign/ledger/operations.py", "post_entries"): "part of an act that says who",
    ("consign/people/operations.py", "add_person"): "nobody is there before the first person",
    ("consign/people/operations.py", "person"): "nobody is there before the first person",
    ("consign/people/operations.py", "note_token_use"): "a key is used by whoever holds it",
    ("consign/settlements/operations.py", "expect_over"): "only refuses, writes nothing",
    ("consign/stock/counter.py", "lock_returns"): "only locks; put_back writes and says who",
    ("consign/stock/counter.py", "lock_to_write_off"): "only locks; write_off says who",
    ("consign/stock/counter.py", "pick"): "only locks; take writes and says who",
    ("consign/stock/reductions.py", "keep_up"): "what was planned begins by itself",
    ("consign/stock/wishes.py", "ask_to_keep"): "a passer-by is nobody we know",
    ("consign/stock/wishes.py", "confirm_wish"): "a passer-by is nobody we know",
    ("consign/stock/wishes.py", "forget_wishes"): "time passes by itself",
    ("consign/stock/items.py", "expect_sound"): "only refuses, writes nothing",
    ("consign/stock/items.py", "new_item"): "not saved; whoever saves it says who",
    ("consign/stock/uploads.py", "forget_uploads"): "nobody does it: time has passed",
    ("consign/till/pairing.py", "note_device_seen"): "a device is there, whoever holds it",
}


@pytest.mark.parametrize("path", OPERATIONS, ids=name)
def test_operations_are_called_by_keywords(path: Path) -> None:
    assert broken(habits.positional_arguments, [path]) == []


@pytest.mark.parametrize("path", OPERATIONS, ids=name)
def test_operations_are_told_who_and_when(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    silent = {what.split()[0] for _line, what in habits.nobody_and_no_time(tree)}
    assert silent == {function for file, function in WITHOUT_BY_AND_AT if file == name(path)}


def test_only_operations_that_exist_are_excused() -> None:
    assert {file for file, _function in WITHOUT_BY_AND_AT} <= set(map(name, OPERATIONS))


def test_money_is_never_a_float() -> None:
    paths = python_files(*OURS, without=("/consign/money/", "/migrations/", *MEASURED))
    assert broken(habits.floats, paths) == []


def test_cents_are_decided_in_one_room() -> None:
    assert broken(habits.quantizing, python_files(*OURS, without=("/consign/money/",))) == []


def test_there_is_no_clock_below_the_doors() -> None:
    assert broken(habits.clocks, BELOW_THE_DOORS) == []


def test_doors_do_not_write_rows() -> None:
    assert broken(habits.writes, python_files(*DOORS)) == []


def test_nothing_listens_to_signals() -> None:
    assert broken(habits.signals, python_files(*OURS)) == []


def test_nothing_points_anywhere_or_vanishes_with_another() -> None:
    assert broken(habits.loose_ends, python_files(*OURS)) == []


def test_no_database_error_is_caught_inside_a_transaction() -> None:
    assert broken(habits.caught_in_a_transaction, python_files(*OURS)) == []


# The checkers themselves: each sees what it is for, and leaves alone what only looks like it.

OFFENDING = [
    (habits.positional_arguments, "def settle(account, *, by, at): ..."),
    (habits.positional_arguments, "def settle(*accounts, by, at): ..."),
    (habits.nobody_and_no_time, "def settle(*, account, at): ..."),
    (habits.nobody_and_no_time, "def settle(*, account, by): ..."),
    (habits.floats, "half = 0.5"),
    (habits.floats, "share = float(text)"),
    (habits.floats, "share = round(amount, 2)"),
    (habits.quantizing, "share = amount.quantize(CENT)"),
    (habits.clocks, "made_at = DateTimeField(default=timezone.now)"),
    (habits.clocks, "made_at = DateTimeField(auto_now_add=True)"),
    (habits.clocks, "today = datetime.date.today()"),
    (habits.clocks, "moment = datetime.now(tz=UTC)"),
    (habits.clocks, "today = timezone.localdate()"),
    (habits.clocks, "from django.utils.timezone import now"),
    (habits.clocks, "from django.db.models.functions import Now"),
    (habits.writes, "Sale.objects.create(number=1)"),
    (habits.writes, "sale.save()"),
    (habits.writes, "sale.save(update_fields=['note'])"),
    (habits.writes, "await sale.asave()"),
    (habits.writes, "Sale.objects.filter(pk=1).update(note='')"),
    (habits.writes, "sale.delete()"),
    (habits.writes, "Sale.objects.get_or_create(number=1)"),
    (habits.signals, "from django.dispatch import receiver"),
    (habits.signals, "from django.db.models.signals import post_save"),
    (habits.signals, "from django.db.models import signals"),
    (habits.signals, "import django.core.signals"),
    (habits.loose_ends, "sale = ForeignKey(Sale, on_delete=models.CASCADE)"),
    (habits.loose_ends, "sale = ForeignKey(Sale, on_delete=SET_NULL)"),
    (habits.loose_ends, "subject = GenericForeignKey()"),
    (
        habits.caught_in_a_transaction,
        "with transaction.atomic():\n try: act()\n except IntegrityError: pass",
    ),
    (
        habits.caught_in_a_transaction,
        "@atomic\ndef act():\n try: write()\n except (KeyError, db.DatabaseError): pass",
    ),
    (
        habits.caught_in_a_transaction,
        "@atomic(durable=True)\ndef act():\n try: write()\n except Exception: pass",
    ),
]


@pytest.mark.parametrize(("checker", "source"), OFFENDING)
def test_a_broken_habit_is_seen(checker: Checker, source: str) -> None:
    assert len(found(checker, source)) == 1


@pytest.mark.parametrize(
    ("checker", "source"),
    [
        (habits.positional_arguments, "def settle(*, account, by, at): ..."),
        (habits.positional_arguments, "def _sum(entries): ..."),
        (habits.nobody_and_no_time, "def settle(*, account, by, at): ..."),
        (habits.floats, "half = Decimal('0.5')"),
        (habits.clocks, "day = timezone.localdate(moment)"),
        (habits.clocks, "moment = datetime.combine(day, time.min)"),
        (habits.writes, "facts.update({'a': 1})"),
        (habits.writes, "picture.save(buffer, format='PNG')"),
        (habits.signals, "from django.db.models import Model"),
        (habits.loose_ends, "sale = ForeignKey(Sale, on_delete=models.PROTECT)"),
        (
            habits.caught_in_a_transaction,
            "try:\n with transaction.atomic(): act()\nexcept IntegrityError: pass",
        ),
        (
            habits.caught_in_a_transaction,
            "with transaction.atomic():\n try: read()\n except KeyError: pass",
        ),
    ],
)
def test_a_kept_habit_is_left_alone(checker: Checker, source: str) -> None:
    assert found(checker, source) == []
