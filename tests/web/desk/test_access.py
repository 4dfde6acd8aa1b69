"""Who may stand at the desk: its staff and managers; for everybody else it is not there."""

import pytest
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.stock.operations import announce
from consign.stock.stocktaking import close_count, count_piece, start_count
from tests.factories import (
    START,
    make_item,
    make_member,
    make_person,
    make_placed,
    make_sale,
    make_showcase,
)
from tests.labels.own import make_paper
from tests.slips.drawn import make_slip
from tests.web.desk.conftest import Address


@pytest.fixture
def pages(rcoop: Coworking, plume: Maker, dan: User, at: Address) -> list[str]:
    """Every page of the desk, each with something to show."""
    place = make_placed(rcoop, plume)
    slip = make_slip(rcoop, plume)
    paper = make_paper(rcoop, dan)
    coming = announce(item=make_item(plume), coworking=rcoop, quantity=1, by=None, at=START)
    sale = make_sale(rcoop, place.item)
    closed = start_count(showcase=make_showcase(rcoop, "Shelf"), by=dan, at=START)
    count_piece(stocktake=closed, item=place.item, by=dan, at=START)
    (difference,) = close_count(stocktake=closed, by=dan, at=START)
    count = start_count(showcase=place.showcase, by=dan, at=START)
    return [
        at("desk_today"),
        at("desk_till"),
        at("desk_line") + f"?code={place.item.code}",
        at("desk_sale", sale.number),
        at("desk_refund", sale.number),
        at("desk_find_ticket"),
        at("desk_intake"),
        at("desk_decline", coming.pk),
        at("desk_goods"),
        at("desk_transits"),
        at("desk_unsold"),
        at("desk_wishes"),
        at("desk_slips"),
        at("desk_slip", slip.number),
        at("desk_slip_pdf", slip.number),
        at("desk_slip_new", plume.slug, "withdrawal"),
        at("desk_give_back"),
        at("desk_conflicts"),
        at("desk_placement", place.pk),
        at("desk_loss", place.pk),
        at("desk_labels"),
        at("desk_printers"),
        at("desk_papers"),
        at("desk_paper_new"),
        at("desk_paper", paper.pk),
        at("desk_calibration"),
        at("desk_stocktakes"),
        at("desk_stocktake", count.pk),
        at("desk_stocktake_close", count.pk),
        at("desk_stocktake", closed.pk),
        at("desk_difference", difference.pk),
    ]


@pytest.mark.parametrize("who", ["dan", "cleo"])
def test_desk_and_manager_see_the_pages(
    client: Client, pages: list[str], who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    # The one piece was sold, so its row cannot be had any more.
    assert [client.get(page).status_code for page in pages] == [200] * 2 + [409] + [200] * 28


@pytest.mark.parametrize("who", ["ada", "ben", "vic"])
def test_for_others_there_is_no_desk(
    client: Client, pages: list[str], who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert {client.get(page).status_code for page in pages} == {404}


def test_desk_of_another_coworking_is_none_here(
    client: Client, pages: list[str], filature: Coworking
) -> None:
    client.force_login(make_member(filature, make_person("olga")))
    assert {client.get(page).status_code for page in pages} == {404}


def test_rows_of_another_coworking_are_not_found(
    desk: Client, rcoop: Coworking, filature: Coworking, plume: Maker, dan: User, at: Address
) -> None:
    make_member(filature, dan)
    place = make_placed(rcoop, plume)
    coming = announce(item=make_item(plume), coworking=rcoop, quantity=1, by=None, at=START)
    sale = make_sale(rcoop, place.item)
    pages = [
        at("desk_sale", sale.number),
        at("desk_refund", sale.number),
        at("desk_placement", place.pk),
        at("desk_loss", place.pk),
        at("desk_decline", coming.pk),
    ]
    there = [page.replace(rcoop.slug, filature.slug, 1) for page in pages]
    assert [desk.get(page).status_code for page in there] == [404] * 5


def test_who_is_not_signed_in_signs_in_first(client: Client, pages: list[str]) -> None:
    assert {client.get(page).status_code for page in pages} == {302}
    assert all("/signin/?next=" in client.get(page)["Location"] for page in pages)
