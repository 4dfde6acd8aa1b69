"""Makers are told of holds, statements, payouts and terms: each once, and only while it is news."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from consign.agreements.terms import accept, decline
from consign.journal.models import Event
from consign.monthend.operations import void_settlement
from consign.notices.kinds import ALL
from consign.notices.links import choice_address
from consign.notices.models import Choice, Kind, Told, When
from consign.notices.operations import NoDigest, choose
from consign.notices.telling import tell as tell_news
from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from consign.stock.holds import hold, release
from consign.stock.models import Hold
from tests.factories import (
    make_agreement,
    make_closed,
    make_paid,
    make_placed,
    make_sale,
    moment,
)

pytestmark = pytest.mark.django_db
HOST = "https://vitrine.example"
Tell = Callable[[str], list[str]]


@pytest.fixture
def tell(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Tell:
    """Tell all that is to be told at a moment but sales; gives the new letters' texts."""

    def run(text: str) -> list[str]:
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            tell_news(
                [news for news in ALL if news.kind != Kind.SOLD],
                at=moment(text),
                page=lambda kind, maker: f"{HOST}/my/{maker.slug}/{kind}/",
                choice=choice_address(HOST),
            )
        return [str(letter.body) for letter in mail.outbox[before:]]

    return run


@pytest.fixture
def kept(rcoop: Coworking, plume: Maker, dan: User) -> Hold:
    """A piece that is kept for two days from 5 October."""
    item = make_placed(rcoop, plume, "Bague").item
    at = moment("2026-10-05 10:00")
    return hold(
        item=item,
        coworking=rcoop,
        name="Zara",
        quantity=1,
        until=at + timedelta(days=2),
        by=dan,
        at=at,
    )


class TestHolds:
    def test_a_hold_is_told_once_without_naming_the_passer_by(self, kept: Hold, tell: Tell) -> None:
        assert tell("2026-10-05 10:04") == []
        (letter,) = tell("2026-10-05 10:05")
        assert "Rcoop keeps “Bague” for somebody until" in letter
        assert "Zara" not in letter
        assert tell("2026-10-05 11:00") == []

    def test_what_was_let_go_of_is_no_news(self, kept: Hold, dan: User, tell: Tell) -> None:
        release(hold=kept, by=dan, at=moment("2026-10-05 10:02"))
        assert tell("2026-10-05 10:30") == []

    def test_what_is_over_is_no_news(self, kept: Hold, tell: Tell) -> None:
        assert tell("2026-10-08") == []

    def test_once_a_day_all_holds_in_one_letter(
        self, kept: Hold, rcoop: Coworking, plume: Maker, ada: User, dan: User, tell: Tell
    ) -> None:
        choose(user=ada, wanted={Kind.HOLD: When.DAILY}, by=ada, at=moment("2026-10-01"))
        other = make_placed(rcoop, plume, "Broche").item
        at = moment("2026-10-05 12:00")
        until = at + timedelta(days=2)
        hold(item=other, coworking=rcoop, name="Zoe", quantity=1, until=until, by=dan, at=at)
        assert tell("2026-10-05 16:00") == []
        (letter,) = tell("2026-10-05 17:10")
        assert "Bague" in letter
        assert "Broche" in letter


class TestStatements:
    @pytest.fixture
    def sold(self, rcoop: Coworking, plume: Maker) -> None:
        make_sale(rcoop, make_placed(rcoop, plume, price="100.00").item, at="2026-10-05")

    @pytest.mark.usefixtures("sold")
    def test_a_statement_is_told_with_what_will_be_paid(self, rcoop: Coworking, tell: Tell) -> None:
        make_closed(rcoop)
        assert tell("2026-11-01 08:29") == []
        (letter,) = tell("2026-11-01 08:30")
        assert "Rcoop, October 2026, through Comme une plume payee" in letter
        assert "to be paid: €70.00" in letter
        assert f"{HOST}/my/comme-une-plume/statement/" in letter
        assert not {"Rcoop", "70.00", "Ada"} & set(mail.outbox[0].subject.split())
        assert tell("2026-11-01 09:00") == []

    @pytest.mark.usefixtures("sold")
    def test_what_was_voided_at_once_is_no_news(
        self, rcoop: Coworking, cleo: User, tell: Tell
    ) -> None:
        (closed,) = make_closed(rcoop)
        void_settlement(settlement=closed, by=cleo, at=moment("2026-11-01 08:10"))
        assert tell("2026-11-01 09:00") == []

    @pytest.mark.usefixtures("sold")
    def test_a_payout_is_told_when_the_bank_has_paid(self, rcoop: Coworking, tell: Tell) -> None:
        closed = make_closed(rcoop)
        assert len(tell("2026-11-01 09:00")) == 1
        make_paid(closed, on="2026-11-05")
        (letter,) = tell("2026-11-06")
        assert "Rcoop has paid €70.00 for October 2026." in letter
        assert "to the account of Comme une plume payee" in letter
        assert tell("2026-11-07") == []

    @pytest.mark.usefixtures("sold")
    def test_a_payout_of_long_ago_is_no_news(self, rcoop: Coworking, ada: User, tell: Tell) -> None:
        make_paid(make_closed(rcoop), on="2026-11-05")
        assert tell("2026-11-20") == []


class TestTerms:
    @pytest.mark.parametrize("answer", ["accept", "decline", ""])
    def test_terms_that_wait_are_told_once_until_they_are_answered(
        self, filature: Coworking, plume: Maker, ada: User, tell: Tell, answer: str
    ) -> None:
        terms = make_agreement(
            filature, plume.affiliations.get(), starts_on=date(2026, 5, 1), accepted=False
        )
        if answer == "accept":
            accept(agreement=terms, by=ada, at=moment("2026-01-01 10:00"))
        elif answer:
            decline(agreement=terms, reason="No.", by=ada, at=moment("2026-01-01 10:00"))
        told = tell("2026-01-02")
        assert len(told) == (not answer)
        if told:
            assert "La Filature proposes terms from" in told[0]
            assert "commission 30%" in told[0]
        assert tell("2026-01-02 10:00") == []

    def test_where_advisers_answer_the_maker_is_not_asked(
        self, filature: Coworking, plume: Maker, ben: User, tell: Tell
    ) -> None:
        affiliation = plume.affiliations.get()
        add_adviser(entity=affiliation.payee, user=ben, by=None, at=moment("2026-01-01"))
        make_agreement(filature, affiliation, starts_on=date(2026, 5, 1), accepted=False)
        assert tell("2026-01-02") == []


class TestChoosing:
    def test_all_kinds_stand_on_ones_account(self, client: Client, plume: Maker, ada: User) -> None:
        client.force_login(ada)
        sent = {f"mail-{kind}": "at_once" for kind in Kind.values}
        client.post("/account/mail/", {**sent, "mail-paid": "never", "mail-hold": "daily"})
        assert {one.kind: one.when for one in Choice.objects.exclude(when="at_once")} == {
            "paid": "never",
            "hold": "daily",
        }
        assert Event.objects.get(verb="choose mail").facts["paid"] == "never"

    @pytest.mark.parametrize("wrong", [{"mail-paid": "daily"}, {"mail-paid": "x"}, {}])
    def test_what_cannot_be_chosen_changes_nothing(
        self, client: Client, plume: Maker, ada: User, wrong: dict[str, str]
    ) -> None:
        client.force_login(ada)
        sent = {f"mail-{kind}": "never" for kind in Kind.values if wrong}
        assert client.post("/account/mail/", {**sent, **wrong}).status_code == 302
        assert not Choice.objects.exists()

    def test_of_what_comes_once_a_month_there_is_no_digest(self, ada: User) -> None:
        with pytest.raises(NoDigest):
            choose(user=ada, wanted={Kind.PAID: When.DAILY}, by=ada, at=timezone.now())
        assert not Choice.objects.exists()


def test_the_command_tells_of_all_kinds(
    rcoop: Coworking,
    plume: Maker,
    dan: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    item, now = make_placed(rcoop, plume, "Bague").item, timezone.now()
    at, until = now - timedelta(hours=1), now + timedelta(hours=1)
    hold(item=item, coworking=rcoop, name="Zara", quantity=1, until=until, by=dan, at=at)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("notify")
        call_command("notify")
    (letter,) = mail.outbox
    assert "/my/comme-une-plume/home/" in str(letter.body)
    assert set(Told.objects.values_list("kind", flat=True)) == {"hold"}
    assert letter.to == ["Ada <ada@example.org>"]
