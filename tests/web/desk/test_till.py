"""The till: scan, confirm."""

import re
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from consign.people.models import Coworking, Maker, User
from consign.stock.items import reprice
from consign.stock.models import Item
from consign.stock.operations import give_back
from consign.till.models import Sale
from tests.factories import make_item, make_maker, make_placed, make_sale, moment
from tests.web.desk.conftest import Address

# The script names a sentence in full, or with its number.
SAID = r'(?<![.\w])say\("([\w.]+)"'
COUNTED = r'(?<![.\w])count\("([\w.]+)"'
KEY = "7d4a2f5e-6f43-4b0e-9b1d-0c2f6a3d5e10"


@pytest.fixture
def necklace(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Collier plume", price="45.00").item


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Item:
    """Three of them."""
    return make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=3).item


def basket(*items: Item, **changes: Any) -> dict[str, Any]:
    """What the page sends for one piece of each item."""
    sent = {
        "code": [item.code for item in items],
        "quantity": ["1" for _item in items],
        "seen_price": [str(item.price) for item in items],
        "discount": ["" for _item in items],
        "paid_with": "card",
        "key": KEY,
        "action": "sell",
    }
    return sent | changes


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_basket_is_sold_and_the_ticket_is_shown(
    desk: Client, at: Address, necklace: Item, bowls: Item, dan: User
) -> None:
    answer = desk.post(at("desk_till"), basket(necklace, bowls, quantity=["1", "2"]))
    sale = Sale.objects.get()
    assert answer["Location"] == at("desk_sale", sale.number) + "?done=1"
    assert (sale.total, sale.paid_with, sale.sold_by) == (Decimal("70.98"), "card", dan)
    assert [(line.item, line.quantity) for line in sale.lines.all()] == [(necklace, 1), (bowls, 2)]


def test_cash_is_rounded_to_five_cents(desk: Client, at: Address, bowls: Item) -> None:
    desk.post(at("desk_till"), basket(bowls, paid_with="cash"))
    assert Sale.objects.get().to_pay == Decimal("13.00")


def test_page_says_what_is_paid_in_cash_before_it_is_sold(
    desk: Client, at: Address, bowls: Item
) -> None:
    page = text_of(desk.get(at("desk_till"), {"code": bowls.code}))
    assert "€12.99" in page
    assert "€13.00" in page


def test_same_key_twice_is_one_sale(desk: Client, at: Address, bowls: Item) -> None:
    answers = [desk.post(at("desk_till"), basket(bowls)) for _tap in range(2)]
    assert Sale.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_key_of_another_basket_leads_to_its_ticket_and_gets_a_new_one(
    desk: Client, at: Address, necklace: Item, bowls: Item
) -> None:
    desk.post(at("desk_till"), basket(bowls))
    answer = desk.post(at("desk_till"), basket(bowls, necklace))
    sale = Sale.objects.get()
    assert answer.status_code == 409
    assert at("desk_sale", sale.number) in text_of(answer)
    assert 'data-refused="key_reused"' in text_of(answer)
    assert KEY not in text_of(answer)


def test_each_page_has_a_key_of_its_own(desk: Client, at: Address) -> None:
    keys = {desk.get(at("desk_till")).context["key"] for _page in range(2)}
    assert len(keys) == 2
    assert all(isinstance(key, uuid.UUID) for key in keys)


def test_page_is_kept_by_no_browser(desk: Client, at: Address) -> None:
    assert "no-store" in desk.get(at("desk_till"))["Cache-Control"]


def test_code_in_the_address_is_in_the_basket(desk: Client, at: Address, necklace: Item) -> None:
    page = desk.get(at("desk_till"), {"code": necklace.code})
    assert [line.item for line in page.context["basket"].lines] == [necklace]


def test_sold_piece_in_the_address_is_left_out_and_named(
    desk: Client, at: Address, rcoop: Coworking, necklace: Item
) -> None:
    make_sale(rcoop, necklace)
    page = desk.get(at("desk_till"), {"code": necklace.code})
    assert page.context["basket"].lines == []
    assert "“Collier plume” has been sold." in text_of(page)


def test_reloaded_address_gives_the_basket_back(desk: Client, at: Address, bowls: Item) -> None:
    address = {"code": bowls.code, "quantity": "2", "seen_price": "12.99", "discount": "1"}
    (line,) = desk.get(at("desk_till"), address).context["basket"].lines
    assert (line.quantity, line.discount, line.amount) == ("2", "1", Decimal("24.98"))


def test_line_of_a_scanned_code_is_one_row(desk: Client, at: Address, bowls: Item) -> None:
    answer = desk.get(at("desk_line"), {"code": f"https://VITRINE.EXAMPLE/I/{bowls.code}"})
    assert answer.status_code == 200
    assert text_of(answer).count("<li") == 1
    row = text_of(answer)
    assert f'data-code="{bowls.code}" data-title="Bol bleu" data-maker="Terre de Ben"' in row
    assert 'data-price="12.99" data-left="3"' in row


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_prices_for_the_script_are_the_same_in_every_language(
    desk: Client, at: Address, bowls: Item, dan: User, language: str
) -> None:
    type(dan).objects.update(language=language)
    answer = text_of(desk.get(at("desk_line"), {"code": bowls.code}))
    assert 'data-price="12.99"' in answer
    assert 'name="seen_price" value="12.99"' in answer


@pytest.mark.parametrize(
    ("typed", "code"),
    [("hello", "not_a_code"), ("", "not_a_code"), ("7K3M9Q0", "mistyped_code")],
)
def test_line_of_something_else_is_refused(
    desk: Client, at: Address, typed: str, code: str
) -> None:
    answer = desk.get(at("desk_line"), {"code": typed})
    assert answer.status_code == 409
    assert f'data-refused="{code}"' in text_of(answer)


@pytest.mark.parametrize("state", ["unknown", "elsewhere", "sold", "given back", "no agreement"])
def test_line_that_cannot_be_sold_says_why(
    desk: Client,
    at: Address,
    rcoop: Coworking,
    filature: Coworking,
    plume: Maker,
    dan: User,
    state: str,
) -> None:
    code, refused = prepared(state, rcoop, filature, plume, dan)
    answer = desk.get(at("desk_line"), {"code": code})
    assert answer.status_code == 409
    assert f'data-refused="{refused}"' in text_of(answer)


def prepared(
    state: str, rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
) -> tuple[str, str]:
    """A code, and what selling it is refused with."""
    if state == "unknown":
        return "000 000 0", "unknown_code"
    if state == "elsewhere":
        return make_item(plume).code, "not_here"
    if state == "no agreement":
        return make_item(make_maker("Newcomer")).code, "no_payee"
    place = make_placed(rcoop, plume)
    if state == "sold":
        make_sale(rcoop, place.item)
        return place.item.code, "already_sold"
    give_back(placement=place, quantity=1, by=dan, at=moment("2026-10-01"))
    return place.item.code, "withdrawn"


def test_without_script_a_typed_code_is_added_to_what_was_sent(
    desk: Client, at: Address, necklace: Item, bowls: Item
) -> None:
    sent = basket(necklace, action="add", typed=f" {bowls.code.lower()} ")
    page = desk.post(at("desk_till"), sent)
    lines = page.context["basket"].lines
    assert page.status_code == 200
    assert [(line.item, line.quantity) for line in lines] == [(necklace, "1"), (bowls, "1")]
    assert not Sale.objects.exists()
    assert str(page.context["key"]) == KEY


def test_piece_scanned_again_is_one_more_as_far_as_there_are_pieces(
    desk: Client, at: Address, bowls: Item
) -> None:
    page = desk.post(at("desk_till"), basket(bowls, action="add", typed=bowls.code))
    (line,) = page.context["basket"].lines
    assert line.quantity == "2"
    full = basket(bowls, action="add", typed=bowls.code, quantity=["3"])
    page = desk.post(at("desk_till"), full)
    (line,) = page.context["basket"].lines
    assert (page.status_code, line.quantity) == (409, "3")
    assert "Only 3 of “Bol bleu” left here." in text_of(page)


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [("more", "1", ["2"]), ("less", "2", ["1"]), ("less", "1", ["1"]), ("remove", "2", [])],
)
def test_buttons_of_a_line_work_without_script(
    desk: Client, at: Address, bowls: Item, action: str, before: str, after: list[str]
) -> None:
    sent = basket(bowls, action=f"{action} {bowls.code}", quantity=[before])
    page = desk.post(at("desk_till"), sent)
    assert [line.quantity for line in page.context["basket"].lines] == after


def test_typed_code_is_never_left_out_of_a_sale(
    desk: Client, at: Address, necklace: Item, bowls: Item
) -> None:
    page = desk.post(at("desk_till"), basket(necklace, typed=bowls.code))
    assert len(page.context["basket"].lines) == 2
    assert not Sale.objects.exists()


def test_refused_code_stays_in_the_field(desk: Client, at: Address, necklace: Item) -> None:
    page = desk.post(at("desk_till"), basket(necklace, action="add", typed="hello"))
    assert page.status_code == 409
    assert 'value="hello"' in text_of(page)
    assert len(page.context["basket"].lines) == 1


def test_sale_that_is_refused_keeps_the_basket_and_speaks_at_the_line(
    desk: Client, at: Address, rcoop: Coworking, necklace: Item, bowls: Item
) -> None:
    make_sale(rcoop, necklace)
    sent = basket(bowls, necklace, quantity=["2", "1"], discount=["1,50", ""], paid_with="cash")
    page = desk.post(at("desk_till"), sent)
    first, second = page.context["basket"].lines
    assert page.status_code == 409
    assert (first.quantity, first.discount, first.refusal) == ("2", "1,50", None)
    assert second.refusal is not None
    assert second.refusal.code == "already_sold"
    assert page.context["paid_with"] == "cash"
    assert Sale.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity": ["4"]}, "not_enough"),
        ({"quantity": ["0"]}, "quantity_out_of_range"),
        ({"quantity": ["two"]}, "quantity_out_of_range"),
        ({"quantity": ["-1"]}, "quantity_out_of_range"),
        ({"quantity": ["99999999999999999999"]}, "quantity_out_of_range"),
        ({"discount": ["a lot"]}, "not_an_amount"),
        ({"discount": ["1.005"]}, "too_many_decimals"),
        ({"discount": ["-1"]}, "negative_amount"),
        ({"discount": ["13"]}, "discount_not_agreed"),
        ({"code": ["hello"]}, "not_a_code"),
        ({"code": []}, "nothing_to_sell"),
    ],
)
def test_what_cannot_be_sold_is_refused_and_nothing_is_lost(
    desk: Client, at: Address, bowls: Item, changes: dict[str, list[str]], code: str
) -> None:
    page = desk.post(at("desk_till"), basket(bowls, **changes))
    assert page.status_code == 409
    assert f'data-refused="{code}"' in text_of(page)
    for values in changes.values():
        assert all(f'value="{value}"' in text_of(page) for value in values if value != "hello")
    assert not Sale.objects.exists()


def test_changed_price_is_sold_only_when_somebody_says_so(
    desk: Client, at: Address, necklace: Item, dan: User
) -> None:
    sent = basket(necklace)
    reprice(item=necklace, price=Decimal("48.00"), by=dan, at=timezone.now())
    page = desk.post(at("desk_till"), sent)
    assert page.status_code == 409
    assert "costs 48.00 € now, not 45.00 €" in text_of(page)
    assert 'value="accept">Sell at today' in text_of(page)
    assert 'name="seen_price" value="45.00"' in text_of(page)
    desk.post(at("desk_till"), sent | {"action": "accept"})
    assert Sale.objects.get().total == Decimal("48.00")


def test_discount_is_taken_off_the_line(desk: Client, at: Address, necklace: Item) -> None:
    desk.post(at("desk_till"), basket(necklace, discount=["5,00"]))
    (line,) = Sale.objects.get().lines.all()
    assert (line.discount, line.gross) == (Decimal("5.00"), Decimal("40.00"))


@pytest.mark.parametrize("changes", [{"paid_with": "shells"}, {"key": "mine"}, {"key": ""}])
def test_basket_of_another_shape_is_not_sold(
    desk: Client, at: Address, necklace: Item, changes: dict[str, str]
) -> None:
    page = desk.post(at("desk_till"), basket(necklace, **changes))
    assert page.status_code == 400
    assert len(page.context["basket"].lines) == 1
    assert not Sale.objects.exists()


def test_invoice_and_transfer_are_asked_for_without_script_too(
    desk: Client, at: Address, necklace: Item
) -> None:
    wanted = {"business_number": "BE 0202.239.951", "business_name": "Proximus"}
    desk.post(at("desk_till"), basket(necklace, paid_with="transfer", **wanted))
    sale = Sale.objects.get()
    assert (sale.paid_with, sale.business_number) == ("transfer", "0202239951")
    assert sale.business_name == "Proximus"


def test_wrong_enterprise_number_is_refused_and_stays(
    desk: Client, at: Address, necklace: Item
) -> None:
    page = desk.post(at("desk_till"), basket(necklace, business_number="0202.239.952"))
    assert page.status_code == 409
    assert 'data-refused="not_a_business"' in text_of(page)
    assert 'value="0202.239.952"' in text_of(page)
    assert not Sale.objects.exists()


def test_the_page_carries_every_sentence_its_script_says(desk: Client, at: Address) -> None:
    page = text_of(desk.get(at("desk_till")))
    told = set(re.findall(r'data-text="([\w.]+)"', page))
    files = Path(settings.BASE, "static", "js", "till").glob("*.js")
    script = "\n".join(path.read_text("utf-8") for path in files)
    asked, counted = set(re.findall(SAID, script)), set(re.findall(COUNTED, script))
    assert asked
    assert counted
    assert asked <= told
    assert {f"{name}.{form}" for name in counted for form in ("one", "other")} <= told
