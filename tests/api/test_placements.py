from typing import Any

import pytest

from consign.people.models import Coworking, Maker, Scope, User
from consign.stock.models import Announcement, Placement
from consign.stock.operations import announce
from tests.api.caller import Caller, refused, rows, told
from tests.factories import START, make_item, make_placed, make_showcase
from tests.kept import kept

pytestmark = pytest.mark.django_db


@kept
def coming(rcoop: Coworking, plume: Maker, ada: User) -> Announcement:
    item = make_item(plume, "Collier plume")
    return announce(item=item, coworking=rcoop, quantity=3, by=ada, at=START)


@kept
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    return make_placed(rcoop, plume, "Bague", quantity=2)


def into(coming: Announcement, **more: Any) -> dict[str, Any]:
    window = coming.coworking.showcases.get(name="Window")
    return {"announcement": coming.pk, "showcase": window.pk, **more}


def test_the_desk_takes_pieces_in(as_dan: Caller, as_ada: Caller, coming: Announcement) -> None:
    (waiting,) = rows(as_dan.get("announcements/", state="waiting"))
    assert (waiting["id"], waiting["title"], waiting["quantity"]) == (
        coming.pk,
        "Collier plume",
        3,
    )
    made = told(as_dan.post("placements/", into(coming, quantity=2)), 201)
    assert (made["on_hand"], made["showcase"]["name"], made["coworking"]) == (2, "Window", "rcoop")
    (decided,) = rows(as_ada.get("announcements/"))
    assert (decided["state"], decided["accepted"]) == ("accepted", 2)
    refused(as_dan.post("placements/", into(coming)), 409, "already_decided")


def test_what_was_announced_is_taken_unless_counted_otherwise(
    as_dan: Caller, coming: Announcement
) -> None:
    assert told(as_dan.post("placements/", into(coming)), 201)["on_hand"] == 3


@pytest.mark.parametrize("quantity", [0, -1, 1001])
def test_a_count_is_in_range(as_dan: Caller, coming: Announcement, quantity: int) -> None:
    answer = as_dan.post("placements/", into(coming, quantity=quantity))
    assert list(refused(answer, 409, "quantity_out_of_range")["errors"]) == ["quantity"]


def test_pieces_are_taken_only_into_showcases_of_the_desk(
    as_dan: Caller, coming: Announcement, filature: Coworking, rcoop: Coworking
) -> None:
    elsewhere = filature.showcases.get()
    sent = {"announcement": coming.pk, "showcase": elsewhere.pk}
    refused(as_dan.post("placements/", sent), 404, "not_found")


def test_who_takes_pieces_in(
    as_ada: Caller,
    as_cleo: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    coming: Announcement,
    dan: User,
) -> None:
    for caller in (as_ada, as_fil, as_vic):
        refused(caller.post("placements/", into(coming)), 404, "not_found")
    refused(as_nobody.post("placements/", into(coming)), 401, "not_authenticated")
    reads = Caller(dan, (Scope.READ,))
    refused(reads.post("placements/", into(coming)), 403, "scope_missing")
    told(as_cleo.post("placements/", into(coming)), 201)


def test_the_desk_declines_with_a_word(
    as_dan: Caller, as_ada: Caller, as_fil: Caller, coming: Announcement
) -> None:
    path = f"announcements/{coming.pk}/decline/"
    for caller in (as_ada, as_fil):
        refused(caller.post(path, {"reason": "Full"}), 404, "not_found")
    refused(as_dan.post(path, {"reason": ""}), 400, "invalid")
    declined = told(as_dan.post(path, {"reason": "Full until May"}))
    assert (declined["state"], declined["reason"]) == ("declined", "Full until May")
    refused(as_dan.post(path, {"reason": "Full"}), 409, "already_decided")


def test_pieces_move_and_go_home(as_dan: Caller, placed: Placement, rcoop: Coworking) -> None:
    shelf = make_showcase(rcoop, "Shelf")
    moved = told(
        as_dan.post(f"placements/{placed.pk}/move/", {"showcase": shelf.pk, "quantity": 1})
    )
    assert (moved["showcase"]["name"], moved["on_hand"]) == ("Shelf", 1)
    answer = as_dan.post(f"placements/{placed.pk}/give-back/", {"quantity": 2})
    refused(answer, 409, "not_enough")
    left = told(as_dan.post(f"placements/{placed.pk}/give-back/", {"quantity": 1}))
    assert (left["id"], left["on_hand"]) == (placed.pk, 0)
    assert [row["id"] for row in rows(as_dan.get("placements/"))] == [moved["id"]]
    assert len(rows(as_dan.get("placements/", empty="true"))) == 2


def test_only_the_desk_moves_pieces(
    as_ada: Caller, as_fil: Caller, as_vic: Caller, placed: Placement, rcoop: Coworking
) -> None:
    shelf = make_showcase(rcoop, "Shelf")
    for caller in (as_ada, as_fil, as_vic):
        for act, sent in (("move", {"showcase": shelf.pk, "quantity": 1}), ("give-back", {})):
            answer = caller.post(f"placements/{placed.pk}/{act}/", {"quantity": 1, **sent})
            refused(answer, 404, "not_found")


def test_who_reads_placements(
    as_ada: Caller,
    as_ben: Caller,
    as_dan: Caller,
    as_cleo: Caller,
    as_eve: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    placed: Placement,
    terre: Maker,
) -> None:
    for caller in (as_ada, as_dan, as_cleo):
        (row,) = rows(caller.get("placements/"))
        assert (row["code"], row["maker"], row["on_hand"]) == (
            placed.item.code,
            "comme-une-plume",
            2,
        )
        assert told(caller.get(f"placements/{placed.pk}/")) == row
    for caller in (as_ben, as_eve, as_fil, as_vic):
        assert rows(caller.get("placements/")) == []
        refused(caller.get(f"placements/{placed.pk}/"), 404, "not_found")
    refused(as_nobody.get("placements/"), 401, "not_authenticated")


def test_who_reads_announcements(
    as_ben: Caller, as_fil: Caller, as_vic: Caller, as_ada: Caller, coming: Announcement
) -> None:
    for caller in (as_ben, as_fil, as_vic):
        assert rows(caller.get("announcements/")) == []
    assert len(rows(as_ada.get("announcements/"))) == 1


def test_placements_are_filtered(
    as_dan: Caller, placed: Placement, terre: Maker, rcoop: Coworking
) -> None:
    back = make_showcase(rcoop, "Back room", on_show=False)
    bowl = make_placed(rcoop, terre, "Bol", showcase=back)

    def found(**query: str) -> list[int]:
        return [row["id"] for row in rows(as_dan.get("placements/", **query))]

    assert found() == [bowl.pk, placed.pk]
    assert found(on_show="false") == [bowl.pk]
    assert found(on_show="true") == [placed.pk]
    assert found(maker="terre-de-ben") == [bowl.pk]
    assert found(code=placed.item.code) == [placed.pk]
    assert found(showcase=str(back.pk)) == [bowl.pk]
    assert found(coworking="la-filature") == []
    assert found(ordering="on_hand") == [bowl.pk, placed.pk]
    refused(as_dan.get("placements/", showcase="9" * 40), 400, "invalid")


def test_reading_many_placements_costs_no_more_than_one(
    as_dan: Caller,
    placed: Placement,
    rcoop: Coworking,
    plume: Maker,
    django_assert_num_queries: Any,
) -> None:
    as_dan.get("placements/")
    with django_assert_num_queries(2):
        assert len(rows(as_dan.get("placements/"))) == 1
    make_placed(rcoop, plume, "Broche")
    make_placed(rcoop, plume, "Anneau")
    with django_assert_num_queries(2):
        assert len(rows(as_dan.get("placements/"))) == 3
