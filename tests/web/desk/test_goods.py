"""What is on hand, moved and given back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from consign.people.models import Coworking, Maker
from consign.stock.models import Placement
from tests.factories import make_agreement, make_placed, make_showcase
from tests.kept import kept
from tests.web.desk.conftest import Address


def text_of(response: Any) -> str:
    return str(response.content.decode())


@kept
def bowls(rcoop: Coworking, terre: Maker) -> Placement:
    """Three of them in the window."""
    return make_placed(rcoop, terre, "Bol bleu", quantity=3)


@pytest.mark.parametrize("words", ["bol", "terre", "code"])
def test_pieces_are_found_by_code_title_and_maker(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, bowls: Placement, words: str
) -> None:
    make_placed(rcoop, plume, "Collier")
    query = bowls.item.code.lower() if words == "code" else words
    page = desk.get(at("desk_goods"), {"q": query})
    assert list(page.context["page_obj"]) == [bowls]
    assert page.context["pieces"] == 3


def test_pieces_are_filtered_by_showcase(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, bowls: Placement
) -> None:
    back = make_showcase(rcoop, "Back room", on_show=False)
    hidden = make_placed(rcoop, plume, showcase=back)
    page = desk.get(at("desk_goods"), {"showcase": back.pk})
    assert list(page.context["page_obj"]) == [hidden]
    everything = desk.get(at("desk_goods"), {"showcase": "none of these"})
    assert set(everything.context["page_obj"]) == {hidden, bowls}


def test_only_what_is_here_is_listed(
    desk: Client, at: Address, filature: Coworking, plume: Maker
) -> None:
    make_agreement(filature, plume.affiliations.get())
    make_placed(filature, plume)
    assert "The showcases are empty" in text_of(desk.get(at("desk_goods")))
    assert "No piece here fits this" in text_of(desk.get(at("desk_goods"), {"q": "x"}))


def test_pieces_are_moved_to_another_showcase(
    desk: Client, at: Address, rcoop: Coworking, bowls: Placement
) -> None:
    back = make_showcase(rcoop, "Back room", on_show=False)
    sent = {"action": "move", "move-showcase": back.pk, "move-quantity": "2"}
    answer = desk.post(at("desk_placement", bowls.pk), sent)
    target = Placement.objects.get(showcase=back)
    bowls.refresh_from_db()
    assert answer["Location"] == at("desk_placement", target.pk)
    assert (bowls.on_hand, target.on_hand) == (1, 2)


def test_pieces_are_given_back(desk: Client, at: Address, bowls: Placement) -> None:
    sent = {"action": "give", "give-quantity": "3"}
    answer = desk.post(at("desk_placement", bowls.pk), sent)
    bowls.refresh_from_db()
    assert bowls.on_hand == 0
    page = text_of(desk.get(answer["Location"]))
    assert "is given back to Terre de Ben" in page
    assert "No piece is left here" in page


@pytest.mark.parametrize("action", ["move", "give"])
@pytest.mark.parametrize(("quantity", "status"), [("4", 409), ("0", 400), ("some", 400)])
def test_more_than_there_are_is_refused_and_stays_as_typed(
    desk: Client,
    at: Address,
    rcoop: Coworking,
    bowls: Placement,
    action: str,
    quantity: str,
    status: int,
) -> None:
    back = make_showcase(rcoop, "Back room")
    sent = {"action": action, f"{action}-quantity": quantity, "move-showcase": back.pk}
    page = desk.post(at("desk_placement", bowls.pk), sent)
    bowls.refresh_from_db()
    assert page.status_code == status
    assert f'name="{action}-quantity" value="{quantity}"' in text_of(page)
    assert ("Only 3 of “Bol bleu” left here." in text_of(page)) == (status == 409)
    assert bowls.on_hand == 3


def test_pieces_do_not_move_to_another_coworking(
    desk: Client, at: Address, filature: Coworking, rcoop: Coworking, bowls: Placement
) -> None:
    make_showcase(rcoop, "Back room")
    sent = {"move-showcase": filature.showcases.get().pk, "move-quantity": "1"}
    page = desk.post(at("desk_placement", bowls.pk), {"action": "move", **sent})
    bowls.refresh_from_db()
    assert (page.status_code, bowls.on_hand) == (400, 3)


def test_placement_leads_to_till_label_and_public_page(
    desk: Client, at: Address, bowls: Placement
) -> None:
    page = text_of(desk.get(at("desk_placement", bowls.pk)))
    assert f"{at('desk_till')}?code={bowls.item.code}" in page
    assert f"{at('desk_labels')}?codes={bowls.item.code}" in page


def test_many_pieces_cost_as_many_queries_as_one(
    rcoop: Coworking, plume: Maker, bowls: Placement, at: Address, queries: Callable[[str], int]
) -> None:
    one = queries(at("desk_goods"))
    for _piece in range(3):
        make_placed(rcoop, plume)
    assert queries(at("desk_goods")) == one
