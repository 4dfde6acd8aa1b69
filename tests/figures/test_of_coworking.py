"""The manager's figures agree with the tickets, whatever they are looked at by."""

from datetime import date
from decimal import Decimal

import pytest

from consign.figures.charts import Chart
from consign.figures.of_coworking import Overview, overview
from consign.figures.of_maker import maker_charts
from consign.figures.periods import period_named, periods
from consign.people.models import Coworking, Maker, VatStatus
from consign.till.models import SaleLine
from tests.factories import (
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    make_showcase,
    moment,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 31)


@pytest.fixture
def sold(rcoop: Coworking, filature: Coworking, plume: Maker) -> None:
    """Three tickets and a refund at Rcoop, in two showcases; one at another coworking."""
    shelf = make_showcase(rcoop, "Shelf")
    ring = make_placed(rcoop, plume, "Bague", price="45.00", quantity=5).item
    bowl = make_placed(
        rcoop, make_selling_maker(rcoop, "Boue"), "Bol", price="20.00", quantity=5, showcase=shelf
    ).item
    make_sale(rcoop, [ring, bowl], at="2026-10-05 09:30")
    make_sale(rcoop, ring, at="2026-10-06 13:10", quantity=2)
    undone = make_sale(rcoop, bowl, at="2026-10-06 15:59")
    make_refund(undone, at="2026-10-07 10:00")
    elsewhere = make_selling_maker(filature, "Ailleurs")
    make_sale(filature, make_placed(filature, elsewhere, "Vase").item, at="2026-10-06")


def of(coworking: Coworking, name: str = "30") -> Overview:
    return overview(coworking, period_named(name, TODAY))


def values(charts: list[Chart], key: str, column: int = 0) -> dict[str, object]:
    chart = next(one for one in charts if one.key == key)
    return {row.label: row.values[column] for row in chart.rows if any(row.values)}


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("name", ["30", "90", "365"])
def test_every_view_adds_up_to_the_same(rcoop: Coworking, name: str) -> None:
    told = of(rcoop, name)
    lines = SaleLine.objects.filter(sale__coworking=rcoop)
    assert told.sums.paid == sum(line.gross for line in lines) == Decimal("155.00")
    assert told.sums.commission == sum(line.commission for line in lines)
    assert told.sums.share == told.sums.paid - told.sums.commission
    assert told.sums.pieces == 4
    for key in ("takings", "weekdays", "hours", "showcases", "makers"):
        chart = next(one for one in told.charts if one.key == key)
        sums = [sum(row.values[column] for row in chart.rows) for column in range(3)]
        assert sums == [told.sums.paid, told.sums.commission, told.sums.pieces], key


@pytest.mark.usefixtures("sold")
def test_by_hour_day_showcase_and_maker(rcoop: Coworking) -> None:
    charts = of(rcoop).charts
    # Sold at 9:30, 13:10 and 15:59 UTC: two hours later in Brussels in October.
    assert values(charts, "hours") == {
        "11:00": Decimal("65.00"),
        "12:00": Decimal("-20.00"),
        "15:00": Decimal("90.00"),
        "17:00": Decimal("20.00"),
    }
    assert values(charts, "weekdays") == {
        "Monday": Decimal("65.00"),
        "Tuesday": Decimal("110.00"),
        "Wednesday": Decimal("-20.00"),
    }
    assert values(charts, "showcases") == {"Window": Decimal("135.00"), "Shelf": Decimal("20.00")}
    assert values(charts, "makers") == {
        "Comme une plume": Decimal("135.00"),
        "Boue": Decimal("20.00"),
    }
    assert values(charts, "best", 2) == {"Bague · Comme une plume": 3, "Bol · Boue": 1}


@pytest.mark.usefixtures("sold")
def test_two_makers_of_one_name_are_two(rcoop: Coworking) -> None:
    twin = make_selling_maker(rcoop, "Boue", vat=VatStatus.EXEMPT)
    make_sale(rcoop, make_placed(rcoop, twin, "Tasse", price="10.00").item, at="2026-10-08")
    chart = next(one for one in of(rcoop).charts if one.key == "makers")
    assert [row.label for row in chart.rows].count("Boue") == 2
    assert len({row.key for row in chart.rows}) == len(chart.rows)


def test_a_coworking_that_has_just_begun_has_figures(rcoop: Coworking) -> None:
    told = of(rcoop)
    assert (told.sums.paid, told.sellers, told.makers) == (Decimal("0.00"), 0, 0)
    assert all(chart.empty for chart in told.charts)


def test_what_waits_longest_comes_first(rcoop: Coworking, plume: Maker) -> None:
    make_placed(rcoop, plume, "Neuf", at=moment("2026-10-21"))
    make_placed(rcoop, plume, "Vieux", quantity=2, at=moment("2026-10-01"))
    chart = next(one for one in of(rcoop).charts if one.key == "slowest")
    assert [(row.label, row.values) for row in chart.rows] == [
        ("Vieux · Comme une plume", (30, 2)),
        ("Neuf · Comme une plume", (10, 1)),
    ]


@pytest.mark.usefixtures("sold")
def test_bars_of_a_period_cover_every_day_once(rcoop: Coworking) -> None:
    days, weeks, months = [period.cut({}) for period in periods(TODAY)]
    assert (len(days), len(weeks), len(months)) == (30, 13, 12)
    assert days[-1][0] == str(TODAY)
    assert months[-1][0] == "2026-10"


@pytest.mark.usefixtures("sold")
def test_a_maker_sees_their_part_alone(rcoop: Coworking, plume: Maker) -> None:
    charts = maker_charts(plume, TODAY)
    share = sum(line.share for line in SaleLine.objects.filter(item__maker=plume))
    assert values(charts, "shares") == {"October 2026": share}
    assert values(charts, "showcases") == {"Rcoop · Window": share}
    assert sum(values(charts, "days-until-sold").values()) == 3  # type: ignore[arg-type]
    assert sum(values(charts, "days-on-show").values()) == 2  # type: ignore[arg-type]


def test_materials_are_told_by_their_first(rcoop: Coworking, plume: Maker) -> None:
    for title, materials in (("A", "Laiton, plumes"), ("B", "laiton"), ("C", "")):
        item = make_placed(rcoop, plume, title, price="10.00").item
        type(item).objects.filter(pk=item.pk).update(materials=materials)
        make_sale(rcoop, item, at="2026-10-05")
    assert values(maker_charts(plume, TODAY), "materials", 1) == {"Laiton": 2, "not said": 1}
