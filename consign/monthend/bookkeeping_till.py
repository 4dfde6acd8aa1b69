"""Journal groups of what the till took and gave back, and of its day closings."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.agreements.models import Mode
from consign.days import Month
from consign.ledger.queries import accounts_at
from consign.monthend.bookkeeping_codes import Use, own_sales
from consign.monthend.bookkeeping_groups import Group, Journal, Step, moved, rounding
from consign.monthend.own_sales import own_vat_on_sales
from consign.people.models import Coworking
from consign.till.models import DayClosing, Payment, Sale, SaleLine, SalePayment

PAID_WITH = {Payment.CASH: Use.CASH, Payment.CARD: Use.CARD, Payment.TRANSFER: Use.TRANSFER}
TEXTS: dict[tuple[str, bool], Promise] = {
    (Payment.CASH, False): gettext_lazy("Cash takings"),
    (Payment.CARD, False): gettext_lazy("Card takings"),
    (Payment.TRANSFER, False): gettext_lazy("Takings by transfer"),
    (Payment.MIXED, False): gettext_lazy("Takings in several ways"),
    (Payment.CASH, True): gettext_lazy("Cash refunds"),
    (Payment.CARD, True): gettext_lazy("Card refunds"),
    (Payment.TRANSFER, True): gettext_lazy("Refunds of transfers"),
    (Payment.MIXED, True): gettext_lazy("Refunds in several ways"),
    (Payment.NONE, True): gettext_lazy("Sales taken back without money"),
}


class _Taken(NamedTuple):
    """A day's sales, or its refunds, of one way to pay."""

    on: date
    paid_with: str
    is_refund: bool

    @property
    def reference(self) -> str:
        kind = "refunds" if self.is_refund else "sales"
        return f"{self.on} {self.paid_with} {kind}"


def takings(coworking: Coworking, month: Month) -> Iterator[Group]:
    """One group a day for sales and for refunds of each way to pay; what was paid in several ways
    is one group with its parts.

    What was sold as an agent is the payees' money; in the coworking's own name its income, VAT
    included until the end of the month takes it out.
    """
    sold, paid = _steps(coworking, month), _paid(coworking, month)
    in_month = Q(on__gte=month.first, on__lte=month.last)
    sales = Sale.objects.filter(in_month, coworking=coworking).order_by()
    grouped = sales.values("on", "paid_with", is_refund=Q(refund_of__isnull=False))
    for row in grouped.annotate(rounded=Sum("cash_rounding")):
        taken = _Taken(row["on"], row["paid_with"], row["is_refund"])
        steps = [*paid[taken], *sold[taken], rounding(row["rounded"])]
        text = str(TEXTS[taken.paid_with, taken.is_refund])
        yield Group(taken.on, Journal.TILL, taken.reference, text, steps)


def _paid(coworking: Coworking, month: Month) -> dict[_Taken, list[Step]]:
    """What came in and went out, by each means.  What was taken back without money is still there:
    it is the coworking's, as if too much were counted."""
    parts = SalePayment.objects.filter(
        sale__coworking=coworking, sale__on__gte=month.first, sale__on__lte=month.last
    )
    rows = parts.order_by("means").values(
        "sale__on", "sale__paid_with", "means", is_refund=Q(sale__refund_of__isnull=False)
    )
    found: dict[_Taken, list[Step]] = defaultdict(list)
    for row in rows.annotate(paid=Sum("amount")):
        taken = _Taken(row["sale__on"], row["sale__paid_with"], row["is_refund"])
        found[taken].append(_received(row["means"], row["paid"]))
    return found


def _received(means: str, amount: Decimal) -> Step:
    if means == Payment.NONE:
        return _gained(-amount)
    return Step(PAID_WITH[Payment(means)], -amount)


def _gained(amount: Decimal) -> Step:
    """What a till has too much of, above zero, or is missing."""
    return Step(Use.TILL_GAIN if amount > 0 else Use.TILL_LOSS, amount)


def _steps(coworking: Coworking, month: Month) -> dict[_Taken, list[Step]]:
    """Whose the takings are: by payee, and by rate where the coworking itself is the seller."""
    accounts = {account.pk: account for account in accounts_at(coworking)}
    lines = SaleLine.objects.filter(
        sale__coworking=coworking, sale__on__gte=month.first, sale__on__lte=month.last
    )
    rows = lines.order_by("account", "vat_percent").values(
        "sale__on",
        "sale__paid_with",
        "account",
        "agreement__mode",
        "vat_percent",
        is_refund=Q(sale__refund_of__isnull=False),
        taxed=Q(service_vat_percent__gt=0),
    )
    found: dict[_Taken, list[Step]] = defaultdict(list)
    for row in rows.annotate(paid=Sum("gross")):
        taken = _Taken(row["sale__on"], row["sale__paid_with"], row["is_refund"])
        if row["agreement__mode"] == Mode.AGENT:
            step = Step(Use.HELD, row["paid"], owner=accounts[row["account"]])
        else:
            use = own_sales(row["vat_percent"]) if row["taxed"] else Use.OWN_SALES
            step = Step(use, row["paid"], taxed=row["taxed"])
        found[taken].append(step)
    return found


def day_closings(coworking: Coworking, month: Month) -> Iterator[Group]:
    """What somebody counted too much or too little in a till, and what went to the bank, on the
    day of the closing."""
    made = DayClosing.objects.filter(
        till__coworking=coworking, on__gte=month.first, on__lte=month.last
    )
    for closing in made.select_related("till").order_by("on", "pk"):
        facts = {"till": closing.till.name}
        if closing.difference:
            steps = [Step(Use.CASH, -closing.difference), _gained(closing.difference)]
            text = _("Till %(till)s counted: ") % facts + closing.reason
            yield Group(closing.on, Journal.TILL, closing.number, text, steps)
        if closing.banked:
            steps = moved(Use.CASH, Use.TO_BANK, -closing.banked, None)
            text = _("Till %(till)s: to the bank") % facts
            yield Group(closing.on, Journal.TILL, f"{closing.number}/B", text, steps)


def vat_on_own_sales(coworking: Coworking, month: Month) -> Iterator[Group]:
    """On the last day, once for each rate, the VAT inside what customers paid the coworking."""
    for rate in own_vat_on_sales(coworking, month):
        percent = f"{rate.vat_percent.normalize():f}"
        steps = [
            Step(own_sales(rate.vat_percent), -rate.vat, taxed=True),
            Step(Use.VAT_DUE, rate.vat, taxed=True),
        ]
        text = _("VAT of %(percent)s %% in sales in our own name") % {"percent": percent}
        reference = f"{month} VAT {percent}"
        yield Group(month.last, Journal.MISCELLANEOUS, reference, text, steps)
