"""Mail before an affiliation ends and nothing follows it: to the maker, managers and advisers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from consign.agreements.endings import Ending, endings, endings_of
from consign.agreements.models import EndWarning
from consign.agreements.moves import in_force
from consign.days import local_day
from consign.journal.operations import note
from consign.letters.post import post
from consign.people.models import Coworking, LegalEntity, Maker, User
from consign.people.queries import advisers_of, managers_of


@dataclass(frozen=True)
class Links:
    """Where each reader of a warning can act; whole addresses."""

    maker: Callable[[Maker], str]
    manager: Callable[[Coworking, Maker], str]
    adviser: Callable[[LegalEntity], str]


@dataclass(frozen=True)
class Warned:
    """A warning that went out: how many days before, and to how many people."""

    affiliation: int
    ends_on: date
    days: int
    letters: int


@dataclass(frozen=True)
class _Letter:
    """To whom it goes, as what, and where they can act."""

    reader: User
    role: str
    link: str


def warn_of_ends(*, at: datetime, links: Links) -> list[Warned]:
    """Mail everybody who can do something about an affiliation that ends within 60, 30 or 7 days.

    The nearest of the three counts, and each is mailed once for a last day, however often this
    runs; those that were missed are not made up for.  A last day that is moved begins anew.  One
    transaction for each affiliation; a person gets one letter for it, in their language.
    """
    sent = (_warn(found, at, links) for found in endings(local_day(at)))
    return [one for one in sent if one is not None]


def _warn(found: Ending, at: datetime, links: Links) -> Warned | None:
    affiliation = found.affiliation
    with transaction.atomic():
        Maker.objects.select_for_update().get(pk=affiliation.maker_id)
        if found not in endings_of(affiliation.maker, local_day(at)):
            return None
        _warning, fresh = EndWarning.objects.get_or_create(
            affiliation=affiliation,
            ends_on=found.last,
            days=found.warning,
            defaults={"sent_at": at},
        )
        if not fresh:
            return None
        letters = _letters(found, links)
        for letter in letters:
            _post(found, letter)
        note(
            by=None,
            at=at,
            verb="warn of end",
            subject=f"maker {affiliation.maker.slug}",
            affiliation=affiliation.pk,
            days=found.warning,
            letters=len(letters),
        )
    return Warned(affiliation.pk, found.last, found.warning, len(letters))


def _letters(found: Ending, links: Links) -> list[_Letter]:
    """One for each person: whoever is several things at once reads as the first of them."""
    maker, payee = found.affiliation.maker, found.affiliation.payee
    wanted: list[_Letter] = []
    if maker.person is not None and maker.person.is_active:
        wanted.append(_Letter(maker.person, "maker", links.maker(maker)))
    for agreement in in_force(found.affiliation, found.last):
        link = links.manager(agreement.coworking, maker)
        wanted += [_Letter(one, "manager", link) for one in managers_of(agreement.coworking)]
    wanted += [_Letter(one, "adviser", links.adviser(payee)) for one in advisers_of(payee)]
    return list({letter.reader.pk: letter for letter in reversed(wanted)}.values())[::-1]


def _post(found: Ending, letter: _Letter) -> None:
    reader = letter.reader
    post(
        name="ending",
        to=reader.email,
        called=reader.name,
        language=reader.language,
        facts={
            "person": reader,
            "role": letter.role,
            "maker": found.affiliation.maker,
            "payee": found.affiliation.payee,
            "last": found.last,
            "following": found.first_without,
            "warning": found.warning,
            "link": letter.link,
        },
    )
