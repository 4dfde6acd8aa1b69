"""What a device knows of the pieces: prices of older labels, terms, and why not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consign.agreements.models import Bearer, Mode
from consign.agreements.operations import end_affiliation
from consign.agreements.queries import NoPayee, NoVatStatus
from consign.people.models import Coworking, Maker, User
from consign.stock.items import reprice
from consign.stock.models import Item
from consign.stock.operations import accept, announce, give_back
from consign.stock.queries import AlreadySold, Elsewhere, Withdrawn, prices_on_labels, why_none
from consign.till.catalogue import Piece, catalogue, pieces
from tests.factories import (
    any_person,
    make_agreement,
    make_item,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.till.paired import give_pin, make_device

pytestmark = pytest.mark.django_db
NOW = moment("2026-10-05")


def by_code(found: list[Piece]) -> dict[str, Piece]:
    return {piece.item.code: piece for piece in found}


def one(coworking: Coworking) -> Piece:
    (piece,) = pieces(coworking, NOW)
    return piece


def change_price(item: Item, price: str, at: str) -> None:
    reprice(item=item, price=Decimal(price), by=any_person(), at=moment(at))


def take_to(coworking: Coworking, item: Item, quantity: int = 1) -> None:
    """Pieces that are accepted at another coworking."""
    make_agreement(coworking, item.maker.affiliations.get())
    coming = announce(item=item, coworking=coworking, quantity=quantity, by=None, at=NOW)
    where = coworking.showcases.get()
    accept(announcement=coming, showcase=where, quantity=quantity, by=any_person(), at=NOW)


def test_a_piece_is_told_with_its_terms(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, bearer=Bearer.MAKER, largest_discount="10")
    item = make_placed(rcoop, maker, quantity=3).item
    piece = one(rcoop)
    assert (piece.item.code, piece.item.title) == (item.code, "Collier plume")
    assert (piece.item.price, piece.item.on_hand) == (Decimal("45.00"), 3)
    assert (piece.maker, piece.seller) == ("Comme une plume", "Comme une plume payee")
    assert (piece.most, piece.bearer) == (Decimal(10), Bearer.MAKER)
    assert piece.why is None


def test_in_its_own_name_the_coworking_sells_itself(rcoop: Coworking) -> None:
    make_placed(rcoop, make_selling_maker(rcoop, mode=Mode.OWN_NAME))
    assert one(rcoop).seller is None


def test_prices_that_labels_still_say_are_told_the_latest_first(
    rcoop: Coworking, plume: Maker
) -> None:
    item = make_placed(rcoop, plume).item
    steady = make_placed(rcoop, plume, "Bague", price="20.00").item
    for price, day in (("30.00", "2026-07-01"), ("40.00", "2026-09-01"), ("42.00", "2026-09-20")):
        change_price(item, price, day)
    change_price(item, "45.00", "2026-10-01")
    known = by_code(pieces(rcoop, NOW))
    assert known[item.code].item.was == (Decimal("42.00"), Decimal("40.00"), Decimal("30.00"))
    item.refresh_from_db()
    assert set(known[item.code].item.was) == prices_on_labels(item, NOW)
    assert known[steady.code].item.was == ()


def test_what_was_here_lately_says_what_became_of_it(
    rcoop: Coworking, plume: Maker, dan: User
) -> None:
    sold, home, old = (make_placed(rcoop, plume) for _piece in range(3))
    make_sale(rcoop, sold.item, at="2026-09-01")
    give_back(placement=home, quantity=1, by=dan, at=moment("2026-09-01"))
    make_sale(rcoop, old.item, at="2026-07-01")
    known = by_code(pieces(rcoop, NOW))
    assert set(known) == {sold.item.code, home.item.code}
    assert isinstance(known[sold.item.code].why, AlreadySold)
    assert isinstance(known[home.item.code].why, Withdrawn)
    assert {piece.item.on_hand for piece in known.values()} == {0}
    later = moment("2026-09-01") + timedelta(days=91)
    assert pieces(rcoop, later) == []


def test_a_piece_at_another_coworking_says_where(
    rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
) -> None:
    place = make_placed(rcoop, plume, "Collier")
    give_back(placement=place, quantity=1, by=dan, at=moment("2026-09-01"))
    take_to(filature, place.item)
    why = one(rcoop).why
    assert isinstance(why, Elsewhere)
    assert (why.code, str(why)[:30]) == ("not_here", "“Collier” is at La Filature no")
    assert str(why_none(place.item, rcoop)) == str(why)


def test_what_was_sold_here_is_sold_whatever_others_have(
    rcoop: Coworking, filature: Coworking, plume: Maker
) -> None:
    item = make_placed(rcoop, plume).item
    make_sale(rcoop, item, at="2026-09-01")
    take_to(filature, item)
    assert isinstance(one(rcoop).why, AlreadySold)


def test_what_stops_the_maker_is_told_first(rcoop: Coworking, plume: Maker) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-09-01")
    affiliation = plume.affiliations.get()
    affiliation.payee.vat_periods.all().delete()
    assert isinstance(one(rcoop).why, NoVatStatus)
    end_affiliation(affiliation=affiliation, ends_on=NOW.date(), by=None, at=NOW)
    (tomorrow,) = pieces(rcoop, NOW + timedelta(days=1))
    assert isinstance(tomorrow.why, NoPayee)
    assert (tomorrow.most, tomorrow.seller) == (Decimal(0), None)


def test_only_a_paired_device_gets_hashes_of_pins(
    rcoop: Coworking, filature: Coworking, dan: User, cleo: User
) -> None:
    give_pin(rcoop, dan)
    device, _secret = make_device(rcoop)
    assert [member.user for member in catalogue(rcoop, device=device, at=NOW).people] == [dan]
    found = catalogue(rcoop, device=None, at=NOW)
    assert (list(found.people), found.till) == ([], device.till)


def cost(coworking: Coworking) -> int:
    with CaptureQueriesContext(connection) as captured:
        catalogue(coworking, device=None, at=NOW)
    return len(captured)


def test_thirty_pieces_cost_as_many_queries_as_one(
    rcoop: Coworking, filature: Coworking, plume: Maker
) -> None:
    one_piece = make_placed(rcoop, plume).item
    change_price(one_piece, "40.00", "2026-09-20")
    cost(rcoop)
    once = cost(rcoop)
    assert once < 20
    for number in range(5):
        maker = make_selling_maker(rcoop, f"Maker {number}")
        items = [make_placed(rcoop, maker).item for _piece in range(6)]
        make_sale(rcoop, items[0], at="2026-09-01")
        make_item(maker)
    assert cost(rcoop) == once
    assert len(pieces(rcoop, NOW)) == 31
