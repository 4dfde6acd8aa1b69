"""Reads about what was sold."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from consign.ledger.models import Account, Entry, EntryKind
from consign.money.split import ZERO
from consign.people.models import Coworking, Maker, User
from consign.people.queries import desks_of
from consign.stock.models import Item
from consign.till.models import Payment, Sale, SaleLine


@dataclass(frozen=True)
class Takings:
    """What a till took on a day, refunds taken off; `cash` is what should lie in the drawer."""

    sales: int
    refunds: int
    cash: Decimal
    card: Decimal

    @property
    def total(self) -> Decimal:
        return self.cash + self.card


def sales() -> QuerySet[Sale]:
    """Sales with their lines at hand, latest first."""
    lines = SaleLine.objects.select_related(
        "item__maker", "account__payee", "account__maker", "reverses__sale", "agreement"
    ).order_by("position")
    return (
        Sale.objects.select_related("coworking__operator", "sold_by", "refund_of")
        .prefetch_related(Prefetch("lines", queryset=lines))
        .order_by("-sold_at", "-id")
    )


def sales_at(coworking: Coworking) -> QuerySet[Sale]:
    return sales().filter(coworking=coworking)


def sales_seen_by(user: User) -> QuerySet[Sale]:
    """Sales of the coworkings at whose desk a person stands."""
    return sales().filter(coworking__memberships__user=user)


def sales_read_by(user: User) -> QuerySet[Sale]:
    """Sales a person may read, with `seen`, the lines of them they may read, and `whole`.

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
        .select_related("coworking", "refund_of")
        .prefetch_related(Prefetch("lines", queryset=seen, to_attr="seen"))
    )


def by_key(key: uuid.UUID) -> Sale | None:
    """The sale or refund a phone has already sent with this key."""
    return Sale.objects.filter(key=key).first()


def takings(coworking: Coworking, day: date) -> Takings:
    """What the till of a coworking took on a local day, rounding included."""
    found = Sale.objects.filter(coworking=coworking, on=day).aggregate(
        sales=Count("id", filter=Q(refund_of__isnull=True)),
        refunds=Count("id", filter=Q(refund_of__isnull=False)),
        cash=Sum("total", filter=Q(paid_with=Payment.CASH)),
        rounding=Sum("cash_rounding"),
        card=Sum("total", filter=Q(paid_with=Payment.CARD)),
    )
    return Takings(
        sales=found["sales"],
        refunds=found["refunds"],
        cash=(found["cash"] or ZERO) + (found["rounding"] or ZERO),
        card=found["card"] or ZERO,
    )


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
