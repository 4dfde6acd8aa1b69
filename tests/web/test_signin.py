"""Signing in by a mailed link or a password, and out again."""

import re
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from consign.people.signin import link_token
from consign.web.patience import MINUTES, TRIES, TRIES_OF_A_DEVICE
from tests.factories import START, make_entity, make_member, make_person
from tests.kept import kept
from tests.web.conftest import As, text_of

ASK, PASSWORD = "/signin/", "/signin/password/"
GOOD = "a-password-of-length"
ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "http:elsewhere.example",
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Nobody has tried anything yet."""
    cache.clear()
    yield
    cache.clear()


@kept
def staff(rcoop: Coworking) -> User:
    """Somebody of Rcoop's desk who has a password."""
    return make_member(rcoop, make_person("staff", password=GOOD))


def link_of(user: User, onward: str = "") -> str:
    address = reverse("signin_link", args=[link_token(user)])
    return f"{address}?next={onward}" if onward else address


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


class TestAskingForALink:
    def test_the_answer_never_tells_whether_somebody_is_known(
        self,
        client: Client,
        ada: User,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            known = client.post(ASK, {"email": "ada@example.org"})
            unknown = client.post(ASK, {"email": "nobody@example.org"})
        assert known.status_code == unknown.status_code == 200
        assert _but_for_the_token(known, "ada@example.org") == _but_for_the_token(
            unknown, "nobody@example.org"
        )
        assert [letter.to for letter in mail.outbox] == [["Ada <ada@example.org>"]]

    def test_the_mailed_address_is_ours_and_leads_on(
        self,
        client: Client,
        ada: User,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        onward = "/my/comme-une-plume/new/?like=ABC&x=TOKEN"
        with django_capture_on_commit_callbacks(execute=True):
            client.post(ASK, {"email": "ada@example.org", "next": onward})
        found = re.search(r"https://\S+", str(mail.outbox[0].body))
        assert found is not None
        parts = urlsplit(found[0])
        assert parts.netloc == "vitrine.example"
        assert parse_qs(parts.query) == {"next": [onward]}
        page = client.post(f"{parts.path}?{parts.query}", {"next": onward})
        assert (page.status_code, page.headers["Location"]) == (302, onward)

    def test_what_is_no_address_is_said_and_stays_in_the_form(self, client: Client) -> None:
        page = client.post(ASK, {"email": "ada at example", "next": "/account/"})
        assert page.status_code == 400
        assert 'value="ada at example"' in text_of(page)
        assert 'value="/account/"' in text_of(page)

    def test_whoever_is_signed_in_goes_on(self, ada: User, plume: Maker, signed_in: As) -> None:
        assert signed_in(ada).get(ASK).headers["Location"] == "/my/comme-une-plume/home/"
        assert signed_in(ada).get(ASK + "?next=/account/").headers["Location"] == "/account/"
        assert signed_in(ada).get(PASSWORD).headers["Location"] == "/my/comme-une-plume/home/"


def _but_for_the_token(page: object, email: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text_of(page)).replace(email, "")


class TestTheLink:
    def test_opening_it_asks_and_only_the_button_signs_in(self, client: Client, ada: User) -> None:
        link = link_of(ada)
        for _scanner in range(2):
            page = client.get(link)
            assert page.status_code == 200
            assert "Hello Ada" in text_of(page)
            assert "no-store" in page.headers["Cache-Control"]
        client.head(link)
        assert who(client) is None
        assert client.post(link).status_code == 302
        assert who(client) == str(ada.pk)

    def test_it_works_once(self, ada: User) -> None:
        link = link_of(ada)
        assert Client().post(link).status_code == 302
        late = Client()
        for page in (late.get(link), late.post(link)):
            assert page.status_code == 409
            assert "This link has been used or is too old." in text_of(page)
        assert who(late) is None

    def test_it_expires(
        self,
        client: Client,
        ada: User,
        settings: LazySettings,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        link = link_of(ada)
        then = time.time() + settings.SIGNIN_LINK_MINUTES * 60 + 1
        monkeypatch.setattr("django.core.signing.time.time", lambda: then)
        assert client.get(link).status_code == 409
        assert client.post(link).status_code == 409
        assert who(client) is None

    def test_tapping_it_again_once_inside_goes_on(self, client: Client, ada: User) -> None:
        link = link_of(ada, "/account/")
        client.post(link)
        assert client.get(link).headers["Location"] == "/account/"

    @pytest.mark.parametrize("onward", ELSEWHERE)
    def test_it_never_leads_elsewhere(self, client: Client, ada: User, onward: str) -> None:
        page = client.post(link_of(ada), {"next": onward})
        assert page.headers["Location"] == "/"

    def test_it_gives_a_new_session(self, client: Client, ada: User) -> None:
        client.get("/")
        session = client.session
        session["planted"] = "yes"
        session.save()
        before = session.session_key
        client.post(link_of(ada))
        assert client.session.session_key != before


class TestThePassword:
    def test_it_signs_in_and_leads_to_the_desk(self, client: Client, staff: User) -> None:
        page = client.post(PASSWORD, {"email": "STAFF@example.org", "password": GOOD})
        assert page.headers["Location"] == "/desk/rcoop/"
        assert who(client) == str(staff.pk)

    @pytest.mark.parametrize(
        ("email", "password"),
        [
            ("staff@example.org", "another-one"),
            ("staff@example.org", f" {GOOD}"),
            ("nobody@example.org", GOOD),
            ("ada@example.org", ""),
            ("ada@example.org", "!"),
        ],
    )
    def test_a_wrong_one_is_refused_and_never_sent_back(
        self, client: Client, staff: User, ada: User, email: str, password: str
    ) -> None:
        page = client.post(PASSWORD, {"email": email, "password": password})
        assert page.status_code == (409 if password else 400)
        assert who(client) is None
        assert f'value="{email}"' in text_of(page)
        if len(password) > 1:
            assert f'value="{password}"' not in text_of(page)

    @pytest.mark.parametrize("onward", ELSEWHERE)
    def test_it_never_leads_elsewhere(self, client: Client, staff: User, onward: str) -> None:
        sent = {"email": "staff@example.org", "password": GOOD, "next": onward}
        assert client.post(PASSWORD, sent).headers["Location"] == "/desk/rcoop/"

    def test_somebody_who_left_stays_out(self, client: Client, staff: User) -> None:
        User.objects.filter(pk=staff.pk).update(is_active=False)
        page = client.post(PASSWORD, {"email": "staff@example.org", "password": GOOD})
        assert page.status_code == 409


class TestPatience:
    def tries(self, client: Client, count: int, email: str = "staff@example.org") -> list[int]:
        sent = {"email": email, "password": "wrong"}
        return [client.post(PASSWORD, sent).status_code for _try in range(count)]

    def test_after_many_tries_one_has_to_wait(self, client: Client, staff: User) -> None:
        assert self.tries(client, TRIES) == [409] * TRIES
        page = client.post(PASSWORD, {"email": "staff@example.org", "password": GOOD})
        assert page.status_code == 429
        assert page.headers["Retry-After"] == str(MINUTES * 60)
        assert "Wait 15 minutes" in text_of(page)
        assert who(client) is None

    def test_the_mailed_link_is_another_way_in(self, client: Client, staff: User) -> None:
        self.tries(client, TRIES + 1)
        assert client.post(ASK, {"email": "staff@example.org"}).status_code == 200

    def test_signing_in_forgets_the_tries(self, client: Client, staff: User) -> None:
        self.tries(client, TRIES - 1)
        client.post(PASSWORD, {"email": "staff@example.org", "password": GOOD})
        assert self.tries(Client(), 2) == [409, 409]

    def test_a_mailbox_is_not_flooded(
        self,
        client: Client,
        ada: User,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            answers = [
                client.post(ASK, {"email": "ADA@example.org"}).status_code
                for _try in range(TRIES + 2)
            ]
        assert answers == [200] * TRIES + [429] * 2
        assert len(mail.outbox) == TRIES

    def test_a_device_that_tries_many_addresses_has_to_wait(self, client: Client) -> None:
        answers = [
            self.tries(client, 1, f"somebody{index}@example.org")
            for index in range(TRIES_OF_A_DEVICE + 1)
        ]
        assert answers[-2:] == [[409], [429]]
        other = Client(REMOTE_ADDR="192.0.2.7")
        assert self.tries(other, 1, "else@example.org") == [409]

    def test_behind_our_proxy_devices_are_told_apart(self, settings: LazySettings) -> None:
        settings.BEHIND_HTTPS = True
        one = Client(headers={"X-Forwarded-For": "1.1.1.1, 192.0.2.7"})
        for index in range(TRIES_OF_A_DEVICE):
            self.tries(one, 1, f"somebody{index}@example.org")
        assert self.tries(one, 1, "more@example.org") == [429]
        # What the device says of itself does not count, only what the proxy adds.
        again = Client(headers={"X-Forwarded-For": "9.9.9.9, 192.0.2.7"})
        assert self.tries(again, 1, "else@example.org") == [429]
        other = Client(headers={"X-Forwarded-For": "192.0.2.8"})
        assert self.tries(other, 1, "else@example.org") == [409]


class TestComingAndGoing:
    def test_signing_out_takes_a_post(self, ada: User, signed_in: As) -> None:
        client = signed_in(ada)
        assert client.get("/signout/").status_code == 405
        assert who(client) == str(ada.pk)
        assert client.post("/signout/").headers["Location"] == "/"
        assert who(client) is None

    def test_everyone_begins_where_their_work_is(
        self, dan: User, ada: User, plume: Maker, vic: User, ben: User, client: Client
    ) -> None:
        add_adviser(entity=make_entity("Dies SC"), user=ben, by=None, at=START)
        places = {
            user: client.post(link_of(user)).headers["Location"] for user in (dan, ada, ben, vic)
        }
        assert places == {
            dan: "/desk/rcoop/",
            ada: "/my/comme-une-plume/home/",
            ben: "/cooperative/dies-sc/",
            vic: "/",
        }

    def test_whoever_is_not_signed_in_is_asked_and_comes_back(self, client: Client) -> None:
        page = client.get("/my/comme-une-plume/new/?like=ABC")
        assert page.status_code == 302
        onward = parse_qs(urlsplit(page.headers["Location"]).query)["next"]
        assert onward == ["/my/comme-une-plume/new/?like=ABC"]

    @pytest.mark.parametrize(
        ("referer", "onward"),
        [
            ("http://testserver/my/comme-une-plume/new/?like=A", "/my/comme-une-plume/new/?like=A"),
            ("https://elsewhere.example/my/", "/"),
            ("", "/"),
        ],
    )
    def test_after_a_form_one_comes_back_to_its_page(
        self, client: Client, referer: str, onward: str
    ) -> None:
        page = client.post("/my/comme-une-plume/new/", headers={"Referer": referer})
        found = parse_qs(urlsplit(page.headers["Location"]).query)["next"]
        assert found == [onward]
