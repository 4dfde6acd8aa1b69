"""Why the figures of tried terms are what they are, in the words and arithmetic of statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consign.agreements.models import Mode
from consign.money.documents import Document
from consign.money.split import HUNDRED, ZERO
from consign.money.worked import Worked, added, balanced, given, part_of
from consign.monthend import why_sums
from consign.monthend.statement import Statement
from consign.monthend.trial import Trial
from consign.monthend.trying import Outcome, Side
from consign.monthend.why_figure import Figure
from consign.monthend.why_vat import DocumentWorked, document_worked
from consign.people.models import VatStatus


@dataclass(frozen=True)
class Paper:
    """A document of the month, from what it is for to what is due."""

    document: Document
    figures: Sequence[Figure]


@dataclass(frozen=True)
class MonthWhy:
    """The sums of a month; `nothing_paid` says why where its balance is carried on."""

    totals: Sequence[Figure]
    balance: Figure
    payout: Figure
    papers: Sequence[Paper]

    @property
    def nothing_paid(self) -> str:
        return "" if self.payout.amount else self.payout.rule


def month_why(statement: Statement) -> MonthWhy:
    """The sums of a month without its single lines, which are all alike."""
    documents = [(one, document_worked(statement, one)) for one in statement.documents]
    return MonthWhy(
        totals=[one for one in why_sums.totals(statement, documents) if one.amount],
        balance=why_sums.balance(statement),
        payout=why_sums.payout(statement),
        papers=[Paper(one, [*_paper(one, worked)]) for one, worked in documents],
    )


def payee_why(trial: Trial, outcome: Outcome) -> list[Figure]:
    """From what the payee gets to what it is left with once its VAT is settled."""
    if trial.mode == Mode.OWN_NAME:
        owes = _("The VAT on what it supplies to the coworking.")
        worked = given(outcome.payee.owes)
    else:
        owes = _("The VAT in the price: the payee is the seller.")
        worked = _as_seller(trial, outcome)
    deducts = _("The VAT on the coworking's invoice.")
    exempt = trial.payee == VatStatus.EXEMPT
    return [*_settled("payee", outcome.payee, (owes, deducts), worked, exempt=exempt)]


def coworking_why(trial: Trial, outcome: Outcome) -> list[Figure]:
    """The same for the coworking, from what it keeps."""
    side = outcome.coworking
    if trial.mode == Mode.OWN_NAME:
        owes = _("The VAT in the price: the coworking is the seller.")
        if outcome.invoiced:
            owes += " " + _("And the VAT on its invoice for fees.")
        worked = added(_as_seller(trial, outcome), given(outcome.invoiced))
    else:
        owes = _("The VAT on its invoice for commission and fees.")
        worked = given(side.owes)
    deducts = _("The VAT on what the payee supplies.")
    if not side.deducts and trial.mode == Mode.OWN_NAME:
        deducts = _("The payee supplies without VAT: there is nothing to deduct.")
    exempt = trial.coworking == VatStatus.EXEMPT
    return [*_settled("coworking", side, (owes, deducts), worked, exempt=exempt)]


def _paper(document: Document, worked: DocumentWorked) -> Iterator[Figure]:
    amounts, place = document.amounts, str(document.kind)
    vat = worked.vat if document.percent else given(ZERO)
    yield Figure(f"{place}.net", _("Without VAT"), amounts.net, "", worked.net)
    yield Figure(f"{place}.vat", _("VAT"), amounts.vat, "", vat)
    if amounts.rounding:
        yield Figure(f"{place}.rounding", _("Odd cent"), amounts.rounding, "", worked.rounding)
    yield Figure(f"{place}.due", _("Together"), amounts.total, "", worked.due)


def _settled(
    place: str, side: Side, rules: tuple[str, str], owes: Worked, *, exempt: bool
) -> Iterator[Figure]:
    gets = _("Gets") if place == "payee" else _("Keeps")
    yield Figure(f"{place}.gets", gets, side.gets, "", given(side.gets))
    if exempt and not side.owes:
        none = _("An exempt small enterprise charges no VAT and deducts none.")
        yield Figure(f"{place}.owes", _("VAT"), ZERO, none, given(ZERO))
    else:
        yield Figure(
            f"{place}.owes", _("VAT it owes"), side.owes, rules[0], owes, taken=bool(side.owes)
        )
        yield Figure(
            f"{place}.deducts", _("VAT it deducts"), side.deducts, rules[1], given(side.deducts)
        )
    worked = balanced([given(side.gets), given(side.deducts)], [given(side.owes)])
    yield Figure(f"{place}.left", _("Is left with"), side.left, "", worked)


def _as_seller(trial: Trial, outcome: Outcome) -> Worked:
    """The VAT inside what customers paid."""
    rate = trial.treatment.vat_percent
    return part_of(given(outcome.paid), rate, HUNDRED + rate) if rate else given(ZERO)
