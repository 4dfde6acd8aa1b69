"""Make a token for a program: `manage.py token EMAIL --scope read --scope sell`."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consign.people.models import Scope
from consign.people.operations import issue_token
from consign.people.queries import active_person


class Command(BaseCommand):
    help = "Make a token for a person and print it, alone, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whom the program acts for")
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=Scope.values,
            help="what it may do; give it once for each scope",
        )
        parser.add_argument("--name", default="console", help="how the person recognises it")
        parser.add_argument("--days", type=int, help="after how many days it stops; never if unset")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = active_person(options["email"])
        if user is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        now, days = timezone.now(), options["days"]
        if days is not None and not 0 < days < 10_000:
            raise CommandError("Give a number of days from 1 to 9999.")
        key = issue_token(
            user=user,
            name=options["name"],
            scopes={Scope(scope) for scope in options["scope"]},
            expires_at=now + timedelta(days=days) if days else None,
            by=None,
            at=now,
        )
        self.stdout.write(key)
