"""Mail before an affiliation ends: to whom, when, how often, and what it says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email.utils import parseaddr
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from consign.agreements.models import Affiliation, EndWarning
from consign.agreements.operations import end_affiliation
from consign.days import local_day
from consign.journal.models import Event
from consign.monthend.moving import move_maker
from consign.monthend.terms import accept
from consign.monthend.warnings import Links, Warned, warn_of_ends
from consign.people.models import Coworking, LegalEntity, Maker, Role, User
from consign.people.operations import add_adviser
from tests.factories import (
    START,
    any_person,
    make_affiliation,
    make_agreement,
    make_entity,
    make_member,
    make_person,
    moment,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db
LAST = date(2026, 12, 31)
LINKS = Links(
    maker=lambda maker: f"https://vitrine.example/my/{maker.slug}/",
    manager=lambda coworking, maker: f"https://vitrine.example/{coworking.slug}/{maker.slug}/",
    adviser=lambda entity: f"https://vitrine.example/cooperative/{entity.slug}/",
)
Warn = Callable[..., list[Warned]]


@kept
def ending(plume: Maker) -> Affiliation:
    """Ada's affiliation ends with the year."""
    affiliation = plume.affiliations.get()
    end_affiliation(affiliation=affiliation, ends_on=LAST, by=None, at=START)
    return affiliation


@pytest.fixture
def warn(django_capture_on_commit_callbacks: Any) -> Warn:
    """Runs so many days before the last one; the outbox holds what that run sent."""

    def run(days: int, last: date = LAST) -> list[Warned]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return warn_of_ends(at=moment(f"{last - timedelta(days=days)} 05:00"), links=LINKS)

    return run


def advising(entity: LegalEntity, name: str, language: str = "en") -> User:
    user = make_person(name, language=language)
    add_adviser(entity=entity, user=user, by=None, at=START)
    return user


def by_reader() -> dict[str, EmailMessage]:
    """What was sent, by mail address."""
    found = {parseaddr(letter.to[0])[1]: letter for letter in mail.outbox}
    assert len(found) == len(mail.outbox), "somebody got two letters"
    return found


@contextmanager
def nothing_sent() -> Iterator[None]:
    yield
    assert mail.outbox == []


class TestWhen:
    @pytest.mark.parametrize(
        ("days", "warning"), [(60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (1, 7), (0, 7)]
    )
    def test_the_nearest_of_three_counts(
        self, warn: Warn, ending: Affiliation, days: int, warning: int
    ) -> None:
        assert warn(days) == [Warned(ending.pk, LAST, warning, letters=1)]
        assert EndWarning.objects.get().days == warning

    @pytest.mark.parametrize("days", [61, 400, -1])
    def test_far_off_and_past_nobody_is_mailed(
        self, warn: Warn, ending: Affiliation, days: int
    ) -> None:
        with nothing_sent():
            assert warn(days) == []

    def test_each_goes_out_once_however_often_it_runs(
        self, warn: Warn, ending: Affiliation
    ) -> None:
        sent = {days: [one.days for one in warn(days)] for days in range(70, -3, -1)}
        assert {days: found for days, found in sent.items() if found} == {
            60: [60],
            30: [30],
            7: [7],
        }

    def test_after_a_pause_only_the_nearest_goes_out(self, warn: Warn, ending: Affiliation) -> None:
        assert [one.days for one in warn(55)] == [60]
        assert [one.days for one in warn(5)] == [7]
        assert [one.days for one in warn(4)] == []
        assert set(EndWarning.objects.values_list("days", flat=True)) == {60, 7}

    def test_the_day_is_that_of_brussels(
        self, ending: Affiliation, django_capture_on_commit_callbacks: Any
    ) -> None:
        """At 23:30 UTC on 31 October the 60th day before has begun."""
        with django_capture_on_commit_callbacks(execute=True):
            assert warn_of_ends(at=moment("2026-10-31 22:30"), links=LINKS) == []
            (sent,) = warn_of_ends(at=moment("2026-10-31 23:30"), links=LINKS)
        assert sent.days == 60
        assert local_day(moment("2026-10-31 23:30")) == LAST - timedelta(days=60)

    def test_a_last_day_that_is_moved_begins_anew(self, warn: Warn, ending: Affiliation) -> None:
        warn(20)
        later = date(2027, 6, 30)
        end_affiliation(affiliation=ending, ends_on=later, by=None, at=START)
        assert warn(20) == []
        assert [one.days for one in warn(20, later)] == [30]

    def test_what_follows_the_next_day_worries_nobody(
        self, warn: Warn, ending: Affiliation
    ) -> None:
        make_affiliation(ending.maker, make_entity("Dies SC"), starts_on=date(2027, 1, 1))
        with nothing_sent():
            assert warn(20) == []

    def test_what_follows_a_day_too_late_does(self, warn: Warn, ending: Affiliation) -> None:
        make_affiliation(ending.maker, make_entity("Dies SC"), starts_on=date(2027, 1, 2))
        assert len(warn(20)) == 1

    def test_after_a_move_there_is_nothing_to_warn_of(self, warn: Warn, plume: Maker) -> None:
        move_maker(
            maker=plume,
            payee=make_entity("Dies SC"),
            starts_on=date(2027, 1, 1),
            by=any_person(),
            at=START,
        )
        with nothing_sent():
            assert warn(5) == []


class TestWhom:
    def test_maker_managers_and_advisers_each_get_one_with_where_to_act(
        self, warn: Warn, ending: Affiliation, ada: User, cleo: User, dan: User
    ) -> None:
        advising(ending.payee, "claire")
        (sent,) = warn(20)
        assert sent.letters == 3
        links = {who: letter.body.splitlines()[-1] for who, letter in by_reader().items()}
        assert links == {
            "ada@example.org": "https://vitrine.example/my/comme-une-plume/",
            "cleo@example.org": "https://vitrine.example/rcoop/comme-une-plume/",
            "claire@example.org": f"https://vitrine.example/cooperative/{ending.payee.slug}/",
        }

    def test_managers_of_every_coworking_with_terms_and_of_no_other(
        self, warn: Warn, ending: Affiliation, filature: Coworking, cleo: User
    ) -> None:
        olga = make_member(filature, make_person("olga"), Role.MANAGER)
        waiting = make_agreement(filature, ending, accepted=False)
        warn(20)
        assert olga.email not in by_reader()
        accept(agreement=waiting, by=any_person(), at=START)
        warn(5)
        assert {olga.email, cleo.email} <= by_reader().keys()

    def test_who_manages_two_places_gets_one_letter(
        self, warn: Warn, ending: Affiliation, filature: Coworking, cleo: User
    ) -> None:
        make_agreement(filature, ending)
        make_member(filature, cleo, Role.MANAGER)
        warn(20)
        assert by_reader().keys() == {"ada@example.org", "cleo@example.org"}

    def test_a_maker_who_advises_reads_as_a_maker(
        self, warn: Warn, ending: Affiliation, ada: User
    ) -> None:
        add_adviser(entity=ending.payee, user=ada, by=None, at=START)
        (sent,) = warn(20)
        assert sent.letters == 1
        assert "/my/comme-une-plume/" in mail.outbox[0].body

    def test_who_left_gets_no_mail(
        self, warn: Warn, ending: Affiliation, ada: User, cleo: User
    ) -> None:
        User.objects.filter(pk__in=[ada.pk, cleo.pk]).update(is_active=False)
        advising(ending.payee, "claire")
        warn(20)
        assert by_reader().keys() == {"claire@example.org"}

    def test_each_reads_their_own_language(
        self, warn: Warn, ending: Affiliation, ada: User
    ) -> None:
        advising(ending.payee, "claire", language="nl")
        warn(20)
        sent = by_reader()
        assert {who: one.extra_headers["Content-Language"] for who, one in sent.items()} == {
            "ada@example.org": "en",
            "claire@example.org": "nl",
        }
        assert "31 december 2026" in sent["claire@example.org"].body


def test_the_nearer_the_louder(warn: Warn, ending: Affiliation) -> None:
    said = []
    for days in (60, 30, 7):
        warn(days)
        (letter,) = mail.outbox
        assert "Until 31 December 2026 Comme une plume payee is paid" in letter.body
        said.append(letter.subject)
    assert said == [
        "Time to think of who is paid next",
        "Soon nobody is paid any more",
        "In a few days nobody is paid any more",
    ]
    assert "From 1 January 2027 on the till refuses these pieces" in letter.body


def test_the_journal_knows_without_naming_anybody(warn: Warn, ending: Affiliation) -> None:
    warn(20)
    event = Event.objects.get(verb="warn of end")
    assert event.subject == "maker comme-une-plume"
    assert event.facts == {"affiliation": ending.pk, "days": 30, "letters": 1}
