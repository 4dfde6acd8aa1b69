"""For whom a maker sells on a day, and on which terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Affiliation, Agreement, Mode
from consign.days import local_day
from consign.people.models import Coworking, LegalEntity, Maker, User, VatStatus
from consign.people.queries import desks_of, entities_of, managed_by, vat_on
from consign.refusal import Refused


class NoPayee(Refused):
    code = "no_payee"
    sentence = _(
        "%(maker)s has no payee on %(day)s. A manager says under “Makers” who is paid;"
        " until then nothing of theirs can be sold."
    )


class NoAgreement(Refused):
    code = "no_agreement"
    sentence = _("%(maker)s has no accepted agreement with %(coworking)s on %(day)s.")


class NoVatStatus(Refused):
    code = "no_vat_status"
    sentence = _("The VAT status of %(payee)s on %(day)s is not known. Enter it first.")


class UnknownPayee(Refused):
    code = "unknown_payee"
    sentence = _("%(payee)s has never been paid for %(maker)s. Choose who is or was.")


@dataclass(frozen=True)
class Standing:
    """All that decides a sale on a day: the payee, its VAT status, and the agreement in force."""

    payee: LegalEntity
    vat_status: VatStatus
    agreement: Agreement


def affiliation_on(maker: Maker, day: date) -> Affiliation | None:
    """The maker's affiliation on that day: at most one, the database sees to it."""
    return (
        Affiliation.objects.filter(maker=maker, starts_on__lte=day)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .select_related("payee", "maker")
        .first()
    )


def payees_on(makers: Iterable[Maker], day: date) -> dict[int, int]:
    """Who is paid for makers on a day, key by key, in one query."""
    held = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    known = Affiliation.objects.filter(held, maker__in=list(makers), starts_on__lte=day)
    return dict(known.values_list("maker", "payee"))


def payee_for(
    maker: Maker, day: date, payee: LegalEntity | None = None, *, place: str = ""
) -> LegalEntity:
    """Whose account something besides sales is booked on: the maker's payee of the day, or another
    that is or was the maker's on some day.  Refused: NoPayee, UnknownPayee."""
    if payee is None:
        affiliation = affiliation_on(maker, day)
        if affiliation is None:
            raise NoPayee(place=place, maker=maker.name, day=day)
        return affiliation.payee
    if not Affiliation.objects.filter(maker=maker, payee=payee).exists():
        raise UnknownPayee(place="payee", payee=payee.legal_name, maker=maker.name)
    return payee


def payees_of(maker: Maker) -> QuerySet[LegalEntity]:
    """Those who are or were paid for a maker on some day."""
    known = Affiliation.objects.filter(maker=maker, payee=OuterRef("pk"))
    return LegalEntity.objects.filter(Exists(known)).order_by("legal_name")


def agreement_on(coworking: Coworking, affiliation: Affiliation, day: date) -> Agreement | None:
    """The agreement in force: of those accepted, the latest that has begun, unless it has ended."""
    latest = (
        Agreement.objects.filter(coworking=coworking, affiliation=affiliation)
        .filter(starts_on__lte=day, accepted_at__isnull=False)
        .order_by("-starts_on")
        .first()
    )
    ended = latest is not None and latest.ends_on is not None and latest.ends_on < day
    return None if ended else latest


def agreements_in_force(coworking: Coworking, day: date) -> dict[int, Agreement]:
    """The agreement of each maker that holds at a coworking on a day, by the maker's key."""
    paid = Q(affiliation__ends_on__isnull=True) | Q(affiliation__ends_on__gte=day)
    begun = Agreement.objects.filter(
        paid,
        coworking=coworking,
        accepted_at__isnull=False,
        starts_on__lte=day,
        affiliation__starts_on__lte=day,
    ).select_related("affiliation__payee")
    latest = {one.affiliation.maker_id: one for one in begun.order_by("starts_on")}
    return {pk: one for pk, one in latest.items() if one.ends_on is None or one.ends_on >= day}


def affiliations_of(maker: Maker) -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(maker=maker).select_related("payee").order_by("-starts_on")


def last_affiliation(maker: Maker, payee: LegalEntity, day: date) -> Affiliation | None:
    """The latest affiliation of the two that had begun by a day, ended or not."""
    known = Affiliation.objects.filter(maker=maker, payee=payee, starts_on__lte=day)
    return known.order_by("-starts_on").first()


def self_billing_agreed_on(
    coworking: Coworking, maker: Maker, payee: LegalEntity, day: date
) -> date | None:
    """When the payee agreed to invoices issued in its name: the first of its accepted terms in the
    coworking's own name that had begun by a day; None without any."""
    known = Agreement.objects.filter(
        coworking=coworking,
        affiliation__maker=maker,
        affiliation__payee=payee,
        mode=Mode.OWN_NAME,
        accepted_at__isnull=False,
        starts_on__lte=day,
    )
    agreed = known.order_by("accepted_at").values_list("accepted_at", flat=True).first()
    return local_day(agreed) if agreed else None


def agreements_at(coworking: Coworking) -> QuerySet[Agreement]:
    """Every agreement of a coworking, by maker, the latest first."""
    return _told(Agreement.objects.filter(coworking=coworking)).order_by(
        "affiliation__maker__name", "-starts_on", "-pk"
    )


def agreements_of(maker: Maker) -> QuerySet[Agreement]:
    """Every agreement of a maker, by coworking, the latest first."""
    return _told(Agreement.objects.filter(affiliation__maker=maker)).order_by(
        "coworking__name", "-starts_on", "-pk"
    )


def agreements_through(payee: LegalEntity) -> QuerySet[Agreement]:
    """Every agreement a legal entity is or would be bound by, by maker, the latest first."""
    return _told(Agreement.objects.filter(affiliation__payee=payee)).order_by(
        "affiliation__maker__name", "-starts_on", "-pk"
    )


def proposals_to(maker: Maker, day: date) -> QuerySet[Agreement]:
    """Terms of a maker that wait for the payee's word: the coworking has agreed to them."""
    return waiting(agreements_of(maker), day).filter(agreed_at__isnull=False)


def proposals_through(payee: LegalEntity, day: date) -> QuerySet[Agreement]:
    """Terms that wait for the word of this payee."""
    return waiting(agreements_through(payee), day).filter(agreed_at__isnull=False)


def agreements_awaiting(day: date) -> QuerySet[Agreement]:
    """Terms that wait for the word of any payee."""
    return waiting(Agreement.objects.all(), day).filter(agreed_at__isnull=False)


def asked_at(coworking: Coworking, day: date) -> QuerySet[Agreement]:
    """Terms that makers ask for and that wait for the coworking's word."""
    return waiting(agreements_at(coworking), day).filter(agreed_at__isnull=True)


def coworkings_to_ask(maker: Maker) -> QuerySet[Coworking]:
    """The coworkings a maker may ask for terms: those that ever proposed any to them."""
    known = Agreement.objects.filter(coworking=OuterRef("pk"), affiliation__maker=maker)
    return Coworking.objects.filter(Exists(known)).select_related("operator").order_by("name")


def waiting(agreements: QuerySet[Agreement], day: date) -> QuerySet[Agreement]:
    """Of these, the terms that wait for somebody's word and could still hold on the day or later.

    Those that were declined, or proposed before others were accepted for the same affiliation, are
    left out.
    """
    overtaken = Agreement.objects.filter(
        coworking=OuterRef("coworking"),
        affiliation=OuterRef("affiliation"),
        proposed_at__gte=OuterRef("proposed_at"),
        accepted_at__isnull=False,
    )
    lasting = Q(affiliation__ends_on__isnull=True) | Q(affiliation__ends_on__gte=day)
    unsaid = agreements.filter(accepted_at__isnull=True, declined_at__isnull=True)
    return unsaid.filter(lasting, ~Exists(overtaken))


def makers_at(coworking: Coworking) -> QuerySet[Maker]:
    """Makers who have, had or were proposed an agreement at this coworking."""
    return (
        Maker.objects.filter(affiliations__agreements__coworking=coworking)
        .distinct()
        .order_by("name")
    )


def coworkings_for(maker: Maker, day: date) -> QuerySet[Coworking]:
    """The coworkings where the maker has an accepted agreement that holds on that day."""
    affiliation = affiliation_on(maker, day)
    if affiliation is None:
        return Coworking.objects.none()
    begun = Agreement.objects.filter(
        coworking=OuterRef("pk"),
        affiliation=affiliation,
        accepted_at__isnull=False,
        starts_on__lte=day,
    ).order_by("-starts_on")
    latest = Coworking.objects.annotate(
        agreed=Subquery(begun.values("pk")[:1]), until=Subquery(begun.values("ends_on")[:1])
    )
    lasting = Q(until__isnull=True) | Q(until__gte=day)
    return latest.filter(lasting, agreed__isnull=False).order_by("name")


def agreements_seen_by(user: User) -> QuerySet[Agreement]:
    """Agreements a person may read: of their projects, of coworkings they manage, and of the legal
    entities they advise."""
    theirs = Agreement.objects.filter(
        Q(affiliation__maker__person=user)
        | Q(coworking__in=_of(managed_by(user)))
        | Q(affiliation__payee__in=_of(entities_of(user)))
    )
    return _told(theirs)


def affiliations_seen_by(user: User) -> QuerySet[Affiliation]:
    """Affiliations a person may read: of their projects and of the legal entities they advise;
    managers, who propose terms to any maker of the network, read all."""
    return Affiliation.objects.filter(
        Q(maker__person=user) | Q(payee__in=_of(entities_of(user))) | Q(Exists(managed_by(user)))
    ).select_related("maker", "payee")


def makers_seen_by(user: User) -> QuerySet[Maker]:
    """Makers a person works with: their own projects, makers with an agreement at their desk, and
    makers of the legal entities they advise; managers see the whole network."""
    advised = Affiliation.objects.filter(maker=OuterRef("pk"), payee__in=_of(entities_of(user)))
    return Maker.objects.filter(
        Q(person=user) | Q(_here(desks_of(user))) | Q(Exists(managed_by(user))) | Exists(advised)
    )


def makers_managed_by(user: User) -> QuerySet[Maker]:
    """Makers with an accepted agreement at a coworking the person manages; for managers, makers too
    who have none anywhere yet.  A proposal alone gives nobody a say over who is paid."""
    managed = managed_by(user)
    accepted = Agreement.objects.filter(
        affiliation__maker=OuterRef("pk"), accepted_at__isnull=False
    )
    theirs = Exists(accepted.filter(coworking__in=_of(managed)))
    waiting = ~Exists(accepted) & Exists(managed)
    return Maker.objects.filter(Q(theirs) | Q(waiting))


def makers_kept_by(user: User) -> QuerySet[Maker]:
    """Makers whose pieces the person registers and prices: their own projects, and makers they are
    the manager of."""
    return Maker.objects.filter(Q(person=user) | Q(pk__in=_of(makers_managed_by(user))))


def legal_entities_managed_by(user: User) -> QuerySet[LegalEntity]:
    """Legal entities whose numbers a manager keeps: payees of the makers they manage, operators of
    their coworkings, and those that neither is or was anybody's payee nor runs a coworking."""
    managed = managed_by(user)
    return LegalEntity.objects.filter(
        Q(coworkings__in=_of(managed))
        | Q(affiliations__maker__in=_of(makers_managed_by(user)))
        | Q(Exists(managed), affiliations__isnull=True, coworkings__isnull=True)
    ).distinct()


def standing_on(coworking: Coworking, maker: Maker, day: date, *, place: str = "") -> Standing:
    """Payee, VAT status and terms of a maker's sales at a coworking on a day.

    Refused with the gap that stops the sale: NoPayee, NoAgreement, NoVatStatus.
    """
    affiliation = affiliation_on(maker, day)
    if affiliation is None:
        raise NoPayee(place=place, maker=maker.name, day=day)
    agreement = agreement_on(coworking, affiliation, day)
    if agreement is None:
        raise NoAgreement(place=place, maker=maker.name, coworking=coworking.name, day=day)
    status = vat_on(affiliation.payee, day)
    if status is None:
        raise NoVatStatus(place=place, payee=affiliation.payee.legal_name, day=day)
    return Standing(affiliation.payee, status, agreement)


def _told(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """With all that reading them takes."""
    return agreements.select_related(
        "coworking__operator",
        "affiliation__maker",
        "affiliation__payee",
        "proposed_by",
        "accepted_by",
        "declined_by",
    )


def _of(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The keys of rows, to be looked for inside another query."""
    return rows.order_by().values("pk")


def _here(coworkings: QuerySet[Coworking]) -> Exists:
    """Makers with an agreement, accepted or proposed, at one of these coworkings."""
    found = Agreement.objects.filter(coworking__in=_of(coworkings))
    return Exists(found.filter(affiliation__maker=OuterRef("pk")))
