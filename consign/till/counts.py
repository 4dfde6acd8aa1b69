"""What really lies in the drawer: counted by somebody, and what came and went since."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import OuterRef, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.money.split import ZERO
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.till.models import CashCount, Payment, SalePayment, Till

LARGEST = Decimal("100000.00")


class CountOutOfRange(Refused):
    code = "count_out_of_range"
    sentence = _("A drawer holds between 0 and 100 000 euro.")


def count_cash(*, till: Till, amount: Decimal, by: User, at: datetime) -> CashCount:
    """Somebody counted the drawer just now.  Refused: CountOutOfRange."""
    if not ZERO <= amount <= LARGEST:
        raise CountOutOfRange(place="amount")
    with transaction.atomic():
        count = CashCount.objects.create(till=till, amount=amount, counted_by=by, counted_at=at)
        chain = till.coworking.slug
        subject = f"till {till.name}"
        note(by=by, at=at, verb="count cash", subject=subject, chain=chain, amount=str(amount))
    return count


def last_count(till: Till) -> CashCount | None:
    """The latest count of a drawer; None while nobody has counted it."""
    known = till.cash_counts.select_related("counted_by")
    return known.order_by("-counted_at", "-pk").first()


def last_counts(coworking: Coworking) -> list[CashCount]:
    """The latest count of each till that was ever counted, the first till first."""
    known = CashCount.objects.filter(till__coworking=coworking)
    later = known.filter(till=OuterRef("till")).order_by("-counted_at", "-pk").values("pk")[:1]
    found = known.filter(pk=Subquery(later)).select_related("counted_by", "till")
    return list(found.order_by("till"))


def cash_since(count: CashCount) -> Decimal:
    """What sales put into the drawer since a count, less what refunds took out.

    Rounding to five cents included.  What was carried to the bank is not known here: count again
    after that.
    """
    since = SalePayment.objects.filter(
        sale__till=count.till_id, means=Payment.CASH, sale__sold_at__gt=count.counted_at
    )
    return since.aggregate(n=Sum("amount"))["n"] or ZERO


def card_takings(coworking: Coworking, after: date) -> Decimal:
    """What was paid by card on the days after one, less what was refunded to cards."""
    since = SalePayment.objects.filter(
        sale__coworking=coworking, means=Payment.CARD, sale__on__gt=after
    )
    return since.aggregate(n=Sum("amount"))["n"] or ZERO
