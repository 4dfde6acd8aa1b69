"""A maker's changes of payee: what goes before and after, whose terms hold, what is left to do."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from consign.agreements.models import Affiliation, Agreement
from consign.people.models import Coworking, LegalEntity, Maker
from consign.people.queries import bank_account_on, vat_on

# How long the steps of a move are kept in sight, before and after its day.
IN_SIGHT = timedelta(days=60)
# How long a cooperative finds the papers of a move beside its statements.
KEPT = timedelta(days=366)


@dataclass(frozen=True)
class Move:
    """A maker's change of payee: one affiliation begins the day after another has ended."""

    before: Affiliation
    after: Affiliation

    def in_sight(self, day: date) -> bool:
        """Whether the move lies so near that what it leaves to do is worth telling."""
        return abs(self.after.starts_on - day) <= IN_SIGHT


@dataclass(frozen=True)
class Papers:
    """A move at one of the coworkings where the payee before had terms."""

    move: Move
    coworking: Coworking


@dataclass(frozen=True)
class ToDo:
    """What a move leaves to do at a coworking.

    `terms` are those of the new payee for the first day, accepted or still waiting; None while
    nothing is proposed.
    """

    move: Move
    terms: Agreement | None
    has_vat_status: bool
    has_bank_account: bool


def affiliation_with(key: int) -> Affiliation | None:
    """The affiliation with this key, for whomever may know of it."""
    return Affiliation.objects.select_related("payee", "maker").filter(pk=key).first()


def before(affiliation: Affiliation) -> Affiliation | None:
    """The affiliation that ended the day before this one began."""
    day = affiliation.starts_on - timedelta(days=1)
    return (
        Affiliation.objects.filter(maker=affiliation.maker_id, ends_on=day)
        .select_related("payee", "maker")
        .first()
    )


def moves_of(maker: Maker) -> list[Move]:
    """A maker's changes of payee, the latest first."""
    return _moves(Affiliation.objects.filter(maker=maker))


def papers_of(maker: Maker) -> list[Papers]:
    """Where lists are handed over for a maker's moves, the latest first, then by coworking."""
    agreed = Agreement.objects.filter(affiliation__maker=maker)
    return _papers(moves_of(maker), agreed)


def papers_for(payee: LegalEntity, day: date) -> list[Papers]:
    """The same for the moves from or to a legal entity: of the year before a day, and to come."""
    makers = Affiliation.objects.filter(payee=payee).values("maker")
    moves = [
        move
        for move in _moves(Affiliation.objects.filter(maker__in=makers))
        if payee in (move.before.payee, move.after.payee) and move.after.starts_on >= day - KEPT
    ]
    return _papers(moves, Agreement.objects.filter(affiliation__maker__in=makers))


def to_do(coworking: Coworking, maker: Maker, day: date) -> ToDo | None:
    """What the latest move of a maker leaves to do at a coworking; None when it is long ago, far
    off, or nothing was agreed here."""
    move = next(iter(moves_of(maker)), None)
    if move is None or not move.in_sight(day) or coworking not in coworkings_of(move.before):
        return None
    first, payee = move.after.starts_on, move.after.payee
    return ToDo(
        move=move,
        terms=first_terms(move.after, coworking),
        has_vat_status=vat_on(payee, first) is not None,
        has_bank_account=bank_account_on(payee, max(first, day)) is not None,
    )


def in_force(affiliation: Affiliation, day: date) -> QuerySet[Agreement]:
    """The accepted terms that hold on a day, one for each coworking."""
    later = Agreement.objects.filter(
        coworking=OuterRef("coworking"),
        affiliation=OuterRef("affiliation"),
        accepted_at__isnull=False,
        starts_on__lte=day,
        starts_on__gt=OuterRef("starts_on"),
    )
    holding = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return (
        Agreement.objects.filter(
            holding, ~Exists(later), affiliation=affiliation, accepted_at__isnull=False
        )
        .filter(starts_on__lte=day)
        .select_related("coworking__operator", "affiliation__maker", "affiliation__payee")
        .order_by("coworking__name", "pk")
    )


def never_to_begin(affiliation: Affiliation, last: date) -> QuerySet[Agreement]:
    """Proposals that would begin after the affiliation's last day."""
    return Agreement.objects.filter(
        affiliation=affiliation,
        starts_on__gt=last,
        accepted_at__isnull=True,
        declined_at__isnull=True,
    ).select_related("coworking", "affiliation__maker")


def coworkings_of(affiliation: Affiliation) -> QuerySet[Coworking]:
    """The coworkings where terms were accepted under an affiliation."""
    found = Agreement.objects.filter(
        coworking=OuterRef("pk"), affiliation=affiliation, accepted_at__isnull=False
    )
    return Coworking.objects.filter(Exists(found)).select_related("operator").order_by("name")


def first_terms(affiliation: Affiliation, coworking: Coworking) -> Agreement | None:
    """The terms of an affiliation's first day, or else the first that are agreed or proposed."""
    accepted = in_force(affiliation, affiliation.starts_on).filter(coworking=coworking).first()
    known = affiliation.agreements.filter(coworking=coworking, declined_at__isnull=True)
    known = known.select_related("coworking__operator", "affiliation__maker", "affiliation__payee")
    return accepted or known.order_by("starts_on", "-pk").first()


def _moves(affiliations: QuerySet[Affiliation]) -> list[Move]:
    """The neighbours among affiliations of some makers, all of theirs."""
    rows = list(affiliations.select_related("maker", "payee").order_by("-starts_on", "pk"))
    ended = {(row.maker_id, row.ends_on): row for row in rows}
    found = [(ended.get((row.maker_id, row.starts_on - timedelta(days=1))), row) for row in rows]
    return [Move(before, after) for before, after in found if before is not None]


def _papers(moves: Iterable[Move], agreements: QuerySet[Agreement]) -> list[Papers]:
    where: dict[int, dict[str, Coworking]] = defaultdict(dict)
    for agreement in agreements.filter(accepted_at__isnull=False).select_related("coworking"):
        where[agreement.affiliation_id][agreement.coworking.name] = agreement.coworking
    return [
        Papers(move, where[move.before.pk][name])
        for move in moves
        for name in sorted(where[move.before.pk])
    ]
