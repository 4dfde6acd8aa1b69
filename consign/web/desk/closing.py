"""Closing a month in portions: no request works for longer than a few seconds."""

from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consign.days import Month
from consign.monthend.operations import MonthClosed, close_month
from consign.payouts.operations import NoBankAccount
from consign.people.models import Coworking
from consign.settlements.operations import EarlierMonthOpen, NoAddress
from consign.web.access import Reader

SECONDS = 5
# Why an account stays open, where the page of the month says so beside it.
SAID_THERE = (NoBankAccount, NoAddress, EarlierMonthOpen)


@dataclass
class Progress:
    """What the portions of a run have done so far; `after` is the account where it has paused.

    It lives in the reader's session: a run that is begun anew begins it anew.
    """

    early: bool
    made: int = 0
    before: int = 0
    refused: int = 0
    done: int = 0
    of: int = 0
    after: int | None = None
    reasons: list[str] = field(default_factory=list)

    def add(self, run: MonthClosed) -> None:
        self.made += len(run.made)
        self.before += len(run.before)
        self.refused += len(run.refused)
        self.reasons += [
            str(one.reason) for one in run.refused if not isinstance(one.reason, SAID_THERE)
        ]
        self.done, self.of = run.done, run.of
        self.after = run.paused_after.pk if run.paused_after else None


def under_way(request: Reader, coworking: Coworking, month: Month) -> Progress | None:
    """The reader's run that has paused; None when there is none."""
    kept: dict[str, Any] | None = request.session.get(_place(coworking, month))
    return Progress(**kept) if kept else None


def close_a_portion(
    request: Reader, coworking: Coworking, month: Month, *, early: bool, after: int | None
) -> Progress:
    """Close accounts for some seconds; `after` goes on with the run that has paused there."""
    known = under_way(request, coworking, month)
    progress = known if known and after and known.after == after else Progress(early)
    begun = monotonic()
    run = close_month(
        coworking=coworking,
        month=month,
        early=early,
        after=progress.after,
        enough=lambda: monotonic() - begun > SECONDS,
        by=request.user,
        at=timezone.now(),
    )
    progress.add(run)
    if progress.after is None:
        request.session.pop(_place(coworking, month), None)
    else:
        request.session[_place(coworking, month)] = asdict(progress)
    return progress


def tell(request: Reader, month: Month, progress: Progress) -> None:
    """Say what closing has done; a reason the page does not give beside the account is given."""
    made, refused = progress.made, progress.refused
    if made:
        said = ngettext("%(count)s account is closed.", "%(count)s accounts are closed.", made)
        messages.success(request, said % {"count": made})
    if refused:
        said = ngettext(
            "%(count)s account could not be closed: its reason stands below.",
            "%(count)s accounts could not be closed: their reasons stand below.",
            refused,
        )
        messages.warning(request, said % {"count": refused})
    for reason in progress.reasons:
        messages.error(request, reason)
    if not made and not refused:
        closed = _("%(month)s is closed already. Nothing has changed.")
        nothing = _("There is nothing to close in %(month)s.")
        said = closed if progress.before else nothing
        messages.info(request, said % {"month": month.in_words})


def _place(coworking: Coworking, month: Month) -> str:
    return f"closing {coworking.slug} {month}"
