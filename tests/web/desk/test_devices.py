"""What a tablet does by itself: it is paired, opens its till, and whoever sells signs at it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from consign.people.models import Coworking, Maker, User
from consign.till.devices import COOKIE, device_with
from consign.till.models import Device, Sale
from consign.till.pairing import invite_device
from consign.till.places import first_till
from tests.factories import make_placed, moment
from tests.till.paired import PIN, give_pin, make_device
from tests.web.conftest import Clock, text_of
from tests.web.desk.conftest import Address

pytestmark = pytest.mark.django_db
NOW = moment("2026-10-05")


@pytest.fixture(autouse=True)
def noon(clock: Clock) -> None:
    clock("2026-10-05")
    cache.clear()


@pytest.fixture
def invite(rcoop: Coworking, cleo: User) -> Callable[[], str]:
    """The address of an invitation to pair a device."""

    def address() -> str:
        _device, code = invite_device(till=first_till(rcoop), name="Tablet", by=cleo, at=NOW)
        return f"/pair/{code}"

    return address


def test_opening_the_address_uses_nothing(client: Client, invite: Callable[[], str]) -> None:
    address = invite()
    for _look in range(3):
        page = client.get(address)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert "It becomes “Tablet” and sells at till 1 of Rcoop" in text_of(page)
    assert client.head(address).status_code == 200
    assert COOKIE not in client.cookies
    assert Device.objects.get().paired_at is None


def test_the_button_pairs_once(
    client: Client, invite: Callable[[], str], at: Address, settings: LazySettings
) -> None:
    settings.BEHIND_HTTPS = True
    address = invite()
    answer = client.post(address)
    assert answer["Location"] == at("desk_till")
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/")
    assert cookie["secure"]
    assert cookie["max-age"] == 400 * 24 * 60 * 60
    assert device_with(cookie.value) == Device.objects.get()
    other = Client()
    refused = other.post(address)
    assert (refused.status_code, COOKIE in other.cookies) == (409, False)
    assert "This code has been used" in text_of(refused)
    assert "Open the till" not in text_of(refused)
    again = text_of(client.get(address))
    assert "This device is “Tablet” of Rcoop." in again


def test_an_old_or_unknown_code_pairs_nothing(
    client: Client, invite: Callable[[], str], clock: Clock
) -> None:
    address = invite()
    clock("2026-10-05 12:16")
    assert client.get(address).status_code == 409
    assert "too old" in text_of(client.post(address))
    assert client.get("/pair/ABC/").status_code == 404
    assert client.post("/pair/ABC/").status_code == 404
    assert COOKIE not in client.cookies


def test_a_form_of_another_site_pairs_nothing(invite: Callable[[], str]) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(invite()).status_code == 403
    assert Device.objects.get().paired_at is None


def test_a_device_opens_its_till_and_nothing_else(
    tablet: Client, at: Address, rcoop: Coworking, filature: Coworking, plume: Maker
) -> None:
    code = make_placed(rcoop, plume).item.code
    opened = [
        at("desk_till"),
        at("desk_catalogue"),
        at("desk_till_manifest"),
        at("desk_line") + f"?code={code}",
    ]
    assert [tablet.get(page).status_code for page in opened] == [200] * 4
    for page in (at("desk_today"), at("desk_goods"), at("desk_tills"), "/account/"):
        assert "/signin/?next=" in tablet.get(page)["Location"]
    there = reverse("desk_till", args=[filature.slug])
    assert "/signin/?next=" in tablet.get(there)["Location"]


def test_who_is_signed_in_elsewhere_sells_only_as_the_device(
    tablet: Client, at: Address, vic: User, filature: Coworking
) -> None:
    tablet.force_login(vic)
    assert tablet.get(at("desk_till")).status_code == 200
    assert tablet.get(reverse("desk_till", args=[filature.slug])).status_code == 404
    assert tablet.get(at("desk_catalogue")).json()["me"] is None


def test_the_frame_of_a_device_names_it(tablet: Client, at: Address) -> None:
    page = text_of(tablet.get(at("desk_till")))
    assert "Tablet · till 1" in page
    assert 'class="top-link"' not in page
    tabs = page[page.index('<nav class="nav') :].partition("</nav>")[0]
    opened = re.findall(r'<a href="(.*?)"', tabs)
    assert at("desk_till") in opened
    assert {tablet.get(tab).status_code for tab in opened} == {200}


def test_the_cookie_is_renewed_once_a_day(tablet: Client, at: Address, clock: Clock) -> None:
    assert COOKIE in tablet.get(at("desk_till")).cookies
    assert COOKIE not in tablet.get(at("desk_till")).cookies
    clock("2026-10-06")
    renewed = tablet.get(at("desk_till")).cookies[COOKIE]
    assert renewed["max-age"] == timedelta(days=400).total_seconds()


# --- signing without script -----------------------------------------------------------------------


@pytest.fixture
def sent(rcoop: Coworking, plume: Maker, dan: User) -> dict[str, str]:
    """A basket as the page without script sends it, signed by Dan."""
    give_pin(rcoop, dan)
    return {
        "code": make_placed(rcoop, plume).item.code,
        "quantity": "1",
        "seen_price": "45.00",
        "discount": "",
        "key": "6f3c1c52-7f0c-4b58-9f55-b1f0a5c0a001",
        "paid_with": "card",
        "action": "sell",
        "signer": str(dan.pk),
        "pin": PIN,
    }


def test_at_a_device_whoever_sells_signs(
    tablet: Client, at: Address, sent: dict[str, str], dan: User
) -> None:
    unsigned = {**sent, "signer": "", "pin": ""}
    page = tablet.post(at("desk_till"), unsigned)
    assert page.status_code == 400
    assert not Sale.objects.exists()
    assert tablet.post(at("desk_till"), sent).status_code == 302
    sale = Sale.objects.get()
    assert (sale.sold_by, sale.device) == (dan, Device.objects.get())


def test_who_is_signed_in_is_asked_for_no_pin(
    desk: Client, at: Address, sent: dict[str, str], dan: User
) -> None:
    assert desk.post(at("desk_till"), {**sent, "signer": "", "pin": ""}).status_code == 302
    assert (Sale.objects.get().sold_by, Sale.objects.get().device) == (dan, None)


def test_five_wrong_pins_stop_a_device_for_a_while(
    tablet: Client, at: Address, sent: dict[str, str], rcoop: Coworking
) -> None:
    wrong = {**sent, "pin": "8062"}
    for _try in range(4):
        page = tablet.post(at("desk_till"), wrong)
        assert page.status_code == 409
        assert "8062" not in text_of(page)
    assert tablet.post(at("desk_till"), sent).status_code == 302
    assert tablet.post(at("desk_till"), wrong).status_code == 409
    late = {**sent, "key": "6f3c1c52-7f0c-4b58-9f55-b1f0a5c0a002"}
    page = tablet.post(at("desk_till"), late)
    assert page.status_code == 429
    assert "Wait 5 minutes" in text_of(page)
    other = Client()
    _device, other.cookies[COOKIE] = make_device(rcoop, "Phone")
    assert other.post(at("desk_till"), wrong).status_code == 409
    assert Sale.objects.count() == 1


def test_a_pin_of_somebody_else_does_not_sign(
    tablet: Client, at: Address, sent: dict[str, str], rcoop: Coworking, cleo: User, vic: User
) -> None:
    give_pin(rcoop, cleo, "8062")
    assert tablet.post(at("desk_till"), {**sent, "pin": "8062"}).status_code == 409
    assert tablet.post(at("desk_till"), {**sent, "signer": str(vic.pk)}).status_code == 400
    assert not Sale.objects.exists()
