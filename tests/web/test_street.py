"""What the street finds, shares and subscribes to; and what a maker lets it see."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import LazySettings
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.stock.items import edit_item
from consign.stock.models import Item
from consign.stock.pictures import add_photo
from tests.factories import (
    START,
    any_person,
    make_placed,
    make_sale,
    make_selling_maker,
    make_showcase,
)
from tests.stock.pictures import jpeg
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
HOST = "https://vitrine.example"
LANGUAGES = ("fr", "nl", "en", "de")
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
NASTY = '</script><script>alert(1)</script> & "quotes" ' + "🪶" * 1000


@pytest.fixture
def bowl(rcoop: Coworking, terre: Maker) -> Item:
    return told(make_placed(rcoop, terre, "Grès bleu", price="34.00").item, "grès, émail bleu")


@pytest.fixture
def ring(rcoop: Coworking, plume: Maker) -> Item:
    return told(make_placed(rcoop, plume, "Bague Étoile", price="45.00").item, "argent 925")


def told(item: Item, materials: str, story: str = "") -> Item:
    return edit_item(
        item=item,
        title=item.title,
        story=story,
        materials=materials,
        size=item.size,
        care=item.care,
        metal_grams=None,
        agreed_value=None,
        vat_percent=item.vat_percent,
        by=any_person(),
        at=START,
    )


def found(client: Client, query: str) -> list[str]:
    page = client.get(f"/search/?{query}")
    assert page.status_code == 200
    return sorted(item.title for item in page.context["page_obj"])


def said(page: Any) -> dict[str, Any]:
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    data: dict[str, Any] = json.loads(script)
    return data


def meta(page: Any, name: str) -> str:
    (content,) = re.findall(rf'<meta property="{name}" content="([^"]*)">', page.text)
    return str(content)


class TestSearch:
    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("", ["Bague Étoile", "Grès bleu"]),
            ("q=etoile", ["Bague Étoile"]),
            ("q=ÉTOILE", ["Bague Étoile"]),
            ("q=gres+email", ["Grès bleu"]),
            ("q=bague+email", []),
            ("q=plume", ["Bague Étoile"]),
            ("material=Argent", ["Bague Étoile"]),
            ("most=40", ["Grès bleu"]),
            ("most=34,00", ["Grès bleu"]),
            ("q=bague&most=40", []),
            ("window=la-filature", []),
            ("window=rcoop&q=bleu", ["Grès bleu"]),
        ],
    )
    def test_by_word_material_price_and_window(
        self,
        client: Client,
        filature: Coworking,
        bowl: Item,
        ring: Item,
        query: str,
        titles: list[str],
    ) -> None:
        assert found(client, query) == titles

    @pytest.mark.parametrize(
        "query",
        ["most=cheap", "most=-5", "most=1e99", "window=nowhere", "q=%00", "q=%25", "page=zzz"],
    )
    def test_what_cannot_be_read_does_no_harm(self, client: Client, bowl: Item, query: str) -> None:
        assert client.get(f"/search/?{query}").status_code == 200

    def test_what_is_sold_or_in_the_back_room_is_not_found(
        self, client: Client, rcoop: Coworking, bowl: Item, ring: Item
    ) -> None:
        make_sale(rcoop, ring)
        back = make_showcase(rcoop, "Back", on_show=False)
        make_placed(rcoop, bowl.maker, "Bol caché", showcase=back)
        assert found(client, "q=b") == ["Grès bleu"]

    def test_materials_to_choose_from_are_those_of_the_pieces(
        self, client: Client, bowl: Item, ring: Item
    ) -> None:
        page = client.get("/search/")
        assert set(page.context["materials"]) == {"grès", "émail bleu", "argent 925"}

    def test_a_word_that_was_changed_is_found_at_once(self, client: Client, bowl: Item) -> None:
        told(bowl, "porcelaine", story="tourné à Forest")
        assert found(client, "q=email") == []
        assert found(client, "q=foret") == []
        assert found(client, "q=forest") == ["Grès bleu"]


class TestConsent:
    @pytest.fixture
    def shy(self, plume: Maker) -> Maker:
        Maker.objects.filter(pk=plume.pk).update(online=False)
        return plume

    def test_without_a_makers_yes_nothing_of_theirs_is_listed(
        self, client: Client, shy: Maker, ring: Item, bowl: Item
    ) -> None:
        for address in ("/", "/w/rcoop/", "/search/", "/feed.xml", "/sitemap-pieces.xml"):
            page = client.get(address).text
            assert ring.code not in page
            assert bowl.code in page
        for address in ("/m/comme-une-plume/", "/m/comme-une-plume/feed.xml"):
            assert client.get(address).status_code == 404
        assert "comme-une-plume" not in client.get("/sitemap-makers.xml").text

    def test_a_label_opens_its_piece_all_the_same_and_is_listed_nowhere(
        self, client: Client, shy: Maker, ring: Item
    ) -> None:
        page = client.get(f"/I/{ring.code}")
        assert page.status_code == 200
        assert 'name="robots" content="noindex"' in page.text
        assert "/m/comme-une-plume/" not in page.text

    def test_a_maker_says_yes_and_takes_it_back(
        self, client: Client, shy: Maker, ring: Item, ada: User, signed_in: As
    ) -> None:
        maker = signed_in(ada)
        assert "/my/comme-une-plume/page/" in maker.get("/my/comme-une-plume/").text
        assert maker.get("/m/comme-une-plume/").status_code == 200
        sent = {"name": "Comme une plume", "craft": "Bijoux", "story": "Née à Forest."}
        maker.post("/my/comme-une-plume/page/", {**sent, "online": "on"})
        assert found(client, "q=bijoux") == ["Bague Étoile"]
        assert "Née à Forest." in Client().get("/m/comme-une-plume/").text
        maker.post("/my/comme-une-plume/page/", sent)
        assert Client().get("/m/comme-une-plume/").status_code == 404

    def test_a_page_without_a_name_is_refused_and_nothing_is_lost(
        self, shy: Maker, ada: User, signed_in: As
    ) -> None:
        sent = {"name": " ", "craft": "Bijoux", "story": "Née à Forest."}
        page = signed_in(ada).post("/my/comme-une-plume/page/", sent)
        assert page.status_code == 422
        assert "Née à Forest." in page.text
        assert Maker.objects.get(pk=shy.pk).name == "Comme une plume"


class TestSharing:
    def test_a_piece_shows_itself_where_its_address_is_sent(
        self, client: Client, ring: Item, media: Path
    ) -> None:
        photo = add_photo(item=ring, data=jpeg(600, 900), by=None, at=START)
        page = client.get(f"/I/{ring.code}")
        assert meta(page, "og:title") == "Bague Étoile"
        assert meta(page, "og:url") == f"{HOST}/I/{ring.code}"
        assert meta(page, "og:image") == HOST + photo.large.url
        assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == ("600", "900")
        offer = said(page)["offers"]
        assert (offer["price"], offer["priceCurrency"]) == ("45.00", "EUR")
        assert offer["availability"].endswith("/InStoreOnly")
        assert offer["availableAtOrFrom"][0]["address"]["addressLocality"] == "Ixelles"

    def test_a_sold_piece_says_so_and_is_listed_nowhere(
        self, client: Client, rcoop: Coworking, ring: Item
    ) -> None:
        make_sale(rcoop, ring)
        page = client.get(f"/I/{ring.code}")
        assert said(page)["offers"]["availability"].endswith("/SoldOut")
        assert 'content="noindex"' in page.text
        assert ring.code not in client.get("/sitemap-pieces.xml").text

    def test_no_story_ends_the_data_or_the_page(self, client: Client, ring: Item) -> None:
        told(ring, "argent", story=NASTY)
        page = client.get(f"/I/{ring.code}")
        assert said(page)["description"] == NASTY.strip()
        assert "<script>alert" not in page.text

    @pytest.mark.parametrize("address", ["/", "/w/rcoop/", "/m/comme-une-plume/"])
    def test_each_page_has_one_address_in_each_language(
        self, client: Client, ring: Item, address: str
    ) -> None:
        page = client.get(address + "?utm=1")
        assert f'<link rel="canonical" href="{HOST}{address}">' in page.text
        for language in LANGUAGES:
            other = client.get(f"{address}?lang={language}", headers={"Accept-Language": "en"})
            assert other["Content-Language"] == language
            assert f'hreflang="{language}" href="{HOST}{address}?lang={language}"' in page.text
            assert f'rel="canonical" href="{HOST}{address}?lang={language}"' in other.text
        assert said(page)["@context"] == "https://schema.org"

    def test_an_unknown_language_is_as_if_none_was_named(self, client: Client, ring: Item) -> None:
        page = client.get("/?lang=xx", headers={"Accept-Language": "nl"})
        assert page["Content-Language"] == "nl"

    def test_choosing_a_language_leaves_the_one_the_address_names(self, client: Client) -> None:
        sent = {"language": "nl", "next": "/w/rcoop/?lang=fr&page=2"}
        assert client.post("/language/", sent)["Location"] == "/w/rcoop/?page=2"

    def test_a_maker_is_seen_where_their_pieces_are(
        self, client: Client, rcoop: Coworking, filature: Coworking, plume: Maker, ring: Item
    ) -> None:
        page = client.get("/m/comme-une-plume/")
        assert [(one, one.shown) for one in page.context["places"]] == [(rcoop, 1)]


class TestFeeds:
    @pytest.mark.parametrize("where", ["/", "/w/rcoop/", "/m/comme-une-plume/"])
    def test_new_pieces_come_as_a_feed(
        self, client: Client, ring: Item, media: Path, where: str
    ) -> None:
        photo = add_photo(item=ring, data=jpeg(60, 90), by=None, at=START)
        rss = client.get(f"{where}feed.xml")
        assert rss["Content-Type"].startswith("application/rss+xml")
        item = ET.fromstring(rss.content).find("channel/item")
        assert item is not None
        assert item.findtext("link") == f"{HOST}/I/{ring.code}"
        assert f"{HOST}{where}feed.xml" in client.get(where).text
        told = client.get(f"{where}feed.json").json()
        assert told["items"][0]["image"] == HOST + photo.large.url
        assert told["feed_url"] == f"{HOST}{where}feed.json"
        assert client.get(f"{where}feed.pdf").status_code == 404

    def test_the_sitemap_names_every_page_in_every_language(
        self, client: Client, ring: Item
    ) -> None:
        assert f"Sitemap: {HOST}/sitemap.xml" in client.get("/robots.txt").text
        index = ET.fromstring(client.get("/sitemap.xml").content)
        parts = [str(one.text) for one in index.findall("s:sitemap/s:loc", SITEMAP)]
        named = set()
        for part in parts:
            page = client.get(part.removeprefix(HOST))
            named |= {
                str(one.text) for one in ET.fromstring(page.content).findall("s:url/s:loc", SITEMAP)
            }
        pages = ("/", "/w/rcoop/", "/m/comme-une-plume/", f"/I/{ring.code}")
        assert named == {f"{HOST}{one}?lang={code}" for one in pages for code in LANGUAGES}


class TestKept:
    def test_strangers_get_no_cookie_and_a_page_that_may_be_kept_a_minute(
        self, client: Client, ring: Item
    ) -> None:
        for address in ("/", "/w/rcoop/", "/m/comme-une-plume/", f"/I/{ring.code}", "/search/"):
            page = client.get(address)
            assert not page.cookies, address
            assert page["Cache-Control"] == "public, max-age=60"
            again = client.get(address, headers={"If-None-Match": page["ETag"]})
            assert again.status_code == 304

    def test_what_a_signed_in_reader_sees_is_theirs_alone(
        self, ring: Item, ada: User, signed_in: As
    ) -> None:
        assert "private" in signed_in(ada).get(f"/I/{ring.code}")["Cache-Control"]

    def test_who_is_signed_in_gets_the_token_scripts_send_with_their_acts(
        self, ada: User, plume: Maker, signed_in: As
    ) -> None:
        reader = signed_in(ada)
        reader.get("/my/comme-une-plume/sold/")
        assert reader.cookies["csrftoken"].value

    def test_choosing_a_language_needs_no_token_and_is_remembered(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.post("/language/", {"language": "nl", "next": "/"})
        assert strict.get("/")["Content-Language"] == "nl"


def test_a_photo_comes_as_webp_in_the_widths_it_has(
    client: Client, ring: Item, media: Path, settings: LazySettings
) -> None:
    add_photo(item=ring, data=jpeg(1000, 1500), by=None, at=START)
    page = client.get(f"/I/{ring.code}").text
    (srcset,) = re.findall(r'srcset="([^"]*)"', page)
    widths = [int(one.split()[1][:-1]) for one in srcset.split(", ")]
    assert widths == [320, 640]  # 933 wide once it fits
    for one in srcset.split(", "):
        picture = client.get(one.split()[0])
        body = b"".join(picture.streaming_content)  # type: ignore[attr-defined]
        assert (picture["Content-Type"], body[8:12]) == ("image/webp", b"WEBP")


@pytest.mark.parametrize("width", ["5000", "1", "321"])
def test_no_other_width_is_drawn(client: Client, ring: Item, media: Path, width: str) -> None:
    photo = add_photo(item=ring, data=jpeg(100, 100), by=None, at=START)
    assert client.get(f"{photo.large.url[:-4]}-{width}.webp").status_code == 404
    assert client.get("/media/photos/nothing-320.webp").status_code == 404


def test_two_makers_of_one_name_have_two_pages(
    client: Client, rcoop: Coworking, plume: Maker, ring: Item
) -> None:
    other = make_selling_maker(rcoop, "Comme une plume")
    make_placed(rcoop, other, "Autre", price="12.00")
    assert other.slug != plume.slug
    pages = [client.get(f"/m/{one.slug}/").context["page_obj"] for one in (plume, other)]
    assert [[item.title for item in page] for page in pages] == [["Bague Étoile"], ["Autre"]]
    assert Decimal(12) == pages[1][0].price
