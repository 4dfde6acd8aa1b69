"""Everything makers are told of as it happens."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from consign.agreements.models import Agreement
from consign.agreements.queries import agreements_awaiting
from consign.days import local_day
from consign.notices.models import Kind
from consign.notices.sold import SOLD
from consign.notices.telling import News, moments
from consign.payouts.models import Payout, PayoutState
from consign.settlements.models import Settlement
from consign.settlements.queries import settlements
from consign.stock.models import Hold

# A month that was closed by mistake is voided soon after.
CLOSED_FOR_GOOD = timedelta(minutes=30)
# A bank's statement is often read in a week later.
BANKS_ARE_SLOW = timedelta(days=14)


def _holds(at: datetime) -> QuerySet[Hold]:
    """What is kept now; what was let go of, or waited for in vain, is no news."""
    kept = Hold.objects.filter(ended_at__isnull=True, until__gt=at)
    return kept.select_related("item", "coworking")


def _statements(_at: datetime) -> QuerySet[Settlement]:
    """Closed months with something in them."""
    return settlements().exclude(count=0, payout=0)


def _paid(_at: datetime) -> QuerySet[Payout]:
    return Payout.objects.filter(state=PayoutState.PAID).select_related("coworking", "settlement")


def _paid_between(after: datetime, until: datetime) -> Q:
    return Q(paid_on__gt=local_day(after), paid_on__lte=local_day(until))


def _proposals(at: datetime) -> QuerySet[Agreement]:
    """Terms that wait for the maker: where the payee has advisers, it is they who answer."""
    waits = agreements_awaiting(local_day(at)).filter(affiliation__payee__contacts__isnull=True)
    return waits.select_related("coworking", "affiliation__payee")


ALL = (
    SOLD,
    News(
        kind=Kind.HOLD,
        rows=_holds,
        maker="item__maker",
        between=moments("made_at"),
        facts=lambda holds: {"holds": holds},
        settles=timedelta(minutes=5),
    ),
    News(
        kind=Kind.STATEMENT,
        rows=_statements,
        maker="account__maker",
        between=moments("settled_at"),
        facts=lambda statements: {"statements": statements},
        settles=CLOSED_FOR_GOOD,
    ),
    News(
        kind=Kind.PAID,
        rows=_paid,
        maker="settlement__account__maker",
        between=_paid_between,
        facts=lambda payouts: {"payouts": payouts},
        news=BANKS_ARE_SLOW,
    ),
    News(
        kind=Kind.AGREEMENT,
        rows=_proposals,
        maker="affiliation__maker",
        between=moments("agreed_at"),
        facts=lambda proposals: {"proposals": proposals},
    ),
)
