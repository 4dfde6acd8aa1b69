"""Counting announced pieces into a showcase, or declining them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.stock import operations as stock
from consign.stock.models import Announcement, Item, Placement, Showcase
from consign.stock.queries import on_hand_at
from tests.factories import START, make_agreement, make_item, make_showcase, moment
from tests.kept import kept
from tests.web.desk.conftest import Address


@kept
def window(rcoop: Coworking) -> Showcase:
    return rcoop.showcases.get(name="Window")


def announced(
    coworking: Coworking, maker: Maker, title: str = "Collier plume", *, quantity: int = 1
) -> Announcement:
    item = make_item(maker, title)
    return stock.announce(item=item, coworking=coworking, quantity=quantity, by=None, at=START)


def sent(showcase: Showcase, *announcements: Announcement, **changes: str) -> dict[str, Any]:
    """What the form of one maker sends when all is ticked."""
    quantities = {f"quantity-{one.pk}": str(one.quantity) for one in announcements}
    ticked = [str(one.pk) for one in announcements]
    return {"showcase": str(showcase.pk), "pk": ticked, **quantities, **changes}


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_announced_pieces_stand_by_maker(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, terre: Maker
) -> None:
    for maker, title in ((terre, "Bol"), (plume, "Collier"), (terre, "Tasse")):
        announced(rcoop, maker, title)
    groups = desk.get(at("desk_intake")).context["groups"]
    assert [(maker, len(rows)) for maker, rows in groups] == [(plume, 1), (terre, 2)]


def test_all_that_is_ticked_goes_into_the_showcase_and_gets_labels(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, window: Showcase, dan: User
) -> None:
    one, three = announced(rcoop, plume), announced(rcoop, plume, "Bague", quantity=3)
    answer = desk.post(at("desk_accept"), sent(window, one, three))
    assert [on_hand_at(each.item, rcoop) for each in (one, three)] == [1, 3]
    page = desk.get(answer["Location"])
    assert "4 pieces are in “Window” now." in text_of(page)
    labels = desk.get(at("desk_labels") + "?" + page.context["labels"])
    chosen = [(each.item, each.copies) for each in labels.context["chosen"]]
    assert sorted(chosen, key=lambda pair: pair[1]) == [(one.item, "1"), (three.item, "3")]
    one.refresh_from_db()
    assert one.decided_by == dan


def test_number_that_came_may_differ_from_what_was_announced(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, window: Showcase
) -> None:
    three = announced(rcoop, plume, quantity=3)
    desk.post(at("desk_accept"), sent(window, three, **{f"quantity-{three.pk}": "2"}))
    assert on_hand_at(three.item, rcoop) == 2


def test_button_of_one_piece_accepts_it_alone(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, window: Showcase
) -> None:
    one, other = announced(rcoop, plume), announced(rcoop, plume, "Bague")
    desk.post(at("desk_accept"), sent(window, one, other, only=str(other.pk)))
    assert [on_hand_at(each.item, rcoop) for each in (one, other)] == [0, 1]


def test_what_is_refused_stays_and_says_why_while_the_rest_is_accepted(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, window: Showcase
) -> None:
    good, bad = announced(rcoop, plume), announced(rcoop, plume, "Bague")
    odd = {f"quantity-{bad.pk}": "a few"}
    page = desk.post(at("desk_accept"), sent(window, good, bad, **odd))
    assert page.status_code == 409
    assert on_hand_at(good.item, rcoop) == 1
    assert "1 piece is in “Window” now." in text_of(page)
    assert good.item.code in page.context["labels"]
    ((_maker, (row,)),) = page.context["groups"]
    assert (row.announcement, row.quantity, row.chosen) == (bad, "a few", True)
    assert row.refusal.code == "quantity_out_of_range"


def test_what_was_not_ticked_stays_unticked(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, window: Showcase
) -> None:
    bad, left = announced(rcoop, plume), announced(rcoop, plume, "Bague")
    odd = {f"quantity-{bad.pk}": "0", f"quantity-{left.pk}": "1"}
    page = desk.post(at("desk_accept"), sent(window, bad, **odd))
    ((_maker, rows),) = page.context["groups"]
    assert {row.announcement: row.chosen for row in rows} == {bad: True, left: False}


def test_piece_somebody_else_has_decided_on_is_named(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, window: Showcase
) -> None:
    coming = announced(rcoop, plume)
    desk.post(at("desk_accept"), sent(window, coming))
    page = desk.post(at("desk_accept"), sent(window, coming))
    assert page.status_code == 409
    assert "Somebody has already accepted or declined “Collier plume”." in text_of(page)
    assert on_hand_at(coming.item, rcoop) == 1


@pytest.mark.parametrize("where", ["elsewhere", "nowhere", "words"])
def test_showcase_is_one_of_this_coworking(
    desk: Client,
    at: Address,
    rcoop: Coworking,
    filature: Coworking,
    plume: Maker,
    window: Showcase,
    where: str,
) -> None:
    coming = announced(rcoop, plume)
    others = {"elsewhere": str(filature.showcases.get().pk), "nowhere": "", "words": "the window"}
    page = desk.post(at("desk_accept"), sent(window, coming) | {"showcase": others[where]})
    assert page.status_code == 409
    assert "Choose a showcase of this coworking." in text_of(page)
    assert not Placement.objects.filter(item=coming.item).exists()


def test_announcement_to_another_coworking_is_left_alone(
    desk: Client,
    at: Address,
    filature: Coworking,
    window: Showcase,
    item_elsewhere: Announcement,
) -> None:
    desk.post(at("desk_accept"), sent(window, item_elsewhere))
    item_elsewhere.refresh_from_db()
    assert item_elsewhere.state == "waiting"


@kept
def item_elsewhere(filature: Coworking, plume: Maker) -> Announcement:
    """A piece announced to the other coworking."""
    make_agreement(filature, plume.affiliations.get())
    return announced(filature, plume)


@pytest.mark.parametrize("pk", ["", "0", "x", "9" * 40, "-1"])
def test_nothing_chosen_changes_nothing(
    desk: Client, at: Address, window: Showcase, pk: str
) -> None:
    answer = desk.post(at("desk_accept"), {"showcase": str(window.pk), "pk": pk})
    assert answer["Location"] == at("desk_intake")
    assert not Placement.objects.exists()


def test_accepting_is_a_post(desk: Client, at: Address) -> None:
    assert desk.get(at("desk_accept")).status_code == 405


@pytest.mark.parametrize("words", ["BAGUE", "plume", "code", "address"])
def test_announced_pieces_are_found_by_code_title_and_maker(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, terre: Maker, words: str
) -> None:
    ring = announced(rcoop, plume, "Bague fine")
    announced(rcoop, terre, "Bol")
    code = ring.item.code
    query = {"code": f"{code[:3]} {code[3:]}".lower(), "address": f"HTTPS://X.EXAMPLE/I/{code}"}
    page = desk.get(at("desk_intake"), {"q": query.get(words, words)})
    assert [one.item for one in page.context["page_obj"]] == [ring.item]


def test_declined_piece_carries_a_word_for_its_maker(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    coming = announced(rcoop, plume)
    address = at("desk_decline", coming.pk)
    assert "Decline “Collier plume”?" in text_of(desk.get(address))
    answer = desk.post(address, {"reason": "The window is full until May."})
    assert answer["Location"] == at("desk_intake")
    coming.refresh_from_db()
    assert (coming.state, coming.reason) == ("declined", "The window is full until May.")


def test_declining_needs_a_word(desk: Client, at: Address, rcoop: Coworking, plume: Maker) -> None:
    coming = announced(rcoop, plume)
    assert desk.post(at("desk_decline", coming.pk), {"reason": " "}).status_code == 400
    coming.refresh_from_db()
    assert coming.state == "waiting"


def test_declining_what_is_decided_is_refused_and_keeps_the_word(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker, dan: User
) -> None:
    coming = announced(rcoop, plume)
    stock.decline(announcement=coming, reason="Full", by=dan, at=moment("2026-10-01"))
    page = desk.post(at("desk_decline", coming.pk), {"reason": "Too large"})
    assert page.status_code == 409
    assert "Somebody has already accepted or declined" in text_of(page)
    assert "Too large" in text_of(page)


def test_empty_list_says_what_to_do(desk: Client, at: Address) -> None:
    assert "Nothing waits" in text_of(desk.get(at("desk_intake")))
    assert "Nothing announced fits this" in text_of(desk.get(at("desk_intake"), {"q": "x"}))


def test_chosen_showcase_stays_chosen(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    back = make_showcase(rcoop, "Back room", on_show=False)
    coming = announced(rcoop, plume)
    page = desk.post(at("desk_accept"), sent(back, coming, **{f"quantity-{coming.pk}": "0"}))
    assert f'<option value="{back.pk}" selected>' in text_of(page)


def test_many_announcements_cost_as_many_queries_as_one(
    rcoop: Coworking, plume: Maker, terre: Maker, at: Address, queries: Callable[[str], int]
) -> None:
    announced(rcoop, plume)
    one = queries(at("desk_intake"))
    announced(rcoop, plume)
    announced(rcoop, terre)
    assert queries(at("desk_intake")) == one


def test_item_is_not_lost_between_pages(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    for number in range(61):
        announced(rcoop, plume, f"Bague {number}")
    first, second = (desk.get(at("desk_intake"), {"page": page}) for page in (1, 2))
    shown: set[Item] = {one.item for page in (first, second) for one in page.context["page_obj"]}
    assert len(shown) == 61
