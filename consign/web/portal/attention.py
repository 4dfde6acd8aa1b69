"""What of a maker's goods waits for the maker."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from consign.days import local_day
from consign.monthend.unsold import Phase
from consign.people.models import Maker
from consign.slips.queries import waiting_for
from consign.stock.models import AnnouncementState
from consign.stock.prices import reductions_of
from consign.stock.queries import announcements
from consign.stock.under_way import under_way_of
from consign.web.attention import Task, waiting
from consign.web.portal.unsold import unsold_of


def attention(maker: Maker, at: datetime) -> list[Task]:
    """What waits, the most pressing first."""
    day, slug = local_day(at), maker.slug
    late = [one.phase(day) for one in unsold_of(maker, day)]
    fetch = sum(phase != Phase.SOON for phase in late)

    def told() -> Iterator[tuple[str, int, str, str, str]]:
        yield _("Slips to confirm"), waiting_for(maker), "my_slips", "", "paper"
        yield _("To be fetched"), fetch, "my_unsold", "", "calendar"
        yield _("Soon to be fetched"), len(late) - fetch, "my_unsold", "", "calendar"
        sent = announcements().filter(item__maker=maker, state=AnnouncementState.WAITING).count()
        yield _("Announced, not taken in yet"), sent, "my_pieces", "?where=announced", "truck"
        away = under_way_of(maker).count()
        yield _("Between two coworkings"), away, "my_pieces", "?where=away", "truck"
        reduced = reductions_of(maker).count()
        yield _("Reduced, or soon to be"), reduced, "my_reductions", "", "euro"

    return waiting(
        Task(label, count, reverse(page, args=[slug]) + query, icon)
        for label, count, page, query, icon in told()
    )
