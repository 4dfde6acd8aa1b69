"""Agreeing on terms, where closed months have a word: they never begin before what is closed."""

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
    sentence = _("%(maker)s: %(month)s is closed. Let the terms begin later.")


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


def _expect_open(coworking: Coworking, affiliation: Affiliation, starts_on: date) -> None:
    """Under the maker's lock, which proposals take too."""
    maker = Maker.objects.select_for_update().get(pk=affiliation.maker_id)
    until = closed_until(coworking, maker, affiliation.payee)
    if until is not None and starts_on <= until:
        month = Month.of(until).in_words
        raise StartsInClosedMonth(place="starts_on", maker=maker.name, month=month)
