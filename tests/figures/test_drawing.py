"""Pictures of charts: well-formed, as long as the numbers say, in words nobody can break."""

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consign.figures.charts import Chart, Column, Row, Unit, chart_csv, said
from consign.figures.drawing import drawn

NAME = "{http://www.w3.org/2000/svg}"
amounts = st.decimals(-99_999, 99_999, places=2)


def chart(*values: Decimal | int, over_time: bool = True, label: str = "A & <b>") -> Chart:
    return Chart(
        "takings",
        "Takings <script>",
        "",
        Column("what", "What"),
        (Column("paid", "Paid", Unit.MONEY),),
        [Row(str(index), label, (value,), "x") for index, value in enumerate(values)],
        over_time=over_time,
    )


def bars(picture: str) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Each bar's left, top and (standing) height or (lying) width, from the markup."""
    root = ET.fromstring(picture)
    return [
        (Decimal(bar.get("x", "")), Decimal(bar.get("y", "")), Decimal(bar.get("height", "")))
        for bar in root.iter("rect")
    ]


@given(st.lists(amounts, min_size=1, max_size=40).filter(any), st.booleans())
def test_any_numbers_make_a_picture_inside_its_frame(values: list[Decimal], standing: bool) -> None:
    picture = drawn(chart(*values, over_time=standing))
    root = ET.fromstring(picture)
    _x, _y, wide, high = map(int, root.get("viewBox", "").split())
    for bar in root.iter("rect"):
        left, top = Decimal(bar.get("x", "")), Decimal(bar.get("y", ""))
        assert 0 <= left <= left + Decimal(bar.get("width", "")) <= wide
        assert 0 <= top <= top + Decimal(bar.get("height", "")) <= high


def test_twice_as_much_is_twice_as_high() -> None:
    (_, _, half), (_, _, whole) = bars(drawn(chart(50, 100)))
    assert whole == 2 * half > 0


def test_what_came_back_hangs_below_the_line() -> None:
    (_, top, high), (_, below, deep) = bars(drawn(chart(100, -100)))
    assert top + high == below
    assert high == deep


def test_words_are_words() -> None:
    picture = drawn(chart(1, over_time=False))
    assert "<script>" not in picture
    assert "A &amp; &lt;b&gt;" in picture


def test_long_names_end_where_the_picture_does() -> None:
    assert "…" in drawn(chart(1, over_time=False, label="Collier " * 20))


def test_a_part_stands_inside_the_whole() -> None:
    both = Chart(
        "takings",
        "Takings",
        "",
        Column("what", "What"),
        (Column("paid", "Paid"), Column("commission", "Commission")),
        [Row("1", "One", (100, 30), "1")],
        over_time=True,
        drawn=2,
    )
    (left, top, high), (inner, inside, low) = bars(drawn(both))
    assert left == inner
    assert top + high == inside + low
    assert 0 < low < high


@pytest.mark.parametrize(("value", "unit"), [(Decimal("1234.5"), Unit.MONEY), (1234, Unit.WHOLE)])
def test_numbers_are_said_in_the_readers_language(value: Decimal | int, unit: Unit) -> None:
    assert said(value, unit) in {"€1,234.50", "1,234"}


def test_the_file_says_the_same() -> None:
    told = chart_csv(chart(Decimal("12.50"), Decimal("-3.00"))).decode().splitlines()
    assert told == ["what,paid", "0,12.50", "1,-3.00"]


def test_names_are_no_formulas_in_the_file() -> None:
    danger = Chart("a", "", "", Column("k", ""), (Column("n", ""),), [Row("=1+1", "", (1,))])
    assert chart_csv(danger).decode().splitlines()[1] == "'=1+1,1"
