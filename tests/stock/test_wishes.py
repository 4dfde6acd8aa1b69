"""A passer-by asks for a piece: nothing without a confirmed mail, one answer, soon forgotten."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail

from consign.people.models import Coworking, User
from consign.stock.holds import HoldForNobody, HoldTooLong, HoldTooMuch, hold
from consign.stock.models import Hold, HoldWish, HoldWishState, Placement
from consign.stock.queries import holds_at, wishes_at
from consign.stock.wish_links import REMEMBERED, WishLinkSpent, wish_of, wish_token
from consign.stock.wishes import (
    WishAnswered,
    ask_to_keep,
    confirm_wish,
    decline_wish,
    forget_wishes,
    keep_wish,
)
from tests.factories import make_placed, make_sale, moment

NOW = moment("2026-10-05 10:00")
SATURDAY = moment("2026-10-10 16:00")


@pytest.fixture
def placed(rcoop: Coworking, plume: Any) -> Placement:
    return make_placed(rcoop, plume)


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    return partial(django_capture_on_commit_callbacks, execute=True)


def ask(placed: Placement, **told: Any) -> HoldWish:
    facts = {"name": "Eva", "email": "eva@example.org", "language": "fr", "at": NOW, **told}
    coworking = placed.showcase.coworking
    return ask_to_keep(
        item=placed.item,
        coworking=coworking,
        address="https://vitrine.example/k/{}".format,
        **facts,
    )


def asked(placed: Placement, **told: Any) -> HoldWish:
    return confirm_wish(wish=ask(placed, **told), at=NOW)


def test_the_desk_hears_of_it_once_the_mail_is_confirmed(placed: Placement, committed: Any) -> None:
    with committed():
        wish = ask(placed)
    (letter,) = mail.outbox
    assert letter.to == ["Eva <eva@example.org>"]
    assert wish_token(wish) in letter.body
    assert "Collier plume" not in letter.subject
    assert not wishes_at(placed.showcase.coworking).exists()
    for _again in range(2):
        confirm_wish(wish=wish_of(wish_token(wish)), at=NOW + timedelta(days=1))
    assert wishes_at(placed.showcase.coworking).get() == wish


def test_asked_again_it_is_the_same_wish_and_its_link_comes_once_more(
    placed: Placement, committed: Any
) -> None:
    with committed():
        assert ask(placed) == ask(placed, email="EVA@example.org")
    assert len(mail.outbox) == 2
    with committed():
        confirm_wish(wish=HoldWish.objects.get(), at=NOW)
        ask(placed)
    assert len(mail.outbox) == 2


def test_a_link_confirms_for_two_days(placed: Placement) -> None:
    wish = ask(placed)
    with pytest.raises(WishLinkSpent):
        confirm_wish(wish=wish, at=NOW + timedelta(days=2, seconds=1))
    assert HoldWish.objects.get().state == HoldWishState.MAILED


@pytest.mark.parametrize("token", ["", "x", "MTIz:abc:def"])
def test_a_link_nobody_mailed_is_refused(db: None, token: str) -> None:
    with pytest.raises(WishLinkSpent):
        wish_of(token)


def test_kept_until_a_moment_it_is_a_hold_and_the_answer_is_mailed(
    placed: Placement, dan: User, committed: Any
) -> None:
    wish = asked(placed)
    with committed():
        made = keep_wish(wish=wish, until=SATURDAY, by=dan, at=NOW)
    assert holds_at(placed.showcase.coworking, NOW).get() == made
    assert (made.name, made.until) == ("Eva", SATURDAY)
    assert "10/10/2026" in mail.outbox[-1].body
    assert not wishes_at(placed.showcase.coworking).exists()


def test_a_no_is_mailed_with_its_word(placed: Placement, dan: User, committed: Any) -> None:
    with committed():
        decline_wish(wish=asked(placed), answer="Vendu ce matin.", by=dan, at=NOW)
    assert "Vendu ce matin." in mail.outbox[-1].body
    assert not Hold.objects.exists()


def test_it_is_answered_once(placed: Placement, dan: User) -> None:
    wish = asked(placed)
    decline_wish(wish=wish, answer="", by=dan, at=NOW)
    with pytest.raises(WishAnswered):
        keep_wish(wish=wish, until=SATURDAY, by=dan, at=NOW)
    assert not Hold.objects.exists()
    with pytest.raises(WishAnswered):
        decline_wish(wish=wish, answer="", by=dan, at=NOW)


def test_what_is_not_confirmed_cannot_be_kept(placed: Placement, dan: User) -> None:
    with pytest.raises(WishAnswered):
        keep_wish(wish=ask(placed), until=SATURDAY, by=dan, at=NOW)
    assert not Hold.objects.exists()


def test_what_was_sold_meanwhile_cannot_be_kept(placed: Placement, dan: User) -> None:
    wish = asked(placed)
    make_sale(placed.showcase.coworking, placed.item)
    with pytest.raises(HoldTooMuch):
        keep_wish(wish=wish, until=SATURDAY, by=dan, at=NOW)
    with pytest.raises(HoldTooLong):
        keep_wish(wish=wish, until=NOW, by=dan, at=NOW)
    assert wishes_at(placed.showcase.coworking).get() == wish


def test_nobody_can_ask_for_what_is_gone_or_kept(placed: Placement, dan: User) -> None:
    with pytest.raises(HoldForNobody):
        ask(placed, name="  ")
    coworking = placed.showcase.coworking
    hold(item=placed.item, coworking=coworking, name="Zoë", until=SATURDAY, by=dan, at=NOW)
    with pytest.raises(HoldTooMuch):
        ask(placed)


def test_addresses_are_forgotten(placed: Placement, dan: User) -> None:
    wish = asked(placed, words="Pour Léa")
    decline_wish(wish=wish, answer="", by=dan, at=NOW)
    ask(placed, email="never@example.org")
    assert forget_wishes(at=NOW + REMEMBERED) == 0
    assert forget_wishes(at=NOW + REMEMBERED + timedelta(seconds=1)) == 2
    kept = HoldWish.objects.get()
    assert (kept.pk, kept.email, kept.words) == (wish.pk, "", "")
