"""Closing a till's day: somebody counts its cash, and what was expected is told beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.codes.numbers import next_number
from consign.days import local_day
from consign.journal.operations import note
from consign.money.split import ZERO
from consign.people.models import User
from consign.refusal import Refused
from consign.till.counts import LARGEST, CountOutOfRange
from consign.till.drawer import kept, worth
from consign.till.models import CashCount, DayClosing, Device, Till
from consign.till.running import SoFar, held_after, last_closing, so_far

SERIES = "D"


class AlreadyClosed(Refused):
    code = "already_closed"
    sentence = _(
        "This till is closed for that day, by %(number)s. What comes now is in the next closing."
    )


class NotThatDay(Refused):
    code = "not_that_day"
    sentence = _("A closing is of a day that has come, and nothing in it was sold later.")


class OpeningMissing(Refused):
    code = "opening_missing"
    sentence = _("Say what lay in the till before the first sale of the day.")


class OpeningKnown(Refused):
    code = "opening_known"
    sentence = _("This till begins with what its last closing left in it, %(left)s €.")


class DifferenceUnexplained(Refused):
    code = "difference_unexplained"
    sentence = _("Counted and expected differ by %(difference)s €. Say why, as far as you know.")


class BankedTooMuch(Refused):
    code = "banked_too_much"
    sentence = _("Between 0 and the %(counted)s € that were counted can go to the bank.")


class SoldMeanwhile(Refused):
    code = "sold_meanwhile"
    sentence = _("Something was sold or given back while you counted. Look at the figures again.")


@dataclass(frozen=True)
class Closed:
    """A closing, and whether the same had been made before."""

    closing: DayClosing
    replayed: bool = False


def close_day(
    *,
    till: Till,
    pieces: Mapping[int, int],
    banked: Decimal,
    by: User,
    at: datetime,
    reason: str = "",
    opening: Decimal | None = None,
    on: date | None = None,
    expected: Decimal | None = None,
    device: Device | None = None,
) -> Closed:
    """Count a till's cash against what should be there, once a till and day; it stays as it is.

    Expected is what the closing before left and the cash of the sales after it.  A till's first
    closing is told its `opening`, and holds the sales recorded from its day on.  `pieces` says how
    many of each coin and note, by its cents; `banked` of it is taken out, and what is left is
    counted as lying in the drawer.  `on` is today unless a day was forgotten.  With `expected`,
    what the person saw, nothing is closed that has changed since.

    The same again, by the same person, returns the first.

    Refused: NotAPiece, CountOutOfRange, BankedTooMuch, NotThatDay, AlreadyClosed, OpeningMissing,
    OpeningKnown, SoldMeanwhile, DifferenceUnexplained.
    """
    day, reason = on or local_day(at), reason.strip()
    counted = worth(pieces)
    if not ZERO <= banked <= counted:
        raise BankedTooMuch(place="banked", counted=counted)
    with transaction.atomic():
        # A sale is numbered under the same lock: it is in this closing or in the next one.
        Till.objects.select_for_update().get(pk=till.pk)
        known = _made_before(till, day)
        if known is not None:
            return _replayed(known, day, kept(pieces), banked, reason, by)
        found = so_far(till, day)
        _expect_day(found, local_day(at))
        closing = DayClosing(
            till=till,
            number=next_number(issuer=till.coworking.slug, series=SERIES, year=day.year),
            on=day,
            previous=found.previous,
            through_id=found.through,
            opening=_opening(found, opening),
            cash=found.cash,
            counted=counted,
            reason=reason,
            pieces=kept(pieces),
            banked=banked,
            card=found.taken.card,
            transfer=found.taken.transfer,
            sales=found.taken.sales,
            refunds=found.taken.refunds,
            closed_by=by,
            device=device,
            closed_at=at,
        )
        _expect_explained(closing, expected)
        closing.save(force_insert=True)
        CashCount.objects.create(till=till, amount=counted - banked, counted_by=by, counted_at=at)
        _note(closing, by, at)
    return Closed(closing)


def _made_before(till: Till, day: date) -> DayClosing | None:
    """The closing of that day, or one of a later day that stands in its way."""
    last = last_closing(till)
    if last is None or last.on < day:
        return None
    return till.closings.filter(on=day).first() or last


def _replayed(known: DayClosing, *told: Any) -> Closed:
    """The same closing, when day, pieces, what was banked, the reason and the person are."""
    made = (known.on, known.pieces, known.banked, known.reason, known.closed_by)
    if told != made:
        raise AlreadyClosed(number=known.number)
    return Closed(known, replayed=True)


def _expect_day(found: SoFar, today: date) -> None:
    later = held_after(found.till, found.previous, found.on).filter(on__gt=found.on)
    if found.on > today or later.exists():
        raise NotThatDay(place="on")


def _opening(found: SoFar, told: Decimal | None) -> Decimal:
    known = found.opening
    if known is None:
        if told is None:
            raise OpeningMissing(place="opening")
        if not ZERO <= told <= LARGEST:
            raise CountOutOfRange(place="opening")
        return told
    if told not in (None, known):
        raise OpeningKnown(place="opening", left=known)
    return known


def _expect_explained(closing: DayClosing, seen: Decimal | None) -> None:
    expected = closing.opening + closing.cash
    if seen not in (None, expected):
        raise SoldMeanwhile
    if closing.counted != expected and not closing.reason:
        difference = abs(closing.counted - expected)
        raise DifferenceUnexplained(place="reason", difference=difference)


def _note(closing: DayClosing, by: User, at: datetime) -> None:
    difference = closing.counted - closing.opening - closing.cash
    note(
        by=by,
        at=at,
        verb="close till",
        subject=closing.number,
        chain=closing.till.coworking.slug,
        till=closing.till.name,
        counted=str(closing.counted),
        difference=str(difference),
        banked=str(closing.banked),
    )
