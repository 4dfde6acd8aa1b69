"""Counting a showcase at the desk, and deciding about what differs."""

from collections.abc import Callable

import pytest
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.stock.models import Counted, Difference, Placement, Stocktake
from consign.stock.stocktaking import close_count, set_found, start_count
from tests.factories import START, make_item, make_placed, make_showcase
from tests.web.conftest import text_of
from tests.web.desk.conftest import Address


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Placement:
    return make_placed(rcoop, terre, "Bol bleu", quantity=5)


@pytest.fixture
def count(bowls: Placement, dan: User) -> Stocktake:
    return start_count(showcase=bowls.showcase, by=dan, at=START)


@pytest.fixture
def differing(count: Stocktake, bowls: Placement, dan: User) -> Callable[[int], Difference]:
    def find(found: int) -> Difference:
        set_found(stocktake=count, item=bowls.item, found=found, by=dan, at=START)
        (difference,) = close_count(stocktake=count, by=dan, at=START)
        return difference

    return find


def test_a_showcase_is_counted_from_the_list(desk: Client, at: Address, bowls: Placement) -> None:
    assert at("desk_stocktakes") in text_of(desk.get(at("desk_goods")))
    page = text_of(desk.get(at("desk_stocktakes")))
    assert "Never counted" in page
    answer = desk.post(at("desk_stocktake_start", bowls.showcase_id))
    count = Stocktake.objects.get()
    assert answer["Location"] == at("desk_stocktake", count.pk)
    assert "being counted" in text_of(desk.get(at("desk_stocktakes")))
    page = text_of(desk.get(answer["Location"]))
    assert "Found 0 of 5 pieces" in page
    assert "5 expected" in page


def test_a_typed_code_is_counted_without_script(
    desk: Client, at: Address, bowls: Placement, count: Stocktake
) -> None:
    answer = desk.post(at("desk_stocktake_scan", count.pk), {"code": bowls.item.code.lower()})
    page = text_of(desk.get(answer["Location"]))
    assert "“Bol bleu”: found 1 of 5." in page
    assert "Found 1 of 5 pieces" in page


def test_a_scan_by_script_is_answered_with_its_row(
    desk: Client, at: Address, plume: Maker, count: Stocktake
) -> None:
    sent = {"code": make_item(plume, "Broche").code, "row": "1"}
    row = text_of(desk.post(at("desk_stocktake_scan", count.pk), sent))
    assert "“Broche”: 1 found, not expected here." in row
    assert "1 found, not expected" in row
    assert "<html" not in row


@pytest.mark.parametrize("row", [{}, {"row": "1"}])
def test_a_wrong_code_is_told(
    desk: Client, at: Address, count: Stocktake, row: dict[str, str]
) -> None:
    answer = desk.post(at("desk_stocktake_scan", count.pk), {"code": "what", **row})
    assert answer.status_code == 409
    assert "This is not a label code." in text_of(answer)
    assert not Counted.objects.exists()


@pytest.mark.parametrize(("found", "status"), [("0", 302), ("7", 302), ("-1", 400), ("x", 400)])
def test_what_is_found_is_corrected(
    desk: Client, at: Address, bowls: Placement, count: Stocktake, found: str, status: int
) -> None:
    sent = {"item": bowls.item_id, "found": found}
    answer = desk.post(at("desk_stocktake_found", count.pk), sent)
    assert answer.status_code == status
    known = list(Counted.objects.values_list("found", flat=True))
    assert known == ([int(found)] if status == 302 else [])


def test_closing_asks_first_and_changes_no_count(
    desk: Client, at: Address, bowls: Placement, count: Stocktake
) -> None:
    asked = text_of(desk.get(at("desk_stocktake_close", count.pk)))
    assert "1 item differs from the books." in asked
    assert Stocktake.objects.get().closed_at is None
    answer = desk.post(at("desk_stocktake_close", count.pk), follow=True)
    assert "1 difference waits for a decision." in text_of(answer)
    assert "5 missing" in text_of(answer)
    bowls.refresh_from_db()
    assert bowls.on_hand == 5
    again = desk.get(at("desk_stocktake_close", count.pk))
    assert again["Location"] == at("desk_stocktake", count.pk)
    late = {"item": bowls.item_id, "found": "1"}
    answer = desk.post(at("desk_stocktake_found", count.pk), late)
    assert (answer.status_code, "This count is closed" in text_of(answer)) == (409, True)


def test_a_count_without_difference_says_so(
    desk: Client, at: Address, rcoop: Coworking, dan: User
) -> None:
    shelf = start_count(showcase=make_showcase(rcoop, "Shelf"), by=dan, at=START)
    assert "The books know of nothing here" in text_of(desk.get(at("desk_stocktake", shelf.pk)))
    page = text_of(desk.post(at("desk_stocktake_close", shelf.pk), follow=True))
    assert "This count found no difference." in page


def test_missing_pieces_lead_to_loss_and_till(
    desk: Client,
    at: Address,
    bowls: Placement,
    differing: Callable[[int], Difference],
) -> None:
    difference = differing(3)
    page = text_of(desk.get(at("desk_difference", difference.pk)))
    loss = f"{at('desk_loss', bowls.pk)}?change=1&cause=lost&quantity=2"
    assert loss in page
    assert f"{at('desk_till')}?code={bowls.item.code}" in page
    form = desk.get(loss).context["form"]
    assert (form.initial["cause"], form.initial["quantity"]) == ("lost", "2")
    answer = desk.post(at("desk_difference", difference.pk), {"decision": "settled"})
    assert answer.status_code == 409
    assert "they say 5, and would have to say 3" in text_of(answer)


def test_a_move_is_decided(
    desk: Client,
    at: Address,
    rcoop: Coworking,
    bowls: Placement,
    differing: Callable[[int], Difference],
) -> None:
    shelf = make_showcase(rcoop, "Shelf")
    difference = differing(3)
    sent = {"decision": "moved", "showcase": shelf.pk, "remark": "on the shelf"}
    page = desk.post(at("desk_difference", difference.pk), sent, follow=True)
    assert "“Bol bleu” is moved in the books." in text_of(page)
    bowls.refresh_from_db()
    assert bowls.on_hand == 3
    again = desk.post(at("desk_difference", difference.pk), sent)
    assert again.status_code == 409
    assert "Somebody has already decided about this difference." in text_of(again)
    assert "on the shelf" in text_of(again)


@pytest.mark.parametrize(
    ("decision", "on_hand", "said"),
    [("counted_in", 6, "is counted in."), ("miscounted", 5, "was not changed.")],
)
def test_surplus_pieces_are_counted_in_or_not(
    desk: Client,
    at: Address,
    bowls: Placement,
    differing: Callable[[int], Difference],
    decision: str,
    on_hand: int,
    said: str,
) -> None:
    difference = differing(6)
    page = desk.post(at("desk_difference", difference.pk), {"decision": decision}, follow=True)
    assert said in text_of(page)
    bowls.refresh_from_db()
    assert bowls.on_hand == on_hand


def test_an_unknown_decision_is_none(
    desk: Client, at: Address, differing: Callable[[int], Difference]
) -> None:
    difference = differing(6)
    answer = desk.post(at("desk_difference", difference.pk), {"decision": "recounted"})
    assert answer.status_code == 400
    difference.refresh_from_db()
    assert difference.state == "open"


def test_the_count_costs_the_same_for_many(
    desk: Client,
    at: Address,
    rcoop: Coworking,
    plume: Maker,
    count: Stocktake,
    queries: Callable[[str], int],
) -> None:
    few = queries(at("desk_stocktake", count.pk))
    for title in ("A", "B", "C"):
        make_placed(rcoop, plume, title)
    assert queries(at("desk_stocktake", count.pk)) == few


def test_only_what_is_or_was_found_here_is_corrected(
    desk: Client, at: Address, plume: Maker, count: Stocktake
) -> None:
    """Numbers are easy to guess; nothing is told of an item of somebody else."""
    elsewhere = make_item(plume, "Broche secrète")
    sent = {"item": elsewhere.pk, "found": "1"}
    answer = desk.post(at("desk_stocktake_found", count.pk), sent)
    assert answer.status_code == 400
    assert "Broche secrète" not in text_of(answer)
    assert not Placement.objects.filter(item=elsewhere).exists()
