"""A maker lowers prices for a while, page by page; the street reads what the law asks."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from consign.days import local_day
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item, Placement, Reduction
from consign.web.each_day import EachDay, Kept
from tests.factories import make_placed

PAGE = "/my/comme-une-plume/reductions/"


@pytest.fixture
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    return make_placed(rcoop, plume, price="50.00")


@pytest.fixture
def at_home(ada: User, client: Client) -> Client:
    client.force_login(ada)
    return client


def days(first: int = 0, last: int | None = None) -> dict[str, str]:
    today = local_day(timezone.now())
    ends_on = "" if last is None else str(today + timedelta(days=last))
    return {"starts_on": str(today + timedelta(days=first)), "ends_on": ends_on}


def test_chosen_looked_at_and_planned(placed: Placement, at_home: Client, client: Client) -> None:
    code = placed.item.code
    assert "Collier plume" in at_home.get(PAGE).text
    looked = at_home.post(PAGE, {"percent": "20", "codes": code, **days(0, 10)})
    assert 'value="40.00"' in looked.text
    assert not Reduction.objects.exists()
    sent = {"percent": "20", "codes": code, f"price-{code}": "39,90", "plan": "", **days(0, 10)}
    assert at_home.post(PAGE, sent)["Location"] == PAGE
    assert Item.objects.get().price == Decimal("39.90")
    client.logout()
    street = client.get(f"/I/{code}").text
    assert "Lowest price of the last 30 days" in street
    assert "€50.00" in street


def test_a_price_that_is_none_or_not_lower_keeps_all_that_was_typed(
    placed: Placement, at_home: Client
) -> None:
    code = placed.item.code
    sent = {"percent": "20", "codes": code, "plan": "", **days(2)}
    for typed in ("a lot", "60,00", ""):
        said = at_home.post(PAGE, {**sent, f"price-{code}": typed})
        assert said.status_code == 409
        assert f'value="{typed}"' in said.text
        assert f'id="no-{code}"' in said.text
    assert not Reduction.objects.exists()


@pytest.mark.parametrize("percent", ["0", "100", "-5", "lots"])
def test_a_percentage_that_is_none_is_refused(
    placed: Placement, at_home: Client, percent: str
) -> None:
    said = at_home.post(PAGE, {"percent": percent, "codes": placed.item.code, **days()})
    assert said.status_code == 400


def test_nothing_chosen_and_a_day_gone_by_are_said(placed: Placement, at_home: Client) -> None:
    assert at_home.post(PAGE, {"percent": "20", **days()}).status_code == 409
    sent = {"percent": "20", "codes": placed.item.code, f"price-{placed.item.code}": "40"}
    said = at_home.post(PAGE, {**sent, "plan": "", **days(-1)})
    assert (said.status_code, "begins today or later" in said.text) == (409, True)


def test_it_is_ended_and_called_off(placed: Placement, at_home: Client) -> None:
    code = placed.item.code
    sent = {"percent": "20", "codes": code, f"price-{code}": "40", "plan": "", **days()}
    at_home.post(PAGE, sent)
    over = at_home.post(f"{PAGE}{Reduction.objects.get().pk}/end/")
    assert over["Location"] == PAGE
    assert Item.objects.get().price == Decimal("50.00")


def test_nobody_else_ends_it(placed: Placement, at_home: Client, ben: User, terre: Maker) -> None:
    code = placed.item.code
    at_home.post(
        PAGE, {"percent": "20", "codes": code, f"price-{code}": "40", "plan": "", **days()}
    )
    at_home.force_login(ben)
    pk = Reduction.objects.get().pk
    assert at_home.post(f"/my/terre-de-ben/reductions/{pk}/end/").status_code == 404
    assert at_home.post(f"{PAGE}{pk}/end/").status_code == 404


def test_the_first_page_of_a_day_keeps_the_prices_up(
    placed: Placement, at_home: Client, monkeypatch: pytest.MonkeyPatch, rf: object
) -> None:
    code = placed.item.code
    sent = {"percent": "20", "codes": code, f"price-{code}": "40", "plan": "", **days(1)}
    at_home.post(PAGE, sent)
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    monkeypatch.setattr(Kept, "day", None)
    answered = EachDay(lambda request: request)  # type: ignore[arg-type, return-value]
    answered(rf)  # type: ignore[arg-type]
    assert Item.objects.get().price == Decimal("40.00")
    assert Kept.day == local_day(tomorrow)
