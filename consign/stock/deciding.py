"""Deciding about what a count found otherwise than the books."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.agreements.queries import standing_on
from consign.days import local_day
from consign.people.models import User
from consign.refusal import Refused
from consign.stock.counting import change_count, lock_placements, note_item
from consign.stock.models import Difference, DifferenceState, MovementKind, Placement, Showcase
from consign.stock.operations import WrongShowcase, move

LONGEST_REMARK = 200
# What somebody can say of a difference.
DECISIONS = (
    DifferenceState.COUNTED_IN,
    DifferenceState.MOVED,
    DifferenceState.SETTLED,
    DifferenceState.MISCOUNTED,
)


class DifferenceDecided(Refused):
    code = "difference_decided"
    sentence = _("Somebody has already decided about this difference.")


class NothingToCountIn(Refused):
    code = "nothing_to_count_in"
    sentence = _("Only pieces that were found beyond the books can be counted in.")


class OtherShowcaseMissing(Refused):
    code = "other_showcase_missing"
    sentence = _("Choose the other showcase.")


class NotSettled(Refused):
    code = "not_settled"
    sentence = _(
        "The books do not agree with the count yet: they say %(on_hand)s, and would have to say "
        "%(due)s. Write off, sell or move the pieces first."
    )


class RemarkTooLong(Refused):
    code = "remark_too_long"
    sentence = _("Say it in at most 200 characters.")


def decide_difference(
    *,
    difference: Difference,
    decision: DifferenceState,
    by: User,
    at: datetime,
    showcase: Showcase | None = None,
    remark: str = "",
) -> Difference:
    """Say what a difference comes from, once.

    COUNTED_IN: the pieces that were found beyond the books are counted in.  MOVED: missing pieces
    are in another `showcase` of the coworking, or surplus ones come from there; they are moved.
    SETTLED: meanwhile the books say what was found, because the pieces were written off, sold or
    moved.  MISCOUNTED: the books were right, nothing changes.

    Refused: DifferenceDecided, NothingToCountIn, NotSettled, RemarkTooLong; NoPayee, NoAgreement or
    NoVatStatus to count in what its maker cannot sell there; of a move OtherShowcaseMissing,
    WrongShowcase, QuantityOutOfRange and NotEnough.
    """
    remark = " ".join(remark.replace("\0", "").split())
    if len(remark) > LONGEST_REMARK:
        raise RemarkTooLong(place="remark")
    if decision not in DECISIONS:
        raise ValueError(f"{decision} is for nobody to say")
    with transaction.atomic():
        other = _other(difference, showcase) if decision == DifferenceState.MOVED else None
        place = _lock_places(difference, other)
        known = _lock_difference(difference)
        _ACTS[decision](known, place, other, by, at)
        known.state, known.remark = decision, remark
        known.decided_by, known.decided_at = by, at
        known.save(update_fields=["state", "remark", "decided_by", "decided_at"])
        slug, facts = place.showcase.coworking.slug, {"difference": known.pk}
        note_item(by, at, f"decide {decision.value}", place.item, slug, **facts)
    return known


def _other(difference: Difference, showcase: Showcase | None) -> Placement:
    """Where the pieces are, or come from; opened when it is the first time."""
    here = difference.placement.showcase
    if showcase is None or showcase.pk == here.pk:
        raise OtherShowcaseMissing(place="showcase")
    if showcase.coworking_id != here.coworking_id:
        raise WrongShowcase(place="showcase")
    item = difference.placement.item
    return Placement.objects.get_or_create(item=item, showcase=showcase)[0]


def _lock_places(difference: Difference, other: Placement | None) -> Placement:
    """Where the pieces were counted, locked, with the other place of a move."""
    pks = [difference.placement_id, *([other.pk] if other else [])]
    return lock_placements(pks)[difference.placement_id]


def _lock_difference(difference: Difference) -> Difference:
    locked = Difference.objects.select_for_update(of=("self",)).select_related("stocktake")
    known = locked.get(pk=difference.pk)
    if known.state != DifferenceState.OPEN:
        raise DifferenceDecided
    return known


def _count_in(
    known: Difference, place: Placement, _other: Placement | None, by: User, at: datetime
) -> None:
    if known.missing:
        raise NothingToCountIn(place="decision")
    here = place.showcase.coworking
    standing_on(here, place.item.maker, local_day(at), place="decision")
    change_count(place, known.pieces, MovementKind.FOUND, known.reference, by, at)


def _move(
    known: Difference, place: Placement, other: Placement | None, by: User, at: datetime
) -> None:
    if other is None:
        raise OtherShowcaseMissing(place="showcase")
    source, target = (place, other) if known.missing else (other, place)
    move(placement=source, showcase=target.showcase, quantity=known.pieces, by=by, at=at)


def _settle(
    known: Difference, place: Placement, _other: Placement | None, _by: User, _at: datetime
) -> None:
    change = known.found - known.expected
    due = max(known.on_hand + change, 0)
    agrees = place.on_hand <= due if known.missing else place.on_hand >= due
    if not agrees:
        raise NotSettled(place="decision", on_hand=place.on_hand, due=due)


def _leave(
    _known: Difference, _place: Placement, _other: Placement | None, _by: User, _at: datetime
) -> None:
    """The books were right."""


_ACTS = {
    DifferenceState.COUNTED_IN: _count_in,
    DifferenceState.MOVED: _move,
    DifferenceState.SETTLED: _settle,
    DifferenceState.MISCOUNTED: _leave,
}
