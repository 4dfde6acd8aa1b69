"""Agreements: proposed and answered by whom they concern, kept as they were accepted, ended."""

from typing import Any

import pytest

from consign.agreements.models import Affiliation, Agreement
from consign.people.models import Coworking, LegalEntity, Maker, User
from tests.api.caller import Caller, refused, rows, told
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_maker,
    make_placed,
    make_sale,
    make_selling_maker,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db


def keys(answer: Any) -> list[int]:
    return [row["id"] for row in rows(answer)]


@kept
def waiting(rcoop: Coworking, ada: User) -> Agreement:
    """What Rcoop proposes to Ada, who has accepted nothing yet."""
    maker = make_maker("Comme une plume", person=ada)
    return make_agreement(rcoop, make_affiliation(maker), accepted=False)


def terms(through: Affiliation, **changes: Any) -> dict[str, Any]:
    """What a call sends."""
    sent = {
        "coworking": "rcoop",
        "affiliation": through.pk,
        "starts_on": "2026-12-01",
        "commission_percent": "33.5",
    }
    return sent | changes


def test_every_term_is_sent_and_told_again(as_cleo: Caller, waiting: Agreement) -> None:
    whole = {
        "mode": "own_name",
        "commission_base": "price_paid_excl_vat",
        "commission_vat": "included",
        "discount_bearer": "split",
        "maker_part_percent": "50",
        "largest_discount_percent": "12.5",
        "shelf_fee": "24.20",
        "minimum_payout": "20.00",
        "loss_percent": "60",
        "unsold_days": 45,
        "pickup_days": 14,
        "storage_fee": "2.00",
    }
    sent = terms(waiting.affiliation, **whole)
    made = told(as_cleo.post("agreements/", sent), 201)
    assert {name: made[name] for name in sent} == sent
    assert told(as_cleo.get(f"agreements/{made['id']}/")) == made


def test_what_is_left_out_is_usual(as_cleo: Caller, waiting: Agreement) -> None:
    made = told(as_cleo.post("agreements/", terms(waiting.affiliation)), 201)
    usual = {
        "mode": "agent",
        "commission_base": "price_paid_incl_vat",
        "commission_vat": "included",
        "discount_bearer": "pro_rata",
        "maker_part_percent": None,
        "largest_discount_percent": "0",
        "shelf_fee": "0.00",
        "minimum_payout": "0.00",
        "loss_percent": None,
        "unsold_days": 90,
        "pickup_days": 30,
        "storage_fee": "0.00",
        "ends_on": None,
    }
    assert {name: made[name] for name in usual} == usual


def test_terms_are_proposed_and_accepted(
    as_cleo: Caller, as_ada: Caller, as_dan: Caller, waiting: Agreement
) -> None:
    sent = terms(waiting.affiliation)
    refused(as_dan.post("agreements/", sent), 404, "not_found")
    made = told(as_cleo.post("agreements/", sent), 201)
    assert made["agreed_at"] == made["proposed_at"] == "2026-11-23T11:00:00+01:00"
    assert (made["accepted_at"], made["accepted_by"], made["accepted_text"]) == (None, None, "")
    assert keys(as_ada.get("agreements/", proposed="true")) == [made["id"], waiting.pk]
    path = f"agreements/{made['id']}/accept/"
    refused(as_dan.post(path), 404, "not_found")
    accepted = told(as_ada.post(path))
    assert accepted["accepted_at"] == "2026-11-23T11:00:00+01:00"
    assert accepted["accepted_by"] == "Ada"
    assert "33.5% of the price paid" in accepted["accepted_text"]
    assert told(as_cleo.post(path)) == accepted
    assert keys(as_ada.get("agreements/", proposed="false")) == [made["id"]]


def test_the_kept_text_speaks_the_language_of_who_accepted(
    ada: User, as_cleo: Caller, waiting: Agreement
) -> None:
    User.objects.filter(pk=ada.pk).update(language="fr")
    text = told(Caller(ada).post(f"agreements/{waiting.pk}/accept/"))["accepted_text"]
    assert "1 janvier 2026" in text
    assert told(as_cleo.get(f"agreements/{waiting.pk}/"))["accepted_text"] == text


def test_an_adviser_accepts_in_place_of_the_maker(
    as_eve: Caller, as_ada: Caller, dies: LegalEntity, rcoop: Coworking, plume: Maker
) -> None:
    affiliation = Affiliation.objects.get(maker=plume)
    new = make_agreement(
        rcoop,
        affiliation,
        percent="20",
        starts_on=affiliation.starts_on.replace(month=2),
        accepted=False,
    )
    refused(as_ada.post(f"agreements/{new.pk}/accept/"), 404, "not_found")
    assert told(as_eve.post(f"agreements/{new.pk}/accept/"))["accepted_by"] == "Eve"


def test_a_maker_asks_and_the_coworking_agrees_before_anybody_accepts(
    as_ada: Caller, as_cleo: Caller, as_dan: Caller, rcoop: Coworking, plume: Maker
) -> None:
    made = told(as_ada.post("agreements/", terms(Affiliation.objects.get(maker=plume))), 201)
    assert (made["agreed_at"], made["maker"]) == (None, "comme-une-plume")
    path = f"agreements/{made['id']}/"
    problem = refused(as_ada.post(f"{path}accept/"), 409, "not_agreed")
    assert problem["detail"] == "Rcoop has not agreed to these terms yet."
    for caller in (as_ada, as_dan):
        refused(caller.post(f"{path}agree/"), 404, "not_found")
    assert told(as_cleo.post(f"{path}agree/"))["agreed_at"] == "2026-11-23T11:00:00+01:00"
    assert told(as_ada.post(f"{path}accept/"))["accepted_by"] == "Ada"


def test_makers_ask_for_their_own_projects_where_terms_were_proposed_before(
    as_ada: Caller, as_ben: Caller, as_eve: Caller, filature: Coworking, plume: Maker, terre: Maker
) -> None:
    own, others = plume.affiliations.get(), terre.affiliations.get()
    for caller, sent in (
        (as_ada, terms(others)),
        (as_ada, terms(own, coworking="la-filature")),
        (as_ben, terms(own)),
        (as_eve, terms(own)),
    ):
        refused(caller.post("agreements/", sent), 404, "not_found")
    make_agreement(filature, own, accepted=False)
    assert told(as_ada.post("agreements/", terms(own, coworking="la-filature")), 201)["id"]


def test_either_side_says_no_with_a_word(
    as_cleo: Caller, as_ada: Caller, as_dan: Caller, waiting: Agreement
) -> None:
    path = f"agreements/{waiting.pk}/"
    refused(as_dan.post(f"{path}decline/"), 404, "not_found")
    refused(as_ada.post(f"{path}decline/", {"reason": "x" * 201}), 400, "invalid")
    declined = told(as_ada.post(f"{path}decline/", {"reason": "Too dear."}))
    assert declined["declined_at"] == "2026-11-23T11:00:00+01:00"
    assert declined["declined_reason"] == "Too dear."
    assert told(as_cleo.post(f"{path}decline/")) == declined
    refused(as_ada.post(f"{path}accept/"), 409, "already_declined")
    refused(as_cleo.post(f"{path}agree/"), 409, "already_declined")
    for proposed in ("true", "false"):
        assert keys(as_cleo.get("agreements/", proposed=proposed)) == []
    assert keys(as_cleo.get("agreements/")) == [waiting.pk]


def test_accepted_terms_are_not_declined(as_cleo: Caller, plume: Maker) -> None:
    (row,) = rows(as_cleo.get("agreements/"))
    refused(as_cleo.post(f"agreements/{row['id']}/decline/"), 409, "already_accepted")


def test_two_terms_from_one_day_are_not_both_accepted(as_cleo: Caller, waiting: Agreement) -> None:
    other = make_agreement(waiting.coworking, waiting.affiliation, percent="10", accepted=False)
    told(as_cleo.post(f"agreements/{waiting.pk}/accept/"))
    refused(as_cleo.post(f"agreements/{other.pk}/accept/"), 409, "already_accepted")


def test_a_manager_ends_an_agreement(
    as_cleo: Caller, as_ada: Caller, as_dan: Caller, as_fil: Caller, plume: Maker
) -> None:
    path = f"agreements/{Agreement.objects.get().pk}/end/"
    for caller in (as_ada, as_dan, as_fil):
        refused(caller.post(path, {"ends_on": "2026-12-31"}), 404, "not_found")
    refused(as_cleo.post(path), 400, "invalid")
    problem = refused(as_cleo.post(path, {"ends_on": "2025-12-31"}), 409, "not_in_force")
    assert list(problem["errors"]) == ["ends_on"]
    ended = told(as_cleo.post(path, {"ends_on": "2026-12-31"}))
    assert ended["ends_on"] == "2026-12-31"
    assert told(as_ada.get(path.removesuffix("end/"))) == ended


def test_what_is_closed_stays_as_it_was(as_cleo: Caller, rcoop: Coworking, plume: Maker) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-05")
    make_closed(rcoop)
    sent = terms(plume.affiliations.get(), starts_on="2026-10-31")
    refused(as_cleo.post("agreements/", sent), 409, "starts_in_closed_month")
    path = f"agreements/{Agreement.objects.get().pk}/end/"
    refused(as_cleo.post(path, {"ends_on": "2026-10-15"}), 409, "ends_in_closed_month")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"mode": "own_name", "commission_vat": "added"}, 409, "own_name_adds_nothing"),
        ({"commission_vat": "none"}, 409, "vat_is_due"),
        ({"discount_bearer": "split"}, 409, "split_names_its_part"),
        ({"maker_part_percent": "50"}, 409, "split_names_its_part"),
        ({"commission_percent": "100.01"}, 400, "invalid"),
        ({"loss_percent": "100.01"}, 400, "invalid"),
        ({"minimum_payout": "-1.00"}, 400, "invalid"),
        ({"shelf_fee": "-1.00"}, 400, "invalid"),
        ({"unsold_days": 100000}, 400, "invalid"),
        ({"affiliation": 10**18}, 404, "not_found"),
        ({"coworking": "la-filature"}, 404, "not_found"),
        ({"coworking": "nowhere"}, 404, "not_found"),
    ],
)
def test_terms_that_cannot_be_are_refused(
    as_cleo: Caller,
    waiting: Agreement,
    filature: Coworking,
    change: dict[str, Any],
    status: int,
    code: str,
) -> None:
    refused(as_cleo.post("agreements/", terms(waiting.affiliation, **change)), status, code)
    assert Agreement.objects.count() == 1


def test_terms_that_would_never_hold_are_refused(as_cleo: Caller, rcoop: Coworking) -> None:
    ending = make_affiliation(make_maker(), ends_on=START.date().replace(month=6))
    problem = refused(as_cleo.post("agreements/", terms(ending)), 409, "never_in_force")
    assert list(problem["errors"]) == ["starts_on"]


def test_agreements_of_others_cannot_be_answered(
    as_cleo: Caller, as_ben: Caller, as_vic: Caller, filature: Coworking, plume: Maker
) -> None:
    elsewhere = make_selling_maker(filature, "Ailleurs")
    theirs = make_agreement(filature, elsewhere.affiliations.get(), accepted=False)
    for caller in (as_cleo, as_ben, as_vic):
        for act in ("accept", "agree", "decline", "end"):
            path = f"agreements/{theirs.pk}/{act}/"
            refused(caller.post(path, {"ends_on": "2026-12-31"}), 404, "not_found")


def test_who_reads_agreements(
    as_ada: Caller,
    as_ben: Caller,
    as_dan: Caller,
    as_cleo: Caller,
    as_eve: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    plume: Maker,
) -> None:
    for caller in (as_ada, as_cleo, as_eve):
        (row,) = rows(caller.get("agreements/"))
        assert (row["maker"], row["commission_percent"]) == ("comme-une-plume", "30")
    for caller in (as_ben, as_dan, as_vic):
        assert rows(caller.get("agreements/")) == []
        refused(caller.get(f"agreements/{row['id']}/"), 404, "not_found")
    refused(as_nobody.get("agreements/"), 401, "not_authenticated")
