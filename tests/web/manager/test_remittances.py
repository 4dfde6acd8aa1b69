"""Bank files: prepared by one manager, approved by another, made once."""

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consign.journal.models import Event
from consign.ledger.queries import accounts_of, balance
from consign.payouts.models import Payout, PayoutState, Remittance, RemittanceState
from consign.people.accounts import add_bank_account, confirm_bank_account
from consign.people.models import Coworking, LegalEntity, Maker, Role, User
from tests.factories import (
    IBANS,
    any_person,
    make_closed,
    make_member,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.web.manager.conftest import Address, Clock, text_of

NUMBER = "RM-2026-00001"
FIRST, SECOND = "PO-2026-00001", "PO-2026-00002"
Draft = Callable[..., Remittance]


@kept
def to_pay(rcoop: Coworking, plume: Maker, terre: Maker) -> list[Payout]:
    """Two payouts of October: 31.50 for Plume, 33.75 for Terre."""
    make_sale(rcoop, [make_placed(rcoop, maker).item for maker in (plume, terre)])
    make_closed(rcoop)
    return list(Payout.objects.order_by("number"))


@pytest.fixture
def draft(manager: Client, at: Address, to_pay: list[Payout], nora: User) -> Remittance:
    """Prepared by Cleo for the 4th, with both payouts."""
    sent = {"payouts": [FIRST, SECOND], "execution_on": "2026-11-04"}
    assert manager.post(at("desk_remit"), sent).status_code == 302
    return Remittance.objects.get()


@pytest.fixture
def approved(second: Client, at: Address, draft: Remittance) -> Remittance:
    """Approved by Nora, as her page showed it."""
    sent = {"digest": digest_on(second, at)}
    assert second.post(at("desk_remittance_approve", NUMBER), sent).status_code == 302
    draft.refresh_from_db()
    return draft


@pytest.fixture
def exported(manager: Client, at: Address, approved: Remittance) -> Remittance:
    assert manager.post(at("desk_remittance_export", NUMBER)).status_code == 302
    approved.refresh_from_db()
    return approved


def digest_on(browser: Client, at: Address) -> str:
    """What the form to approve carries."""
    return str(browser.get(at("desk_remittance", NUMBER)).context["digest"])


def shown(browser: Client, at: Address, name: str = "desk_remittance") -> str:
    return text_of(browser.get(at(name, NUMBER)))


# Two people


def test_who_prepared_it_is_told_who_has_to_approve(
    manager: Client, at: Address, draft: Remittance
) -> None:
    page = shown(manager, at)
    assert "You prepared it, so somebody else has to approve it: Nora." in page
    assert at("desk_remittance_approve", NUMBER) not in page


def test_the_second_person_sees_what_is_paid_and_approves_it(
    second: Client, at: Address, draft: Remittance, nora: User, to_pay: list[Payout]
) -> None:
    page = shown(second, at)
    for told in (
        "Cleo prepared it.",
        "€65.25",
        "€31.50",
        "Comme une plume payee",
        to_pay[0].message,
    ):
        assert told in page
    answer = second.post(
        at("desk_remittance_approve", NUMBER), {"digest": digest_on(second, at)}, follow=True
    )
    assert "Approved. Download the file" in text_of(answer)
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by) == (RemittanceState.APPROVED, nora)


def test_who_prepared_it_cannot_approve_it_by_sending_the_form(
    manager: Client, second: Client, at: Address, draft: Remittance
) -> None:
    sent = {"digest": digest_on(second, at)}
    answer = manager.post(at("desk_remittance_approve", NUMBER), sent)
    assert answer.status_code == 409
    assert "Somebody else than who prepared RM-2026-00001" in text_of(answer)
    draft.refresh_from_db()
    assert draft.state == RemittanceState.DRAFT


@pytest.mark.parametrize("digest", ["", "another"])
def test_what_was_not_read_is_not_approved(
    second: Client, at: Address, draft: Remittance, digest: str
) -> None:
    answer = second.post(at("desk_remittance_approve", NUMBER), {"digest": digest})
    assert answer.status_code == 409
    assert "RM-2026-00001 is no longer what was read." in text_of(answer)


def test_what_was_changed_meanwhile_is_shown_anew(
    manager: Client, second: Client, at: Address, draft: Remittance
) -> None:
    read = digest_on(second, at)
    less = {"payouts": [SECOND], "execution_on": "2026-11-05"}
    assert manager.post(at("desk_remittance_change", NUMBER), less).status_code == 302
    answer = second.post(at("desk_remittance_approve", NUMBER), {"digest": read})
    assert answer.status_code == 409
    assert [one.number for one in answer.context["payouts"]] == [SECOND]
    again = {"digest": answer.context["digest"]}
    assert second.post(at("desk_remittance_approve", NUMBER), again).status_code == 302


def test_approving_twice_is_approving_once(second: Client, at: Address, draft: Remittance) -> None:
    sent = {"digest": digest_on(second, at)}
    for _ in range(2):
        assert second.post(at("desk_remittance_approve", NUMBER), sent).status_code == 302
    assert Event.objects.filter(verb="approve remittance").count() == 1


def test_a_manager_alone_is_told_what_to_do(
    manager: Client, at: Address, to_pay: list[Payout]
) -> None:
    manager.post(at("desk_remit"), {"payouts": [FIRST], "execution_on": "2026-11-04"})
    assert "You are the only manager here." in shown(manager, at)


def test_without_an_account_to_pay_from_it_says_what_is_missing(
    second: Client, at: Address, draft: Remittance, rcoop: Coworking
) -> None:
    Remittance.objects.update(execution_on=date(2025, 12, 31))
    page = shown(second, at)
    assert "Rcoop SC has no bank account to pay from." in page
    assert at("desk_remittance_approve", NUMBER) not in page


# Changing it


def test_who_prepared_it_can_change_it(manager: Client, at: Address, draft: Remittance) -> None:
    sent = {"payouts": [FIRST], "execution_on": "2026-11-06", "batch_booking": "on"}
    answer = manager.post(at("desk_remittance_change", NUMBER), sent)
    assert answer["Location"] == at("desk_remittance", NUMBER)
    draft.refresh_from_db()
    assert (draft.execution_on, draft.batch_booking) == (date(2026, 11, 6), True)
    assert [one.number for one in draft.payouts.all()] == [FIRST]


def test_whoever_approves_it_does_not_change_it(
    second: Client, at: Address, draft: Remittance
) -> None:
    assert "Change it" not in shown(second, at)
    sent = {"payouts": [FIRST], "execution_on": "2026-11-06"}
    answer = second.post(at("desk_remittance_change", NUMBER), sent)
    assert answer.status_code == 409
    assert answer.context["refusal"]
    assert answer.context["refusal"] in text_of(answer)
    assert draft.payouts.count() == 2


def test_a_payout_taken_out_can_be_put_in_again(
    manager: Client, at: Address, draft: Remittance
) -> None:
    one = {"payouts": [FIRST], "execution_on": "2026-11-04"}
    manager.post(at("desk_remittance_change", NUMBER), one)
    choices = manager.get(at("desk_remittance", NUMBER)).context["choices"]
    assert [(payout.number, chosen) for payout, chosen in choices] == [
        (FIRST, True),
        (SECOND, False),
    ]
    manager.post(at("desk_remittance_change", NUMBER), {**one, "payouts": [FIRST, SECOND]})
    assert draft.payouts.count() == 2


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"payouts": []}, 409, "Choose at least one payout."),
        ({"execution_on": "2026-11-02"}, 409, "The day of execution has passed."),
        ({"execution_on": "soon"}, 400, "Enter a valid date."),
    ],
)
def test_a_change_that_is_refused_is_told_in_place_and_keeps_what_was_typed(
    manager: Client,
    at: Address,
    draft: Remittance,
    wrong: dict[str, Any],
    status: int,
    sentence: str,
) -> None:
    typed = {"payouts": [SECOND], "execution_on": "2026-11-05", "instant": "on", **wrong}
    answer = manager.post(at("desk_remittance_change", NUMBER), typed)
    page = text_of(answer)
    assert answer.status_code == status
    assert sentence in page
    assert '<details class="why" open>' in page
    assert f'value="{typed["execution_on"]}"' in page
    kept = [one.number for one, chosen in answer.context["choices"] if chosen]
    assert kept == typed["payouts"]
    draft.refresh_from_db()
    assert (draft.execution_on, draft.instant) == (date(2026, 11, 4), False)


def test_what_is_approved_is_not_changed_any_more(
    manager: Client, at: Address, approved: Remittance
) -> None:
    sent = {"payouts": [FIRST], "execution_on": "2026-11-05"}
    answer = manager.post(at("desk_remittance_change", NUMBER), sent)
    assert answer.status_code == 409
    assert "RM-2026-00001 was approved. To change it, cancel it" in text_of(answer)
    assert "Change it" not in text_of(answer)


# The file


def test_there_is_no_file_before_it_is_made(
    manager: Client, at: Address, approved: Remittance
) -> None:
    assert manager.get(at("desk_remittance_file", NUMBER)).status_code == 404
    assert "Download the bank file" in shown(manager, at)


def test_the_file_comes_with_the_page_that_says_so(
    manager: Client, at: Address, approved: Remittance
) -> None:
    answer = manager.post(at("desk_remittance_export", NUMBER), follow=True)
    page = text_of(answer)
    assert f'content="0; url={at("desk_remittance_file", NUMBER)}"' in page
    assert "The bank file is made." in page
    assert "http-equiv" not in shown(manager, at)


def test_the_file_is_the_same_each_time_and_for_both(
    manager: Client, second: Client, at: Address, exported: Remittance, clock: Clock
) -> None:
    first = manager.get(at("desk_remittance_file", NUMBER))
    clock("2026-11-09 09:00")
    later = second.get(at("desk_remittance_file", NUMBER))
    assert first.content == later.content
    assert first["Content-Type"] == "application/xml"
    assert first["Content-Disposition"] == 'attachment; filename="RM-2026-00001.xml"'
    assert first["Cache-Control"] == "no-store"
    page = shown(second, at)
    assert hashlib.sha256(first.content).hexdigest() in page
    for told in (FIRST, "31.50", IBANS[0]):
        assert told.encode() in first.content


def test_made_twice_it_is_made_once(
    manager: Client, second: Client, at: Address, exported: Remittance
) -> None:
    before = exported.exported_at
    assert second.post(at("desk_remittance_export", NUMBER)).status_code == 302
    exported.refresh_from_db()
    assert exported.exported_at == before
    assert {one.state for one in exported.payouts.all()} == {PayoutState.ORDERED}


def test_what_nobody_approved_is_not_made(manager: Client, at: Address, draft: Remittance) -> None:
    answer = manager.post(at("desk_remittance_export", NUMBER))
    assert answer.status_code == 409
    assert "RM-2026-00001 is not approved." in text_of(answer)


def test_a_day_that_has_passed_meanwhile_is_told(
    manager: Client, at: Address, approved: Remittance, clock: Clock
) -> None:
    clock("2026-11-05 09:00")
    answer = manager.post(at("desk_remittance_export", NUMBER))
    assert answer.status_code == 409
    assert "which has passed. Cancel it and prepare a new one" in text_of(answer)


def test_another_account_meanwhile_stops_the_file(
    manager: Client, at: Address, approved: Remittance, plume: Maker
) -> None:
    payee: LegalEntity = plume.affiliations.get().payee
    changed = add_bank_account(
        entity=payee,
        iban=IBANS[1],
        holder="Plume",
        starts_on=date(2026, 11, 3),
        by=any_person(),
        at=moment("2026-11-03 09:00"),
    )
    confirm_bank_account(account=changed, by=make_person("zoe"), at=moment("2026-11-03 09:00"))
    answer = manager.post(at("desk_remittance_export", NUMBER))
    assert answer.status_code == 409
    assert "Comme une plume payee has another bank account by that day." in text_of(answer)


# Cancelling it


def test_cancelling_asks_first_and_then_frees_the_payouts(
    manager: Client, at: Address, approved: Remittance
) -> None:
    assert "Cancel RM-2026-00001?" in shown(manager, at, "desk_remittance_cancel")
    for _ in range(2):
        answer = manager.post(at("desk_remittance_cancel", NUMBER))
        assert answer["Location"] == at("desk_payouts")
    approved.refresh_from_db()
    assert approved.state == RemittanceState.CANCELLED
    assert approved.payouts.count() == 0
    assert "It was cancelled: its payouts are to pay again." in shown(manager, at)


def test_what_is_with_the_bank_is_not_cancelled(
    manager: Client, at: Address, exported: Remittance
) -> None:
    answer = manager.post(at("desk_remittance_cancel", NUMBER))
    assert answer.status_code == 409
    assert "RM-2026-00001 is with the bank." in text_of(answer)
    assert at("desk_remittance_cancel", NUMBER) not in shown(manager, at)


# What the bank did, said by hand


def test_carried_out_is_said_by_hand(
    manager: Client, at: Address, exported: Remittance, plume: Maker
) -> None:
    sent = {"payouts": [FIRST], "paid_on": "2026-11-03"}
    for _ in range(2):
        answer = manager.post(at("desk_remittance_paid", NUMBER), sent)
        assert answer["Location"] == at("desk_remittance", NUMBER)
    assert balance(accounts_of(plume)[0]) == Decimal("0.00")
    states = {one.number: one.state for one in exported.payouts.all()}
    assert states == {FIRST: PayoutState.PAID, SECOND: PayoutState.ORDERED}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"payouts": []}, 409),
        ({"payouts": ["PO-2026-00099"]}, 409),
        ({"paid_on": "2026-11-04"}, 409),
        ({"paid_on": "then"}, 400),
    ],
)
def test_what_cannot_have_been_carried_out_is_told_in_place(
    manager: Client, at: Address, exported: Remittance, wrong: dict[str, Any], status: int
) -> None:
    typed = {"payouts": [SECOND], "paid_on": "2026-11-03", **wrong}
    answer = manager.post(at("desk_remittance_paid", NUMBER), typed)
    assert answer.status_code == status
    assert answer.context["hand"].errors
    assert {one.state for one in exported.payouts.all()} == {PayoutState.ORDERED}


def test_money_that_came_back_is_said_from_the_file(
    manager: Client, at: Address, exported: Remittance
) -> None:
    assert at("desk_payout", FIRST) in shown(manager, at)
    told = {"returned_on": "2026-11-03", "reason": "AC04"}
    answer = manager.post(at("desk_payout", FIRST), told)
    assert answer["Location"] == at("desk_remittance", NUMBER)
    assert "returned by the bank" in shown(manager, at)
    assert "the account was closed (AC04)" in text_of(manager.get(at("desk_payout", FIRST)))


# Who, and how much


def test_every_file_is_in_the_list(manager: Client, at: Address, exported: Remittance) -> None:
    listed = text_of(manager.get(at("desk_remittances")))
    assert at("desk_remittance", NUMBER) in listed
    assert "with the bank" in listed


def test_without_a_file_the_list_says_where_one_comes_from(manager: Client, at: Address) -> None:
    assert "No bank file yet" in text_of(manager.get(at("desk_remittances")))


PAGES = ("desk_remittance", "desk_remittance_file", "desk_remittance_cancel")
POSTS = (
    "desk_remittance_change",
    "desk_remittance_approve",
    "desk_remittance_export",
    "desk_remittance_paid",
)


@pytest.mark.parametrize("who", ["ada", "ben", "dan", "vic"])
def test_for_others_there_is_no_bank_file(
    client: Client, at: Address, exported: Remittance, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert {client.get(at(name, NUMBER)).status_code for name in PAGES} == {404}
    assert {client.post(at(name, NUMBER)).status_code for name in POSTS} == {404}
    assert client.get(at("desk_remittances")).status_code == 404


def test_managers_elsewhere_do_not_find_it_under_their_own(
    client: Client, at: Address, exported: Remittance, filature: Coworking, rcoop: Coworking
) -> None:
    client.force_login(make_member(filature, make_person("olga"), Role.MANAGER))
    for name in PAGES:
        page = at(name, NUMBER)
        assert client.get(page).status_code == 404
        assert client.get(page.replace(rcoop.slug, filature.slug)).status_code == 404
    for name in POSTS:
        page = at(name, NUMBER).replace(rcoop.slug, filature.slug)
        assert client.post(page).status_code == 404


def test_what_changes_something_is_a_post(manager: Client, at: Address, draft: Remittance) -> None:
    assert {manager.get(at(name, NUMBER)).status_code for name in POSTS} == {405}


def test_three_payouts_cost_as_many_queries_as_one(
    manager: Client, second: Client, at: Address, rcoop: Coworking, nora: User
) -> None:
    counts = []
    for index in range(3):
        maker = make_selling_maker(rcoop, f"Maker {index}")
        make_sale(rcoop, make_placed(rcoop, maker).item)
        make_closed(rcoop)
        sent = {
            "payouts": list(Payout.objects.values_list("number", flat=True)),
            "execution_on": "2026-11-04",
        }
        page = "desk_remittance_change" if index else "desk_remit"
        manager.post(at(page, *([NUMBER] if index else [])), sent)
        with CaptureQueriesContext(connection) as queries:
            assert second.get(at("desk_remittance", NUMBER)).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
