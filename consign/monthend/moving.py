"""A maker moves to another payee: who is paid, what is settled with the old one, the new terms."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from consign.agreements.models import Affiliation, Agreement
from consign.agreements.moves import in_force, never_to_begin
from consign.agreements.operations import change_payee
from consign.agreements.queries import affiliation_on
from consign.agreements.terms import Offer, decline, end_agreement
from consign.days import Month
from consign.journal.operations import note
from consign.ledger.operations import lock_account
from consign.ledger.queries import accounts_of
from consign.monthend.terms import StartsInClosedMonth, propose
from consign.people.models import LegalEntity, Maker, User
from consign.settlements.queries import closed_until


def move_maker(
    *,
    maker: Maker,
    payee: LegalEntity,
    starts_on: date,
    by: User,
    at: datetime,
    ends_on: date | None = None,
    project_code: str = "",
    payment_reference: str = "",
    same_terms: bool = False,
) -> Affiliation:
    """From a day on, another payee; everything else of the maker stays where it is.

    The affiliation that holds ends the day before, unless it does already, and its terms end with
    it at every coworking, so that the old payee is paid whatever is left, however little.  Terms
    that would never begin are withdrawn.  With `same_terms` those of each coworking are proposed to
    the new payee, who has to accept them.  What was sold before keeps its payee, also when it is
    refunded later.

    Refused: EndsBeforeStart; Overlapping with an affiliation that begins on the same day or later;
    StartsInClosedMonth when a month with that day is closed for the old payee anywhere, or, with
    `same_terms`, for the new one; all that `agreements.terms.propose` refuses.  Nothing has changed
    then.
    """
    with transaction.atomic():
        Maker.objects.select_for_update().get(pk=maker.pk)
        last = starts_on - timedelta(days=1)
        before = affiliation_on(maker, starts_on) or affiliation_on(maker, last)
        terms: list[Agreement] = []
        if before is not None:
            _expect_open(maker, before.payee, starts_on)
            terms = list(in_force(before, starts_on))
        made = change_payee(
            maker=maker,
            payee=payee,
            starts_on=starts_on,
            ends_on=ends_on,
            project_code=project_code,
            payment_reference=payment_reference,
            by=by,
            at=at,
        )
        if before is not None:
            _end_terms(before, last, by, at)
        if same_terms:
            _propose(terms, made, by, at)
        _note(before, made, by, at)
    return made


def _expect_open(maker: Maker, payee: LegalEntity, day: date) -> None:
    """Under the accounts' locks: a month that is being closed is closed before or after."""
    for account in accounts_of(maker).filter(payee=payee).order_by("pk"):
        locked = lock_account(account=account)
        until = closed_until(locked.coworking, maker, payee)
        if until is not None and day <= until:
            month = Month.of(until).in_words
            raise StartsInClosedMonth(place="starts_on", maker=maker.name, month=month)


def _end_terms(affiliation: Affiliation, last: date, by: User, at: datetime) -> None:
    for agreement in in_force(affiliation, last):
        end_agreement(agreement=agreement, ends_on=last, by=by, at=at)
    for proposal in never_to_begin(affiliation, last):
        decline(agreement=proposal, by=by, at=at)


def _propose(terms: Iterable[Agreement], affiliation: Affiliation, by: User, at: datetime) -> None:
    for agreement in terms:
        propose(
            coworking=agreement.coworking,
            affiliation=affiliation,
            starts_on=affiliation.starts_on,
            offer=Offer.of(agreement),
            by=by,
            at=at,
        )


def _note(before: Affiliation | None, made: Affiliation, by: User, at: datetime) -> None:
    note(
        by=by,
        at=at,
        verb="move maker",
        subject=f"maker {made.maker.slug}",
        affiliation=made.pk,
        before=before and before.pk,
        starts_on=str(made.starts_on),
    )
