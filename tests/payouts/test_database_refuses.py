"""Going round the operations: what must not be is refused by the database itself."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from pytest_django import DjangoDbBlocker

from consign.payouts.models import (
    BankLine,
    BankStatement,
    PaymentRequest,
    Payout,
    Remittance,
)
from consign.people.models import Coworking, Role
from tests.factories import (
    IBANS,
    make_closed,
    make_coworking,
    make_member,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
)
from tests.payouts.bank import make_debt, make_exported, make_remittance, read, told

ONE, TWO, THREE = (f"PO-2026-0000{n}" for n in (1, 2, 3))
LATER = "2026-11-09T00:00:00Z"


@pytest.fixture(scope="module", autouse=True)
def world(nothing_kept: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One payout that came back, one with the bank, one in a draft; a request; three lines.

    Made once for all tests, for nothing of it is ever changed.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        rcoop = make_coworking("Rcoop")
        make_coworking("La Filature")
        first, second, third, fourth = (
            make_selling_maker(rcoop, name) for name in ("First", "Second", "Third", "Fourth")
        )
        for maker in (first, second, third):
            make_sale(rcoop, make_placed(rcoop, maker).item)
        make_debt(rcoop, fourth)
        make_closed(rcoop)
        make_exported(rcoop, [ONE, TWO])
        make_remittance(rcoop, [THREE])
        read(
            rcoop,
            told("-31.50", end_to_end_id=ONE),
            told("31.50", end_to_end_id=ONE, return_reason="AC04"),
            told("5.00", text="Coffee"),
            by=make_member(rcoop, make_person("cleo"), Role.MANAGER),
        )
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def untouched(world: None) -> Iterator[None]:
    """What one test adds is gone for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def again(row: models.Model, **changes: object) -> Callable[[], object]:
    """Insert the row once more with some columns changed."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    made = type(row)(**{**values, **changes})
    return lambda: type(row)._default_manager.bulk_create([made])


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (Payout, {"reference": "RF18539007547034"}),
        (Payout, {"message": "Other"}),
        (Payout, {"number": "PO-2026-99999"}),
        (Remittance, {"number": "RM-2026-99999"}),
        (Remittance, {"prepared_by": None}),
        (Remittance, {"prepared_at": LATER}),
        (PaymentRequest, {"amount": Decimal("1.00")}),
        (PaymentRequest, {"reference": "000000000202"}),
        (PaymentRequest, {"iban": IBANS[1]}),
        (PaymentRequest, {"due_on": date(2030, 1, 1)}),
        (BankStatement, {"closing": Decimal("1.00")}),
        (BankStatement, {"closed_on": date(2030, 1, 1)}),
        (BankLine, {"amount": Decimal("1.00")}),
        (BankLine, {"booked_on": date(2030, 1, 1)}),
        (BankLine, {"end_to_end_id": "Other"}),
        (BankLine, {"counterparty_iban": IBANS[1]}),
    ],
)
def test_what_was_told_is_never_edited(
    table: type[models.Model], changes: dict[str, object]
) -> None:
    refused(lambda: table._default_manager.update(**changes))


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        # Not said when or by whom, or said of one that did not leave.
        (ONE, {"paid_on": None}),
        (ONE, {"paid_by": None}),
        (TWO, {"paid_on": date(2026, 11, 5)}),
        (ONE, {"returned_on": None}),
        (ONE, {"returned_by": None}),
        (ONE, {"returned_reason": ""}),
        (TWO, {"returned_reason": "AC04"}),
        (ONE, {"state": "paid"}),
        # With the bank in no remittance, withdrawn in one.
        (TWO, {"remittance": None}),
        (THREE, {"state": "withdrawn"}),
        (THREE, {"state": "lost"}),
    ],
)
def test_a_payout_is_in_one_state_and_all_of_it(number: str, changes: dict[str, object]) -> None:
    refused(lambda: Payout.objects.filter(number=number).update(**changes))


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        ("RM-2026-00001", {"state": "approved"}),
        ("RM-2026-00001", {"file": ""}),
        ("RM-2026-00001", {"file_digest": ""}),
        ("RM-2026-00001", {"exported_at": None}),
        ("RM-2026-00001", {"approved_by": None}),
        ("RM-2026-00001", {"approved_digest": ""}),
        ("RM-2026-00001", {"approved_by": models.F("prepared_by")}),
        ("RM-2026-00001", {"state": "cancelled", "cancelled_at": LATER}),
        ("RM-2026-00002", {"state": "approved"}),
        ("RM-2026-00002", {"state": "exported"}),
        ("RM-2026-00002", {"state": "cancelled"}),
        ("RM-2026-00002", {"cancelled_at": LATER}),
        ("RM-2026-00002", {"file": "<Document/>"}),
        ("RM-2026-00002", {"approved_digest": "0"}),
        ("RM-2026-00002", {"state": "lost"}),
    ],
)
def test_a_remittance_is_approved_by_another_and_exported_once(
    number: str, changes: dict[str, object]
) -> None:
    refused(lambda: Remittance.objects.filter(number=number).update(**changes))


def test_a_request_is_above_zero_in_a_known_state_and_one_of_its_closing() -> None:
    request = PaymentRequest.objects.get()
    new = {"number": "RQ-2026-99999", "reference": "000000000202"}
    refused(again(request, **new))
    other = {"settlement_id": Payout.objects.get(number=ONE).settlement_id}
    again(request, **new, **other)()
    third = {"settlement_id": Payout.objects.get(number=TWO).settlement_id}
    refused(again(request, **third, number="RQ-2026-99998"))
    refused(again(request, **third, reference="000000000303"))
    more = {"number": "RQ-2026-99998", "reference": "000000000303"}
    refused(again(request, **third, **more, amount=Decimal("0.00")))
    refused(again(request, **third, **more, state="lost"))


def test_a_number_is_used_once() -> None:
    refused(again(Remittance.objects.get(number="RM-2026-00002")))
    payout = Payout.objects.get(number=THREE)
    refused(again(payout, settlement_id=PaymentRequest.objects.get().settlement_id))


def test_a_file_and_a_line_are_read_once() -> None:
    filature = Coworking.objects.get(name="La Filature")
    statement = BankStatement.objects.get()
    refused(again(statement))
    again(statement, position=2)()
    again(statement, coworking_id=filature.pk)()
    line = BankLine.objects.filter(state="open").get()
    refused(again(line, position=9))
    again(line, identity="other")()
    again(line, coworking_id=filature.pk)()


def test_a_line_was_matched_with_just_one_thing() -> None:
    matched = BankLine.objects.filter(state="matched")
    remittance, request = Remittance.objects.all()[0], PaymentRequest.objects.get()
    both: tuple[dict[str, Any], ...] = (
        {"remittance": remittance},
        {"request": request},
        {"payout": None},
        {"state": "open"},
        {"state": "aside"},
    )
    for changes in both:
        refused(partial(matched.update, **changes))
    waiting = BankLine.objects.filter(state="open")
    none: tuple[dict[str, Any], ...] = (
        {"state": "matched"},
        {"request": request},
        {"state": "lost"},
    )
    for changes in none:
        refused(partial(waiting.update, **changes))
    assert waiting.update(state="matched", request=request) == 1
