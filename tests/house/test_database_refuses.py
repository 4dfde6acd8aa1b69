"""Going round the operations: what must not be is refused by the database itself."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import IntegrityError, models, transaction

from consign.agreements.models import Affiliation, Agreement
from consign.journal.models import Event
from consign.ledger.models import Account, Entry
from consign.payouts.models import Payout
from consign.people.models import Coworking, LegalEntity, Maker, User, VatPeriod
from consign.settlements.models import Settlement
from consign.stock.models import Announcement, Hold, Item, Movement, Placement, PriceChange
from consign.till.models import CashCount, Conflict, DayClosing, Sale, SaleLine, SalePayment, Till
from consign.till.places import first_till
from tests.factories import (
    make_closed,
    make_entity,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
)
from tests.kept import kept
from tests.till.closing import close

pytestmark = pytest.mark.django_db
numbers = count(1)


@kept(autouse=True)
def world(rcoop: Coworking, plume: Maker, cleo: User) -> None:
    """One of everything: a sale, a refund, a closed and paid month."""
    placed = make_placed(rcoop, plume, quantity=3)
    make_refund(make_sale(rcoop, placed.item, quantity=2))
    make_sale(rcoop, placed.item)
    make_paid(make_closed(rcoop), on="2026-11-03")
    close(
        first_till(rcoop),
        cleo,
        "90.00",
        opening="100.00",
        at="2026-10-06 18:00",
        reason="A note fell",
        banked="5.00",
    )


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (Movement, {"quantity": 7}),
        (PriceChange, {"price": Decimal("1.00")}),
        (Entry, {"amount": Decimal("1.00")}),
        (Entry, {"memo": "other"}),
        (Sale, {"total": Decimal("1.00")}),
        (SaleLine, {"title": "other"}),
        (Event, {"verb": "other"}),
        (Settlement, {"opening": Decimal("1.00")}),
        (Settlement, {"parties": {}}),
        (Payout, {"amount": Decimal("1.00")}),
        (SalePayment, {"amount": Decimal("1.00")}),
        (CashCount, {"amount": Decimal("1.00")}),
        (DayClosing, {"reason": "other"}),
    ],
)
def test_what_has_happened_is_never_edited(
    table: type[models.Model], changes: dict[str, object]
) -> None:
    refused(lambda: table._default_manager.update(**changes))


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (Placement, {"on_hand": -1}),
        (Item, {"price": Decimal("-0.01")}),
        (Item, {"vat_percent": Decimal(51)}),
        (Announcement, {"quantity": 0}),
        (Announcement, {"state": "lost"}),
        (Announcement, {"accepted": 0}),
        (Agreement, {"commission_percent": Decimal(101)}),
        (Agreement, {"accepted_by": None}),
        (Agreement, {"discount_bearer": "split"}),
        (Agreement, {"mode": "other"}),
        (Agreement, {"mode": "own_name", "commission_vat": "added"}),
        (Agreement, {"shelf_fee": Decimal("-0.01")}),
        (Agreement, {"loss_percent": Decimal("-0.01")}),
        (Agreement, {"loss_percent": Decimal("100.01")}),
        (Agreement, {"ends_on": date(2025, 12, 31)}),
        (Agreement, {"agreed_at": None}),
        (Agreement, {"declined_at": "2026-11-04T00:00:00Z"}),
        (Agreement, {"declined_reason": "No"}),
        (Agreement, {"accepted_at": None, "accepted_by": None, "ends_on": date(2026, 12, 31)}),
        (Affiliation, {"ends_on": date(2025, 1, 1)}),
        (VatPeriod, {"status": "other"}),
        (LegalEntity, {"kind": "other"}),
        (LegalEntity, {"enterprise_number": "0999000196"}),
        (Coworking, {"minimum_payout": Decimal("-1.00")}),
        (Payout, {"paid_on": None}),
        (Settlement, {"voided_at": "2026-11-04T00:00:00Z"}),
    ],
)
def test_impossible_values_are_impossible_rows(
    table: type[models.Model], changes: dict[str, object]
) -> None:
    refused(lambda: table._default_manager.update(**changes))


def again(row: models.Model, **changes: object) -> Callable[[], object]:
    """Insert the row once more with some columns changed."""
    generated = {field.name for field in row._meta.concrete_fields if field.generated}
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in generated
    }
    made = type(row)(**{**values, **changes})
    return lambda: type(row)._default_manager.bulk_create([made])


def test_the_same_cause_is_booked_once() -> None:
    refused(again(Entry.objects.all()[0]))


@pytest.mark.parametrize(
    "missing",
    [
        {"mode": ""},
        {"mode": "other"},
        {"commission_vat": ""},
        {"payee_vat_status": ""},
        {"service_vat_percent": None},
        {"vat_percent": None},
        {"supply_vat_percent": None},
    ],
)
@pytest.mark.parametrize("kind", ["sale", "refund"])
def test_a_sale_and_its_refund_say_what_vat_makes_of_them(
    kind: str, missing: dict[str, object]
) -> None:
    entry = Entry.objects.filter(kind=kind)[0]
    refused(again(entry, reference="X/1", **missing))


def test_a_refund_reverses_an_entry_and_nothing_else_does() -> None:
    refund = Entry.objects.get(kind="refund")
    refused(again(refund, reference="X/1", reverses_id=None))
    sale = Entry.objects.filter(kind="sale")[0]
    refused(again(sale, reference="X/1", reverses_id=sale.pk))


def bare(kind: str, amount: str, **columns: object) -> Callable[[], object]:
    """Insert an entry that is neither sale nor refund."""
    payout = Entry.objects.get(kind="payout")
    reference = f"X {next(numbers)}"
    return again(payout, kind=kind, amount=Decimal(amount), reference=reference, **columns)


def test_a_fee_is_owed_and_says_its_rate() -> None:
    bare("fee", "-0.01", service_vat_percent=Decimal(0))()
    refused(bare("fee", "-1.00"))
    refused(bare("fee", "0.00", service_vat_percent=Decimal(21)))
    refused(bare("fee", "1.00", service_vat_percent=Decimal(21)))


def test_a_loss_is_credited_and_has_a_cause_and_nothing_else_has() -> None:
    bare("loss", "0.00", cause="lost")()
    refused(bare("loss", "1.00"))
    refused(bare("loss", "1.00", cause="eaten"))
    refused(bare("loss", "-0.01", cause="stolen"))
    refused(bare("payout_returned", "1.00", cause="stolen"))


def test_an_adjustment_changes_something_and_says_why() -> None:
    bare("adjustment", "-0.01", reason="Counted twice")()
    refused(bare("adjustment", "1.00"))
    refused(bare("adjustment", "0.00", reason="Nothing"))


def test_an_entry_is_of_a_kind_that_is_known() -> None:
    refused(bare("gift", "1.00"))


def test_the_key_of_a_booking_is_used_once() -> None:
    key = "0b0e1c3c-6b0a-4a4e-8c6a-0d4a3c1f5a11"
    bare("adjustment", "1.00", reason="Once", key=key)()
    refused(bare("adjustment", "1.00", reason="Twice", key=key))


def test_an_entry_is_gross_less_commission() -> None:
    refused(again(Entry.objects.all()[0], reference="X/1", amount=Decimal("31.51")))


def test_a_key_and_a_number_are_used_once() -> None:
    sale = Sale.objects.all()[0]
    refused(again(sale, number="S-2026-99999"))
    refused(again(sale, key="0b0e1c3c-6b0a-4a4e-8c6a-0d4a3c1f5a11"))


def test_only_cash_is_rounded() -> None:
    sale = Sale.objects.all()[0]
    new = {"number": "S-2026-99999", "key": "0b0e1c3c-6b0a-4a4e-8c6a-0d4a3c1f5a11"}
    refused(again(sale, **new, cash_rounding=Decimal("0.02")))
    refused(again(sale, **new, paid_with="cash", cash_rounding=Decimal("0.03")))


@pytest.mark.parametrize(
    "changes",
    [
        {"gross": Decimal("91.00")},
        {"discount": Decimal("1.00")},
        {"commission": Decimal("90.01")},
        {"commission": Decimal("-0.01")},
        {"quantity": -2, "gross": Decimal("-90.00"), "commission": Decimal("-27.00")},
    ],
)
def test_a_line_adds_up_and_a_negative_one_reverses_another(changes: dict[str, object]) -> None:
    line = SaleLine.objects.filter(reverses__isnull=True).order_by("pk")[0]
    refused(again(line, position=9, reference="S-2026-00001/9", **changes))


def test_the_share_is_what_is_left_of_the_gross() -> None:
    for line in SaleLine.objects.all():
        assert line.share == line.gross - line.commission


def test_an_account_is_closed_once_for_a_month_and_its_chain_never_forks() -> None:
    settlement = Settlement.objects.get()
    refused(again(settlement, number="R-2026-99999"))
    refused(again(settlement, number="R-2026-99999", period="2026-11"))


def test_all_or_nothing_is_paid() -> None:
    settlement = Settlement.objects.get()
    new = {"number": "R-2026-99999", "period": "2026-11", "previous_id": settlement.pk}
    refused(again(settlement, **new, payout=Decimal("1.00")))
    refused(again(settlement, **new, payout=Decimal("-1.00")))


def test_a_settlement_has_one_payout_and_it_is_above_zero() -> None:
    payout = Payout.objects.get()
    refused(again(payout, number="PO-2026-99999"))
    refused(again(payout, number="PO-2026-99999", amount=Decimal("0.00")))


def test_two_affiliations_of_a_maker_never_share_a_day(plume: Maker) -> None:
    first = Affiliation.objects.get(maker=plume)
    payee = make_entity("Other")
    refused(again(first, payee_id=payee.pk, starts_on=date(2026, 6, 1)))
    Affiliation.objects.filter(pk=first.pk).update(ends_on=date(2026, 5, 31))
    again(first, payee_id=payee.pk, starts_on=date(2026, 6, 1))()
    refused(lambda: Affiliation.objects.filter(pk=first.pk).update(ends_on=date(2026, 6, 1)))


def test_one_account_for_payee_and_maker() -> None:
    refused(again(Account.objects.all()[0]))


def test_a_conflict_misses_something_and_whoever_decides_is_known() -> None:
    line = SaleLine.objects.filter(quantity=1)[0]
    found = {"line": line, "reason": "already_sold", "missing": 1, "found_at": line.sale.sold_at}
    table = Conflict._default_manager
    refused(lambda: table.create(**{**found, "missing": 0}))
    refused(lambda: table.create(**found, state="other"))
    refused(lambda: table.create(**found, state="kept"))
    refused(lambda: table.create(**found, decided_at=line.sale.sold_at))
    made = table.create(**found)
    refused(again(made))


def test_what_is_kept_is_something_for_somebody_until_later(cleo: User) -> None:
    placed = Placement.objects.select_related("showcase").all()[0]
    at = datetime(2026, 11, 4, 12, tzinfo=UTC)
    kept = Hold(
        item_id=placed.item_id,
        coworking_id=placed.showcase.coworking_id,
        name="Mme Peeters",
        until=at + timedelta(days=1),
        made_by=cleo,
        made_at=at,
    )
    again(kept)()
    refused(again(kept, quantity=0))
    refused(again(kept, name=""))
    refused(again(kept, until=at))
    refused(again(kept, ended_at=at))
    refused(again(kept, ended_by_id=cleo.pk))
    refused(lambda: Hold._default_manager.update(quantity=7))
    refused(lambda: Hold._default_manager.update(made_at=at + timedelta(hours=1)))


def test_a_till_and_day_is_closed_once_and_the_chain_never_forks() -> None:
    first = DayClosing.objects.get()
    new = {"number": "D-2026-00002", "on": date(2026, 10, 7)}
    refused(again(first, previous_id=first.pk, number="D-2026-00002"))
    refused(again(first, previous_id=first.pk, on=date(2026, 10, 7)))
    refused(again(first, **new))
    again(first, **new, previous_id=first.pk)()
    refused(again(first, number="D-2026-00003", on=date(2026, 10, 8), previous_id=first.pk))


@pytest.mark.parametrize(
    "changes",
    [
        {"counted": Decimal("-0.01")},
        {"banked": Decimal("-0.01")},
        {"banked": Decimal("90.01")},
        {"reason": ""},
        {"cash": Decimal("1.00"), "reason": ""},
    ],
)
def test_a_closing_banks_what_was_counted_and_explains_a_difference(
    changes: dict[str, object],
) -> None:
    other = Till.objects.create(coworking=Coworking.objects.get(), name="Other")
    refused(again(DayClosing.objects.get(), till_id=other.pk, **changes))


def test_what_is_left_and_the_difference_are_sums() -> None:
    made = DayClosing.objects.get()
    assert (made.expected, made.difference, made.left) == (
        made.opening + made.cash,
        made.counted - made.expected,
        made.counted - made.banked,
    )


def test_a_ticket_is_paid_once_in_each_way_that_is_known() -> None:
    part = SalePayment.objects.all()[0]
    refused(again(part))
    for means in ("mixed", "shells", ""):
        refused(again(part, means=means))
    again(part, means="transfer")()


def test_two_tills_of_a_coworking_have_two_names() -> None:
    refused(again(Till.objects.all()[0]))
