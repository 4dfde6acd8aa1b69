"""What of the goods waits for somebody at the desk."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from consign.days import local_day
from consign.labels.queries import labels_out_of_date, never_labelled
from consign.monthend.unsold import Phase, unsold_at
from consign.people.models import Coworking
from consign.slips.models import SlipState
from consign.slips.queries import in_state, slips_at, to_draw_up
from consign.stock.counts import waiting_at
from consign.stock.queries import announced_at, holds_at, wishes_at
from consign.stock.under_way import coming_to, sent_from
from consign.web.attention import Task, waiting


def attention(coworking: Coworking, at: datetime) -> list[Task]:
    """What waits, the most pressing first."""
    day, slug = local_day(at), coworking.slug
    late = [one.phase(day) for one in unsold_at(coworking, day)]
    fetch = sum(phase != Phase.SOON for phase in late)
    disputed = in_state(slips_at(coworking), SlipState.DISPUTED).count()

    def told() -> Iterator[tuple[str, int, str, str, str]]:
        yield _("Asked to keep"), wishes_at(coworking).count(), "desk_wishes", "", "hand"
        found = waiting_at(coworking).count()
        yield _("Missing or found when counted"), found, "desk_stocktakes", "", "warning"
        yield _("Slips a maker objects to"), disputed, "desk_slips", "?state=disputed", "paper"
        yield _("Announced"), announced_at(coworking).count(), "desk_intake", "", "truck"
        yield _("On the way here"), coming_to(coworking).count(), "desk_transits", "", "truck"
        yield _("Without a slip"), len(to_draw_up(coworking)), "desk_slips", "", "paper"
        never = never_labelled(coworking).count()
        yield _("Without a label"), never, "desk_labels", "?which=never", "label"
        old = labels_out_of_date(coworking).count()
        yield _("Labels out of date"), old, "desk_labels", "?which=stale", "label"
        yield _("To be fetched"), fetch, "desk_unsold", "", "calendar"
        yield _("Soon to be fetched"), len(late) - fetch, "desk_unsold", "", "calendar"
        kept = holds_at(coworking, at).count()
        yield _("Kept for somebody"), kept, "desk_goods", "?kept=1", "clock"
        sent = sent_from(coworking).count()
        yield _("Sent and not received"), sent, "desk_transits", "", "truck"

    return waiting(
        Task(label, count, reverse(page, args=[slug]) + query, icon)
        for label, count, page, query, icon in told()
    )
