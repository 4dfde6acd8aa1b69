"""Makers are told what was sold: once, as they want it, and never of what was undone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from consign.notices.links import choice_address
from consign.notices.models import Choice, Kind, Told, When
from consign.notices.operations import choose
from consign.notices.sold import SOLD
from consign.notices.telling import tell as tell_news
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item
from tests.factories import make_placed, make_refund, make_sale, moment

pytestmark = pytest.mark.django_db
HOST = "https://vitrine.example"
Tell = Callable[[str], int]


@pytest.fixture
def ring(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Bague", price="45.00", quantity=9).item


@pytest.fixture
def tell(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Tell:
    """Tell all that is to be told at a moment; gives the number of letters."""

    def run(text: str) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return tell_news(
                [SOLD],
                at=moment(text),
                page=lambda _kind, maker: f"{HOST}/my/{maker.slug}/sold/",
                choice=choice_address(HOST),
            )

    return run


def wants(user: User, when: When) -> None:
    choose(user=user, wanted={Kind.SOLD: when}, by=user, at=moment("2026-10-01"))


def test_a_maker_is_told_once_what_was_sold_and_what_is_theirs(
    rcoop: Coworking, ring: Item, tell: Tell
) -> None:
    make_sale(rcoop, ring, at="2026-10-05 14:00", quantity=2)
    assert tell("2026-10-05 14:06") == 1
    assert tell("2026-10-05 14:11") == 0
    (letter,) = mail.outbox
    assert letter.to == ["Ada <ada@example.org>"]
    assert "Bague (2 ×), Rcoop: €90.00" in letter.body
    assert "your share: €63.00" in letter.body
    assert f"{HOST}/my/comme-une-plume/sold/" in letter.body
    assert not {"Bague", "Ada", "90.00"} & set(letter.subject.split())


def test_not_while_it_may_still_be_undone(rcoop: Coworking, ring: Item, tell: Tell) -> None:
    make_sale(rcoop, ring, at="2026-10-05 14:00")
    assert tell("2026-10-05 14:04") == 0
    assert tell("2026-10-05 14:05") == 1


def test_what_was_taken_back_before_anybody_was_told_is_no_news(
    rcoop: Coworking, ring: Item, tell: Tell
) -> None:
    make_refund(make_sale(rcoop, ring, at="2026-10-05 14:00"), at="2026-10-05 14:02")
    assert tell("2026-10-05 14:30") == 0
    assert Told.objects.count() == 2


def test_what_comes_back_later_is_told_too(rcoop: Coworking, ring: Item, tell: Tell) -> None:
    sale = make_sale(rcoop, ring, at="2026-10-05 14:00")
    assert tell("2026-10-05 14:30") == 1
    make_refund(sale, at="2026-10-05 16:00")
    assert tell("2026-10-05 16:30") == 1
    assert "Came back: Bague, at Rcoop: €45.00" in mail.outbox[1].body
    assert "your share: -€31.50" in mail.outbox[1].body.replace("\u2212", "-")


def test_once_a_day_all_in_one_letter_in_the_evening(
    rcoop: Coworking, ring: Item, ada: User, tell: Tell
) -> None:
    wants(ada, When.DAILY)
    # Moments are in UTC: seven in the evening in Brussels is five.
    make_sale(rcoop, ring, at="2026-10-05 11:00")
    make_sale(rcoop, ring, at="2026-10-05 15:00")
    assert tell("2026-10-05 16:59") == 0
    make_sale(rcoop, ring, at="2026-10-05 17:01")
    assert [tell(f"2026-10-05 {time}") for time in ("17:06", "17:30", "21:59")] == [1, 0, 0]
    assert mail.outbox[0].body.count("Bague, Rcoop") == 2
    assert tell("2026-10-06 17:10") == 1


def test_who_wants_none_gets_none_also_not_later(
    rcoop: Coworking, ring: Item, ada: User, tell: Tell
) -> None:
    wants(ada, When.NEVER)
    make_sale(rcoop, ring, at="2026-10-05 14:00")
    assert tell("2026-10-05 15:00") == 0
    wants(ada, When.AT_ONCE)
    assert tell("2026-10-05 15:05") == 0


def test_old_sales_are_no_news(rcoop: Coworking, ring: Item, tell: Tell) -> None:
    make_sale(rcoop, ring, at="2026-10-05 14:00")
    assert tell("2026-10-12 14:01") == 0
    assert not Told.objects.exists()


def test_each_maker_hears_of_their_own_in_their_language(
    rcoop: Coworking, ring: Item, terre: Maker, ada: User, tell: Tell
) -> None:
    User.objects.filter(pk=ada.pk).update(language="nl")
    make_sale(rcoop, ring, at="2026-10-05 14:00")
    make_sale(rcoop, make_placed(rcoop, terre, "Bol").item, at="2026-10-05 14:00")
    assert tell("2026-10-05 14:30") == 2
    bodies = {letter.to[0].split()[0]: str(letter.body) for letter in mail.outbox}
    assert "Bol" not in bodies["Ada"]
    assert "Dag Ada" in bodies["Ada"]


def test_a_maker_nobody_has_signed_up_for_waits(rcoop: Coworking, ring: Item, tell: Tell) -> None:
    Maker.objects.update(person=None)
    make_sale(rcoop, ring, at="2026-10-05 14:00")
    assert tell("2026-10-05 15:00") == 0


def test_the_command_tells_of_a_real_sale(
    rcoop: Coworking,
    ring: Item,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    now = timezone.now() - timedelta(minutes=6)
    make_sale(rcoop, ring, at=now.strftime("%Y-%m-%d %H:%M"))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("notify")
    assert [letter.to for letter in mail.outbox] == [["Ada <ada@example.org>"]]


class TestStopping:
    @pytest.fixture
    def link(self, rcoop: Coworking, ring: Item, tell: Tell) -> str:
        make_sale(rcoop, ring, at="2026-10-05 14:00")
        tell("2026-10-05 15:00")
        found = re.search(rf"{HOST}(/mail/\S+)", str(mail.outbox[0].body))
        assert found
        return found[1]

    def test_opening_the_link_changes_nothing(self, client: Client, link: str) -> None:
        page = client.get(link)
        assert page.status_code == 200
        assert not Choice.objects.exists()

    def test_one_tap_in_a_mail_program_stops_it(self, link: str, ada: User) -> None:
        raw = mail.outbox[0].message()
        assert raw["List-Unsubscribe"] == f"<{HOST}{link}>"
        assert raw["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        strict = Client(enforce_csrf_checks=True)
        sent = strict.post(link, {"List-Unsubscribe": "One-Click"})
        assert sent.status_code == 200
        assert Choice.objects.get(user=ada).when == When.NEVER

    def test_on_the_page_one_chooses(self, client: Client, link: str, ada: User) -> None:
        assert "once a day" in client.post(link, {"when": "daily"}).text
        assert Choice.objects.get(user=ada).when == When.DAILY
        assert client.post(link, {"when": "hourly"}).status_code == 200
        assert Choice.objects.get(user=ada).when == When.DAILY

    def test_a_link_that_was_cut_off_says_so(self, client: Client, link: str) -> None:
        assert client.get("/mail/" + link[6:20] + "/").status_code == 404
        assert not Choice.objects.exists()

    def test_on_ones_account(self, client: Client, plume: Maker, ada: User, ben: User) -> None:
        client.force_login(ada)
        assert "When something of yours is sold" in client.get("/account/").text
        sent = {f"mail-{kind}": "at_once" for kind in Kind.values}
        client.post("/account/mail/", {**sent, "mail-sold": "daily"})
        client.post("/account/mail/", {**sent, "mail-sold": "hourly"})
        told = Choice.objects.filter(kind=Kind.SOLD)
        assert [(one.user, one.when) for one in told] == [(ada, When.DAILY)]
