"""Terms tried on a price before anybody signs: who is paid what, and who is left with what.

The cents are those of the simulation.  Nothing is read from the database, and nothing is stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Bearer, CommissionVat, Mode
from consign.agreements.terms import OwnNameAddsNothing, SplitNamesItsPart
from consign.money import split
from consign.money.split import ZERO
from consign.monthend.simulation.reckoning import reckon
from consign.monthend.simulation.told import Told
from consign.monthend.statement import Statement
from consign.monthend.trial import Trial, scenario_of, statement_of
from consign.people.models import VatStatus
from consign.refusal import Refused


class LiableHasARate(Refused):
    code = "liable_has_a_rate"
    sentence = _("A coworking that is liable to VAT has a rate above 0. Give it, or say exempt.")


@dataclass(frozen=True)
class Side:
    """What one side is paid, and the VAT it owes to the state and may deduct."""

    gets: Decimal
    owes: Decimal
    deducts: Decimal

    @property
    def vat(self) -> Decimal:
        """What goes on to the state; below zero it comes back."""
        return self.owes - self.deducts

    @property
    def left(self) -> Decimal:
        return self.gets - self.vat


@dataclass(frozen=True)
class Outcome:
    """What became of what customers paid: both sides and the state add up to it.

    `invoiced` is the VAT on the coworking's invoice.
    """

    statement: Statement
    paid: Decimal
    invoiced: Decimal
    payee: Side
    coworking: Side

    @property
    def state(self) -> Decimal:
        return self.payee.vat + self.coworking.vat


@dataclass(frozen=True)
class Way:
    """One piece sold in another way, or to another payee; without outcome where that is refused."""

    mode: Mode
    commission_vat: CommissionVat
    payee: VatStatus
    chosen: bool
    outcome: Outcome | None


@dataclass(frozen=True)
class Tried:
    """One piece by itself, the month, and one piece in the other ways it could be sold."""

    trial: Trial
    piece: Outcome
    month: Outcome
    ways: Sequence[Way]

    @property
    def dearer(self) -> Decimal:
        """How much more of a piece goes to the state when the coworking sells to this payee's
        customers in its own name instead of as an agent; ZERO where a way is refused."""
        own, agent = (self._state(mode) for mode in (Mode.OWN_NAME, Mode.AGENT))
        return ZERO if own is None or agent is None else own - agent

    def _state(self, mode: Mode) -> Decimal | None:
        for way in self.ways:
            if (way.mode, way.payee) == (mode, self.trial.payee) and way.outcome:
                return way.outcome.state
        return None


def try_out(trial: Trial) -> Tried:
    """Who gets what.

    Refused, with the field of the trial as its place: OwnNameAddsNothing, SplitNamesItsPart,
    LiableHasARate; DiscountTooLarge and, in the words of the simulation, a discount somebody would
    bear with more than they get.
    """
    _expect_fits(trial)
    return Tried(trial, _piece(trial), _outcome(trial), [*_ways(trial)])


def _expect_fits(trial: Trial) -> None:
    if trial.coworking == VatStatus.LIABLE and not trial.service_vat:
        raise LiableHasARate(place="service_vat")
    added = trial.terms.commission_vat == split.CommissionVat.ADDED
    if trial.mode == Mode.OWN_NAME and added:
        raise OwnNameAddsNothing(place="commission_vat")
    if trial.discount and trial.bearer == Bearer.SPLIT and trial.part is None:
        raise SplitNamesItsPart(place="part")


def _piece(trial: Trial) -> Outcome:
    return _outcome(replace(trial, sold=1, back=False, shelf_fee=ZERO, minimum=ZERO))


def _ways(trial: Trial) -> Iterator[Way]:
    ways = [(Mode.AGENT, CommissionVat.INCLUDED), (Mode.OWN_NAME, CommissionVat.INCLUDED)]
    if trial.service_rate:
        ways.insert(1, (Mode.AGENT, CommissionVat.ADDED))
    for mode, vat in ways:
        for payee in (VatStatus.EXEMPT, VatStatus.LIABLE):
            other = replace(trial, mode=mode, commission_vat=vat, payee=payee)
            same = (other.mode, other.terms, other.payee) == (trial.mode, trial.terms, trial.payee)
            try:
                yield Way(mode, vat, payee, same, _piece(other))
            except Refused:
                yield Way(mode, vat, payee, same, None)


def _outcome(trial: Trial) -> Outcome:
    try:
        told = reckon(scenario_of(trial))
    except Refused as refused:
        # Nothing but the discount can be refused in a scenario that is made like this.
        refused.place = "discount"
        raise
    return _shared(trial, told, statement_of(trial, told))


def _shared(trial: Trial, told: Told, statement: Statement) -> Outcome:
    """Each side's VAT: the seller owes that of the price, whoever invoices owes that of the
    invoice, and a side that is liable deducts what it was invoiced."""
    paid = statement.totals.sales - statement.totals.refunds
    invoiced, self_billed = _vat_of(statement, of_payee=False), _vat_of(statement, of_payee=True)
    as_seller = sum((rate.vat for rate in statement.vat_on_sales), ZERO)
    own = sum((rate.vat for rate in told.own_vat or ()), ZERO)
    return Outcome(
        statement=statement,
        paid=paid,
        invoiced=invoiced,
        payee=Side(
            gets=statement.balance,
            owes=as_seller + self_billed,
            deducts=invoiced if trial.payee == VatStatus.LIABLE else ZERO,
        ),
        coworking=Side(
            gets=paid - statement.balance,
            owes=own + invoiced,
            deducts=self_billed if trial.coworking == VatStatus.LIABLE else ZERO,
        ),
    )


def _vat_of(statement: Statement, *, of_payee: bool) -> Decimal:
    """The VAT on the documents that the payee, or else the coworking, supplies on."""
    of = (one for one in statement.documents if one.kind.is_self_billed == of_payee)
    return sum((one.amounts.vat for one in of), ZERO)
