"""Writes about slips that are drawn up: confirm, object, answer, take back; giving pieces back."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.people.models import Coworking, Maker, User
from consign.refusal import Refused
from consign.slips.links import mail_link
from consign.slips.models import How, Slip, SlipState
from consign.slips.notes import note_slip
from consign.stock.counting import lock_holds, lock_placements
from consign.stock.operations import give_back

Address = Callable[[str], str]
# What the columns hold.
LONGEST, LONGEST_NAME = 600, 120


class SlipConfirmed(Refused):
    code = "slip_confirmed"
    sentence = _("%(number)s is confirmed by both sides: it does not change any more.")


class SlipDisputed(Refused):
    code = "slip_disputed"
    sentence = _("%(number)s has an objection. The coworking answers it first.")


class SlipVoid(Refused):
    code = "slip_void"
    sentence = _("%(number)s was taken back. Look for the slip that replaces it.")


class AlreadyObjected(Refused):
    code = "already_objected"
    sentence = _("%(number)s was objected to before. Ask the coworking.")


class NoObjection(Refused):
    code = "no_objection"
    sentence = _("Nothing in %(number)s waits for an answer.")


class NoWords(Refused):
    code = "no_words"
    sentence = _("Say it in a few words.")


class NoName(Refused):
    code = "nobody_confirms"
    sentence = _("Write the name of whoever confirms.")


class NothingChosen(Refused):
    code = "nothing_to_give_back"
    sentence = _("Choose at least one piece.")


def confirm(*, slip: Slip, how: How, by: User | None, at: datetime, name: str = "") -> Slip:
    """The maker's word that a slip is right.  By the link nobody is signed in: `by` is None.

    At the desk `name` is who confirms and `by` who stands there.  Refused: SlipConfirmed,
    SlipDisputed, SlipVoid, NoName.
    """
    with transaction.atomic():
        locked = _locked(slip)
        _expect_open(locked)
        if locked.state == SlipState.DISPUTED:
            raise SlipDisputed(number=locked.number)
        locked.confirmed_name = _who(locked, how, by, name)
        locked.confirmed_at, locked.confirmed_by, locked.confirmed_how = at, by, how
        locked.save(
            update_fields=["confirmed_at", "confirmed_by", "confirmed_how", "confirmed_name"]
        )
        note_slip(locked, "confirm slip", by, at, how=str(how))
    return locked


def object_to(*, slip: Slip, words: str, how: How, by: User | None, at: datetime) -> Slip:
    """The maker says what differs; the slip waits for the desk's answer.  Once a slip.

    Refused: SlipConfirmed, AlreadyObjected, SlipVoid, NoWords.
    """
    text = _in_words(words, "words")
    with transaction.atomic():
        locked = _locked(slip)
        _expect_open(locked)
        if locked.objected_at:
            raise AlreadyObjected(number=locked.number)
        locked.objection, locked.objected_at = text, at
        locked.objected_by, locked.objected_how = by, how
        locked.save(update_fields=["objection", "objected_at", "objected_by", "objected_how"])
        note_slip(locked, "object to slip", by, at, how=str(how))
    return locked


def answer(
    *,
    slip: Slip,
    words: str,
    by: User,
    at: datetime,
    again: bool = False,
    address: Address | None = None,
) -> Slip:
    """The desk answers an objection, and its maker is mailed: with `again` the slip is taken back,
    to be drawn up anew; otherwise it waits for the maker as it is.

    Refused: NoObjection, SlipConfirmed, SlipVoid, NoWords.
    """
    text = _in_words(words, "words")
    with transaction.atomic():
        locked = _locked(slip)
        _expect_open(locked)
        if locked.state != SlipState.DISPUTED:
            raise NoObjection(number=locked.number)
        locked.answer, locked.answered_at, locked.answered_by = text, at, by
        locked.save(update_fields=["answer", "answered_at", "answered_by"])
        if again:
            _void(locked, by, at)
        note_slip(locked, "answer objection", by, at, again=again)
        if address is not None:
            mail_link(slip=locked, address=address)
    return locked


def take_back(*, slip: Slip, by: User, at: datetime) -> Slip:
    """The desk takes back a slip nobody has confirmed: what stood on it can stand on another.

    Refused: SlipConfirmed, SlipVoid.
    """
    with transaction.atomic():
        locked = _locked(slip)
        _expect_open(locked)
        _void(locked, by, at)
        note_slip(locked, "take back slip", by, at)
    return locked


def hand_back(
    *, coworking: Coworking, maker: Maker, pieces: Mapping[int, int], by: User, at: datetime
) -> int:
    """Give many pieces back at once, all or none; `pieces` is how many of each placement, by key.

    Gives how many it were.  Placements of others, or elsewhere, are passed over as unknown.
    Refused: NothingChosen; QuantityOutOfRange, NotEnough.
    """
    with transaction.atomic():
        locked = lock_placements(sorted(pieces))
        theirs = {
            pk: one
            for pk, one in locked.items()
            if one.item.maker_id == maker.pk and one.showcase.coworking_id == coworking.pk
        }
        if not theirs:
            raise NothingChosen
        lock_holds({one.item_id for one in theirs.values()}, coworking)
        for pk, placement in theirs.items():
            try:
                give_back(placement=placement, quantity=pieces[pk], by=by, at=at)
            except Refused as refused:
                refused.place = f"pieces.{pk}"
                raise
    return sum(pieces[pk] for pk in theirs)


def _locked(slip: Slip) -> Slip:
    rows = Slip.objects.select_for_update(of=("self",))
    return rows.select_related("coworking", "maker__person").get(pk=slip.pk)


def _expect_open(slip: Slip) -> None:
    if slip.state == SlipState.VOID:
        raise SlipVoid(number=slip.number)
    if slip.state == SlipState.CONFIRMED:
        raise SlipConfirmed(number=slip.number)


def _void(slip: Slip, by: User, at: datetime) -> None:
    slip.voided_at, slip.voided_by = at, by
    slip.save(update_fields=["voided_at", "voided_by"])
    slip.lines.update(stands=False)


def _who(slip: Slip, how: How, by: User | None, name: str) -> str:
    """The name of whoever gives the maker's word."""
    if how == How.ACCOUNT and by is not None:
        return by.name
    known = slip.maker.person.name if slip.maker.person else ""
    typed = name.strip() if how == How.AT_DESK else known
    if not typed:
        raise NoName(place="name")
    return typed[:LONGEST_NAME]


def _in_words(words: str, place: str) -> str:
    text = words.strip()
    if not text:
        raise NoWords(place=place)
    return text[:LONGEST]
