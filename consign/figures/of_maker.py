"""A maker's figures over all coworkings: what was theirs, when, of what, where, and how fast."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.dates import MONTHS_3
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consign.days import Month
from consign.figures.charts import Chart, Column, Row, Unit
from consign.figures.how_long import still_there, until_sold
from consign.figures.stays import stays
from consign.figures.sums import (
    Sums,
    months_until,
    sums_by,
    with_showcase,
)
from consign.people.models import Maker
from consign.stock.models import Item, Movement, Showcase
from consign.stock.words import folded, materials_in
from consign.till.models import SaleLine

MONTHS = 12


def maker_charts(maker: Maker, today: date) -> list[Chart]:
    """Every chart of a maker, of the last twelve months; the first is the shares by month."""
    months = months_until(today, MONTHS)
    lines = SaleLine.objects.filter(item__maker=maker, sale__on__gte=months[0].first)
    stood = stays(Movement.objects.filter(placement__item__maker=maker))
    sold = [stay for stay in stood if stay.sold_on and stay.sold_on >= months[0].first]
    return [
        shares(maker, today),
        until_sold(sold, today),
        still_there([stay for stay in stood if stay.sold_on is None], today),
        _by_material(lines),
        _by_showcase(lines),
    ]


def shares(maker: Maker, today: date) -> Chart:
    """What was the maker's part, month by month."""
    months = months_until(today, MONTHS)
    lines = SaleLine.objects.filter(item__maker=maker, sale__on__gte=months[0].first)
    sums: dict[Month, Sums] = defaultdict(Sums)
    for on, told in sums_by(lines, "sale__on").items():
        sums[Month.of(on)] += told
    return Chart(
        "shares",
        _("Your part, month by month"),
        _("Of all that sold, less what came back, in the month it happened."),
        Column("month", _("Month")),
        _part_and_pieces(),
        [
            Row(
                str(month),
                capfirst(month.in_words),
                (sums[month].share, sums[month].pieces),
                str(MONTHS_3[month.number]),
            )
            for month in months
        ],
        over_time=True,
    )


def _by_material(lines: QuerySet[SaleLine]) -> Chart:
    by_item = sums_by(lines, "item")
    told = Item.objects.filter(pk__in=list(by_item)).values_list("pk", "materials")
    sums: dict[str, Sums] = defaultdict(Sums)
    words: dict[str, str] = {}
    for item, materials in told:
        first = next(iter(materials_in(materials)), "")
        sums[folded(first)] += by_item[item]
        words.setdefault(folded(first), capfirst(first) or _("not said"))
    return Chart(
        "materials",
        _("By material"),
        _("The first one you name for a piece, over the last twelve months."),
        Column("material", _("Material")),
        _part_and_pieces(),
        _longest_first((words[one], words[one], told) for one, told in sums.items()),
    )


def _by_showcase(lines: QuerySet[SaleLine]) -> Chart:
    by_showcase = sums_by(with_showcase(lines), "showcase")
    known = Showcase.objects.select_related("coworking").in_bulk(
        [one for one in by_showcase if one]
    )
    return Chart(
        "showcases",
        _("By window"),
        _("Where your pieces sold, over the last twelve months."),
        Column("showcase", _("Showcase")),
        _part_and_pieces(),
        _longest_first(
            (
                f"{known[one].coworking.slug}/{known[one].name}" if one else "",
                f"{known[one].coworking.name} · {known[one].name}" if one else _("not known"),
                told,
            )
            for one, told in by_showcase.items()
        ),
    )


def _part_and_pieces() -> tuple[Column, Column]:
    return Column("share", _("Your part"), Unit.MONEY), Column("pieces", _("Pieces"))


def _longest_first(told: Iterable[tuple[str, str, Sums]]) -> list[Row]:
    rows = [Row(key, label, (sums.share, sums.pieces)) for key, label, sums in told]
    return sorted(rows, key=lambda row: (*(-value for value in row.values), row.label))
