"""The public window, as somebody in the street sees it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from consign.codes.label import ALPHABET, check_character, spaced
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item
from consign.stock.operations import add_photo, announce, give_back
from tests.factories import (
    START,
    any_person,
    make_item,
    make_member,
    make_person,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    make_showcase,
)
from tests.stock.pictures import jpeg
from tests.web.conftest import As, Costs, text_of

pytestmark = pytest.mark.django_db


def page_of(item: Item) -> str:
    return f"/I/{item.code}"


class TestTheWindows:
    def test_each_coworking_shows_its_latest_pieces(
        self, client: Client, rcoop: Coworking, filature: Coworking, plume: Maker, media: Path
    ) -> None:
        items = [make_placed(rcoop, plume, f"Piece {index}").item for index in range(6)]
        add_photo(item=items[0], data=jpeg(40, 40), by=None, at=START)
        places = client.get("/").context["places"]
        assert places == [(rcoop, [items[0], items[5], items[4], items[3]]), (filature, [])]

    def test_a_piece_in_two_showcases_is_shown_once(
        self, client: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        item = make_placed(rcoop, plume, quantity=2).item
        shelf = make_showcase(rcoop, "Shelf")
        move_some(item, shelf_of=shelf)
        assert client.get("/").context["places"] == [(rcoop, [item])]
        assert list(client.get("/w/rcoop/").context["page_obj"]) == [item]

    def test_a_coworking_shows_what_can_be_bought_there_now(
        self, client: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        there = make_placed(rcoop, plume, "There").item
        make_sale(rcoop, make_placed(rcoop, plume, "Sold").item)
        back = make_showcase(rcoop, "Back room", on_show=False)
        make_placed(rcoop, plume, "Inside", showcase=back)
        announce(
            item=make_item(plume, "Coming"), coworking=rcoop, quantity=1, by=None, at=START
        )
        assert list(client.get("/w/rcoop/").context["page_obj"]) == [there]
        assert list(client.get("/m/comme-une-plume/").context["page_obj"]) == [there]

    def test_before_the_first_piece_they_say_so(
        self, client: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        assert "The window is being arranged" in text_of(client.get("/"))
        assert "The window is being arranged" in text_of(client.get("/w/rcoop/"))
        assert "Nothing on show right now" in text_of(client.get("/m/comme-une-plume/"))

    def test_without_any_coworking_there_is_still_a_page(self, client: Client) -> None:
        assert "No window yet" in text_of(client.get("/"))

    @pytest.mark.parametrize("page", ["/w/nowhere/", "/m/nobody/", "/nothing"])
    def test_what_does_not_exist(self, client: Client, page: str) -> None:
        assert client.get(page).status_code == 404

    def test_long_lists_have_pages(self, client: Client, rcoop: Coworking, plume: Maker) -> None:
        for index in range(50):
            make_placed(rcoop, plume, f"Piece {index}")
        first, second = client.get("/w/rcoop/"), client.get("/w/rcoop/?page=2")
        assert (len(first.context["page_obj"]), len(second.context["page_obj"])) == (48, 2)
        assert 'rel="next"' in text_of(first)

    @pytest.mark.parametrize("page", ["/", "/w/rcoop/", "/m/comme-une-plume/"])
    def test_many_pieces_cost_as_many_queries_as_one(
        self, client: Client, rcoop: Coworking, plume: Maker, costs: Costs, page: str
    ) -> None:
        make_placed(rcoop, plume)
        one = costs(client, page)
        other = make_selling_maker_at(rcoop)
        for index in range(3):
            make_placed(rcoop, plume, f"More {index}")
            make_placed(rcoop, other, f"Other {index}")
        assert costs(client, page) == one

    def test_many_coworkings_cost_as_many_queries_as_one(
        self, client: Client, rcoop: Coworking, plume: Maker, costs: Costs
    ) -> None:
        make_placed(rcoop, plume)
        one = costs(client, "/")
        for name in ("Atelier", "Hangar"):
            make_placed(*coworking_with_maker(name))
        assert costs(client, "/") == one


def move_some(item: Item, *, shelf_of: object) -> None:
    from consign.stock.models import Showcase
    from consign.stock.operations import move

    assert isinstance(shelf_of, Showcase)
    move(
        placement=item.placements.get(),
        showcase=shelf_of,
        quantity=1,
        by=any_person(),
        at=START,
    )
