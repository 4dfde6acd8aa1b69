from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone

from consign.labels.operations import keep_printer
from consign.labels.sheets import SHEETS
from consign.people.models import Coworking, Maker, Scope, User
from consign.stock.models import Item
from tests.api.caller import Caller, refused, told
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_item,
    make_maker,
    make_member,
    make_placed,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db


@kept
def necklace(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Collier plume", price="45.00").item


@kept
def bowl(rcoop: Coworking, terre: Maker) -> Item:
    return make_placed(rcoop, terre, "Bol bleu", price="12.99").item


def text_of(answer: Any) -> str:
    """The words on a PDF."""
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(answer.content)
    return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def test_labels_come_as_pdf(
    as_dan: Caller, necklace: Item, bowl: Item, rcoop: Coworking, cleo: User
) -> None:
    right, down = Decimal("1.5"), Decimal("-0.5")
    keep_printer(coworking=rcoop, name="Desk", right=right, down=down, by=cleo, at=timezone.now())
    items = [{"code": necklace.code, "copies": 2}, {"code": bowl.code.lower()}]
    sent = {"items": items, "sheet": "L7160", "start_at": 5, "printer": "Desk"}
    answer = as_dan.post("labels/", sent)
    words = text_of(answer)
    assert 'filename="labels.pdf"' in answer["Content-Disposition"]
    assert (words.count("Collier plume"), words.count("Bol bleu")) == (2, 1)
    assert "Sold by Comme une plume payee" in words
    assert "€45.00" in words


def test_a_printer_nobody_knows_is_refused(as_dan: Caller, necklace: Item) -> None:
    sent = {"items": [{"code": necklace.code}], "printer": "Attic"}
    problem = refused(as_dan.post("labels/", sent), 409, "unknown_printer")
    assert list(problem["errors"]) == ["printer"]


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_paper_is_there(as_dan: Caller, necklace: Item, sheet: str) -> None:
    sent = {"items": [{"code": necklace.code}], "sheet": sheet}
    assert "45.00" in text_of(as_dan.post("labels/", sent))


def test_whatever_is_accepted_it_is_a_pdf(as_dan: Caller, necklace: Item) -> None:
    answer = as_dan.client.post(
        "/api/v1/labels/",
        {"items": [{"code": necklace.code}]},
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    assert "Collier" in text_of(answer)


def test_a_maker_prints_their_own(
    as_ada: Caller, as_ben: Caller, ada: User, necklace: Item
) -> None:
    reads = Caller(ada, (Scope.READ,))
    assert text_of(reads.post(f"items/{necklace.code}/labels/", {"copies": 3})).count("45.00") == 3
    refused(as_ben.post(f"items/{necklace.code}/labels/"), 404, "unknown_code")
    problem = refused(
        as_ben.post("labels/", {"items": [{"code": necklace.code}]}), 409, "unknown_code"
    )
    assert list(problem["errors"]) == ["items.0.code"]


def test_labels_speak_the_language_asked_for(as_dan: Caller, necklace: Item) -> None:
    sent = {"items": [{"code": necklace.code}], "language": "nl"}
    assert "€ 45,00" in text_of(as_dan.post("labels/", sent)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("change", "status", "place"),
    [
        ({"start_at": 22}, 409, "start_at"),
        ({"start_at": 0}, 409, "start_at"),
        ({"sheet": "A0"}, 400, "sheet"),
        ({"items": []}, 400, "items"),
        ({"items": [{"code": "hello"}]}, 409, "items.0.code"),
        ({"items": [{"code": "0000000"}]}, 409, "items.0.code"),
        ({"language": "la"}, 400, "language"),
    ],
)
def test_what_cannot_be_printed_is_named(
    as_dan: Caller, necklace: Item, change: dict[str, Any], status: int, place: str
) -> None:
    sent = {"items": [{"code": necklace.code}], **change}
    assert list(told(as_dan.post("labels/", sent), status)["errors"]) == [place]


def test_a_thousand_labels_are_enough_at_once(as_dan: Caller, necklace: Item, bowl: Item) -> None:
    items = [{"code": necklace.code, "copies": 600}, {"code": bowl.code, "copies": 401}]
    refused(as_dan.post("labels/", {"items": items}), 409, "quantity_out_of_range")


def test_whose_window_it_is_must_be_clear(
    as_dan: Caller, dan: User, necklace: Item, filature: Coworking
) -> None:
    make_member(filature, dan)
    sent = {"items": [{"code": necklace.code}]}
    problem = refused(as_dan.post("labels/", sent), 400, "invalid")
    assert list(problem["errors"]) == ["coworking"]
    text_of(as_dan.post("labels/", {**sent, "coworking": "rcoop"}))
    refused(as_dan.post("labels/", {**sent, "coworking": "nowhere"}), 404, "not_found")


def test_a_maker_without_an_agreement_has_no_window(
    as_vic: Caller, vic: User, filature: Coworking
) -> None:
    maker = make_maker("Nouveau", person=vic)
    item = make_item(maker)
    problem = refused(as_vic.post(f"items/{item.code}/labels/"), 400, "invalid")
    assert list(problem["errors"]) == ["coworking"]
    make_agreement(filature, make_affiliation(maker))
    assert "Nouveau" in text_of(as_vic.post(f"items/{item.code}/labels/"))


def test_printing_needs_a_token(as_nobody: Caller, necklace: Item) -> None:
    sent = {"items": [{"code": necklace.code}]}
    refused(as_nobody.post("labels/", sent), 401, "not_authenticated")
