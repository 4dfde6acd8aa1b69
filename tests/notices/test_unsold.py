"""Makers are reminded of pieces that may not stay: once two weeks before, once on the day."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from consign.agreements.models import Agreement
from consign.notices.links import choice_address
from consign.notices.models import Kind, When
from consign.notices.operations import choose
from consign.notices.unsold import remind_of_unsold
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Placement, UnsoldReminder
from tests.factories import make_placed, moment

pytestmark = pytest.mark.django_db
HOST = "https://vitrine.example"
# 90 days from 1 January.
UNTIL = date(2026, 4, 1)
Remind = Callable[[date], int]


@pytest.fixture
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    Agreement.objects.update(storage_fee=Decimal("2.00"))
    return make_placed(rcoop, plume, quantity=3)


@pytest.fixture
def remind(
    placed: Placement, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Remind:
    def run(day: date) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return remind_of_unsold(
                coworkings=[placed.showcase.coworking],
                at=moment(str(day)),
                page=lambda maker: f"{HOST}/my/{maker.slug}/",
                choice=choice_address(HOST),
            )

    return run


def test_two_weeks_before_and_on_the_day_each_once(remind: Remind) -> None:
    days = [UNTIL - timedelta(days=n) for n in (15, 14, 13, 1, 0, -30)]
    assert [remind(day) for day in days] == [0, 1, 0, 0, 1, 0]
    assert [letter.to for letter in mail.outbox] == [["Ada <ada@example.org>"]] * 2
    assert "Collier plume (3)" in mail.outbox[0].body
    assert "€2.00" in mail.outbox[0].body
    assert f"<{HOST}/mail/" in str(mail.outbox[0].message()["List-Unsubscribe"])


def test_one_letter_tells_of_all_pieces(remind: Remind, placed: Placement) -> None:
    make_placed(placed.showcase.coworking, placed.item.maker, "Bague")
    assert remind(UNTIL) == 1
    assert "Bague" in mail.outbox[0].body


def test_nobody_to_write_to_is_no_reminder(remind: Remind, placed: Placement) -> None:
    maker = placed.item.maker
    maker.person = None
    maker.save()
    assert remind(UNTIL) == 0
    assert not UnsoldReminder.objects.exists()


def test_who_wants_none_gets_none(remind: Remind, ada: User) -> None:
    choose(user=ada, wanted={Kind.UNSOLD: When.NEVER}, by=ada, at=moment("2026-01-01"))
    assert remind(UNTIL) == 0
    assert mail.outbox == []
