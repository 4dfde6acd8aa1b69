"""Both sides' words on a slip; giving pieces back; what a lost piece is worth then."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from consign.ledger.models import LossCause
from consign.monthend.left import pieces_at
from consign.monthend.losses import agreed_value, record_loss
from consign.people.models import Coworking, Maker, User
from consign.slips.models import How, Slip, SlipKind, SlipState
from consign.slips.operations import (
    AlreadyObjected,
    NoName,
    NoObjection,
    NothingChosen,
    NoWords,
    SlipConfirmed,
    SlipDisputed,
    SlipVoid,
    answer,
    confirm,
    hand_back,
    object_to,
    take_back,
)
from consign.slips.queries import agreed_value_of, unslipped
from consign.stock.counting import NotEnough
from consign.stock.models import Movement
from tests.factories import any_person, make_placed, moment
from tests.kept import kept
from tests.slips.drawn import make_deposit, make_slip, worth

pytestmark = pytest.mark.django_db
LATER = moment("2026-10-06")


@kept
def slip(rcoop: Coworking, plume: Maker) -> Slip:
    return make_deposit(rcoop, plume)


def objected(slip: Slip, by: User) -> Slip:
    return object_to(slip=slip, words="Two came", how=How.ACCOUNT, by=by, at=LATER)


def test_a_makers_word_is_kept_with_how_and_when(slip: Slip, ada: User) -> None:
    found = confirm(slip=slip, how=How.ACCOUNT, by=ada, at=LATER)

    assert (found.state, found.confirmed_name) == (SlipState.CONFIRMED, "Ada")
    assert (found.confirmed_by, found.confirmed_at) == (ada, LATER)


@pytest.mark.parametrize(
    "act",
    [
        lambda slip, by: confirm(slip=slip, how=How.ACCOUNT, by=by, at=LATER),
        objected,
        lambda slip, by: answer(slip=slip, words="Yes", by=by, at=LATER),
        lambda slip, by: take_back(slip=slip, by=by, at=LATER),
    ],
)
def test_a_confirmed_slip_stays_as_it_is(
    slip: Slip, ada: User, act: Callable[[Slip, User], object]
) -> None:
    confirm(slip=slip, how=How.ACCOUNT, by=ada, at=LATER)

    with pytest.raises(SlipConfirmed):
        act(slip, ada)


def test_at_the_desk_somebody_gives_a_name(slip: Slip, dan: User) -> None:
    with pytest.raises(NoName):
        confirm(slip=slip, how=How.AT_DESK, name=" ", by=dan, at=LATER)

    found = confirm(slip=slip, how=How.AT_DESK, name="Ada's sister", by=dan, at=LATER)
    assert (found.confirmed_name, found.confirmed_by) == ("Ada's sister", dan)


def test_a_disputed_slip_waits_for_the_answer(slip: Slip, ada: User, dan: User) -> None:
    assert objected(slip, ada).state == SlipState.DISPUTED
    with pytest.raises(SlipDisputed):
        confirm(slip=slip, how=How.ACCOUNT, by=ada, at=LATER)
    with pytest.raises(AlreadyObjected):
        objected(slip, ada)

    found = answer(slip=slip, words="One", by=dan, at=LATER)
    assert found.state == SlipState.ANSWERED
    with pytest.raises(NoObjection):
        answer(slip=slip, words="Again", by=dan, at=LATER)
    assert confirm(slip=slip, how=How.ACCOUNT, by=ada, at=LATER).state == SlipState.CONFIRMED


def test_words_say_something(slip: Slip, ada: User, dan: User) -> None:
    with pytest.raises(NoWords):
        object_to(slip=slip, words=" ", how=How.ACCOUNT, by=ada, at=LATER)
    objected(slip, ada)
    with pytest.raises(NoWords):
        answer(slip=slip, words="\n", by=dan, at=LATER)


def test_what_nobody_objects_to_has_no_answer(slip: Slip, dan: User) -> None:
    with pytest.raises(NoObjection):
        answer(slip=slip, words="Yes", by=dan, at=LATER)


def test_what_stood_on_a_slip_taken_back_stands_on_the_next(
    slip: Slip, rcoop: Coworking, plume: Maker, dan: User
) -> None:
    take_back(slip=slip, by=dan, at=LATER)

    assert unslipped(rcoop, SlipKind.DEPOSIT).count() == 1
    with pytest.raises(SlipVoid):
        take_back(slip=slip, by=dan, at=LATER)
    assert make_slip(rcoop, plume).number == "DS-2026-00002"
    assert not unslipped(rcoop, SlipKind.DEPOSIT).exists()


def test_all_pieces_go_back_or_none(rcoop: Coworking, plume: Maker, dan: User) -> None:
    ring, vase = make_placed(rcoop, plume, "Ring", quantity=2), make_placed(rcoop, plume, "Vase")
    before = Movement.objects.count()

    with pytest.raises(NotEnough) as refused:
        hand_back(coworking=rcoop, maker=plume, pieces={ring.pk: 2, vase.pk: 2}, by=dan, at=LATER)
    assert refused.value.place == f"pieces.{vase.pk}"
    assert Movement.objects.count() == before
    pieces = {ring.pk: 2, vase.pk: 1}
    assert hand_back(coworking=rcoop, maker=plume, pieces=pieces, by=dan, at=LATER) == 3


def test_pieces_of_others_are_not_given_back(
    rcoop: Coworking, plume: Maker, terre: Maker, dan: User
) -> None:
    bowl = make_placed(rcoop, terre, "Bowl")

    with pytest.raises(NothingChosen):
        hand_back(coworking=rcoop, maker=plume, pieces={bowl.pk: 1}, by=dan, at=LATER)


def test_a_value_holds_once_both_have_confirmed(rcoop: Coworking, plume: Maker, ada: User) -> None:
    place = make_placed(rcoop, plume)
    by_agreement = agreed_value(place, date(2026, 10, 7))
    slip = make_slip(rcoop, plume, said=worth(place, "40.00"))
    assert agreed_value_of(place.item, rcoop) is None
    assert agreed_value(place, date(2026, 10, 7)) == by_agreement != Decimal("40.00")

    confirm(slip=slip, how=How.ACCOUNT, by=ada, at=LATER)

    assert agreed_value(place, date(2026, 10, 7)) == Decimal("40.00")
    entry = record_loss(
        placement=place,
        quantity=1,
        cause=LossCause.STOLEN,
        by=any_person(),
        at=moment("2026-10-07"),
    )
    assert entry.amount == Decimal("40.00")


def test_the_latest_value_named_holds(
    rcoop: Coworking, filature: Coworking, plume: Maker, ada: User
) -> None:
    place = make_placed(rcoop, plume)
    confirm(
        slip=make_slip(rcoop, plume, said=worth(place, "40.00")),
        how=How.ACCOUNT,
        by=ada,
        at=LATER,
    )
    for value in ("35.00", None):
        place.movements.create(kind="accepted", quantity=1, by=None, at=LATER)
        slip = make_slip(rcoop, plume, said=worth(place, value))
        confirm(slip=slip, how=How.ACCOUNT, by=ada, at=LATER)

    assert agreed_value_of(place.item, rcoop) == Decimal("35.00")
    assert agreed_value_of(place.item, filature) is None


def test_a_statement_and_a_handover_tell_the_confirmed_value(
    rcoop: Coworking, plume: Maker, ada: User
) -> None:
    place = make_placed(rcoop, plume)
    make_placed(rcoop, plume, "Ring")
    slip = make_slip(rcoop, plume, said=worth(place, "40.00"))
    confirm(slip=slip, how=How.ACCOUNT, by=ada, at=LATER)

    def values(moment_: str) -> dict[str, Decimal]:
        left = pieces_at(rcoop, plume, slip.agreement, moment(moment_))
        return {piece.title: piece.loss_value for piece in left}

    assert values("2026-11-01")["Collier plume"] == Decimal("40.00")
    assert values("2026-11-01")["Ring"] == values("2026-10-06")["Collier plume"]
