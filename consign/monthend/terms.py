"""Agreeing on terms, where closed months have a word: what held in them stays as it is."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.agreements import terms
from consign.agreements.models import Affiliation, Agreement
from consign.agreements.terms import Offer
from consign.days import Month
from consign.people.models import Coworking, Maker, User
from consign.refusal import Refused
from consign.settlements.queries import closed_until


class StartsInClosedMonth(Refused):
    code = "starts_in_closed_month"
    sentence = _("%(maker)s: %(month)s is closed. Choose a later first day.")


class EndsInClosedMonth(Refused):
    code = "ends_in_closed_month"
    sentence = _(
        "%(maker)s: %(month)s is closed, and the terms that held in it stay as they were."
        " Choose a later day, or propose new terms."
    )


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
    """Propose terms from a day on; see `agreements.terms.propose` for who has to say yes.

    Refused: StartsInClosedMonth; all that `agreements.terms.propose` refuses.
    """
    with transaction.atomic():
        _expect_open(coworking, affiliation, starts_on)
        return terms.propose(
            coworking=coworking,
            affiliation=affiliation,
            starts_on=starts_on,
            offer=offer,
            by=by,
            at=at,
            by_maker=by_maker,
        )


def accept(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """The payee accepts terms, unless a month they would hold in was closed since.

    Accepting again is no error.  Refused: StartsInClosedMonth; all that `agreements.terms.accept`
    refuses.
    """
    with transaction.atomic():
        if agreement.accepted_at is None:
            _expect_open(agreement.coworking, agreement.affiliation, agreement.starts_on)
        return terms.accept(agreement=agreement, by=by, at=at)


def end_agreement(*, agreement: Agreement, ends_on: date, by: User | None, at: datetime) -> None:
    """Give accepted terms their last day, never before the last one of a closed month.

    Terms that ended before it cannot be made to last longer either.  Refused: EndsInClosedMonth;
    all that `agreements.terms.end_agreement` refuses.
    """
    with transaction.atomic():
        until = _closed_until(agreement.coworking, agreement.affiliation)
        agreement.refresh_from_db(fields=["ends_on"])
        earliest = min(ends_on, agreement.ends_on or ends_on)
        if until is not None and earliest < until and agreement.ends_on != ends_on:
            maker, month = agreement.affiliation.maker.name, Month.of(until).in_words
            raise EndsInClosedMonth(place="ends_on", maker=maker, month=month)
        terms.end_agreement(agreement=agreement, ends_on=ends_on, by=by, at=at)


def _expect_open(coworking: Coworking, affiliation: Affiliation, starts_on: date) -> None:
    until = _closed_until(coworking, affiliation)
    if until is not None and starts_on <= until:
        maker, month = affiliation.maker.name, Month.of(until).in_words
        raise StartsInClosedMonth(place="starts_on", maker=maker, month=month)


def _closed_until(coworking: Coworking, affiliation: Affiliation) -> date | None:
    """The last closed day, under the maker's lock, which proposals take too."""
    maker = Maker.objects.select_for_update().get(pk=affiliation.maker_id)
    return closed_until(coworking, maker, affiliation.payee)
