"""`manage.py selfcheck`: prove that journal, stock, accounts, months and payouts agree."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consign.invoices import checks as invoices
from consign.journal import checks as journal
from consign.ledger import checks as ledger
from consign.monthend import checks as monthend
from consign.payouts import checks as payouts
from consign.settlements import checks as settlements
from consign.slips import checks as slips
from consign.stock import checks as stock
from consign.till import checks as till

ROOMS = (journal, stock, slips, ledger, till, settlements, payouts, invoices, monthend)


class Command(BaseCommand):
    help = "Prove every sum that must hold; print a sentence for each that does not."

    def handle(self, *_args: str, **_options: Any) -> None:
        """Exits with 1 when anything does not hold."""
        found = 0
        for room in ROOMS:
            for sentence in room.problems():
                self.stdout.write(sentence)
                found += 1
        if found:
            raise CommandError(f"Sums that do not hold: {found}.")
        self.stdout.write("Everything agrees.")
