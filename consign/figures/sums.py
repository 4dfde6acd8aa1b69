"""What sold, added up by whatever it is looked at by; what came back is taken off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum

from consign.days import Month
from consign.money.split import ZERO
from consign.stock.models import Movement
from consign.till.models import SaleLine


@dataclass(frozen=True)
class Sums:
    """Pieces, what customers paid for them, the coworking's part of it and the payees'."""

    pieces: int = 0
    paid: Decimal = ZERO
    commission: Decimal = ZERO
    share: Decimal = ZERO

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.pieces + other.pieces,
            self.paid + other.paid,
            self.commission + other.commission,
            self.share + other.share,
        )


NOTHING = Sums()


def sums_by(lines: QuerySet[SaleLine], key: str) -> dict[Any, Sums]:
    """The sums of some lines by one of their fields, in one query."""
    found = lines.order_by().values_list(key)
    found = found.annotate(Sum("quantity"), Sum("gross"), Sum("commission"), Sum("share"))
    return {name: Sums(*told) for name, *told in found}


def added(sums: Iterable[Sums]) -> Sums:
    return sum(sums, NOTHING)


def with_showcase(lines: QuerySet[SaleLine]) -> QuerySet[SaleLine]:
    """Lines with `showcase`: where the piece stood; the first place, where it stood in several."""
    moved = Movement.objects.filter(
        reference=OuterRef("reference"),
        placement__item=OuterRef("item"),
        placement__showcase__coworking=OuterRef("sale__coworking"),
    ).order_by("pk")
    return lines.annotate(
        showcase=Subquery(moved.values("placement__showcase")[:1], output_field=IntegerField())
    )


def months_until(day: date, count: int) -> list[Month]:
    """So many months, the last of them with this day in it."""
    months = [Month.of(day)]
    while len(months) < count:
        months.append(months[-1].previous)
    return months[::-1]


def days_between(since: date, until: date) -> list[date]:
    return [since + timedelta(days=number) for number in range((until - since).days + 1)]
