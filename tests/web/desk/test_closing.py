"""Closing the till at the desk: counted blindly, compared, explained, signed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item
from consign.till.devices import COOKIE
from consign.till.models import DayClosing, Payment, Till
from consign.till.pairing import note_device_seen
from consign.till.places import first_till
from tests.factories import make_placed, make_sale
from tests.till.closing import close, sell
from tests.till.paired import PIN, give_pin, make_device
from tests.web.conftest import As, Clock, Costs, text_of
from tests.web.desk.conftest import Address

pytestmark = pytest.mark.django_db
# 100.00, 10.00 and 3.00.
COUNTED = {"counted": "1", "opening": "100", "p10000": "1", "p1000": "1", "p100": "3"}
D = Decimal


@pytest.fixture(autouse=True)
def evening(clock: Clock) -> None:
    clock("2026-10-05 17:00")
    cache.clear()


@pytest.fixture
def till(rcoop: Coworking) -> Till:
    return first_till(rcoop)


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Item:
    return make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=99).item


@pytest.fixture
def sold(till: Till, bowls: Item) -> None:
    """A bowl in cash for 13.00, another by card."""
    make_sale(till.coworking, bowls, at="2026-10-05 08:00", paid_with=Payment.CASH)
    make_sale(till.coworking, bowls, at="2026-10-05 09:00")


def said(**more: str) -> dict[str, str]:
    """What is sent last: all is there, nothing goes to the bank."""
    return {**COUNTED, "on": "2026-10-05", "expected": "113.00", "banked": "0", **more}


class TestCounting:
    def test_today_leads_to_it(self, desk: Client, at: Address) -> None:
        page = text_of(desk.get(at("desk_today")))
        assert at("desk_closing") in page
        assert at("desk_closings") in page

    def test_what_should_be_there_is_not_told_before_it_was_counted(
        self, desk: Client, at: Address, sold: None
    ) -> None:
        page = text_of(desk.get(at("desk_closing")))
        assert "13.00" not in page
        assert "Expected" not in page
        for name in ("p50000", "p500", "p200", "p1", "opening"):
            assert f'name="{name}"' in page

    def test_then_it_stands_beside_it(self, desk: Client, at: Address, sold: None) -> None:
        page = desk.get(at("desk_closing"), COUNTED)
        assert page.context["expected"] == page.context["counted"] == D("113.00")
        shown = text_of(page)
        for words in ("It is all there", "€100.00", "€13.00", "€12.99 by card"):
            assert words in shown
        assert "Why do they differ?" not in shown
        assert not DayClosing.objects.exists()

    @pytest.mark.parametrize(("coins", "words"), [("1", "€2.00 missing"), ("5", "€2.00 too much")])
    def test_a_difference_is_told_in_plain_words(
        self, desk: Client, at: Address, sold: None, coins: str, words: str
    ) -> None:
        shown = text_of(desk.get(at("desk_closing"), {**COUNTED, "p100": coins}))
        assert words in shown
        assert "Why do they differ?" in shown

    @pytest.mark.parametrize(
        "changes",
        [
            {"p100": "-1"},
            {"p100": "many"},
            {"p100": "10000"},
            {"p50000": "201"},
            {"opening": ""},
            {"opening": "-1"},
            {"on": "2026-10-04"},
        ],
    )
    def test_what_is_no_count_is_told_and_nothing_is_lost(
        self, desk: Client, at: Address, sold: None, changes: dict[str, str]
    ) -> None:
        page = desk.get(at("desk_closing"), {**COUNTED, **changes})
        assert page.status_code == 400
        assert page.context["form"].errors
        assert page.context["form"]["p1000"].value() == "1"

    def test_counting_again_begins_with_what_was_counted(
        self, desk: Client, at: Address, till: Till, sold: None
    ) -> None:
        compared = desk.get(at("desk_closing"), COUNTED)
        again = f"?till={till.pk}&amp;{compared.context['counted_form'].query}"
        assert again.replace("&amp;", "&") in text_of(compared).replace("&amp;", "&")
        page = desk.get(at("desk_closing") + again.replace("&amp;", "&"))
        assert "Compare" in text_of(page)
        assert page.context["form"]["p10000"].value() == "1"
        assert page.context["form"]["opening"].value() == "100"


class TestClosing:
    def test_a_till_is_closed(
        self, desk: Client, at: Address, till: Till, sold: None, dan: User
    ) -> None:
        sent = said(banked="60,00")
        answer = desk.post(at("desk_closing"), sent)
        made = DayClosing.objects.get()
        assert answer["Location"] == at("desk_day_closing", "D-2026-00001") + "?done=1"
        assert (made.till, made.counted, made.banked) == (till, D("113.00"), D("60.00"))
        assert (made.closed_by, made.device, made.reason) == (dan, None, "")
        page = text_of(desk.get(answer["Location"]))
        for words in ("The till is closed", "€53.00", "It cannot be changed.", "Closed by Dan"):
            assert words in page

    @pytest.mark.parametrize(
        ("changes", "status", "field"),
        [
            ({"p100": "2"}, 409, "reason"),
            ({"banked": "113.01"}, 409, "banked"),
            ({"banked": ""}, 400, "banked"),
            ({"banked": "much"}, 400, "banked"),
            ({"reason": "x" * 201}, 400, "reason"),
            ({"expected": "100.00"}, 409, "__all__"),
            ({"expected": ""}, 400, "expected"),
        ],
    )
    def test_what_is_refused_is_told_and_nothing_is_lost(
        self,
        desk: Client,
        at: Address,
        sold: None,
        changes: dict[str, str],
        status: int,
        field: str,
    ) -> None:
        page = desk.post(at("desk_closing"), said(**changes))
        assert page.status_code == status
        assert page.context["form"].errors.keys() == {field}
        assert 'name="p10000" value="1"' in text_of(page)
        assert not DayClosing.objects.exists()

    def test_a_sale_meanwhile_shows_new_figures(
        self, desk: Client, at: Address, till: Till, sold: None, bowls: Item
    ) -> None:
        make_sale(till.coworking, bowls, at="2026-10-05 16:59", paid_with=Payment.CASH)
        page = desk.post(at("desk_closing"), said())
        assert page.status_code == 409
        shown = text_of(page)
        assert "Something was sold or given back while you counted." in shown
        assert 'name="expected" value="126.00"' in shown
        assert "€13.00 missing" in shown

    def test_a_difference_with_a_reason(self, desk: Client, at: Address, sold: None) -> None:
        desk.post(at("desk_closing"), said(p100="2", reason="A coin fell behind the desk"))
        made = DayClosing.objects.get()
        assert (made.difference, made.reason) == (D("-1.00"), "A coin fell behind the desk")
        page = text_of(desk.get(at("desk_closings")))
        assert "A coin fell behind the desk" in page

    def test_sent_twice_it_is_one_and_both_lead_to_it(
        self, desk: Client, at: Address, sold: None
    ) -> None:
        for _tap in range(2):
            answer = desk.post(at("desk_closing"), said(), follow=True)
            assert answer.redirect_chain[0][0].startswith(at("desk_day_closing", "D-2026-00001"))
        assert "This till is closed for that day, by D-2026-00001." in text_of(answer)
        assert DayClosing.objects.count() == 1

    def test_a_closed_till_leads_to_its_closing(
        self, desk: Client, at: Address, till: Till, dan: User
    ) -> None:
        close(till, dan, "100.00", opening="100.00", at="2026-10-05 16:00")
        for page in (desk.get(at("desk_closing")), desk.post(at("desk_closing"), {"p1": "1"})):
            assert page["Location"] == at("desk_day_closing", "D-2026-00001")

    def test_the_next_one_asks_for_no_opening(
        self, desk: Client, at: Address, till: Till, dan: User, clock: Clock
    ) -> None:
        close(till, dan, "80.00", opening="80.00")
        clock("2026-10-06 17:00")
        page = text_of(desk.get(at("desk_closing")))
        assert 'name="opening"' not in page
        sent = {"counted": "1", "p2000": "4", "on": "2026-10-06", "expected": "80", "banked": "0"}
        desk.post(at("desk_closing"), sent)
        assert [one.left for one in DayClosing.objects.all()] == [D("80.00")] * 2

    def test_a_forgotten_day_is_closed_the_next_morning_and_not_twice(
        self, desk: Client, at: Address, till: Till, dan: User, sold: None, clock: Clock
    ) -> None:
        clock("2026-10-06 07:00")
        page = desk.get(at("desk_closing"))
        assert "Which day do you close?" in text_of(page)
        assert page.context["form"].days == (date(2026, 10, 5), date(2026, 10, 6))
        for _tap in range(2):
            desk.post(at("desk_closing"), said())
        assert DayClosing.objects.get().on == date(2026, 10, 5)

    def test_late_cash_explains_what_seems_to_be_missing(
        self, desk: Client, at: Address, till: Till, bowls: Item, dan: User, clock: Clock
    ) -> None:
        close(till, dan, "113.00", opening="100.00", reason="The tablet is offline")
        late = make_sale(
            till.coworking,
            bowls,
            at="2026-10-05 15:00",
            recorded="2026-10-06 09:00",
            paid_with=Payment.CASH,
        )
        clock("2026-10-06 17:00")
        counted = {name: text for name, text in COUNTED.items() if name != "opening"}
        page = desk.get(at("desk_closing"), counted)
        assert "€13.00 of the cash taken is of a sale that arrived late" in text_of(page)
        assert page.context["form"]["reason"].value() == "Sales of before that arrived late"
        sent = said(on="2026-10-06", expected="126.00", reason="Late")
        shown = text_of(desk.post(at("desk_closing"), sent, follow=True))
        assert "Arrived late" in shown
        assert late.number in shown


class TestSeveralTills:
    @pytest.fixture
    def market(self, till: Till) -> Till:
        return Till.objects.create(coworking=till.coworking, name="Market")

    def test_one_is_chosen(
        self, desk: Client, at: Address, till: Till, market: Till, dan: User
    ) -> None:
        close(till, dan, "1.00", opening="1.00", at="2026-10-05 16:00")
        shown = text_of(desk.get(at("desk_closing")))
        assert f"?till={market.pk}" in shown
        assert "Never closed yet" in shown
        assert "Close till Market" in text_of(desk.get(at("desk_closing"), {"till": market.pk}))

    @pytest.mark.parametrize("key", ["0", "x", ""])
    def test_another_is_not_there(self, desk: Client, at: Address, market: Till, key: str) -> None:
        assert desk.get(at("desk_closing"), {"till": key}).status_code == 404

    def test_that_of_elsewhere_is_not_there(
        self, desk: Client, at: Address, till: Till, filature: Coworking
    ) -> None:
        elsewhere = first_till(filature)
        assert desk.get(at("desk_closing"), {"till": elsewhere.pk}).status_code == 404

    def test_it_alone_is_closed(
        self, desk: Client, at: Address, market: Till, bowls: Item, dan: User, sold: None
    ) -> None:
        sell(market, bowls, dan, Payment.CASH, at="2026-10-05 10:00")
        desk.post(at("desk_closing"), said(till=str(market.pk)))
        made = DayClosing.objects.get()
        assert (made.till, made.sales) == (market, 1)
        assert "Till Market" in text_of(desk.get(at("desk_closings")))

    def test_each_is_counted(self, desk: Client, at: Address, till: Till, market: Till) -> None:
        for one, amount in ((till, "10"), (market, "20")):
            sent = {"till": str(one.pk), "amount": amount}
            assert desk.post(at("desk_count"), sent).status_code == 302
        shown = text_of(desk.get(at("desk_count")))
        assert "What should be in till Market" in shown
        again = {"till": str(market.pk), "amount": "21"}
        assert "That is €1.00 more" in text_of(desk.post(at("desk_count"), again, follow=True))
        assert desk.post(at("desk_count"), {"amount": "1"}).status_code == 400


class TestAtADevice:
    @pytest.fixture
    def tablet(self, rcoop: Coworking, dan: User) -> Client:
        """A paired device that nobody is signed in on; Dan has a PIN."""
        client = Client()
        device, client.cookies[COOKIE] = make_device(rcoop)
        note_device_seen(device=device, on=date(2026, 10, 5))
        give_pin(rcoop, dan)
        return client

    @pytest.fixture
    def signed(self, tablet: Client, dan: User) -> dict[str, str]:
        return {"signer": str(dan.pk), "pin": PIN}

    def test_its_till_leads_to_it(self, tablet: Client, at: Address) -> None:
        assert f'href="{at("desk_closing")}"' in text_of(tablet.get(at("desk_till")))

    def test_somebody_signs_with_a_pin(
        self, tablet: Client, at: Address, sold: None, dan: User, signed: dict[str, str]
    ) -> None:
        assert "Your PIN" in text_of(tablet.get(at("desk_closing"), COUNTED))
        answer = tablet.post(at("desk_closing"), said(**signed))
        made = DayClosing.objects.get()
        assert made.device is not None
        assert (made.closed_by, made.device.name) == (dan, "Tablet")
        page = text_of(tablet.get(answer["Location"]))
        assert "The till is closed" in page
        assert at("desk_closings") not in page

    @pytest.mark.parametrize(("pin", "status"), [("0000", 409), ("", 400)])
    def test_without_the_right_pin_nothing_is_closed(
        self,
        tablet: Client,
        at: Address,
        sold: None,
        signed: dict[str, str],
        pin: str,
        status: int,
    ) -> None:
        page = tablet.post(at("desk_closing"), said(**{**signed, "pin": pin}))
        assert page.status_code == status
        assert 'name="p10000" value="1"' in text_of(page)
        assert not DayClosing.objects.exists()

    def test_it_closes_and_shows_its_own_till_alone(
        self, tablet: Client, at: Address, till: Till, dan: User
    ) -> None:
        market = Till.objects.create(coworking=till.coworking, name="Market")
        other = close(market, dan, "1.00", opening="1.00").closing
        mine = close(till, dan, "1.00", opening="1.00", at="2026-10-04 18:00").closing
        page = tablet.get(at("desk_closing"), {"till": market.pk})
        assert page.context["till"] == till
        assert tablet.get(at("desk_day_closing", mine.number)).status_code == 200
        for name in ("desk_day_closing", "desk_day_closing_pdf"):
            assert tablet.get(at(name, other.number)).status_code == 404
        assert tablet.get(at("desk_closings")).status_code == 302

    def test_the_desk_is_told_of_devices_that_may_hold_sales(
        self, tablet: Client, desk: Client, at: Address, till: Till, dan: User
    ) -> None:
        shown = text_of(desk.get(at("desk_closing")))
        assert "Used today: Tablet. Open the till there first" in shown
        made = close(till, dan, "1.00", opening="1.00", at="2026-10-05 16:00").closing
        assert "Used today: Tablet." in text_of(desk.get(at("desk_day_closing", made.number)))


class TestReading:
    def test_the_paper_says_what_the_page_says(
        self, desk: Client, at: Address, till: Till, sold: None, dan: User
    ) -> None:
        close(till, dan, "112.00", opening="100.00", banked="60.00", reason="A coin too few")
        answer = desk.get(at("desk_day_closing_pdf", "D-2026-00001"))
        assert answer["Content-Type"] == "application/pdf"
        (page,) = pypdfium2.PdfDocument(answer.content)
        assert round(page.get_width() / 72 * 25.4) == 80
        text = page.get_textpage().get_text_bounded()
        for words in (
            *("Rcoop", "D-2026-00001", "Till 1", "A coin too few", "Closed by Dan"),
            *("€100.00", "€13.00", "€113.00", "€112.00", "-€1.00", "€60.00", "€52.00"),
            *("1 × €100.00", "1 × €2.00", "By card", "€12.99", "It cannot be changed."),
        ):
            assert words in text, words

    def test_nothing_was_closed_yet(self, desk: Client, at: Address) -> None:
        assert "No till has been closed yet" in text_of(desk.get(at("desk_closings")))

    def test_many_cost_as_many_queries_as_one(
        self, desk: Client, at: Address, till: Till, dan: User, costs: Costs
    ) -> None:
        close(till, dan, "1.00", opening="1.00", at="2026-10-01 18:00")
        one = costs(desk, at("desk_closings"))
        for day in (2, 3, 4):
            close(till, dan, "1.00", at=f"2026-10-0{day} 18:00")
        assert costs(desk, at("desk_closings")) == one

    @pytest.mark.parametrize("who", ["ada", "ben", "vic"])
    def test_who_is_not_at_the_desk_sees_nothing(
        self,
        at: Address,
        till: Till,
        dan: User,
        plume: Maker,
        terre: Maker,
        signed_in: As,
        who: str,
        request: pytest.FixtureRequest,
    ) -> None:
        made = close(till, dan, "1.00", opening="1.00").closing
        stranger = signed_in(request.getfixturevalue(who))
        pages: list[Any] = [at("desk_closing"), at("desk_closings")]
        pages += [at(name, made.number) for name in ("desk_day_closing", "desk_day_closing_pdf")]
        assert {stranger.get(page).status_code for page in pages} == {404}
        assert stranger.post(at("desk_closing"), said()).status_code == 404

    def test_one_of_elsewhere_is_not_there(
        self, desk: Client, filature: Coworking, rcoop: Coworking, dan: User
    ) -> None:
        made = close(first_till(filature), dan, "1.00", opening="1.00").closing
        for slug in (rcoop.slug, filature.slug):
            address = reverse("desk_day_closing", args=[slug, made.number])
            assert desk.get(address).status_code == 404
