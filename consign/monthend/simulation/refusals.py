"""Why a scenario is refused: a stable code, a sentence, and the place in the file.

The first group is malformed; the second is what the operations refused when it was played, in
their own words.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from consign.agreements.operations import Overlapping
from consign.agreements.queries import NoPayee, UnknownPayee
from consign.money.split import CommissionBelowZero, ShareBelowZero
from consign.refusal import Refused
from consign.till.taking_back import RefundExceedsSale


class ScenarioRefused(Refused):
    """`place` is the path of the value, `$` for the whole file."""


class Unreadable(ScenarioRefused):
    code = "unreadable"
    sentence = _("cannot be read as JSON in UTF-8")


class WrongType(ScenarioRefused):
    code = "wrong_type"
    sentence = _("must be %(wanted)s")


class Missing(ScenarioRefused):
    code = "missing"
    sentence = _("must be given")


class UnknownKey(ScenarioRefused):
    code = "unknown_key"
    sentence = _("is not known here")


class BadValue(ScenarioRefused):
    code = "bad_value"
    sentence = _("must be %(wanted)s")


class OutOfRange(ScenarioRefused):
    code = "out_of_range"
    sentence = _("must be at least %(low)s and at most %(high)s")


class IsZero(OutOfRange):
    sentence = _("must not be 0")


class DuplicateId(ScenarioRefused):
    code = "duplicate_id"
    sentence = _("is used by an earlier event")


class WrongOrder(ScenarioRefused):
    code = "wrong_order"
    sentence = _("lies before the event above it")


class Contradiction(ScenarioRefused):
    code = "contradiction"
    sentence = _("contradicts the rest: %(why)s")


class UnknownMaker(ScenarioRefused):
    code = "unknown_maker"
    sentence = _("is no maker of any payee")


class UnknownSale(ScenarioRefused):
    code = "unknown_sale"
    sentence = _("is not the id of an earlier sale")


class Played(ScenarioRefused):
    """An operation has said no; its sentence says why."""

    sentence = _("%(why)s")
    # The key of the event or entry that is to blame; empty for the whole of it.
    key: ClassVar[str] = ""


class OverlappingPayees(Played):
    code = "overlapping_payees"


class PayeeMissing(Played):
    code = "no_payee"
    key = "maker"


class PayeeUnknown(Played):
    code = "unknown_payee"
    key = "payee"


class RefundExceeds(Played):
    code = "refund_exceeds_sale"
    key = "quantity"


class CommissionNegative(Played):
    code = "commission_below_zero"
    key = "discount_cents"


class ShareNegative(Played):
    code = "share_below_zero"
    key = "discount_cents"


PLAYED: dict[type[Refused], type[Played]] = {
    Overlapping: OverlappingPayees,
    NoPayee: PayeeMissing,
    UnknownPayee: PayeeUnknown,
    RefundExceedsSale: RefundExceeds,
    CommissionBelowZero: CommissionNegative,
    ShareBelowZero: ShareNegative,
}


@contextmanager
def placed(place: str) -> Iterator[None]:
    """What the trade refuses inside is told in the terms of the file, with its place."""
    try:
        yield
    except Refused as refused:
        kind = PLAYED.get(type(refused))
        if kind is None:
            raise
        where = f"{place}.{kind.key}" if kind.key else place
        raise kind(place=where, why=" ".join(str(refused).split())) from None
