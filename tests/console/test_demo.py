"""The demo world, lived through the real operations."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pypdfium2
import pytest
import zxingcpp
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker, Settings

from consign.agreements.models import Agreement, Bearer, Mode
from consign.agreements.queries import affiliation_on
from consign.bank.statement import BankLine
from consign.console.demo.life import Filled, fill
from consign.days import Month, local_day
from consign.invoices import checks as invoice_checks
from consign.invoices.models import Document, Original
from consign.journal import checks as journal_checks
from consign.ledger import checks as ledger_checks
from consign.ledger.models import Entry, EntryKind
from consign.ledger.queries import balance
from consign.money.split import ZERO
from consign.monthend import checks as monthend_checks
from consign.monthend.operations import close_month
from consign.monthend.request_pdf import request_pdf
from consign.monthend.statement import so_far
from consign.payouts import checks as payout_checks
from consign.payouts.bank_statements import read_in
from consign.payouts.contents import contents_digest, remittance_file
from consign.payouts.models import (
    WAITING,
    PaymentRequest,
    Payout,
    PayoutState,
    RequestState,
)
from consign.payouts.operations import mark_returned
from consign.payouts.remitting import approve, export, prepare_remittance
from consign.people.hashing import fits
from consign.people.models import Coworking, Maker
from consign.people.queries import coworkings, ibans_of, managers_of, staff_of
from consign.settlements import checks as settlement_checks
from consign.settlements.fees import SHELF
from consign.settlements.models import Settlement
from consign.settlements.queries import settlements
from consign.stock import checks as stock_checks
from consign.stock.models import (
    Announcement,
    AnnouncementState,
    Hold,
    HoldWish,
    HoldWishState,
    Item,
    Movement,
    MovementKind,
    Reduction,
    Transit,
)
from consign.stock.on_show import on_show
from consign.till import checks as till_checks
from consign.till.models import MEANS, DayClosing, Payment, Sale
from tests.bank.files import camt_053, coda
from tests.bank.iso import control_sum, expect_valid
from tests.factories import make_coworking, moment
from tests.invoices.validating import problems_of

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
    invoice_checks,
    monthend_checks,
)


@pytest.fixture(scope="module")
def world(nothing_kept: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Filled]:
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
    assert {sale.paid_with for sale in sales} == {*MEANS, Payment.MIXED}
    baskets = [list(sale.lines.select_related("item")) for sale in sales]
    assert any(len({line.item.maker_id for line in basket}) > 1 for basket in baskets)
    assert any(line.quantity > 1 for basket in baskets for line in basket)
    assert any(line.discount for basket in baskets for line in basket)


def test_tills_are_closed_on_most_days_and_sometimes_a_coin_is_off(world: Filled) -> None:
    for coworking in coworkings():
        made = list(DayClosing.objects.filter(till__coworking=coworking))
        assert len(made) > 10
        assert any(one.difference for one in made)
        assert any(one.banked for one in made)
        assert not any(one.on == local_day(NOW) for one in made)


def test_the_first_month_is_closed_and_paid(world: Filled) -> None:
    payouts = Payout.objects.filter(settlement__period=str(FIRST))
    assert {payout.coworking.name for payout in payouts} == {"Rcoop", "La Filature"}
    assert {payout.state for payout in payouts} == {PayoutState.PAID, PayoutState.RETURNED}


def test_one_transfer_came_back_and_is_owed_again(world: Filled) -> None:
    payout = Payout.objects.get(state=PayoutState.RETURNED)
    assert payout.returned_reason
    account = payout.settlement.account
    assert balance(account) == so_far(account, THIRD).totals.change


def test_the_second_month_waits_for_a_visitor(world: Filled) -> None:
    closed = Settlement.objects.filter(period=str(SECOND))
    assert {settlement.coworking.name for settlement in closed} == {"La Filature"}
    payouts = Payout.objects.filter(settlement__in=closed)
    assert {payout.state for payout in payouts} == {PayoutState.PREPARED}


def test_a_jewel_came_back_after_its_month_was_paid(world: Filled) -> None:
    refund = Sale.objects.filter(refund_of__on__lte=FIRST.last).get()
    assert Month.of(refund.on) == SECOND
    assert refund.lines.get().item.maker.name == "Comme une plume"


def test_everybody_at_a_desk_can_sign(world: Filled, settings: Settings) -> None:
    for coworking in coworkings():
        staff = list(staff_of(coworking))
        assert len(staff) >= 4
        assert all(fits(member, settings.DEMO_PIN) for member in staff)


def test_some_pieces_wait_one_lot_was_declined_and_one_piece_went_home(world: Filled) -> None:
    states = list(Announcement.objects.values_list("state", flat=True))
    assert states.count(AnnouncementState.WAITING) >= 5
    assert states.count(AnnouncementState.DECLINED) == 1
    assert Movement.objects.filter(kind=MovementKind.GIVEN_BACK).count() == 1


def test_pieces_travel_are_reduced_and_are_asked_for(world: Filled) -> None:
    assert Transit.objects.count() == 2
    planned = Reduction.objects.all()
    assert {(one.begun_at is None) for one in planned} == {True, False}
    assert {wish.state for wish in HoldWish.objects.all()} == {
        HoldWishState.ASKED,
        HoldWishState.KEPT,
    }
    assert Hold.objects.filter(until__gt=NOW).exists()


def test_terms_of_every_kind_are_agreed_and_one_proposal_waits(world: Filled) -> None:
    agreed = Agreement.objects.filter(accepted_at__isnull=False)
    assert set(agreed.values_list("mode", flat=True)) == set(Mode.values)
    assert set(agreed.values_list("discount_bearer", flat=True)) == set(Bearer.values)
    assert {"included", "added"} == set(agreed.values_list("commission_vat", flat=True))
    assert Agreement.objects.filter(agreed_at__isnull=True, accepted_at__isnull=True).count() == 1


def test_more_than_sales_stands_on_the_accounts(world: Filled) -> None:
    """A theft, a fee, a correction; shelf fees and VAT on top in every closed month."""
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert kinds == set(EntryKind.values) - {EntryKind.RECEIVED}
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


class TestPapersAndBank:
    """Three months closed, paid and settled, every file read back by other code than wrote it."""

    @pytest.fixture
    def closed(self, world: Filled) -> Iterator[list[Settlement]]:
        """All three months closed, the last before it is over; taken back after the test."""
        with transaction.atomic():
            for coworking in coworkings():
                for month in (SECOND, THIRD):
                    by = managers_of(coworking)[0]
                    run = close_month(coworking=coworking, month=month, by=by, at=NOW, early=True)
                    assert run.refused == []
            yield list(settlements())
            transaction.set_rollback(True)

    def test_every_document_is_valid(self, closed: list[Settlement]) -> None:
        kept = Original.objects.select_related("document")
        files = {
            f"{one.document.issuer.slug} {one.document.number}": one.xml.encode() for one in kept
        }
        assert len(files) == kept.count() == Document.objects.count() > 40
        assert {one.document.kind for one in kept} >= {"commission_invoice", "self_billed_invoice"}
        assert problems_of(files) == {}

    def test_bank_files_pay_what_statements_say_and_the_bank_settles_them(
        self, closed: list[Settlement]
    ) -> None:
        files: tuple[Callable[..., bytes], ...] = (partial(camt_053, identification="1"), coda)
        for coworking, bank_file in zip(coworkings(), files, strict=True):
            first, second = managers_of(coworking)
            due = [one for one in closed if one.coworking == coworking and one.payout]
            waiting = Payout.objects.filter(coworking=coworking, state=PayoutState.PREPARED)
            remittance = prepare_remittance(
                coworking=coworking,
                numbers=[payout.number for payout in waiting],
                execution_on=local_day(NOW),
                by=first,
                at=NOW,
            )
            digest = contents_digest(remittance)
            approve(remittance=remittance, digest=digest, by=second, at=NOW)
            remittance = export(remittance=remittance, by=first, at=NOW)
            file = remittance_file(remittance)
            expect_valid(file)
            paid_before = Payout.objects.filter(
                coworking=coworking, state__in=[PayoutState.PAID, PayoutState.RETURNED]
            )
            total = sum((payout.amount for payout in paid_before), control_sum(file))
            assert total == sum(one.payout for one in due)

            lines = [
                BankLine(
                    position=position,
                    booked_on=local_day(NOW),
                    value_on=local_day(NOW),
                    amount=-payout.amount,
                    end_to_end_id=payout.number,
                    counterparty=payout.holder,
                    counterparty_iban=payout.iban,
                    bank_reference=f"B{position:06}",
                )
                for position, payout in enumerate(remittance.payouts.order_by("pk"), start=1)
            ]
            told = bank_file(
                iban=next(iter(ibans_of(coworking.operator))),
                closed_on=local_day(NOW),
                opening=Decimal("9000.00"),
                lines=lines,
            )
            read = read_in(coworking=coworking, content=told, by=first, at=NOW)
            assert (read.paid, read.left_open) == (len(lines), 0)
            again = read_in(coworking=coworking, content=told, by=first, at=NOW)
            assert (again.paid, again.known) == (0, len(lines))
            assert not Payout.objects.filter(coworking=coworking, state__in=WAITING).exists()

            returned = remittance.payouts.order_by("pk")[0]
            account = returned.settlement.account
            before = balance(account)
            mark_returned(
                payout=returned, returned_on=local_day(NOW), reason="AC04", by=first, at=NOW
            )
            assert balance(account) == before + returned.amount
        assert [problem for room in CHECKS for problem in room.problems()] == []

    def test_what_is_asked_for_can_be_scanned(self, closed: list[Settlement]) -> None:
        asked = PaymentRequest.objects.filter(state=RequestState.OPEN)
        assert asked
        for request in asked:
            pdf = request_pdf(request, ZERO, "fr")
            page = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_numpy()
            (found,) = zxingcpp.read_barcodes(page)
            assert found.text == (
                f"BCD\n002\n1\nSCT\n\n{request.holder}\n{request.iban}\n"
                f"EUR{request.amount}\n\n{request.reference}"
            )


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
