"""Fees and adjustments: booked by the manager, seen by both sides."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consign.agreements.models import Affiliation
from consign.agreements.operations import change_payee
from consign.ledger.bookings import adjust
from consign.ledger.models import Entry, LossCause
from consign.monthend.losses import record_loss
from consign.people.models import Coworking, Maker, User
from tests.factories import (
    START,
    make_agreement,
    make_closed,
    make_entity,
    make_placed,
    moment,
)
from tests.kept import kept
from tests.web.manager.conftest import Address, Clock, text_of

pytestmark = pytest.mark.django_db


def payee_of(maker: Maker) -> int:
    return Affiliation.objects.filter(maker=maker).latest("starts_on").payee_id


@pytest.fixture
def fee(plume: Maker) -> dict[str, Any]:
    return {
        "label": "Labels",
        "amount": "4,84",
        "on": "2026-11-03",
        "payee": payee_of(plume),
        "key": uuid.uuid4(),
    }


@pytest.fixture
def adjustment(plume: Maker) -> dict[str, Any]:
    return {
        "direction": "ours",
        "amount": "5",
        "reason": "Counted twice",
        "on": "2026-11-03",
        "payee": payee_of(plume),
        "key": uuid.uuid4(),
    }


class TestBooking:
    def test_a_fee_is_charged_and_stands_on_the_makers_page(
        self, manager: Client, at: Address, plume: Maker, fee: dict[str, Any], cleo: User
    ) -> None:
        answer = manager.post(at("desk_fee", plume.slug), fee, follow=True)
        assert answer.redirect_chain[-1][0] == at("desk_maker", plume.slug)
        shown = text_of(answer)
        said = "-€4.84 is booked as F-2026-00001 on the account of Comme une plume payee."
        for told in (said, "Labels", "F-2026-00001"):
            assert told in shown
        entry = Entry.objects.get()
        assert (entry.amount, entry.memo) == (Decimal("-4.84"), "Labels")
        # What happens today happens now.
        assert entry.occurred_at == entry.recorded_at == moment("2026-11-03 09:00")

    @pytest.mark.parametrize(("direction", "amount"), [("ours", "-5.00"), ("theirs", "5.00")])
    def test_an_adjustment_goes_the_way_that_was_chosen(
        self,
        manager: Client,
        at: Address,
        plume: Maker,
        adjustment: dict[str, Any],
        direction: str,
        amount: str,
    ) -> None:
        sent = {**adjustment, "direction": direction}
        shown = text_of(manager.post(at("desk_adjust", plume.slug), sent, follow=True))
        assert "Adjustment · Counted twice" in shown
        assert Entry.objects.get().amount == Decimal(amount)

    def test_a_day_before_today(
        self, manager: Client, at: Address, plume: Maker, fee: dict[str, Any]
    ) -> None:
        manager.post(at("desk_fee", plume.slug), {**fee, "on": "2026-10-31"})
        assert Entry.objects.get().on == date(2026, 10, 31)

    def test_the_payee_of_today_is_chosen_and_one_who_has_left_can_be(
        self, manager: Client, at: Address, plume: Maker, adjustment: dict[str, Any]
    ) -> None:
        old = payee_of(plume)
        new = change_payee(
            maker=plume,
            payee=make_entity("Next"),
            starts_on=date(2026, 11, 1),
            by=None,
            at=START,
        ).payee
        page = manager.get(at("desk_adjust", plume.slug))
        assert page.context["form"]["payee"].value() == new.pk
        assert {one.pk for one in page.context["form"].fields["payee"].queryset} == {old, new.pk}
        manager.post(at("desk_adjust", plume.slug), adjustment)
        assert Entry.objects.get().account.payee_id == old

    @pytest.mark.parametrize("which", ["fee", "adjustment"])
    def test_a_double_tap_books_once(
        self,
        manager: Client,
        at: Address,
        plume: Maker,
        which: str,
        request: pytest.FixtureRequest,
    ) -> None:
        page = at({"fee": "desk_fee", "adjustment": "desk_adjust"}[which], plume.slug)
        sent = request.getfixturevalue(which)
        for _tap in range(2):
            assert manager.post(page, sent).status_code == 302
        assert Entry.objects.count() == 1

    def test_an_old_page_sent_again_with_other_content_asks_once_more(
        self, manager: Client, at: Address, plume: Maker, fee: dict[str, Any]
    ) -> None:
        manager.post(at("desk_fee", plume.slug), fee)
        answer = manager.post(at("desk_fee", plume.slug), {**fee, "amount": "7,00"})
        assert answer.status_code == 409
        assert "You sent this page before. Send it again to book once more." in text_of(answer)
        again = {**fee, "amount": "7,00", "key": answer.context["form"]["key"].value()}
        assert manager.post(at("desk_fee", plume.slug), again).status_code == 302
        assert Entry.objects.count() == 2

    @pytest.mark.parametrize(
        ("changed", "status", "field"),
        [
            ({"amount": "0"}, 409, "amount"),
            ({"amount": "-5"}, 400, "amount"),
            ({"amount": "100000,01"}, 409, "amount"),
            ({"on": "2026-11-04"}, 409, "on"),
            ({"on": ""}, 400, "on"),
            ({"payee": "0"}, 400, "payee"),
        ],
    )
    def test_what_is_refused_says_where_and_keeps_what_was_typed(
        self,
        manager: Client,
        at: Address,
        plume: Maker,
        fee: dict[str, Any],
        adjustment: dict[str, Any],
        changed: dict[str, str],
        status: int,
        field: str,
    ) -> None:
        for page, sent, typed in (
            ("desk_fee", fee, ("label", "Labels")),
            ("desk_adjust", adjustment, ("reason", "Counted twice")),
        ):
            answer = manager.post(at(page, plume.slug), {**sent, **changed})
            assert answer.status_code == status
            form = answer.context["form"]
            assert list(form.errors) == [field]
            assert form[typed[0]].value() == typed[1]
        assert not Entry.objects.exists()

    def test_the_payee_of_somebody_else_is_no_choice(
        self, manager: Client, at: Address, plume: Maker, terre: Maker, fee: dict[str, Any]
    ) -> None:
        answer = manager.post(at("desk_fee", plume.slug), {**fee, "payee": payee_of(terre)})
        assert list(answer.context["form"].errors) == ["payee"]


class TestBothSidesSee:
    @kept
    def world(self, rcoop: Coworking, plume: Maker, dan: User, cleo: User) -> None:
        """A stolen necklace, an adjustment, and a shelf to pay for."""
        make_agreement(rcoop, plume.affiliations.get(), fee="24.20", starts_on=date(2026, 11, 1))
        place = make_placed(rcoop, plume, quantity=3)
        at = moment("2026-11-02")
        record_loss(
            placement=place,
            quantity=2,
            cause=LossCause.STOLEN,
            reason="Police report 1234/26",
            by=dan,
            at=at,
        )
        adjust(
            coworking=rcoop,
            maker=plume,
            amount=Decimal("-5.00"),
            reason="Counted twice",
            by=cleo,
            at=at,
        )

    TOLD = (
        "Compensation: “Collier plume”, stolen · Police report 1234/26",
        "€52.06",
        "Adjustment · Counted twice",
        "-€5.00",
        "Shelf fee, 30 of 30 days",
        "-€24.20",
    )

    def test_the_manager_on_the_makers_page(
        self, manager: Client, at: Address, plume: Maker, world: None
    ) -> None:
        shown = text_of(manager.get(at("desk_maker", plume.slug)))
        for told in self.TOLD:
            assert told in shown

    def test_the_maker_on_the_money_page(
        self, client: Client, clock: Clock, ada: User, plume: Maker, world: None
    ) -> None:
        clock("2026-11-03")
        client.force_login(ada)
        shown = text_of(client.get(reverse("my_money", args=[plume.slug])))
        for told in (*self.TOLD, "when November 2026 is closed"):
            assert told in shown

    def test_what_is_closed_is_gone_from_both(
        self,
        manager: Client,
        at: Address,
        clock: Clock,
        rcoop: Coworking,
        plume: Maker,
        ada: User,
        world: None,
    ) -> None:
        make_closed(rcoop, "2026-11")
        clock("2026-12-02")
        assert "Counted twice" not in text_of(manager.get(at("desk_maker", plume.slug)))
        manager.force_login(ada)
        shown = text_of(manager.get(reverse("my_money", args=[plume.slug])))
        assert "Counted twice" not in shown
        # December's shelf is to come.
        assert shown.count("Shelf fee, 31 of 31 days") == 1

    def test_a_month_that_waits_to_be_closed_keeps_its_fee_in_sight(
        self, manager: Client, at: Address, clock: Clock, plume: Maker, world: None
    ) -> None:
        clock("2026-12-02")
        shown = text_of(manager.get(at("desk_maker", plume.slug)))
        assert "when November 2026 is closed" in shown
        assert "when December 2026 is closed" in shown

    def test_the_maker_on_the_pieces_page_and_in_the_list(
        self, client: Client, ada: User, rcoop: Coworking, plume: Maker, dan: User, world: None
    ) -> None:
        place = plume.items.get().placements.get()
        record_loss(
            placement=place, quantity=1, cause=LossCause.DAMAGED, by=dan, at=moment("2026-11-03")
        )
        client.force_login(ada)
        shown = text_of(client.get(reverse("my_piece", args=[plume.slug, place.item.code])))
        for told in ("Police report 1234/26", "€52.06", "€26.03", "stolen", "damaged"):
            assert told in shown
        assert "credited to Comme une plume payee" in shown
        assert "damaged" in text_of(client.get(reverse("my_pieces", args=[plume.slug])))

    def test_a_passer_by_reads_that_it_is_gone_and_not_why(
        self, client: Client, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        place = make_placed(rcoop, plume)
        record_loss(
            placement=place, quantity=1, cause=LossCause.STOLEN, by=dan, at=moment("2026-11-03")
        )
        shown = text_of(client.get(reverse("piece", args=[place.item.code])))
        assert "not there any more" in shown
        assert "stolen" not in shown

    def test_three_entries_cost_as_many_queries_as_one(
        self, manager: Client, at: Address, rcoop: Coworking, plume: Maker, cleo: User
    ) -> None:
        counts = []
        for _entry in range(3):
            adjust(
                coworking=rcoop,
                maker=plume,
                amount=Decimal("1.00"),
                reason="Goodwill",
                by=cleo,
                at=moment("2026-11-02"),
            )
            with CaptureQueriesContext(connection) as queries:
                manager.get(at("desk_maker", plume.slug))
            counts.append(len(queries))
        assert len(set(counts)) == 1
