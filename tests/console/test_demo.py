"""The demo world, lived through the real operations."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker, Settings

from consign.agreements.models import Agreement, Bearer, Mode
from consign.agreements.queries import affiliation_on
from consign.console.demo.life import Filled, fill
from consign.days import Month, local_day
from consign.journal import checks as journal_checks
from consign.ledger import checks as ledger_checks
from consign.ledger.models import Entry, EntryKind
from consign.monthend import checks as monthend_checks
from consign.payouts import checks as payout_checks
from consign.payouts.models import Payout, PayoutState
from consign.people.models import Coworking, Maker
from consign.people.queries import coworkings
from consign.settlements import checks as settlement_checks
from consign.settlements.fees import SHELF
from consign.settlements.models import Settlement
from consign.stock import checks as stock_checks
from consign.stock.models import Announcement, AnnouncementState, Item, Movement, MovementKind
from consign.stock.queries import on_show
from consign.till import checks as till_checks
from consign.till.models import Payment, Sale
from tests.factories import make_coworking, moment

# The second day of a year: the three months lie in two years, and the last has hardly begun.
NOW = moment("2027-01-02 15:00")
FIRST, SECOND, THIRD = Month(2026, 11), Month(2026, 12), Month(2027, 1)
CHECKS = (
    journal_checks,
    ledger_checks,
    payout_checks,
    settlement_checks,
    stock_checks,
    till_checks,
    monthend_checks,
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Filled]:
    """Filled once for all tests that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield fill(now=NOW, workers=0, tell=lambda _text: None)
        transaction.set_rollback(True)


def test_every_room_finds_the_world_in_order(world: Filled) -> None:
    assert [problem for room in CHECKS for problem in room.problems()] == []


def test_there_are_pieces_and_sales_to_look_at(world: Filled) -> None:
    assert Item.objects.count() >= 150
    assert world.sales >= 150
    assert all(on_show(coworking).count() >= 30 for coworking in coworkings())


def test_sales_reach_from_the_first_month_to_today(world: Filled) -> None:
    for coworking in coworkings():
        days = list(Sale.objects.filter(coworking=coworking).values_list("on", flat=True))
        assert {Month.of(day) for day in days} == {FIRST, SECOND, THIRD}
        assert local_day(NOW) in days
    assert not Sale.objects.filter(sold_at__gt=NOW).exists()


def test_tickets_are_of_every_kind(world: Filled) -> None:
    sales = Sale.objects.filter(refund_of__isnull=True)
    assert {sale.paid_with for sale in sales} == set(Payment.values)
    baskets = [list(sale.lines.select_related("item")) for sale in sales]
    assert any(len({line.item.maker_id for line in basket}) > 1 for basket in baskets)
    assert any(line.quantity > 1 for basket in baskets for line in basket)
    assert any(line.discount for basket in baskets for line in basket)


def test_the_first_month_is_closed_and_paid(world: Filled) -> None:
    payouts = Payout.objects.filter(settlement__period=str(FIRST))
    assert {payout.coworking.name for payout in payouts} == {"Rcoop", "La Filature"}
    assert {payout.state for payout in payouts} == {PayoutState.PAID}


def test_the_second_month_waits_for_a_visitor(world: Filled) -> None:
    closed = Settlement.objects.filter(period=str(SECOND))
    assert {settlement.coworking.name for settlement in closed} == {"La Filature"}
    payouts = Payout.objects.filter(settlement__in=closed)
    assert {payout.state for payout in payouts} == {PayoutState.PREPARED}


def test_a_jewel_came_back_after_its_month_was_paid(world: Filled) -> None:
    refund = Sale.objects.filter(refund_of__on__lte=FIRST.last).get()
    assert Month.of(refund.on) == SECOND
    assert refund.lines.get().item.maker.name == "Comme une plume"


def test_some_pieces_wait_one_lot_was_declined_and_one_piece_went_home(world: Filled) -> None:
    states = list(Announcement.objects.values_list("state", flat=True))
    assert states.count(AnnouncementState.WAITING) >= 5
    assert states.count(AnnouncementState.DECLINED) == 1
    assert Movement.objects.filter(kind=MovementKind.GIVEN_BACK).count() == 1


def test_terms_of_every_kind_are_agreed_and_one_proposal_waits(world: Filled) -> None:
    agreed = Agreement.objects.filter(accepted_at__isnull=False)
    assert set(agreed.values_list("mode", flat=True)) == set(Mode.values)
    assert set(agreed.values_list("discount_bearer", flat=True)) == set(Bearer.values)
    assert {"included", "added"} == set(agreed.values_list("commission_vat", flat=True))
    assert Agreement.objects.filter(agreed_at__isnull=True, accepted_at__isnull=True).count() == 1


def test_more_than_sales_stands_on_the_accounts(world: Filled) -> None:
    """A theft, a fee, a correction; shelf fees and VAT on top in every closed month."""
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert kinds == set(EntryKind.values) - {EntryKind.PAYOUT_RETURNED}
    assert Entry.objects.filter(reference__startswith=SHELF).count() >= 2


def test_the_jeweller_changed_her_payee_and_one_affiliation_ends_soon(world: Filled) -> None:
    plume = Maker.objects.get(name="Comme une plume")
    before = affiliation_on(plume, Month(2026, 7).last)
    after = affiliation_on(plume, Month(2026, 8).first)
    assert before is not None
    assert after is not None
    assert [before.payee.legal_name, after.payee.legal_name] == ["JobYourself SC", "Dies SC"]
    lueur = affiliation_on(Maker.objects.get(name="Lueur"), local_day(NOW))
    assert lueur is not None
    assert lueur.ends_on is not None
    assert timedelta(days=30) <= lueur.ends_on - local_day(NOW) <= timedelta(days=60)


def test_lines_of_the_jewellers_list_that_say_too_little_are_named(world: Filled) -> None:
    assert [problem.code for problem in world.problems] == [
        "made_to_order",
        "quantity_missing",
        "vat_missing",
    ]


def test_a_world_that_is_there_stays_as_it_is(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    make_coworking("Ours")
    call_command("demo", "--without-pictures")
    assert [coworking.name for coworking in Coworking.objects.all()] == ["Ours"]
    assert "stays as it is" in capsys.readouterr().out


def test_what_is_no_demo_is_never_emptied(db: None) -> None:
    make_coworking("Ours")
    with pytest.raises(CommandError, match="no demo"):
        call_command("demo", "--fresh")
    assert Coworking.objects.get().name == "Ours"


@pytest.mark.django_db(transaction=True)
def test_a_demo_can_begin_anew(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEMO = True
    make_coworking("Of yesterday")
    call_command("demo", "--fresh", "--without-pictures")
    names = Coworking.objects.order_by("name").values_list("name", flat=True)
    assert list(names) == ["La Filature", "Rcoop"]
    assert "julie@plume.example" in capsys.readouterr().out
