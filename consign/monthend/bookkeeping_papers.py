"""Journal groups of invoices and credit notes, and of what they settle on the account."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _

from consign.days import Month, local_day
from consign.invoices.models import Document, DocumentLine, LineKind
from consign.ledger.models import Entry, EntryKind
from consign.money.documents import DocumentKind
from consign.money.split import ZERO
from consign.monthend.bookkeeping_codes import Use
from consign.monthend.bookkeeping_groups import Group, Journal, Step, moved, rounding
from consign.people.models import Coworking
from consign.settlements.models import Settlement
from consign.settlements.queries import live

# Base, VAT, and the payee's side of each kind.
BOOKED = {
    DocumentKind.COMMISSION_INVOICE: (Use.COMMISSION, Use.VAT_DUE, Use.RECEIVABLE),
    DocumentKind.COMMISSION_CREDIT_NOTE: (Use.COMMISSION_BACK, Use.VAT_DUE_BACK, Use.RECEIVABLE),
    DocumentKind.SELF_BILLED_INVOICE: (Use.GOODS, Use.VAT_DEDUCTIBLE, Use.PAYABLE),
    DocumentKind.SELF_BILLED_CREDIT_NOTE: (Use.GOODS_BACK, Use.VAT_DEDUCTIBLE_BACK, Use.PAYABLE),
}
FEES = {Use.COMMISSION: Use.FEES, Use.COMMISSION_BACK: Use.FEES_BACK}


def documents(coworking: Coworking, month: Month) -> Iterator[Group]:
    """The documents of a month's closings, each with what it settled on the account.

    One that a taken-back closing reversed and its opposite cancel line by line.
    """
    issued = Document.objects.filter(coworking=coworking, settlement__period=str(month))
    known = issued.select_related(
        "settlement__account__payee", "settlement__account__maker", "reverses"
    ).prefetch_related("lines")
    for document in known.order_by("pk"):
        yield _document(document)
        settled = (document.reverses or document).set_off
        if settled:
            yield _set_off(document, settled)


def _document(document: Document) -> Group:
    kind = DocumentKind(document.kind)
    base, tax, side = BOOKED[kind]
    sign = 1 if kind.owed_to_coworking else -1
    taxed = document.percent > 0
    owner = document.settlement.account
    steps = [
        *(
            Step(FEES.get(base, base) if _is_fee(line) else base, sign * line.net, taxed=taxed)
            for line in document.lines.all()
        ),
        Step(tax, sign * document.vat, taxed=taxed),
        rounding(sign * document.rounding, reverses=document.reverses is not None),
        Step(side, -sign * document.total, owner=owner),
    ]
    journal = Journal.PURCHASES if kind.is_self_billed else Journal.SALES
    text = document.get_kind_display()
    return Group(document.issued_on, journal, document.number, str(text), steps)


def _is_fee(line: DocumentLine) -> bool:
    return line.kind == LineKind.FEE


def _set_off(document: Document, amount: Decimal) -> Group:
    kind = DocumentKind(document.kind)
    side = BOOKED[kind][2]
    owner = document.settlement.account
    if kind.owed_to_coworking:
        steps = moved(Use.HELD, side, amount, owner)
    else:
        steps = moved(side, Use.HELD, amount, owner)
    text = _("Set off with the makers' money held")
    return Group(document.issued_on, Journal.MISCELLANEOUS, document.number, text, steps)


@dataclass
class Left:
    """What a closing's documents leave to be transferred, each way."""

    claims: Decimal = ZERO
    debts: Decimal = ZERO


def left_by(settlements: Iterable[int]) -> dict[int, Left]:
    """What the live documents of closings leave to be transferred, by the closings' keys."""
    found: dict[int, Left] = defaultdict(Left)
    known = Document.objects.filter(
        settlement__in=list(settlements), reverses__isnull=True, reversed_by__isnull=True, due__gt=0
    )
    for document in known:
        left = found[document.settlement_id]
        if DocumentKind(document.kind).owed_to_coworking:
            left.claims += document.due
        else:
            left.debts += document.due
    return found


@dataclass
class Open:
    """An account's last closing before a month, and what has come in for it."""

    settlement: Settlement
    left: Left
    entries: list[Entry] = field(default_factory=list)

    def to_claims(self, entry: Entry) -> Decimal:
        """How much of a receipt pays invoices of that closing; the rest is on the account."""
        before = sum((one.amount for one in self.entries if one.pk < entry.pk), ZERO)
        return min(max(self.left.claims - before, ZERO), entry.amount)

    @property
    def unpaid(self) -> Decimal:
        """What of those invoices nobody has paid by the end of the month."""
        came = sum((one.amount for one in self.entries), ZERO)
        return max(self.left.claims - came, ZERO)


def open_before(coworking: Coworking, month: Month) -> dict[int, Open]:
    """The last closing of each account before a month, by the account's key, with all receipts
    after it up to the end of the month."""
    latest = live().filter(coworking=coworking, period__lt=str(month)).values("account")
    periods = {
        row["account"]: row["last"] for row in latest.annotate(last=Max("period")).order_by()
    }
    closed = live().filter(coworking=coworking, period__in=set(periods.values()))
    last = {
        one.pk: one
        for one in closed.select_related("account__payee", "account__maker")
        if periods[one.account_id] == one.period
    }
    left = left_by(last)
    found = {one.account_id: Open(one, left[pk]) for pk, one in last.items()}
    receipts = Entry.objects.filter(
        account__in=list(found), kind=EntryKind.RECEIVED, on__lte=month.last
    )
    for entry in receipts.order_by("pk"):
        known = found[entry.account_id]
        if entry.on > known.settlement.until:
            known.entries.append(entry)
    return found


def from_the_month_before(coworking: Coworking, month: Month) -> Iterator[Group]:
    """Where an account closes again, what documents of its closing before left open and nobody has
    transferred goes back to the account: the new closing's balance contains it."""
    before = open_before(coworking, month)
    for settlement in live().filter(coworking=coworking, period=str(month)):
        known = before.get(settlement.account_id)
        if known is None:
            continue
        owner = known.settlement.account
        steps = moved(Use.HELD, Use.RECEIVABLE, known.unpaid, owner)
        if not known.settlement.payout:
            steps += moved(Use.PAYABLE, Use.HELD, known.left.debts, owner)
        text = _("Not transferred since %(number)s: back on the account") % {
            "number": known.settlement.number
        }
        on = local_day(settlement.settled_at)
        yield Group(on, Journal.MISCELLANEOUS, settlement.number, text, steps)
