"""A month of a coworking as journal lines for its bookkeeper: an export, not a second ledger.

What each use means, and why the account of the makers' money then agrees with what is owed, is told
in docs/decisions/0019-accounting-export.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal

from consign.days import Month
from consign.invoices.queries import Code
from consign.ledger.models import Account
from consign.money.split import ZERO
from consign.monthend.bookkeeping_codes import NAMES, Use, codes_of
from consign.monthend.bookkeeping_groups import Group, Journal, Step
from consign.monthend.bookkeeping_papers import documents, from_the_month_before
from consign.monthend.bookkeeping_till import day_closings, takings, vat_on_own_sales
from consign.monthend.bookkeeping_transfers import booked, payouts, received
from consign.paper.spreadsheet import table
from consign.people.models import Coworking


@dataclass(frozen=True)
class JournalLine:
    """One line: an amount on one side of one account.

    Lines with the same `journal`, `date` and `reference` belong together and balance.  `vat_code`
    stands on amounts of the VAT return: bases without VAT, and VAT.  Party and maker say whom it
    concerns; takings and what the coworking itself earns or bears concern nobody.
    """

    date: date
    journal: str
    reference: str
    use: Use
    account: str
    name: str
    debit: Decimal
    credit: Decimal
    vat_code: str
    text: str
    party: str = ""
    party_number: str = ""
    maker: str = ""


@dataclass(frozen=True)
class AccountSum:
    """What a month brings on one account for one use."""

    account: str
    name: str
    debit: Decimal
    credit: Decimal


COLUMNS = tuple(column.name for column in fields(JournalLine))


def journal_lines(coworking: Coworking, month: Month) -> list[JournalLine]:
    """Takings, day closings, bookings and payments of the month's days, and the documents of its
    settlements.

    A document has the date of its issue, which usually lies in the next month; it belongs to the
    month it is for.  Texts are in the active language.
    """
    codes = codes_of(coworking)
    groups = [
        *takings(coworking, month),
        *day_closings(coworking, month),
        *vat_on_own_sales(coworking, month),
        *booked(coworking, month),
        *payouts(coworking, month),
        *received(coworking, month),
        *from_the_month_before(coworking, month),
        *documents(coworking, month),
    ]
    order = list(Journal)
    groups.sort(key=lambda group: (group.on, order.index(group.journal), group.reference))
    return [_line(group, step, codes) for group in groups for step in _summed(group) if step.amount]


def journal_csv(coworking: Coworking, month: Month) -> bytes:
    """The same lines for a bookkeeping program; amounts as `45.00`, days as `2026-10-31`."""
    return table(COLUMNS, (asdict(line) for line in journal_lines(coworking, month)))


def account_sums(lines: Iterable[JournalLine]) -> list[AccountSum]:
    """The lines added up by account and use, in the order of the chart."""
    found: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for line in lines:
        sums = found[line.account, line.name]
        sums[0] += line.debit
        sums[1] += line.credit
    return [AccountSum(*key, *sums) for key, sums in sorted(found.items())]


def _summed(group: Group) -> Sequence[Step]:
    """Steps of one group on the same account are one line."""
    found: dict[tuple[Use, Account | None, bool], Decimal] = defaultdict(lambda: ZERO)
    for step in group.steps:
        found[step.use, step.owner, step.taxed] += step.amount
    return [
        Step(use, amount, owner=owner, taxed=taxed) for (use, owner, taxed), amount in found.items()
    ]


def _line(group: Group, step: Step, codes: Mapping[Use, Code]) -> JournalLine:
    code = codes[step.use]
    owner = step.owner
    return JournalLine(
        date=group.on,
        journal=group.journal,
        reference=group.reference,
        use=step.use,
        account=code.account,
        name=str(NAMES[step.use]),
        debit=max(-step.amount, ZERO),
        credit=max(step.amount, ZERO),
        vat_code=code.vat_code if step.taxed else "",
        text=group.text,
        party=owner.payee.legal_name if owner else "",
        party_number=owner.payee.enterprise_number if owner else "",
        maker=owner.maker.name if owner else "",
    )
