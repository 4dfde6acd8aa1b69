"""Charts of how long pieces took to sell, and how long those have stood that are still there."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from consign.figures.charts import Chart, Column, Row
from consign.figures.stays import Stay

# In days: the last of each stretch.
STRETCHES = (7, 30, 90, 180)


def until_sold(sold: Iterable[Stay], today: date) -> Chart:
    """How many of the pieces that sold took how long."""
    title, says = _("How long it took to sell"), _("From the day a piece came to the day it sold.")
    return _chart("days-until-sold", title, says, sold, today)


def still_there(unsold: Iterable[Stay], today: date) -> Chart:
    """How many of the pieces that are there have been there how long."""
    title = _("How long what is there has been there")
    says = _("All pieces, also those in a back room.")
    return _chart("days-on-show", title, says, unsold, today)


def _chart(key: str, title: str, says: str, stays: Iterable[Stay], today: date) -> Chart:
    counts = [0] * (len(STRETCHES) + 1)
    for stay in stays:
        counts[sum(stay.days(today) > last for last in STRETCHES)] += stay.pieces
    return Chart(
        key,
        title,
        says,
        Column("days", _("Days")),
        (Column("pieces", _("Pieces")),),
        [
            Row(name, words, (count,))
            for (name, words), count in zip(_stretches(), counts, strict=True)
        ],
    )


def _stretches() -> list[tuple[str, str]]:
    """Each stretch as it stands in a file, and in words."""
    firsts = (0, *(last + 1 for last in STRETCHES))
    told = [
        (f"{first}..{last}", _("%(first)s to %(last)s days") % {"first": first, "last": last})
        for first, last in zip(firsts, STRETCHES, strict=False)
    ]
    return [*told, (f"{firsts[-1]}..", _("more than %(days)s days") % {"days": STRETCHES[-1]})]
