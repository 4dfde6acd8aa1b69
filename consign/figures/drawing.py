"""A chart as SVG: drawn on the server, read out as its title, told in full by its table.

Lengths are whole units of the picture, which is as wide as a phone's screen; `charts.css` gives
colours and letters.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consign.figures.charts import Chart, Column, Unit, Value, said

WIDE = 360
LETTER = 6  # about as wide as one letter gets
# Standing bars.
TOP, HIGH, FOOT = 14, 160, 22
# Lying bars: their words above, their number at the end.
STEP, WORDS, THICK = 38, 14, 12
LINES = 4


def drawn(chart: Chart) -> SafeString:
    """The picture of a chart that is not empty."""
    return _standing(chart) if chart.over_time else _lying(chart)


def _standing(chart: Chart) -> SafeString:
    column = chart.columns[0]
    values = [row.values[0] for row in chart.rows]
    step = _step(max(*values, -min(values), 1))
    over, under = _steps(max(*values, 0), step), _steps(max(-min(values), 0), step)
    marks = [step * number for number in range(-under, over + 1)]
    left = max(len(_short(mark, column)) for mark in marks) * LETTER + 6
    scale = _Scale(step * (over + under), HIGH)
    zero = TOP + scale(step * over)
    slot = (WIDE - left) * 10 // len(values)
    every = -(-len(values) * 34 // (WIDE - left))
    bars = (
        bar
        for index, row in enumerate(chart.rows)
        for bar in _up(row.values[: chart.drawn], left * 10 + slot * index, slot, zero, scale)
    )
    grid = ((zero - scale(mark), left, WIDE, left - 4, _short(mark, column)) for mark in marks)
    feet = (
        (left + (slot * index + slot // 2) // 10, TOP + HIGH + 16, row.short)
        for index, row in enumerate(chart.rows)
        if (len(values) - 1 - index) % every == 0
    )
    return _framed(
        chart,
        TOP + HIGH + FOOT,
        _parts(
            '<path class="grid" d="M{1} {0}H{2}"/><text class="y" x="{3}" y="{0}">{4}</text>', grid
        ),
        _parts('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', bars),
        _parts('<text class="x" x="{}" y="{}">{}</text>', feet),
    )


def _up(
    values: Sequence[Value], left: int, slot: int, zero: int, scale: "_Scale"
) -> Iterator[tuple[str, str, int, str, int]]:
    names = ("whole", "part") if len(values) > 1 else ("part",)
    for name, value in zip(names, values, strict=True):
        high = scale(max(value, -value))
        top = zero - high if value > 0 else zero
        yield name, _tenths(left + slot // 8), top, _tenths(slot * 3 // 4), high


def _lying(chart: Chart) -> SafeString:
    column, rows = chart.columns[0], chart.rows[: chart.longest]
    numbers = [said(row.values[0], column.unit) for row in rows]
    room = WIDE - max(map(len, numbers)) * (LETTER + 1) - 8
    scale = _Scale(max(*(row.values[0] for row in rows), 1), room)
    lying = (
        (index * STEP + WORDS, row.label, number, _along(row.values[0], scale))
        for index, (row, number) in enumerate(zip(rows, numbers, strict=True))
    )
    return _framed(
        chart,
        len(rows) * STEP,
        format_html_join(
            "",
            '<text class="word" x="0" y="{}">{}</text>'
            '<rect class="part" x="0" y="{}" width="{}" height="{}"/>'
            '<text class="number" x="{}" y="{}">{}</text>',
            (
                (y - 2, _cut(words), y + 3, long, THICK, long + 6, y + 13, number)
                for y, words, number, long in lying
            ),
        ),
    )


def _along(value: Value, scale: "_Scale") -> int:
    """How long a bar lies; what came back more than it sold has none."""
    return max(scale(value), 1) if value > 0 else 0


class _Scale:
    """How long a value is drawn, in whole units of the picture."""

    def __init__(self, most: Value, room: int) -> None:
        self.most, self.room = int(most * 100) or 1, room

    def __call__(self, value: Value) -> int:
        return int(value * 100) * self.room // self.most


def _step(most: Value) -> int:
    """A round distance between the lines of a grid, so that a few of them hold everything."""
    unit = 1
    while True:
        for factor in (1, 2, 5):
            if most <= unit * factor * LINES:
                return unit * factor
        unit *= 10


def _steps(value: Value, step: int) -> int:
    """How many steps reach a value, the last one perhaps beyond it."""
    whole = int(value) + (value > int(value))
    return -(-whole // step)


def _short(mark: int, column: Column) -> str:
    text = said(mark, Unit.WHOLE)
    return f"{text} €" if column.unit == Unit.MONEY else text


def _cut(words: str) -> str:
    """What fits into the picture's width; the table has it whole."""
    most = WIDE // (LETTER + 1)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _tenths(length: int) -> str:
    return f"{length // 10}.{length % 10}"


def _parts(markup: str, told: Iterable[Sequence[object]]) -> SafeString:
    return format_html_join("", markup, told)


def _framed(chart: Chart, high: int, *parts: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart drawn" viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>',
        WIDE,
        high,
        chart.title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )
