"""News of sales.  A sale can be undone for some minutes, and then there is nothing to tell."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from consign.money.split import ZERO
from consign.notices.models import Kind
from consign.notices.telling import Facts, News, moments
from consign.till.models import SaleLine
from consign.till.refunds import MAY_BE_UNDONE


def _lines(_at: datetime) -> QuerySet[SaleLine]:
    return SaleLine.objects.select_related("sale__coworking", "item")


def _facts(lines: Sequence[SaleLine]) -> Facts | None:
    told = _less_undone(lines)
    share = sum((line.share for line in told), ZERO)
    return {"lines": told, "share": share} if told else None


def _less_undone(lines: Sequence[SaleLine]) -> list[SaleLine]:
    """Lines without those that were taken back, wholly, before anybody was told."""
    back: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.reverses_id:
            back[line.reverses_id] -= line.quantity
    gone = {line.pk for line in lines if back.get(line.pk) == line.quantity}
    return [line for line in lines if line.pk not in gone and line.reverses_id not in gone]


SOLD = News(
    kind=Kind.SOLD,
    rows=_lines,
    maker="item__maker",
    between=moments("sale__recorded_at"),
    facts=_facts,
    settles=MAY_BE_UNDONE,
)
