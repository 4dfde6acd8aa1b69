"""Every statement agrees with its entries, its documents and its payout.

Looked at when an account is closed, before the closing is kept, and again whenever anybody asks.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from consign.invoices.queries import issued_for
from consign.ledger.models import EntryKind
from consign.money.documents import Document, documents_of, vat_added
from consign.money.split import CENT, ZERO
from consign.monthend.statement import Statement, statement_of
from consign.monthend.statement_papers import key_of
from consign.monthend.why import explained
from consign.payouts.models import PayoutState
from consign.payouts.queries import payouts_of
from consign.refusal import Refused
from consign.settlements.models import Settlement
from consign.settlements.queries import entries_of, settlements
from consign.till.models import SaleLine

# What altered rows lead to when a statement is told from them.
BROKEN = (ArithmeticError, LookupError, TypeError, ValueError)


class DoesNotAgree(Refused):
    code = "does_not_agree"
    sentence = _("%(maker)s: the statement does not agree with the books (%(wrong)s).")


def problems() -> Iterator[str]:
    """A sentence for each statement that does not agree with what it is made of."""
    for settlement in settlements().iterator(2000):
        for wrong in wrong_with(settlement):
            yield f"monthend: {settlement.coworking.slug} {settlement.number}: {wrong}"


def told(settlement: Settlement) -> Statement:
    """The statement of a closing; refused with DoesNotAgree when its rows do not give one."""
    lost = list(_without_line(settlement))
    if lost:
        raise _does_not_agree(settlement, [f"no sale line stands behind {', '.join(lost)}"])
    try:
        return statement_of(settlement)
    except BROKEN as broken:
        raise _does_not_agree(settlement, [_untold(broken)]) from broken


def expect_agreement(statement: Statement, settlement: Settlement) -> None:
    """Refuse a closing whose statement does not agree, with all that is wrong."""
    wrong = _found(statement, settlement)
    if wrong:
        raise _does_not_agree(settlement, wrong)


def wrong_with(settlement: Settlement) -> list[str]:
    """What of a settlement's statement does not add up, in English."""
    try:
        return _found(told(settlement), settlement)
    except DoesNotAgree as refused:
        return [refused.details["wrong"]]


def _does_not_agree(settlement: Settlement, wrong: list[str]) -> DoesNotAgree:
    return DoesNotAgree(maker=settlement.account.maker.name, wrong="; ".join(wrong))


def _untold(broken: Exception) -> str:
    return f"it cannot be told ({broken!r})"


def _found(statement: Statement, settlement: Settlement) -> list[str]:
    try:
        return list(_wrong_with(statement, settlement))
    except BROKEN as broken:
        return [_untold(broken)]


def _wrong_with(statement: Statement, settlement: Settlement) -> Iterator[str]:
    yield from _lines_against_totals(statement)
    yield from _documents_against_totals(statement)
    yield from _documents_against_lines(statement)
    yield from _documents_against_papers(statement, settlement)
    yield from _receipts_against_lines(statement)
    yield from _closing_against_payout(statement, settlement)
    yield from _figures_against_rules(statement)


def _without_line(settlement: Settlement) -> Iterator[str]:
    """The sales and refunds of a settlement that nothing tells more of."""
    sold = entries_of(settlement).filter(kind__in=[EntryKind.SALE, EntryKind.REFUND])
    behind = SaleLine.objects.filter(account=OuterRef("account"), reference=OuterRef("reference"))
    yield from sold.filter(~Exists(behind)).values_list("reference", flat=True)


def _lines_against_totals(statement: Statement) -> Iterator[str]:
    sums, sales, refunds = statement.totals, statement.sales, statement.refunds
    expected = {
        "sales": (sums.sales, _sum(sales, "paid")),
        "refunds": (sums.refunds, -_sum(refunds, "paid")),
        "commission": (sums.commission, _sum(sales, "commission")),
        "commission given back": (sums.commission_reversed, -_sum(refunds, "commission")),
        "fees": (-sums.fees, _of_kind(statement, EntryKind.FEE)),
        "compensations": (sums.compensations, _of_kind(statement, EntryKind.LOSS)),
        "adjustments": (sums.adjustments, _of_kind(statement, EntryKind.ADJUSTMENT)),
        "returned payouts": (sums.returned, _of_kind(statement, EntryKind.PAYOUT_RETURNED)),
        "payments received": (sums.received, _of_kind(statement, EntryKind.RECEIVED)),
    }
    for what, (told, found) in expected.items():
        if told != found:
            yield f"{what}: {told} on the statement, {found} on its lines"
    if any(line.share != line.paid - line.commission for line in statement.lines):
        yield "a line is not what was paid less the commission"


def _documents_against_totals(statement: Statement) -> Iterator[str]:
    """What documents ask for is what the statement takes off, and what they credit what it adds."""
    sums = statement.totals
    own = [line for line in statement.lines if line.in_own_name]
    charged = sums.commission - sums.commission_reversed - _sum(own, "commission")
    charged += sums.commission_vat + sums.fees
    documents = statement.documents
    commission = _due(document for document in documents if not document.kind.is_self_billed)
    supplied = _due(document for document in documents if document.kind.is_self_billed)
    if commission != charged:
        yield f"commission documents: {commission}, the statement takes {charged}"
    if supplied != _sum(own, "share"):
        yield f"self-billed documents: {supplied}, the statement says otherwise"
    if vat_added(documents) != sums.commission_vat:
        yield f"VAT on the commission: {sums.commission_vat}, its documents say otherwise"
    for document in documents:
        if abs(document.amounts.rounding) > CENT:
            yield f"a document rounds by {document.amounts.rounding}"


def _documents_against_lines(statement: Statement) -> Iterator[str]:
    """Documents are worked out of entries; out of the lines they are the same."""
    if documents_of(statement.parts) != list(statement.documents):
        yield "its lines would give other documents than its entries"


def _documents_against_papers(statement: Statement, settlement: Settlement) -> Iterator[str]:
    """Each document was issued with just these figures, and nothing else was."""
    issued = issued_for(settlement)
    for document in statement.documents:
        paper = issued.pop(key_of(document), None)
        if paper is None:
            yield f"its {document.kind} was not issued: close the month again"
        elif (paper.net, paper.vat, paper.rounding) != (
            document.amounts.net,
            document.amounts.vat,
            document.amounts.rounding,
        ):
            yield f"document {paper.number} has other figures"
    for paper in issued.values():
        yield f"nothing stands behind document {paper.number}"


def _receipts_against_lines(statement: Statement) -> Iterator[str]:
    """The day totals and the VAT on sales are made of the same lines: those sold as an agent."""
    paid = _sum((line for line in statement.lines if not line.in_own_name), "paid")
    if _sum(statement.days, "paid") != paid:
        yield "the receipts by day do not add up to its lines"
    for rate in statement.vat_on_sales:
        if rate.vat + rate.base != rate.paid:
            yield f"VAT on sales at {rate.vat_percent} does not add up"


def _figures_against_rules(statement: Statement) -> Iterator[str]:
    """Each figure follows from its rule, as anybody can work it out with a pencil."""
    with translation.override("en"):
        for figure in explained(statement):
            if not figure.holds:
                yield f"{figure.place} is {figure.amount}, its rule gives {figure.worked.result}"


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


def _of_kind(statement: Statement, kind: EntryKind) -> Decimal:
    return _sum((line for line in statement.others if line.kind == kind), "amount")


def _sum(rows: Iterable[Any], column: str) -> Decimal:
    return sum((getattr(row, column) for row in rows), ZERO)
