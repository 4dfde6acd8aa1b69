"""A maker's own list: looked at first, then taken over."""

import base64
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.stock.lists import MOST_BYTES
from consign.stock.models import Announcement, Item
from tests.factories import make_agreement, make_maker
from tests.web.conftest import As, text_of

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

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(ada: User, plume: Maker, signed_in: As) -> Client:
    return signed_in(ada)


def sheet(text: str | bytes) -> SimpleUploadedFile:
    data = text.encode() if isinstance(text, str) else text
    return SimpleUploadedFile("inventaire.csv", data, content_type="text/csv")


def look(client: Client, text: str | bytes, rcoop: Coworking) -> Any:
    return client.post(LIST, {"file": sheet(text), "coworking": rcoop.pk})


def taking(page: Any) -> dict[str, str]:
    """What the second button sends."""
    form = page.context["taking"]
    told = {name: str(form[name].value()) for name in form.fields}
    told["coworking"] = str(form["coworking"].value())
    return {**told, "take": ""}


def test_looking_shows_what_it_gives_and_records_nothing(maker: Client, rcoop: Coworking) -> None:
    page = look(maker, ROWS, rcoop)
    assert page.status_code == 200
    told = text_of(page)
    assert "Announce 4 kinds of pieces at Rcoop" in told
    assert "€1,045.00" in told
    assert "2 lines are left out" in told
    assert "The quantity is 0: nothing can be shown yet." in told
    assert "The VAT rate is empty." in told
    assert not Item.objects.exists()


def test_the_second_button_announces_them(
    maker: Client, rcoop: Coworking, plume: Maker, ada: User
) -> None:
    page = maker.post(LIST, taking(look(maker, ROWS, rcoop)), follow=True)
    assert page.redirect_chain == [("/my/comme-une-plume/", 302)]
    assert "4 pieces are announced." in text_of(page)
    assert "Lines 6, 7 of your list were left out." in text_of(page)
    book = Item.objects.get(reference="PL-003")
    assert (str(book.price), book.vat_percent, book.maker) == ("14.00", Decimal(6), plume)
    told = Announcement.objects.filter(coworking=rcoop, announced_by=ada)
    counted = dict(told.values_list("item__reference", "quantity"))
    assert counted == {"PL-001": 1, "PL-002": 10, "PL-003": 8, "PL-004": 1}


@pytest.mark.parametrize("rows", [ROWS, ROWS.replace("Réf;", "x;").replace("PL-00", "")])
def test_the_button_tapped_twice_announces_once(maker: Client, rcoop: Coworking, rows: str) -> None:
    sent = taking(look(maker, rows, rcoop))
    for _tap in range(2):
        assert "4 pieces are announced." in text_of(maker.post(LIST, sent, follow=True))
    assert Item.objects.count() == Announcement.objects.count() == 4


def test_a_mended_list_adds_only_what_was_missing(maker: Client, rcoop: Coworking) -> None:
    maker.post(LIST, taking(look(maker, ROWS, rcoop)))
    page = look(maker, ROWS.replace("12 cm;0;", "12 cm;2;"), rcoop)
    assert "Announce 1 piece at Rcoop" in text_of(page)
    assert "You have registered “PL-001” before." in text_of(page)
    maker.post(LIST, taking(page))
    assert Item.objects.count() == 5
    assert "No line of this list can be taken over." in text_of(look(maker, ROWS, rcoop))


def test_the_references_of_others_do_not_count(
    maker: Client, rcoop: Coworking, terre: Maker, ben: User, signed_in: As
) -> None:
    maker.post(LIST, taking(look(maker, ROWS, rcoop)))
    theirs = signed_in(ben).post(
        "/my/terre-de-ben/import/", {"file": sheet(ROWS), "coworking": rcoop.pk}
    )
    assert "Announce 4 kinds of pieces at Rcoop" in text_of(theirs)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "We cannot read this file as a list of pieces."),
        (b"hello", "We cannot read this file as a list of pieces."),
        ("Pièce;Qté\nBague;1\n".encode(), "The list has no column “Price”."),
        (b"Piece;Price\n" + b"x" * MOST_BYTES, "This list is too long."),
    ],
)
def test_what_is_no_list_is_said(
    maker: Client, rcoop: Coworking, data: bytes, sentence: str
) -> None:
    page = look(maker, data, rcoop)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not Item.objects.exists()


def test_no_file_at_all(maker: Client, rcoop: Coworking) -> None:
    page = maker.post(LIST, {"coworking": rcoop.pk})
    assert page.status_code == 400
    assert "This field is required." in text_of(page)


def test_a_list_without_a_good_line_cannot_be_taken(maker: Client, rcoop: Coworking) -> None:
    page = text_of(look(maker, "Piece;Price\nRing;free\n", rcoop))
    assert "No line of this list can be taken over." in page
    assert 'name="take"' not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"kept": ""},
        {"kept": "é"},
        {"kept": "!!!"},
        {"kept": base64.b64encode(b"no list").decode()},
        {"key": "no-key"},
        {"coworking": "999999"},
    ],
)
def test_what_nobody_looked_at_is_not_taken(
    maker: Client, rcoop: Coworking, wrong: dict[str, str]
) -> None:
    sent = {**taking(look(maker, ROWS, rcoop)), **wrong}
    page = maker.post(LIST, sent, follow=True)
    assert page.redirect_chain == [(LIST, 302)]
    assert 'class="notice bad"' in text_of(page)
    assert not Item.objects.exists()


def test_the_same_key_for_another_list_is_refused(maker: Client, rcoop: Coworking) -> None:
    sent = taking(look(maker, ROWS, rcoop))
    maker.post(LIST, sent)
    other = ROWS.replace("PL-00", "QX-00").replace("45,00", "46,00")
    again = {**sent, "kept": base64.b64encode(other.encode()).decode()}
    page = maker.post(LIST, again, follow=True)
    assert "This key was already used for something else." in text_of(page)
    assert Item.objects.count() == 4


def test_with_two_coworkings_one_is_chosen(
    maker: Client, plume: Maker, rcoop: Coworking, filature: Coworking
) -> None:
    make_agreement(filature, plume.affiliations.get())
    assert text_of(maker.get(LIST)).count('type="radio"') == 2
    maker.post(LIST, taking(look(maker, ROWS, filature)))
    assert set(Announcement.objects.values_list("coworking", flat=True)) == {filature.pk}


def test_without_an_agreement_there_is_no_form(signed_in: As, ben: User) -> None:
    make_maker("Waiting", person=ben)
    page = text_of(signed_in(ben).get("/my/waiting/import/"))
    assert "No agreement yet" in page
    assert 'type="file"' not in page
