"""A maker's slips, in their account and by the mailed link: opening says nothing, a button does."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from consign.people.models import Coworking, Maker, User
from consign.slips.links import DAYS, SALT, link_token, mail_link
from consign.slips.models import How, Slip, SlipState
from consign.slips.operations import answer, confirm
from tests.factories import any_person, make_placed, moment
from tests.slips.drawn import make_deposit, make_slip
from tests.web.conftest import As, Costs, text_of

pytestmark = pytest.mark.django_db


def state(slip: Slip) -> SlipState:
    return Slip.objects.get(pk=slip.pk).state


def link_to(slip: Slip) -> str:
    return reverse("slip_link", args=[link_token(slip)])


def test_a_maker_reads_and_confirms_in_their_account(
    signed_in: As, rcoop: Coworking, plume: Maker, ada: User
) -> None:
    slip, browser = make_deposit(rcoop, plume), signed_in(ada)
    page = reverse("my_slip", args=[plume.slug, slip.pk])
    assert slip.number in text_of(browser.get(reverse("my_slips", args=[plume.slug])))
    assert "I confirm for Comme une plume" in text_of(browser.get(page))
    assert state(slip) == SlipState.WAITING

    answer = browser.post(page, {"action": "confirm"}, follow=True)

    assert "is confirmed by both sides. Thank you." in text_of(answer)
    found = Slip.objects.get(pk=slip.pk)
    assert (found.confirmed_by, found.confirmed_how) == (ada, How.ACCOUNT)
    assert browser.post(page, {"action": "confirm"}).status_code == 409


def test_a_maker_says_what_differs(
    signed_in: As, rcoop: Coworking, plume: Maker, ada: User
) -> None:
    slip, browser = make_deposit(rcoop, plume), signed_in(ada)
    page = reverse("my_slip", args=[plume.slug, slip.pk])

    silent = browser.post(page, {"action": "object", "words": " "})
    spoken = browser.post(page, {"action": "object", "words": "There were two."})

    assert (silent.status_code, spoken.status_code) == (400, 302)
    assert state(slip) == SlipState.DISPUTED
    assert "The coworking answers" in text_of(browser.get(page))
    assert browser.post(page, {"action": "confirm"}).status_code == 409


def test_an_answered_slip_can_be_confirmed(
    signed_in: As, rcoop: Coworking, plume: Maker, ada: User
) -> None:
    slip, browser = make_deposit(rcoop, plume), signed_in(ada)
    page = reverse("my_slip", args=[plume.slug, slip.pk])
    browser.post(page, {"action": "object", "words": "There were two."})
    answer(slip=slip, words="One, see the photo.", by=any_person(), at=moment("2026-10-07"))

    assert "One, see the photo." in text_of(browser.get(page))
    browser.post(page, {"action": "confirm"})

    assert state(slip) == SlipState.CONFIRMED


def test_others_do_not_see_it(
    signed_in: As, rcoop: Coworking, plume: Maker, terre: Maker, ben: User, vic: User
) -> None:
    slip = make_deposit(rcoop, plume)
    for who in (ben, vic):
        page = reverse("my_slip", args=[plume.slug, slip.pk])
        assert signed_in(who).get(page).status_code == 404
    theirs = reverse("my_slip", args=[terre.slug, slip.pk])
    assert signed_in(ben).get(theirs).status_code == 404
    assert signed_in(ben).post(theirs, {"action": "confirm"}).status_code == 404


def test_the_list_costs_the_same_for_one_and_three(
    signed_in: As, costs: Costs, rcoop: Coworking, plume: Maker, ada: User
) -> None:
    browser, page = signed_in(ada), reverse("my_slips", args=[plume.slug])
    assert "No slip yet" in text_of(browser.get(page))
    make_deposit(rcoop, plume)
    one = costs(browser, page)
    make_deposit(rcoop, plume)
    make_deposit(rcoop, plume)

    assert costs(browser, page) == one


def test_opening_the_link_says_nothing_its_button_does(
    client: Client, rcoop: Coworking, plume: Maker
) -> None:
    slip = make_deposit(rcoop, plume)
    page = link_to(slip)

    for _look in range(2):
        opened = client.get(page)
        assert opened.status_code == 200
        assert client.head(page).status_code == 200
    assert state(slip) == SlipState.WAITING
    assert opened["X-Robots-Tag"] == "noindex, nofollow"
    assert opened["Referrer-Policy"] == "same-origin"
    assert "no-store" in opened["Cache-Control"]

    client.post(page, {"action": "confirm"})

    found = Slip.objects.get(pk=slip.pk)
    assert (found.confirmed_by, found.confirmed_how) == (None, How.LINK)
    assert found.confirmed_name == "Ada"


def test_the_link_gives_the_paper_and_takes_an_objection(
    client: Client, rcoop: Coworking, plume: Maker
) -> None:
    slip = make_deposit(rcoop, plume)

    paper = client.get(reverse("slip_link_pdf", args=[link_token(slip)]))
    client.post(link_to(slip), {"action": "object", "words": "There were two."})

    assert paper.content.startswith(b"%PDF")
    assert Slip.objects.get(pk=slip.pk).objected_how == How.LINK


def test_a_link_speaks_its_makers_language(
    client: Client, rcoop: Coworking, plume: Maker, ada: User
) -> None:
    slip = make_deposit(rcoop, plume)
    User.objects.filter(pk=ada.pk).update(language="nl")

    assert client.get(link_to(slip))["Content-Language"] == "nl"


def test_a_link_signs_nobody_in(client: Client, rcoop: Coworking, plume: Maker) -> None:
    slip = make_deposit(rcoop, plume)

    client.get(link_to(slip))

    assert client.get(reverse("my_slips", args=[plume.slug])).status_code == 302


@pytest.mark.parametrize("spoilt", ["nothing", "a:b:c", "\0"])
def test_what_is_no_link_opens_nothing(client: Client, db: None, spoilt: str) -> None:
    answer = client.get(reverse("slip_link", args=[spoilt]))

    assert answer.status_code == 404
    assert "too old or was not copied whole" in text_of(answer)


def test_a_link_is_good_for_one_slip_one_person_and_a_month(
    client: Client,
    rcoop: Coworking,
    plume: Maker,
    ben: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slip = make_deposit(rcoop, plume)
    page = link_to(slip)
    elsewhere = reverse(
        "slip_link", args=[signing.dumps([slip.pk, slip.maker.person_id], salt="other")]
    )
    assert client.get(elsewhere).status_code == 404

    later = time.time() + timedelta(days=DAYS, hours=1).total_seconds()
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: later)
        assert client.get(page).status_code == 404
        assert client.post(page, {"action": "confirm"}).status_code == 404
    Maker.objects.filter(pk=plume.pk).update(person=ben)
    assert client.get(page).status_code == 404
    assert signing.loads(link_token(slip), salt=SALT)[0] == slip.pk


def test_a_confirmed_slip_can_still_be_read_by_its_link(
    client: Client, rcoop: Coworking, plume: Maker, ada: User
) -> None:
    slip = make_deposit(rcoop, plume)
    confirm(slip=slip, how=How.ACCOUNT, by=ada, at=moment("2026-10-06"))

    assert "Keep a copy" in text_of(client.get(link_to(slip)))
    assert client.post(link_to(slip), {"action": "object", "words": "No"}).status_code == 409


def test_the_letter_tells_nothing_personal_in_its_subject(
    rcoop: Coworking, plume: Maker, django_capture_on_commit_callbacks: Any
) -> None:
    make_placed(rcoop, plume)
    slip = make_slip(rcoop, plume)
    with django_capture_on_commit_callbacks(execute=True):
        assert mail_link(slip=slip, address=lambda token: f"https://house.example/slips/{token}/")

    (letter,) = mail.outbox
    assert letter.subject == "Deposit slip DS-2026-00001: please confirm"
    assert "The link works for 30 days" in letter.body
    assert letter.body.count("https://house.example/slips/") == 1
