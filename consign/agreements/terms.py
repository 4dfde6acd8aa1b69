"""On which terms: proposing, agreeing, accepting, declining and ending an agreement.

Doors call `consign.monthend.terms`, which also looks at the months that are closed.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import (
    Affiliation,
    Agreement,
    Bearer,
    CommissionBase,
    CommissionVat,
    Mode,
)
from consign.agreements.words import in_words
from consign.journal.operations import note
from consign.money.split import HUNDRED, ZERO
from consign.people.models import Coworking, Maker, User
from consign.people.queries import service_vat_on
from consign.refusal import Refused


class PercentOutOfRange(Refused):
    code = "percent_out_of_range"
    sentence = _("A percentage lies between 0 and 100.")


class BelowZero(Refused):
    code = "below_zero"
    sentence = _("This amount cannot be below zero.")


class SplitNamesItsPart(Refused):
    code = "split_names_its_part"
    sentence = _("Say which part of a discount the maker bears if both bear it, and only then.")


class OwnNameAddsNothing(Refused):
    code = "own_name_adds_nothing"
    sentence = _(
        "A coworking that sells in its own name invoices no commission, so no VAT comes on top."
        " Choose that VAT is included."
    )


class VatIsDue(Refused):
    code = "vat_is_due"
    sentence = _("%(coworking)s is liable to VAT. Say whether its commission includes VAT.")


class NeverInForce(Refused):
    code = "never_in_force"
    sentence = _("The affiliation with %(payee)s ends on %(day)s: these terms would never hold.")


class AlreadyAccepted(Refused):
    code = "already_accepted"
    sentence = _("Terms from %(day)s were accepted already. Propose new ones from another day.")


class AlreadyDeclined(Refused):
    code = "already_declined"
    sentence = _("These terms were declined or withdrawn. Propose new ones.")


class NotAgreed(Refused):
    code = "not_agreed"
    sentence = _("%(coworking)s has not agreed to these terms yet.")


class NotInForce(Refused):
    code = "not_in_force"
    sentence = _("These terms cannot be ended on that day: they do not hold then.")


# What is written on an agreement after it was proposed.
SAID = (
    "agreed_by",
    "agreed_at",
    "accepted_by",
    "accepted_at",
    "accepted_text",
    "declined_by",
    "declined_at",
    "declined_reason",
    "ends_on",
)


@dataclass(frozen=True)
class Offer:
    """The terms of an agreement, without who, for whom and from when.

    Percentages are Decimal (30 means 30 %), amounts Decimal in euro; `shelf_fee` is for a whole
    month, VAT included.  `loss_percent` is the part of the price owed for a lost piece; None means
    the share that a sale would have brought.  A piece that stayed `unsold_days` is to be fetched
    within `pickup_days`; `storage_fee` is for each piece and calendar month begun after that.
    """

    commission_percent: Decimal
    mode: Mode = Mode.AGENT
    commission_base: CommissionBase = CommissionBase.INCL_VAT
    commission_vat: CommissionVat = CommissionVat.INCLUDED
    discount_bearer: Bearer = Bearer.PRO_RATA
    maker_part_percent: Decimal | None = None
    largest_discount_percent: Decimal = ZERO
    shelf_fee: Decimal = ZERO
    minimum_payout: Decimal = ZERO
    loss_percent: Decimal | None = None
    unsold_days: int = 90
    pickup_days: int = 30
    storage_fee: Decimal = ZERO

    @classmethod
    def of(cls, agreement: Agreement) -> "Offer":
        """The terms an agreement has."""
        return cls(**{field.name: getattr(agreement, field.name) for field in fields(cls)})

    def as_columns(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def propose(
    *,
    coworking: Coworking,
    affiliation: Affiliation,
    starts_on: date,
    offer: Offer,
    by: User | None,
    at: datetime,
    by_maker: bool = False,
) -> Agreement:
    """Terms from a day on, waiting for the payee to accept; asked for by the maker (`by_maker`),
    they wait for the coworking to agree first.

    The same terms again, while they wait, are the same proposal.  Refused: PercentOutOfRange,
    BelowZero, SplitNamesItsPart, OwnNameAddsNothing, VatIsDue; NeverInForce when the affiliation
    has ended by then.
    """
    _expect_possible(offer)
    _expect_vat_said(coworking, offer, starts_on)
    if affiliation.ends_on is not None and affiliation.ends_on < starts_on:
        raise NeverInForce(
            place="starts_on", payee=affiliation.payee.legal_name, day=affiliation.ends_on
        )
    terms = {
        "coworking": coworking,
        "affiliation": affiliation,
        "starts_on": starts_on,
        **offer.as_columns(),
    }
    waits = {"accepted_at": None, "declined_at": None}
    with transaction.atomic():
        Maker.objects.select_for_update().get(pk=affiliation.maker_id)
        waiting = Agreement.objects.filter(**terms, **waits).first()
        if waiting is None:
            waiting = Agreement.objects.create(**terms, proposed_by=by, proposed_at=at)
            _note(by, at, "propose agreement", waiting)
        if not by_maker:
            agree(agreement=waiting, by=by, at=at)
    return waiting


def agree(*, agreement: Agreement, by: User | None, at: datetime) -> None:
    """The coworking says yes to terms a maker asked for; again is no error.

    Refused: AlreadyDeclined.
    """
    with transaction.atomic():
        _lock(agreement)
        _expect_not_declined(agreement)
        if agreement.agreed_at is None:
            agreement.agreed_by, agreement.agreed_at = by, at
            agreement.save(update_fields=["agreed_by", "agreed_at"])
            _note(by, at, "agree to terms", agreement)


def accept(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """The payee accepts the terms; they hold from their first day on.

    The text is kept as it reads in the language that is active.  Accepting again is no error.
    Refused: AlreadyDeclined; NotAgreed; AlreadyAccepted when other terms from the same day were.
    """
    try:
        with transaction.atomic():
            _lock(agreement)
            if agreement.accepted_at is not None:
                return agreement
            _expect_not_declined(agreement)
            if agreement.agreed_at is None:
                raise NotAgreed(coworking=agreement.coworking.name)
            agreement.accepted_by, agreement.accepted_at = by, at
            agreement.accepted_text = in_words(agreement)
            agreement.save(update_fields=["accepted_by", "accepted_at", "accepted_text"])
            _note(by, at, "accept agreement", agreement)
    except IntegrityError:
        agreement.refresh_from_db(fields=SAID)
        raise AlreadyAccepted(day=agreement.starts_on) from None
    return agreement


def decline(*, agreement: Agreement, by: User, at: datetime, reason: str = "") -> None:
    """Either side says no to terms that wait, or takes its own proposal back; again is no error.

    Refused: AlreadyAccepted.
    """
    with transaction.atomic():
        _lock(agreement)
        if agreement.accepted_at is not None:
            raise AlreadyAccepted(day=agreement.starts_on)
        if agreement.declined_at is None:
            agreement.declined_by, agreement.declined_at = by, at
            agreement.declined_reason = reason.strip()
            agreement.save(update_fields=["declined_by", "declined_at", "declined_reason"])
            _note(by, at, "decline agreement", agreement)


def end_agreement(*, agreement: Agreement, ends_on: date, by: User | None, at: datetime) -> None:
    """Give accepted terms their last day: no sale after it, and whatever is owed is paid then,
    however little.  The same day again is no error.

    Refused: NotInForce before the first day, and for terms nobody accepted.
    """
    with transaction.atomic():
        _lock(agreement)
        if agreement.accepted_at is None or ends_on < agreement.starts_on:
            raise NotInForce(place="ends_on")
        if agreement.ends_on != ends_on:
            agreement.ends_on = ends_on
            agreement.save(update_fields=["ends_on"])
            _note(by, at, "end agreement", agreement, ends_on=str(ends_on))


def _expect_possible(offer: Offer) -> None:
    """Refuse what no coworking could agree to."""
    for place in ("commission_percent", "largest_discount_percent", "loss_percent"):
        _expect_percent(getattr(offer, place), place)
    for place in ("shelf_fee", "minimum_payout", "storage_fee"):
        if getattr(offer, place) < 0:
            raise BelowZero(place=place)
    if (offer.discount_bearer == Bearer.SPLIT) != (offer.maker_part_percent is not None):
        raise SplitNamesItsPart(place="maker_part_percent")
    _expect_percent(offer.maker_part_percent, "maker_part_percent")
    if (offer.mode, offer.commission_vat) == (Mode.OWN_NAME, CommissionVat.ADDED):
        raise OwnNameAddsNothing(place="commission_vat")


def _expect_vat_said(coworking: Coworking, offer: Offer, day: date) -> None:
    if offer.commission_vat == CommissionVat.NONE and service_vat_on(coworking, day):
        raise VatIsDue(place="commission_vat", coworking=coworking.name)


def _expect_percent(value: Decimal | None, place: str) -> None:
    if value is not None and not 0 <= value <= HUNDRED:
        raise PercentOutOfRange(place=place)


def _expect_not_declined(agreement: Agreement) -> None:
    if agreement.declined_at is not None:
        raise AlreadyDeclined


def _lock(agreement: Agreement) -> None:
    """Lock the row and read again what may have been said meanwhile."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    agreement.refresh_from_db(fields=SAID)


def _note(
    by: User | None, at: datetime, verb: str, agreement: Agreement, **facts: str | int
) -> None:
    note(
        by=by,
        at=at,
        verb=verb,
        subject=f"maker {agreement.affiliation.maker.slug}",
        chain=agreement.coworking.slug,
        agreement=agreement.pk,
        percent=str(agreement.commission_percent),
        **facts,
    )
