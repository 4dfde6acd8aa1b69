"""Writes about prices that go down for a while: plan, begin, end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consign.days import local_day
from consign.people.models import User
from consign.refusal import Refused
from consign.stock.counting import note_item
from consign.stock.models import Item, PriceChange, Reduction


class NotLower(Refused):
    code = "not_lower"
    sentence = _("A reduced price lies above zero and below today's price of “%(title)s”.")


class ReductionInPast(Refused):
    code = "reduction_in_past"
    sentence = _("A reduction begins today or later, and ends on or after its first day.")


class AlreadyReduced(Refused):
    code = "already_reduced"
    sentence = _("“%(title)s” has a reduction already. End that one first.")


class NothingReduced(Refused):
    code = "nothing_reduced"
    sentence = _("No piece is chosen. Choose at least one.")


@dataclass(frozen=True)
class LowerPrice:
    """An item and what it is to cost, in euro with VAT."""

    item: Item
    price: Decimal


def plan_reductions(
    *,
    lower: Sequence[LowerPrice],
    starts_on: date,
    ends_on: date | None,
    by: User,
    at: datetime,
) -> list[Reduction]:
    """Lower prices from a day to a day, both inclusive, all of them or none; without a last day
    they hold until somebody ends them.

    What begins today begins at once, the others by `keep_up`.  Refused: NothingReduced,
    ReductionInPast, NotLower, AlreadyReduced.
    """
    if not lower:
        raise NothingReduced
    if starts_on < local_day(at) or (ends_on is not None and ends_on < starts_on):
        raise ReductionInPast(place="starts_on")
    with transaction.atomic():
        return [_plan(one, starts_on, ends_on, by, at) for one in _in_order(lower)]


def end_reduction(*, reduction: Reduction, by: User, at: datetime) -> Reduction:
    """End a reduction now, or call off one that has not begun; over is over, again is no error."""
    with transaction.atomic():
        item = _lock(reduction.item_id)
        known = Reduction.objects.get(pk=reduction.pk)
        if known.ended_at is None:
            _end(known, item, by, at)
    known.item = item
    return known


def end_running(*, item: Item, by: User | None, at: datetime) -> None:
    """A reduction that runs on a locked item is over: somebody gave it another price."""
    running = Reduction.objects.filter(item=item, begun_at__isnull=False, ended_at__isnull=True)
    running.update(ended_by=by, ended_at=at)


def keep_up(*, at: datetime) -> int:
    """Begin and end the reductions whose day has come; the number of prices that changed.

    Safe to run as often as one likes, and by several at once: each is looked at under its item's
    lock, in a transaction of its own.
    """
    today = local_day(at)
    begins = Q(begun_at__isnull=True, starts_on__lte=today)
    due = Reduction.objects.filter(begins | Q(ends_on__lt=today), ended_at__isnull=True)
    return sum(_keep_up(pk, item, at) for pk, item in due.values_list("pk", "item").order_by("pk"))


def _keep_up(pk: int, item_pk: int, at: datetime) -> bool:
    today = local_day(at)
    with transaction.atomic():
        item = _lock(item_pk)
        known = Reduction.objects.get(pk=pk)
        if known.ended_at is not None:
            return False
        before = item.price
        if known.ends_on is not None and known.ends_on < today:
            _end(known, item, None, at)
        elif known.begun_at is None and known.starts_on <= today:
            _begin(known, item, at)
        return item.price != before


def _in_order(lower: Sequence[LowerPrice]) -> list[LowerPrice]:
    """By the number of the item, as locks are taken."""
    return sorted(lower, key=lambda one: one.item.pk)


def _plan(
    lower: LowerPrice, starts_on: date, ends_on: date | None, by: User, at: datetime
) -> Reduction:
    item = _lock(lower.item.pk)
    if not 0 < lower.price < item.price:
        raise NotLower(place=f"price-{item.code}", title=item.title)
    if Reduction.objects.filter(item=item, ended_at__isnull=True).exists():
        raise AlreadyReduced(place=f"price-{item.code}", title=item.title)
    planned = Reduction.objects.create(
        item=item,
        price=lower.price,
        starts_on=starts_on,
        ends_on=ends_on,
        planned_by=by,
        planned_at=at,
    )
    note_item(by, at, "plan reduction", item, price=str(lower.price), starts_on=str(starts_on))
    if starts_on <= local_day(at):
        _begin(planned, item, at)
    return planned


def _begin(reduction: Reduction, item: Item, at: datetime) -> None:
    """The lower price holds; where the price has fallen below it meanwhile, nothing is reduced."""
    if item.price <= reduction.price:
        _close(reduction, None, at)
        return
    reduction.before, reduction.begun_at = item.price, at
    reduction.save(update_fields=["before", "begun_at"])
    _set_price(item, reduction.price, reduction.planned_by, at)


def _end(reduction: Reduction, item: Item, by: User | None, at: datetime) -> None:
    if reduction.begun_at is not None and reduction.before is not None:
        _set_price(item, reduction.before, by or reduction.planned_by, at)
    _close(reduction, by, at)
    note_item(by, at, "end reduction", item, price=str(item.price))


def _close(reduction: Reduction, by: User | None, at: datetime) -> None:
    reduction.ended_by, reduction.ended_at = by, at
    reduction.save(update_fields=["ended_by", "ended_at"])


def _set_price(item: Item, price: Decimal, by: User, at: datetime) -> None:
    item.price = price
    item.save(update_fields=["price"])
    PriceChange.objects.create(item=item, price=price, by=by, at=at)


def _lock(pk: int) -> Item:
    return Item.objects.select_for_update(of=("self",)).select_related("maker").get(pk=pk)
