"""Passers-by ask to have a piece kept: their mail is confirmed, then the desk says yes or no."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from consign.letters.post import post
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.stock.counting import note_item
from consign.stock.holds import LONGEST_NAME, HoldForNobody, HoldTooMuch, hold
from consign.stock.models import Hold, HoldWish, HoldWishState, Item
from consign.stock.queries import holds_at, on_hand_at
from consign.stock.wish_links import REMEMBERED, WishLinkSpent, wish_token

# How long the mailed link confirms.
CONFIRMED_WITHIN = timedelta(days=2)


class WishAnswered(Refused):
    code = "wish_answered"
    sentence = _("Somebody has already answered %(name)s.")


def ask_to_keep(
    *,
    item: Item,
    coworking: Coworking,
    name: str,
    email: str,
    language: str,
    address: Callable[[str], str],
    at: datetime,
    words: str = "",
) -> HoldWish:
    """Ask a desk to keep one piece; a link is mailed that confirms it, made by `address`.

    Asked again by the same address, it is the same wish: its link is mailed once more while it is
    not confirmed.  Refused: HoldForNobody; HoldTooMuch when none can be kept.
    """
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise HoldForNobody(place="name")
    kept = holds_at(coworking, at).filter(item=item).aggregate(n=Sum("quantity"))["n"] or 0
    if on_hand_at(item, coworking) <= kept:
        raise HoldTooMuch(left=0, title=item.title)
    with transaction.atomic():
        open_ones = Q(state__in=[HoldWishState.MAILED, HoldWishState.ASKED])
        Item.objects.select_for_update().get(pk=item.pk)
        wish = (
            HoldWish.objects.filter(open_ones, item=item, coworking=coworking, email__iexact=email)
            .order_by("pk")
            .last()
        )
        if wish is None:
            wish = HoldWish.objects.create(
                item=item,
                coworking=coworking,
                name=name,
                email=email,
                words=" ".join(words.replace("\0", "").split()),
                language=language,
                asked_at=at,
            )
        if wish.state == HoldWishState.MAILED:
            _write("wish_confirm", wish, link=address(wish_token(wish)))
    return wish


def confirm_wish(*, wish: HoldWish, at: datetime) -> HoldWish:
    """The mail address is that of whoever asked: now the desk sees it; again is no error.

    Refused: WishLinkSpent two days after it was asked.
    """
    if wish.state == HoldWishState.MAILED:
        if at > wish.asked_at + CONFIRMED_WITHIN:
            raise WishLinkSpent
        with transaction.atomic():
            waiting = HoldWish.objects.filter(pk=wish.pk, state=HoldWishState.MAILED)
            if waiting.update(state=HoldWishState.ASKED, confirmed_at=at):
                note_item(None, at, "ask to keep", wish.item, wish.coworking.slug)
        wish.refresh_from_db(fields=["state", "confirmed_at"])
    return wish


def keep_wish(*, wish: HoldWish, until: datetime, by: User, at: datetime) -> Hold:
    """Keep what was asked for until a moment, and mail it to whoever asked.

    Refused: all that `hold` refuses; WishAnswered.
    """
    with transaction.atomic():
        made = hold(
            item=wish.item,
            coworking=wish.coworking,
            name=wish.name,
            until=until,
            quantity=wish.quantity,
            by=by,
            at=at,
        )
        _answer(wish, by, at, state=HoldWishState.KEPT, hold=made)
        _write("wish_kept", wish, until=until)
    return made


def decline_wish(*, wish: HoldWish, answer: str, by: User, at: datetime) -> None:
    """Say no, with a word for whoever asked, and mail it.  Refused: WishAnswered."""
    with transaction.atomic():
        said = " ".join(answer.replace("\0", "").split())
        _answer(wish, by, at, state=HoldWishState.DECLINED, answer=said)
        note_item(by, at, "decline to keep", wish.item, wish.coworking.slug)
        _write("wish_declined", wish, answer=said)


def forget_wishes(*, at: datetime) -> int:
    """Forget who asked, some time after it was answered or when it was never confirmed."""
    before = at - REMEMBERED
    unconfirmed = HoldWish.objects.filter(state=HoldWishState.MAILED, asked_at__lt=before)
    gone, _rows = unconfirmed.delete()
    answered = HoldWish.objects.filter(decided_at__lt=before).exclude(email="")
    return gone + answered.update(email="", words="")


def _answer(wish: HoldWish, by: User, at: datetime, **said: object) -> None:
    asked = HoldWish.objects.filter(pk=wish.pk, state=HoldWishState.ASKED)
    if not asked.update(decided_by=by, decided_at=at, **said):
        raise WishAnswered(name=wish.name)


def _write(letter: str, wish: HoldWish, **facts: object) -> None:
    post(
        name=letter,
        to=wish.email,
        called=wish.name,
        language=wish.language,
        facts={"wish": wish, "item": wish.item, "coworking": wish.coworking, **facts},
    )
