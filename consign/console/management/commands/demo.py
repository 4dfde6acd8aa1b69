"""`manage.py demo`: fill an empty database with the demo world."""

import os
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from consign.console.demo.life import Filled, fill
from consign.people.queries import coworkings


class Command(BaseCommand):
    help = "Fill an empty database with a small living world: two coworkings, their makers, sales."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fresh",
            action="store_true",
            help="throw away what is there and begin anew (only in a demo or with DEBUG)",
        )

        parser.add_argument(
            "--without-pictures",
            action="store_true",
            help="leave the pictures of the pieces out, which is quick",
        )

    def handle(self, *_args: str, **options: Any) -> None:
        if options["fresh"]:
            self._empty()
        if coworkings().exists():
            self.stdout.write("There is a world already; it stays as it is (--fresh begins anew).")
            return
        workers = 0 if options["without_pictures"] else min(4, os.cpu_count() or 1)
        with translation.override("en"):
            filled = fill(now=timezone.now(), workers=workers, tell=self.stdout.write)
        self._tell(filled)

    def _empty(self) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("This is no demo: --fresh would throw real data away.")
        call_command("flush", interactive=False, verbosity=0)
        shutil.rmtree(Path(settings.MEDIA_ROOT) / "photos", ignore_errors=True)

    def _tell(self, filled: Filled) -> None:
        self.stdout.write(f"{filled.pieces} items are on show, {filled.sales} sales were rung up.")
        if filled.problems:
            self.stdout.write("Lines of the jeweller's list that could not be taken:")
        for problem in filled.problems:
            self.stdout.write(f"  row {problem.number}, {problem.column}: {problem.sentence}")
        self.stdout.write("Sign in as anyone on the page /demo/, or with a mailed link:")
        for who, email in (
            ("the jeweller", "julie@plume.example"),
            ("Rcoop's desk", "amadou@rcoop.example"),
            ("Rcoop's manager", "sofia@rcoop.example"),
            ("the adviser at Dies", "claire@dies.example"),
        ):
            self.stdout.write(f"  {who}: {email}")
