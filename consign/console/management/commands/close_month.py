"""`manage.py close_month`: close a coworking's month from a script or a timer."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from consign.days import Month
from consign.ledger.models import Account
from consign.monthend.operations import MonthClosed, close_month
from consign.people.models import Coworking
from consign.people.queries import coworkings
from consign.refusal import Refused


class Command(BaseCommand):
    help = "Close every account of a coworking for a month; what was closed stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("coworking", help="its short name, as in its address: rcoop")
        parser.add_argument("month", type=_month, help="like 2026-10")
        parser.add_argument(
            "--early", action="store_true", help="close it although the month is not over"
        )

    def handle(self, *_args: str, **options: Any) -> None:
        """Exits with 1 when an account was refused, or the month as a whole."""
        with translation.override("en"):
            try:
                run = close_month(
                    coworking=_coworking(options["coworking"]),
                    month=options["month"],
                    early=options["early"],
                    by=None,
                    at=timezone.now(),
                    progress=self._count if self.stdout.isatty() else None,
                )
            except Refused as refused:
                raise CommandError(str(refused)) from None
            self._tell(run)
        if run.refused:
            raise CommandError(f"Accounts that were not closed: {len(run.refused)}.")

    def _count(self, done: int, of: int) -> None:
        """On a terminal, one line that counts up and is gone at the end."""
        gone = "\r\033[K" if done == of else ""
        self.stdout.write(f"\rAccount {done} of {of}{gone}", ending="")
        self.stdout.flush()

    def _tell(self, run: MonthClosed) -> None:
        for made in run.made:
            self.stdout.write(f"{made.number}  {_named(made.account)}  payout {made.payout}")
        for account in run.before:
            self.stdout.write(f"closed before: {_named(account)}")
        for one in run.refused:
            self.stdout.write(f"not closed: {_named(one.account)}: {one.reason}")
        if not (run.made or run.before or run.refused):
            self.stdout.write(f"There was nothing to close in {run.month.in_words}.")


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise ArgumentTypeError(f"not a month: {text} (write 2026-10)") from None


def _coworking(slug: str) -> Coworking:
    found = coworkings().filter(slug=slug).first()
    if found is None:
        known = ", ".join(coworking.slug for coworking in coworkings())
        raise CommandError(f"There is no coworking “{slug}”. There is: {known or 'none yet'}.")
    return found


def _named(account: Account) -> str:
    return f"{account.maker.name} ({account.payee.legal_name})"
