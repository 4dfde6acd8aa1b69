"""Sales that arrived after their month was closed: they are in the next statement."""

from consign.days import Month, local_day
from consign.settlements.queries import live
from consign.till.models import Sale


def is_late(sale: Sale) -> bool:
    """Whether a line of a sale came after its day was closed on its account.

    The closing did not look at it: it knows the last entry it saw.
    """
    if Month.of(sale.on) == Month.of(local_day(sale.recorded_at)):
        return False
    accounts = {line.account_id for line in sale.lines.all()}
    closed = live().filter(account__in=accounts, until__gte=sale.on)
    return closed.filter(settled_at__lt=sale.recorded_at).exists()
