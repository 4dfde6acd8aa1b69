import io
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from consign.people.models import Coworking, Maker, Scope, User
from consign.stock.models import Item
from tests.api.caller import BASE, Caller, refused, rows, told
from tests.api.conftest import NOW
from tests.factories import make_item, make_maker, make_placed, make_selling_maker, make_showcase
from tests.kept import kept
from tests.stock.pictures import black_png
from tests.stock.test_photos import HEIC

pytestmark = pytest.mark.django_db

NEW = {"maker": "comme-une-plume", "title": "Collier plume", "price": "45.00"}


@kept
def necklace(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Collier plume", price="45.00").item


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", size, "orange").save(file, kind)
    return SimpleUploadedFile(f"photo.{kind.lower()}", file.getvalue())


def test_a_maker_registers_an_item(as_ada: Caller, plume: Maker) -> None:
    sent = {**NEW, "vat_percent": "6", "materials": "laiton", "reference": "CP-1"}
    answer = as_ada.post("items/", sent)
    item = told(answer, 201)
    assert item == {
        "code": Item.objects.get().code,
        "title": "Collier plume",
        "maker": "comme-une-plume",
        "maker_name": "Comme une plume",
        "price": "45.00",
        "currency": "EUR",
        "vat_percent": "6",
        "story": "",
        "materials": "laiton",
        "size": "",
        "care": "",
        "metal_grams": None,
        "agreed_value": None,
        "reference": "CP-1",
        "created_at": "2026-11-23T11:00:00+01:00",
        "photos": [],
        "on_hand": 0,
        "places": [],
    }
    assert answer["ETag"].startswith('"')


def test_the_same_key_twice_is_one_item(
    as_ada: Caller, plume: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = uuid.uuid4()
    first = told(as_ada.post("items/", NEW, key=key), 201)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(seconds=9))
    again = as_ada.post("items/", NEW, key=key)
    assert told(again, 201) == first
    assert again["Idempotency-Replayed"] == "true"
    other = {**NEW, "title": "Bague"}
    refused(as_ada.post("items/", other, key=key), 409, "key_reused")
    assert Item.objects.count() == 1


def test_another_makers_key_is_refused(
    as_ada: Caller, as_ben: Caller, plume: Maker, terre: Maker
) -> None:
    key = uuid.uuid4()
    told(as_ada.post("items/", NEW, key=key), 201)
    theirs = {**NEW, "maker": "terre-de-ben"}
    refused(as_ben.post("items/", theirs, key=key), 409, "key_reused")


def test_who_registers(
    as_ben: Caller,
    as_dan: Caller,
    as_cleo: Caller,
    as_eve: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    plume: Maker,
) -> None:
    for caller in (as_ben, as_dan, as_eve, as_fil, as_vic):
        refused(caller.post("items/", NEW), 404, "not_found")
    refused(as_nobody.post("items/", NEW), 401, "not_authenticated")
    told(as_cleo.post("items/", NEW), 201)


def test_registering_needs_the_scope(ada: User, plume: Maker) -> None:
    sells = Caller(ada, (Scope.READ, Scope.SELL))
    refused(sells.post("items/", NEW), 403, "scope_missing")


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("price", "45.001"),
        ("price", 45.5),
        ("price", "much"),
        ("price", "1e500"),
        ("price", "NaN"),
        ("price", True),
        ("title", "x" * 81),
        ("title", "  "),
        ("title", "a\x00b"),
        ("title", {"fr": "Collier"}),
        ("vat_percent", "51"),
        ("vat_percent", "-1"),
        ("maker", "no such/slug"),
    ],
)
def test_a_wrong_part_is_named(as_ada: Caller, plume: Maker, part: str, value: Any) -> None:
    problem = refused(as_ada.post("items/", {**NEW, part: value}), 400, "invalid")
    assert list(problem["errors"]) == [part]


@pytest.mark.parametrize("price", ["0.00", "-1.00", "100000.01"])
def test_a_price_out_of_range_is_refused(as_ada: Caller, plume: Maker, price: str) -> None:
    problem = refused(as_ada.post("items/", {**NEW, "price": price}), 409, "price_out_of_range")
    assert list(problem["errors"]) == ["price"]


def test_a_whole_number_is_an_amount(as_ada: Caller, plume: Maker) -> None:
    assert told(as_ada.post("items/", {**NEW, "price": 45}), 201)["price"] == "45.00"


def test_who_reads_an_item(
    as_ada: Caller,
    as_ben: Caller,
    as_dan: Caller,
    as_cleo: Caller,
    as_eve: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    necklace: Item,
    terre: Maker,
) -> None:
    for caller in (as_ada, as_dan, as_cleo):
        (row,) = rows(caller.get("items/"))
        assert (row["code"], row["on_hand"]) == (necklace.code, 1)
        assert row["places"][0]["showcase"] == "Window"
        assert told(caller.get(f"items/{necklace.code}/")) == row
    for caller in (as_ben, as_eve, as_fil, as_vic):
        assert rows(caller.get("items/")) == []
        refused(caller.get(f"items/{necklace.code}/"), 404, "unknown_code")
    refused(as_nobody.get("items/"), 401, "not_authenticated")


def test_a_code_is_read_as_people_write_it(as_ada: Caller, necklace: Item) -> None:
    code = necklace.code
    written = f"{code[:3]} {code[3:6]}-{code[6:]}".lower()
    assert told(as_ada.get(f"items/{written}/"))["code"] == code
    refused(as_ada.get("items/hello/"), 404, "not_a_code")
    refused(as_ada.get("items/0000001/"), 404, "mistyped_code")


def test_the_desk_sees_an_item_once_it_is_announced(
    as_ada: Caller, as_dan: Caller, plume: Maker, rcoop: Coworking
) -> None:
    item = make_item(plume)
    assert rows(as_dan.get("items/")) == []
    sent = {"coworking": "rcoop", "quantity": 2}
    announced = told(as_ada.post(f"items/{item.code}/announce/", sent), 201)
    assert (announced["state"], announced["quantity"]) == ("waiting", 2)
    assert [row["code"] for row in rows(as_dan.get("items/"))] == [item.code]
    refused(as_ada.post(f"items/{item.code}/announce/", sent), 409, "already_announced")
    refused(as_dan.post(f"items/{item.code}/announce/", sent), 404, "unknown_code")


def test_pieces_go_only_where_there_is_an_agreement(
    as_ada: Caller, plume: Maker, filature: Coworking
) -> None:
    item = make_item(plume)
    sent = {"coworking": "la-filature"}
    problem = refused(as_ada.post(f"items/{item.code}/announce/", sent), 409, "no_agreement")
    assert list(problem["errors"]) == ["coworking"]


def test_a_change_starts_from_what_was_read(as_ada: Caller, necklace: Item) -> None:
    path = f"items/{necklace.code}/"
    read = as_ada.get(path)["ETag"]
    changed = as_ada.patch(path, {"price": "48.00", "story": "Trouvée"}, If_Match=read)
    assert (told(changed)["price"], told(changed)["title"]) == ("48.00", "Collier plume")
    assert changed["ETag"] != read
    stale = as_ada.patch(path, {"title": "Collier"}, If_Match=read)
    refused(stale, 412, "changed_meanwhile")
    told(as_ada.patch(path, {"title": "Collier"}, If_Match=changed["ETag"]))
    told(as_ada.patch(path, {"title": "Collier court"}))
    told(as_ada.patch(path, {"title": "Collier long"}, If_Match="*"))
    assert Item.objects.get().price == Decimal("48.00")


def test_a_change_is_made_whole_or_not_at_all(as_ada: Caller, necklace: Item) -> None:
    sent = {"title": "Collier", "price": "0.00"}
    refused(as_ada.patch(f"items/{necklace.code}/", sent), 409, "price_out_of_range")
    assert Item.objects.get().title == "Collier plume"


def test_who_changes_an_item(
    as_ben: Caller, as_dan: Caller, as_cleo: Caller, as_vic: Caller, necklace: Item, terre: Maker
) -> None:
    for caller in (as_ben, as_dan, as_vic):
        answer = caller.patch(f"items/{necklace.code}/", {"price": "1.00"})
        refused(answer, 404, "unknown_code")
    told(as_cleo.patch(f"items/{necklace.code}/", {"price": "47.00"}))


def test_a_photo_is_made_fit_to_show(as_ada: Caller, necklace: Item) -> None:
    path = f"{BASE}items/{necklace.code}/photos/"
    photo = told(as_ada.client.post(path, {"photo": picture()}), 201)
    assert (photo["position"], photo["width"], photo["height"]) == (1, 60, 40)
    (shown,) = told(as_ada.get(f"items/{necklace.code}/"))["photos"]
    assert shown == photo


def test_what_is_no_photo_is_refused(
    as_ada: Caller, as_dan: Caller, necklace: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{BASE}items/{necklace.code}/photos/"
    for data in (b"", b"hello"):
        file = SimpleUploadedFile("photo.jpg", data)
        refused(as_ada.client.post(path, {"photo": file}), 422, "not_a_photo")
    refused(as_ada.client.post(path, {"photo": "hello"}), 400, "invalid")
    refused(as_ada.client.post(path, {}), 400, "invalid")
    refused(as_ada.post(f"items/{necklace.code}/photos/", {}), 415, "unsupported_media_type")
    huge = SimpleUploadedFile("photo.jpg", b"x" * (10 * 1024 * 1024 + 1))
    refused(as_ada.client.post(path, {"photo": huge}), 413, "photo_too_large")
    huger = SimpleUploadedFile("photo.jpg", b"x" * (10 * 1024 * 1024 + 70_000))
    refused(as_ada.client.post(path, {"photo": huger}), 413, "too_large")
    refused(as_dan.client.post(path, {"photo": picture()}), 404, "unknown_code")
    assert not necklace.photos.exists()


def test_a_form_with_too_much_beside_the_photo_is_refused(as_ada: Caller, necklace: Item) -> None:
    path = f"{BASE}items/{necklace.code}/photos/"
    many = {f"field{n}": "x" for n in range(2_001)}
    refused(as_ada.client.post(path, many), 400, "too_large")
    refused(as_ada.client.post(path, {"photo": "x" * (10 * 1024 * 1024 + 1)}), 413, "too_large")


def test_items_are_filtered_and_ordered(
    as_ada: Caller, ada: User, necklace: Item, plume: Maker, rcoop: Coworking
) -> None:
    make_item(make_maker("Fil de l'eau", person=ada), "Bague", price="12.00")
    make_placed(rcoop, plume, "Anneau", showcase=make_showcase(rcoop, "Shelf"))

    def titles(**query: str) -> list[str]:
        return [row["title"] for row in rows(as_ada.get("items/", **query))]

    assert titles() == ["Anneau", "Bague", "Collier plume"]
    assert titles(ordering="price") == ["Bague", "Collier plume", "Anneau"]
    assert titles(ordering="-title") == ["Collier plume", "Bague", "Anneau"]
    assert titles(maker="fil-de-leau") == ["Bague"]
    assert titles(coworking="rcoop") == ["Anneau", "Collier plume"]
    assert titles(search="plume") == ["Collier plume"]
    assert titles(search=necklace.code[:5].lower()) == ["Collier plume"]


@pytest.mark.parametrize("ordering", ["", "price", "-title", "created_at"])
def test_pages_lead_to_each_item_once(as_ada: Caller, plume: Maker, ordering: str) -> None:
    made = {make_item(plume, f"Piece {n % 3}", price=f"{10 + n % 2}.00").code for n in range(7)}
    query = {"limit": "2", **({"ordering": ordering} if ordering else {})}
    page = told(as_ada.get("items/", **query))
    assert page["previous"] is None
    seen = [row["code"] for row in page["results"]]
    while page["next"]:
        page = told(as_ada.client.get(page["next"]))
        assert len(page["results"]) <= 2
        seen += [row["code"] for row in page["results"]]
    assert len(seen) == 7
    assert set(seen) == made
    back = told(as_ada.client.get(page["previous"]))
    assert [row["code"] for row in back["results"]] == seen[4:6]


@pytest.mark.parametrize("limit", ["0", "-1", "many", "", "1.5", "9" * 30])
def test_a_limit_is_a_number(as_ada: Caller, limit: str) -> None:
    refused(as_ada.get("items/", limit=limit), 400, "invalid")


def test_items_as_csv(as_ada: Caller, necklace: Item) -> None:
    header, row = as_ada.get("items/", format="csv").content.decode().splitlines()
    assert header.startswith("code,title,maker,price")
    assert row.startswith(f"{necklace.code},Collier plume,comme-une-plume,45.00,21,")


@pytest.mark.parametrize("who", ["as_ada", "as_dan"])
def test_reading_many_items_costs_no_more_than_one(
    who: str,
    request: pytest.FixtureRequest,
    rcoop: Coworking,
    plume: Maker,
    necklace: Item,
    django_assert_num_queries: Any,
) -> None:
    caller: Caller = request.getfixturevalue(who)
    caller.client.post(f"{BASE}items/{necklace.code}/photos/", {"photo": picture()})
    caller.get("items/")
    with django_assert_num_queries(4):
        assert len(rows(caller.get("items/"))) == 1
    make_placed(rcoop, plume, "Bague")
    make_placed(rcoop, plume, "Broche", quantity=3)
    with django_assert_num_queries(4):
        assert len(rows(caller.get("items/"))) == 3


def test_makers_of_other_coworkings_stay_apart(as_cleo: Caller, filature: Coworking) -> None:
    elsewhere = make_selling_maker(filature, "Ailleurs")
    item = make_item(elsewhere)
    refused(as_cleo.get(f"items/{item.code}/"), 404, "unknown_code")
    refused(as_cleo.post("items/", {**NEW, "maker": "ailleurs"}), 404, "not_found")


def test_all_that_is_told_is_written_and_read(as_ada: Caller, plume: Maker) -> None:
    more = {"care": "Keep dry.", "metal_grams": "3.50", "agreed_value": "61.50"}
    item = told(as_ada.post("items/", {**NEW, **more}), 201)
    assert {name: item[name] for name in more} == {**more, "metal_grams": "3.5"}
    path = f"items/{item['code']}/"
    changed = told(as_ada.patch(path, {"metal_grams": None, "care": ""}))
    assert (changed["metal_grams"], changed["care"]) == (None, "")
    assert changed["agreed_value"] == "61.50"
    assert told(as_ada.patch(path, {"agreed_value": None}))["agreed_value"] is None


@pytest.mark.parametrize(
    ("part", "value", "status", "code"),
    [
        ("metal_grams", "0", 409, "metal_out_of_range"),
        ("metal_grams", "10000.01", 409, "metal_out_of_range"),
        ("metal_grams", "0.001", 400, "invalid"),
        ("metal_grams", 3.5, 400, "invalid"),
        ("agreed_value", "-1.00", 409, "value_out_of_range"),
        ("agreed_value", "100000.01", 409, "value_out_of_range"),
        ("care", "x" * 161, 400, "invalid"),
    ],
)
def test_what_cannot_be_told_is_refused(
    as_ada: Caller, necklace: Item, part: str, value: Any, status: int, code: str
) -> None:
    for answer in (
        as_ada.post("items/", {**NEW, part: value}),
        as_ada.patch(f"items/{necklace.code}/", {part: value}),
    ):
        refused(answer, status, code)
    assert Item.objects.count() == 1


class TestPhotos:
    @pytest.fixture
    def photos(self, as_ada: Caller, necklace: Item) -> list[dict[str, Any]]:
        path = f"{BASE}items/{necklace.code}/photos/"
        for width in (10, 20, 30):
            told(as_ada.client.post(path, {"photo": picture(size=(width, 10))}), 201)
        found: list[dict[str, Any]] = told(as_ada.get(f"items/{necklace.code}/"))["photos"]
        return found

    def widths(self, caller: Caller, item: Item) -> list[int]:
        return [one["width"] for one in told(caller.get(f"items/{item.code}/"))["photos"]]

    def test_they_are_put_in_order(
        self, as_ada: Caller, necklace: Item, photos: list[dict[str, Any]]
    ) -> None:
        order = [photos[place]["id"] for place in (2, 0, 1)]
        path = f"items/{necklace.code}/photos/order/"
        answer = told(as_ada.post(path, {"order": order}))
        assert [(one["id"], one["position"]) for one in answer] == list(
            zip(order, (1, 2, 3), strict=True)
        )
        assert self.widths(as_ada, necklace) == [30, 10, 20]
        refused(as_ada.post(path, {"order": order[:2]}), 409, "photos_changed")
        refused(as_ada.post(path, {"order": "first"}), 400, "invalid")
        refused(as_ada.post(path, {"order": [10**30]}), 400, "invalid")

    def test_one_is_removed(
        self, as_ada: Caller, necklace: Item, photos: list[dict[str, Any]]
    ) -> None:
        path = f"items/{necklace.code}/photos/{photos[0]['id']}/"
        assert as_ada.delete(path).status_code == 204
        assert self.widths(as_ada, necklace) == [20, 30]
        refused(as_ada.delete(path), 404, "not_found")

    def test_one_is_cropped_once(
        self, as_ada: Caller, necklace: Item, photos: list[dict[str, Any]]
    ) -> None:
        path = f"items/{necklace.code}/photos/{photos[1]['id']}/crop/"
        frame = {"large": photos[1]["large"], "left": 0, "top": 0, "width": 50, "height": 100}
        cropped = told(as_ada.post(path, frame))
        assert (cropped["id"], cropped["width"]) == (photos[1]["id"], 10)
        assert cropped["large"] != photos[1]["large"]
        refused(as_ada.post(path, frame), 409, "photos_changed")
        outside = {**frame, "large": cropped["large"], "left": 60}
        refused(as_ada.post(path, outside), 409, "crop_out_of_range")
        refused(as_ada.post(path, {**outside, "left": -1}), 400, "invalid")

    def test_a_thirteenth_is_refused(
        self, as_ada: Caller, necklace: Item, photos: list[dict[str, Any]]
    ) -> None:
        path = f"{BASE}items/{necklace.code}/photos/"
        for _more in range(9):
            told(as_ada.client.post(path, {"photo": picture()}), 201)
        refused(as_ada.client.post(path, {"photo": picture()}), 409, "too_many_photos")

    def test_for_others_they_are_not_there(
        self, as_ben: Caller, as_dan: Caller, necklace: Item, photos: list[dict[str, Any]]
    ) -> None:
        at = f"items/{necklace.code}/photos/"
        for caller in (as_ben, as_dan):
            refused(caller.post(f"{at}order/", {"order": []}), 404, "unknown_code")
            refused(caller.delete(f"{at}{photos[0]['id']}/"), 404, "unknown_code")
            refused(caller.post(f"{at}{photos[0]['id']}/crop/", {}), 404, "unknown_code")

    def test_a_photo_of_another_item_is_not_under_this_address(
        self, as_ada: Caller, plume: Maker, photos: list[dict[str, Any]]
    ) -> None:
        other = make_item(plume, "Other")
        path = f"items/{other.code}/photos/{photos[0]['id']}/"
        refused(as_ada.delete(path), 404, "not_found")

    def test_what_phones_send_is_read_and_bombs_are_not(
        self, as_ada: Caller, necklace: Item
    ) -> None:
        path = f"{BASE}items/{necklace.code}/photos/"
        heic = SimpleUploadedFile("IMG_1.HEIC", HEIC)
        assert told(as_ada.client.post(path, {"photo": heic}), 201)["width"] == 240
        bomb = SimpleUploadedFile("a.png", black_png(30_000, 30_000))
        refused(as_ada.client.post(path, {"photo": bomb}), 413, "photo_too_large")
        broken = SimpleUploadedFile("b.heic", HEIC[:400])
        refused(as_ada.client.post(path, {"photo": broken}), 422, "not_a_photo")
