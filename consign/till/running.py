"""What a till took since its last closing, and what the closings before it hold."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Q, QuerySet, Sum

from consign.days import local_day, start_of
from consign.money.split import ZERO
from consign.people.models import Coworking
from consign.till.counts import cash_since, last_count
from consign.till.models import DayClosing, Device, Payment, Sale, SalePayment, Till
from consign.till.queries import Takings, takings_of


@dataclass(frozen=True)
class SoFar:
    """What the next closing of a till would hold; it is of the day `on`.

    `opening` is what the closing before left; None before a till's first one, where somebody has to
    say it.  Money given back in cash is `cash_out`, below zero.  `late` were made before the drawer
    was counted last and arrived afterwards; their cash, `late_cash`, was in that count.
    """

    till: Till
    on: date
    previous: DayClosing | None
    through: int | None
    cash_in: Decimal
    cash_out: Decimal
    taken: Takings
    late: tuple[Sale, ...]
    late_cash: Decimal

    @property
    def opening(self) -> Decimal | None:
        return self.previous.left if self.previous else None

    @property
    def cash(self) -> Decimal:
        return self.cash_in + self.cash_out

    @property
    def expected(self) -> Decimal | None:
        """What should lie in the drawer; None while nobody has said with what it began."""
        return None if self.opening is None else self.opening + self.cash


def so_far(till: Till, on: date) -> SoFar:
    """What a closing of a till would hold by now, were it of a day."""
    previous = last_closing(till)
    held = held_after(till, previous, on)
    cash = _cash_of(held)
    late = tuple(late_of(held, previous, on))
    return SoFar(
        till=till,
        on=on,
        previous=previous,
        through=till.sales.aggregate(last=Max("pk"))["last"],
        cash_in=_sum(cash.filter(amount__gt=0)),
        cash_out=_sum(cash.filter(amount__lt=0)),
        taken=takings_of(held),
        late=late,
        late_cash=_sum(cash.filter(sale__in=late)) if late else ZERO,
    )


def days_to_close(till: Till, now: datetime) -> tuple[date, ...]:
    """The days the next closing can be of, the likelier first; none when today's is made.

    That is today, and before something was sold today the day of the last sale, if it was
    forgotten.
    """
    today, previous = local_day(now), last_closing(till)
    if previous and previous.on >= today:
        return ()
    held = till.sales.all() if previous is None else held_after(till, previous, today)
    last = held.aggregate(on=Max("on"))["on"]
    forgotten = last is not None and last < today and (previous is None or last > previous.on)
    return (last, today) if forgotten else (today,)


def likely_opening(till: Till, on: date) -> Decimal | None:
    """What lay in a till before the day's sales, as far as a count lets tell."""
    count = last_count(till)
    if count is None:
        return None
    likely = count.amount + cash_since(count) - _sum(_cash_of(held_after(till, None, on)))
    return likely if likely >= 0 else None


def last_closing(till: Till) -> DayClosing | None:
    return till.closings.order_by("-on").first()


def closing_on(till: Till, day: date) -> DayClosing | None:
    return till.closings.filter(on=day).first()


def held_after(till: Till, previous: DayClosing | None, on: date) -> QuerySet[Sale]:
    """The sales after a closing; those recorded from a day on where there was none before."""
    if previous is None:
        return till.sales.filter(recorded_at__gte=start_of(on))
    return till.sales.filter(pk__gt=previous.through_id or 0)


def held_by(closing: DayClosing) -> QuerySet[Sale]:
    """The sales a closing holds."""
    held = held_after(closing.till, closing.previous, closing.on)
    return held.filter(pk__lte=closing.through_id or 0)


def late_of(held: QuerySet[Sale], previous: DayClosing | None, on: date) -> QuerySet[Sale]:
    """Those among sales that were made before the drawer was counted last."""
    counted = previous.closed_at if previous else start_of(on)
    return held.filter(sold_at__lt=counted).order_by("pk")


def devices_about(till: Till, day: date) -> list[Device]:
    """Devices of a till that were there on a day: they may still hold sales."""
    return list(till.devices.filter(seen_on=day, revoked_at__isnull=True).order_by("name"))


def closings() -> QuerySet[DayClosing]:
    """Every closing with what a page of it shows, the latest first."""
    shown = DayClosing.objects.select_related(
        "till__coworking__operator", "closed_by", "device", "previous"
    )
    return shown.order_by("-on", "-pk")


def closings_at(coworking: Coworking) -> QuerySet[DayClosing]:
    return closings().filter(till__coworking=coworking)


def closings_of(coworkings: QuerySet[Coworking]) -> QuerySet[DayClosing]:
    """Closings of the tills of several coworkings."""
    return closings().filter(till__coworking__in=coworkings.order_by().values("pk"))


def _cash_of(held: QuerySet[Sale]) -> QuerySet[SalePayment]:
    return SalePayment.objects.filter(
        Q(sale__in=held.order_by().values("pk")), means=Payment.CASH
    ).order_by()


def _sum(parts: QuerySet[SalePayment]) -> Decimal:
    return parts.aggregate(n=Sum("amount"))["n"] or ZERO
