"""Pages of figures: a maker's first page and charts, the manager's; each chart as a file."""

import pytest
from django.test import Client
from django.utils import timezone

from consign.people.models import Coworking, Maker, User
from consign.people.operations import set_payout_day
from tests.factories import make_placed, make_sale, make_selling_maker
from tests.web.conftest import As, Costs, text_of

pytestmark = pytest.mark.django_db
HOME, FIGURES = "/my/comme-une-plume/home/", "/my/comme-une-plume/figures/"
WINDOW = "/desk/rcoop/figures/"


def today() -> str:
    return f"{timezone.localdate()} 06:00"


@pytest.fixture
def maker(ada: User, plume: Maker, signed_in: As) -> Client:
    return signed_in(ada)


class TestHome:
    def test_a_newcomer_is_told_what_to_do_first(self, maker: Client) -> None:
        page = text_of(maker.get(HOME))
        assert "Register a piece" in page
        assert "pays next" not in page

    def test_pieces_money_and_the_day_it_comes_over_all_coworkings(
        self, maker: Client, rcoop: Coworking, filature: Coworking, plume: Maker, vic: User
    ) -> None:
        set_payout_day(coworking=rcoop, day=5, by=vic, at=timezone.now())
        placed = make_placed(rcoop, plume, price="100.00", quantity=3)
        make_sale(rcoop, placed.item, at=today())
        answer = maker.get(HOME)
        page = text_of(answer)
        assert "€70.00" in page
        assert "2 pieces on show" in page
        assert "pays next by 5" in page
        assert "La Filature" not in page
        assert answer.context["pays_on"].day == 5

    def test_it_costs_the_same_however_much_there_is(
        self, maker: Client, costs: Costs, rcoop: Coworking, plume: Maker
    ) -> None:
        first = make_placed(rcoop, plume, price="10.00", quantity=9)
        make_sale(rcoop, first.item, at=today())
        once = costs(maker, HOME)
        for title in ("B", "C", "D"):
            make_sale(rcoop, make_placed(rcoop, plume, title).item, at=today())
        assert costs(maker, HOME) == once

    def test_the_first_page_is_where_signing_in_leads(self, maker: Client) -> None:
        assert maker.get("/account/").status_code == 200
        assert HOME in maker.get("/account/").content.decode()


class TestFiles:
    def test_each_chart_of_a_maker_is_a_file(
        self, maker: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, plume, price="100.00").item, at=today())
        for chart in maker.get(FIGURES).context["charts"]:
            answer = maker.get(f"{FIGURES}{chart.key}.csv")
            assert answer["Content-Type"] == "text/csv; charset=utf-8"
            assert answer.content.count(b"\r\n") == len(chart.rows) + 1
        assert maker.get(f"{FIGURES}nothing.csv").status_code == 404

    @pytest.mark.parametrize("query", ["", "?period=90", "?period=365", "?period=%00"])
    def test_each_chart_of_a_window_is_a_file(
        self, signed_in: As, cleo: User, rcoop: Coworking, plume: Maker, query: str
    ) -> None:
        manager = signed_in(cleo)
        make_sale(rcoop, make_placed(rcoop, plume, price="100.00").item, at=today())
        page = manager.get(WINDOW + query)
        assert "€100.00" in text_of(page)
        for chart in page.context["overview"].charts:
            answer = manager.get(f"{WINDOW}{chart.key}.csv{query}")
            assert answer.content.count(b"\r\n") == len(chart.rows) + 1


def test_a_windows_figures_cost_the_same_for_one_maker_and_for_five(
    signed_in: As, cleo: User, costs: Costs, rcoop: Coworking, plume: Maker
) -> None:
    manager = signed_in(cleo)
    make_sale(rcoop, make_placed(rcoop, plume).item, at=today())
    once = costs(manager, WINDOW)
    for name in ("A", "B", "C", "D"):
        other = make_selling_maker(rcoop, name)
        make_sale(rcoop, make_placed(rcoop, other).item, at=today())
    assert costs(manager, WINDOW) == once


def test_nobody_sees_the_figures_of_another(
    signed_in: As, dan: User, ben: User, ada: User, cleo: User, plume: Maker
) -> None:
    for who in (dan, ben, cleo):
        assert signed_in(who).get(HOME).status_code == 404
        assert signed_in(who).get(f"{FIGURES}shares.csv").status_code == 404
    for who in (ada, ben, dan):
        assert signed_in(who).get(WINDOW).status_code == 404
        assert signed_in(who).get(f"{WINDOW}takings.csv").status_code == 404
