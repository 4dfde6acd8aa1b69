"""Tills and devices: what managers see and do."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from consign.people.models import Coworking, Membership, User
from consign.till.models import Device
from consign.till.pairing import revoke_device
from consign.till.places import first_till
from tests.factories import make_member, make_person, moment
from tests.till.paired import give_pin, make_device
from tests.web.conftest import Clock, Costs, text_of
from tests.web.desk.conftest import Address

pytestmark = pytest.mark.django_db
NOW = moment("2026-10-05")


@pytest.fixture(autouse=True)
def noon(clock: Clock) -> None:
    clock("2026-10-05")
    cache.clear()


@pytest.fixture
def office(cleo: User) -> Client:
    """Cleo's browser: she manages Rcoop."""
    client = Client()
    client.force_login(cleo)
    return client


def test_managers_alone_see_tills_and_devices(
    client: Client, office: Client, desk: Client, at: Address, rcoop: Coworking, dan: User
) -> None:
    device, _secret = make_device(rcoop)
    till = device.till.pk
    pages = [
        at("desk_tills"),
        at("desk_till_new"),
        at("desk_till_name", till),
        at("desk_pair", till),
        at("desk_device", device.pk),
        at("desk_device_revoke", device.pk),
    ]
    assert {office.get(page).status_code for page in pages} == {200}
    assert {desk.get(page).status_code for page in pages} == {404}
    assert desk.post(at("desk_pin_clear", dan.pk)).status_code == 404
    client.logout()
    assert {client.get(page).status_code for page in pages} == {302}


def test_what_belongs_to_another_coworking_is_not_found(
    office: Client, at: Address, filature: Coworking
) -> None:
    device, _secret = make_device(filature)
    olga = make_member(filature, make_person("olga"))
    pages = [
        at("desk_till_name", device.till.pk),
        at("desk_pair", device.till.pk),
        at("desk_device", device.pk),
        at("desk_device_revoke", device.pk),
    ]
    assert {office.post(page, {"name": "Ours"}).status_code for page in pages} == {404}
    assert office.post(at("desk_pin_clear", olga.pk)).status_code == 404
    assert Device.objects.get().name == "Tablet"


def test_a_coworking_that_never_sold_has_its_first_till(office: Client, at: Address) -> None:
    page = text_of(office.get(at("desk_tills")))
    assert "Till 1" in page
    assert "No device is paired with it." in page


def test_a_till_is_opened_and_renamed(office: Client, at: Address, rcoop: Coworking) -> None:
    page = office.post(at("desk_till_new"), {"name": "Market"}, follow=True)
    assert "Till “Market” is there." in text_of(page)
    market = rcoop.tills.get(name="Market")
    again = office.post(at("desk_till_new"), {"name": "Market"})
    assert again.status_code == 409
    assert "already known here" in text_of(again)
    assert office.post(at("desk_till_new"), {"name": ""}).status_code == 400
    office.post(at("desk_till_name", market.pk), {"name": "Fair"})
    assert "Till Fair" in text_of(office.get(at("desk_tills")))


def test_a_code_is_shown_until_a_device_has_used_it(
    office: Client, client: Client, at: Address, rcoop: Coworking
) -> None:
    till = first_till(rcoop)
    sent = office.post(at("desk_pair", till.pk), {"name": "Tablet"})
    address = sent["Location"]
    shown = office.get(address)
    page = text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    assert "It works once, until 14:15." in page
    found = re.search(r'value="(https://vitrine.example/pair/([0-9A-Z]{20}))"', page)
    assert found is not None
    assert "<svg" in page
    assert office.head(address).status_code == 200

    assert client.post(f"/pair/{found[2]}").status_code == 302
    assert office.head(address).status_code == 302
    over = text_of(office.get(address, follow=True))
    assert over.count("“Tablet” is paired.") == 1
    assert "paired on 05/10/2026" in over


def test_a_code_that_is_too_old_leads_back(
    office: Client, at: Address, clock: Clock, rcoop: Coworking
) -> None:
    sent = office.post(at("desk_pair", first_till(rcoop).pk), {"name": "Tablet"})
    clock("2026-10-05 12:16")
    page = text_of(office.get(sent["Location"], follow=True))
    assert "This code is too old" in page
    assert "not paired yet" not in page
    assert office.get(at("desk_pairing", "0" * 20))["Location"] == at("desk_tills")


def test_the_list_says_when_a_device_was_paired_and_seen(
    office: Client, tablet: Client, at: Address, clock: Clock
) -> None:
    tablet.get(at("desk_line"))
    assert "seen today" in text_of(office.get(at("desk_tills")))
    clock("2026-10-07")
    assert "last seen on 05/10/2026" in text_of(office.get(at("desk_tills")))


def test_a_device_is_renamed(office: Client, at: Address, rcoop: Coworking) -> None:
    device, _secret = make_device(rcoop)
    assert "Saved." in text_of(
        office.post(at("desk_device", device.pk), {"name": "Phone"}, follow=True)
    )
    assert office.post(at("desk_device", device.pk), {"name": " "}).status_code == 400
    assert Device.objects.get().name == "Phone"


def test_a_device_is_revoked_after_one_more_question(
    office: Client, tablet: Client, at: Address, cleo: User
) -> None:
    device = Device.objects.get()
    page = text_of(office.get(at("desk_device_revoke", device.pk)))
    assert "Revoke “Tablet”?" in page
    assert tablet.get(at("desk_line")).status_code == 409
    over = text_of(office.post(at("desk_device_revoke", device.pk), follow=True))
    assert "it sells no more" in over
    assert "revoked on 05/10/2026 by Cleo" in over
    assert "/signin/?next=" in tablet.get(at("desk_till"))["Location"]
    assert office.post(at("desk_device_revoke", device.pk)).status_code == 404


def test_a_manager_clears_a_pin(office: Client, at: Address, rcoop: Coworking, dan: User) -> None:
    give_pin(rcoop, dan)
    page = text_of(office.post(at("desk_pin_clear", dan.pk), follow=True))
    assert "Dan has no PIN any more" in page
    assert not Membership.objects.exclude(pin_hash="").exists()
    assert office.get(at("desk_pin_clear", dan.pk)).status_code == 405


def test_many_devices_cost_as_many_queries_as_one(
    office: Client, at: Address, rcoop: Coworking, costs: Costs, cleo: User
) -> None:
    make_device(rcoop)
    revoke_device(device=make_device(rcoop)[0], by=cleo, at=NOW)
    one = costs(office, at("desk_tills"))
    for name in ("B", "C"):
        make_device(rcoop, name)
        revoke_device(device=make_device(rcoop)[0], by=cleo, at=NOW)
        make_member(rcoop, make_person(name.lower()))
    assert costs(office, at("desk_tills")) == one


def test_managers_find_it_from_today(office: Client, desk: Client, at: Address) -> None:
    link = f'href="{at("desk_tills")}"'
    assert link in text_of(office.get(at("desk_today")))
    assert link not in text_of(desk.get(at("desk_today")))
