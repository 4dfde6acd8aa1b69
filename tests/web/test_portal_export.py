"""A maker's pieces as a list to keep, and an empty one to fill in."""

import csv
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook

from consign.people.models import Coworking, Maker, User
from consign.stock.lists import read_list
from consign.stock.looking import fit_for
from consign.stock.models import Item, Photo
from consign.stock.photo_zip import photo_zip
from consign.stock.pictures import add_photo
from tests.factories import START, make_item, make_placed
from tests.stock.pictures import decoded, jpeg
from tests.web.conftest import As

PORTAL = "/my/comme-une-plume/"
LANGUAGES = ["fr", "nl", "en", "de"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(ada: User, plume: Maker, signed_in: As) -> Client:
    return signed_in(ada)


def body(answer: Any) -> bytes:
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def with_photos(item: Item, by: User, *colours: str) -> list[Photo]:
    return [add_photo(item=item, data=jpeg(30, 20, colour), by=by, at=START) for colour in colours]


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def speaking(user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_empty_list_reads_back_with_all_its_columns(
    maker: Client, ada: User, language: str, kind: str
) -> None:
    speaking(ada, language)
    data = body(maker.get(f"{PORTAL}import/template.{kind}"))
    read = read_list(data)
    assert (read.rows, read.problems, len(read.headings)) == ([], [], 12)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_a_good_line(maker: Client, ada: User, language: str) -> None:
    speaking(ada, language)
    book = load_workbook(io.BytesIO(body(maker.get(f"{PORTAL}import/template.xlsx"))))
    first, example = book.worksheets
    assert first.freeze_panes == "A2"
    book.remove(first)
    file = io.BytesIO()
    book.save(file)
    [row] = read_list(file.getvalue()).rows
    assert (row.quantity, row.price, row.vat_percent) == (2, Decimal("34.50"), Decimal(21))
    assert row.photos == ("bowl-front.jpg", "bowl-side.jpg")
    assert example.max_row == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_exported_list_read_back_doubles_nothing(
    maker: Client, plume: Maker, rcoop: Coworking, ada: User, language: str, kind: str
) -> None:
    make_placed(rcoop, plume, quantity=3)
    Item.objects.filter(pk=make_item(plume).pk).update(reference="A-1")
    speaking(ada, language)
    data = body(maker.get(f"{PORTAL}export.{kind}"))
    with translation.override(language):
        fit = fit_for(plume, read_list(data))
    assert fit.rows == []
    assert [one.code for one in fit.problems] == ["code_known", "reference_known"]


def test_a_list_says_what_there_is_and_where(
    maker: Client, plume: Maker, rcoop: Coworking, terre: Maker
) -> None:
    item = make_placed(rcoop, plume, title="Bowl", price="1234.50", quantity=3).item
    make_item(terre, "Not mine")
    Item.objects.filter(pk=item.pk).update(metal_grams="2.50", agreed_value="20.00")
    heading, row = lines(body(maker.get(f"{PORTAL}export.csv")))
    told = dict(zip(heading, row, strict=True))
    assert (told["Piece"], told["Price"], told["VAT"]) == ("Bowl", "1234.50", "21")
    assert (told["On hand"], told["Where it is"]) == ("3", "Rcoop, Window: 3")
    assert (told["Precious metal in grams"], told["Value if lost"]) == ("2.50", "20.00")
    assert told["Label code"].replace(" ", "") == item.code


def test_numbers_have_the_comma_of_the_language(maker: Client, plume: Maker, ada: User) -> None:
    make_item(plume, price="1234.50")
    speaking(ada, "fr")
    assert "1234,50" in lines(body(maker.get(f"{PORTAL}export.csv")))[1]


def test_a_spreadsheet_holds_numbers_as_numbers(maker: Client, plume: Maker) -> None:
    make_item(plume, price="12.50")
    book = load_workbook(io.BytesIO(body(maker.get(f"{PORTAL}export.xlsx"))))
    heading, row = book.worksheets[0].iter_rows()
    told = {name.value: cell for name, cell in zip(heading, row, strict=True)}
    assert (told["Price"].value, told["Price"].number_format) == (12.5, "0.00")
    assert told["Label code"].data_type == "s"


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1+1", '=HYPERLINK("x")'])
def test_no_text_is_ever_run_as_a_formula(maker: Client, plume: Maker, title: str) -> None:
    make_item(plume, title)
    told = lines(body(maker.get(f"{PORTAL}export.csv")))[1][2]
    assert told == f"'{title.strip()}"
    book = load_workbook(io.BytesIO(body(maker.get(f"{PORTAL}export.xlsx"))))
    cell = book.worksheets[0].cell(2, 3)
    assert (cell.data_type, cell.value) == ("s", f"'{title.strip()}")


def test_a_story_of_many_lines_stays_one_row(maker: Client, plume: Maker) -> None:
    Item.objects.filter(pk=make_item(plume).pk).update(story='One\r\n"two";\x07three')
    assert lines(body(maker.get(f"{PORTAL}export.csv")))[1][-1] == 'One "two"; three'
    assert body(maker.get(f"{PORTAL}export.xlsx"))


def test_only_what_a_search_shows(maker: Client, plume: Maker) -> None:
    make_item(plume, "Bowl")
    make_item(plume, "Cup")
    assert [row[2] for row in lines(body(maker.get(f"{PORTAL}export.csv?q=cu")))[1:]] == ["Cup"]
    page = maker.get(f"{PORTAL}?q=cu").content.decode()
    assert f"{PORTAL}export.xlsx?q=cu" in page


def test_many_pieces_cost_no_more_queries(
    maker: Client, plume: Maker, rcoop: Coworking, django_assert_num_queries: Any
) -> None:
    make_placed(rcoop, plume)
    for _more in range(2):
        answer = maker.get(f"{PORTAL}export.csv")
        with django_assert_num_queries(3):
            body(answer)
        make_placed(rcoop, plume)


def test_other_kinds_and_other_makers_do_not_exist(
    maker: Client, terre: Maker, client: Client
) -> None:
    for page in ("export.pdf", "import/template.ods"):
        assert maker.get(PORTAL + page).status_code == 404
    assert maker.get("/my/terre-de-ben/export.csv").status_code == 404
    assert client.get(f"{PORTAL}export.csv").status_code == 302


def test_the_zip_has_the_list_and_every_photo_under_the_name_the_list_says(
    maker: Client, plume: Maker, rcoop: Coworking, ada: User
) -> None:
    bowl, cup = (make_placed(rcoop, plume, title).item for title in ("Bowl", "Cup"))
    with_photos(bowl, ada, "red", "blue")
    with_photos(cup, ada, "green")
    answer = maker.get(f"{PORTAL}export.zip")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(body(answer))) as kept:
        told = read_list(kept.read("comme-une-plume.xlsx"))
        assert [row.photos for row in told.rows] == [
            (f"{bowl.code}-1.jpg", f"{bowl.code}-2.jpg"),
            (f"{cup.code}-1.jpg",),
        ]
        named = {name for row in told.rows for name in row.photos}
        assert named == set(kept.namelist()) - {"comme-une-plume.xlsx"}
        blue = decoded(kept.read(f"{bowl.code}-2.jpg")).getpixel((5, 5))
        assert isinstance(blue, tuple)
        assert blue[2] > 200


def test_the_zip_can_be_taken_over_where_the_pieces_are_not_known(
    maker: Client, plume: Maker, rcoop: Coworking, ada: User
) -> None:
    item = make_placed(rcoop, plume, "Bowl", price="34.50").item
    with_photos(item, ada, "red", "blue")
    data = body(maker.get(f"{PORTAL}export.zip"))
    with zipfile.ZipFile(io.BytesIO(data)) as kept:
        read = read_list(kept.read("comme-une-plume.xlsx"))
    assert (read.rows[0].title, read.rows[0].price) == ("Bowl", Decimal("34.50"))
    with photo_zip(io.BytesIO(data)) as photos:
        assert list(photos.problems((name, "Bowl") for name in read.rows[0].photos)) == []


def test_a_photo_whose_file_is_gone_does_not_keep_the_others_back(
    maker: Client, plume: Maker, ada: User
) -> None:
    item = make_item(plume)
    first, second = with_photos(item, ada, "red", "blue")
    first.large.storage.delete(str(first.large.name))
    with zipfile.ZipFile(io.BytesIO(body(maker.get(f"{PORTAL}export.zip")))) as kept:
        assert kept.namelist() == ["comme-une-plume.xlsx", f"{item.code}-2.jpg"]
    assert second.position > first.position
