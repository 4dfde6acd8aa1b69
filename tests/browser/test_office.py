"""What desk and managers see, under axe: on a phone in the light, on a screen in the dark."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from consign.agreements.terms import Offer
from consign.ledger.bookings import adjust, charge_fee
from consign.monthend.moving import move_maker
from consign.monthend.terms import propose
from consign.payouts.queries import payouts_at
from consign.payouts.remitting import prepare_remittance
from consign.people.models import Coworking, Maker, User
from consign.slips.models import How
from consign.slips.operations import object_to
from consign.stock.holds import hold
from consign.stock.operations import announce
from consign.stock.stocktaking import close_count, count_piece, set_found, start_count
from consign.stock.wishes import ask_to_keep, confirm_wish
from consign.till.conflicts import Decision, decide
from consign.till.models import Conflict, Payment
from consign.till.pairing import invite_device
from consign.till.places import first_till
from tests.browser.conftest import Problems, Screen
from tests.browser.test_pages import ROOMS, Visit, check, visit
from tests.factories import (
    START,
    make_closed,
    make_entity,
    make_item,
    make_placed,
    make_refund,
    make_sale,
    make_showcase,
    moment,
)
from tests.labels.own import make_paper
from tests.slips.drawn import make_slip
from tests.till.closing import close
from tests.till.paired import give_pin, make_device
from tests.till.test_conflicts import queue

__all__ = ["visit"]
pytestmark = pytest.mark.browser
AT = "/desk/rcoop/"


@pytest.fixture
def office(rcoop: Coworking, plume: Maker, terre: Maker, cleo: User) -> list[str]:
    """Sales, a closed month, a fee, an adjustment, a maker's wish, a move that lies ahead."""
    placed = make_placed(rcoop, plume, "Collier « Plume d'été »", price="300.00", quantity=9)
    sale = make_sale(rcoop, placed.item, at="2026-09-05", quantity=2, discount="10.00")
    (closed,) = make_closed(rcoop, "2026-09")
    refund = make_refund(sale, at="2026-10-06")
    make_sale(rcoop, make_placed(rcoop, terre, "Bol bleu").item, at="2026-10-07")
    by: dict[str, Any] = {
        "coworking": rcoop,
        "maker": plume,
        "by": cleo,
        "at": moment("2026-10-08"),
    }
    charge_fee(label="Photographs", amount=Decimal("18.15"), **by)
    adjust(reason="A label misprinted", amount=Decimal("4.00"), **by)
    sold_twice(rcoop, plume, cleo)
    transferred = make_placed(rcoop, terre, "Vase", price="12.00").item
    make_sale(rcoop, transferred, at="2026-10-08", paid_with=Payment.TRANSFER)
    hold(
        item=placed.item,
        coworking=rcoop,
        name="Mme Peeters",
        until=timezone.now() + timedelta(days=3),
        by=cleo,
        at=timezone.now(),
    )
    affiliation = terre.affiliations.get()
    wish = propose(
        coworking=rcoop,
        affiliation=affiliation,
        starts_on=date(2027, 1, 1),
        offer=Offer(commission_percent=Decimal(20)),
        by=terre.person,
        at=START,
        by_maker=True,
    )
    moved = move_maker(
        maker=plume,
        payee=make_entity("Dies SC"),
        starts_on=date(2027, 2, 1),
        same_terms=True,
        by=cleo,
        at=START,
    )
    order = prepare_remittance(
        coworking=rcoop,
        numbers=[payout.number for payout in payouts_at(rcoop)],
        execution_on=date(2026, 10, 9),
        by=cleo,
        at=moment("2026-10-08"),
    )
    device, _secret = make_device(rcoop)
    _waiting, code = invite_device(till=device.till, name="Phone", by=cleo, at=timezone.now())
    give_pin(rcoop, cleo)
    counted = close(
        first_till(rcoop), cleo, "99.00", opening="100.00", at="2026-10-08", reason="A coin fell"
    ).closing
    coming = announce(
        item=make_item(plume, "Broche"), coworking=rcoop, quantity=1, by=None, at=START
    )
    disputed = make_slip(rcoop, plume)
    make_placed(rcoop, plume, "Bracelet")
    slip = make_slip(rcoop, plume)
    object_to(slip=disputed, words="Two came", how=How.LINK, by=None, at=START)
    shelf = start_count(showcase=make_showcase(rcoop, "Shelf"), by=cleo, at=START)
    count_piece(stocktake=shelf, item=placed.item, by=cleo, at=START)
    (surplus,) = close_count(stocktake=shelf, by=cleo, at=START)
    window = start_count(showcase=placed.showcase, by=cleo, at=START)
    set_found(stocktake=window, item=placed.item, found=1, by=cleo, at=START)
    missing = close_count(stocktake=window, by=cleo, at=START)[0]
    asked = ask_to_keep(
        item=placed.item,
        coworking=rcoop,
        name="Eva",
        email="eva@example.org",
        language="fr",
        address="https://vitrine.example/{}".format,
        words="Pour ma sœur",
        at=timezone.now(),
    )
    wished = confirm_wish(wish=asked, at=timezone.now())
    counting = start_count(showcase=placed.showcase, by=cleo, at=START)
    count_piece(stocktake=counting, item=coming.item, by=cleo, at=START)
    maker, month = f"{AT}makers/{plume.slug}/", f"{AT}month/2026-10/"
    return [
        AT,
        f"{AT}till/",
        f"{AT}till/?code={placed.item.code}",
        f"{AT}sales/{sale.number}/",
        f"{AT}sales/{sale.number}/?done=1",
        f"{AT}sales/{sale.number}/refund/",
        f"{AT}sales/{sale.number}/refund/?reason=gesture&paid_with=cash&back-1=1",
        f"{AT}sales/{refund.number}/",
        f"{AT}conflicts/",
        f"{AT}arrivals/",
        f"{AT}arrivals/{coming.pk}/decline/",
        f"{AT}goods/",
        f"{AT}goods/{placed.pk}/",
        f"{AT}goods/{placed.pk}/loss/",
        f"{AT}goods/{placed.pk}/loss/?cause=stolen&quantity=1&value=210",
        f"{AT}goods/under-way/",
        f"{AT}goods/unsold/",
        f"{AT}goods/asked/",
        f"{AT}goods/asked/{wished.pk}/",
        f"{AT}goods/slips/",
        f"{AT}goods/slips/{slip.number}/",
        f"{AT}goods/slips/{disputed.number}/",
        f"{AT}goods/slips/new/{terre.slug}/deposit/",
        f"{AT}goods/give-back/",
        f"{AT}goods/give-back/?maker={plume.slug}",
        f"{AT}goods/counting/",
        f"{AT}goods/counting/{counting.pk}/",
        f"{AT}goods/counting/{counting.pk}/close/",
        f"{AT}goods/counting/{window.pk}/",
        f"{AT}goods/counting/differences/{missing.pk}/",
        f"{AT}goods/counting/differences/{surplus.pk}/",
        f"{AT}labels/",
        f"{AT}labels/?codes={placed.item.code}&start_at=3",
        f"{AT}labels/printers/",
        f"{AT}labels/papers/",
        f"{AT}labels/papers/new/",
        f"{AT}labels/papers/{make_paper(rcoop, cleo).pk}/",
        f"{AT}makers/",
        f"{AT}makers/new/",
        maker,
        f"{maker}fee/",
        f"{maker}adjustment/",
        f"{maker}affiliation/",
        f"{maker}agreement/",
        f"{maker}agreement/{moved.agreements.get().pk}/",
        f"{AT}makers/{terre.slug}/",
        f"{AT}makers/{terre.slug}/agreement/{wish.pk}/",
        f"{AT}makers/{terre.slug}/agreement/{affiliation.agreements.earliest('pk').pk}/end/",
        f"{AT}makers/payees/new/",
        f"{AT}makers/payees/{affiliation.payee.slug}/",
        f"{AT}month/2026-09/",
        month,
        f"{month}close/",
        f"{AT}month/2026-09/void/{closed.pk}/",
        f"{AT}month/payouts/",
        f"{AT}month/remittances/",
        f"{AT}month/remittances/{order.number}/",
        f"{AT}month/remittances/{order.number}/cancel/",
        f"{AT}month/bank/",
        f"{AT}month/requests/",
        f"{AT}month/money/",
        f"{AT}count/",
        f"{AT}closing/",
        f"{AT}closing/?counted=1&p5000=1",
        f"{AT}closings/",
        f"{AT}closing/{counted.number}/",
        f"{AT}operator/",
        f"{AT}figures/",
        f"{AT}figures/?period=365",
        f"{AT}tills/",
        f"{AT}tills/new/",
        f"{AT}tills/{device.till.pk}/pair/",
        f"{AT}tills/pair/{code}/",
        f"{AT}tills/devices/{device.pk}/",
        f"{AT}tills/devices/{device.pk}/revoke/",
        f"/pair/{code}",
        "/account/",
        f"{AT}month/2026-09/documents/",
        f"{AT}month/2026-09/bookkeeping/",
        f"/documents/{closed.documents.get().pk}/",
        f"/payees/{closed.account.payee.slug}/2026-09/",
    ]


def sold_twice(coworking: Coworking, maker: Maker, by: User) -> None:
    """A conflict that waits, and one that was decided."""
    for title in ("Boucles", "Broche"):
        item = make_placed(coworking, maker, title).item
        make_sale(coworking, item, at="2026-10-08")
        queue(coworking, item, at="2026-10-08 13:00", recorded="2026-10-09")
    decide(
        conflict=Conflict.objects.latest("pk"),
        decision=Decision.KEEP,
        remark="Two lay in the box",
        key=uuid.uuid4(),
        by=by,
        at=moment("2026-10-09 15:00"),
    )


@ROOMS
def test_axe_finds_nothing_at_the_desk_and_in_the_office(
    visit: Visit,
    office: list[str],
    cleo: User,
    live_server: LiveServer,
    problems: Problems,
    screen: Screen,
    dark: bool,
) -> None:
    page: Page = visit(AT, cleo, screen=screen, dark=dark, locale="nl-BE")
    for address in office:
        answer = page.goto(live_server.url + address)
        assert answer is not None
        assert answer.status == 200, address
        check(page)
