"""Choosing labels and printing a sheet of them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from consign.labels.marks import Marks
from consign.labels.models import Printed
from consign.people.models import Coworking, Maker, User
from consign.stock.items import reprice
from consign.stock.models import Item
from consign.stock.operations import announce
from tests.factories import START, make_agreement, make_item, make_placed, make_sale
from tests.kept import kept
from tests.web.desk.conftest import Address


@kept
def necklace(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Collier plume", price="45.00").item


@kept
def bowls(rcoop: Coworking, terre: Maker) -> Item:
    """Three of them."""
    return make_placed(rcoop, terre, "Bol bleu", quantity=3).item


def sent(*items: Item, copies: str = "1", **changes: Any) -> dict[str, Any]:
    numbers = {f"copies-{item.code}": copies for item in items}
    return {"codes": [item.code for item in items], "start_at": "1", **numbers, **changes}


def text_of(response: Any) -> str:
    return str(response.content.decode())


def words(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_sheet_is_a_pdf_with_a_label_for_every_copy(
    desk: Client, at: Address, necklace: Item, bowls: Item
) -> None:
    answer = desk.post(at("desk_sheet"), sent(necklace, bowls, copies="2"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    (page,) = words(answer.content)
    assert (page.count("Collier plume"), page.count("Bol bleu")) == (2, 2)
    assert "Sold by Comme une plume payee" in page.replace("\r\n", " ")


def test_sheet_starts_where_the_paper_is_still_whole(
    desk: Client, at: Address, bowls: Item
) -> None:
    answer = desk.post(at("desk_sheet"), sent(bowls, copies="3", start_at="20"))
    assert [page.count("Bol bleu") for page in words(answer.content)] == [2, 1]


@pytest.mark.parametrize("paper", ["L4731", "57x32", "butterfly"])
def test_the_paper_is_chosen_and_remembered(
    desk: Client, at: Address, necklace: Item, paper: str
) -> None:
    assert desk.get(at("desk_labels")).context["paper"].name == "L7160"
    page = desk.post(at("desk_labels"), sent(necklace, paper=paper, start_at="999"))
    assert (page.context["paper"].name, page.context["start_at"]) == (paper, 1)
    answer = desk.post(at("desk_sheet"), sent(necklace, copies="2") | {"start_at": "1"})
    assert answer["Content-Type"] == "application/pdf"
    assert desk.get(at("desk_labels")).context["paper"].name == paper
    assert len(words(answer.content)) == (1 if paper == "L4731" else 2)


def test_an_unknown_paper_is_the_usual_one(desk: Client, at: Address, necklace: Item) -> None:
    page = desk.post(at("desk_labels"), sent(necklace, paper="A0"))
    assert page.context["paper"].name == "L7160"


@pytest.mark.parametrize(("language", "price"), [("fr", "45,00 €"), ("nl", "€ 45,00")])
def test_sheet_speaks_the_language_of_who_prints_it(
    desk: Client, at: Address, necklace: Item, dan: User, language: str, price: str
) -> None:
    User.objects.filter(pk=dan.pk).update(language=language)
    (page,) = words(desk.post(at("desk_sheet"), sent(necklace)).content)
    assert price in page.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"codes": []}, 409, "nothing_to_print"),
        ({"codes": ["7K3M9QX"]}, 409, "unknown_code"),
        ({"start_at": "22"}, 409, "start_outside_sheet"),
        ({"start_at": "first"}, 409, "start_outside_sheet"),
        ({"paper": "57x32", "start_at": "2"}, 409, "start_outside_sheet"),
    ],
)
def test_sheet_that_cannot_be_made_keeps_what_was_chosen(
    desk: Client,
    at: Address,
    necklace: Item,
    changes: dict[str, Any],
    status: int,
    code: str,
) -> None:
    page = desk.post(at("desk_sheet"), sent(necklace, copies="7") | changes)
    assert page.status_code == status
    assert (f'data-refused="{code}"' in text_of(page)) == bool(code)
    assert bool(page.context["chosen"]) == ("codes" not in changes)


@pytest.mark.parametrize("copies", ["0", "1001", "two", "-1", "99999"])
def test_number_of_labels_out_of_range_is_refused_at_its_piece(
    desk: Client, at: Address, necklace: Item, bowls: Item, copies: str
) -> None:
    page = desk.post(at("desk_sheet"), sent(necklace, bowls) | {f"copies-{bowls.code}": copies})
    refused = {one.item: one.refusal for one in page.context["chosen"]}
    assert page.status_code == 409
    assert refused[necklace] is None
    assert refused[bowls].code == "quantity_out_of_range"
    assert f'name="copies-{bowls.code}" value="{copies}"' in text_of(page)


def test_codes_in_the_address_are_chosen(
    desk: Client, at: Address, necklace: Item, bowls: Item
) -> None:
    page = desk.get(at("desk_labels"), {"codes": f"{necklace.code},{bowls.code.lower()}"})
    assert {one.item for one in page.context["chosen"]} == {necklace, bowls}
    assert f'name="copies-{bowls.code}" value="3"' in text_of(page)


def test_looking_for_more_keeps_what_was_chosen(
    desk: Client, at: Address, necklace: Item, bowls: Item
) -> None:
    page = desk.post(at("desk_labels"), sent(necklace, copies="4", start_at="5", q="bol"))
    assert [(one.item, one.copies) for one in page.context["chosen"]] == [(necklace, "4")]
    assert list(page.context["page_obj"]) == [bowls]
    assert page.context["start_at"] == 5


def test_pieces_are_filtered_by_maker(
    desk: Client, at: Address, necklace: Item, bowls: Item, terre: Maker
) -> None:
    page = desk.get(at("desk_labels"), {"maker": terre.slug})
    assert list(page.context["page_obj"]) == [bowls]


def test_announced_pieces_get_labels_too_and_sold_ones_do_not(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, necklace: Item
) -> None:
    coming = make_item(plume, "Bague")
    announce(item=coming, coworking=rcoop, quantity=2, by=None, at=START)
    make_sale(rcoop, necklace)
    page = desk.get(at("desk_labels"))
    assert list(page.context["page_obj"]) == [coming]


def test_pieces_of_another_coworking_get_no_label_here(
    desk: Client, at: Address, filature: Coworking, plume: Maker
) -> None:
    make_agreement(filature, plume.affiliations.get())
    there = make_placed(filature, plume).item
    page = desk.post(at("desk_sheet"), sent(there))
    assert page.status_code == 409
    assert 'data-refused="unknown_code"' in text_of(page)


def test_sheet_is_made_by_post_only(desk: Client, at: Address) -> None:
    assert desk.get(at("desk_sheet")).status_code == 405


def test_empty_lists_say_what_to_do(desk: Client, at: Address) -> None:
    assert "No piece needs a label yet" in text_of(desk.get(at("desk_labels")))
    assert "No other piece fits this" in text_of(desk.get(at("desk_labels"), {"q": "x"}))


def test_many_pieces_cost_as_many_queries_as_one(
    rcoop: Coworking, plume: Maker, bowls: Item, at: Address, queries: Callable[[str], int]
) -> None:
    one = queries(at("desk_labels"))
    for _piece in range(3):
        make_placed(rcoop, plume)
    assert queries(at("desk_labels")) == one


def test_the_first_sheet_is_shown_before_it_is_printed(
    desk: Client, at: Address, necklace: Item, bowls: Item
) -> None:
    page = desk.post(at("desk_labels"), sent(necklace, bowls, copies="2", start_at="18"))
    assert desk.get(at("desk_labels")).context["chosen"] == []
    shown = desk.get(page.context["preview_at"])
    assert shown["Content-Type"] == "image/png"
    assert f"{bowls.code}%2A2" in page.context["preview_at"]
    assert not Printed.objects.exists()


def test_a_preview_that_cannot_be_says_why(desk: Client, at: Address) -> None:
    for asked in ({}, {"labels": "0000000*1"}, {"labels": "*,*"}):
        shown = desk.get(at("desk_label_preview"), asked)
        assert shown.status_code == 409
        assert "No label is chosen" in text_of(shown)


def test_how_a_paper_was_printed_is_remembered_with_it(
    desk: Client, at: Address, necklace: Item
) -> None:
    options = sent(necklace, paper="L7160", marks_of="L7160", cut="1", proof="1")
    plain = desk.post(at("desk_sheet"), sent(necklace)).content
    assert desk.post(at("desk_sheet"), options).content != plain
    assert desk.get(at("desk_labels")).context["marks"] == Marks(cut=True, proof=True)
    other = desk.post(at("desk_labels"), options | {"paper": "L7159"})
    assert other.context["marks"] == Marks()
    desk.post(at("desk_labels"), sent(necklace, paper="L7160", marks_of="L7160"))
    assert desk.get(at("desk_labels")).context["marks"] == Marks()


def test_labels_out_of_date_and_missing_ones_are_chosen_in_one_go(
    desk: Client, at: Address, necklace: Item, bowls: Item, ada: User
) -> None:
    desk.post(at("desk_sheet"), sent(necklace))
    reprice(item=necklace, price=Decimal("48.00"), by=ada, at=START)
    page = desk.get(at("desk_labels"))
    assert (page.context["stale"], page.context["never"]) == (1, 1)
    for which, item in (("stale", necklace), ("never", bowls)):
        chosen = desk.post(at("desk_labels"), {"all": which}).context["chosen"]
        assert [one.item for one in chosen] == [item]
        rows = desk.post(at("desk_labels"), {"which": which}).context["page_obj"]
        assert list(rows) == [item]
    desk.post(at("desk_sheet"), sent(necklace, bowls))
    assert "Choose all" not in text_of(desk.get(at("desk_labels")))


def test_signs_that_cannot_be_printed_are_named(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    vase = make_placed(rcoop, plume, "Vase 日本").item
    page = text_of(desk.post(at("desk_labels"), sent(vase)))
    assert "Not on the label: 日本" in page
    assert desk.post(at("desk_sheet"), sent(vase))["Content-Type"] == "application/pdf"


def test_a_small_code_is_warned_about(desk: Client, at: Address, necklace: Item) -> None:
    page = text_of(desk.post(at("desk_labels"), sent(necklace, paper="rat-tail")))
    assert "it may take a moment to scan" in page
    assert "The nearest comfortable size: 44 × 19" in page.replace("\N{NO-BREAK SPACE}", " ")
