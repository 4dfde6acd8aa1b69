"""Coworkings, makers, legal entities, affiliations and agreements: for whom and on which terms."""

from datetime import date
from typing import Any

import pytest
from django.core import mail

from consign.agreements.models import Affiliation
from consign.people.models import Coworking, LegalEntity, Maker, Scope, User
from consign.people.queries import bank_account_on
from tests.api.caller import Caller, refused, rows, told
from tests.factories import (
    enterprise_number,
    make_entity,
    make_maker,
    make_selling_maker,
    make_showcase,
)

pytestmark = pytest.mark.django_db

ENTITY = {
    "kind": "cooperative",
    "legal_name": "Smart SC",
    "enterprise_number": enterprise_number(777),
    "street": "Rue Coenraets 72",
    "postcode": "1060",
    "town": "Saint-Gilles",
}


def names(answer: Any, field: str = "name") -> list[str]:
    return [row[field] for row in rows(answer)]


def test_everybody_reads_coworkings(
    as_ada: Caller, as_vic: Caller, as_nobody: Caller, rcoop: Coworking, filature: Coworking
) -> None:
    for caller in (as_ada, as_vic):
        assert names(caller.get("coworkings/", ordering="name")) == ["La Filature", "Rcoop"]
        assert told(caller.get("coworkings/rcoop/"))["operator_name"] == "Rcoop SC"
    refused(as_nobody.get("coworkings/"), 401, "not_authenticated")


def test_showcases_are_for_the_desk(
    as_dan: Caller, as_cleo: Caller, as_ada: Caller, as_fil: Caller, rcoop: Coworking
) -> None:
    make_showcase(rcoop, "Shelf")
    for caller in (as_dan, as_cleo):
        assert names(caller.get("coworkings/rcoop/showcases/")) == ["Shelf", "Window"]
    for caller in (as_ada, as_fil):
        refused(caller.get("coworkings/rcoop/showcases/"), 404, "not_found")


def test_a_manager_adds_a_showcase(as_cleo: Caller, as_dan: Caller, rcoop: Coworking) -> None:
    path, sent = "coworkings/rcoop/showcases/", {"name": "Back room", "on_show": False}
    refused(as_dan.post(path, sent), 404, "not_found")
    made = told(as_cleo.post(path, sent), 201)
    assert made["on_show"] is False
    assert told(as_cleo.post(path, sent), 201) == made
    refused(as_cleo.post(path, {"name": ""}), 400, "invalid")
    refused(as_cleo.post("coworkings/la-filature/showcases/", sent), 404, "not_found")


def test_who_reads_makers(
    as_ada: Caller,
    as_ben: Caller,
    as_dan: Caller,
    as_cleo: Caller,
    as_eve: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    plume: Maker,
    terre: Maker,
    filature: Coworking,
) -> None:
    make_selling_maker(filature, "Ailleurs")
    assert names(as_ada.get("makers/")) == names(as_eve.get("makers/")) == ["Comme une plume"]
    assert names(as_ben.get("makers/")) == ["Terre de Ben"]
    assert names(as_dan.get("makers/")) == ["Terre de Ben", "Comme une plume"]
    everyone = ["Ailleurs", "Comme une plume", "Terre de Ben"]
    assert names(as_cleo.get("makers/", ordering="name")) == everyone
    assert names(as_fil.get("makers/")) == ["Ailleurs"]
    assert names(as_vic.get("makers/")) == []
    assert names(as_cleo.get("makers/", coworking="rcoop", search="plume")) == ["Comme une plume"]
    refused(as_vic.get("makers/comme-une-plume/"), 404, "not_found")
    refused(as_nobody.get("makers/"), 401, "not_authenticated")


def test_a_manager_invites_a_maker(as_cleo: Caller, as_dan: Caller, rcoop: Coworking) -> None:
    sent = {
        "coworking": "rcoop",
        "name": "Fil de l'eau",
        "email": "lea@example.org",
        "person": "Léa",
        "language": "fr",
    }
    refused(as_dan.post("makers/", sent), 404, "not_found")
    assert told(as_cleo.post("makers/", sent), 201)["slug"] == "fil-de-leau"
    assert Maker.objects.get().person == User.objects.get(email="lea@example.org")
    problem = refused(as_cleo.post("makers/", {**sent, "person": ""}), 400, "invalid")
    assert list(problem["errors"]) == ["person"]
    del sent["person"]
    problem = refused(as_cleo.post("makers/", sent), 400, "invalid")
    assert list(problem["errors"]) == ["person"]


def test_an_invitation_holds_the_address_to_sign_in_at(
    as_cleo: Caller, rcoop: Coworking, django_capture_on_commit_callbacks: Any
) -> None:
    sent = {"coworking": "rcoop", "name": "Fil", "email": "lea@example.org", "person": "Léa"}
    with django_capture_on_commit_callbacks(execute=True):
        told(as_cleo.post("makers/", sent), 201)
    (letter,) = mail.outbox
    assert "<lea@example.org>" in letter.to[0]
    assert "https://vitrine.example/signin/" in letter.body


def test_in_the_demo_the_address_is_the_one_the_caller_came_by(
    as_cleo: Caller, rcoop: Coworking, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DEMO = True
    sent = {"coworking": "rcoop", "name": "Fil", "email": "lea@example.org", "person": "Léa"}
    with django_capture_on_commit_callbacks(execute=True):
        told(as_cleo.post("makers/", sent), 201)
    assert "http://testserver/signin/" in mail.outbox[0].body


def test_a_maker_may_be_there_before_their_person(as_cleo: Caller, rcoop: Coworking) -> None:
    told(as_cleo.post("makers/", {"coworking": "rcoop", "name": "Anonyme"}), 201)
    assert Maker.objects.get().person is None
    assert names(as_cleo.get("makers/")) == ["Anonyme"]


def test_a_manager_enters_who_is_paid(
    as_cleo: Caller, as_dan: Caller, as_eve: Caller, dies: LegalEntity
) -> None:
    for caller in (as_dan, as_eve):
        refused(caller.post("legal-entities/", ENTITY), 404, "not_found")
    made = told(as_cleo.post("legal-entities/", ENTITY), 201)
    assert (made["slug"], made["country"], made["vat_statuses"]) == ("smart-sc", "BE", [])
    refused(as_cleo.post("legal-entities/", ENTITY), 409, "already_known")
    wrong = {**ENTITY, "enterprise_number": "0999999999"}
    problem = refused(as_cleo.post("legal-entities/", wrong), 409, "bad_enterprise_number")
    assert list(problem["errors"]) == ["enterprise_number"]
    status = {"status": "liable", "starts_on": "2026-01-01"}
    told(as_cleo.post("legal-entities/smart-sc/vat-statuses/", status), 201)
    account = {"iban": "BE71 0961 2345 6769", "holder": "Smart", "starts_on": "2026-01-01"}
    paid = told(as_cleo.post("legal-entities/smart-sc/bank-accounts/", account), 201)
    assert paid["iban"] == "BE71096123456769"
    assert paid["confirmed_at"]
    account["iban"] = "BE71 0961 2345 6760"
    refused(as_cleo.post("legal-entities/smart-sc/bank-accounts/", account), 409, "bad_iban")
    assert told(as_cleo.get("legal-entities/smart-sc/"))["vat_statuses"] == [status]


def test_bank_accounts_of_others_are_not_touched(
    as_cleo: Caller, as_eve: Caller, filature: Coworking, dies: LegalEntity
) -> None:
    elsewhere = make_selling_maker(filature, "Ailleurs")
    payee = Affiliation.objects.get(maker=elsewhere).payee
    account = {"iban": "BE68539007547034", "holder": "Me", "starts_on": "2099-11-01"}
    path = "legal-entities/{}/bank-accounts/"
    refused(as_cleo.post(path.format(payee.slug), account), 404, "not_found")
    refused(as_cleo.post(path.format(filature.operator.slug), account), 404, "not_found")
    refused(as_eve.post(path.format("rcoop-sc"), account), 404, "not_found")
    for own in (dies.slug, "rcoop-sc"):
        waits = told(as_cleo.post(path.format(own), account), 201)
        assert waits["confirmed_at"] is None


def test_a_change_of_account_waits_and_is_never_for_a_day_gone_by(
    as_cleo: Caller, dies: LegalEntity
) -> None:
    path = f"legal-entities/{dies.slug}/bank-accounts/"
    account = {"iban": "BE68539007547034", "holder": "Dies", "bic": "gebabebb"}
    past = {**account, "starts_on": "2026-01-02"}
    problem = refused(as_cleo.post(path, past), 409, "starts_in_past")
    assert list(problem["errors"]) == ["starts_on"]
    later = {**account, "starts_on": "2099-01-01"}
    assert told(as_cleo.post(path, later), 201)["bic"] == "GEBABEBB"
    another = {**later, "holder": "Somebody"}
    refused(as_cleo.post(path, another), 409, "change_waiting")
    refused(as_cleo.post(path, {**later, "holder": "D" * 71}), 409, "holder_too_long")
    held = bank_account_on(dies, date(2099, 1, 1))
    assert held is not None
    assert held.iban == "BE71096123456769"


def test_who_reads_legal_entities(
    as_ada: Caller, as_dan: Caller, as_cleo: Caller, as_eve: Caller, dies: LegalEntity
) -> None:
    for caller in (as_ada, as_dan):
        assert rows(caller.get("legal-entities/")) == []
    assert names(as_eve.get("legal-entities/"), "legal_name") == [dies.legal_name]
    assert len(rows(as_cleo.get("legal-entities/"))) == 2
    assert len(rows(as_cleo.get("legal-entities/", search="plume"))) == 1


def test_a_maker_is_affiliated_from_a_day_to_a_day(
    as_cleo: Caller, as_dan: Caller, rcoop: Coworking
) -> None:
    make_maker("Fil")
    make_entity("Smart SC")
    sent = {"maker": "fil", "payee": "smart-sc", "starts_on": "2026-06-01", "project_code": "P 7"}
    refused(as_dan.post("affiliations/", sent), 404, "not_found")
    made = told(as_cleo.post("affiliations/", sent), 201)
    assert (made["payee"], made["payee_name"], made["ends_on"]) == ("smart-sc", "Smart SC", None)
    refused(as_cleo.post("affiliations/", sent), 409, "overlapping_affiliations")
    path = f"affiliations/{made['id']}/"
    refused(as_cleo.patch(path, {"ends_on": "2026-05-31"}), 409, "ends_before_start")
    assert told(as_cleo.patch(path, {"ends_on": "2026-12-31"}))["ends_on"] == "2026-12-31"
    refused(as_cleo.patch(path, {}), 400, "invalid")
    refused(as_dan.patch(path, {"ends_on": "2026-12-31"}), 404, "not_found")


def test_makers_of_other_coworkings_keep_their_payee(
    as_cleo: Caller, filature: Coworking, dies: LegalEntity
) -> None:
    elsewhere = make_selling_maker(filature, "Ailleurs")
    affiliation = Affiliation.objects.get(maker=elsewhere)
    answer = as_cleo.patch(f"affiliations/{affiliation.pk}/", {"ends_on": "2026-12-31"})
    refused(answer, 404, "not_found")
    sent = {"maker": "ailleurs", "payee": dies.slug, "starts_on": "2027-01-01"}
    refused(as_cleo.post("affiliations/", sent), 404, "not_found")


def test_who_reads_affiliations(
    as_ada: Caller, as_ben: Caller, as_dan: Caller, as_eve: Caller, as_vic: Caller, plume: Maker
) -> None:
    for caller in (as_ada, as_eve):
        assert names(caller.get("affiliations/"), "maker") == ["comme-une-plume"]
    for caller in (as_ben, as_dan, as_vic):
        assert rows(caller.get("affiliations/")) == []


def test_entering_terms_needs_the_scope(cleo: User, rcoop: Coworking) -> None:
    sells = Caller(cleo, (Scope.READ, Scope.SELL))
    for path in ("makers/", "legal-entities/", "affiliations/", "agreements/", "settlements/"):
        refused(sells.post(path, {}), 403, "scope_missing")


@pytest.mark.parametrize(
    "path", ["makers/", "legal-entities/", "affiliations/", "agreements/", "coworkings/"]
)
def test_reading_many_costs_no_more_than_one(
    path: str, as_cleo: Caller, rcoop: Coworking, django_assert_max_num_queries: Any
) -> None:
    make_selling_maker(rcoop, "One")
    as_cleo.get(path)
    with django_assert_max_num_queries(4) as first:
        as_cleo.get(path)
    make_selling_maker(rcoop, "Two")
    make_selling_maker(rcoop, "Three")
    with django_assert_max_num_queries(len(first)):
        as_cleo.get(path)
