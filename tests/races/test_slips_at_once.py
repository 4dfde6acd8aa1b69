"""Two desks and one maker's slip; a yes and a no at once."""

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from consign.journal.checks import problems as journal_problems
from consign.people.models import Coworking, Maker, User
from consign.slips.checks import problems
from consign.slips.drawing_up import Drawn, NothingToDrawUp, draw_up
from consign.slips.models import How, Slip, SlipKind, SlipLine, SlipState
from consign.slips.operations import (
    SlipConfirmed,
    SlipDisputed,
    confirm,
    hand_back,
    object_to,
    take_back,
)
from consign.stock.counting import NotEnough
from consign.stock.models import Placement
from tests.factories import (
    make_coworking,
    make_person,
    make_placed,
    make_selling_maker,
    moment,
)
from tests.slips.drawn import make_deposit

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT = moment("2026-10-06")


def drawing(coworking: Coworking, maker: Maker, by: User, key: uuid.UUID | None = None) -> Drawn:
    return draw_up(coworking=coworking, maker=maker, kind=SlipKind.DEPOSIT, key=key, by=by, at=AT)


def test_two_desks_draw_up_at_once(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    maker = make_selling_maker(rcoop)
    for title in ("Ring", "Vase", "Bowl"):
        make_placed(rcoop, maker, title)

    done = at_once([partial(drawing, rcoop, maker, dan) for _desk in range(4)])

    kinds = sorted(type(result).__name__ for result in done)
    assert kinds == ["Drawn"] + ["NothingToDrawUp"] * 3, done
    assert any(isinstance(result, NothingToDrawUp) for result in done)
    assert Slip.objects.get().number == "DS-2026-00001"
    assert SlipLine.objects.count() == 3
    assert [*problems(), *journal_problems()] == []


def test_the_same_key_at_once_is_one_slip(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    maker = make_selling_maker(rcoop)
    make_placed(rcoop, maker)

    done = at_once([partial(drawing, rcoop, maker, dan, uuid.UUID(int=7)) for _tap in range(4)])

    assert {result.slip for result in done} == {Slip.objects.get()}
    assert sorted(result.replayed for result in done) == [False, True, True, True]


def test_two_makers_slips_at_once_have_two_numbers(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    makers = [make_selling_maker(rcoop, name) for name in ("Plume", "Terre", "Fil")]
    for maker in makers:
        make_placed(rcoop, maker)

    at_once([partial(drawing, rcoop, maker, dan) for maker in makers])

    numbers = sorted(Slip.objects.values_list("number", flat=True))
    assert numbers == ["DS-2026-00001", "DS-2026-00002", "DS-2026-00003"]
    assert [*problems(), *journal_problems()] == []


def test_a_yes_and_a_no_at_once(at_once: AtOnce) -> None:
    rcoop, ada = make_coworking(), make_person("ada")
    slip = make_deposit(rcoop, make_selling_maker(rcoop, person=ada))

    done = at_once(
        [
            partial(confirm, slip=slip, how=How.ACCOUNT, by=ada, at=AT),
            partial(object_to, slip=slip, words="No", how=How.LINK, by=None, at=AT),
        ]
    )

    refused = [result for result in done if isinstance(result, SlipConfirmed | SlipDisputed)]
    assert len(refused) == 1, done
    assert Slip.objects.get().state in (SlipState.CONFIRMED, SlipState.DISPUTED)


def test_a_yes_while_the_desk_takes_it_back(at_once: AtOnce) -> None:
    rcoop, ada = make_coworking(), make_person("ada")
    slip = make_deposit(rcoop, make_selling_maker(rcoop, person=ada))

    done = at_once(
        [
            partial(confirm, slip=slip, how=How.ACCOUNT, by=ada, at=AT),
            partial(take_back, slip=slip, by=make_person("dan"), at=AT),
        ]
    )

    assert sum(isinstance(result, Slip) for result in done) == 1, done
    assert list(problems()) == []


def test_two_desks_give_the_same_pieces_back(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    maker = make_selling_maker(rcoop)
    places = [make_placed(rcoop, maker, title, quantity=2) for title in ("Ring", "Vase")]
    pieces = {place.pk: 2 for place in places}
    backwards = dict(reversed(pieces.items()))

    done = at_once(
        [
            partial(hand_back, coworking=rcoop, maker=maker, pieces=chosen, by=dan, at=AT)
            for chosen in (pieces, backwards)
        ]
    )

    assert sorted(type(result).__name__ for result in done) == ["NotEnough", "int"], done
    assert any(isinstance(result, NotEnough) for result in done)
    assert list(Placement.objects.values_list("on_hand", flat=True)) == [0, 0]
