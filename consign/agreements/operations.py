"""For whom: affiliating makers with payees, from a day to a day."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Affiliation
from consign.agreements.queries import affiliation_on
from consign.atomic import expect_transaction
from consign.codes.reference import NoReference, looks_like_reference, parse_reference
from consign.journal.operations import note
from consign.people.models import LegalEntity, Maker, User
from consign.refusal import Refused


class Overlapping(Refused):
    code = "overlapping_affiliations"
    sentence = _("%(maker)s already has a payee in this time: %(payee)s. End that one first.")


class EndsBeforeStart(Refused):
    code = "ends_before_start"
    sentence = _("The last day lies before the first.")


class BadReference(Refused):
    code = "bad_reference"
    sentence = _("This structured reference has a typing error: its check digits do not fit.")


def affiliate(
    *,
    maker: Maker,
    payee: LegalEntity,
    starts_on: date,
    by: User | None,
    at: datetime,
    ends_on: date | None = None,
    project_code: str = "",
    payment_reference: str = "",
) -> Affiliation:
    """From a day on, sales of this maker are this payee's.

    `payment_reference` is what the payee wants to read on transfers: a structured reference (OGM or
    RF, kept compact), words of its own, or nothing.  Refused: EndsBeforeStart; BadReference;
    Overlapping when the maker has another payee on one of the days.
    """
    reference = _reference(payment_reference)
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
            payment_reference=reference,
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
    payment_reference: str = "",
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
            payment_reference=payment_reference,
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


def amend_affiliation(
    *,
    affiliation: Affiliation,
    project_code: str,
    payment_reference: str,
    by: User | None,
    at: datetime,
) -> Affiliation:
    """How the payee calls the project, and what it wants to read on transfers, from now on.

    Closings and payouts keep what they were made with.  Refused: BadReference.
    """
    reference = _reference(payment_reference)
    with transaction.atomic():
        affiliation = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
        affiliation.project_code, affiliation.payment_reference = project_code.strip(), reference
        affiliation.save(update_fields=["project_code", "payment_reference"])
        _note(by, at, "amend affiliation", affiliation.maker, affiliation=affiliation.pk)
    return affiliation


def _reference(text: str) -> str:
    """A structured reference in its compact form, other words as they are."""
    if not looks_like_reference(text):
        return " ".join(text.split())[:140]
    try:
        return parse_reference(text)
    except NoReference:
        raise BadReference(place="payment_reference") from None


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


def _note(
    by: User | None,
    at: datetime,
    verb: str,
    maker: Maker,
    **facts: Any,
) -> None:
    note(by=by, at=at, verb=verb, subject=f"maker {maker.slug}", **facts)
