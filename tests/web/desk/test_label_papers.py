"""A coworking writes down its own papers, and prints on them."""

from typing import Any

import pytest
from django.test import Client

from consign.labels.models import OwnSheet
from consign.people.models import Coworking, Maker, User
from tests.factories import make_placed
from tests.labels.own import make_paper
from tests.web.desk.conftest import Address

TYPED = {
    "name": "Herma 4226",
    "page": "a4",
    "wide": "45,7",
    "high": "25.4",
    "columns": "4",
    "rows": "10",
    "left": "9,8",
    "top": "21,5",
    "step_x": "48,3",
    "step_y": "",
    "dpi": "300",
}


def text_of(page: Any) -> str:
    return str(page.content.decode())


def test_a_paper_is_written_down_drawn_and_listed(desk: Client, at: Address) -> None:
    assert "No paper of your own yet" in text_of(desk.get(at("desk_papers")))
    page = desk.post(at("desk_paper_new"), TYPED, follow=True)
    assert "“Herma 4226” is written down." in text_of(page)
    assert text_of(page).count('rx="1"') == 40
    own = OwnSheet.objects.get()
    assert (own.step_y, own.columns) == (own.high, 4)
    assert "Herma 4226 · 40 labels" in text_of(desk.get(at("desk_papers")))
    assert f'value="{own.slug}"' in text_of(desk.get(at("desk_printers")))


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"wide": ""}, 400, "This field is required"),
        ({"wide": "wide"}, 400, "These are no millimetres"),
        ({"page": "a0"}, 400, "Select a valid choice"),
        ({"columns": "many"}, 400, "Enter a whole number"),
        ({"columns": "5"}, 409, "the page is 210 mm wide"),
        ({"step_x": "45"}, 409, "The labels overlap"),
        ({"wide": "25", "high": "10"}, 409, "The nearest size that works is 36 × 15 mm"),
    ],
)
def test_what_cannot_be_is_told_and_kept_and_drawn(
    desk: Client, at: Address, change: dict[str, str], status: int, words: str
) -> None:
    page = desk.post(at("desk_paper_new"), TYPED | change)
    assert page.status_code == status
    assert words in text_of(page)
    assert 'value="Herma 4226"' in text_of(page)
    assert ('viewBox="-1 -1' in text_of(page)) == ("wide" not in change or status == 409)
    assert not OwnSheet.objects.exists()


def test_a_small_one_is_kept_knowingly_without_a_code(desk: Client, at: Address) -> None:
    small = {"wide": "25", "high": "10", "without_code": "on"}
    page = desk.post(at("desk_paper_new"), TYPED | small, follow=True)
    assert "it is printed to be typed" in text_of(page)


def test_labels_are_printed_on_it_until_it_is_off_the_list(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, dan: User
) -> None:
    own, item = make_paper(rcoop, dan), make_placed(rcoop, plume).item
    sent = {"codes": [item.code], "start_at": "8", "paper": own.slug}
    assert desk.post(at("desk_sheet"), sent)["Content-Type"] == "application/pdf"
    assert desk.post(at("desk_sheet"), sent | {"start_at": "9"}).status_code == 409
    assert desk.get(at("desk_calibration"), {"paper": own.slug}).status_code == 200
    desk.post(at("desk_paper_forget", own.pk))
    assert desk.get(at("desk_paper", own.pk)).status_code == 404
    assert desk.get(at("desk_labels")).context["paper"].name == "L7160"


def test_a_paper_of_another_coworking_is_not_found(
    desk: Client, at: Address, filature: Coworking, dan: User
) -> None:
    there = make_paper(filature, dan)
    assert desk.get(at("desk_paper", there.pk)).status_code == 404
    assert desk.post(at("desk_paper_forget", there.pk)).status_code == 404
    assert OwnSheet.objects.exists()
