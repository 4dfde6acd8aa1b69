"""Bank files: one manager prepares, another approves, and the file is always the same."""

from typing import Any

import pytest

from consign.agreements.models import Affiliation
from consign.payouts.models import Payout, Remittance
from consign.people.models import Coworking, Maker, Role, Scope, User
from consign.settlements.models import Settlement
from tests.api.caller import Caller, refused, rows, told
from tests.factories import (
    make_account,
    make_closed,
    make_member,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.payouts.bank import make_exported, make_remittance

pytestmark = pytest.mark.django_db

NUMBERS = ["PO-2026-00001", "PO-2026-00002"]
SENT = {"coworking": "rcoop", "numbers": NUMBERS, "execution_on": "2026-11-24"}


@kept(autouse=True)
def closed(rcoop: Coworking, plume: Maker, terre: Maker) -> list[Settlement]:
    """31.50 for Comme une plume, 33.75 for Terre de Ben."""
    for maker in (plume, terre):
        make_sale(rcoop, make_placed(rcoop, maker).item)
    return make_closed(rcoop)


@kept
def gus(rcoop: Coworking) -> User:
    """Another manager of Rcoop."""
    return make_member(rcoop, make_person("gus"), Role.MANAGER)


@pytest.fixture
def as_gus(gus: User) -> Caller:
    return Caller(gus)


@pytest.fixture
def draft(as_cleo: Caller) -> Any:
    return told(as_cleo.post("remittances/", SENT), 201)


def approved(caller: Caller, draft: Any) -> Any:
    path = f"remittances/{draft['id']}/"
    digest = told(caller.get(path))["contents_digest"]
    return told(caller.post(f"{path}approve/", {"digest": digest}))


def test_payouts_are_gathered_into_a_draft(as_cleo: Caller, draft: Any) -> None:
    assert (draft["number"], draft["state"], draft["execution_on"]) == (
        "RM-2026-00001",
        "draft",
        "2026-11-24",
    )
    assert (draft["payouts"], draft["total"], draft["prepared_by"]) == (2, "65.25", "Cleo")
    assert [one["number"] for one in draft["transfers"]] == NUMBERS
    assert draft["transfers"][0]["iban"] == "BE71096123456769"
    assert (len(draft["contents_digest"]), draft["stuck"]) == (64, None)
    assert told(as_cleo.get(f"remittances/{draft['id']}/")) == draft
    (listed,) = rows(as_cleo.get("remittances/", state="draft"))
    assert listed == {name: draft[name] for name in listed}
    assert {row["remittance"] for row in rows(as_cleo.get("payouts/"))} == {"RM-2026-00001"}


def test_sent_again_it_is_refused(as_cleo: Caller, draft: Any) -> None:
    problem = refused(as_cleo.post("remittances/", SENT), 409, "in_remittance")
    assert list(problem["errors"]) == ["payouts"]
    assert Remittance.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"numbers": []}, "nothing_chosen"),
        ({"numbers": ["PO-2026-99999"]}, "not_to_pay"),
        ({"execution_on": "2026-11-22"}, "execution_in_past"),
    ],
)
def test_a_file_holds_what_can_be_paid(as_cleo: Caller, change: dict[str, Any], code: str) -> None:
    refused(as_cleo.post("remittances/", {**SENT, **change}), 409, code)
    assert not Remittance.objects.exists()


def test_remittances_are_for_managers(
    as_ada: Caller,
    as_eve: Caller,
    as_dan: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    filature: Coworking,
    cleo: User,
    draft: Any,
) -> None:
    elsewhere = Caller(make_member(filature, make_person("max"), Role.MANAGER))
    path = f"remittances/{draft['id']}"
    for caller in (as_ada, as_eve, as_dan, as_vic, elsewhere):
        assert rows(caller.get("remittances/")) == []
        for address in (f"{path}/", f"{path}.xml"):
            refused(caller.get(address), 404, "not_found")
        refused(caller.post("remittances/", SENT), 404, "not_found")
        refused(caller.patch(f"{path}/", {"instant": True}), 404, "not_found")
        for act in ("approve", "export", "cancel"):
            refused(caller.post(f"{path}/{act}/", {"digest": "x"}), 404, "not_found")
    for address in ("remittances/", f"{path}/", f"{path}.xml"):
        refused(as_nobody.get(address), 401, "not_authenticated")
    sells = Caller(cleo, (Scope.READ, Scope.SELL))
    refused(sells.post("remittances/", SENT), 403, "scope_missing")
    assert Remittance.objects.get().state == "draft"


def test_payouts_of_another_coworking_are_not_taken(as_cleo: Caller, filature: Coworking) -> None:
    for name in ("One", "Two", "Three"):
        make_sale(filature, make_placed(filature, make_selling_maker(filature, name)).item)
    make_closed(filature)
    theirs = Payout.objects.get(coworking=filature, number="PO-2026-00003")
    sent = {**SENT, "numbers": [theirs.number]}
    refused(as_cleo.post("remittances/", sent), 409, "not_to_pay")
    returned = {"returned_on": "2026-11-10", "reason": "AC04"}
    refused(as_cleo.post(f"payouts/{theirs.pk}/returned/", returned), 404, "not_found")


def test_a_draft_is_changed_by_who_prepared_it(as_cleo: Caller, as_gus: Caller, draft: Any) -> None:
    path = f"remittances/{draft['id']}/"
    changed = told(as_cleo.patch(path, {"instant": True}))
    assert (changed["instant"], changed["payouts"]) == (True, 2)
    assert changed["contents_digest"] != draft["contents_digest"]
    fewer = told(as_cleo.patch(path, {"numbers": NUMBERS[:1], "execution_on": "2026-12-01"}))
    assert (fewer["total"], fewer["execution_on"], fewer["instant"]) == (
        "31.50",
        "2026-12-01",
        True,
    )
    refused(as_cleo.patch(path, {"numbers": []}), 409, "nothing_chosen")
    refused(as_cleo.patch(path, {"execution_on": "soon"}), 400, "invalid")
    refused(as_gus.patch(path, {"instant": False}), 409, "prepared_by_another")
    approved(as_gus, draft)
    refused(as_cleo.patch(path, {"instant": False}), 409, "remittance_approved")


def test_two_people_and_one_file(as_cleo: Caller, as_gus: Caller, draft: Any) -> None:
    path = f"remittances/{draft['id']}"
    refused(as_cleo.get(f"{path}.xml"), 409, "not_exported")
    refused(as_cleo.post(f"{path}/export/"), 409, "not_approved")
    mine = {"digest": draft["contents_digest"]}
    refused(as_cleo.post(f"{path}/approve/", mine), 409, "same_person_approves")
    refused(as_gus.post(f"{path}/approve/", {"digest": "0" * 64}), 409, "remittance_changed")
    refused(as_gus.post(f"{path}/approve/", {}), 400, "invalid")
    done = told(as_gus.post(f"{path}/approve/", mine))
    assert (done["state"], done["approved_by"], done["approved_digest"]) == (
        "approved",
        "Gus",
        mine["digest"],
    )
    assert told(as_gus.post(f"{path}/approve/", mine)) == done
    exported = told(as_cleo.post(f"{path}/export/"))
    assert (exported["state"], exported["exported_by"]) == ("exported", "Cleo")
    assert told(as_gus.post(f"{path}/export/")) == exported
    assert {one["state"] for one in exported["transfers"]} == {"ordered"}
    refused(as_cleo.post(f"{path}/cancel/"), 409, "already_exported")


def test_the_file_is_the_one_that_was_kept(
    as_cleo: Caller, as_gus: Caller, rcoop: Coworking
) -> None:
    kept = make_exported(rcoop)
    for caller in (as_cleo, as_gus):
        answer = caller.get(f"remittances/{kept.pk}.xml")
        assert answer["Content-Type"] == "application/xml"
        assert 'filename="RM-2026-00001.xml"' in answer["Content-Disposition"]
        assert answer.content == kept.file.encode()


def test_a_cancelled_one_gives_its_payouts_free(as_cleo: Caller, draft: Any) -> None:
    path = f"remittances/{draft['id']}/cancel/"
    done = told(as_cleo.post(path))
    assert (done["state"], done["payouts"], done["total"]) == ("cancelled", 0, "0.00")
    assert (done["cancelled_by"], done["contents_digest"]) == ("Cleo", None)
    assert told(as_cleo.post(path)) == done
    told(as_cleo.post("remittances/", SENT), 201)


def test_a_draft_that_cannot_be_approved_says_why(
    as_cleo: Caller, as_gus: Caller, draft: Any, plume: Maker
) -> None:
    payee = Affiliation.objects.get(maker=plume).payee
    make_account(payee, starts_on=moment("2026-11-24").date())
    problem = as_gus.post(
        f"remittances/{draft['id']}/approve/", {"digest": draft["contents_digest"]}
    )
    refused(problem, 409, "account_changed")


def test_a_payout_that_came_back_is_owed_again(
    as_cleo: Caller, as_ada: Caller, as_dan: Caller, rcoop: Coworking
) -> None:
    make_exported(rcoop)
    (mine,) = rows(as_ada.get("payouts/"))
    assert (mine["state"], mine["remittance"]) == ("ordered", "RM-2026-00001")
    path = f"payouts/{mine['id']}/returned/"
    sent = {"returned_on": "2026-11-10", "reason": "AC04"}
    for caller in (as_ada, as_dan):
        refused(caller.post(path, sent), 404, "not_found")
    problem = refused(as_cleo.post(path, {**sent, "reason": " "}), 409, "no_reason")
    assert list(problem["errors"]) == ["reason"]
    refused(as_cleo.post(path, {**sent, "returned_on": "2026-11-24"}), 409, "returned_in_future")
    for wrong in ({}, {**sent, "returned_on": "0001-01-01"}, {**sent, "reason": "x" * 141}):
        refused(as_cleo.post(path, wrong), 400, "invalid")
    back = told(as_cleo.post(path, sent))
    assert (back["state"], back["returned_on"], back["returned_reason"]) == (
        "returned",
        "2026-11-10",
        "AC04",
    )
    assert told(as_cleo.post(path, sent)) == back
    (account,) = rows(as_ada.get("accounts/"))
    assert account["balance"] == "31.50"
    statement = told(as_ada.get(f"statements/{mine['settlement']}/"))
    assert (statement["returned_on"], statement["returned_reason"]) == ("2026-11-10", "AC04")
    assert (statement["paid_on"], statement["ordered"]) == (None, False)


def test_what_has_not_left_cannot_come_back(as_cleo: Caller) -> None:
    (row, *_rest) = rows(as_cleo.get("payouts/"))
    sent = {"returned_on": "2026-11-10", "reason": "AC04"}
    refused(as_cleo.post(f"payouts/{row['id']}/returned/", sent), 409, "not_sent")


@pytest.mark.parametrize("path", ["remittances/", "payouts/"])
def test_reading_many_costs_no_more_than_one(
    path: str, as_cleo: Caller, rcoop: Coworking, django_assert_num_queries: Any
) -> None:
    make_sale(rcoop, make_placed(rcoop, make_selling_maker(rcoop, "Three")).item)
    make_closed(rcoop)
    numbers = Payout.objects.order_by("pk").values_list("number", flat=True)
    for number in numbers:
        make_remittance(rcoop, [number])
    as_cleo.get(path)
    with django_assert_num_queries(2):
        assert len(rows(as_cleo.get(path, limit="1"))) == 1
    with django_assert_num_queries(2):
        assert len(rows(as_cleo.get(path))) == 3


def test_one_with_many_payouts_costs_no_more(
    as_cleo: Caller, rcoop: Coworking, django_assert_num_queries: Any
) -> None:
    one = make_remittance(rcoop, NUMBERS[:1])
    as_cleo.get("remittances/")
    with django_assert_num_queries(6):
        told(as_cleo.get(f"remittances/{one.pk}/"))
    told(as_cleo.post(f"remittances/{one.pk}/cancel/"))
    both = make_remittance(rcoop)
    with django_assert_num_queries(6):
        told(as_cleo.get(f"remittances/{both.pk}/"))
