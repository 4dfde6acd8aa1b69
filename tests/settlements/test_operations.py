"""VAT on top of commissions: booked by closing a month, taken back with it."""

from datetime import date
from decimal import Decimal

import pytest

from consign.agreements.models import CommissionVat
from consign.ledger.models import Entry, EntryKind
from consign.money.split import ZERO
from consign.monthend.operations import void_settlement
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.settlements.documents import documents
from consign.settlements.models import Settlement
from tests.factories import (
    moment,
)
from tests.kept import kept
from tests.settlements.months import closed, maker_on, sell, told

pytestmark = pytest.mark.django_db


class TestTheEntryOfTheVat:
    @kept
    def october(self, rcoop: Coworking) -> Settlement:
        """One sale at 45.00, with 2.84 of VAT on top of the commission."""
        maker = maker_on(rcoop, VatStatus.EXEMPT, vat=CommissionVat.ADDED)
        sell(rcoop, maker, "45.00", "2026-10-05")
        return closed(rcoop, "2026-10")

    def booked(self) -> list[tuple[str, Decimal]]:
        found = Entry.objects.filter(kind=EntryKind.COMMISSION_VAT).order_by("pk")
        return list(found.values_list("reference", "amount"))

    def test_it_is_booked_on_the_last_day_under_the_settlements_number(
        self, october: Settlement
    ) -> None:
        entry = Entry.objects.get(kind=EntryKind.COMMISSION_VAT)
        assert (entry.reference, entry.amount) == (october.number, Decimal("-2.84"))
        assert (entry.on, entry.account) == (date(2026, 10, 31), october.account)

    def test_without_vat_on_top_nothing_is_booked(self, rcoop: Coworking, plume: Maker) -> None:
        sell(rcoop, plume, "45.00", "2026-10-05")
        closed(rcoop, "2026-10")
        assert self.booked() == []

    def test_voiding_takes_it_back_and_closing_again_gives_the_same(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        void_settlement(settlement=october, by=cleo, at=moment("2026-11-02"))
        assert self.booked() == [
            ("R-2026-00001", Decimal("-2.84")),
            ("R-2026-00001/void", Decimal("2.84")),
        ]
        again = closed(rcoop, "2026-10")
        assert (again.change, again.payout) == (october.change, october.payout)
        assert self.booked()[2:] == [("R-2026-00002", Decimal("-2.84"))]
        assert documents(again) == documents(october)

    def test_voided_twice_it_is_taken_back_twice(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        for settlement in (october, None):
            void_settlement(
                settlement=settlement or closed(rcoop, "2026-10"),
                by=cleo,
                at=moment("2026-11-02"),
            )
        assert sum(amount for _reference, amount in self.booked()) == ZERO
        assert closed(rcoop, "2026-10").payout == october.payout

    def test_closed_again_with_one_more_sale_it_is_computed_anew(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        void_settlement(settlement=october, by=cleo, at=moment("2026-11-02"))
        maker = october.account.maker
        sell(rcoop, maker, "20.00", "2026-10-31", recorded="2026-11-02")
        again = closed(rcoop, "2026-10")
        # 19.50 net, 4.10 of VAT.
        assert [told(one) for one in documents(again)] == [("380", "", "19.50", "23.60")]
        assert again.payout == Decimal("65.00") - Decimal("23.60")

    def test_a_settlement_without_it_is_voided_without_it(
        self, rcoop: Coworking, plume: Maker, cleo: User
    ) -> None:
        sell(rcoop, plume, "45.00", "2026-10-05")
        void_settlement(settlement=closed(rcoop, "2026-10"), by=cleo, at=moment("2026-11-02"))
        assert self.booked() == []
