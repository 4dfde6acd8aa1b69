"""A sale of a piece that was gone: both tickets are named, and anybody at the desk decides."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.till.models import Conflict, ConflictState, Sale
from tests.factories import make_member, make_person, make_placed, make_sale
from tests.till.test_conflicts import queue
from tests.web.conftest import Clock, text_of
from tests.web.desk.conftest import Address

Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def today(clock: Clock) -> None:
    clock("2026-10-07 10:00")


@pytest.fixture
def first(rcoop: Coworking, plume: Maker) -> Sale:
    return make_sale(rcoop, make_placed(rcoop, plume).item)


@pytest.fixture
def second(rcoop: Coworking, first: Sale) -> Sale:
    return queue(rcoop, first.lines.get().item)


@pytest.fixture
def conflict(second: Sale) -> Conflict:
    return Conflict.objects.get(line__sale=second)


@pytest.fixture
def send(desk: Client, at: Address, conflict: Conflict) -> Send:
    """Press one of the buttons of the conflict."""

    def press(**told: str) -> Any:
        sent = {"key": str(uuid.uuid4()), "remark": "", **told}
        return desk.post(at("desk_conflict", conflict.pk), sent)

    return press


def test_nothing_to_decide(desk: Client, at: Address) -> None:
    assert "Nothing to decide" in text_of(desk.get(at("desk_conflicts")))


def test_both_tickets_and_the_choices_are_there(
    desk: Client, at: Address, first: Sale, second: Sale
) -> None:
    page = text_of(desk.get(at("desk_conflicts")))
    assert f"Ticket {first.number}" in page
    assert f"Ticket {second.number}" in page
    assert "the last piece had been sold" in page
    assert "Both customers’ money is recorded" in page
    for choice in ("Give the money back", "Keep it as it is", "Take it back without money"):
        assert choice in page


def test_today_and_the_month_say_that_sales_wait(
    client: Client, desk: Client, at: Address, conflict: Conflict, cleo: User
) -> None:
    assert "One sale waits for a decision." in text_of(desk.get(at("desk_today")))
    client.force_login(cleo)
    assert "One sale waits for a decision." in text_of(client.get(at("desk_preview", "2026-10")))
    Conflict.objects.filter(pk=conflict.pk).update(
        state="kept", decided_by=cleo, decided_at=conflict.found_at
    )
    assert "waits for a decision" not in text_of(client.get(at("desk_preview", "2026-10")))
    assert "waits for a decision" not in text_of(client.get(at("desk_today")))


@pytest.mark.parametrize(
    ("told", "state", "said"),
    [
        ({"decision": "keep"}, "kept", "Both tickets stay as they are."),
        (
            {"decision": "refund", "which": "this", "paid_with": "cash"},
            "refunded",
            "Give €45.00 back in cash to the customer of ticket S-2026-00002.",
        ),
        (
            {"decision": "refund", "which": "other", "paid_with": "card"},
            "refunded",
            "Give €45.00 back on the card to the customer of ticket S-2026-00001.",
        ),
        ({"decision": "loss"}, "lost", "Ticket S-2026-00002 is taken back without money."),
    ],
)
def test_a_decision_is_taken_and_said(
    desk: Client,
    at: Address,
    send: Send,
    conflict: Conflict,
    told: dict[str, str],
    state: str,
    said: str,
) -> None:
    answer = send(**told, remark="They rang us")
    assert answer.status_code == 302
    conflict.refresh_from_db()
    assert (conflict.state, conflict.remark) == (state, "They rang us")
    page = text_of(desk.get(at("desk_conflicts")))
    assert said in page
    assert "They rang us" in page
    assert "Nothing to decide" in page
    assert str(ConflictState(state).label) in page


def test_a_refund_asks_whose_money_and_how_and_keeps_what_was_written(
    send: Send, conflict: Conflict
) -> None:
    answer = send(decision="refund", paid_with="cash", remark="They rang us")
    assert answer.status_code == 400
    page = text_of(answer)
    assert "Say which customer gets the money back, and how." in page
    assert "They rang us" in page
    conflict.refresh_from_db()
    assert conflict.state == ConflictState.OPEN


@pytest.mark.parametrize(
    "told",
    [{}, {"decision": "burn"}, {"decision": "keep", "key": "none"}, {"decision": "keep\0"}],
)
def test_what_cannot_be_understood_changes_nothing(
    send: Send, conflict: Conflict, told: dict[str, str]
) -> None:
    assert send(**told).status_code == 400
    conflict.refresh_from_db()
    assert conflict.state == ConflictState.OPEN


def test_what_somebody_else_decided_is_said(
    desk: Client, at: Address, send: Send, conflict: Conflict, cleo: User
) -> None:
    Conflict.objects.filter(pk=conflict.pk).update(
        state="kept", decided_by=cleo, decided_at=conflict.found_at
    )
    answer = send(decision="loss")
    assert answer.status_code == 409
    assert "Somebody has decided on this in the meantime" in text_of(answer)


def test_without_another_customer_only_this_one_is_offered(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    item = make_placed(rcoop, plume, quantity=2).item
    queue(rcoop, item, quantity=3)
    page = text_of(desk.get(at("desk_conflicts")))
    assert "By the books, 2 of the 3 pieces were here." in page
    assert 'type="hidden" name="which" value="this"' in page
    assert "Give €45.00 back" in page


def test_conflicts_of_another_coworking_are_not_found(
    client: Client, at: Address, filature: Coworking, conflict: Conflict
) -> None:
    client.force_login(make_member(filature, make_person("olga")))
    assert client.post(at("desk_conflict", conflict.pk), {}).status_code == 404
    assert client.get(at("desk_conflicts")).status_code == 404


def test_three_cost_as_many_queries_as_one(
    rcoop: Coworking, at: Address, second: Sale, queries: Callable[[str], int]
) -> None:
    before = queries(at("desk_conflicts"))
    for _more in range(2):
        queue(rcoop, second.lines.get().item)
    assert queries(at("desk_conflicts")) == before
