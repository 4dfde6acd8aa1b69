"""Reads about what was sold."""

import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from consign.agreements.models import Mode
from consign.codes import label
from consign.ledger.models import Account, Entry, EntryKind
from consign.money.split import ZERO
from consign.people.models import Coworking, Maker, User
from consign.people.queries import desks_of
from consign.refusal import Refused
from consign.stock.models import Item
from consign.till.addresses import key_of
from consign.till.models import Conflict, ConflictState, Payment, Sale, SaleLine, SalePayment


@dataclass(frozen=True)
class Takings:
    """What a till took on a day, refunds taken off; `cash` is what should lie in the drawer."""

    sales: int
    refunds: int
    cash: Decimal
    card: Decimal
    transfer: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.cash + self.card + self.transfer


def sales() -> QuerySet[Sale]:
    """Sales with their lines at hand, latest first."""
    lines = SaleLine.objects.select_related(
        "item__maker", "account__payee", "account__maker", "reverses__sale", "agreement"
    ).order_by("position")
    return (
        Sale.objects.select_related("coworking__operator", "sold_by", "refund_of", "till", "device")
        .prefetch_related(Prefetch("lines", queryset=lines), "payments")
        .order_by("-sold_at", "-id")
    )


def sales_at(coworking: Coworking) -> QuerySet[Sale]:
    return sales().filter(coworking=coworking)


def sales_read_by(user: User) -> QuerySet[Sale]:
    """Sales a person may read, with `seen`, the lines of them they may read, `paid` and `whole`.

    At the desk these are all lines (`whole`); a maker reads only their own.
    """
    desks = desks_of(user).order_by().values("pk")
    own = SaleLine.objects.filter(sale=OuterRef("pk"), item__maker__person=user)
    here = Q(sale__coworking__in=desks) | Q(item__maker__person=user)
    seen = (
        SaleLine.objects.filter(here)
        .select_related("item__maker", "account__payee", "account__maker")
        .order_by("position")
    )
    return (
        Sale.objects.filter(Q(coworking__in=desks) | Exists(own))
        .annotate(whole=Exists(desks_of(user).filter(pk=OuterRef("coworking"))))
        .select_related("coworking", "refund_of", "till", "device", "sold_by")
        .prefetch_related(
            Prefetch("lines", queryset=seen, to_attr="seen"),
            Prefetch("payments", queryset=SalePayment.objects.order_by("pk"), to_attr="paid"),
        )
    )


def by_key(key: uuid.UUID) -> Sale | None:
    """The sale or refund a phone has already sent with this key."""
    return Sale.objects.filter(key=key).first()


def matching(text: str) -> Q:
    """What somebody at the desk has in hand: a ticket's number or address, or a label's code."""
    words = text.replace("\0", "").strip()
    key = key_of(words)
    if key is not None:
        return Q(key=key)
    with suppress(Refused):
        return Q(lines__item__code=label.read(words))
    return Q(number__icontains=words)


def sales_of_item(coworking: Coworking, item: Item) -> QuerySet[Sale]:
    """The tickets on which a coworking sold a piece, latest first; `left` is how many of it can
    still come back, over all lines of the ticket."""
    of_sale = SaleLine.objects.filter(item=item).order_by()
    sold = of_sale.filter(sale=OuterRef("pk")).values("sale").annotate(n=Sum("quantity"))
    back = of_sale.filter(reverses__sale=OuterRef("pk")).values("reverses__sale")
    returned = back.annotate(n=Sum("quantity")).values("n")
    return (
        sales_at(coworking)
        .filter(Exists(of_sale.filter(sale=OuterRef("pk"))), refund_of__isnull=True)
        .annotate(left=Subquery(sold.values("n")) + Coalesce(Subquery(returned), 0))
    )


def conflicts_of(sale: Sale) -> QuerySet[Conflict]:
    """What of a sale waited or waits for a decision, by line."""
    known = Conflict.objects.filter(line__sale=sale).select_related("line", "other__sale")
    return known.order_by("line__position")


def conflicts() -> QuerySet[Conflict]:
    """Sales of pieces that were not there, latest first, with both tickets at hand.

    `left` and `other_left` are how many pieces of each line have not come back; `other_waits`
    tells whether the other line is in a conflict that waits itself.
    """
    waits = Conflict.objects.filter(line=OuterRef("other"), state=ConflictState.OPEN)
    return (
        Conflict.objects.annotate(
            left=F("line__quantity") + _back_of("line"),
            other_left=F("other__quantity") + _back_of("other"),
            other_waits=Exists(waits),
        )
        .select_related(
            "line__item__maker",
            "line__agreement",
            "line__sale__coworking",
            "line__sale__sold_by",
            "line__sale__till",
            "line__sale__device",
            "other__agreement",
            "other__sale__coworking",
            "other__sale__sold_by",
            "other__sale__till",
            "other__sale__device",
            "decided_by",
        )
        .prefetch_related("line__item__photos")
        .order_by("-found_at", "-pk")
    )


def conflicts_at(coworking: Coworking, *states: ConflictState) -> QuerySet[Conflict]:
    """Those of a coworking; only in these states, if any are named."""
    found = conflicts().filter(line__sale__coworking=coworking)
    return found.filter(state__in=states) if states else found


def conflicts_seen_by(user: User) -> QuerySet[Conflict]:
    """Those of the coworkings at whose desk a person stands."""
    desks = desks_of(user).order_by().values("pk")
    return conflicts().filter(line__sale__coworking__in=desks)


def open_conflicts(coworking: Coworking) -> int:
    """How many sales of a coworking wait for a decision."""
    waiting = Conflict.objects.filter(line__sale__coworking=coworking, state=ConflictState.OPEN)
    return waiting.count()


def takings(coworking: Coworking, day: date) -> Takings:
    """What the tills of a coworking took on a local day, rounding included."""
    return takings_of(Sale.objects.filter(coworking=coworking, on=day))


def takings_of(sold: QuerySet[Sale]) -> Takings:
    """What some sales and refunds together brought."""
    found = sold.order_by().aggregate(
        sales=Count("id", filter=Q(refund_of__isnull=True)),
        refunds=Count("id", filter=Q(refund_of__isnull=False)),
    )
    paid = paid_by_means(sold)
    return Takings(
        sales=found["sales"],
        refunds=found["refunds"],
        cash=paid.get(Payment.CASH, ZERO),
        card=paid.get(Payment.CARD, ZERO),
        transfer=paid.get(Payment.TRANSFER, ZERO),
    )


def paid_by_means(sold: QuerySet[Sale]) -> dict[str, Decimal]:
    """What was paid of some tickets in each way, what was given back taken off."""
    parts = SalePayment.objects.filter(sale__in=sold.order_by().values("pk")).order_by()
    return dict(parts.values_list("means").annotate(paid=Sum("amount")))


def sold_before(line: SaleLine) -> SaleLine | None:
    """The latest other line at the same coworking that sold this piece and still stands."""
    others = SaleLine.objects.filter(
        item=line.item, sale__coworking=line.sale.coworking, quantity__gt=0
    ).exclude(sale=line.sale)
    standing = others.annotate(back=Coalesce(Sum("reversed_by__quantity"), 0))
    return standing.filter(quantity__gt=-F("back")).order_by("-sale__sold_at", "-pk").first()


def lines_of_maker(maker: Maker) -> QuerySet[SaleLine]:
    """What a maker sold and what came back, over all coworkings, latest first."""
    return (
        SaleLine.objects.filter(item__maker=maker)
        .select_related("sale__coworking", "item", "account__payee")
        .prefetch_related("item__photos")
        .order_by("-sale__sold_at", "-id")
    )


def lines_by_reference(account: Account, references: Iterable[str]) -> dict[str, SaleLine]:
    """The sale lines behind entries of an account, by the reference both carry."""
    lines = SaleLine.objects.filter(account=account, reference__in=list(references))
    lines = lines.select_related(
        "sale__refund_of", "item", "agreement", "reverses__sale", "reverses__agreement"
    )
    return {line.reference: line for line in lines}


def with_invoice(lines: QuerySet[SaleLine], mode: Mode) -> QuerySet[SaleLine]:
    """Those of lines that a customer wants an invoice for, or of what came back of such a ticket,
    in the order of the sales; `mode` says in whose name they were sold."""
    wanted = Q(sale__business_number__gt="") | Q(sale__refund_of__business_number__gt="")
    return (
        lines.filter(wanted, agreement__mode=mode)
        .select_related("sale__refund_of", "account__maker")
        .order_by("sale__sold_at", "pk")
    )


def sale_entries(lines: Sequence[SaleLine]) -> dict[SaleLine, Entry]:
    """The entry each of these sales' lines has written, in one query."""
    if not lines:
        return {}
    found = Entry.objects.filter(
        kind=EntryKind.SALE,
        account__in={line.account_id for line in lines},
        reference__in={line.reference for line in lines},
    )
    known = {(entry.account_id, entry.reference): entry for entry in found}
    return {line: known[line.account_id, line.reference] for line in lines}


def lines_of_item(item: Item) -> QuerySet[SaleLine]:
    """What was sold of an item and what came back, latest first."""
    return (
        SaleLine.objects.filter(item=item)
        .select_related("sale__coworking")
        .order_by("-sale__sold_at", "-id")
    )


def _back_of(line: str) -> Coalesce:
    """How many pieces of a line came back, below zero."""
    back = SaleLine.objects.filter(reverses=OuterRef(line)).order_by().values("reverses")
    return Coalesce(Subquery(back.annotate(n=Sum("quantity")).values("n")), 0)
