"""Where makers stand with a coworking on a day, and what will stop their sales soon.

`standing_on` decides one sale; this tells the same about many makers at once, for the manager, in
three queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from consign.agreements.endings import Ending, ending
from consign.agreements.models import Affiliation, Agreement
from consign.agreements.queries import NoAgreement, NoPayee, NoVatStatus
from consign.days import day_after
from consign.people.models import Coworking, Maker, VatPeriod
from consign.refusal import Refused

SOON = timedelta(days=60)


class Phase(TextChoices):
    """What an agreement is on a day."""

    ASKED = "asked", _("asked for by the maker")
    PROPOSED = "proposed", _("to accept")
    IN_FORCE = "in_force", _("in force")
    LATER = "later", _("from later on")
    PAST = "past", _("over")
    DECLINED = "declined", _("declined")


@dataclass(frozen=True)
class Outlook:
    """A maker's payee and terms at a coworking on a day.

    `gap` is what stops a sale on that day, `gap_soon` what stops sales once the affiliation or the
    terms have ended, when that is less than SOON away; None where nothing does.  `ending` tells of
    an affiliation that nothing follows.  `proposed` are newer terms that wait for somebody's word.
    """

    maker: Maker
    affiliation: Affiliation | None
    agreement: Agreement | None
    proposed: Agreement | None
    gap: Refused | None
    gap_soon: Refused | None
    ending: Ending | None = None


@dataclass(frozen=True)
class _Known:
    """What was read about the makers, from the day asked for on."""

    coworking: Coworking
    affiliations: dict[int, list[Affiliation]] = field(default_factory=lambda: defaultdict(list))
    agreements: dict[int, list[Agreement]] = field(default_factory=lambda: defaultdict(list))
    proposals: dict[int, list[Agreement]] = field(default_factory=lambda: defaultdict(list))
    vat_periods: dict[int, list[VatPeriod]] = field(default_factory=lambda: defaultdict(list))

    def affiliation(self, maker: Maker, day: date) -> Affiliation | None:
        return next((one for one in self.affiliations[maker.pk] if holds(one, day)), None)

    def agreement(self, affiliation: Affiliation, day: date) -> Agreement | None:
        begun = [one for one in self.agreements[affiliation.pk] if one.starts_on <= day]
        return begun[-1] if begun and not ended(begun[-1], day) else None

    def proposed(self, maker: Maker, current: Agreement | None) -> Agreement | None:
        newest = max(self.proposals[maker.pk], key=lambda one: one.pk, default=None)
        if newest is None or (current is not None and current.pk > newest.pk):
            return None
        return newest

    def gap(self, maker: Maker, day: date) -> Refused | None:
        """The same gaps, in the same order, as `standing_on` finds."""
        affiliation = self.affiliation(maker, day)
        if affiliation is None:
            return NoPayee(maker=maker.name, day=day)
        if self.agreement(affiliation, day) is None:
            return NoAgreement(maker=maker.name, coworking=self.coworking.name, day=day)
        if not any(one.starts_on <= day for one in self.vat_periods[affiliation.payee_id]):
            return NoVatStatus(payee=affiliation.payee.legal_name, day=day)
        return None


def outlooks(coworking: Coworking, makers: Iterable[Maker], day: date) -> list[Outlook]:
    """Where each of these makers stands, in their order."""
    wanted = list(makers)
    known = _known(coworking, wanted, day)
    return [_outlook(maker, known, day) for maker in wanted]


def phases(agreements: Iterable[Agreement], day: date) -> list[tuple[Agreement, Phase]]:
    """Each of these agreements, and what it is on a day.

    All accepted ones of a maker with a coworking must be among them: the latest is in force.
    """
    found = list(agreements)
    current: dict[tuple[int, int], Agreement] = {}
    for one in sorted(found, key=lambda one: one.starts_on):
        if _begun(one, day) and holds(one.affiliation, day):
            current[_between(one)] = one
    return [(one, _phase(one, current.get(_between(one)), day)) for one in found]


def holds(affiliation: Affiliation, day: date) -> bool:
    """Whether the day is one of the affiliation's."""
    if affiliation.starts_on > day:
        return False
    return affiliation.ends_on is None or affiliation.ends_on >= day


def ended(agreement: Agreement, day: date) -> bool:
    """Whether the terms' last day lies before the day."""
    return agreement.ends_on is not None and agreement.ends_on < day


def _outlook(maker: Maker, known: _Known, day: date) -> Outlook:
    affiliation = known.affiliation(maker, day)
    last = affiliation.ends_on if affiliation else None
    agreement = known.agreement(affiliation, day) if affiliation else None
    until = _until(affiliation, agreement)
    followed = last is not None and known.affiliation(maker, day_after(last)) is not None
    return Outlook(
        maker=maker,
        affiliation=affiliation,
        agreement=agreement,
        proposed=known.proposed(maker, agreement),
        gap=known.gap(maker, day),
        gap_soon=known.gap(maker, day_after(until)) if until and until < day + SOON else None,
        ending=ending(affiliation, day) if affiliation and not followed else None,
    )


def _until(affiliation: Affiliation | None, agreement: Agreement | None) -> date | None:
    """The last day on which payee and terms of today both hold; None where neither ends."""
    ends = [one.ends_on for one in (affiliation, agreement) if one is not None]
    return min((day for day in ends if day is not None), default=None)


def _known(coworking: Coworking, makers: Sequence[Maker], day: date) -> _Known:
    """Lists by key, terms and VAT periods in the order in which they begin."""
    known = _Known(coworking)
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    affiliations = Affiliation.objects.filter(not_over, maker__in=makers).select_related("payee")
    makers_of = {}
    for affiliation in affiliations:
        known.affiliations[affiliation.maker_id].append(affiliation)
        makers_of[affiliation.pk] = affiliation.maker_id
    agreements = Agreement.objects.filter(coworking=coworking, affiliation__in=makers_of)
    for agreement in agreements.order_by("starts_on", "pk"):
        if agreement.accepted_at is not None:
            known.agreements[agreement.affiliation_id].append(agreement)
        elif agreement.declined_at is None:
            known.proposals[makers_of[agreement.affiliation_id]].append(agreement)
    payees = {affiliation.payee_id for affiliation in affiliations}
    for period in VatPeriod.objects.filter(entity__in=payees).order_by("starts_on"):
        known.vat_periods[period.entity_id].append(period)
    return known


def _between(agreement: Agreement) -> tuple[int, int]:
    """The keys of coworking and maker."""
    return agreement.coworking_id, agreement.affiliation.maker_id


def _begun(agreement: Agreement, day: date) -> bool:
    return agreement.accepted_at is not None and agreement.starts_on <= day


def _phase(agreement: Agreement, current: Agreement | None, day: date) -> Phase:
    if agreement.accepted_at is None:
        return _unaccepted(agreement)
    if agreement == current:
        return Phase.PAST if ended(agreement, day) else Phase.IN_FORCE
    later = max(agreement.starts_on, agreement.affiliation.starts_on) > day
    return Phase.LATER if later else Phase.PAST


def _unaccepted(agreement: Agreement) -> Phase:
    if agreement.declined_at is not None:
        return Phase.DECLINED
    return Phase.PROPOSED if agreement.agreed_at else Phase.ASKED
