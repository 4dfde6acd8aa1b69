"""Payouts: what is to be transferred, by file or by hand, and what came back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consign.codes.text import iban_text
from consign.ledger.queries import accounts_of, balance
from consign.payouts.models import Payout, PayoutState, Remittance
from consign.people.models import Coworking, Maker, User
from tests.factories import (
    IBANS,
    make_agreement,
    make_closed,
    make_paid,
    make_placed,
    make_sale,
    make_selling_maker,
)
from tests.kept import kept
from tests.web.manager.conftest import Address, text_of

FIRST, SECOND = "PO-2026-00001", "PO-2026-00002"


@kept
def to_pay(rcoop: Coworking, plume: Maker, terre: Maker) -> list[Payout]:
    """Two payouts of October: 31.50 for Plume, 33.75 for Terre."""
    make_sale(rcoop, [make_placed(rcoop, maker).item for maker in (plume, terre)])
    make_closed(rcoop)
    return list(Payout.objects.order_by("number"))


def states() -> list[str]:
    return list(Payout.objects.order_by("number").values_list("state", flat=True))


def test_what_is_to_pay_is_there_to_copy(
    manager: Client, at: Address, to_pay: list[Payout]
) -> None:
    shown = text_of(manager.get(at("desk_payouts")))
    for told in ("Comme une plume payee", iban_text(IBANS[0]), ">31.50<", FIRST, "€65.25"):
        assert told in shown
    assert to_pay[0].message in shown
    assert shown.count("checked") == 2
    assert 'value="2026-11-03"' in shown


def test_chosen_payouts_are_marked_paid(
    manager: Client, at: Address, to_pay: list[Payout], plume: Maker, cleo: User
) -> None:
    answer = manager.post(at("desk_paid"), {"payouts": [FIRST], "paid_on": "2026-11-02"})
    assert answer["Location"] == at("desk_payouts")
    assert states() == [PayoutState.PAID, PayoutState.PREPARED]
    paid = Payout.objects.get(number=FIRST)
    assert (paid.paid_on, paid.paid_by) == (date(2026, 11, 2), cleo)
    assert balance(accounts_of(plume)[0]) == Decimal("0.00")
    shown = text_of(manager.get(at("desk_payouts")))
    assert "1 payout is paid." in shown
    assert "€33.75" in shown


def test_said_twice_is_paid_once(
    manager: Client, at: Address, to_pay: list[Payout], plume: Maker
) -> None:
    for _ in range(2):
        sent = {"payouts": [FIRST, SECOND], "paid_on": "2026-11-02"}
        assert manager.post(at("desk_paid"), sent).status_code == 302
    assert states() == [PayoutState.PAID] * 2
    assert balance(accounts_of(plume)[0]) == Decimal("0.00")


@pytest.mark.parametrize(
    ("chosen", "paid_on", "sentence"),
    [
        ([], "2026-11-02", "Choose at least one payout."),
        (["PO-2026-00099"], "2026-11-02", "PO-2026-00099 is not waiting to be paid."),
        ([SECOND], "2026-11-04", "The day of payment lies in the future."),
        ([SECOND], "2026-10-31", "PO-2026-00002 cannot have been paid before"),
    ],
)
def test_a_refusal_marks_nothing_and_keeps_the_choice(
    manager: Client,
    at: Address,
    to_pay: list[Payout],
    chosen: list[str],
    paid_on: str,
    sentence: str,
) -> None:
    answer = manager.post(at("desk_paid"), {"payouts": chosen, "paid_on": paid_on})
    shown = text_of(answer)
    assert answer.status_code == 409
    assert sentence in shown
    assert f'value="{paid_on}"' in shown
    assert [payout.number for payout, kept in answer.context["to_pay"] if kept] == [
        number for number in chosen if number == SECOND
    ]
    assert states() == [PayoutState.PREPARED] * 2


def test_one_wrong_number_stops_them_all(
    manager: Client, at: Address, to_pay: list[Payout]
) -> None:
    sent = {"payouts": [FIRST, "PO-2026-00099"], "paid_on": "2026-11-02"}
    assert manager.post(at("desk_paid"), sent).status_code == 409
    assert states() == [PayoutState.PREPARED] * 2


def test_a_day_that_is_none_is_told_at_its_place(
    manager: Client, at: Address, to_pay: list[Payout]
) -> None:
    answer = manager.post(at("desk_paid"), {"payouts": [FIRST], "paid_on": "yesterday"})
    assert answer.status_code == 400
    assert answer.context["form"].errors.keys() == {"paid_on"}
    assert states() == [PayoutState.PREPARED] * 2


def test_payouts_of_another_coworking_are_not_ours(
    manager: Client, at: Address, filature: Coworking, plume: Maker
) -> None:
    make_agreement(filature, plume.affiliations.get())
    make_sale(filature, make_placed(filature, plume).item)
    make_closed(filature)
    assert FIRST not in text_of(manager.get(at("desk_payouts")))
    sent = {"payouts": [FIRST], "paid_on": "2026-11-02"}
    assert manager.post(at("desk_paid"), sent).status_code == 409
    assert states() == [PayoutState.PREPARED]


def test_what_was_paid_stands_below_by_month(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    for month in ("2026-08", "2026-09"):
        make_sale(rcoop, make_placed(rcoop, plume).item, at=f"{month}-05")
        make_paid(make_closed(rcoop, month), on="2026-10-02")
    shown = text_of(manager.get(at("desk_payouts")))
    assert shown.index("September 2026") < shown.index("August 2026")
    assert "Nothing to pay" in shown


def test_three_payouts_cost_as_many_queries_as_one(
    manager: Client, at: Address, rcoop: Coworking
) -> None:
    counts = []
    for index in range(3):
        for month in ("2026-09", "2026-10"):
            maker = make_selling_maker(rcoop, f"Maker {index} {month}")
            make_sale(rcoop, make_placed(rcoop, maker).item, at=f"{month}-05")
            closed = make_closed(rcoop, month)
            if month == "2026-09":
                make_paid(closed, on="2026-10-02")
        with CaptureQueriesContext(connection) as queries:
            manager.get(at("desk_payouts"))
        counts.append(len(queries))
    assert len(set(counts)) == 1


# A file for the bank


@pytest.fixture
def sent() -> dict[str, Any]:
    """What the form of a bank file sends for both payouts."""
    return {"payouts": [FIRST, SECOND], "execution_on": "2026-11-04"}


def test_chosen_payouts_become_a_bank_file(
    manager: Client, at: Address, to_pay: list[Payout], nora: User, sent: dict[str, Any], cleo: User
) -> None:
    answer = manager.post(at("desk_remit"), {**sent, "payouts": [FIRST], "instant": "on"})
    assert answer["Location"] == at("desk_remittance", "RM-2026-00001")
    made = Remittance.objects.get()
    assert (made.execution_on, made.prepared_by) == (date(2026, 11, 4), cleo)
    assert (made.instant, made.batch_booking) == (True, False)
    assert [payout.number for payout in made.payouts.all()] == [FIRST]
    shown = text_of(manager.get(at("desk_payouts")))
    assert at("desk_remittance", "RM-2026-00001") in shown
    assert "prepared by Cleo" in shown
    assert [
        payout.number for payout, _chosen in manager.get(at("desk_payouts")).context["to_pay"]
    ] == [SECOND]


@pytest.mark.parametrize(
    ("wrong", "sentence", "place"),
    [
        ({"payouts": []}, "Choose at least one payout.", None),
        ({"payouts": ["PO-2026-00099"]}, "PO-2026-00099 is not waiting to be paid.", None),
        ({"execution_on": "2026-11-02"}, "The day of execution has passed.", "execution_on"),
    ],
)
def test_a_file_that_cannot_be_prepared_says_why_and_keeps_what_was_typed(
    manager: Client,
    at: Address,
    to_pay: list[Payout],
    nora: User,
    sent: dict[str, Any],
    wrong: dict[str, Any],
    sentence: str,
    place: str | None,
) -> None:
    typed = {**sent, **wrong, "batch_booking": "on", "paid_on": "2026-11-01"}
    answer = manager.post(at("desk_remit"), typed)
    shown = text_of(answer)
    assert answer.status_code == 409
    assert sentence in shown
    assert answer.context["file"].errors.keys() == {place or "__all__"}
    assert f'value="{typed["execution_on"]}"' in shown
    assert 'value="2026-11-01"' in shown
    assert answer.context["file"]["batch_booking"].value() is True
    kept = [payout.number for payout, chosen in answer.context["to_pay"] if chosen]
    assert kept == [one for one in typed["payouts"] if one in (FIRST, SECOND)]
    assert not Remittance.objects.exists()


def test_a_file_sent_twice_is_prepared_once(
    manager: Client, at: Address, to_pay: list[Payout], nora: User, sent: dict[str, Any]
) -> None:
    assert manager.post(at("desk_remit"), sent).status_code == 302
    again = manager.post(at("desk_remit"), sent)
    assert again.status_code == 409
    assert "PO-2026-00001 is in RM-2026-00001." in text_of(again)
    assert Remittance.objects.count() == 1


def test_a_day_of_execution_that_is_none_is_told_at_its_place(
    manager: Client, at: Address, to_pay: list[Payout], nora: User, sent: dict[str, Any]
) -> None:
    answer = manager.post(at("desk_remit"), {**sent, "execution_on": "soon"})
    assert answer.status_code == 400
    assert answer.context["file"].errors.keys() == {"execution_on"}


def test_what_is_in_a_file_is_not_marked_paid_by_hand(
    manager: Client, at: Address, to_pay: list[Payout], nora: User, sent: dict[str, Any]
) -> None:
    manager.post(at("desk_remit"), sent)
    answer = manager.post(at("desk_paid"), {"payouts": [FIRST], "paid_on": "2026-11-02"})
    assert answer.status_code == 409
    assert "PO-2026-00001 is in RM-2026-00001." in text_of(answer)


def test_a_manager_alone_is_told_to_pay_by_hand(
    manager: Client, at: Address, to_pay: list[Payout]
) -> None:
    shown = text_of(manager.get(at("desk_payouts")))
    assert "You are the only manager here." in shown
    assert at("desk_remit") in shown
    assert "Prepare a bank file" not in shown


def test_two_managers_are_offered_a_bank_file(
    manager: Client, at: Address, to_pay: list[Payout], nora: User
) -> None:
    shown = text_of(manager.get(at("desk_payouts")))
    assert "You are the only manager here." not in shown
    assert "Prepare a bank file" in shown


# What came back


@kept
def gone(rcoop: Coworking, to_pay: list[Payout]) -> Payout:
    """Plume's payout, paid by hand on the 2nd."""
    first = to_pay[0]
    make_paid([first.settlement], on="2026-11-02")
    return first


def test_money_that_came_back_is_owed_again(
    manager: Client, at: Address, gone: Payout, plume: Maker, cleo: User
) -> None:
    page = at("desk_payout", gone.number)
    told = {"returned_on": "2026-11-03", "reason": "account closed"}
    for _ in range(2):
        assert manager.post(page, told)["Location"] == at("desk_payouts")
    gone.refresh_from_db()
    assert (gone.state, gone.returned_by) == (PayoutState.RETURNED, cleo)
    assert balance(accounts_of(plume)[0]) == Decimal("31.50")
    listed = text_of(manager.get(at("desk_payouts")))
    assert "account closed. Its amount is owed again" in listed
    assert "Its amount is owed again and is paid with the next closing." in text_of(
        manager.get(page)
    )


@pytest.mark.parametrize(
    ("wrong", "status", "place"),
    [
        ({"returned_on": "2026-11-04"}, 409, "returned_on"),
        ({"returned_on": "2026-11-01"}, 409, "returned_on"),
        ({"returned_on": "never"}, 400, "returned_on"),
        ({"reason": " "}, 400, "reason"),
    ],
)
def test_what_cannot_have_come_back_is_told_in_place(
    manager: Client, at: Address, gone: Payout, wrong: dict[str, str], status: int, place: str
) -> None:
    typed = {"returned_on": "2026-11-03", "reason": "moved away", **wrong}
    answer = manager.post(at("desk_payout", gone.number), typed)
    assert answer.status_code == status
    assert answer.context["form"].errors.keys() == {place}
    assert f'value="{typed["returned_on"]}"' in text_of(answer)
    gone.refresh_from_db()
    assert gone.state == PayoutState.PAID


def test_what_has_not_left_has_no_page_of_its_own(
    manager: Client, at: Address, to_pay: list[Payout]
) -> None:
    assert manager.get(at("desk_payout", FIRST)).status_code == 404
