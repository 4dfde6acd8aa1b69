"""Where a legal entity is paid, and what papers say of it: who reads, who enters, who confirms."""

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from consign.agreements.models import Affiliation
from consign.people.models import BankAccount, Coworking, LegalEntity, Maker, Role, Scope, User
from tests.api.caller import Caller, refused, rows, told
from tests.factories import make_member, make_person, make_selling_maker, moment
from tests.kept import kept

pytestmark = pytest.mark.django_db

NEW = {"iban": "BE68 5390 0754 7034", "holder": "Dies SC", "starts_on": "2026-12-01"}
OLD, NEXT = "BE71096123456769", "BE68539007547034"


@pytest.fixture
def path(dies: LegalEntity) -> str:
    return f"legal-entities/{dies.slug}/bank-accounts/"


@kept
def gus(rcoop: Coworking) -> User:
    """Another manager of Rcoop."""
    return make_member(rcoop, make_person("gus"), Role.MANAGER)


@pytest.fixture
def waiting(as_cleo: Caller, path: str) -> Any:
    """Cleo has entered another account."""
    return told(as_cleo.post(path, NEW), 201)


def test_managers_and_advisers_read_whole_numbers(
    as_cleo: Caller, as_eve: Caller, path: str, waiting: Any
) -> None:
    for caller in (as_cleo, as_eve):
        later, held = rows(caller.get(path))
        assert (later["iban"], later["state"], later["confirmed_at"]) == (NEXT, "waiting", None)
        assert (held["iban"], held["state"]) == (OLD, "confirmed")
        assert held["confirmed_at"]


def test_for_others_there_is_no_account(
    as_ben: Caller,
    as_dan: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    filature: Coworking,
    cleo: User,
    path: str,
    waiting: Any,
) -> None:
    elsewhere = Caller(make_member(filature, make_person("max"), Role.MANAGER))
    confirm = f"{path}{waiting['id']}/confirm/"
    for caller in (as_ben, as_dan, as_vic, elsewhere):
        refused(caller.get(path), 404, "not_found")
        refused(caller.post(path, NEW), 404, "not_found")
        refused(caller.post(confirm), 404, "not_found")
    refused(as_nobody.get(path), 401, "not_authenticated")
    refused(Caller(cleo, (Scope.READ,)).post(path, NEW), 403, "scope_missing")
    assert BankAccount.objects.get(pk=waiting["id"]).confirmed_at is None


def test_a_maker_who_trades_as_it_keeps_it(
    as_ada: Caller, as_cleo: Caller, path: str, waiting: Any
) -> None:
    assert len(rows(as_ada.get(path))) == 2
    confirmed = told(as_ada.post(f"{path}{waiting['id']}/confirm/"))
    assert (confirmed["state"], confirmed["confirmed_by"]) == ("confirmed", "Ada")
    assert told(as_ada.post(f"{path}{waiting['id']}/confirm/")) == confirmed


def test_a_maker_with_an_adviser_leaves_it_to_them(
    as_ada: Caller, as_eve: Caller, path: str
) -> None:
    refused(as_ada.get(path), 404, "not_found")
    refused(as_ada.post(path, NEW), 404, "not_found")
    assert told(as_eve.post(path, NEW), 201)["entered_by"] == "Eve"


def test_a_change_waits_for_a_second_person(
    as_cleo: Caller, gus: User, path: str, waiting: Any
) -> None:
    assert (waiting["state"], waiting["entered_by"], waiting["confirmed_by"]) == (
        "waiting",
        "Cleo",
        None,
    )
    confirm = f"{path}{waiting['id']}/confirm/"
    refused(as_cleo.post(confirm), 409, "same_person")
    done = told(Caller(gus).post(confirm))
    assert (done["state"], done["confirmed_by"]) == ("confirmed", "Gus")
    refused(as_cleo.post(f"{path}{waiting['id']}/decline/"), 409, "change_confirmed")


def test_a_change_is_taken_back(as_cleo: Caller, gus: User, path: str, waiting: Any) -> None:
    decline = f"{path}{waiting['id']}/decline/"
    done = told(as_cleo.post(decline))
    assert done["state"] == "declined"
    assert told(as_cleo.post(decline)) == done
    refused(Caller(gus).post(f"{path}{waiting['id']}/confirm/"), 409, "change_declined")
    assert [row["iban"] for row in rows(as_cleo.get(path))] == [OLD]


def test_sent_again_it_is_the_one_that_is_known(
    as_cleo: Caller, path: str, waiting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment("2026-11-23 10:05"))
    again = as_cleo.post(path, NEW)
    assert told(again, 201) == waiting
    assert again["Idempotency-Replayed"] == "true"
    refused(as_cleo.post(path, {**NEW, "holder": "Another"}), 409, "change_waiting")


def test_those_behind_it_get_a_letter(
    as_cleo: Caller,
    eve: User,
    path: str,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        told(as_cleo.post(path, NEW), 201)
    (letter,) = mail.outbox
    assert eve.email in letter.to[0]
    assert NEXT not in letter.body.replace("\xa0", "").replace(" ", "")


def test_an_account_of_another_entity_is_not_there(
    as_cleo: Caller, rcoop: Coworking, path: str, dies: LegalEntity
) -> None:
    other = Affiliation.objects.get(maker=make_selling_maker(rcoop, "Other")).payee
    account = BankAccount.objects.get(entity=other)
    for act in ("confirm", "decline"):
        refused(as_cleo.post(f"{path}{account.pk}/{act}/"), 404, "not_found")
        for key in ("9" * 18, "9" * 40, "0", "x"):
            refused(as_cleo.post(f"{path}{key}/{act}/"), 404, "not_found")


def test_what_papers_say_is_put_right(
    as_cleo: Caller, as_eve: Caller, as_ada: Caller, dies: LegalEntity, filature: Coworking
) -> None:
    path = f"legal-entities/{dies.slug}/"
    sent = {"legal_form": "SC", "register": "RPM Bruxelles", "language": "nl", "town": "Uccle"}
    found = told(as_cleo.patch(path, sent))
    assert {name: found[name] for name in sent} == sent
    assert (found["postcode"], found["legal_name"]) == ("1050", dies.legal_name)
    assert told(as_eve.get(path)) == found
    for wrong in ({"country": "be"}, {"email": "x"}, {"language": "it"}, {"legal_name": " "}):
        refused(as_cleo.patch(path, wrong), 400, "invalid")
    for caller in (as_eve, as_ada):
        refused(caller.patch(path, sent), 404, "not_found")
    elsewhere = Affiliation.objects.get(maker=make_selling_maker(filature, "Ailleurs")).payee
    refused(as_cleo.patch(f"legal-entities/{elsewhere.slug}/", sent), 404, "not_found")


def test_the_enterprise_number_stays(as_cleo: Caller, dies: LegalEntity) -> None:
    path = f"legal-entities/{dies.slug}/"
    found = told(as_cleo.patch(path, {"enterprise_number": "0999000015", "kind": "company"}))
    assert found["enterprise_number"] == dies.enterprise_number
    assert found["kind"] == dies.kind


def test_reading_many_costs_no_more_than_one(
    as_cleo: Caller, gus: User, path: str, plume: Maker, django_assert_num_queries: Any
) -> None:
    as_cleo.get(path)
    with django_assert_num_queries(4):
        assert len(rows(as_cleo.get(path))) == 1
    for iban, day in ((NEXT, "2026-12-01"), (OLD, "2027-01-01")):
        made = told(as_cleo.post(path, {**NEW, "iban": iban, "starts_on": day}), 201)
        told(Caller(gus).post(f"{path}{made['id']}/confirm/"))
    with django_assert_num_queries(4):
        assert len(rows(as_cleo.get(path))) == 3
