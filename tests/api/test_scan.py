from urllib.parse import quote

import pytest

from consign.people.models import Coworking, Maker, User
from consign.stock.holds import hold
from consign.stock.models import Item
from consign.stock.operations import announce
from tests.api.caller import Caller, refused, told
from tests.factories import START, make_item, make_member, make_placed, make_sale, moment
from tests.kept import kept

pytestmark = pytest.mark.django_db


@kept
def necklace(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Collier plume", price="45.00").item


def test_at_the_desk_a_code_can_be_sold(as_dan: Caller, necklace: Item) -> None:
    code = necklace.code
    assert told(as_dan.get(f"scan/{code}/")) == {
        "code": code,
        "spaced": f"{code[:3]} {code[3:6]} {code[6:]}",
        "title": "Collier plume",
        "maker": "comme-une-plume",
        "maker_name": "Comme une plume",
        "price": "45.00",
        "currency": "EUR",
        "coworking": "rcoop",
        "on_hand": 1,
        "held": [],
        "announcement": None,
        "may": ["sell", "move", "give-back"],
        "why_not": None,
    }


@pytest.mark.parametrize("form", ["https://VITRINE.EXAMPLE/I/{}", "{}?x=1", " {} "])
def test_a_code_is_understood_however_it_was_scanned(
    as_dan: Caller, necklace: Item, form: str
) -> None:
    text = form.replace("?x=1", "").format(necklace.code.lower())
    assert told(as_dan.get(f"scan/{quote(text)}/"))["code"] == necklace.code


def test_what_is_kept_for_somebody_is_told_and_can_be_sold(
    as_dan: Caller, necklace: Item, rcoop: Coworking, dan: User
) -> None:
    until = moment("2026-11-28 17:00")
    at = moment("2026-11-23 09:00")
    hold(item=necklace, coworking=rcoop, name="Mme Peeters", until=until, by=dan, at=at)
    found = told(as_dan.get(f"scan/{necklace.code}/"))
    assert [(one["name"], one["quantity"]) for one in found["held"]] == [("Mme Peeters", 1)]
    assert found["held"][0]["until"].startswith("2026-11-28T18:00")
    assert "sell" in found["may"]


def test_a_sold_piece_says_so(as_dan: Caller, necklace: Item, rcoop: Coworking) -> None:
    make_sale(rcoop, necklace)
    found = told(as_dan.get(f"scan/{necklace.code}/"))
    assert (found["may"], found["on_hand"]) == ([], 0)
    assert found["why_not"]["code"] == "already_sold"
    assert "Collier plume" in found["why_not"]["detail"]


def test_an_announced_piece_can_be_accepted(
    as_dan: Caller, plume: Maker, rcoop: Coworking, ada: User
) -> None:
    item = make_item(plume)
    coming = announce(item=item, coworking=rcoop, quantity=1, by=ada, at=START)
    found = told(as_dan.get(f"scan/{item.code}/"))
    assert (found["may"], found["announcement"]) == (["accept"], coming.pk)
    assert found["why_not"]["code"] == "not_here"


def test_at_another_desk_the_terms_are_missing(as_fil: Caller, necklace: Item) -> None:
    found = told(as_fil.get(f"scan/{necklace.code}/"))
    assert (found["may"], found["coworking"]) == ([], "la-filature")
    assert found["why_not"]["code"] == "no_agreement"


def test_away_from_a_desk_nobody_sells(as_ada: Caller, as_vic: Caller, necklace: Item) -> None:
    for caller in (as_ada, as_vic):
        found = told(caller.get(f"scan/{necklace.code}/"))
        assert (found["title"], found["coworking"], found["may"]) == ("Collier plume", None, [])
        assert found["why_not"]["code"] == "no_desk"
        refused(caller.get(f"scan/{necklace.code}/", coworking="rcoop"), 404, "not_found")


def test_who_stands_at_two_desks_says_at_which(
    as_dan: Caller, dan: User, necklace: Item, filature: Coworking
) -> None:
    make_member(filature, dan)
    problem = refused(as_dan.get(f"scan/{necklace.code}/"), 400, "invalid")
    assert list(problem["errors"]) == ["coworking"]
    assert told(as_dan.get(f"scan/{necklace.code}/", coworking="rcoop"))["may"][0] == "sell"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hello", "not_a_code"),
        ("0000001", "mistyped_code"),
        ("0000000", "unknown_code"),
        ("https%3A//other.example/", "not_a_code"),
        ("%00", "not_a_code"),
    ],
)
def test_what_means_nothing_says_why(as_dan: Caller, text: str, code: str) -> None:
    refused(as_dan.get(f"scan/{text}/"), 404, code)


def test_scanning_needs_a_token(as_nobody: Caller, necklace: Item) -> None:
    refused(as_nobody.get(f"scan/{necklace.code}/"), 401, "not_authenticated")
