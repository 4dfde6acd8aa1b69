"""Scenarios made up by a die: all modes, bases, bearers, payees that change, refunds in any order.

The same number gives the same scenario.  Some hold a discount that nobody can bear, a refund of
too much or a day without payee; the others are accepted.
"""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

ZONES = ["Europe/Brussels", "Europe/Brussels", "America/New_York", "Asia/Kolkata", "UTC"]
RATES = ["0", "6", "12.00", "21", "21.0", "5.5"]
PERCENTS = ["30", "33.3", "25", "0", "100", "12.5", "40.25", "50"]
BEARERS = ["pro_rata", "maker", "coworking", "split"]
START = datetime(2026, 9, 20, tzinfo=UTC)


def made_up(number: int) -> dict[str, Any]:
    """The scenario of a number."""
    return _Die(number).scenario()


class _Die(random.Random):
    def scenario(self) -> dict[str, Any]:
        mode = self.choice(["agent", "own_name"])
        liable = self.random() < 0.8
        rate = self.choice(["21", "21.00", "6", "17.5"]) if liable else "0"
        vats = ["included", "added"] if mode == "agent" else ["included"]
        self.rate = rate
        self.makers = [f"maker-{name}" for name in "abc"[: self.randint(1, 3)]]
        return {
            "schema": "consign-scenario/1",
            "currency": "EUR",
            "timezone": self.choice(ZONES),
            "title": "Made up",
            "mode": mode,
            "coworking": {
                "vat_status": "liable" if liable else "exempt",
                "vat_rate_percent": rate,
            },
            "terms": {
                "commission_percent": self.choice(PERCENTS),
                "commission_base": self.choice(["price_paid_incl_vat", "price_paid_excl_vat"]),
                "commission_vat": self.choice(vats) if liable else "none",
                "minimum_payout_cents": self.choice([0, 0, 1000, 2500]),
            },
            "payees": [entry for maker in self.makers for entry in self.entries(maker)],
            "events": self.events(),
        }

    def entries(self, maker: str) -> list[dict[str, Any]]:
        """One payee, or two that follow each other; some have several makers."""
        shared = self.random() < 0.3
        first = {
            "id": "Coop" if shared else f"{maker}-self",
            "maker": maker,
            "kind": "cooperative" if shared else "self_employed",
            "vat_status": "liable" if shared else self.choice(["liable", "exempt_small"]),
            "valid_from": self.choice([None, "2026-01-01"]),
            "valid_to": None,
        }
        if self.random() < 0.5:
            return [first]
        change = date(2026, 10, 1) + timedelta(days=self.randint(0, 60))
        first["valid_to"] = (change - timedelta(days=self.choice([1, 1, 1, 4]))).isoformat()
        second = {**first, "valid_from": change.isoformat(), "valid_to": None}
        if self.random() < 0.7:
            second |= {"id": f"{maker}-next", "kind": "company", "vat_status": "liable"}
        elif not shared:
            second["vat_status"] = self.choice(["liable", "exempt_small"])
        return [first, second]

    def events(self) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        self.left: dict[str, int] = {}
        self.at = START
        for number in range(self.randint(0, 14)):
            self.at += timedelta(minutes=self.choice([0, 1, 900, 9000, 30000]))
            made.append(self.event(f"e{number}"))
        return made

    def event(self, name: str) -> dict[str, Any]:
        kinds = ["sale"] * 5 + ["refund"] * 4 + ["fee", "loss", "adjustment"]
        kind = self.choice(kinds)
        if kind == "refund" and not any(self.left.values()):
            kind = "sale"
        event = {"id": name, "type": kind, "at": self.written(self.at)}
        return {**event, **getattr(self, kind)(name)}

    def written(self, at: datetime) -> str:
        """The same instant with one offset or another."""
        offset = self.choice([0, 60, 120, -330])
        if not offset:
            return at.strftime("%Y-%m-%dT%H:%M:%SZ")
        local = (at + timedelta(minutes=offset)).strftime("%Y-%m-%dT%H:%M:%S")
        hours, minutes = divmod(abs(offset), 60)
        return f"{local}{'-' if offset < 0 else '+'}{hours:02d}:{minutes:02d}"

    def sale(self, name: str) -> dict[str, Any]:
        quantity = self.choice([1, 1, 2, 3, 5])
        price = self.choice([0, 1, 333, 335, 1000, 1250, 4500, 26000, self.randint(1, 9999)])
        self.left[name] = quantity
        return {
            "maker": self.choice(self.makers),
            "item": self.choice(["necklace", "Bol « bleu »", "ring"]),
            "quantity": quantity,
            "unit_price_cents": price,
            "vat_rate_percent": self.choice(RATES),
            **self.discount(quantity * price),
        }

    def discount(self, listed: int) -> dict[str, Any]:
        amount = min(listed, self.choice([0, 0, 0, 0, 0, 1, 100, 333]))
        if not amount and self.random() < 0.8:
            return {"discount_cents": 0}
        bearer = self.choice(BEARERS)
        found = {"discount_cents": amount, "discount_bearer": bearer}
        if bearer == "split":
            found["maker_part_percent"] = self.choice(["50", "33.33", "0", "100"])
        return found

    def refund(self, _name: str) -> dict[str, Any]:
        sale = self.choice([sale for sale, left in self.left.items() if left])
        quantity = self.randint(1, self.left[sale])
        if self.random() < 0.02:
            return {"refunds": sale, "quantity": self.left[sale] + 1}
        self.left[sale] -= quantity
        return {"refunds": sale, "quantity": quantity}

    def fee(self, _name: str) -> dict[str, Any]:
        return {
            "maker": self.choice(self.makers),
            "label": "shelf",
            "amount_incl_vat_cents": self.choice([1, 1000, 2420, 3025]),
            "vat_rate_percent": self.rate,
        }

    def loss(self, _name: str) -> dict[str, Any]:
        value = self.choice([1, 2603, 3150])
        return {
            "maker": self.choice(self.makers),
            "item": "lost",
            "agreed_value_cents": value,
            **self.named(),
        }

    def adjustment(self, _name: str) -> dict[str, Any]:
        return {
            "maker": self.choice(self.makers),
            "amount_cents": self.choice([-5000, -1, 1, 700]),
            "reason": "a mistake",
            **self.named(),
        }

    def named(self) -> dict[str, Any]:
        return {"payee": "Coop"} if self.random() < 0.02 else {}
