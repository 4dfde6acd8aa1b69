"""The worked examples of the trade, each with the cents it must give.

Euro in the tables below are written as in the examples; a document is (type, net, VAT, odd cent,
due), a statement (payee, month, payout, closing).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from consign.money.split import cents

OCTOBER, NOVEMBER, DECEMBER = "2026-10", "2026-11", "2026-12"
ME = {"id": "me", "kind": "self_employed", "vat_status": "exempt_small"}
COOP = {"id": "coop", "kind": "cooperative", "vat_status": "liable"}


@dataclass(frozen=True)
class Worked:
    """An example: its scenario and what must come of it."""

    name: str
    scenario: dict[str, Any]
    statements: list[tuple[str, str, str, str]]
    documents: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    commissions: list[str] = field(default_factory=list)
    own_vat: list[tuple[str, str]] | None = None


def euro(text: str) -> int:
    return cents(Decimal(text))


def scenario(
    *events: dict[str, Any],
    payees: list[dict[str, Any]] | None = None,
    mode: str = "agent",
    liable: bool = True,
    **terms: Any,
) -> dict[str, Any]:
    """A scenario at 30 % of the price paid, VAT included, unless told otherwise."""
    whole = {"maker": "maker", "valid_from": "2026-01-01", "valid_to": None}
    return {
        "schema": "consign-scenario/1",
        "currency": "EUR",
        "timezone": "Europe/Brussels",
        "title": "A worked example",
        "mode": mode,
        "coworking": {
            "vat_status": "liable" if liable else "exempt",
            "vat_rate_percent": "21" if liable else "0",
        },
        "terms": {
            "commission_percent": "30",
            "commission_base": "price_paid_incl_vat",
            "commission_vat": "included" if liable else "none",
            "minimum_payout_cents": 0,
            **terms,
        },
        "payees": [{**whole, **payee} for payee in payees or [ME]],
        "events": [{"id": f"e{number}", **event} for number, event in enumerate(events, start=1)],
    }


def sale(
    price: str,
    *,
    on: str = "2026-11-03",
    at: str = "12:00:00Z",
    quantity: int = 1,
    vat: str = "21",
    less: str = "0.00",
    borne_by: str = "",
    part: str = "",
) -> dict[str, Any]:
    found = {
        "type": "sale",
        "at": f"{on}T{at}",
        "maker": "maker",
        "item": "a piece",
        "quantity": quantity,
        "unit_price_cents": euro(price),
        "vat_rate_percent": vat,
        "discount_cents": euro(less),
    }
    if borne_by:
        found["discount_bearer"] = borne_by
    if part:
        found["maker_part_percent"] = part
    return found


def refund(of: str, *, on: str, quantity: int = 1) -> dict[str, Any]:
    return {"type": "refund", "at": f"{on}T12:00:00Z", "refunds": of, "quantity": quantity}


def fee(amount: str, *, on: str, rate: str = "21") -> dict[str, Any]:
    return {
        "type": "fee",
        "at": f"{on}T12:00:00Z",
        "maker": "maker",
        "label": "shelf",
        "amount_incl_vat_cents": euro(amount),
        "vat_rate_percent": rate,
    }


def loss(value: str) -> dict[str, Any]:
    return {
        "type": "loss",
        "at": "2026-11-05T12:00:00Z",
        "maker": "maker",
        "item": "a piece",
        "agreed_value_cents": euro(value),
    }


def discounted(borne_by: str, part: str = "") -> dict[str, Any]:
    return scenario(sale("45.00", less="10.00", borne_by=borne_by, part=part))


MOVES = [
    {"id": "old", "kind": "cooperative", "vat_status": "liable", "valid_to": "2026-11-14"},
    {"id": "new", "kind": "cooperative", "vat_status": "liable", "valid_from": "2026-11-15"},
]
MOVED = [
    sale("45.00", on="2026-11-03"),
    sale("20.00", on="2026-11-14", at="22:40:00Z"),
    sale("30.00", on="2026-11-14", at="23:10:00Z"),
]

EXAMPLES = [
    Worked(
        "e1-an-exempt-maker",
        scenario(sale("45.00")),
        [("me", NOVEMBER, "31.50", "0.00")],
        [("380", "11.16", "2.34", "0.00", "13.50")],
        ["13.50"],
    ),
    Worked(
        "e1b-vat-on-top",
        scenario(sale("45.00"), commission_vat="added"),
        [("me", NOVEMBER, "28.66", "0.00")],
        [("380", "13.50", "2.84", "0.00", "16.34")],
        ["13.50"],
    ),
    Worked(
        "e2-a-liable-payee-by-the-net-price",
        scenario(
            sale("45.00"),
            payees=[COOP],
            commission_base="price_paid_excl_vat",
            commission_vat="added",
        ),
        [("coop", NOVEMBER, "31.50", "0.00")],
        [("380", "11.16", "2.34", "0.00", "13.50")],
        ["11.16"],
    ),
    Worked(
        "e3-own-name-liable",
        scenario(sale("45.00"), payees=[COOP], mode="own_name"),
        [("coop", NOVEMBER, "31.50", "0.00")],
        [("389", "26.03", "5.47", "0.00", "31.50")],
        ["13.50"],
        [("37.19", "7.81")],
    ),
    Worked(
        "e4a-own-name-exempt-by-the-tag",
        scenario(sale("45.00"), mode="own_name"),
        [("me", NOVEMBER, "31.50", "0.00")],
        [("389", "31.50", "0.00", "0.00", "31.50")],
        ["13.50"],
        [("37.19", "7.81")],
    ),
    Worked(
        "e5-discount-borne-by-the-maker",
        discounted("maker"),
        [("me", NOVEMBER, "21.50", "0.00")],
        [("380", "11.16", "2.34", "0.00", "13.50")],
        ["13.50"],
    ),
    Worked(
        "e5-discount-borne-by-the-coworking",
        discounted("coworking"),
        [("me", NOVEMBER, "31.50", "0.00")],
        [("380", "2.89", "0.61", "0.00", "3.50")],
        ["3.50"],
    ),
    Worked(
        "e5-discount-half-and-half",
        discounted("split", "50"),
        [("me", NOVEMBER, "26.50", "0.00")],
        [("380", "7.02", "1.47", "0.01", "8.50")],
        ["8.50"],
    ),
    Worked(
        "e5-discount-pro-rata",
        discounted("pro_rata"),
        [("me", NOVEMBER, "24.50", "0.00")],
        [("380", "8.68", "1.82", "0.00", "10.50")],
        ["10.50"],
    ),
    Worked(
        "e6-refund-after-payout",
        scenario(
            sale("45.00", on="2026-10-20"),
            sale("60.00", on="2026-11-05"),
            refund("e1", on="2026-11-20"),
        ),
        [("me", OCTOBER, "31.50", "0.00"), ("me", NOVEMBER, "10.50", "0.00")],
        [
            ("380", "11.16", "2.34", "0.00", "13.50"),
            ("380", "14.88", "3.12", "0.00", "18.00"),
            ("381", "11.16", "2.34", "0.00", "13.50"),
        ],
        ["13.50", "18.00", "-13.50"],
    ),
    Worked(
        "e7-refund-to-a-payee-who-has-left",
        scenario(
            sale("45.00", on="2026-10-20"),
            sale("30.00", on="2026-11-16"),
            refund("e1", on="2026-11-20"),
            payees=MOVES,
        ),
        [
            ("new", NOVEMBER, "21.00", "0.00"),
            ("old", OCTOBER, "31.50", "0.00"),
            ("old", NOVEMBER, "0.00", "-31.50"),
        ],
    ),
    Worked(
        "e8-a-move-with-a-fee-by-days",
        scenario(*MOVED, fee("12.91", on="2026-11-15"), payees=MOVES)
        | {
            "events": [
                {"id": "f1", **fee("11.29", on="2026-11-01")},
                *({"id": f"s{n}", **one} for n, one in enumerate(MOVED)),
                {"id": "f2", **fee("12.91", on="2026-11-15")},
            ]
        },
        [("new", NOVEMBER, "8.09", "0.00"), ("old", NOVEMBER, "34.21", "0.00")],
        [
            ("380", "18.11", "3.80", "0.00", "21.91"),
            ("380", "25.45", "5.34", "0.00", "30.79"),
        ],
    ),
    Worked(
        "e8-and-e17-a-move-at-midnight",
        scenario(*MOVED, payees=MOVES),
        [("new", NOVEMBER, "21.00", "0.00"), ("old", NOVEMBER, "45.50", "0.00")],
        [
            ("380", "7.44", "1.56", "0.00", "9.00"),
            ("380", "16.12", "3.39", "-0.01", "19.50"),
        ],
    ),
    Worked(
        "e9-a-fee-above-the-sales",
        scenario(
            fee("30.25", on="2026-11-01"),
            sale("20.00", on="2026-11-18"),
            fee("30.25", on="2026-12-01"),
            sale("80.00", on="2026-12-09"),
        ),
        [("me", NOVEMBER, "0.00", "-16.25"), ("me", DECEMBER, "9.50", "0.00")],
        [
            ("380", "29.96", "6.29", "0.00", "36.25"),
            ("380", "44.83", "9.41", "0.01", "54.25"),
        ],
    ),
    Worked(
        "e10-three-lines-like-their-sum",
        scenario(*[sale("3.33") for _line in range(3)], commission_percent="33.3"),
        [("me", NOVEMBER, "6.66", "0.00")],
        commissions=["1.11", "1.11", "1.11"],
    ),
    Worked(
        "e10-three-small-lines",
        scenario(*[sale("3.35") for _line in range(3)], commission_percent="33.3"),
        [("me", NOVEMBER, "6.69", "0.00")],
        [("380", "2.78", "0.58", "0.00", "3.36")],
        ["1.12", "1.12", "1.12"],
    ),
    Worked(
        "e10-one-line-of-three",
        scenario(sale("3.35", quantity=3), commission_percent="33.3"),
        [("me", NOVEMBER, "6.70", "0.00")],
        [("380", "2.77", "0.58", "0.00", "3.35")],
        ["3.35"],
    ),
    Worked(
        "e11-two-of-five-come-back",
        scenario(
            sale("12.50", on="2026-10-20", quantity=5),
            refund("e1", on="2026-11-02", quantity=2),
            commission_percent="35",
        ),
        [("me", OCTOBER, "40.62", "0.00"), ("me", NOVEMBER, "0.00", "-16.25")],
        [
            ("380", "18.08", "3.80", "0.00", "21.88"),
            ("381", "7.23", "1.52", "0.00", "8.75"),
        ],
        ["21.88", "-8.75"],
    ),
    Worked(
        "e12-the-prices-before-cash-rounding",
        scenario(sale("12.99"), sale("7.49")),
        [("me", NOVEMBER, "14.33", "0.00")],
        commissions=["3.90", "2.25"],
    ),
    Worked(
        "e13-below-the-minimum",
        scenario(
            sale("13.57", on="2026-10-20"),
            sale("30.00", on="2026-11-20"),
            minimum_payout_cents=1000,
        ),
        [("me", OCTOBER, "0.00", "9.50"), ("me", NOVEMBER, "30.50", "0.00")],
    ),
    Worked(
        "e14-two-rates",
        scenario(sale("15.00", vat="6"), sale("18.00"), payees=[COOP], commission_percent="25"),
        [("coop", NOVEMBER, "24.75", "0.00")],
        [("380", "6.82", "1.43", "0.00", "8.25")],
        ["3.75", "4.50"],
    ),
    Worked(
        "e15-an-exempt-coworking",
        scenario(sale("45.00"), payees=[COOP], liable=False),
        [("coop", NOVEMBER, "31.50", "0.00")],
        [("380", "13.50", "0.00", "0.00", "13.50")],
        ["13.50"],
    ),
    Worked("e16-a-lost-necklace", scenario(loss("31.50")), [("me", NOVEMBER, "31.50", "0.00")]),
    Worked(
        "e16-a-lost-necklace-of-a-liable-payee",
        scenario(loss("26.03"), payees=[COOP]),
        [("coop", NOVEMBER, "26.03", "0.00")],
    ),
]


def expect(worked: Worked, result: dict[str, Any]) -> None:
    """Compare a result with what the example says."""
    told = [
        (one["payee"], one["period"], one["payout_cents"], one["closing_cents"])
        for one in result["statements"]
    ]
    assert told == [
        (payee, month, euro(payout), euro(closing))
        for payee, month, payout, closing in worked.statements
    ]
    if worked.commissions:
        taken = [line["commission_cents"] for line in result["lines"]]
        assert taken == [euro(amount) for amount in worked.commissions]
    if worked.documents:
        figures = ("net_cents", "vat_cents", "rounding_cents", "due_cents")
        made = [
            (document["type_code"], *(document[name] for name in figures))
            for statement in result["statements"]
            for document in statement["documents"]
        ]
        assert made == [(code, *map(euro, amounts)) for code, *amounts in worked.documents]
    if worked.own_vat is not None:
        own = [(rate["base_cents"], rate["vat_cents"]) for rate in result["coworking_vat_on_sales"]]
        assert own == [(euro(base), euro(vat)) for base, vat in worked.own_vat]
