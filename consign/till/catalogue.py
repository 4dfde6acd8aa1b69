"""What a device keeps of a till, so that it can sell without network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from consign.agreements.models import Bearer, Mode
from consign.agreements.outlook import Outlook, outlooks
from consign.days import local_day
from consign.money.split import ZERO
from consign.people.models import BankAccount, Coworking, Maker, Membership
from consign.people.queries import bank_account_on, with_pin
from consign.refusal import Refused
from consign.stock.at_hand import AtHand, at_hand
from consign.till.models import Device, Till
from consign.till.places import first_till


@dataclass(frozen=True)
class Piece:
    """An item at the till: what it costs and did, how many there are, what may be taken off.

    `most` is the largest discount in percent and `bearer` who bears it; `seller` is the payee that
    is named as seller, where the coworking sells in its name; `why` is what a sale of one would be
    refused with on this day.
    """

    item: AtHand
    maker: str
    most: Decimal
    bearer: Bearer
    seller: str | None
    why: Refused | None


@dataclass(frozen=True)
class Catalogue:
    """A till and all it sells; `people` are those who may sign at this device, none without one."""

    coworking: Coworking
    account: BankAccount | None
    till: Till
    device: Device | None
    people: Sequence[Membership]
    pieces: Sequence[Piece]


def catalogue(coworking: Coworking, *, device: Device | None, at: datetime) -> Catalogue:
    """What a device needs at a moment.

    `device` is the paired one that asks, None for a browser in which somebody is signed in: hashes
    of PINs go to paired devices alone.
    """
    return Catalogue(
        coworking=coworking,
        account=bank_account_on(coworking.operator, local_day(at)),
        till=device.till if device else first_till(coworking),
        device=device,
        people=list(with_pin(coworking)) if device else [],
        pieces=pieces(coworking, at),
    )


def pieces(coworking: Coworking, at: datetime) -> list[Piece]:
    """Everything on hand here, and what was here in the last 90 days, on the terms of the day."""
    items = at_hand(coworking, at)
    makers = Maker.objects.in_bulk({item.maker for item in items})
    standing = {
        outlook.maker.pk: outlook for outlook in outlooks(coworking, makers.values(), local_day(at))
    }
    return [_piece(item, standing[item.maker]) for item in items]


def _piece(item: AtHand, outlook: Outlook) -> Piece:
    agreement = outlook.agreement
    payee = outlook.affiliation.payee.legal_name if outlook.affiliation else None
    return Piece(
        item=item,
        maker=outlook.maker.name,
        most=agreement.largest_discount_percent if agreement else ZERO,
        bearer=Bearer(agreement.discount_bearer) if agreement else Bearer.PRO_RATA,
        seller=payee if agreement and agreement.mode == Mode.AGENT else None,
        why=outlook.gap or item.none,
    )
