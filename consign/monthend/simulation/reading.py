"""From a file to a scenario: every value has its form and its limits, every refusal its place.

What the file says against itself is refused here; what the trade refuses (a maker without payee, a
discount nobody can bear) is left to the operations it runs into.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

from consign.money.split import Base, Bearer, CommissionVat, Discount, Mode, euros
from consign.monthend.simulation.node import LARGEST_CENTS, Node
from consign.monthend.simulation.refusals import (
    BadValue,
    Contradiction,
    DuplicateId,
    IsZero,
    Missing,
    UnknownKey,
    UnknownMaker,
    UnknownSale,
    Unreadable,
    WrongOrder,
)
from consign.monthend.simulation.scenario import (
    AdjustmentEvent,
    CoworkingTerms,
    Event,
    FeeEvent,
    LossEvent,
    PayeeSpan,
    RefundEvent,
    SaleEvent,
    Scenario,
)
from consign.people.models import Kind, VatStatus

HIGHEST_RATE = 50
MOST_PIECES = 1000
ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")
TOP = ["schema", "currency", "timezone", "title", "mode", "coworking", "terms", "payees", "events"]
COMMON = ["id", "type", "at"]
SALE = [
    *COMMON,
    *["maker", "item", "quantity", "unit_price_cents", "vat_rate_percent", "discount_cents"],
]


class Schema(StrEnum):
    ONE = "consign-scenario/1"


class Currency(StrEnum):
    EURO = "EUR"


class OperatorVat(StrEnum):
    LIABLE = "liable"
    EXEMPT = "exempt"


class EventType(StrEnum):
    SALE = "sale"
    REFUND = "refund"
    FEE = "fee"
    LOSS = "loss"
    ADJUSTMENT = "adjustment"


def parse(data: bytes) -> Any:
    """JSON in UTF-8.  Refused: Unreadable."""
    try:
        return json.loads(data.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unreadable(place="$") from None


def read(value: Any) -> Scenario:
    """A scenario from parsed JSON.  Refused: a ScenarioRefused with the place of what is wrong."""
    top = Node(value).keys(TOP)
    top["schema"].word(Schema)
    top["currency"].word(Currency)
    mode = top["mode"].word(Mode)
    terms = _terms(top["coworking"], top["terms"], mode)
    payees = tuple(_payee(node) for node in top["payees"].items())
    _expect_one_entity(payees)
    return Scenario(
        title=top["title"].text(),
        timezone=_timezone(top["timezone"]),
        mode=mode,
        terms=terms,
        payees=payees,
        events=tuple(_Events(terms, payees).read(top["events"])),
    )


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _timezone(node: Node) -> ZoneInfo:
    found = _zone(node.string())
    if found is None:
        raise BadValue(place=node.place, wanted=_("a time zone like Europe/Brussels"))
    return found


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | None:
    if ZONE.fullmatch(name) is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return None


def _terms(coworking: Node, terms: Node, mode: Mode) -> CoworkingTerms:
    ours = coworking.keys(["vat_status", "vat_rate_percent"])
    liable = ours["vat_status"].word(OperatorVat) == OperatorVat.LIABLE
    rate = ours["vat_rate_percent"].percent(HIGHEST_RATE)
    if liable != bool(rate):
        why = _("a liable coworking has a rate above 0, an exempt one has 0")
        raise Contradiction(place=ours["vat_rate_percent"].place, why=why)
    found = terms.keys(
        ["commission_percent", "commission_base", "commission_vat", "minimum_payout_cents"]
    )
    vat = found["commission_vat"].word(CommissionVat)
    _expect_vat_fits(vat, found["commission_vat"].place, mode, liable=liable)
    return CoworkingTerms(
        liable=liable,
        vat_percent=rate,
        commission_percent=found["commission_percent"].percent(100),
        commission_base=found["commission_base"].word(Base),
        commission_vat=vat,
        minimum_payout=_cents(found["minimum_payout_cents"], 0),
    )


def _expect_vat_fits(vat: CommissionVat, place: str, mode: Mode, *, liable: bool) -> None:
    if liable == (vat == CommissionVat.NONE):
        why = _("“none” goes with an exempt coworking and with no other")
        raise Contradiction(place=place, why=why)
    if mode == Mode.OWN_NAME and vat == CommissionVat.ADDED:
        why = _("in its own name a coworking invoices no commission to add VAT to")
        raise Contradiction(place=place, why=why)


def _payee(node: Node) -> PayeeSpan:
    found = node.keys(["id", "maker", "kind", "vat_status", "valid_from", "valid_to"])
    first, last = found["valid_from"], found["valid_to"]
    span = PayeeSpan(
        place=node.place,
        id=found["id"].name(),
        maker=found["maker"].name(),
        kind=found["kind"].word(Kind),
        vat_status=found["vat_status"].word(VatStatus),
        valid_from=None if first.value is None else first.day(),
        valid_to=None if last.value is None else last.day(),
    )
    if span.valid_from and span.valid_to and span.valid_to < span.valid_from:
        why = _("the last day lies before the first")
        raise Contradiction(place=last.place, why=why)
    return span


def _expect_one_entity(payees: Sequence[PayeeSpan]) -> None:
    """Entries of one payee are one legal entity: of one kind, with one VAT status on a day."""
    known: dict[str, list[PayeeSpan]] = defaultdict(list)
    for span in payees:
        for earlier in known[span.id]:
            if earlier.kind != span.kind:
                why = _("an earlier entry of this payee has another kind")
                raise Contradiction(place=f"{span.place}.kind", why=why)
            if earlier.vat_status != span.vat_status and earlier.meets(span):
                why = _("an earlier entry of this payee has another status on a shared day")
                raise Contradiction(place=f"{span.place}.vat_status", why=why)
        known[span.id].append(span)


def _cents(node: Node, low: int) -> Decimal:
    return euros(node.integer(low, LARGEST_CENTS))


class _Events:
    """Reads the events in their order: a refund must know the sales above it."""

    def __init__(self, terms: CoworkingTerms, payees: Sequence[PayeeSpan]) -> None:
        self.terms = terms
        self.makers = {span.maker for span in payees}
        self.known: set[str] = set()
        self.sales: set[str] = set()

    def read(self, node: Node) -> Iterator[Event]:
        last: Event | None = None
        for one in node.items():
            event = self._event(one)
            if event.id in self.known:
                raise DuplicateId(place=f"{one.place}.id")
            if last is not None and event.at < last.at:
                raise WrongOrder(place=f"{one.place}.at")
            self.known.add(event.id)
            last = event
            yield event

    def _event(self, node: Node) -> Event:
        match node.key("type").word(EventType):
            case EventType.SALE:
                return self._sale(node)
            case EventType.REFUND:
                return self._refund(node)
            case EventType.FEE:
                return self._fee(node)
            case EventType.LOSS:
                return self._loss(node)
        return self._adjustment(node)

    def _sale(self, node: Node) -> SaleEvent:
        found = node.keys(SALE, ["discount_bearer", "maker_part_percent"])
        quantity = found["quantity"].integer(1, MOST_PIECES)
        price = found["unit_price_cents"].integer(0, LARGEST_CENTS)
        event = SaleEvent(
            **_common(found),
            maker=self._maker(found["maker"]),
            item=found["item"].text(),
            quantity=quantity,
            unit_price=euros(price),
            vat_percent=found["vat_rate_percent"].percent(HIGHEST_RATE),
            discount=_discount(node, found, quantity * price),
        )
        self.sales.add(event.id)
        return event

    def _refund(self, node: Node) -> RefundEvent:
        found = node.keys([*COMMON, "refunds", "quantity"])
        if found["refunds"].name() not in self.sales:
            raise UnknownSale(place=found["refunds"].place)
        return RefundEvent(
            **_common(found),
            refunds=found["refunds"].name(),
            quantity=found["quantity"].integer(1, MOST_PIECES),
        )

    def _fee(self, node: Node) -> FeeEvent:
        found = node.keys([*COMMON, "maker", "label", "amount_incl_vat_cents", "vat_rate_percent"])
        rate = found["vat_rate_percent"]
        if rate.percent(HIGHEST_RATE) != self.terms.vat_percent:
            why = _("the coworking's services have another rate")
            raise Contradiction(place=rate.place, why=why)
        return FeeEvent(
            **_common(found),
            maker=self._maker(found["maker"]),
            label=found["label"].text(),
            amount=_cents(found["amount_incl_vat_cents"], 1),
        )

    def _loss(self, node: Node) -> LossEvent:
        found = node.keys([*COMMON, "maker", "item", "agreed_value_cents"], ["payee"])
        return LossEvent(
            **_common(found),
            maker=self._maker(found["maker"]),
            item=found["item"].text(),
            value=_cents(found["agreed_value_cents"], 1),
            payee=found["payee"].name() if "payee" in found else None,
        )

    def _adjustment(self, node: Node) -> AdjustmentEvent:
        found = node.keys([*COMMON, "maker", "amount_cents", "reason"], ["payee"])
        amount = _cents(found["amount_cents"], -LARGEST_CENTS)
        if not amount:
            raise IsZero(place=found["amount_cents"].place)
        return AdjustmentEvent(
            **_common(found),
            maker=self._maker(found["maker"]),
            amount=amount,
            reason=found["reason"].text(),
            payee=found["payee"].name() if "payee" in found else None,
        )

    def _maker(self, node: Node) -> str:
        if node.name() not in self.makers:
            raise UnknownMaker(place=node.place)
        return node.name()


def _common(found: Mapping[str, Node]) -> dict[str, Any]:
    return {
        "place": found["id"].place.removesuffix(".id"),
        "id": found["id"].name(),
        "at": found["at"].moment(),
    }


def _discount(node: Node, found: Mapping[str, Node], listed: int) -> Discount:
    """Somebody bears a discount; a part is the maker's of a split one, and of no other."""
    amount = euros(found["discount_cents"].integer(0, min(listed, LARGEST_CENTS)))
    bearer = found["discount_bearer"].word(Bearer) if "discount_bearer" in found else None
    if amount and bearer is None:
        raise Missing(place=f"{node.place}.discount_bearer")
    if bearer == Bearer.SPLIT and "maker_part_percent" not in found:
        raise Missing(place=f"{node.place}.maker_part_percent")
    if bearer != Bearer.SPLIT and "maker_part_percent" in found:
        raise UnknownKey(place=found["maker_part_percent"].place)
    part = found["maker_part_percent"].percent(100) if bearer == Bearer.SPLIT else None
    return Discount(amount, bearer, part)
