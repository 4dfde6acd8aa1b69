"""What must always hold in the ledger, whatever was done to its rows underneath."""

from collections.abc import Iterator

from django.db.models import F, Q

from consign.agreements.models import Mode
from consign.ledger.models import Entry, EntryKind, LossCause
from consign.people.models import VatStatus

SOLD = Q(kind__in=[EntryKind.SALE, EntryKind.REFUND])
# What VAT made of a sale, and a refund of it cannot change.
VAT_FACTS = (
    "mode",
    "commission_vat",
    "service_vat_percent",
    "payee_vat_status",
    "vat_percent",
    "supply_vat_percent",
)
# What is wrong with an entry, and how to find those with which it is.
WRONG: tuple[tuple[str, Q], ...] = (
    ("is not gross less commission", SOLD & ~Q(amount=F("gross") - F("commission"))),
    (
        "has the wrong sign",
        Q(kind=EntryKind.SALE, gross__lt=0)
        | Q(kind=EntryKind.SALE, commission__lt=0)
        | Q(kind=EntryKind.REFUND, gross__gt=0)
        | Q(kind=EntryKind.REFUND, commission__gt=0)
        | Q(kind=EntryKind.FEE, amount__gte=0)
        | Q(kind=EntryKind.LOSS, amount__lt=0)
        | Q(kind=EntryKind.PAYOUT, amount__gte=0)
        | Q(kind__in=[EntryKind.PAYOUT_RETURNED, EntryKind.RECEIVED], amount__lte=0),
    ),
    ("is no sale but has a price", ~SOLD & ~Q(gross=0, commission=0)),
    (
        "does not say its VAT",
        SOLD & Q(service_vat_percent=None)
        | SOLD & Q(vat_percent=None)
        | SOLD & Q(supply_vat_percent=None)
        | SOLD & Q(mode="")
        | Q(kind=EntryKind.FEE, service_vat_percent=None),
    ),
    (
        "has VAT that its seller does not owe",
        SOLD & Q(payee_vat_status=VatStatus.EXEMPT) & ~Q(supply_vat_percent=0)
        | SOLD & Q(mode=Mode.AGENT) & ~Q(vat_percent=F("supply_vat_percent"))
        | SOLD & Q(mode=Mode.OWN_NAME, service_vat_percent=0) & ~Q(vat_percent=0),
    ),
    ("says no cause", Q(kind=EntryKind.LOSS) & ~Q(cause__in=LossCause.values)),
    ("says no reason", Q(kind=EntryKind.ADJUSTMENT, reason="")),
    ("adjusts nothing", Q(kind=EntryKind.ADJUSTMENT, amount=0)),
    (
        "reverses no sale of its account",
        Q(kind=EntryKind.REFUND)
        & (
            Q(reverses=None)
            | ~Q(reverses__kind=EntryKind.SALE)
            | ~Q(reverses__account=F("account"))
        )
        | ~Q(kind=EntryKind.REFUND) & Q(reverses__isnull=False),
    ),
)


def problems() -> Iterator[str]:
    """A sentence for each entry that contradicts itself or the sale it gives back."""
    for words, wrong in WRONG:
        yield from _told(words, wrong)
    differs = Q()
    for fact in VAT_FACTS:
        differs |= ~Q(**{fact: F(f"reverses__{fact}")})
    refund = Q(kind=EntryKind.REFUND, reverses__isnull=False)
    yield from _told("carries other VAT than its sale", refund & differs)


def _told(words: str, wrong: Q) -> Iterator[str]:
    for entry in Entry.objects.filter(wrong).order_by("pk").iterator(2000):
        yield f"ledger: entry {entry.pk} ({entry.reference}) {words}"
