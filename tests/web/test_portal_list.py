"""A maker's own list: sent, looked at, taken over; then its photos, step by step."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.stock.lists import MOST_BYTES
from consign.stock.models import Announcement, Item, ListUpload, Photo
from tests.factories import make_agreement, make_maker
from tests.stock.pictures import jpeg
from tests.stock.sheets import workbook, zipped
from tests.web.conftest import As, Costs, text_of

LIST = "/my/comme-une-plume/import/"
ROWS = """\
Réf;Pièce;Matières;Taille;Qté;Prix;TVA;Remarque
PL-001;Collier « Plume d'été »;laiton doré, plume;45 cm;1;45,00 €;21;pièce unique
PL-002;Bracelet Cordon & perle;coton ciré;réglable;10;12;21;3 bleus; 7 verts
PL-003;Petit livre;24 pages;A6;8;14,00 €;6;livre
PL-004;Collier « Ça & là »;laiton, nacre;42 cm;1;1.045,00 €;21;
PL-005;Bracelet Naissance;argent;12 cm;0;42,00 €;21;sur commande
PL-006;Bon d'achat;papier;;;25,00 €;;à remplir
"""
GOOD = "".join(ROWS.splitlines(keepends=True)[:5])
PICTURED = "Ref;Title;Price;Photos\nA;Bowl;12;bowl.jpg\nB;Cup;8;cup.jpg\n"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_here(media: Path) -> Path:
    return media


@pytest.fixture
def maker(ada: User, plume: Maker, signed_in: As) -> Client:
    return signed_in(ada)


def sheet(text: str | bytes) -> SimpleUploadedFile:
    data = text.encode() if isinstance(text, str) else text
    return SimpleUploadedFile("inventaire.csv", data, content_type="text/csv")


def send(
    client: Client,
    text: str | bytes,
    rcoop: Coworking,
    *,
    photos: Mapping[str, bytes] | bytes | None = None,
    to: str = LIST,
    **more: Any,
) -> Any:
    sent = {"file": sheet(text), "coworking": rcoop.pk, "key": str(uuid.uuid4()), **more}
    if photos is not None:
        data = photos if isinstance(photos, bytes) else zipped(photos)
        sent["photos"] = SimpleUploadedFile("photos.zip", data, content_type="application/zip")
    return client.post(to, sent, follow=True)


def take(client: Client, page: Any, **more: str) -> Any:
    """Tap the button of a preview."""
    [(address, _status)] = page.redirect_chain
    return client.post(f"{address}take/", more, follow=True)


def test_looking_shows_what_it_gives_and_records_nothing(maker: Client, rcoop: Coworking) -> None:
    page = send(maker, ROWS, rcoop)
    assert page.status_code == 200
    told = text_of(page)
    assert "inventaire.csv" in told
    assert "Announce 4 kinds of pieces at Rcoop" in told
    assert "€1,045.00" in told
    assert "2 lines with problems" in told
    assert "All or nothing" in told
    assert "The quantity is 0: nothing can be shown yet." in told
    assert "The VAT rate is empty." in told
    assert 'data-label="Column">Qté</td>' in told
    assert not Item.objects.exists()


def test_nothing_is_taken_over_while_lines_have_problems(maker: Client, rcoop: Coworking) -> None:
    page = take(maker, send(maker, ROWS, rcoop))
    assert page.status_code == 409
    assert "Nothing was taken over" in text_of(page)
    assert not Item.objects.exists()


def test_lines_with_problems_are_left_out_knowingly(
    maker: Client, rcoop: Coworking, plume: Maker, ada: User
) -> None:
    page = take(maker, send(maker, ROWS, rcoop), leave_out="on")
    assert page.redirect_chain == [("/my/comme-une-plume/", 302)]
    assert "4 pieces are announced." in text_of(page)
    assert "Lines 6, 7 of your list were left out." in text_of(page)
    book = Item.objects.get(reference="PL-003")
    assert (str(book.price), book.vat_percent, book.maker) == ("14.00", Decimal(6), plume)
    told = Announcement.objects.filter(coworking=rcoop, announced_by=ada)
    counted = dict(told.values_list("item__reference", "quantity"))
    assert counted == {"PL-001": 1, "PL-002": 10, "PL-003": 8, "PL-004": 1}


def test_a_good_list_asks_nothing(maker: Client, rcoop: Coworking) -> None:
    page = send(maker, GOOD, rcoop)
    assert "leave_out" not in text_of(page)
    page = take(maker, page)
    assert "4 pieces are announced." in text_of(page)
    assert "left out" not in text_of(page)


def test_a_spreadsheet_is_read_whatever_its_name(maker: Client, rcoop: Coworking) -> None:
    page = send(maker, workbook(("A", "Bol", 2, 12.5, 21), ("B", "Pot", 1, "=1+1", 21)), rcoop)
    told = text_of(page)
    assert "Announce 1 piece at Rcoop" in told
    assert "This cell holds a formula without its result." in told


@pytest.mark.parametrize("rows", [GOOD, GOOD.replace("Réf;", "x;").replace("PL-00", "")])
def test_the_button_tapped_twice_announces_once(maker: Client, rcoop: Coworking, rows: str) -> None:
    page = send(maker, rows, rcoop)
    for _tap in range(2):
        assert "4 pieces are announced." in text_of(take(maker, page))
    assert Item.objects.count() == Announcement.objects.count() == 4


def test_the_form_sent_twice_is_one_list(maker: Client, rcoop: Coworking) -> None:
    key = str(uuid.uuid4())
    first, second = (send(maker, GOOD, rcoop, key=key) for _tap in range(2))
    assert first.redirect_chain == second.redirect_chain
    assert ListUpload.objects.count() == 1


def test_a_mended_list_adds_only_what_was_missing(maker: Client, rcoop: Coworking) -> None:
    take(maker, send(maker, ROWS, rcoop), leave_out="on")
    page = send(maker, ROWS.replace("12 cm;0;", "12 cm;2;"), rcoop)
    assert "Announce 1 piece at Rcoop" in text_of(page)
    assert "You have registered “PL-001” before." in text_of(page)
    take(maker, page, leave_out="on")
    assert Item.objects.count() == 5
    assert "No line of this list can be taken over." in text_of(send(maker, ROWS, rcoop))


def test_the_references_of_others_do_not_count(
    maker: Client, rcoop: Coworking, terre: Maker, ben: User, signed_in: As
) -> None:
    take(maker, send(maker, GOOD, rcoop))
    theirs = send(signed_in(ben), GOOD, rcoop, to="/my/terre-de-ben/import/")
    assert "Announce 4 kinds of pieces at Rcoop" in text_of(theirs)


def test_lists_of_others_do_not_exist(
    maker: Client, rcoop: Coworking, terre: Maker, ben: User, signed_in: As
) -> None:
    [(address, _status)] = send(maker, GOOD, rcoop).redirect_chain
    other = signed_in(ben)
    theirs = address.replace("comme-une-plume", "terre-de-ben")
    for page in (address, theirs):
        assert other.get(page).status_code == 404
        for act in ("take/", "photos/", "leave/"):
            assert other.post(page + act).status_code == 404
    assert not Item.objects.exists()
    assert ListUpload.objects.count() == 1


def test_acts_are_posts(maker: Client, rcoop: Coworking) -> None:
    [(address, _status)] = send(maker, GOOD, rcoop).redirect_chain
    for act in ("take/", "photos/", "leave/"):
        assert maker.get(address + act).status_code == 405


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "We cannot read this file as a list of pieces."),
        (b"hello", "We cannot read this file as a list of pieces."),
        ("Pièce;Qté\nBague;1\n".encode(), "The list has no column “Price”."),
        (b"Piece;Price\n" + b"x" * MOST_BYTES, "This list is too long."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "Save it as .xlsx or CSV."),
    ],
)
def test_what_is_no_list_is_said(
    maker: Client, rcoop: Coworking, data: bytes, sentence: str
) -> None:
    page = send(maker, data, rcoop)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not ListUpload.objects.exists()


def test_what_is_no_zip_is_said_where_it_was_chosen(maker: Client, rcoop: Coworking) -> None:
    page = send(maker, GOOD, rcoop, photos=b"hello")
    assert page.status_code == 422
    [said] = page.context["form"].errors["photos"]
    assert said.startswith("We cannot read this file as a zip of photos.")


def test_no_file_at_all(maker: Client, rcoop: Coworking) -> None:
    page = maker.post(LIST, {"coworking": rcoop.pk, "key": str(uuid.uuid4())})
    assert page.status_code == 400
    assert "This field is required." in text_of(page)


def test_a_long_list_shows_its_first_lines_and_says_how_many_there_are(
    maker: Client, rcoop: Coworking, costs: Costs
) -> None:
    lines = "".join(f"R{number};Bowl {number};12\n" for number in range(300))
    wrong = "".join(f"W{number};;x\n" for number in range(120))
    page = send(maker, "Ref;Title;Price\n" + lines + wrong, rcoop)
    told = text_of(page)
    assert "The first 50 of 300 lines are shown; all of them are taken over." in told
    assert "120 lines with problems" in told
    assert "The first 100 of 240 problems." in told
    [(long, _status)] = page.redirect_chain
    [(short, _status)] = send(maker, GOOD, rcoop).redirect_chain
    assert costs(maker, long) == costs(maker, short)


class TestPhotos:
    @pytest.fixture
    def under_way(self, maker: Client, rcoop: Coworking) -> str:
        page = send(maker, PICTURED, rcoop, photos={"bowl.jpg": jpeg(9, 9), "cup.jpg": jpeg(9, 9)})
        assert "2 / 2" in text_of(page)
        page = take(maker, page)
        assert "Photos of your list" in text_of(page)
        address: str = page.redirect_chain[-1][0]
        return address

    def test_without_script_a_button_goes_on(self, maker: Client, under_way: str) -> None:
        page = maker.post(f"{under_way}photos/", follow=True)
        assert page.redirect_chain == [("/my/comme-une-plume/", 302)]
        assert Photo.objects.count() == 2

    def test_the_script_is_told_how_far_it_is(self, maker: Client, under_way: str) -> None:
        answer = maker.post(f"{under_way}photos/", headers={"accept": "application/json"})
        assert answer.json() == {"done": 2, "total": 2, "next": "/my/comme-une-plume/"}

    def test_a_closed_page_is_found_again(self, maker: Client, under_way: str) -> None:
        assert "Photos: 0 of 2. Go on." in text_of(maker.get(LIST))
        assert "0</span> / 2" in text_of(maker.get(under_way))

    def test_the_rest_can_be_left(self, maker: Client, under_way: str) -> None:
        page = maker.post(f"{under_way}leave/", follow=True)
        assert page.redirect_chain == [(LIST, 302)]
        assert "Go on." not in text_of(page)
        assert Item.objects.count() == 2
        assert maker.get(under_way).status_code == 404

    def test_photos_whose_zip_is_gone_are_said(
        self, maker: Client, under_way: str, media: Path
    ) -> None:
        (media / str(ListUpload.objects.get().photos.name)).unlink()
        page = maker.post(f"{under_way}photos/", follow=True)
        assert "This list is no longer here." in text_of(page)

    def test_what_could_not_be_used_is_told_at_the_end(
        self, maker: Client, rcoop: Coworking
    ) -> None:
        page = send(maker, PICTURED, rcoop, photos={"bowl.jpg": b"%PDF", "cup.jpg": jpeg(9, 9)})
        page = take(maker, page)
        page = maker.post(f"{page.redirect_chain[-1][0]}photos/", follow=True)
        told = text_of(page)
        assert "Your list is taken over" in told
        assert "1 photo with a problem" in told
        assert "This file is no photo we can read." in told
        assert "It is for “Bowl”." in told

    def test_photos_that_do_not_fit_are_said_before(self, maker: Client, rcoop: Coworking) -> None:
        told = text_of(send(maker, PICTURED, rcoop, photos={"bowl.jpg": b"", "x.jpg": b""}))
        assert "2 photos with problems" in told
        assert "The zip has no such file." in told
        assert "No line that can be taken over names this file." in told

    def test_a_list_that_names_photos_without_a_zip_says_so(
        self, maker: Client, rcoop: Coworking
    ) -> None:
        assert "Choose it again with a zip of them" in text_of(send(maker, PICTURED, rcoop))


def test_another_list_can_be_chosen(maker: Client, rcoop: Coworking) -> None:
    [(address, _status)] = send(maker, GOOD, rcoop).redirect_chain
    assert "inventaire.csv" in text_of(maker.get(LIST))
    assert "inventaire.csv" not in text_of(maker.post(f"{address}leave/", follow=True))
    assert not ListUpload.objects.exists()


def test_a_list_whose_file_is_gone_is_said(maker: Client, rcoop: Coworking, media: Path) -> None:
    [(address, _status)] = send(maker, GOOD, rcoop).redirect_chain
    (media / str(ListUpload.objects.get().file.name)).unlink()
    assert "This list is no longer here." in text_of(maker.get(address, follow=True))
    page = maker.post(f"{address}take/", follow=True)
    assert "This list is no longer here." in text_of(page)


def test_when_the_agreement_has_gone_meanwhile_it_is_said(
    maker: Client, rcoop: Coworking, plume: Maker
) -> None:
    page = send(maker, GOOD, rcoop)
    plume.affiliations.get().agreements.all().delete()
    page = take(maker, page)
    assert page.status_code == 409
    assert 'class="notice bad"' in text_of(page)
    assert not Item.objects.exists()


def test_with_two_coworkings_one_is_chosen(
    maker: Client, plume: Maker, rcoop: Coworking, filature: Coworking
) -> None:
    make_agreement(filature, plume.affiliations.get())
    assert text_of(maker.get(LIST)).count('type="radio"') == 2
    take(maker, send(maker, GOOD, filature))
    assert set(Announcement.objects.values_list("coworking", flat=True)) == {filature.pk}


def test_without_an_agreement_there_is_no_form(signed_in: As, ben: User) -> None:
    make_maker("Waiting", person=ben)
    page = text_of(signed_in(ben).get("/my/waiting/import/"))
    assert "No agreement yet" in page
    assert 'type="file"' not in page
