"""What VAT makes of a sale on a day: frozen with its line and its entry, so that nothing changed
later moves an old cent."""

from dataclasses import dataclass
from decimal import Decimal

from consign.agreements.models import CommissionVat, Mode
from consign.money.split import ZERO
from consign.people.models import VatStatus


@dataclass(frozen=True)
class Treatment:
    """Who sells, and at which rates; a rate is 0 where its side is exempt.

    `vat_percent` is what the customer pays, `supply_vat_percent` the rate of the payee's own supply
    (to the customer as agent, to the coworking in its own name), `service_vat_percent` that of the
    commission.
    """

    mode: Mode
    commission_vat: CommissionVat
    payee_vat_status: VatStatus
    vat_percent: Decimal
    supply_vat_percent: Decimal
    service_vat_percent: Decimal


def treatment(
    *,
    mode: Mode,
    commission_vat: CommissionVat,
    payee_vat_status: VatStatus,
    goods_vat_percent: Decimal,
    service_vat_percent: Decimal,
) -> Treatment:
    """The seller is the payee, or the coworking that sells in its own name; an exempt one charges
    no VAT.  `service_vat_percent` is 0 when the coworking is exempt."""
    supply = goods_vat_percent if payee_vat_status == VatStatus.LIABLE else ZERO
    own = goods_vat_percent if service_vat_percent else ZERO
    return Treatment(
        mode=mode,
        commission_vat=commission_vat,
        payee_vat_status=payee_vat_status,
        vat_percent=own if mode == Mode.OWN_NAME else supply,
        supply_vat_percent=supply,
        service_vat_percent=service_vat_percent,
    )
