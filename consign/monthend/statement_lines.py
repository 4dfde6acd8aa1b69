"""The lines of a statement as plain frozen data, in euro, VAT included."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from consign.agreements.models import Mode
from consign.ledger.models import EntryKind
from consign.money.documents import Part, service_category, supply_category
from consign.money.split import Base, Bearer, CommissionVat, Discount, SoldLine, Terms
from consign.people.models import VatStatus
from consign.settlements.fees import SHELF


@dataclass(frozen=True)
class StatementLine:
    """One sale or refund: what was paid, at which rates, and how it divides.

    `vat_percent` is the rate the customer paid, `supply_vat_percent` that of the payee's own supply
    and `service_vat_percent` that of the commission.
    """

    sold_at: datetime
    on: date
    ticket: str
    code: str
    title: str
    quantity: int
    unit_price: Decimal
    discount: Decimal
    discount_bearer: str
    maker_part_percent: Decimal | None
    paid: Decimal
    mode: str
    vat_percent: Decimal
    supply_vat_percent: Decimal
    service_vat_percent: Decimal
    payee_vat_status: str
    commission_percent: Decimal
    commission_base: str
    commission_vat: str
    commission: Decimal
    share: Decimal
    # Of a customer who wants an invoice: the enterprise number, and a name to write on it.
    business_number: str = ""
    business_name: str = ""
    # Of a refund: the ticket and day of the sale, the closed month and the statement it stood on
    # (both empty when that is this one), the sale itself and how many of it were left before.
    first_ticket: str = ""
    first_on: date | None = None
    corrects: str = ""
    first_statement: str = ""
    sold: SoldLine | None = None
    left_before: int = 0

    @property
    def in_own_name(self) -> bool:
        """Whether the coworking was the seller."""
        return self.mode == Mode.OWN_NAME

    @property
    def vat_is_added(self) -> bool:
        """Whether VAT comes on top of the commission, once for the whole document."""
        return self.commission_vat == CommissionVat.ADDED

    @property
    def as_sold(self) -> SoldLine:
        """The sale this line is, or the one it gives back."""
        return self.sold or SoldLine(
            unit_price=self.unit_price,
            quantity=self.quantity,
            discount=Discount(self.discount, Bearer(self.discount_bearer), self.maker_part_percent),
            terms=Terms(
                percent=self.commission_percent,
                base=Base(self.commission_base),
                commission_vat=CommissionVat(self.commission_vat),
                coworking_vat_percent=self.service_vat_percent,
            ),
            vat_percent=self.vat_percent,
            commission=self.commission,
        )

    @property
    def part(self) -> Part:
        """What the line puts on a document: the commission, or the share of what was sold in the
        coworking's own name."""
        if self.in_own_name:
            liable = self.payee_vat_status == VatStatus.LIABLE
            return Part(
                self_billed=True,
                category=supply_category(liable=liable, percent=self.supply_vat_percent),
                percent=self.supply_vat_percent,
                corrects=self.corrects,
                inclusive=self.share,
            )
        return Part(
            self_billed=False,
            category=service_category(self.service_vat_percent),
            percent=self.service_vat_percent,
            corrects=self.corrects,
            **{"net" if self.vat_is_added else "inclusive": self.commission},
        )


@dataclass(frozen=True)
class OtherLine:
    """A fee, compensation, adjustment, returned payout or payment received, with its reason.

    `quantity` are the pieces of a compensation, `whole` is what the shelf of a whole month costs.
    """

    on: date
    kind: str
    memo: str
    reference: str
    amount: Decimal
    reason: str = ""
    cause: str = ""
    vat_percent: Decimal | None = None
    quantity: int | None = None
    whole: Decimal | None = None

    @property
    def is_shelf_fee(self) -> bool:
        """Whether it is the shelf of some days of the month, which `memo` counts: `14/30`."""
        return self.kind == EntryKind.FEE and self.reference.startswith(SHELF)

    @property
    def shelf_days(self) -> tuple[int, int, int]:
        """Of a shelf fee: the days of the month before it, its own, and all of the month."""
        days, of = map(int, self.memo.split("/"))
        return self.on.day - days, days, of

    @property
    def part(self) -> Part | None:
        """What a fee puts on the commission invoice; nothing else of these is on a document."""
        if self.vat_percent is None:
            return None
        return Part(
            self_billed=False,
            category=service_category(self.vat_percent),
            percent=self.vat_percent,
            inclusive=-self.amount,
        )
