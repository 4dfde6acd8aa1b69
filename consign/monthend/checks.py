"""Every statement agrees with its entries, its documents and its payout.

Looked at when an account is closed, before the closing is kept, and again whenever anybody asks.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Mode
from consign.money.documents import Document, vat_added
from consign.money.split import ZERO
from consign.monthend.statement import Statement, statement_of
from consign.payouts.models import PayoutState
from consign.payouts.queries import payouts_of
from consign.refusal import Refused
from consign.settlements.models import Settlement
from consign.settlements.queries import settlements


class DoesNotAgree(Refused):
    code = "does_not_agree"
    sentence = _("%(maker)s: the statement does not agree with the books (%(wrong)s).")


def problems() -> Iterator[str]:
    """A sentence for each statement that does not agree with what it is made of."""
    for settlement in settlements().iterator(2000):
        for wrong in wrong_with(settlement):
            yield f"monthend: {settlement.coworking.slug} {settlement.number}: {wrong}"


def expect_agreement(settlement: Settlement) -> None:
    """Refuse a closing whose statement does not agree, with all that is wrong."""
    wrong = list(wrong_with(settlement))
    if wrong:
        raise DoesNotAgree(maker=settlement.account.maker.name, wrong="; ".join(wrong))


def wrong_with(settlement: Settlement) -> Iterator[str]:
    """What of a settlement's statement does not add up, in English."""
    statement = statement_of(settlement)
    yield from _lines_against_totals(statement)
    yield from _documents_against_totals(statement)
    yield from _receipts_against_lines(statement)
    yield from _closing_against_payout(statement, settlement)


def _lines_against_totals(statement: Statement) -> Iterator[str]:
    sums, lines, others = statement.totals, statement.lines, statement.others
    expected = {
        "sales": (sums.sales, _sum(lines, lambda line: line.paid if line.quantity > 0 else ZERO)),
        "refunds": (sums.refunds, -_sum(lines, lambda line: min(line.paid, ZERO))),
        "commission": (sums.commission, _sum(lines, lambda line: max(line.commission, ZERO))),
        "commission given back": (
            sums.commission_reversed,
            -_sum(lines, lambda line: min(line.commission, ZERO)),
        ),
        "other lines": (
            sums.compensations + sums.adjustments + sums.returned - sums.fees,
            _sum(others, lambda other: other.amount),
        ),
    }
    for what, (told, found) in expected.items():
        if told != found:
            yield f"{what}: {told} on the statement, {found} on its lines"
    if any(line.share != line.paid - line.commission for line in lines):
        yield "a line is not what was paid less the commission"


def _documents_against_totals(statement: Statement) -> Iterator[str]:
    """What documents ask for is what the statement takes off, and what they credit what it adds."""
    sums = statement.totals
    own = [line for line in statement.lines if line.mode == Mode.OWN_NAME]
    kept_in_own_name = _sum(own, lambda line: line.commission)
    charged = sums.commission - sums.commission_reversed - kept_in_own_name
    charged += sums.commission_vat + sums.fees
    documents = statement.documents
    commission = _due(document for document in documents if not document.kind.is_self_billed)
    supplied = _due(document for document in documents if document.kind.is_self_billed)
    if commission != charged:
        yield f"commission documents: {commission}, the statement takes {charged}"
    if supplied != _sum(own, lambda line: line.share):
        yield f"self-billed documents: {supplied}, the statement says otherwise"
    if vat_added(documents) != sums.commission_vat:
        yield f"VAT on the commission: {sums.commission_vat}, its documents say otherwise"
    for document in documents:
        if abs(document.amounts.rounding) > Decimal("0.01"):
            yield f"a document rounds by {document.amounts.rounding}"


def _receipts_against_lines(statement: Statement) -> Iterator[str]:
    """The day totals and the VAT on sales are made of the same lines."""
    paid = _sum(statement.lines, lambda line: line.paid)
    if sum((day.paid for day in statement.days), ZERO) != paid:
        yield "the receipts by day do not add up to its lines"
    for rate in statement.vat_on_sales:
        if rate.vat + rate.base != rate.paid:
            yield f"VAT on sales at {rate.vat_percent} does not add up"


def _closing_against_payout(statement: Statement, settlement: Settlement) -> Iterator[str]:
    if statement.opening + statement.totals.change - statement.payout != settlement.closing:
        yield "opening, change and payout do not give its closing"
    if settlement.change != statement.totals.change:
        yield "its entries do not add up to its change"
    order = payouts_of([settlement]).get(settlement.pk)
    ordered = order.amount if order and order.state != PayoutState.WITHDRAWN else ZERO
    if ordered != statement.payout:
        yield f"its payout is {ordered}, the statement says {statement.payout}"


def _due(documents: Iterable[Document]) -> Decimal:
    return sum(
        (-one.amounts.total if one.kind.is_credit_note else one.amounts.total for one in documents),
        ZERO,
    )


def _sum(lines: Iterable[Any], amount: Callable[[Any], Decimal]) -> Decimal:
    return sum((amount(line) for line in lines), ZERO)
