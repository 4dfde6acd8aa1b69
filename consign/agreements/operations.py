"""Affiliating makers, proposing and accepting terms."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import (
    Affiliation,
    Agreement,
    Bearer,
    CommissionBase,
    CommissionVat,
    Mode,
)
from consign.agreements.queries import affiliation_on
from consign.atomic import expect_transaction
from consign.journal.operations import note
from consign.money.split import ZERO
from consign.people.models import Coworking, LegalEntity, Maker, User
from consign.refusal import Refused


class Overlapping(Refused):
    code = "overlapping_affiliations"
    sentence = _("%(maker)s already has a payee in this time: %(payee)s. End that one first.")


class EndsBeforeStart(Refused):
    code = "ends_before_start"
    sentence = _("The last day lies before the first.")


class TermsNotOffered(Refused):
    code = "terms_not_offered"
    sentence = _(
        "Only agreements as agent, with commission on the price paid and VAT included,"
        " can be settled."
    )


class PercentOutOfRange(Refused):
    code = "percent_out_of_range"
    sentence = _("A percentage lies between 0 and 100.")


class SplitNamesItsPart(Refused):
    code = "split_names_its_part"
    sentence = _("Say which part of a discount the maker bears if both bear it, and only then.")


class NeverInForce(Refused):
    code = "never_in_force"
    sentence = _("The affiliation with %(payee)s ends on %(day)s: these terms would never hold.")


class AlreadyAccepted(Refused):
    code = "already_accepted"
    sentence = _("Terms from %(day)s were accepted already. Propose new ones from another day.")


def affiliate(
    *,
    maker: Maker,
    payee: LegalEntity,
    starts_on: date,
    by: User | None,
    at: datetime,
    ends_on: date | None = None,
    project_code: str = "",
) -> Affiliation:
    """From a day on, sales of this maker are this payee's.

    Refused: EndsBeforeStart; Overlapping when the maker has another payee on one of the days.
    """
    if ends_on is not None and ends_on < starts_on:
        raise EndsBeforeStart(place="ends_on")
    with transaction.atomic():
        Maker.objects.select_for_update().get(pk=maker.pk)
        _refuse_overlap(maker, starts_on, ends_on)
        affiliation = Affiliation.objects.create(
            maker=maker,
            payee=payee,
            starts_on=starts_on,
            ends_on=ends_on,
            project_code=project_code,
        )
        _note(by, at, "affiliate", maker, payee=payee.pk, starts_on=str(starts_on))
    return affiliation


def change_payee(
    *,
    maker: Maker,
    payee: LegalEntity,
    starts_on: date,
    by: User | None,
    at: datetime,
    ends_on: date | None = None,
    project_code: str = "",
) -> Affiliation:
    """From a day on, another payee: the affiliation that holds on that day ends the day before.

    Sales already made keep their payee.  The terms belong to the affiliation that ends, so new ones
    are to be proposed.  Refused as `affiliate` is: EndsBeforeStart; Overlapping with an affiliation
    that begins on the same day or later.
    """
    with transaction.atomic():
        Maker.objects.select_for_update().get(pk=maker.pk)
        current = affiliation_on(maker, starts_on)
        if current is not None and current.starts_on < starts_on:
            last = starts_on - timedelta(days=1)
            end_affiliation(affiliation=current, ends_on=last, by=by, at=at)
        return affiliate(
            maker=maker,
            payee=payee,
            starts_on=starts_on,
            ends_on=ends_on,
            project_code=project_code,
            by=by,
            at=at,
        )


def end_affiliation(
    *, affiliation: Affiliation, ends_on: date, by: User | None, at: datetime
) -> None:
    """Give an affiliation its last day.

    Sales already made keep their payee.  Refused: EndsBeforeStart; Overlapping when the new last
    day reaches into the next affiliation.
    """
    if ends_on < affiliation.starts_on:
        raise EndsBeforeStart(place="ends_on")
    with transaction.atomic():
        Maker.objects.select_for_update().get(pk=affiliation.maker_id)
        _refuse_overlap(affiliation.maker, affiliation.starts_on, ends_on, but=affiliation)
        affiliation.ends_on = ends_on
        affiliation.save(update_fields=["ends_on"])
        _note(by, at, "end affiliation", affiliation.maker, ends_on=str(ends_on))


def propose(
    *,
    coworking: Coworking,
    affiliation: Affiliation,
    starts_on: date,
    commission_percent: Decimal,
    by: User | None,
    at: datetime,
    mode: Mode = Mode.AGENT,
    commission_base: CommissionBase = CommissionBase.INCL_VAT,
    commission_vat: CommissionVat = CommissionVat.INCLUDED,
    discount_bearer: Bearer = Bearer.PRO_RATA,
    maker_part_percent: Decimal | None = None,
    largest_discount_percent: Decimal = ZERO,
    minimum_payout: Decimal = ZERO,
    unsold_days: int = 90,
) -> Agreement:
    """Terms from a day on, waiting for the payee to accept.

    The same terms again, while they wait, are the same proposal.  Refused: TermsNotOffered,
    PercentOutOfRange, SplitNamesItsPart; NeverInForce when the affiliation has ended by then.
    """
    offered = (Mode.AGENT, CommissionBase.INCL_VAT, CommissionVat.INCLUDED)
    if (mode, commission_base, commission_vat) != offered:
        raise TermsNotOffered
    _percent(commission_percent, "commission_percent")
    _percent(largest_discount_percent, "largest_discount_percent")
    _expect_part(discount_bearer, maker_part_percent)
    if affiliation.ends_on is not None and affiliation.ends_on < starts_on:
        raise NeverInForce(
            place="starts_on", payee=affiliation.payee.legal_name, day=affiliation.ends_on
        )
    terms = {
        "coworking": coworking,
        "affiliation": affiliation,
        "starts_on": starts_on,
        "mode": mode,
        "commission_percent": commission_percent,
        "commission_base": commission_base,
        "commission_vat": commission_vat,
        "discount_bearer": discount_bearer,
        "maker_part_percent": maker_part_percent,
        "largest_discount_percent": largest_discount_percent,
        "minimum_payout": minimum_payout,
        "unsold_days": unsold_days,
    }
    with transaction.atomic():
        Maker.objects.select_for_update().get(pk=affiliation.maker_id)
        waiting = Agreement.objects.filter(**terms, accepted_at__isnull=True).first()
        if waiting is not None:
            return waiting
        agreement = Agreement.objects.create(**terms, proposed_by=by, proposed_at=at)
        _note(
            by,
            at,
            "propose agreement",
            affiliation.maker,
            coworking.slug,
            agreement=agreement.pk,
            percent=str(commission_percent),
        )
    return agreement


def accept(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """The payee accepts the terms; they hold from their first day on.

    Accepting again is no error.  Refused: AlreadyAccepted when other terms from the same day were.
    """
    try:
        with transaction.atomic():
            agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
            if agreement.accepted_at is not None:
                return agreement
            agreement.accepted_by, agreement.accepted_at = by, at
            agreement.save(update_fields=["accepted_by", "accepted_at"])
            _note(
                by,
                at,
                "accept agreement",
                agreement.affiliation.maker,
                agreement.coworking.slug,
                agreement=agreement.pk,
            )
    except IntegrityError:
        raise AlreadyAccepted(day=agreement.starts_on) from None
    return agreement


def _refuse_overlap(
    maker: Maker, starts_on: date, ends_on: date | None, but: Affiliation | None = None
) -> None:
    """Under the maker's lock; the database refuses the same by itself."""
    expect_transaction("_refuse_overlap")
    others = Affiliation.objects.filter(maker=maker).select_related("payee")
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if ends_on is not None:
        others = others.filter(starts_on__lte=ends_on)
    if but is not None:
        others = others.exclude(pk=but.pk)
    other = others.first()
    if other is not None:
        raise Overlapping(place="starts_on", maker=maker.name, payee=other.payee.legal_name)


def _percent(value: Decimal, place: str) -> None:
    if not 0 <= value <= 100:
        raise PercentOutOfRange(place=place)


def _expect_part(bearer: Bearer, part: Decimal | None) -> None:
    if (bearer == Bearer.SPLIT) != (part is not None):
        raise SplitNamesItsPart(place="maker_part_percent")
    if part is not None:
        _percent(part, "maker_part_percent")


def _note(
    by: User | None,
    at: datetime,
    verb: str,
    maker: Maker,
    chain: str = "house",
    **facts: str | int,
) -> None:
    note(by=by, at=at, verb=verb, subject=f"maker {maker.slug}", chain=chain, **facts)
