"""Pieces that go from one coworking to another: never twice, never lost in silence."""

from typing import Any

import pytest

from consign.agreements.queries import NoAgreement
from consign.people.models import Coworking, Maker, User
from consign.stock.checks import problems
from consign.stock.counting import NotEnough, QuantityOutOfRange
from consign.stock.holds import hold
from consign.stock.models import Placement, Transit
from consign.stock.operations import WrongShowcase
from consign.stock.queries import Elsewhere, OnTheWay, holds_at, why_none
from consign.stock.transits import NotUnderWay, SameCoworking, receive, send, take_back
from consign.stock.under_way import coming_to, gone_astray, sent_from, under_way_of
from tests.factories import make_agreement, make_placed, moment

NOW = moment("2026-10-05 10:00")


@pytest.fixture
def placed(rcoop: Coworking, filature: Coworking, plume: Maker) -> Placement:
    make_agreement(filature, plume.affiliations.get())
    return make_placed(rcoop, plume, quantity=3)


def on_its_way(placed: Placement, to: Coworking, by: User, quantity: int = 2) -> Transit:
    return send(placement=placed, coworking=to, quantity=quantity, by=by, at=NOW)


def counts(placed: Placement) -> dict[str, int]:
    rows = Placement.objects.filter(item=placed.item, on_hand__gt=0)
    return {str(one.showcase.coworking.slug): one.on_hand for one in rows}


def test_what_is_sent_is_nowhere_until_it_is_received(
    placed: Placement, filature: Coworking, dan: User
) -> None:
    sent = on_its_way(placed, filature, dan)
    assert counts(placed) == {"rcoop": 1}
    assert (coming_to(filature).get(), sent_from(placed.showcase.coworking).get()) == (sent, sent)
    assert under_way_of(placed.item.maker).get().under_way == 2
    assert type(why_none(placed.item, filature)) is OnTheWay
    receive(transit=sent, showcase=filature.showcases.get(), quantity=2, by=dan, at=NOW)
    assert counts(placed) == {"rcoop": 1, "la-filature": 2}
    assert not coming_to(filature).exists()
    assert list(problems()) == []


def test_what_did_not_arrive_stays_under_way_and_may_be_taken_back(
    placed: Placement, filature: Coworking, dan: User
) -> None:
    sent = on_its_way(placed, filature, dan)
    receive(transit=sent, showcase=filature.showcases.get(), quantity=1, by=dan, at=NOW)
    assert coming_to(filature).get().under_way == 1
    take_back(transit=sent, quantity=1, by=dan, at=NOW)
    assert counts(placed) == {"rcoop": 2, "la-filature": 1}
    assert not sent_from(placed.showcase.coworking).exists()
    assert list(problems()) == []


@pytest.mark.parametrize("quantity", [3, 1000])
def test_no_more_arrives_than_is_under_way(
    placed: Placement, filature: Coworking, dan: User, quantity: int
) -> None:
    sent = on_its_way(placed, filature, dan)
    facts: dict[str, Any] = {"transit": sent, "quantity": quantity, "by": dan, "at": NOW}
    with pytest.raises(NotUnderWay):
        receive(showcase=filature.showcases.get(), **facts)
    with pytest.raises(NotUnderWay):
        take_back(**facts)
    assert counts(placed) == {"rcoop": 1}


def test_what_has_arrived_arrives_once(placed: Placement, filature: Coworking, dan: User) -> None:
    sent = on_its_way(placed, filature, dan)
    showcase = filature.showcases.get()
    receive(transit=sent, showcase=showcase, quantity=2, by=dan, at=NOW)
    with pytest.raises(NotUnderWay):
        receive(transit=sent, showcase=showcase, quantity=1, by=dan, at=NOW)


def test_only_pieces_that_are_there_leave_for_somewhere_else(
    placed: Placement, filature: Coworking, dan: User
) -> None:
    with pytest.raises(NotEnough):
        on_its_way(placed, filature, dan, quantity=4)
    with pytest.raises(QuantityOutOfRange):
        on_its_way(placed, filature, dan, quantity=0)
    with pytest.raises(SameCoworking):
        on_its_way(placed, placed.showcase.coworking, dan)


def test_they_go_only_where_their_maker_can_sell(
    rcoop: Coworking, filature: Coworking, terre: Maker, dan: User
) -> None:
    with pytest.raises(NoAgreement):
        on_its_way(make_placed(rcoop, terre), filature, dan, quantity=1)


def test_they_arrive_in_a_showcase_of_where_they_were_sent(
    placed: Placement, filature: Coworking, dan: User
) -> None:
    sent = on_its_way(placed, filature, dan)
    with pytest.raises(WrongShowcase):
        receive(transit=sent, showcase=placed.showcase, quantity=1, by=dan, at=NOW)


def test_what_was_kept_is_kept_no_more_when_it_leaves(
    placed: Placement, filature: Coworking, dan: User
) -> None:
    here = placed.showcase.coworking
    until = moment("2026-10-08")
    hold(item=placed.item, coworking=here, name="Eva", until=until, quantity=2, by=dan, at=NOW)
    on_its_way(placed, filature, dan)
    assert not holds_at(here, NOW).exists()


def test_where_it_has_arrived_is_said_where_it_left(
    placed: Placement, filature: Coworking, dan: User
) -> None:
    sent = on_its_way(placed, filature, dan, quantity=3)
    receive(transit=sent, showcase=filature.showcases.get(), quantity=3, by=dan, at=NOW)
    assert type(why_none(placed.item, placed.showcase.coworking)) is Elsewhere


def test_the_checks_see_a_transit_that_moved_nothing(
    placed: Placement, filature: Coworking, dan: User
) -> None:
    lost = Transit.objects.create(
        left=placed, coworking=filature, quantity=1, sent_by=dan, sent_at=NOW
    )
    assert gone_astray() == [lost.reference]
