"""An entry that was tampered with is found."""

from decimal import Decimal
from typing import Any

import pytest

from consign.ledger.checks import problems
from consign.ledger.models import Account, Entry
from consign.people.models import Coworking, Maker, VatStatus
from tests.factories import make_closed, make_paid, make_placed, make_refund, make_sale
from tests.kept import kept
from tests.ledger.entries import posted
from tests.underneath import change

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")


@kept(autouse=True)
def world(rcoop: Coworking, plume: Maker, terre: Maker) -> None:
    """A sale, a refund and a payout, one of each other kind, and a sale of another maker."""
    placed = make_placed(rcoop, plume, quantity=3)
    make_refund(make_sale(rcoop, placed.item, quantity=2))
    make_paid(make_closed(rcoop), on="2026-11-03")
    account = Account.objects.get(maker=plume)
    for kind, amount in (
        ("fee", "-5.00"),
        ("loss", "20.00"),
        ("adjustment", "1.00"),
        ("commission_vat", "-2.84"),
        ("payout_returned", "31.50"),
    ):
        posted(account, amount, on="2026-11-05", reference=f"{kind} 1", kind=kind)  # type: ignore[arg-type]
    make_sale(rcoop, make_placed(rcoop, terre).item, at="2026-11-06")


def the(kind: str) -> Entry:
    return Entry.objects.get(kind=kind, account__maker__slug="comme-une-plume")


def broken(kind: str, **columns: Any) -> list[str]:
    """What is found once columns of an entry are changed, without the words they begin with."""
    entry = the(kind)
    change(Entry.objects.filter(pk=entry.pk), **columns)
    entry.refresh_from_db()
    begin = f"ledger: entry {entry.pk} ({entry.reference}) "
    found = list(problems())
    assert all(sentence.startswith(begin) for sentence in found), found
    return [sentence.removeprefix(begin) for sentence in found]


def test_entries_of_the_operations_agree_with_themselves() -> None:
    assert Entry.objects.values("kind").distinct().count() == 8
    assert list(problems()) == []


@pytest.mark.parametrize("kind", ["sale", "refund"])
@pytest.mark.parametrize("column", ["amount", "gross", "commission"])
def test_an_amount_that_is_not_gross_less_commission_is_found(kind: str, column: str) -> None:
    assert broken(kind, **{column: getattr(the(kind), column) + CENT}) == [
        "is not gross less commission"
    ]


@pytest.mark.parametrize("kind", ["sale", "refund", "payout", "fee", "loss", "payout_returned"])
def test_a_wrong_sign_is_found(kind: str) -> None:
    entry = the(kind)
    turned = {name: -getattr(entry, name) for name in ("gross", "commission", "amount")}
    assert broken(kind, **turned) == ["has the wrong sign"]


@pytest.mark.parametrize("kind", ["fee", "payout", "payout_returned"])
def test_an_entry_of_nothing_is_found(kind: str) -> None:
    assert broken(kind, amount=Decimal(0)) == ["has the wrong sign"]


@pytest.mark.parametrize("kind", ["fee", "loss", "adjustment", "commission_vat", "payout"])
@pytest.mark.parametrize("column", ["gross", "commission"])
def test_a_price_where_nothing_was_sold_is_found(kind: str, column: str) -> None:
    assert broken(kind, **{column: CENT}) == ["is no sale but has a price"]


@pytest.mark.parametrize("column", ["service_vat_percent", "vat_percent", "supply_vat_percent"])
def test_a_sale_that_does_not_say_its_vat_is_found(column: str) -> None:
    Entry.objects.filter(kind="refund").delete()
    assert "does not say its VAT" in broken("sale", **{column: None})


def test_a_fee_that_does_not_say_its_vat_is_found() -> None:
    assert broken("fee", service_vat_percent=None) == ["does not say its VAT"]


@pytest.mark.parametrize(
    "columns",
    [
        {"payee_vat_status": VatStatus.EXEMPT},
        {"vat_percent": Decimal(6)},
        {"supply_vat_percent": Decimal(6)},
        {"mode": "own_name", "service_vat_percent": Decimal(0)},
    ],
)
def test_vat_that_the_seller_does_not_owe_is_found(columns: dict[str, Any]) -> None:
    Entry.objects.filter(kind="refund").delete()
    assert broken("sale", **columns) == ["has VAT that its seller does not owe"]


def test_a_compensation_without_a_cause_is_found() -> None:
    assert broken("loss", cause="") == ["says no cause"]


def test_an_adjustment_without_reason_or_amount_is_found() -> None:
    assert broken("adjustment", reason="") == ["says no reason"]
    assert broken("adjustment", amount=Decimal(0)) == ["says no reason", "adjusts nothing"]


def test_a_refund_that_reverses_nothing_is_found() -> None:
    assert broken("refund", reverses=None) == ["reverses no sale of its account"]


@pytest.mark.parametrize("whose", ["fee", "another account"])
def test_a_refund_that_reverses_no_sale_of_its_account_is_found(whose: str) -> None:
    others = Entry.objects.get(kind="sale", account__maker__slug="terre-de-ben")
    target = the("fee") if whose == "fee" else others
    assert "reverses no sale of its account" in broken("refund", reverses=target)


def test_another_entry_that_reverses_something_is_found() -> None:
    assert broken("fee", reverses=the("sale")) == ["reverses no sale of its account"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("commission_vat", "added"),
        ("service_vat_percent", Decimal(12)),
    ],
)
def test_a_refund_with_other_vat_than_its_sale_is_found(column: str, value: object) -> None:
    assert broken("refund", **{column: value}) == ["carries other VAT than its sale"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("mode", "own_name"),
        ("payee_vat_status", VatStatus.EXEMPT),
        ("vat_percent", Decimal(6)),
        ("supply_vat_percent", Decimal(6)),
    ],
)
def test_whatever_of_its_vat_differs_is_told(column: str, value: object) -> None:
    assert "carries other VAT than its sale" in broken("refund", **{column: value})
