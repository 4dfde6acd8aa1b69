"""`manage.py remind`: what a day brings: prices, mail before an affiliation ends, things forgotten.

Made for a daily timer.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from consign.monthend.warnings import Links, warn_of_ends
from consign.notices.links import choice_address
from consign.notices.unsold import remind_of_unsold
from consign.people.models import Coworking, LegalEntity, Maker
from consign.people.queries import coworkings
from consign.stock.reductions import keep_up
from consign.stock.wishes import forget_wishes


class Command(BaseCommand):
    help = (
        "Keep planned prices up; mail makers whose pieces should be fetched, and makers, managers"
        " and advisers 60, 30 and 7 days before an affiliation ends; forget the addresses of"
        " passers-by who were answered."
    )

    def handle(self, *_args: str, **_options: Any) -> None:
        """Safe to run as often as one likes: each warning is mailed once."""
        now = timezone.now()
        changed = keep_up(at=now)
        if changed:
            self.stdout.write(f"prices that changed today: {changed}")
        forget_wishes(at=now)
        letters = remind_of_unsold(
            coworkings=coworkings(),
            at=now,
            page=_unsold,
            choice=choice_address(settings.PUBLIC_URL),
        )
        if letters:
            self.stdout.write(f"makers reminded of unsold pieces: {letters}")
        links = Links(maker=_maker, manager=_manager, adviser=_adviser)
        sent = warn_of_ends(at=now, links=links)
        for one in sent:
            self.stdout.write(
                f"affiliation {one.affiliation} ends on {one.ends_on}:"
                f" warned {one.days} days before, letters: {one.letters}"
            )
        if not sent:
            self.stdout.write("There was nothing to warn of.")


def _unsold(maker: Maker) -> str:
    return settings.PUBLIC_URL + reverse("my_unsold", args=[maker.slug])


def _maker(maker: Maker) -> str:
    return settings.PUBLIC_URL + reverse("my_money", args=[maker.slug])


def _manager(coworking: Coworking, maker: Maker) -> str:
    return settings.PUBLIC_URL + reverse("desk_affiliation", args=[coworking.slug, maker.slug])


def _adviser(entity: LegalEntity) -> str:
    return settings.PUBLIC_URL + reverse("cooperative", args=[entity.slug])
