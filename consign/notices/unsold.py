"""Reminding makers of pieces that may not stay much longer: two weeks before, and on the day."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from consign.days import local_day
from consign.journal.operations import note
from consign.letters.post import post
from consign.monthend.unsold import SOON, Unsold, unsold_at
from consign.notices.models import Kind, When
from consign.notices.queries import choices_of
from consign.notices.telling import Address, leave_address
from consign.people.models import Coworking, Maker
from consign.stock.models import UnsoldReminder


def remind_of_unsold(
    *,
    coworkings: Iterable[Coworking],
    at: datetime,
    page: Callable[[Maker], str],
    choice: Address,
) -> int:
    """Mail makers two weeks before their pieces should be gone, and on the day: one letter a
    coworking; the number of letters.

    However often this runs each piece is told of once for a day; new pieces begin anew.
    """
    return sum(
        _remind(coworking, list(theirs), at, page, choice)
        for coworking in coworkings
        for _maker, theirs in groupby(
            unsold_at(coworking, local_day(at)), key=lambda one: one.item.maker_id
        )
    )


def _remind(
    coworking: Coworking,
    theirs: list[Unsold],
    at: datetime,
    page: Callable[[Maker], str],
    choice: Address,
) -> bool:
    maker, day = theirs[0].item.maker, local_day(at)
    if maker.person is None or not maker.person.is_active:
        return False
    with transaction.atomic():
        Maker.objects.select_for_update().get(pk=maker.pk)
        fresh = [one for one in theirs if _first_time(one, day, at)]
        if not fresh or choices_of(maker.person)[Kind.UNSOLD] == When.NEVER:
            return False
        leave = leave_address(maker.person, Kind.UNSOLD, choice)
        post(
            name=Kind.UNSOLD.value,
            to=maker.person.email,
            called=maker.person.name,
            language=maker.person.language,
            facts={
                "person": maker.person,
                "coworking": coworking,
                "unsold": fresh,
                "link": page(maker),
                "choice": leave,
            },
            leave=leave,
        )
        note(
            by=None,
            at=at,
            verb="remind of unsold",
            subject=f"maker {maker.slug}",
            chain=coworking.slug,
            pieces=sum(one.pieces for one in fresh),
        )
    return True


def _first_time(unsold: Unsold, day: date, at: datetime) -> bool:
    """Whether the maker was not told yet for this day; what was missed is not made up for."""
    _told, fresh = UnsoldReminder.objects.get_or_create(
        item=unsold.item,
        coworking=unsold.coworking,
        until=unsold.until,
        days=SOON.days if day < unsold.until else 0,
        defaults={"sent_at": at},
    )
    return fresh
