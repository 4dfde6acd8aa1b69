"""What the bank says: a statement read in, and lines that somebody finds their place for."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consign.bank.statement import BankLine as Told
from consign.ledger.queries import accounts_of, balance
from consign.payouts.models import (
    BankLine,
    BankStatement,
    LineState,
    PaymentRequest,
    Payout,
    PayoutState,
    RequestState,
)
from consign.people.models import Coworking, Maker, Role, User
from tests.factories import (
    make_closed,
    make_member,
    make_paid,
    make_person,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
)
from tests.kept import kept
from tests.payouts.bank import make_exported, statement_file, told
from tests.web.manager.conftest import Address, Clock, text_of

FIRST, SECOND = "PO-2026-00001", "PO-2026-00002"
ELSEWHERE = "BE39103123456719"


@kept
def to_pay(rcoop: Coworking, plume: Maker, terre: Maker) -> list[Payout]:
    """Two payouts of October: 31.50 for Plume, 33.75 for Terre."""
    make_sale(rcoop, [make_placed(rcoop, maker).item for maker in (plume, terre)])
    make_closed(rcoop)
    return list(Payout.objects.order_by("number"))


@pytest.fixture
def later(manager: Client, clock: Clock) -> Client:
    """Cleo's browser on the 6th, when the bank has told of the 5th."""
    clock("2026-11-06 09:00")
    return manager


def upload(browser: Client, at: Address, *lines: Told, **facts: Any) -> Any:
    """Choose a statement with these lines on the page, and follow to what it did."""
    content = statement_file(*lines, **facts)
    file = SimpleUploadedFile("november.xml", content, content_type="text/xml")
    return browser.post(at("desk_bank"), {"file": file}, follow=True)


def rent() -> Told:
    return told("-640.00", counterparty="Immobilière de la Paix", text="Loyer de novembre")


def the_line() -> BankLine:
    return BankLine.objects.get()


# Reading in


def test_a_file_does_what_it_says(
    later: Client, at: Address, rcoop: Coworking, to_pay: list[Payout], plume: Maker
) -> None:
    make_exported(rcoop)
    answer = upload(
        later,
        at,
        told("-31.50", end_to_end_id=FIRST),
        told("-33.75", end_to_end_id=SECOND),
        told("33.75", end_to_end_id=SECOND, return_reason="AC04"),
        rent(),
    )
    assert answer.redirect_chain == [(at("desk_bank") + "?read=1", 302)]
    done = answer.context["done"]
    assert done == {
        "statements": 1,
        "new": 4,
        "known": 0,
        "paid": 2,
        "returned": 1,
        "received": 0,
        "transfers": 0,
        "left_open": 1,
    }
    assert "Immobilière de la Paix" in text_of(answer)
    states = dict(Payout.objects.values_list("number", "state"))
    assert states == {FIRST: PayoutState.PAID, SECOND: PayoutState.RETURNED}
    assert balance(accounts_of(plume)[0]) == Decimal("0.00")


def test_what_a_file_did_is_gone_from_the_page_afterwards(
    later: Client, at: Address, rcoop: Coworking
) -> None:
    upload(later, at, rent())
    assert later.get(at("desk_bank")).context["done"] is None


def test_the_same_file_again_changes_nothing(later: Client, at: Address, rcoop: Coworking) -> None:
    upload(later, at, rent())
    answer = upload(later, at, rent())
    assert "Everything in it was known" in text_of(answer)
    assert answer.context["done"]["known"] == 1
    assert BankStatement.objects.count() == 1
    assert BankLine.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"hello", 422, "This is no bank statement."),
        (b"<a/>", 422, "This is no bank statement."),
        (b"", 400, "The submitted file is empty."),
    ],
)
def test_what_is_no_statement_is_told_where_it_was_chosen(
    later: Client, at: Address, rcoop: Coworking, content: bytes, status: int, sentence: str
) -> None:
    answer = later.post(at("desk_bank"), {"file": SimpleUploadedFile("photo.xml", content)})
    assert answer.status_code == status
    assert answer.context["form"].errors.keys() == {"file"}
    assert sentence in text_of(answer)


def test_a_file_must_be_chosen(later: Client, at: Address, rcoop: Coworking) -> None:
    answer = later.post(at("desk_bank"))
    assert answer.status_code == 400
    assert answer.context["form"].errors.keys() == {"file"}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"iban": ELSEWHERE}, "which is no account of Rcoop SC."),
        ({"currency": "USD"}, "This statement is in USD."),
    ],
)
def test_another_account_is_not_read(
    later: Client, at: Address, rcoop: Coworking, facts: dict[str, str], sentence: str
) -> None:
    answer = upload(later, at, rent(), **facts)
    assert answer.status_code == 409
    assert sentence in text_of(answer)
    assert not BankStatement.objects.exists()


def test_before_the_first_statement_the_page_says_where_to_get_one(
    later: Client, at: Address
) -> None:
    assert "No statement yet" in text_of(later.get(at("desk_bank")))


def test_the_last_statements_stand_below(later: Client, at: Address, rcoop: Coworking) -> None:
    upload(later, at, rent())
    shown = text_of(later.get(at("desk_bank")))
    assert "5 November 2026" in shown
    assert "€360.00" in shown


# What a line was


@pytest.fixture
def unnamed(later: Client, at: Address, rcoop: Coworking, to_pay: list[Payout]) -> BankLine:
    """Plume's payout left, but the bank does not say which it was."""
    make_exported(rcoop)
    upload(later, at, told("-31.50", counterparty="C. Plume", text="virement"))
    return the_line()


def test_a_proposal_says_what_it_is_and_why(later: Client, at: Address, unnamed: BankLine) -> None:
    shown = text_of(later.get(at("desk_bank")))
    assert "Payout PO-2026-00001 to Comme une plume, €31.50" in shown
    assert "The amount is the same." in shown
    assert "Payout PO-2026-00002" not in shown


def test_one_tap_books_it_on_the_banks_day(
    later: Client, at: Address, unnamed: BankLine, to_pay: list[Payout], cleo: User
) -> None:
    sent = {"payout": str(to_pay[0].pk)}
    for _ in range(2):
        answer = later.post(at("desk_bank_line", unnamed.pk), sent)
        assert answer["Location"] == at("desk_bank")
    unnamed.refresh_from_db()
    assert (unnamed.state, unnamed.matched_by) == (LineState.MATCHED, cleo)
    paid = Payout.objects.get(number=FIRST)
    assert (paid.state, paid.paid_on) == (PayoutState.PAID, unnamed.booked_on)
    matched = text_of(later.get(at("desk_bank") + "?show=matched"))
    assert at("desk_payout", FIRST) in matched
    assert "All lines have their place" in text_of(later.get(at("desk_bank")))


def test_another_amount_is_told_beside_the_line(
    later: Client, at: Address, unnamed: BankLine, to_pay: list[Payout]
) -> None:
    answer = later.post(at("desk_bank_line", unnamed.pk), {"payout": str(to_pay[1].pk)})
    assert answer.status_code == 409
    ((line, _proposals, refusal),) = answer.context["rows"]
    assert line == unnamed
    assert "PO-2026-00002 says" in refusal
    assert refusal in text_of(answer)
    unnamed.refresh_from_db()
    assert unnamed.state == LineState.OPEN


def test_a_line_that_has_its_place_keeps_it(
    later: Client, at: Address, unnamed: BankLine, to_pay: list[Payout]
) -> None:
    later.post(at("desk_bank_line", unnamed.pk), {"payout": str(to_pay[0].pk)})
    answer = later.post(at("desk_bank_line", unnamed.pk), {"payout": str(to_pay[1].pk)})
    assert answer.status_code == 409
    assert "was matched before" in answer.context["refusal"]
    assert answer.context["refusal"] in text_of(answer)


def test_a_batch_booked_as_one_amount_is_its_bank_file(
    later: Client, at: Address, rcoop: Coworking, to_pay: list[Payout]
) -> None:
    remittance = make_exported(rcoop, batch_booking=True)
    upload(later, at, told("-65.25", text="paiements groupés"))
    assert "Bank file RM-2026-00001" in text_of(later.get(at("desk_bank")))
    sent = {"remittance": str(remittance.pk)}
    assert later.post(at("desk_bank_line", the_line().pk), sent).status_code == 302
    assert {one.state for one in Payout.objects.all()} == {PayoutState.PAID}
    assert at("desk_remittance", remittance.number) in text_of(
        later.get(at("desk_bank") + "?show=matched")
    )


@kept
def asked(rcoop: Coworking, plume: Maker) -> PaymentRequest:
    """31.50 that Plume's payee owes."""
    sale = make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-09-05")
    make_paid(make_closed(rcoop, "2026-09"), on="2026-10-01")
    make_refund(sale, at="2026-10-02")
    make_closed(rcoop, "2026-10")
    return PaymentRequest.objects.get()


def test_money_without_its_reference_is_proposed_for_the_request(
    later: Client, at: Address, asked: PaymentRequest
) -> None:
    upload(later, at, told("31.50", counterparty="Julie"))
    assert "Request RQ-2026-00001 to Comme une plume, €31.50" in text_of(later.get(at("desk_bank")))
    sent = {"request": str(asked.pk)}
    assert later.post(at("desk_bank_line", the_line().pk), sent).status_code == 302
    asked.refresh_from_db()
    assert asked.state == RequestState.PAID
    assert at("desk_request", asked.number) in text_of(later.get(at("desk_bank") + "?show=matched"))


def test_a_payout_of_another_amount_is_told_but_not_offered(
    later: Client, at: Address, rcoop: Coworking, to_pay: list[Payout]
) -> None:
    make_exported(rcoop)
    upload(later, at, told("-32.50", counterparty="C. Plume", text=f"virement {FIRST}"))
    shown = text_of(later.get(at("desk_bank")))
    assert "The bank names PO-2026-00001. The amount differs." in shown
    assert 'class="button proposal"' not in shown


def test_nothing_named_is_not_found(later: Client, at: Address, unnamed: BankLine) -> None:
    for sent in ({}, {"payout": "99999"}, {"payout": "x"}, {"payout": "9" * 40}):
        assert later.post(at("desk_bank_line", unnamed.pk), sent).status_code == 404


# Set aside


@pytest.fixture
def two(later: Client, at: Address, rcoop: Coworking) -> list[BankLine]:
    upload(later, at, rent(), told("200.00", counterparty="Terminal"))
    return list(BankLine.objects.order_by("pk"))


def test_chosen_lines_are_set_aside_and_taken_back(
    later: Client, at: Address, two: list[BankLine]
) -> None:
    key = str(two[0].pk)
    shown = [str(line.pk) for line in two]
    assert later.post(at("desk_bank_aside"), {"lines": [key], "shown": shown}).status_code == 302
    states = BankLine.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [LineState.ASIDE, LineState.OPEN]
    assert "Loyer de novembre" in text_of(later.get(at("desk_bank") + "?show=aside"))
    back = later.post(at("desk_bank_back") + "?show=aside", {"lines": [key]})
    assert back["Location"] == at("desk_bank") + "?show=aside"
    assert set(states.all()) == {LineState.OPEN}


def test_all_of_a_page_is_set_aside_at_once(
    later: Client, at: Address, two: list[BankLine]
) -> None:
    sent = {"all": "1", "shown": [str(line.pk) for line in two]}
    assert "2 lines are set aside." in text_of(later.post(at("desk_bank_aside"), sent, follow=True))


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [([], "Choose at least one line."), (["999999"], "is not there any more")],
)
def test_nothing_chosen_is_told(
    later: Client, at: Address, two: list[BankLine], lines: list[str], sentence: str
) -> None:
    for name in ("desk_bank_aside", "desk_bank_back"):
        answer = later.post(at(name), {"lines": lines})
        assert answer.status_code == 409
        assert sentence in text_of(answer)


def test_what_was_matched_meanwhile_is_not_set_aside(
    later: Client, at: Address, unnamed: BankLine, to_pay: list[Payout]
) -> None:
    later.post(at("desk_bank_line", unnamed.pk), {"payout": str(to_pay[0].pk)})
    answer = later.post(at("desk_bank_aside"), {"lines": [str(unnamed.pk)]})
    assert answer.status_code == 409
    assert "was matched before" in text_of(answer)


@pytest.mark.parametrize(
    ("tab", "sentence"),
    [
        ("matched", "Nothing matched yet"),
        ("aside", "Nothing set aside"),
        ("else", "Immobilière de la Paix"),
    ],
)
def test_each_tab_says_what_it_has(
    later: Client, at: Address, two: list[BankLine], tab: str, sentence: str
) -> None:
    assert sentence in text_of(later.get(at("desk_bank") + f"?show={tab}"))


# Who, and how much


@pytest.mark.parametrize("who", ["ada", "ben", "dan", "vic"])
def test_for_others_there_is_no_bank(
    client: Client, at: Address, two: list[BankLine], who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(at("desk_bank")).status_code == 404
    for page in (at("desk_bank"), at("desk_bank_aside"), at("desk_bank_line", two[0].pk)):
        assert client.post(page).status_code == 404


def test_lines_of_another_coworking_are_not_ours(
    client: Client, at: Address, two: list[BankLine], rcoop: Coworking, filature: Coworking
) -> None:
    client.force_login(make_member(filature, make_person("olga"), Role.MANAGER))
    here = at("desk_bank").replace(rcoop.slug, filature.slug)
    assert "Immobilière" not in text_of(client.get(here))
    line = at("desk_bank_line", two[0].pk).replace(rcoop.slug, filature.slug)
    assert client.post(line, {"payout": "1"}).status_code == 404
    aside = at("desk_bank_aside").replace(rcoop.slug, filature.slug)
    assert client.post(aside, {"lines": [str(two[0].pk)]}).status_code == 409


def test_three_lines_cost_as_many_queries_as_one(
    later: Client, at: Address, rcoop: Coworking, clock: Clock
) -> None:
    makers = [make_selling_maker(rcoop, f"Maker {index}") for index in range(3)]
    make_sale(rcoop, [make_placed(rcoop, maker).item for maker in makers])
    make_closed(rcoop)
    make_exported(rcoop)
    counts = []
    for day in (5, 6, 7):
        clock(f"2026-11-0{day} 12:00")
        line = told("-31.50", f"2026-11-0{day}", text=f"virement {day}")
        upload(later, at, line, closed_on=f"2026-11-0{day}")
        with CaptureQueriesContext(connection) as queries:
            answer = later.get(at("desk_bank"))
        assert all(proposals for _line, proposals, _refusal in answer.context["rows"])
        counts.append(len(queries))
    assert len(BankLine.objects.filter(state=LineState.OPEN)) == 3
    assert len(set(counts)) == 1
