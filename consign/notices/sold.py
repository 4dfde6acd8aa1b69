"""Telling makers by mail what of theirs was sold: some minutes later, or in the evening.

Some minutes: a sale can be undone for five, and then there is nothing to tell.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from consign.days import local_day
from consign.letters.post import post
from consign.money.split import ZERO
from consign.notices.links import choice_token
from consign.notices.models import Kind, SoldTold, When
from consign.notices.queries import when_wanted
from consign.people.models import Maker
from consign.till.models import SaleLine
from consign.till.refunds import MAY_BE_UNDONE

# In the evening, when most windows have closed.
EVENING = time(19)
# What lies longer back is old news: a program that stood still does not tell of last year.
NEWS = timedelta(days=7)

Address = Callable[[str], str]


def tell_sold(*, at: datetime, page: Callable[[Maker], str], choice: Address) -> int:
    """Mail every maker what was sold since they were last told; gives the number of letters.

    Safe to run as often as one likes, also twice at once: each sale line is told once.  `page` is
    where a maker sees what was sold, `choice` makes the address to stop it of a token.
    """
    waiting = _untold(at).values_list("item__maker", flat=True).order_by().distinct()
    makers = Maker.objects.filter(pk__in=list(waiting), person__is_active=True)
    known = {maker.pk: maker for maker in makers.select_related("person").order_by("pk")}
    people = {maker.person_id for maker in known.values() if maker.person_id}
    wanted = when_wanted(Kind.SOLD, people)
    letters = 0
    for maker in known.values():
        when = wanted.get(maker.person_id or 0, When.AT_ONCE)
        letters += _tell(maker, when, at, page(maker), choice)
    return letters


def _tell(maker: Maker, when: When, at: datetime, link: str, choice: Address) -> bool:
    with transaction.atomic():
        Maker.objects.select_for_update(no_key=True).get(pk=maker.pk)
        ready = _untold(at).filter(item__maker=maker)
        if when == When.DAILY:
            ready = ready.filter(sale__recorded_at__lt=_last_evening(at - MAY_BE_UNDONE))
        lines = list(ready.select_related("sale__coworking", "item").order_by("pk"))
        SoldTold.objects.bulk_create([SoldTold(line=line, at=at) for line in lines])
        told = _less_undone(lines)
        if not told or when == When.NEVER or maker.person is None:
            return False
        token, language = choice_token(maker.person, Kind.SOLD), maker.person.language
        leave = f"{choice(token)}?lang={language}"
        post(
            name="sold",
            to=maker.person.email,
            called=maker.person.name,
            language=language,
            facts={
                "person": maker.person,
                "lines": told,
                "share": sum((line.share for line in told), ZERO),
                "link": link,
                "choice": leave,
            },
            leave=leave,
        )
    return True


def _untold(at: datetime) -> QuerySet[SaleLine]:
    """What can be told: not too new to be undone, not too old to be news."""
    settled, news = at - MAY_BE_UNDONE, at - NEWS
    return SaleLine.objects.filter(
        Q(sale__recorded_at__lte=settled), told__isnull=True, sale__recorded_at__gt=news
    )


def _last_evening(at: datetime) -> datetime:
    """The evening that was last: what was recorded before it belongs into one letter."""
    today = timezone.make_aware(datetime.combine(local_day(at), EVENING))
    return today if at >= today else today - timedelta(days=1)


def _less_undone(lines: Sequence[SaleLine]) -> list[SaleLine]:
    """Lines without those that were taken back, wholly, before anybody was told."""
    back: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.reverses_id:
            back[line.reverses_id] -= line.quantity
    gone = {line.pk for line in lines if back.get(line.pk) == line.quantity}
    return [line for line in lines if line.pk not in gone and line.reverses_id not in gone]
