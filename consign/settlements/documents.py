"""Which documents the closing of an account gives rise to, from its entries alone.

A refund of a sale that an earlier month has closed corrects that month's document; one of the month
itself counts in its own.  The same entries give the same documents, whenever they are asked for.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from consign.agreements.models import CommissionVat, Mode
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.queries import Reach
from consign.money.documents import (
    Document,
    Part,
    documents_of,
    service_category,
    supply_category,
)
from consign.people.models import Coworking, VatStatus
from consign.settlements.models import Settlement
from consign.settlements.queries import entries_of, live

# All that decides on which document a sale, a refund or a fee stands.
TREATMENT = (
    "mode",
    "commission_vat",
    "payee_vat_status",
    "supply_vat_percent",
    "service_vat_percent",
)


@dataclass(frozen=True)
class Closed:
    """A month that is closed, and how far its closing reached into the account."""

    period: str
    reach: Reach


def documents(settlement: Settlement) -> list[Document]:
    """The documents of a closed month."""
    before = closed_before(settlement.account, settlement.period)
    return documents_to_come(entries_of(settlement), before)


def documents_to_come(entries: QuerySet[Entry], before: Sequence[Closed]) -> list[Document]:
    """The documents of entries of one account that close together, after these closings."""
    found = [part for parts in parts_by_account(entries, before).values() for part in parts]
    return documents_of(found)


def closed_before(account: Account, period: str) -> list[Closed]:
    """An account's closed months before a month, in order."""
    known = live().filter(account=account, period__lt=period).order_by("period")
    rows = known.values_list("period", "until", "last_entry")
    return [Closed(period, Reach(until, last)) for period, until, last in rows]


def closed_at(coworking: Coworking) -> Mapping[int, Sequence[Closed]]:
    """The closed months of each of a coworking's accounts, in order, by the account's key."""
    found: dict[int, list[Closed]] = defaultdict(list)
    known = live().filter(coworking=coworking).order_by("period")
    rows = known.values_list("account", "period", "until", "last_entry")
    for account, period, until, last in rows:
        found[account].append(Closed(period, Reach(until, last)))
    return found


def parts_by_account(
    entries: QuerySet[Entry], closed: Mapping[int, Sequence[Closed]] | Sequence[Closed]
) -> dict[int, list[Part]]:
    """What entries put on documents, by their account's key, in two queries.

    `closed` are the months closed before, of the one account or of each.
    """
    found: dict[int, list[Part]] = defaultdict(list)
    entries = entries.order_by()
    charged = entries.filter(kind__in=[EntryKind.SALE, EntryKind.FEE])
    sums = {"gross": Sum("gross"), "taken": Sum("commission"), "owed": Sum("amount")}
    for row in charged.values("account", "kind", *TREATMENT).annotate(**sums):
        found[row["account"]].append(part(row, ""))
    given_back = entries.filter(kind=EntryKind.REFUND).values(
        "account", "kind", *TREATMENT, "gross", "commission", "amount", "reverses", "reverses__on"
    )
    for row in given_back:
        months = closed.get(row["account"], ()) if isinstance(closed, Mapping) else closed
        row["taken"], row["owed"] = row["commission"], row["amount"]
        found[row["account"]].append(part(row, _month_of_sale(row, months)))
    return found


def part(row: Mapping[str, Any], corrects: str) -> Part:
    """What sales, refunds or fees of one treatment put on a document.

    `row` has their `kind`, the commission `taken`, what is `owed` for them, and the TREATMENT.
    """
    if row["kind"] != EntryKind.FEE and row["mode"] == Mode.OWN_NAME:
        liable = row["payee_vat_status"] == VatStatus.LIABLE
        return Part(
            self_billed=True,
            category=supply_category(liable=liable, percent=row["supply_vat_percent"]),
            percent=row["supply_vat_percent"],
            corrects=corrects,
            inclusive=row["owed"],
        )
    amount = -row["owed"] if row["kind"] == EntryKind.FEE else row["taken"]
    added = row["commission_vat"] == CommissionVat.ADDED
    return Part(
        self_billed=False,
        category=service_category(row["service_vat_percent"]),
        percent=row["service_vat_percent"],
        corrects=corrects,
        **{"net" if added else "inclusive": amount},
    )


def _month_of_sale(row: Mapping[str, Any], months: Sequence[Closed]) -> str:
    """The first closed month that holds the refunded sale; empty while none does.

    Reaches only grow, so the first that covers an entry is the one that claimed it.
    """
    on, entry = row["reverses__on"], row["reverses"]
    return next((month.period for month in months if month.reach.covers(on, entry)), "")
