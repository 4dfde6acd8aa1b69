"""Going round the operations: what a slip must not be is refused by the database itself."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from consign.people.models import Coworking, Maker, User
from consign.slips.checks import problems
from consign.slips.models import How, Slip, SlipLine
from consign.slips.operations import confirm, object_to
from consign.stock.models import Movement
from tests.factories import moment
from tests.kept import kept
from tests.slips.drawn import make_deposit

pytestmark = pytest.mark.django_db
AT = moment("2026-10-06")


@kept
def slip(rcoop: Coworking, plume: Maker) -> Slip:
    return make_deposit(rcoop, plume, quantity=2)


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (Slip, {"number": "DS-2026-00009"}),
        (Slip, {"terms": []}),
        (Slip, {"parties": {}}),
        (Slip, {"remark": "other"}),
        (Slip, {"drawn_up_at": AT}),
        (SlipLine, {"quantity": 3}),
        (SlipLine, {"agreed_value": Decimal("1.00")}),
        (SlipLine, {"condition": "other"}),
        (SlipLine, {"photo": "slips/other.jpg"}),
        (SlipLine, {"price": Decimal("1.00")}),
    ],
)
def test_what_a_slip_says_is_never_edited(
    slip: Slip, table: type[models.Model], changes: dict[str, Any]
) -> None:
    refused(lambda: table._default_manager.update(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"confirmed_at": AT},
        {"confirmed_at": AT, "confirmed_how": "link"},
        {"confirmed_at": AT, "confirmed_how": "account", "confirmed_name": "Ada"},
        {"confirmed_how": "link"},
        {"confirmed_name": "Ada"},
        {"confirmed_at": AT, "confirmed_how": "shout", "confirmed_name": "Ada"},
        {"objected_at": AT},
        {"objection": "No"},
        {"objected_at": AT, "objected_how": "account", "objection": "No"},
        {"answer": "Yes"},
        {"answered_at": AT, "answer": "Yes"},
        {"voided_at": AT},
    ],
)
def test_half_a_word_is_none(slip: Slip, changes: dict[str, Any]) -> None:
    refused(lambda: Slip.objects.update(**changes))


def test_an_answer_needs_an_objection(slip: Slip, dan: User) -> None:
    refused(lambda: Slip.objects.update(answered_at=AT, answer="Yes", answered_by=dan))


def test_a_disputed_slip_is_not_confirmed(slip: Slip, ada: User) -> None:
    object_to(slip=slip, words="No", how=How.ACCOUNT, by=ada, at=AT)
    word = {"confirmed_at": AT, "confirmed_how": "link", "confirmed_name": "Ada"}
    refused(lambda: Slip.objects.update(**word))


def test_a_confirmed_slip_is_not_taken_back(slip: Slip, ada: User, dan: User) -> None:
    confirm(slip=slip, how=How.ACCOUNT, by=ada, at=AT)
    refused(lambda: Slip.objects.update(voided_at=AT, voided_by=dan))


def copy_of(line: SlipLine, **changes: Any) -> SlipLine:
    line.pk = None
    for name, value in changes.items():
        setattr(line, name, value)
    return line


@pytest.mark.parametrize(
    "changes",
    [
        {"position": 2},
        {"stands": False},
        {"position": 2, "stands": False, "quantity": 0},
        {"position": 2, "stands": False, "agreed_value": Decimal("-0.01")},
    ],
)
def test_a_movement_stands_once_on_a_line_of_pieces(slip: Slip, changes: dict[str, Any]) -> None:
    line = copy_of(slip.lines.get(), **changes)
    refused(line.save)


def test_a_deposit_needs_terms_and_a_number_is_given_once(slip: Slip) -> None:
    slip.pk = None
    refused(slip.save)
    slip.number, slip.agreement = "DS-2026-00002", None
    refused(slip.save)
    slip.kind = "withdrawal"
    slip.save()
    slip.pk, slip.kind, slip.number = None, "other", "DS-2026-00003"
    refused(slip.save)


def test_the_selfcheck_tells_of_lines_that_are_not_their_movement(slip: Slip, ada: User) -> None:
    assert list(problems()) == []
    line = slip.lines.get()
    other = Movement.objects.create(
        placement=line.movement.placement, kind="accepted", quantity=5, by=None, at=AT
    )
    copy_of(line, position=2, movement=other).save()

    assert list(problems()) == ["slips: line 2 of DS-2026-00001 is not its movement"]


def test_the_selfcheck_tells_of_lines_that_fell_alone(slip: Slip) -> None:
    SlipLine.objects.update(stands=False)

    assert list(problems()) == ["slips: line 1 of DS-2026-00001 does not stand as its slip does"]


def test_the_selfcheck_tells_of_a_slip_without_lines(slip: Slip) -> None:
    slip.pk, slip.number = None, "DS-2026-00002"
    slip.save()

    assert list(problems()) == ["slips: DS-2026-00002 has no line"]
