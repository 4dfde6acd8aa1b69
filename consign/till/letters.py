"""Mail about tickets: to a customer who asks for theirs, to sellers who owe an invoice for one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils import translation

from consign.agreements.models import Mode
from consign.days import Month
from consign.ledger.models import Account
from consign.letters.post import post
from consign.money.split import ZERO
from consign.people.models import Kind
from consign.till.models import Payment, Sale, SaleLine
from consign.till.tickets import ticket_of

# An invoice is due on this day of the month after the sale (royal decree n° 1, article 4).
INVOICE_DAY = 15

# Mail address, name and language.
Reader = tuple[str, str, str]


def mail_ticket(*, sale: Sale, to: str, language: str, address: str) -> None:
    """Send a ticket to an address, which is kept nowhere: its lines, and the way to its page."""
    with translation.override(language):
        facts = {"ticket": ticket_of(sale), "address": f"{address}?lang={language}"}
    post(name="ticket", to=to, called="", language=language, facts=facts)


def tell_sellers(*, sale: Sale, lines: Sequence[SaleLine]) -> None:
    """Tell each payee that a customer wants an invoice from it, or gave back what it is for.

    Goes to the maker, and to a cooperative itself; nothing for what the coworking sold in its own
    name, nor where no invoice is wanted.
    """
    first = sale.refund_of or sale
    if not first.business_number or sale.paid_with == Payment.NONE:
        return
    by_account: dict[Account, list[SaleLine]] = defaultdict(list)
    for line in lines:
        if line.agreement.mode == Mode.AGENT:
            by_account[line.account].append(line)
    for account, own in by_account.items():
        facts = {
            "sale": sale,
            "first": first,
            "maker": account.maker,
            "payee": account.payee,
            "lines": own,
            "total": sum((line.gross for line in own), ZERO),
            "due": Month.of(first.on).next.first.replace(day=INVOICE_DAY),
        }
        for to, called, language in set(_readers(account)):
            post(name="business_invoice", to=to, called=called, language=language, facts=facts)


def _readers(account: Account) -> Iterator[Reader]:
    person, payee = account.maker.person, account.payee
    if person is not None and person.is_active:
        yield person.email, person.name, person.language
    if payee.email and payee.kind == Kind.COOPERATIVE:
        yield payee.email, payee.legal_name, payee.language
