"""The public window, as somebody in the street sees it."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from consign.codes.label import ALPHABET, check_character, spaced
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item
from consign.stock.operations import announce, give_back, move
from consign.stock.pictures import add_photo
from tests.factories import (
    START,
    any_person,
    make_coworking,
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
    def test_each_coworking_shows_its_latest_pieces_pictures_first(
        self, client: Client, rcoop: Coworking, filature: Coworking, plume: Maker, media: Path
    ) -> None:
        items = [make_placed(rcoop, plume, f"Piece {index}").item for index in range(6)]
        add_photo(item=items[0], data=jpeg(40, 40), by=None, at=START)
        places = client.get("/").context["places"]
        assert places == [(rcoop, [items[0], items[5], items[4], items[3]]), (filature, [])]

    def test_a_piece_in_two_showcases_is_shown_once(
        self, client: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        placement = make_placed(rcoop, plume, quantity=2)
        shelf = make_showcase(rcoop, "Shelf")
        move(placement=placement, showcase=shelf, quantity=1, by=any_person(), at=START)
        assert client.get("/").context["places"] == [(rcoop, [placement.item])]
        assert list(client.get("/w/rcoop/").context["page_obj"]) == [placement.item]

    def test_only_what_can_be_bought_there_now_is_shown(
        self, client: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        there = make_placed(rcoop, plume, "There").item
        make_sale(rcoop, make_placed(rcoop, plume, "Sold").item)
        back_room = make_showcase(rcoop, "Back room", on_show=False)
        make_placed(rcoop, plume, "Inside", showcase=back_room)
        coming = make_item(plume, "Coming")
        announce(item=coming, coworking=rcoop, quantity=1, by=None, at=START)
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

    @pytest.mark.parametrize("page", ["/w/nowhere/", "/m/nobody/"])
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
        self, client: Client, rcoop: Coworking, plume: Maker, terre: Maker, costs: Costs, page: str
    ) -> None:
        make_placed(rcoop, plume)
        one = costs(client, page)
        for index in range(3):
            make_placed(rcoop, plume, f"Plume {index}")
            make_placed(rcoop, terre, f"Bowl {index}")
        assert costs(client, page) == one

    def test_many_coworkings_cost_as_many_queries_as_one(
        self, client: Client, rcoop: Coworking, plume: Maker, costs: Costs
    ) -> None:
        make_placed(rcoop, plume)
        one = costs(client, "/")
        for name in ("Atelier", "Hangar"):
            coworking = make_coworking(name)
            make_placed(coworking, make_selling_maker(coworking, f"Maker of {name}"))
        assert costs(client, "/") == one


class TestAPiece:
    def test_the_label_opens_its_page(self, client: Client, rcoop: Coworking, plume: Maker) -> None:
        item = make_placed(rcoop, plume, "Collier plume", price="1045.00").item
        for address in (page_of(item), f"/i/{item.code.lower()}/", f"/i/{spaced(item.code)}"):
            page = client.get(address)
            assert page.status_code == 200
            told = text_of(page)
            assert "Collier plume" in told
            assert "€1,045.00" in told
            assert "Comme une plume" in told
            assert "Rue de la Paix 41" in told
            assert page.context["badge"] == ("on_show", "in the window")

    def test_in_the_back_room_one_asks_at_the_desk(
        self, client: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        back_room = make_showcase(rcoop, "Back room", on_show=False)
        item = make_placed(rcoop, plume, showcase=back_room).item
        page = client.get(page_of(item))
        assert page.context["badge"] == ("info", "inside: ask at the desk")
        assert page.context["places"] == [rcoop]

    def test_sold_it_says_so_and_shows_the_way_to_its_maker(
        self, client: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        item = make_placed(rcoop, plume).item
        sale = make_sale(rcoop, item)
        page = client.get(page_of(item))
        assert page.context["badge"] == ("sold", "has found a home")
        assert "See what else Comme une plume makes" in text_of(page)
        assert "Rue de la Paix" not in text_of(page)
        make_refund(sale)
        assert client.get(page_of(item)).context["badge"] == ("on_show", "in the window")

    def test_back_with_its_maker(
        self, client: Client, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        placement = make_placed(rcoop, plume)
        give_back(placement=placement, quantity=1, by=dan, at=START)
        badge = client.get(page_of(placement.item)).context["badge"]
        assert badge == ("closed", "back with its maker")

    def test_what_never_arrived_is_shown_to_its_maker_alone(
        self,
        client: Client,
        rcoop: Coworking,
        plume: Maker,
        terre: Maker,
        ada: User,
        ben: User,
        dan: User,
        signed_in: As,
    ) -> None:
        item = make_item(plume, "Secret")
        announce(item=item, coworking=rcoop, quantity=1, by=ada, at=START)
        for reader in (client, signed_in(ben), signed_in(dan)):
            page = reader.get(page_of(item))
            assert page.status_code == 404
            assert "This label leads nowhere yet." in text_of(page)
            assert "Secret" not in text_of(page)
        own = signed_in(ada).get(page_of(item))
        assert own.status_code == 200
        assert own.context["badge"] == ("announced", "not in a window yet")
        assert f"/my/comme-une-plume/{item.code}/" in text_of(own)

    def test_a_mistyped_code_is_told_from_an_unknown_one(self, client: Client) -> None:
        code = "7K3M9Q" + check_character("7K3M9Q")
        wrong = code[:6] + next(sign for sign in ALPHABET if sign != code[6])
        said = {
            text: text_of(client.get(f"/i/{text}")) for text in (wrong, code, "hello", "x" * 40)
        }
        assert "One character of this code is wrong." in said[wrong]
        assert f"No piece has the code {spaced(code)}." in said[code]
        assert "This is not a label code." in said["hello"]
        assert "This is not a label code." in said["x" * 40]
        assert {client.get(f"/i/{text}").status_code for text in said} == {404}

    def test_difficult_names_are_only_text(
        self, client: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        item = make_placed(rcoop, plume, "<script>alert('&')</script>").item
        page = client.get(page_of(item)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;" in page

    def test_the_first_picture_is_large_and_the_others_follow(
        self, client: Client, rcoop: Coworking, plume: Maker, media: Path
    ) -> None:
        item = make_placed(rcoop, plume).item
        pictures = [
            add_photo(item=item, data=jpeg(40, 40), by=None, at=START) for _times in range(2)
        ]
        page = text_of(client.get(page_of(item)))
        first, second = (page.index(picture.large.url) for picture in pictures)
        assert first < second

    def test_its_symbol_holds_the_public_address(
        self, client: Client, rcoop: Coworking, plume: Maker, settings: LazySettings
    ) -> None:
        item = make_placed(rcoop, plume).item
        ours = client.get(page_of(item)).context["symbol"]
        settings.PUBLIC_URL = "https://other.example"
        assert client.get(page_of(item)).context["symbol"] != ours
        settings.DEMO = True
        there = client.get(page_of(item), headers={"Host": "192.0.2.1:8000"}).context["symbol"]
        elsewhere = client.get(page_of(item), headers={"Host": "192.0.2.2"}).context["symbol"]
        assert there != elsewhere


class TestSellingFromAPiece:
    def sells(self, client: Client, item: Item) -> list[tuple[str, bool]]:
        return [(desk.slug, here) for desk, here in client.get(page_of(item)).context["desks"]]

    def test_the_desk_that_has_it_comes_first(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, signed_in: As
    ) -> None:
        eve = make_member(rcoop, make_member(filature, make_person("eve")))
        item = make_placed(rcoop, plume).item
        client = signed_in(eve)
        assert self.sells(client, item) == [("rcoop", True), ("la-filature", False)]
        page = text_of(client.get(page_of(item)))
        assert f'class="button primary big" href="/desk/rcoop/till/?code={item.code}"' in page
        assert f'class="button" href="/desk/la-filature/till/?code={item.code}"' in page

    def test_without_the_piece_no_desk_is_first(
        self, rcoop: Coworking, plume: Maker, dan: User, signed_in: As
    ) -> None:
        item = make_placed(rcoop, plume).item
        make_sale(rcoop, item)
        client = signed_in(dan)
        assert self.sells(client, item) == [("rcoop", False)]
        assert "primary" not in text_of(client.get(page_of(item)))

    @pytest.mark.parametrize("who", ["ada", "vic"])
    def test_nobody_else_sells(
        self,
        rcoop: Coworking,
        plume: Maker,
        who: str,
        signed_in: As,
        request: pytest.FixtureRequest,
    ) -> None:
        item = make_placed(rcoop, plume).item
        assert self.sells(signed_in(request.getfixturevalue(who)), item) == []

    def test_a_passer_by_does_not_sell(
        self, client: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        item = make_placed(rcoop, plume).item
        assert self.sells(client, item) == []
        assert "/desk/" not in text_of(client.get(page_of(item)))
