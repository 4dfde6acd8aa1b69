"""A maker's pieces: registered in a minute, followed wherever they are."""

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consign.agreements.operations import end_affiliation
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Announcement, Item, Photo
from consign.stock.operations import accept, announce, decline, give_back
from consign.stock.photos import LARGEST_BYTES
from consign.stock.pictures import add_photo
from tests.factories import (
    START,
    any_person,
    make_agreement,
    make_item,
    make_maker,
    make_placed,
    make_refund,
    make_sale,
    make_showcase,
)
from tests.stock.pictures import black_png, decoded, jpeg
from tests.web.conftest import As, Costs, text_of

PIECES = "/my/comme-une-plume/"
NEW = f"{PIECES}new/"
Fill = Callable[..., dict[str, Any]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(ada: User, plume: Maker, signed_in: As) -> Client:
    """Ada's browser; her project is "Comme une plume"."""
    return signed_in(ada)


@pytest.fixture
def fill(rcoop: Coworking) -> Fill:
    """A form for a new piece, filled in."""

    def form(**other: Any) -> dict[str, Any]:
        return {
            "title": "Collier plume",
            "price": "45",
            "quantity": "1",
            "coworking": rcoop.pk,
            "vat_percent": "21",
            "key": str(uuid.uuid4()),
            **other,
        }

    return form


def photo(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


class TestWhoMaySee:
    @pytest.fixture
    def addresses(self, rcoop: Coworking, plume: Maker) -> list[str]:
        item = make_item(plume)
        affiliation = plume.affiliations.get()
        terms = make_agreement(rcoop, affiliation, starts_on=date(2026, 5, 1), accepted=False)
        return [
            PIECES,
            NEW,
            f"{PIECES}import/",
            f"{PIECES}page/",
            f"{PIECES}labels/",
            f"{PIECES}reductions/",
            f"{PIECES}slips/",
            f"{PIECES}home/",
            f"{PIECES}figures/",
            f"{PIECES}unsold/",
            f"{PIECES}sold/",
            f"{PIECES}money/",
            f"{PIECES}agreements/{terms.pk}/",
            f"{PIECES}{item.code}/",
            f"{PIECES}{item.code}/edit/",
            f"{PIECES}{item.code}/photos/",
        ]

    def test_makers_see_their_own(self, maker: Client, addresses: list[str]) -> None:
        assert {maker.get(page).status_code for page in addresses} == {200}

    @pytest.mark.parametrize("who", ["ben", "dan", "cleo", "vic"])
    def test_for_others_they_are_not_there(
        self, addresses: list[str], signed_in: As, who: str, request: pytest.FixtureRequest
    ) -> None:
        client = signed_in(request.getfixturevalue(who))
        assert {client.get(page).status_code for page in addresses} == {404}
        assert {client.post(page).status_code for page in addresses} == {404}

    def test_a_stranger_signs_in_first(self, client: Client, addresses: list[str]) -> None:
        for page in addresses:
            assert client.get(page).headers["Location"].startswith("/signin/?next=/my/")

    def test_a_makers_other_pieces_are_not_under_this_address(
        self, maker: Client, terre: Maker
    ) -> None:
        item = make_item(terre)
        for page in (f"{PIECES}{item.code}/", f"{PIECES}{item.code}/edit/"):
            assert maker.get(page).status_code == 404
        for page in (f"{PIECES}{item.code}/photos/", f"{PIECES}{item.code}/announce/"):
            assert maker.post(page).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"{PIECES}%00/",
        f"{PIECES}0000000/",
        f"{PIECES}nothing/edit/",
        "/statements/99999999999999999999/",
        "/my/nobody/",
    ],
)
def test_odd_addresses_are_not_there(maker: Client, address: str) -> None:
    assert maker.get(address).status_code == 404


@pytest.mark.parametrize("query", ["q=%00", "q=%25", "page=x", "page=-1", "q=" + "x" * 3000])
def test_odd_questions_are_answered(maker: Client, query: str) -> None:
    assert maker.get(f"{PIECES}?{query}").status_code == 200
    assert maker.get(f"{NEW}?like=%00").status_code == 200


class TestANewPiece:
    def test_photo_name_price_and_it_is_announced(
        self, maker: Client, fill: Fill, rcoop: Coworking, ada: User, media: Path
    ) -> None:
        page = maker.post(NEW, fill(photos=photo(jpeg(800, 600)), quantity="3"), follow=True)
        item = Item.objects.get()
        assert page.redirect_chain == [(f"{PIECES}{item.code}/", 302)]
        assert "“Collier plume” is announced. Bring it along" in text_of(page)
        assert (item.price, item.vat_percent) == (Decimal("45.00"), Decimal(21))
        told = Announcement.objects.get()
        assert (told.coworking, told.quantity, told.announced_by) == (rcoop, 3, ada)
        assert (item.photos.get().width, item.photos.get().height) == (800, 600)
        assert [badge.label for badge in page.context["badges"]] == ["announced"]

    @pytest.mark.parametrize(
        ("typed", "price"),
        [
            ("45", "45.00"),
            ("45,5", "45.50"),
            ("1.234,50", "1234.50"),
            ("€ 18.50", "18.50"),
            ("0,01", "0.01"),
            ("100000", "100000.00"),
        ],
    )
    def test_prices_as_hands_type_them(
        self, maker: Client, fill: Fill, typed: str, price: str
    ) -> None:
        assert maker.post(NEW, fill(price=typed)).status_code == 302
        assert Item.objects.get().price == Decimal(price)

    @pytest.mark.parametrize(
        ("typed", "status", "sentence"),
        [
            ("0", 409, "A price lies between 0.01 and 100 000 euro"),
            ("100000,01", 409, "A price lies between 0.01 and 100 000 euro"),
            ("12.345", 400, "An amount has at most two decimals."),
            ("12,5000", 400, "An amount has at most two decimals."),
            ("a lot", 400, "This is not an amount."),
            ("-5", 400, "An amount here cannot be below zero."),
            ("", 400, "This field is required."),
        ],
    )
    def test_a_price_nobody_can_pay_keeps_all_that_was_typed(
        self, maker: Client, fill: Fill, media: Path, typed: str, status: int, sentence: str
    ) -> None:
        sent = fill(
            title="Bague & Co",
            price=typed,
            story="D'été",
            materials="cuivre",
            size="52",
            photos=photo(jpeg(40, 40)),
        )
        page = maker.post(NEW, sent)
        assert page.status_code == status
        told = text_of(page)
        assert sentence in told
        for value in ("Bague & Co", typed, "cuivre", "52", sent["key"]):
            assert f'value="{value}"' in told or not value
        assert "D'été" in told
        assert "choose the photos once more" in told
        assert not Item.objects.exists()
        assert not list(media.rglob("*.jpg"))

    def test_nothing_is_said_of_a_photo_nobody_chose(self, maker: Client, fill: Fill) -> None:
        assert "choose the photos once more" not in text_of(maker.post(NEW, fill(price="0")))

    @pytest.mark.parametrize(
        ("data", "status", "sentence"),
        [
            (b"%PDF-1.7 no photo", 422, "This file is no photo we can read."),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "This file is no photo"),
            (jpeg(900, 900)[:2000], 422, "This file is no photo we can read."),
            (b"\xff\xd8" + bytes(LARGEST_BYTES), 422, "This photo is too large."),
            (black_png(30_000, 30_000), 422, "This photo is too large."),
            (b"", 400, "The submitted file is empty."),
        ],
    )
    def test_what_is_no_photo_leaves_nothing(
        self, maker: Client, fill: Fill, media: Path, data: bytes, status: int, sentence: str
    ) -> None:
        page = maker.post(NEW, fill(photos=photo(data)))
        assert page.status_code == status
        assert sentence in text_of(page)
        assert 'value="Collier plume"' in text_of(page)
        assert not Item.objects.exists()
        assert not Announcement.objects.exists()
        assert not list(media.rglob("*"))

    def test_a_photo_is_written_anew(self, maker: Client, fill: Fill, media: Path) -> None:
        maker.post(NEW, fill(photos=photo(jpeg(3000, 2000) + b"<script>")))
        for file in media.rglob("*.jpg"):
            assert b"<script>" not in file.read_bytes()
            assert max(decoded(file.read_bytes()).size) <= 1400

    def test_the_same_form_twice_is_one_piece(self, maker: Client, fill: Fill, media: Path) -> None:
        key = str(uuid.uuid4())
        answers = [
            maker.post(NEW, fill(key=key, photos=photo(jpeg(40, 40)))).headers["Location"]
            for _tap in range(2)
        ]
        assert answers == [f"{PIECES}{Item.objects.get().code}/"] * 2
        assert Announcement.objects.count() == Photo.objects.count() == 1

    def test_a_form_sent_before_can_be_sent_as_one_more_piece(
        self, maker: Client, fill: Fill
    ) -> None:
        sent = fill()
        maker.post(NEW, sent)
        page = maker.post(NEW, {**sent, "title": "Another"})
        assert page.status_code == 409
        assert "You sent this page before." in text_of(page)
        key = page.context["form"]["key"].value()
        assert f'value="{key}"' in text_of(page)
        assert key != sent["key"]
        assert maker.post(NEW, {**sent, "title": "Another", "key": key}).status_code == 302
        assert set(Item.objects.values_list("title", flat=True)) == {"Collier plume", "Another"}

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": ""},
            {"title": "   "},
            {"title": "x" * 81},
            {"quantity": "0"},
            {"quantity": "1001"},
            {"quantity": "1.5"},
            {"coworking": "999999"},
            {"vat_percent": "20"},
            {"key": "no-key"},
            {"materials": "x" * 161},
        ],
    )
    def test_what_does_not_fit_is_said(
        self, maker: Client, fill: Fill, wrong: dict[str, str]
    ) -> None:
        page = maker.post(NEW, fill(**wrong))
        assert page.status_code == 400
        assert "Not saved yet. Please look at:" in text_of(page)
        assert not Item.objects.exists()

    def test_a_coworking_without_an_agreement_is_not_among_the_choices(
        self, maker: Client, fill: Fill, filature: Coworking
    ) -> None:
        assert maker.post(NEW, fill(coworking=filature.pk)).status_code == 400
        assert not Item.objects.exists()

    def test_with_one_coworking_nobody_is_asked_where_to(
        self, maker: Client, plume: Maker, filature: Coworking
    ) -> None:
        page = text_of(maker.get(NEW))
        assert "Announce it at Rcoop" in page
        assert 'type="radio"' not in page
        make_agreement(filature, plume.affiliations.get())
        page = text_of(maker.get(NEW))
        assert page.count('type="radio"') == 2

    def test_the_last_coworking_and_rate_are_remembered(
        self, maker: Client, fill: Fill, plume: Maker, filature: Coworking
    ) -> None:
        make_agreement(filature, plume.affiliations.get())
        for place in (filature, Coworking.objects.get(slug="rcoop"), filature):
            maker.post(NEW, fill(coworking=place.pk, vat_percent="6", materials="papier"))
            form = maker.get(NEW).context["form"]
            assert form["coworking"].value() == place.pk
            assert form["vat_percent"].value() == "6"
            assert not form["materials"].value()
            assert not form["title"].value()

    def test_another_like_this_copies_all_but_code_and_photo(
        self, maker: Client, fill: Fill, media: Path
    ) -> None:
        told = {"materials": "laiton", "size": "45 cm", "story": "Une plume.", "price": "1.045,00"}
        maker.post(NEW, fill(photos=photo(jpeg(40, 40)), vat_percent="12", **told))
        code = Item.objects.get().code
        form = maker.get(f"{NEW}?like={code.lower()}").context["form"]
        assert {name: form[name].value() for name in ("title", "materials", "size", "story")} == {
            "title": "Collier plume",
            "materials": "laiton",
            "size": "45 cm",
            "story": "Une plume.",
        }
        assert form["vat_percent"].value() == "12"
        page = text_of(maker.get(f"{NEW}?like={code}"))
        assert 'value="1045.00"' in page
        again = fill(title="Collier plume", materials="laiton")
        assert maker.post(f"{NEW}?like={code}", again).status_code == 302
        assert Item.objects.count() == 2

    def test_the_pieces_of_others_are_not_copied(self, maker: Client, terre: Maker) -> None:
        form = maker.get(f"{NEW}?like={make_item(terre).code}").context["form"]
        assert not form["title"].value()

    def test_without_an_agreement_there_is_no_form_but_what_to_do(
        self, signed_in: As, vic: User
    ) -> None:
        make_maker("New", person=vic)
        page = signed_in(vic).get("/my/new-2/new/")
        assert page.status_code == 200
        assert "No agreement yet" in text_of(page)
        assert '<form class="form"' not in text_of(page)

    def test_once_the_payee_has_gone_the_refusal_is_said(
        self, maker: Client, fill: Fill, plume: Maker
    ) -> None:
        affiliation = plume.affiliations.get()
        end_affiliation(affiliation=affiliation, ends_on=date(2026, 1, 31), by=None, at=START)
        assert "Nobody is paid for you since 31 January 2026." in text_of(maker.get(NEW))
        assert maker.post(NEW, fill()).status_code == 400
        assert not Item.objects.exists()


class TestPieces:
    def badges(self, client: Client, address: str = PIECES) -> dict[str, list[str]]:
        rows = client.get(address).context["rows"]
        return {item.title: [badge.label for badge in badges] for item, badges in rows}

    def test_each_says_how_it_stands(
        self, maker: Client, rcoop: Coworking, plume: Maker, dan: User, ada: User
    ) -> None:
        def coming(title: str) -> Announcement:
            item = make_item(plume, title)
            return announce(item=item, coworking=rcoop, quantity=1, by=ada, at=START)

        make_item(plume, "Alone")
        coming("Coming")
        decline(announcement=coming("Declined"), reason="Too fragile", by=dan, at=START)
        make_placed(rcoop, plume, "Shown")
        back_room = make_showcase(rcoop, "Back room", on_show=False)
        make_placed(rcoop, plume, "Inside", showcase=back_room)
        make_sale(rcoop, make_placed(rcoop, plume, "Sold").item)
        make_refund(make_sale(rcoop, make_placed(rcoop, plume, "Returned").item))
        give_back(placement=make_placed(rcoop, plume, "Back"), quantity=1, by=dan, at=START)
        both = make_placed(rcoop, plume, "Both").item
        announce(item=both, coworking=rcoop, quantity=2, by=ada, at=START)
        assert self.badges(maker) == {
            "Alone": ["not announced"],
            "Coming": ["announced"],
            "Declined": ["declined"],
            "Shown": ["on show"],
            "Inside": ["in the back room"],
            "Sold": ["sold"],
            "Returned": ["on show"],
            "Back": ["back with you"],
            "Both": ["announced", "on show"],
        }

    def test_they_are_found_by_name_and_code(self, maker: Client, plume: Maker) -> None:
        ring = make_item(plume, "Bague Spirale")
        make_item(plume, "Collier")
        for wanted in ("spir", ring.code, ring.code[:4].lower()):
            assert list(self.badges(maker, f"{PIECES}?q={wanted}")) == ["Bague Spirale"]
        none = maker.get(f"{PIECES}?q=<b>")
        assert "None of your pieces is called “&lt;b&gt;”." in text_of(none)

    def test_the_pieces_of_others_are_not_among_them(
        self, maker: Client, plume: Maker, terre: Maker
    ) -> None:
        make_item(terre, "Bol")
        make_item(plume, "Bague")
        assert list(self.badges(maker)) == ["Bague"]
        assert self.badges(maker, f"{PIECES}?q=terre") == {}

    def test_before_the_first_there_is_one_thing_to_do(self, maker: Client) -> None:
        page = text_of(maker.get(PIECES))
        assert "Your first piece" in page
        assert page.count("primary") == 1

    def test_long_lists_have_pages(self, maker: Client, plume: Maker) -> None:
        for index in range(61):
            make_item(plume, f"Piece {index}")
        assert len(self.badges(maker)) == 60
        assert list(self.badges(maker, f"{PIECES}?page=2")) == ["Piece 0"]

    def test_a_proposal_asks_to_be_read(
        self, maker: Client, plume: Maker, filature: Coworking
    ) -> None:
        terms = make_agreement(filature, plume.affiliations.get(), accepted=False)
        page = text_of(maker.get(PIECES))
        assert "La Filature proposes an agreement" in page
        assert f"{PIECES}agreements/{terms.pk}/" in page

    def test_many_pieces_cost_as_many_queries_as_one(
        self, maker: Client, rcoop: Coworking, plume: Maker, costs: Costs, media: Path
    ) -> None:
        add_photo(item=make_placed(rcoop, plume).item, data=jpeg(9, 9), by=None, at=START)
        one = costs(maker, PIECES)
        for index in range(3):
            item = make_placed(rcoop, plume, f"More {index}").item
            add_photo(item=item, data=jpeg(9, 9), by=None, at=START)
            announce(item=item, coworking=rcoop, quantity=1, by=None, at=START)
        assert costs(maker, PIECES) == one


class TestOnePiece:
    def test_it_tells_where_it_is_and_what_was_sold(
        self, maker: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        item = make_placed(rcoop, plume, price="45.00", quantity=3).item
        make_refund(make_sale(rcoop, item, quantity=2))
        page = text_of(maker.get(f"{PIECES}{item.code.lower()}/"))
        for told in ("Window", "2 pieces", "€31.50", "-€31.50", "came back", "of €90.00 paid"):
            assert told in page

    def test_why_the_desk_declined(
        self, maker: Client, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        item = make_item(plume)
        told = announce(item=item, coworking=rcoop, quantity=1, by=None, at=START)
        decline(announcement=told, reason="Too fragile for the window", by=dan, at=START)
        page = text_of(maker.get(f"{PIECES}{item.code}/"))
        assert "“Too fragile for the window”" in page

    def test_it_is_changed_with_its_price(self, maker: Client, plume: Maker) -> None:
        item = make_item(plume, price="45.00")
        page = maker.get(f"{PIECES}{item.code}/edit/")
        assert 'value="45.00"' in text_of(page)
        sent = self.edited(page, title="Grand collier", price="1.048,50", story="Longue.")
        assert maker.post(f"{PIECES}{item.code}/edit/", sent).status_code == 302
        item.refresh_from_db()
        assert (item.title, item.price) == ("Grand collier", Decimal("1048.50"))
        assert item.story == "Longue."

    @pytest.mark.parametrize(
        ("wrong", "status"),
        [({"price": "0"}, 409), ({"price": "1,234"}, 400), ({"title": " "}, 400)],
    )
    def test_refused_it_stays_whole_as_it_was(
        self, maker: Client, plume: Maker, wrong: dict[str, str], status: int
    ) -> None:
        item = make_item(plume, "Collier", price="45.00")
        address = f"{PIECES}{item.code}/edit/"
        sent = {**self.edited(maker.get(address), title="Other", story="New"), **wrong}
        page = maker.post(address, sent)
        assert page.status_code == status
        assert "New" in text_of(page)
        item.refresh_from_db()
        assert (item.title, item.story, item.price) == ("Collier", "", Decimal("45.00"))

    def test_what_changed_meanwhile_is_not_overwritten_unread(
        self, maker: Client, plume: Maker
    ) -> None:
        item = make_item(plume, "Collier")
        address = f"{PIECES}{item.code}/edit/"
        mine = self.edited(maker.get(address), title="Mine")
        maker.post(address, self.edited(maker.get(address), title="Theirs"))
        page = maker.post(address, mine)
        assert page.status_code == 409
        assert "was changed meanwhile" in text_of(page)
        assert 'value="Mine"' in text_of(page)
        item.refresh_from_db()
        assert item.title == "Theirs"
        again = {**mine, "seen": page.context["form"]["seen"].value()}
        assert maker.post(address, again).status_code == 302
        item.refresh_from_db()
        assert item.title == "Mine"

    def edited(self, page: Any, **changes: str) -> dict[str, str]:
        form = page.context["form"]
        told = {name: str(form[name].value() or "") for name in form.fields}
        return {**told, **changes}

    def test_more_of_it_is_announced(self, maker: Client, rcoop: Coworking, plume: Maker) -> None:
        item = make_placed(rcoop, plume).item
        sent = {"coworking": rcoop.pk, "quantity": "4"}
        address = f"{PIECES}{item.code}/announce/"
        assert "Announced." in text_of(maker.post(address, sent, follow=True))
        again = maker.post(address, sent)
        assert again.status_code == 409
        assert "is already announced at Rcoop" in text_of(again)
        assert maker.post(address, {**sent, "quantity": "0"}).status_code == 400
        assert list(item.announcements.filter(state="waiting").values_list("quantity")) == [(4,)]

    def test_the_desk_counts_in_what_was_announced(
        self, maker: Client, fill: Fill, rcoop: Coworking
    ) -> None:
        maker.post(NEW, fill(quantity="3"))
        announcement = Announcement.objects.get()
        showcase = rcoop.showcases.get()
        accept(announcement=announcement, showcase=showcase, quantity=2, by=any_person(), at=START)
        page = maker.get(f"{PIECES}{announcement.item.code}/")
        assert [badge.label for badge in page.context["badges"]] == ["on show"]
        assert "2 pieces" in text_of(page)
