"""`manage.py notify`: mail makers what is new: sales, holds, statements, payouts, terms.

Made for a timer that runs every few minutes; those who want it once a day get it in the evening.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from consign.notices.kinds import ALL
from consign.notices.links import choice_address
from consign.notices.models import Kind
from consign.notices.telling import tell
from consign.people.models import Maker


class Command(BaseCommand):
    help = (
        "Mail makers what of theirs was sold or is kept for somebody, statements, payouts and terms"
        " that wait for them, as each of them wants it: at once, in the evening, or not at all."
    )

    def handle(self, *_args: str, **_options: Any) -> None:
        """Safe to run as often as one likes: each thing is told once."""
        choice = choice_address(settings.PUBLIC_URL)
        letters = tell(ALL, at=timezone.now(), page=_page, choice=choice)
        if letters:
            self.stdout.write(f"letters to makers: {letters}")


# Where a maker sees what a letter tells of; statements, payouts and terms stand with the money.
PAGES = {Kind.SOLD: "my_sold", Kind.HOLD: "my_home"}


def _page(kind: Kind, maker: Maker) -> str:
    return settings.PUBLIC_URL + reverse(PAGES.get(kind, "my_money"), args=[maker.slug])
