"""What of the goods waits for the desk and the maker, and the list of what stayed too long."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from consign.agreements.models import Agreement
from consign.ledger.models import Entry
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Placement
from tests.factories import make_placed

LONG_AGO = timedelta(days=130)


@pytest.fixture
def old(rcoop: Coworking, plume: Maker) -> Placement:
    """Pieces whose maker should have fetched them ten days ago."""
    Agreement.objects.update(storage_fee=Decimal("2.00"))
    return make_placed(rcoop, plume, quantity=2, at=timezone.now() - LONG_AGO)


def test_today_tells_what_waits(old: Placement, dan: User, client: Client) -> None:
    client.force_login(dan)
    page = client.get("/desk/rcoop/")
    told = {task.label: task.count for task in page.context["tasks"]}
    assert told == {"To be fetched": 1, "Without a label": 1, "Without a slip": 1}
    for task in page.context["tasks"]:
        assert client.get(task.url).status_code == 200


def test_another_day_tells_of_its_tickets_alone(old: Placement, dan: User, client: Client) -> None:
    client.force_login(dan)
    assert client.get("/desk/rcoop/?day=2026-01-02").context["tasks"] == []


def test_the_maker_reads_what_to_fetch(old: Placement, ada: User, client: Client) -> None:
    client.force_login(ada)
    page = client.get("/my/comme-une-plume/home/")
    assert {task.label: task.count for task in page.context["tasks"]} == {"To be fetched": 1}
    assert "should have been fetched" in client.get("/my/comme-une-plume/unsold/").text


def test_the_list_names_where_it_is(old: Placement, dan: User, client: Client) -> None:
    client.force_login(dan)
    page = client.get("/desk/rcoop/goods/unsold/").text
    assert "Collier plume" in page
    assert "Window" in page
    assert "Charge storage" not in page


def test_a_manager_charges_storage_once_a_month(old: Placement, cleo: User, client: Client) -> None:
    client.force_login(cleo)
    page = "/desk/rcoop/goods/unsold/"
    assert "€4.00" in client.get(page).text
    client.post(f"{page}comme-une-plume/storage/")
    assert Entry.objects.get().amount == Decimal("-4.00")
    said = client.post(f"{page}comme-une-plume/storage/", follow=True).text
    assert "is charged to Comme une plume already" in said
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "words"), [(85, "may stay until"), (100, "to be fetched until"), (130, "should have")]
)
def test_how_far_a_piece_is_said(
    rcoop: Coworking, plume: Maker, dan: User, client: Client, days: int, words: str
) -> None:
    make_placed(rcoop, plume, at=timezone.now() - timedelta(days=days))
    client.force_login(dan)
    assert words in client.get("/desk/rcoop/goods/unsold/").text


def test_the_desk_charges_nothing(old: Placement, dan: User, client: Client) -> None:
    client.force_login(dan)
    assert client.post("/desk/rcoop/goods/unsold/comme-une-plume/storage/").status_code == 404
    assert not Entry.objects.exists()


def test_with_nothing_old_the_list_says_so(rcoop: Coworking, dan: User, client: Client) -> None:
    client.force_login(dan)
    assert "Nothing stayed too long" in client.get("/desk/rcoop/goods/unsold/").text
