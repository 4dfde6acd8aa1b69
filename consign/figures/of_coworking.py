"""A coworking's figures: what it took, when, where, whose; what each maker had of the window."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import ExtractHour
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consign.figures.charts import Chart, Column, Row, Unit
from consign.figures.exposure import Exposure, exposures
from consign.figures.how_long import still_there, until_sold
from consign.figures.periods import Period
from consign.figures.stays import Stay, stays
from consign.figures.sums import Sums, added, sums_by, with_showcase
from consign.people.models import Coworking, Maker
from consign.stock.models import Item, Movement, Showcase
from consign.till.models import SaleLine

LISTED = 20


@dataclass(frozen=True)
class Overview:
    """What a coworking took over a period, and its charts."""

    sums: Sums
    sellers: int
    makers: int
    charts: list[Chart]


def overview(coworking: Coworking, period: Period) -> Overview:
    """Everything the manager's page of figures shows, in a dozen queries."""
    lines = SaleLine.objects.filter(
        sale__coworking=coworking, sale__on__range=(period.since, period.until)
    )
    by_day, by_maker = sums_by(lines, "sale__on"), sums_by(lines, "item__maker")
    exposed = exposures(coworking, period.since, period.until)
    makers = Maker.objects.in_bulk({*by_maker, *exposed})
    stood = stays(Movement.objects.filter(placement__showcase__coworking=coworking))
    here = [stay for stay in stood if stay.sold_on is None]
    sold = [stay for stay in stood if stay.sold_on and period.since <= stay.sold_on <= period.until]
    charts = [
        _takings(period, by_day),
        _weekdays(by_day),
        _hours(lines),
        _showcases(lines),
        _makers(by_maker, makers),
        _fairness(exposed, by_maker, makers),
        _best(lines),
        _slowest(here, period.until),
        until_sold(sold, period.until),
        still_there(here, period.until),
    ]
    sellers = sum(told.pieces > 0 for told in by_maker.values())
    return Overview(added(by_day.values()), sellers, len(exposed), charts)


def _takings(period: Period, by_day: Mapping[date, Sums]) -> Chart:
    return Chart(
        "takings",
        _("Takings"),
        _("What customers paid, less what they got back. The dark part is your commission."),
        Column("from", _("When")),
        _money_and_pieces(),
        [_row(key, words, told, short) for key, words, short, told in period.cut(by_day)],
        over_time=True,
        drawn=2,
    )


def _weekdays(by_day: Mapping[date, Sums]) -> Chart:
    days: dict[int, Sums] = defaultdict(Sums)
    for on, told in by_day.items():
        days[on.weekday()] += told
    return Chart(
        "weekdays",
        _("By day of the week"),
        _("On which days the window earns."),
        Column("weekday", _("Day")),
        _money_and_pieces(),
        [
            _row(str(day + 1), capfirst(str(WEEKDAYS[day])), days[day], str(WEEKDAYS_ABBR[day]))
            for day in range(7)
        ],
        over_time=True,
        drawn=2,
    )


def _hours(lines: QuerySet[SaleLine]) -> Chart:
    hours = sums_by(lines.annotate(hour=ExtractHour("sale__sold_at")), "hour")
    between = range(min(hours, default=0), max(hours, default=-1) + 1)
    return Chart(
        "hours",
        _("By hour of the day"),
        _("From the full hour to the next."),
        Column("hour", _("Hour")),
        _money_and_pieces(),
        [_row(str(hour), f"{hour}:00", hours.get(hour, Sums()), str(hour)) for hour in between],
        over_time=True,
        drawn=2,
    )


def _showcases(lines: QuerySet[SaleLine]) -> Chart:
    sums = sums_by(with_showcase(lines), "showcase")
    known = dict(
        Showcase.objects.filter(pk__in=[one for one in sums if one]).values_list("pk", "name")
    )
    return Chart(
        "showcases",
        _("By showcase"),
        _("Where the pieces stood that sold."),
        Column("showcase", _("Showcase")),
        _money_and_pieces(),
        _largest_first(
            _row(known.get(one, ""), known.get(one) or _("not known"), told)
            for one, told in sums.items()
        ),
    )


def _makers(by_maker: Mapping[int, Sums], makers: Mapping[int, Maker]) -> Chart:
    return Chart(
        "makers",
        _("By maker"),
        _("What customers paid for the pieces of each."),
        Column("maker", _("Maker")),
        _money_and_pieces(),
        _largest_first(
            _row(makers[one].slug, makers[one].name, told) for one, told in by_maker.items()
        ),
    )


def _fairness(
    exposed: Mapping[int, Exposure], by_maker: Mapping[int, Sums], makers: Mapping[int, Maker]
) -> Chart:
    """Who had how much of the window beside what it brought: the law of a shared window."""
    rows = [
        Row(
            makers[one].slug,
            makers[one].name,
            (told.evenings, told.days, told.places, by_maker.get(one, Sums()).paid),
        )
        for one, told in exposed.items()
    ]
    return Chart(
        "exposure",
        _("Who had how much of the window"),
        _("Pieces on show, counted every evening and added up: ten pieces for three days are 30."),
        Column("maker", _("Maker")),
        (
            Column("piece_days", _("Pieces × days")),
            Column("days", _("Days")),
            Column("places", _("Places")),
            Column("paid", _("Takings"), Unit.MONEY),
        ),
        _largest_first(rows),
    )


def _best(lines: QuerySet[SaleLine]) -> Chart:
    sums = sums_by(lines, "item")
    best = sorted(sums, key=lambda item: (-sums[item].paid, item))[:LISTED]
    items = Item.objects.select_related("maker").in_bulk(best)
    return Chart(
        "best",
        _("What sells best"),
        _("The pieces that brought most."),
        Column("code", _("Piece")),
        _money_and_pieces(),
        [
            _row(items[one].code, _titled(items[one]), sums[one])
            for one in best
            if sums[one].pieces > 0
        ],
    )


def _slowest(here: Iterable[Stay], today: date) -> Chart:
    oldest: dict[int, Stay] = {}
    pieces: dict[int, int] = defaultdict(int)
    for stay in sorted(here, key=lambda stay: stay.came_on):
        oldest.setdefault(stay.item, stay)
        pieces[stay.item] += stay.pieces
    listed = list(oldest.values())[:LISTED]
    items = Item.objects.select_related("maker").in_bulk([stay.item for stay in listed])
    return Chart(
        "slowest",
        _("What waits longest"),
        _("Days since the oldest piece of each came; all that is there today."),
        Column("code", _("Piece")),
        (Column("days", _("Days")), Column("pieces", _("Pieces"))),
        [
            Row(
                items[stay.item].code,
                _titled(items[stay.item]),
                (stay.days(today), pieces[stay.item]),
            )
            for stay in listed
        ],
    )


def _titled(item: Item) -> str:
    return f"{item.title} · {item.maker.name}"


def _money_and_pieces() -> tuple[Column, ...]:
    return (
        Column("paid", _("Takings"), Unit.MONEY),
        Column("commission", _("Commission"), Unit.MONEY),
        Column("pieces", _("Pieces")),
    )


def _row(key: str, label: str, told: Sums, short: str = "") -> Row:
    return Row(key, label, (told.paid, told.commission, told.pieces), short)


def _largest_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=_size)


def _size(row: Row) -> tuple[Any, ...]:
    return (*(-value for value in row.values), row.label)
