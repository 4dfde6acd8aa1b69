"""Telling makers by mail what is new: some minutes later, in the evening, or not at all.

What can still be undone is no news yet, what lies long back is none any more: a program that stood
still, or has just learnt to tell of something, does not tell of last year.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from consign.days import local_day
from consign.letters.post import post
from consign.notices.links import choice_token
from consign.notices.models import Kind, Told, When
from consign.notices.queries import when_wanted
from consign.people.models import Maker, User

# In the evening, when most windows have closed.
EVENING = time(19)
NEWS = timedelta(days=7)

Address = Callable[[str], str]
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class News:
    """A kind of thing makers are told of.

    `rows` are all of them at a moment, `maker` the path from one to its maker, `between` those that
    happened after a moment and up to another.  `facts` is what the letter named like the kind
    tells of some rows of one maker, or None when there is nothing to tell after all.
    """

    kind: Kind
    rows: Callable[[datetime], QuerySet[Any]]
    maker: str
    between: Callable[[datetime, datetime], Q]
    facts: Callable[[Sequence[Any]], Facts | None]
    settles: timedelta = timedelta(0)
    news: timedelta = NEWS

    def untold(self, at: datetime) -> QuerySet[Any]:
        """What can be told at a moment and was not."""
        told = Told.objects.filter(kind=self.kind, of=OuterRef("pk"))
        fresh = self.between(at - self.news, at - self.settles)
        return self.rows(at).filter(fresh, ~Exists(told))


def moments(field: str) -> Callable[[datetime, datetime], Q]:
    """What happened at the moment in this field."""
    return lambda after, until: Q(**{f"{field}__gt": after, f"{field}__lte": until})


def tell(
    news: Sequence[News], *, at: datetime, page: Callable[[Kind, Maker], str], choice: Address
) -> int:
    """Mail every maker what they were not told of yet; gives the number of letters.

    Safe to run as often as one likes, also twice at once: each thing is told once.  `page` is where
    a maker sees it, `choice` makes the address to stop letters like it of a token.
    """
    return sum(_tell(one, at, page, choice) for one in news)


def leave_address(user: User, kind: Kind, choice: Address) -> str:
    """Where one person stops letters of one kind, in their language."""
    return f"{choice(choice_token(user, kind))}?lang={user.language}"


def _tell(news: News, at: datetime, page: Callable[[Kind, Maker], str], choice: Address) -> int:
    waiting = news.untold(at).order_by().values_list(news.maker, flat=True).distinct()
    makers = Maker.objects.filter(pk__in=list(waiting), person__is_active=True)
    known = list(makers.select_related("person").order_by("pk"))
    wanted = when_wanted(news.kind, [maker.person_id for maker in known if maker.person_id])
    letters = 0
    for maker in known:
        when = wanted.get(maker.person_id or 0, When.AT_ONCE)
        letters += _tell_maker(news, maker, when, at, page(news.kind, maker), choice)
    return letters


def _tell_maker(
    news: News, maker: Maker, when: When, at: datetime, link: str, choice: Address
) -> bool:
    with transaction.atomic():
        Maker.objects.select_for_update(no_key=True).get(pk=maker.pk)
        ready = news.untold(at).filter(**{news.maker: maker})
        if when == When.DAILY:
            ready = ready.filter(news.between(at - news.news, _last_evening(at - news.settles)))
        rows = list(ready.order_by("pk"))
        Told.objects.bulk_create([Told(kind=news.kind, of=row.pk, at=at) for row in rows])
        facts = news.facts(rows) if rows else None
        if facts is None or when == When.NEVER or maker.person is None:
            return False
        leave = leave_address(maker.person, news.kind, choice)
        post(
            name=news.kind.value,
            to=maker.person.email,
            called=maker.person.name,
            language=maker.person.language,
            facts={**facts, "person": maker.person, "link": link, "choice": leave},
            leave=leave,
        )
    return True


def _last_evening(at: datetime) -> datetime:
    """The evening that was last: what happened before it belongs into one letter."""
    today = timezone.make_aware(datetime.combine(local_day(at), EVENING))
    last = today if at >= today else today - timedelta(days=1)
    return last - timedelta(microseconds=1)
