"""Drawing up a slip: what stands on none yet is gathered and frozen on a numbered one."""

import hashlib
import json
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from consign.agreements.queries import affiliation_on, agreement_on, standing_on
from consign.codes.numbers import next_number
from consign.days import local_day
from consign.people.models import Coworking, Maker, User
from consign.refusal import KeyReused, Refused
from consign.slips.links import mail_link
from consign.slips.models import Slip, SlipKind, SlipLine
from consign.slips.notes import note_slip
from consign.slips.queries import announced_of, unslipped_of
from consign.slips.words import (
    language_of,
    parties,
    place_of,
    proposed_value,
    terms,
    unharmed,
)
from consign.stock.items import ValueOutOfRange
from consign.stock.models import Movement
from consign.stock.photos import fit_to_show

SERIES = {SlipKind.DEPOSIT: "DS", SlipKind.WITHDRAWAL: "WS"}
LARGEST_VALUE = Decimal("100000.00")
# A form brings a photo for each line, and no more than a hundred files; the rest goes on the next.
MOST_LINES = 90
# What the columns hold.
LONGEST_REMARK, LONGEST_CONDITION = 400, 200
Address = Callable[[str], str]


class NothingToDrawUp(Refused):
    code = "nothing_to_draw_up"
    sentence = _("Nothing of %(maker)s waits for a slip here. Look at the slips there are.")


class OnASlipByNow(Refused):
    code = "on_a_slip"
    sentence = _("Some of these pieces are on a slip by now. Look at what is left.")


class ValueRaised(Refused):
    code = "value_raised"
    sentence = _("The maker asks less for “%(title)s”. Write that, less, or nothing.")


@dataclass(frozen=True)
class Said:
    """What the desk says of one movement: the value of a lost piece (None strikes what the maker
    asks), its condition, and a photo of that."""

    value: Decimal | None = None
    condition: str = ""
    photo: bytes | None = None


@dataclass(frozen=True)
class Drawn:
    """A slip, and whether the key had drawn it up before."""

    slip: Slip
    replayed: bool


def draw_up(
    *,
    coworking: Coworking,
    maker: Maker,
    kind: SlipKind,
    by: User,
    at: datetime,
    said: Mapping[int, Said] | None = None,
    movements: Collection[int] | None = None,
    remark: str = "",
    key: uuid.UUID | None = None,
    address: Address | None = None,
) -> Drawn:
    """Gather what stands on no slip yet on a numbered one, and mail its maker a link to it.

    `movements` names what was seen, by its keys; without it all is taken, 90 lines at most.  What
    is not `said` of one is what the maker asks, and no visible damage.  `address` makes the link
    of its token; without it nothing is mailed.  The same key with the same content is one slip.

    Refused: NothingToDrawUp, OnASlipByNow, ValueOutOfRange, ValueRaised, NotAPhoto, PhotoTooLarge,
    KeyReused; for a deposit NoPayee, NoAgreement, NoVatStatus.
    """
    content = _content(coworking, maker, kind, said or {}, movements, remark)
    known = _drawn_with(key, content)
    if known is not None:
        return Drawn(known, replayed=True)
    try:
        with transaction.atomic():
            maker = Maker.objects.select_for_update(of=("self",)).get(pk=maker.pk)
            # Whoever waited for the lock may find its own slip drawn up.
            known = _drawn_with(key, content)
            if known is not None:
                return Drawn(known, replayed=True)
            found = _gathered(coworking, maker, kind, movements)
            slip = _new(coworking, maker, kind, remark, by, at)
            slip.key, slip.content = key, content if key else ""
            lines = _lines(slip, found, said or {})
            slip.number = next_number(
                issuer=coworking.slug, series=SERIES[kind], year=local_day(at).year
            )
            slip.save(force_insert=True)
            SlipLine.objects.bulk_create(lines)
            note_slip(slip, "draw up slip", by, at, lines=len(lines))
            if address is not None:
                mail_link(slip=slip, address=address)
    except IntegrityError:
        known = _drawn_with(key, content)
        if known is None:
            raise
        return Drawn(known, replayed=True)
    return Drawn(slip, replayed=False)


def _new(
    coworking: Coworking, maker: Maker, kind: SlipKind, remark: str, by: User, at: datetime
) -> Slip:
    day, language = local_day(at), language_of(maker)
    if kind == SlipKind.DEPOSIT:
        standing_on(coworking, maker, day)
    affiliation = affiliation_on(maker, day)
    agreement = agreement_on(coworking, affiliation, day) if affiliation else None
    with translation.override(language):
        return Slip(
            kind=kind,
            coworking=coworking,
            maker=maker,
            payee=affiliation.payee if affiliation else None,
            agreement=agreement,
            language=language,
            parties=parties(coworking, maker, affiliation, day),
            terms=terms(agreement) if agreement else [],
            place=place_of(coworking),
            remark=remark.strip()[:LONGEST_REMARK],
            drawn_up_by=by,
            drawn_up_at=at,
        )


def _gathered(
    coworking: Coworking, maker: Maker, kind: SlipKind, wanted: Collection[int] | None
) -> list[Movement]:
    """What goes on the slip; under the maker's lock."""
    waiting = unslipped_of(coworking, maker, kind)
    if wanted is None:
        found = list(waiting[:MOST_LINES])
    else:
        found = list(waiting.filter(pk__in=wanted)[:MOST_LINES])
        if len(found) < len(set(wanted)):
            raise OnASlipByNow
    if not found:
        raise NothingToDrawUp(maker=maker.name)
    return found


def _lines(slip: Slip, movements: Sequence[Movement], said: Mapping[int, Said]) -> list[SlipLine]:
    announced = announced_of(slip.coworking, movements)
    usual = unharmed(slip.language)
    return [
        _line(slip, position, one, announced.get(one.pk), said.get(one.pk), usual)
        for position, one in enumerate(movements, start=1)
    ]


def _line(
    slip: Slip,
    position: int,
    movement: Movement,
    announced: int | None,
    said: Said | None,
    usual: str,
) -> SlipLine:
    item, kind = movement.placement.item, SlipKind(slip.kind)
    said = said or Said(value=proposed_value(movement, kind))
    value = said.value if kind == SlipKind.DEPOSIT else None
    _expect_value(movement, value)
    line = SlipLine(
        slip=slip,
        position=position,
        movement=movement,
        item=item,
        code=item.code,
        title=item.title,
        materials=item.materials,
        size=item.size,
        care=item.care,
        metal_grams=item.metal_grams,
        quantity=abs(movement.quantity),
        announced=announced,
        price=item.price,
        vat_percent=item.vat_percent,
        agreed_value=value,
        condition=said.condition.strip()[:LONGEST_CONDITION] or usual,
    )
    if said.photo is not None:
        # Written with the row: what is refused before leaves no file behind.
        line.photo = ContentFile(_fit(movement, said.photo), f"{uuid.uuid4().hex}.jpg")
    return line


def _fit(movement: Movement, photo: bytes) -> bytes:
    try:
        return fit_to_show(photo).large
    except Refused as refused:
        refused.place = f"lines.{movement.pk}.photo"
        raise


def _expect_value(movement: Movement, value: Decimal | None) -> None:
    place, item = f"lines.{movement.pk}.value", movement.placement.item
    if value is None:
        return
    if not 0 <= value <= LARGEST_VALUE:
        raise ValueOutOfRange(place=place)
    if item.agreed_value is not None and value > item.agreed_value:
        raise ValueRaised(place=place, title=item.title)


def _content(
    coworking: Coworking,
    maker: Maker,
    kind: SlipKind,
    said: Mapping[int, Said],
    movements: Collection[int] | None,
    remark: str,
) -> str:
    """What a key stands for."""
    lines = [
        [pk, one.value, one.condition, hashlib.sha256(one.photo or b"").hexdigest()]
        for pk, one in sorted(said.items())
    ]
    wanted = None if movements is None else sorted(movements)
    told = [coworking.pk, maker.pk, str(kind), lines, wanted, remark]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _drawn_with(key: uuid.UUID | None, content: str) -> Slip | None:
    known = Slip.objects.filter(key=key).first() if key else None
    if known is not None and known.content != content:
        raise KeyReused(place="key")
    return known
