"""A scenario worked out by hand: whole cents, plain dicts, nothing of the program.

It follows the format's description sentence by sentence and knows no other way; what the program
says is compared with it.  Only for scenarios that nothing refuses.
"""

from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

KINDS = [
    "commission_invoice",
    "commission_credit_note",
    "self_billed_invoice",
    "self_billed_credit_note",
]
CODES = dict(zip(KINDS, ["380", "381", "389", "261"], strict=True))


def rounded(value: Fraction | int) -> int:
    """Half away from zero."""
    size = (abs(Fraction(value)) * 2 + 1) // 2
    return int(size) if value >= 0 else -int(size)


def rate_text(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def by_hand(scenario: dict[str, Any]) -> dict[str, Any]:
    """The result of a scenario."""
    return _Desk(scenario).result()


class _Desk:
    def __init__(self, scenario: dict[str, Any]) -> None:
        self.scenario = scenario
        self.own_name = scenario["mode"] == "own_name"
        self.zone = ZoneInfo(scenario["timezone"])
        self.liable = scenario["coworking"]["vat_status"] == "liable"
        self.w = scenario["coworking"]["vat_rate_percent"]
        self.terms = scenario["terms"]
        self.r = Fraction(self.terms["commission_percent"])
        self.added = self.terms["commission_vat"] == "added"
        self.lines: list[dict[str, Any]] = []
        self.sales: dict[str, dict[str, Any]] = {}
        # One for each event of an account: month, type and what it puts where.
        self.notes: list[dict[str, Any]] = []

    def result(self) -> dict[str, Any]:
        for event in self.scenario["events"]:
            getattr(self, event["type"])(event)
        told = {"lines": self.lines, "statements": self.statements()}
        if self.own_name:
            told["coworking_vat_on_sales"] = self.own_vat()
        return told

    # --- days and payees -------------------------------------------------------------------------

    def day(self, event: dict[str, Any]) -> date:
        return datetime.fromisoformat(event["at"]).astimezone(self.zone).date()

    def entry(self, maker: str, day: date) -> dict[str, Any]:
        for entry in self.scenario["payees"]:
            first, last = entry["valid_from"] or "0001-01-01", entry["valid_to"] or "9999-12-31"
            if entry["maker"] == maker and first <= day.isoformat() <= last:
                found: dict[str, Any] = entry
                return found
        raise LookupError(maker)

    def note(self, event: dict[str, Any], payee: str, maker: str, **facts: Any) -> None:
        month = self.day(event).isoformat()[:7]
        self.notes.append({"account": (payee, maker), "month": month, **facts})

    # --- events ----------------------------------------------------------------------------------

    def sale(self, event: dict[str, Any]) -> None:
        entry = self.entry(event["maker"], self.day(event))
        payee_liable = entry["vat_status"] == "liable"
        goods = rate_text(event["vat_rate_percent"])
        seller_liable = self.liable if self.own_name else payee_liable
        sale = {
            "event": event,
            "payee": entry["id"],
            "payee_liable": payee_liable,
            "v": goods if seller_liable else "0",
            "supply": ("Z" if Fraction(goods) == 0 else "S", goods) if payee_liable else ("E", "0"),
            "month": self.day(event).isoformat()[:7],
            "left": event["quantity"],
        }
        self.sales[event["id"]] = sale
        n = event["quantity"]
        self.line(event, sale, self.paid(sale, n), self.commission(sale, n), "sale")

    def refund(self, event: dict[str, Any]) -> None:
        sale = self.sales[event["refunds"]]
        k, j = sale["left"], sale["left"] - event["quantity"]
        sale["left"] = j
        paid = self.paid(sale, j) - self.paid(sale, k)
        commission = self.commission(sale, j) - self.commission(sale, k)
        self.line(event, sale, paid, commission, "refund")

    def fee(self, event: dict[str, Any]) -> None:
        payee = self.entry(event["maker"], self.day(event))["id"]
        self.note(event, payee, event["maker"], type="fee", amount=event["amount_incl_vat_cents"])

    def loss(self, event: dict[str, Any]) -> None:
        payee = event.get("payee") or self.entry(event["maker"], self.day(event))["id"]
        self.note(event, payee, event["maker"], type="loss", amount=event["agreed_value_cents"])

    def adjustment(self, event: dict[str, Any]) -> None:
        payee = event.get("payee") or self.entry(event["maker"], self.day(event))["id"]
        self.note(event, payee, event["maker"], type="adjustment", amount=event["amount_cents"])

    # --- lines -----------------------------------------------------------------------------------

    def percentage(self, x: int, v: str) -> int:
        if self.terms["commission_base"] == "price_paid_excl_vat":
            x = rounded(Fraction(x) * 100 / (100 + Fraction(v)))
        return rounded(Fraction(x) * self.r / 100)

    def paid(self, sale: dict[str, Any], k: int) -> int:
        event = sale["event"]
        discount = rounded(Fraction(event["discount_cents"] * k, event["quantity"]))
        return int(k * event["unit_price_cents"] - discount)

    def pro_rata(self, event: dict[str, Any]) -> bool:
        return not event["discount_cents"] or event["discount_bearer"] == "pro_rata"

    def commission(self, sale: dict[str, Any], k: int) -> int:
        event, n = sale["event"], sale["event"]["quantity"]
        if self.pro_rata(event):
            return self.percentage(self.paid(sale, k), sale["v"])
        full = self.percentage(n * event["unit_price_cents"], sale["v"]) - self.q(event)
        if k == n:
            return full
        whole = self.paid(sale, n)
        return rounded(Fraction(full * self.paid(sale, k), whole)) if whole else 0

    def q(self, event: dict[str, Any]) -> int:
        d = event["discount_cents"]
        parts = {"maker": 0, "coworking": d}
        if event["discount_bearer"] == "split":
            parts["split"] = d - rounded(d * Fraction(event["maker_part_percent"]) / 100)
        p = parts[event["discount_bearer"]]
        return rounded(Fraction(p) * 100 / (100 + Fraction(self.w))) if self.added else p

    def line(
        self, event: dict[str, Any], sale: dict[str, Any], paid: int, commission: int, kind: str
    ) -> None:
        maker = sale["event"]["maker"]
        self.lines.append(
            {
                "event": event["id"],
                "payee": sale["payee"],
                "maker": maker,
                "amount_paid_cents": paid,
                "vat_rate_percent": sale["v"],
                "commission_cents": commission,
                "payee_share_cents": paid - commission,
            }
        )
        facts = {"type": kind, "paid": paid, "commission": commission, "sale": sale}
        self.note(event, sale["payee"], maker, **facts)

    # --- months ----------------------------------------------------------------------------------

    def statements(self) -> list[dict[str, Any]]:
        found = []
        months = sorted({note["month"] for note in self.notes})
        for account in sorted({note["account"] for note in self.notes}):
            own = [note for note in self.notes if note["account"] == account]
            opening, month = 0, min(note["month"] for note in own)
            while month <= months[-1]:
                notes = [note for note in own if note["month"] == month]
                if notes or opening:
                    told = self.statement(account, month, notes, opening)
                    opening = told["closing_cents"]
                    found.append(told)
                month = following(month)
        return found

    def statement(
        self, account: tuple[str, str], month: str, notes: list[dict[str, Any]], opening: int
    ) -> dict[str, Any]:
        def total(kind: str, what: str = "amount") -> int:
            return sum(note[what] for note in notes if note["type"] == kind)

        documents, vat_added = self.documents(month, notes)
        balance = opening + total("sale", "paid") + total("refund", "paid")
        balance -= total("sale", "commission") + total("refund", "commission") + vat_added
        balance += total("loss") + total("adjustment") - total("fee")
        enough = balance > 0 and balance >= self.terms["minimum_payout_cents"]
        payout = balance if enough else 0
        agents = [] if self.own_name else [note for note in notes if "sale" in note]
        liable = [note for note in agents if note["sale"]["payee_liable"]]
        return {
            "payee": account[0],
            "maker": account[1],
            "period": month,
            "opening_cents": opening,
            "sales_paid_cents": total("sale", "paid"),
            "refunds_paid_cents": -total("refund", "paid"),
            "commission_cents": total("sale", "commission"),
            "commission_reversed_cents": -total("refund", "commission"),
            "commission_vat_added_cents": vat_added,
            "fees_cents": total("fee"),
            "compensations_cents": total("loss"),
            "adjustments_cents": total("adjustment"),
            "payout_cents": payout,
            "closing_cents": balance - payout,
            "vat_on_sales": vat_on(liable),
            "documents": documents,
        }

    def own_vat(self) -> list[dict[str, Any]]:
        sold = [note for note in self.notes if "sale" in note and self.liable]
        return [
            {"period": month, **rate}
            for month in sorted({note["month"] for note in sold})
            for rate in vat_on([note for note in sold if note["month"] == month])
        ]

    # --- documents -------------------------------------------------------------------------------

    def documents(
        self, month: str, notes: list[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], int]:
        sums: dict[tuple[int, str, str, str], list[int]] = {}
        for note in notes:
            if note["type"] in ("loss", "adjustment"):
                continue
            key, inclusive, net = self.part(month, note)
            found = sums.setdefault(key, [0, 0])
            found[0] += inclusive
            found[1] += net
        made, vat_added = [], 0
        order = sorted(sums, key=lambda key: (key[0], key[1], Fraction(key[3]), key[2]))
        for kind, corrects, category, rate in order:
            sign = -1 if kind % 2 else 1
            i, e = (sign * amount for amount in sums[kind, corrects, category, rate])
            t = Fraction(rate)
            a = rounded(e * t / 100)
            due, net = i + e + a, e + rounded(Fraction(i) * 100 / (100 + t))
            vat = rounded(net * t / 100)
            vat_added += sign * a
            if due:
                invoice = {"period": corrects, "kind": KINDS[kind - 1]}
                made.append(
                    {
                        "kind": KINDS[kind],
                        "type_code": CODES[KINDS[kind]],
                        "vat_category": category,
                        "vat_rate_percent": rate,
                        "net_cents": net,
                        "vat_cents": vat,
                        "rounding_cents": due - net - vat,
                        "due_cents": due,
                        "corrects": invoice if corrects else None,
                    }
                )
        return made, vat_added

    def part(self, month: str, note: dict[str, Any]) -> tuple[tuple[int, str, str, str], int, int]:
        ours = ("S" if self.liable else "E", rate_text(self.w) if self.liable else "0")
        if note["type"] == "fee":
            return (0, "", *ours), note["amount"], 0
        sold_in = note["sale"]["month"]
        corrects = sold_in if note["type"] == "refund" and sold_in != month else ""
        credit = 1 if corrects else 0
        if self.own_name:
            share = note["paid"] - note["commission"]
            return (2 + credit, corrects, *note["sale"]["supply"]), share, 0
        inclusive, net = note["commission"], 0
        if self.added:
            inclusive, net = net, inclusive
        return (credit, corrects, *ours), inclusive, net


def vat_on(notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Paid, VAT and base by rate."""
    found = []
    for v in sorted({note["sale"]["v"] for note in notes}, key=Fraction):
        paid = sum(note["paid"] for note in notes if note["sale"]["v"] == v)
        vat = rounded(paid * Fraction(v) / (100 + Fraction(v)))
        found.append(
            {"vat_rate_percent": v, "paid_cents": paid, "vat_cents": vat, "base_cents": paid - vat}
        )
    return found


def following(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
