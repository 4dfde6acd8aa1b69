"""`manage.py notify`: mail makers what of theirs was sold.

Made for a timer that runs every few minutes; those who want it once a day get it in the evening.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from consign.notices.links import choice_address
from consign.notices.sold import tell_sold
from consign.people.models import Maker


class Command(BaseCommand):
    help = (
        "Mail makers what of theirs was sold, as each of them wants it: at once or in the evening."
    )

    def handle(self, *_args: str, **_options: Any) -> None:
        """Safe to run as often as one likes: each sale is told once."""
        choice = choice_address(settings.PUBLIC_URL)
        letters = tell_sold(at=timezone.now(), page=_sold, choice=choice)
        if letters:
            self.stdout.write(f"makers told of sales: {letters}")


def _sold(maker: Maker) -> str:
    return settings.PUBLIC_URL + reverse("my_sold", args=[maker.slug])
