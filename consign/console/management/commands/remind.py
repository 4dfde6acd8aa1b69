"""`manage.py remind`: mail people before an affiliation ends; made for a daily timer."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from consign.monthend.warnings import Links, warn_of_ends
from consign.people.models import Coworking, LegalEntity, Maker


class Command(BaseCommand):
    help = "Mail makers, managers and advisers 60, 30 and 7 days before an affiliation ends."

    def handle(self, *_args: str, **_options: Any) -> None:
        """Safe to run as often as one likes: each warning is mailed once."""
        links = Links(maker=_maker, manager=_manager, adviser=_adviser)
        sent = warn_of_ends(at=timezone.now(), links=links)
        for one in sent:
            self.stdout.write(
                f"affiliation {one.affiliation} ends on {one.ends_on}:"
                f" warned {one.days} days before, letters: {one.letters}"
            )
        if not sent:
            self.stdout.write("There was nothing to warn of.")


def _maker(maker: Maker) -> str:
    return settings.PUBLIC_URL + reverse("my_money", args=[maker.slug])


def _manager(coworking: Coworking, maker: Maker) -> str:
    return settings.PUBLIC_URL + reverse("desk_affiliation", args=[coworking.slug, maker.slug])


def _adviser(entity: LegalEntity) -> str:
    return settings.PUBLIC_URL + reverse("cooperative", args=[entity.slug])
