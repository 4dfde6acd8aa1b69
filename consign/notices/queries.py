"""When somebody wants to be told of what."""

from collections.abc import Iterable

from consign.notices.models import SEVERAL_A_DAY, Choice, Kind, When
from consign.people.models import User


def choices_of(user: User) -> dict[Kind, When]:
    """Every kind of mail, and when this person wants it."""
    made = {one.kind: When(one.when) for one in Choice.objects.filter(user=user)}
    return {kind: made.get(kind, When.AT_ONCE) for kind in Kind}


def choices_for(kind: Kind) -> list[When]:
    """When one can be told of something."""
    return [when for when in When if when != When.DAILY or kind in SEVERAL_A_DAY]


def when_wanted(kind: Kind, users: Iterable[int]) -> dict[int, When]:
    """When each of some people, by their key, wants to be told; who chose nothing is not in it."""
    made = Choice.objects.filter(kind=kind, user__in=users)
    return {one.user_id: When(one.when) for one in made}
