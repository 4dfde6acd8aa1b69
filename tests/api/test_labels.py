from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone

from consign.labels.models import Printed
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
from tests.labels.own import make_paper

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
        ({"sheet": "A0"}, 409, "sheet"),
        ({"sheet": "own-1"}, 409, "sheet"),
        ({"right": "20.1"}, 400, "right"),
        ({"down": "0.05"}, 400, "down"),
        ({"proof": "perhaps"}, 400, "proof"),
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
    refused(as_dan.post("labels/", {"items": items}), 409, "too_many_labels")


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


def test_a_paper_of_the_coworkings_own_with_marks_and_an_offset(
    as_dan: Caller, necklace: Item, rcoop: Coworking, dan: User
) -> None:
    own = make_paper(rcoop, dan)
    sent = {"items": [{"code": necklace.code}], "sheet": own.slug, "right": "1.5", "down": "-0.5"}
    assert "45.00" in text_of(as_dan.post("labels/", sent | {"cut_marks": True, "proof": True}))
    assert not Printed.objects.exists()
    text_of(as_dan.post("labels/", sent))
    assert Printed.objects.get().price == Decimal("45.00")


def test_makers_do_not_use_the_printers_of_the_desk(
    as_ada: Caller, necklace: Item, rcoop: Coworking, dan: User
) -> None:
    one = Decimal(1)
    keep_printer(coworking=rcoop, name="Desk", right=one, down=one, by=dan, at=timezone.now())
    sent = {"items": [{"code": necklace.code}], "printer": "Desk"}
    refused(as_ada.post("labels/", sent), 409, "unknown_printer")
    assert "45.00" in text_of(as_ada.post("labels/", sent | {"printer": "", "right": "1.0"}))


def test_items_whose_signs_cannot_be_printed_are_named_in_a_header(
    as_dan: Caller, rcoop: Coworking, plume: Maker
) -> None:
    vase = make_placed(rcoop, plume, "Vase 日本").item
    answer = as_dan.post("labels/", {"items": [{"code": vase.code}]})
    assert answer["Consign-Left-Out"] == vase.code
    assert "Vase" in text_of(answer)
