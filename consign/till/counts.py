"""What really lies in the drawer: counted by somebody, and what came and went since."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.money.split import ZERO
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.till.models import CashCount, Payment, Sale

LARGEST = Decimal("100000.00")


class CountOutOfRange(Refused):
    code = "count_out_of_range"
    sentence = _("A drawer holds between 0 and 100 000 euro.")


def count_cash(*, coworking: Coworking, amount: Decimal, by: User, at: datetime) -> CashCount:
    """Somebody counted the drawer just now.  Refused: CountOutOfRange."""
    if not ZERO <= amount <= LARGEST:
        raise CountOutOfRange(place="amount")
    with transaction.atomic():
        count = CashCount.objects.create(
            coworking=coworking, amount=amount, counted_by=by, counted_at=at
        )
        chain = coworking.slug
        note(by=by, at=at, verb="count cash", subject="till", chain=chain, amount=str(count.amount))
    return count


def last_count(coworking: Coworking) -> CashCount | None:
    """The latest count; None while nobody has counted."""
    known = CashCount.objects.filter(coworking=coworking).select_related("counted_by")
    return known.order_by("-counted_at", "-pk").first()


def cash_since(count: CashCount) -> Decimal:
    """What sales put into the drawer since a count, less what refunds took out.

    Rounding to five cents included.  What was carried to the bank is not known here: count again
    after that.
    """
    since = Sale.objects.filter(
        coworking=count.coworking_id, paid_with=Payment.CASH, sold_at__gt=count.counted_at
    )
    found = since.aggregate(total=Sum("total"), rounding=Sum("cash_rounding"))
    return (found["total"] or ZERO) + (found["rounding"] or ZERO)


def card_takings(coworking: Coworking, after: date) -> Decimal:
    """What was paid by card on the days after one, less what was refunded to cards."""
    since = Sale.objects.filter(coworking=coworking, paid_with=Payment.CARD, on__gt=after)
    return since.aggregate(n=Sum("total"))["n"] or ZERO
