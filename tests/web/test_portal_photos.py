"""The photos of a maker's piece: several at once, in order, cropped, removed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item, Photo
from consign.stock.operations import accept
from consign.stock.photos import LARGEST_BYTES
from consign.stock.pictures import add_photos
from tests.factories import START, make_item
from tests.stock.pictures import black_png, jpeg
from tests.stock.test_photos import HEIC
from tests.web.conftest import As, text_of

PIECES = "/my/comme-une-plume/"
Address = Callable[..., str]

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(ada: User, plume: Maker, signed_in: As) -> Client:
    """Ada's browser; her project is "Comme une plume"."""
    return signed_in(ada)


@pytest.fixture
def item(plume: Maker, media: Path) -> Item:
    """With three photos, 10, 20 and 30 pixels wide."""
    made = make_item(plume)
    add_photos(item=made, photos=[jpeg(width, 10) for width in (10, 20, 30)], by=None, at=START)
    return made


@pytest.fixture
def address(item: Item) -> Address:
    """Of the page of photos, or of an act on the photo at a place."""

    def of(act: str = "", place: int = 0) -> str:
        page = f"{PIECES}{item.code}/photos/"
        return f"{page}{item.photos.all()[place].pk}/{act}/" if act else page

    return of


def widths(item: Item) -> list[int]:
    return [photo.width for photo in item.photos.all()]


def file(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


class TestWhoMay:
    @pytest.mark.parametrize("who", ["ben", "dan", "cleo", "vic"])
    def test_for_others_they_are_not_there(
        self, address: Address, signed_in: As, who: str, request: pytest.FixtureRequest
    ) -> None:
        client = signed_in(request.getfixturevalue(who))
        for page in (address(), address("move"), address("remove"), address("crop")):
            assert client.get(page).status_code == 404
            assert client.post(page).status_code == 404

    def test_a_photo_of_another_piece_is_not_under_this_address(
        self, maker: Client, address: Address, plume: Maker
    ) -> None:
        other = make_item(plume, "Other")
        for act in ("move", "remove", "crop"):
            page = address(act).replace(Photo.objects.all()[0].item.code, other.code)
            assert maker.post(page, {"step": "first"}).status_code == 404

    def test_a_number_no_photo_has_is_not_there(self, maker: Client, item: Item) -> None:
        page = f"{PIECES}{item.code}/photos/99999999999999999999/crop/"
        assert maker.get(page).status_code == 404


class TestAdding:
    def test_several_at_once_also_from_two_inputs(
        self, maker: Client, address: Address, item: Item
    ) -> None:
        sent = {"photos": [file(jpeg(40, 9)), file(HEIC, "IMG_1.HEIC")]}
        page = maker.post(address(), sent, follow=True)
        assert page.redirect_chain == [(address(), 302)]
        assert "2 photos are there." in text_of(page)
        assert widths(item) == [10, 20, 30, 40, 240]

    def test_one_is_one(self, maker: Client, address: Address) -> None:
        page = maker.post(address(), {"photos": file(jpeg(9, 9))}, follow=True)
        assert "The photo is there." in text_of(page)

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"GIF89a not ours", "This file is no photo we can read."),
            (b"%PDF-1.7", "This file is no photo we can read."),
            (HEIC[:300], "This file is no photo we can read."),
            (bytes(LARGEST_BYTES + 1), "This photo is too large."),
            (black_png(30_000, 30_000), "This photo is too large."),
        ],
    )
    def test_which_one_is_no_photo_is_said_by_its_name(
        self, maker: Client, address: Address, item: Item, data: bytes, sentence: str
    ) -> None:
        sent = {"photos": [file(jpeg(9, 9)), file(data, "IMG_2.jpg"), file(jpeg(9, 9))]}
        page = maker.post(address(), sent)
        assert page.status_code == 422
        assert f"IMG_2.jpg: {sentence}" in text_of(page)
        assert widths(item) == [10, 20, 30]

    def test_none_and_an_empty_one_are_said(self, maker: Client, address: Address) -> None:
        for sent, sentence in (
            ({}, "This field is required."),
            ({"photos": file(b"")}, "The submitted file is empty."),
            ({"photos": "no file"}, "This field is required."),
        ):
            page = maker.post(address(), sent)
            assert page.status_code == 400
            assert sentence in text_of(page)

    def test_a_thirteenth_is_refused(self, maker: Client, address: Address, item: Item) -> None:
        page = maker.post(address(), {"photos": [file(jpeg(9, 9)) for _n in range(13)]})
        assert page.status_code == 400
        page = maker.post(address(), {"photos": [file(jpeg(9, 9)) for _n in range(10)]})
        assert page.status_code == 422
        assert "A piece has at most 12 photos." in text_of(page)
        maker.post(address(), {"photos": [file(jpeg(9, 9)) for _n in range(9)]})
        assert item.photos.count() == 12
        page = maker.get(address())
        assert "Remove one to add another." in text_of(page)
        assert 'type="file"' not in text_of(page)

    def test_a_new_piece_says_which_photo_was_refused(
        self, maker: Client, rcoop: Coworking, media: Path
    ) -> None:
        sent = {
            "title": "Collier",
            "price": "45",
            "quantity": "1",
            "coworking": rcoop.pk,
            "vat_percent": "21",
            "key": "0f8b2c1e-5d0a-4a57-9a2b-3f6f2f4f1c11",
            "photos": [file(jpeg(9, 9)), file(b"%PDF-1.7", "invoice.jpg")],
        }
        page = maker.post(f"{PIECES}new/", sent)
        assert page.status_code == 422
        assert "invoice.jpg: This file is no photo we can read." in text_of(page)
        assert not list(media.rglob("*.jpg"))


class TestOrder:
    @pytest.mark.parametrize(
        ("place", "step", "order"),
        [
            (1, "earlier", [20, 10, 30]),
            (1, "later", [10, 30, 20]),
            (2, "first", [30, 10, 20]),
            (0, "earlier", [10, 20, 30]),
            (2, "later", [10, 20, 30]),
        ],
    )
    def test_a_photo_changes_its_place(
        self, maker: Client, address: Address, item: Item, place: int, step: str, order: list[int]
    ) -> None:
        answer = maker.post(address("move", place), {"step": step})
        key = Photo.objects.get(item=item, width=(place + 1) * 10).pk
        assert answer.headers["Location"] == f"{address()}#photo-{key}"
        assert widths(item) == order

    def test_the_first_is_the_face(self, maker: Client, address: Address, item: Item) -> None:
        maker.post(address("move", 2), {"step": "first"})
        row = text_of(maker.get(PIECES))
        assert item.photos.all()[0].small.url in row
        assert item.photos.all()[1].small.url not in row

    @pytest.mark.parametrize("step", ["", "up", "x" * 500])
    def test_other_steps_there_are_none(
        self, maker: Client, address: Address, item: Item, step: str
    ) -> None:
        assert maker.post(address("move"), {"step": step}).status_code == 404
        assert maker.get(address("move")).status_code == 405
        assert widths(item) == [10, 20, 30]


class TestRemoving:
    def test_it_is_asked_first(self, maker: Client, address: Address, item: Item) -> None:
        assert "Remove this photo?" in text_of(maker.get(address("remove", 1)))
        assert widths(item) == [10, 20, 30]
        page = maker.post(address("remove", 1), follow=True)
        assert "The photo is removed." in text_of(page)
        assert widths(item) == [10, 30]

    def test_twice_is_no_error_of_ours(self, maker: Client, address: Address) -> None:
        page = address("remove", 1)
        assert maker.post(page).status_code == 302
        assert maker.post(page).status_code == 404


class TestCropping:
    def frame(self, page: Any, **other: str) -> dict[str, str]:
        seen = page.context["form"]["seen"].value()
        whole = {"left": "0", "top": "0", "width": "100", "height": "100"}
        return {**whole, "seen": seen, **other}

    def test_a_part_stays(self, maker: Client, address: Address, item: Item) -> None:
        page = maker.get(address("crop", 1))
        sent = self.frame(page, left="25", width="50")
        assert "The photo is cropped." in text_of(maker.post(address("crop", 1), sent, follow=True))
        assert widths(item) == [10, 10, 30]

    def test_sent_twice_it_is_cropped_once(
        self, maker: Client, address: Address, item: Item
    ) -> None:
        sent = self.frame(maker.get(address("crop", 1)), width="50")
        maker.post(address("crop", 1), sent)
        page = maker.post(address("crop", 1), sent)
        assert page.status_code == 409
        assert "The photos were changed meanwhile." in text_of(page)
        assert widths(item) == [10, 10, 30]
        again = self.frame(page, width="50")
        assert maker.post(address("crop", 1), again).status_code == 302
        assert widths(item) == [10, 5, 30]

    @pytest.mark.parametrize(
        ("wrong", "status"),
        [
            ({"left": "60", "width": "50"}, 409),
            ({"width": "5"}, 409),
            ({"width": "101"}, 400),
            ({"left": "-1"}, 400),
            ({"top": "1.5"}, 400),
            ({"height": ""}, 400),
        ],
    )
    def test_a_frame_outside_the_picture_is_said(
        self, maker: Client, address: Address, item: Item, wrong: dict[str, str], status: int
    ) -> None:
        sent = self.frame(maker.get(address("crop", 1)), **wrong)
        page = maker.post(address("crop", 1), sent)
        assert page.status_code == status
        assert "Not saved yet. Please look at:" in text_of(page)
        assert widths(item) == [10, 20, 30]


class TestWhatIsTold:
    """Care, weight of precious metal and agreed value: who sees them, and how they are typed."""

    @pytest.fixture
    def told(self, rcoop: Coworking) -> dict[str, Any]:
        return {
            "title": "Bague",
            "price": "80",
            "quantity": "1",
            "coworking": rcoop.pk,
            "vat_percent": "21",
            "key": "0f8b2c1e-5d0a-4a57-9a2b-3f6f2f4f1c12",
            "care": "Keep dry.",
            "metal_grams": "3,5 g",
            "agreed_value": "61,50",
        }

    def test_the_maker_sees_all_the_street_never_the_value(
        self, maker: Client, told: dict[str, Any], rcoop: Coworking, dan: User
    ) -> None:
        assert maker.post(f"{PIECES}new/", told).status_code == 302
        item = Item.objects.get()
        showcase = rcoop.showcases.get()
        waiting = item.announcements.get()
        accept(announcement=waiting, showcase=showcase, quantity=1, by=dan, at=START)
        own = text_of(maker.get(f"{PIECES}{item.code}/"))
        street = text_of(Client().get(f"/i/{item.code}"))
        for words in ("Keep dry.", "3.50 g"):
            assert words in own
            assert words in street
        assert "€61.50" in own
        assert "61.50" not in street

    def test_they_are_copied_and_changed_and_taken_back(
        self, maker: Client, told: dict[str, Any]
    ) -> None:
        maker.post(f"{PIECES}new/", told)
        item = Item.objects.get()
        like = text_of(maker.get(f"{PIECES}new/?like={item.code}"))
        edit = maker.get(f"{PIECES}{item.code}/edit/")
        for page in (like, text_of(edit)):
            for value in ("Keep dry.", "3.5", "61.50"):
                assert f'value="{value}"' in page
        form = edit.context["form"]
        sent = {name: str(form[name].value() or "") for name in form.fields}
        sent |= {"metal_grams": "4.25", "agreed_value": ""}
        assert maker.post(f"{PIECES}{item.code}/edit/", sent).status_code == 302
        item.refresh_from_db()
        assert (str(item.metal_grams), item.agreed_value, item.care) == ("4.25", None, "Keep dry.")

    @pytest.mark.parametrize(
        ("wrong", "status", "sentence"),
        [
            ({"metal_grams": "0"}, 409, "A weight of precious metal lies between 0.01"),
            ({"metal_grams": "10000,5"}, 409, "A weight of precious metal lies between 0.01"),
            ({"metal_grams": "heavy"}, 400, "Enter a number."),
            ({"metal_grams": "NaN"}, 400, "Enter a number."),
            ({"metal_grams": "1,005"}, 400, "no more than 2 decimal places"),
            ({"agreed_value": "100000,01"}, 409, "An agreed value lies between 0 and 100 000"),
            ({"care": "x" * 161}, 400, "at most 160 characters"),
        ],
    )
    def test_what_cannot_be_is_said_where_it_stands_unfolded(
        self,
        maker: Client,
        told: dict[str, Any],
        wrong: dict[str, str],
        status: int,
        sentence: str,
    ) -> None:
        page = maker.post(f"{PIECES}new/", {**told, **wrong})
        assert page.status_code == status
        assert sentence in text_of(page)
        assert '<details class="why" open>' in text_of(page)
        assert not Item.objects.exists()

    def test_at_first_the_rest_is_folded_away(self, maker: Client, plume: Maker) -> None:
        assert '<details class="why" open>' not in text_of(maker.get(f"{PIECES}new/"))

    def test_a_page_sent_again_with_other_words_leads_to_the_piece_it_made(
        self, maker: Client, told: dict[str, Any]
    ) -> None:
        maker.post(f"{PIECES}new/", told)
        page = maker.post(f"{PIECES}new/", {**told, "title": "Bracelet"})
        assert page.status_code == 409
        assert "“Bague” is registered already" in text_of(page)
        assert f'href="{PIECES}{Item.objects.get().code}/"' in text_of(page)
