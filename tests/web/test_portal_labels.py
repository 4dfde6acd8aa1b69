"""Makers print the labels of their own pieces."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consign.labels.models import Printed
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item
from consign.stock.operations import announce
from tests.factories import START, make_agreement, make_item, make_maker, make_placed
from tests.web.conftest import As, text_of

pytestmark = pytest.mark.django_db
LABELS = "/my/comme-une-plume/labels/"


@pytest.fixture
def maker(ada: User, plume: Maker, signed_in: As) -> Client:
    return signed_in(ada)


def sent(item: Item, **more: Any) -> dict[str, Any]:
    return {"codes": [item.code], "start_at": "1", **more}


def test_a_maker_prints_what_is_there_and_what_is_announced(
    maker: Client, rcoop: Coworking, plume: Maker
) -> None:
    here, coming = make_placed(rcoop, plume).item, make_item(plume, "Bague")
    make_item(plume, "At home")
    announce(item=coming, coworking=rcoop, quantity=2, by=None, at=START)
    page = maker.get(LABELS)
    assert {item.code for item in page.context["page_obj"]} == {here.code, coming.code}
    answer = maker.post(reverse("my_label_sheet", args=[plume.slug]), sent(coming))
    assert answer["Content-Type"] == "application/pdf"
    assert Printed.objects.get().item == coming


def test_pieces_of_others_are_not_here(
    maker: Client, rcoop: Coworking, plume: Maker, terre: Maker
) -> None:
    theirs = make_placed(rcoop, terre).item
    page = maker.post(reverse("my_label_sheet", args=[plume.slug]), sent(theirs))
    assert page.status_code == 409
    assert "unknown_code" in text_of(page)
    preview = reverse("my_label_preview", args=[plume.slug])
    assert maker.get(preview, {"labels": f"{theirs.code}*1"}).status_code == 409
    assert not Printed.objects.exists()


def test_the_pages_of_another_maker_are_not_found(
    signed_in: As, ben: User, plume: Maker, terre: Maker
) -> None:
    browser = signed_in(ben)
    for name in ("my_labels", "my_label_sheet", "my_label_preview"):
        assert browser.post(reverse(name, args=[plume.slug])).status_code == 404


def test_an_own_offset_moves_the_labels_and_is_remembered(
    maker: Client, rcoop: Coworking, plume: Maker
) -> None:
    item = make_placed(rcoop, plume).item
    address = reverse("my_label_sheet", args=[plume.slug])
    plain = maker.post(address, sent(item)).content
    moved = maker.post(address, sent(item, right="1,5", down="-0.5")).content
    assert plain != moved
    assert maker.post(address, sent(item)).content == moved
    assert 'value="1.5"' in text_of(maker.get(LABELS))
    maker.post(address, sent(item, right="NaN", down="99"))
    assert maker.post(address, sent(item)).content == plain


def test_the_coworking_is_chosen(
    maker: Client, rcoop: Coworking, filature: Coworking, plume: Maker
) -> None:
    make_agreement(filature, plume.affiliations.get())
    here, there = make_placed(rcoop, plume).item, make_placed(filature, plume).item
    make_placed(rcoop, plume)
    assert maker.get(LABELS).context["coworking"] == rcoop
    page = maker.get(LABELS, {"coworking": filature.slug})
    assert [item.code for item in page.context["page_obj"]] == [there.code]
    assert here.code not in text_of(page)
    address = reverse("my_label_sheet", args=[plume.slug])
    answer = maker.post(address, sent(there, coworking=filature.slug))
    assert answer["Content-Type"] == "application/pdf"
    assert Printed.objects.get().coworking == filature


def test_without_an_agreement_there_is_nothing_to_print(signed_in: As, vic: User) -> None:
    make_maker("Nouveau", person=vic)
    browser = signed_in(vic)
    assert "No coworking shows your pieces yet" in text_of(browser.get("/my/nouveau/labels/"))
    assert browser.post("/my/nouveau/labels/sheet.pdf").status_code == 200
    assert browser.get("/my/nouveau/labels/preview.png").status_code == 404
