"""The desk keeps a piece for somebody, sees what is kept, and lets go of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.stock.holds import hold
from consign.stock.models import Hold, Placement
from tests.factories import make_member, make_person, make_placed, moment
from tests.web.conftest import Clock, text_of
from tests.web.desk.conftest import Address

NOW = moment("2026-10-05 10:00")
SENT = {
    "action": "hold",
    "hold-name": "Mme Peeters",
    "hold-until": "2026-10-10T18:00",
    "hold-quantity": "1",
}


@pytest.fixture(autouse=True)
def today(clock: Clock) -> None:
    clock("2026-10-05 10:00")


@pytest.fixture
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    return make_placed(rcoop, plume, quantity=2)


@pytest.fixture
def kept(rcoop: Coworking, placed: Placement, dan: User) -> Hold:
    until = moment("2026-10-10 16:00")
    return hold(item=placed.item, coworking=rcoop, name="Mme Peeters", until=until, by=dan, at=NOW)


def test_a_piece_is_kept_until_a_local_hour(desk: Client, at: Address, placed: Placement) -> None:
    page = at("desk_placement", placed.pk)
    answer = desk.post(page, SENT)
    assert answer.status_code == 302
    kept = Hold.objects.get()
    assert (kept.name, kept.quantity) == ("Mme Peeters", 1)
    assert kept.until == moment("2026-10-10 16:00")
    told = text_of(desk.get(page))
    assert "Kept for Mme Peeters." in told
    assert "kept until 10/10/2026, 18:00" in told


def test_the_third_evening_is_proposed(desk: Client, at: Address, placed: Placement) -> None:
    assert 'value="2026-10-08T18:00"' in text_of(desk.get(at("desk_placement", placed.pk)))


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"hold-name": ""}, 400, "This field is required."),
        ({"hold-until": "soon"}, 400, "Enter a valid date/time."),
        ({"hold-until": "2026-10-01T18:00"}, 409, "A piece is kept until a later moment"),
        ({"hold-quantity": "3"}, 409, "Only 2 of"),
        ({"hold-name": " \0 "}, 400, "Null characters are not allowed."),
    ],
)
def test_what_is_refused_is_said_and_stays(
    desk: Client,
    at: Address,
    placed: Placement,
    changed: dict[str, str],
    status: int,
    said: str,
) -> None:
    answer = desk.post(at("desk_placement", placed.pk), {**SENT, **changed})
    assert answer.status_code == status
    assert said in text_of(answer)
    assert '<details class="card" open>' in text_of(answer)
    assert not Hold.objects.exists()


def test_it_is_let_go(desk: Client, at: Address, placed: Placement, kept: Hold) -> None:
    answer = desk.post(at("desk_release", placed.pk, kept.pk), follow=True)
    assert "Not kept for Mme Peeters any more." in text_of(answer)
    kept.refresh_from_db()
    assert kept.ended_at is not None


def test_a_hold_of_another_piece_or_coworking_is_not_found(
    client: Client, at: Address, rcoop: Coworking, filature: Coworking, plume: Maker, dan: User,
    placed: Placement, kept: Hold,
) -> None:  # fmt: skip
    other = make_placed(rcoop, plume, "Other")
    client.force_login(dan)
    assert client.post(at("desk_release", other.pk, kept.pk)).status_code == 404
    client.force_login(make_member(filature, make_person("olga")))
    assert client.post(at("desk_release", placed.pk, kept.pk)).status_code == 404


def test_goods_tell_what_is_kept_and_show_it_alone(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, kept: Hold
) -> None:
    make_placed(rcoop, plume, "Bol bleu")
    everything = text_of(desk.get(at("desk_goods")))
    assert "Kept for Mme Peeters until 10/10/2026, 18:00" in everything
    assert "Bol bleu" in everything
    alone = text_of(desk.get(at("desk_goods") + "?kept=1"))
    assert "Collier plume" in alone
    assert "Bol bleu" not in alone
    assert kept.item.title == "Collier plume"


def test_when_nothing_is_kept_it_says_how(
    desk: Client, at: Address, placed: Placement, clock: Clock, kept: Hold
) -> None:
    clock("2026-10-11")
    assert kept.until < moment("2026-10-11")
    assert placed.on_hand == 2
    page = text_of(desk.get(at("desk_goods") + "?kept=1"))
    assert "Nothing is kept for somebody here" in page


def test_the_basket_says_for_whom_it_is_kept(
    desk: Client, at: Address, placed: Placement, kept: Hold
) -> None:
    line = text_of(desk.get(at("desk_line") + f"?code={placed.item.code}"))
    assert "Kept for Mme Peeters until 10/10/2026, 18:00" in line
    basket = text_of(desk.get(at("desk_till") + f"?code={placed.item.code}"))
    assert "Kept for Mme Peeters until 10/10/2026, 18:00" in basket
    assert kept.until > NOW


def test_three_kept_pieces_cost_as_many_queries_as_one(
    at: Address,
    rcoop: Coworking,
    plume: Maker,
    dan: User,
    kept: Hold,
    queries: Callable[[str], int],
) -> None:
    before = queries(at("desk_goods"))
    for name in ("Two", "Three"):
        item = make_placed(rcoop, plume, name).item
        until = kept.until + timedelta(days=1)
        hold(item=item, coworking=rcoop, name=name, until=until, by=dan, at=NOW)
    assert queries(at("desk_goods")) == before
