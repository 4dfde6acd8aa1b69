"""From a basket to priced lines: the terms of the day, and the place of every refusal."""

from datetime import date
from decimal import Decimal

import pytest

from consign.agreements.models import Bearer
from consign.agreements.queries import NoAgreement, NoPayee, NoVatStatus
from consign.codes.label import MistypedCode, NotACode
from consign.ledger.operations import Owner
from consign.money.split import CommissionBelowZero, ShareBelowZero
from consign.people.models import Coworking, Maker, VatStatus
from consign.people.operations import set_vat_status
from consign.refusal import Refused
from consign.stock.counting import QuantityOutOfRange
from consign.stock.models import Item
from consign.stock.queries import UnknownCode
from consign.till.lines import (
    DiscountNotAgreed,
    LineWanted,
    PriceChanged,
    PricedLine,
    WhichPrice,
    as_sold,
    left_of,
    price_lines,
)
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_item,
    make_maker,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 5)


def priced(coworking: Coworking, *wanted: LineWanted, sure: bool = False) -> list[PricedLine]:
    return price_lines(
        coworking,
        wanted,
        DAY,
        at=START,
        which=WhichPrice.TODAYS if sure else WhichPrice.ASK,
    )


def refused(coworking: Coworking, wanted: LineWanted, refusal: type[Refused]) -> str:
    """The place of the refusal of a basket's second line."""
    good = make_item(make_selling_maker(coworking, "Good"))
    with pytest.raises(refusal) as found:
        priced(coworking, LineWanted(good.code), wanted)
    return found.value.place


class TestPricing:
    def test_each_line_has_its_own_terms(
        self, rcoop: Coworking, plume: Maker, terre: Maker
    ) -> None:
        necklace, bowl = make_item(plume), make_item(terre, price="12.99", vat="6")
        first, second = priced(rcoop, LineWanted(necklace.code), LineWanted(bowl.code, 2))
        assert (first.item, first.quantity, first.place) == (necklace, 1, "lines.0")
        assert (first.split.paid, first.split.commission) == (Decimal("45.00"), Decimal("13.50"))
        assert (first.standing.vat_status, first.treatment.vat_percent) == (
            VatStatus.LIABLE,
            Decimal(21),
        )
        assert first.owner == Owner(plume.affiliations.get().payee, plume)
        assert (second.split.paid, second.split.commission) == (Decimal("25.98"), Decimal("6.50"))
        # Exempt: the goods' own rate does not matter.
        assert (second.standing.vat_status, second.treatment.vat_percent) == (
            VatStatus.EXEMPT,
            Decimal(0),
        )
        assert (second.wanted.quantity, second.wanted.place) == (2, "lines.1.quantity")

    def test_a_discount_is_taken_off_the_whole_line(self, rcoop: Coworking, plume: Maker) -> None:
        item = make_item(plume, price="10.00")
        (line,) = priced(rcoop, LineWanted(item.code, 3, Decimal("5.00")))
        assert (line.split.paid, line.split.discount) == (Decimal("25.00"), Decimal("5.00"))
        assert line.split.commission == Decimal("7.50")

    @pytest.mark.parametrize("seen", [None, Decimal("45.00"), Decimal(45)])
    def test_the_price_that_was_shown_holds(
        self, rcoop: Coworking, plume: Maker, seen: Decimal | None
    ) -> None:
        item = make_item(plume)
        (line,) = priced(rcoop, LineWanted(item.code, seen_price=seen))
        assert line.split.paid == Decimal("45.00")


class TestRefusals:
    def test_codes(self, rcoop: Coworking, plume: Maker) -> None:
        item = make_item(plume)
        wrong = item.code[:6] + ("0" if item.code[6] != "0" else "1")
        codes = ((wrong, MistypedCode), ("hello", NotACode), ("7K3M9QX", UnknownCode))
        for code, refusal in codes:
            with pytest.raises(refusal) as found:
                priced(rcoop, LineWanted(item.code), LineWanted(code))
            assert found.value.place == "lines.1.code"

    @pytest.mark.parametrize("quantity", [0, -1, 1001])
    def test_quantities(self, rcoop: Coworking, plume: Maker, quantity: int) -> None:
        wanted = LineWanted(make_item(plume).code, quantity)
        assert refused(rcoop, wanted, QuantityOutOfRange) == "lines.1.quantity"

    def test_a_maker_who_cannot_sell_here(self, rcoop: Coworking, plume: Maker) -> None:
        homeless = make_item(make_maker("New"))
        with pytest.raises(NoPayee) as no_payee:
            priced(rcoop, LineWanted(homeless.code))
        affiliated = make_maker("Newer")
        make_affiliation(affiliated)
        with pytest.raises(NoAgreement) as no_terms:
            priced(rcoop, LineWanted(make_item(affiliated).code))
        plume.affiliations.get().payee.vat_periods.all().delete()
        with pytest.raises(NoVatStatus) as no_status:
            priced(rcoop, LineWanted(make_item(plume).code))
        assert {gap.value.place for gap in (no_payee, no_terms, no_status)} == {"lines.0"}

    def test_a_price_that_changed(self, rcoop: Coworking, plume: Maker) -> None:
        item = make_item(plume)
        wanted = LineWanted(item.code, seen_price=Decimal("44.00"))
        assert refused(rcoop, wanted, PriceChanged) == "lines.1"
        with pytest.raises(PriceChanged, match=r"costs 45\.00 € now, not 44\.00 €"):
            priced(rcoop, wanted)
        (line,) = priced(rcoop, wanted, sure=True)
        assert line.split.paid == Decimal("45.00")

    @pytest.mark.parametrize("discount", ["-0.01", "6.76", "45.00"])
    def test_a_discount_beyond_what_was_agreed(self, rcoop: Coworking, discount: str) -> None:
        """15 % of 45.00 is 6.75."""
        maker = make_maker()
        make_agreement(rcoop, make_affiliation(maker), largest_discount="15")
        code = make_item(maker).code
        place = refused(rcoop, LineWanted(code, 1, Decimal(discount)), DiscountNotAgreed)
        assert place == "lines.1.discount"
        (line,) = priced(rcoop, LineWanted(code, 1, Decimal("6.75")))
        assert line.split.paid == Decimal("38.25")

    @pytest.mark.parametrize(
        ("bearer", "percent", "refusal"),
        [(Bearer.COWORKING, "30", CommissionBelowZero), (Bearer.MAKER, "70", ShareBelowZero)],
    )
    def test_a_discount_somebody_cannot_bear(
        self, rcoop: Coworking, bearer: Bearer, percent: str, refusal: type[Refused]
    ) -> None:
        maker = make_selling_maker(rcoop, "Bearing", percent=percent, bearer=bearer)
        wanted = LineWanted(make_item(maker).code, 1, Decimal("20.00"))
        assert refused(rcoop, wanted, refusal) == "lines.1.discount"


class TestTerms:
    def test_the_coworkings_vat_follows_its_operator_and_the_day(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        item = make_item(plume)
        set_vat_status(
            entity=rcoop.operator,
            status=VatStatus.EXEMPT,
            starts_on=DAY,
            by=None,
            at=START,
        )
        rates = [
            price_lines(rcoop, [LineWanted(item.code)], day, at=START)[0].treatment
            for day in (date(2026, 10, 4), DAY)
        ]
        assert [rate.service_vat_percent for rate in rates] == [Decimal(21), Decimal(0)]


class TestFrozenLines:
    def test_a_line_is_returned_as_it_was_sold(self, rcoop: Coworking) -> None:
        maker = make_selling_maker(rcoop, "Split", bearer=Bearer.SPLIT, maker_part="50")
        item = make_placed(rcoop, maker, quantity=3).item
        line = make_sale(rcoop, item, quantity=3, discount="10.00").lines.get()
        Item.objects.filter(pk=item.pk).update(price=Decimal("99.00"))
        sold = as_sold(line)
        assert (sold.unit_price, sold.quantity) == (Decimal("45.00"), 3)
        assert (sold.discount.amount, sold.discount.bearer) == (Decimal("10.00"), "split")
        assert sold.with_left(3).commission == line.commission
        assert sold.with_left(0).paid == Decimal("0.00")

    def test_what_is_left_of_a_line(self, rcoop: Coworking, plume: Maker) -> None:
        sale = make_sale(rcoop, make_placed(rcoop, plume, quantity=3).item, quantity=3)
        left = [left_of(sale.lines.get())]
        for quantity in (1, 2):
            make_refund(sale, quantity=quantity)
            left.append(left_of(sale.lines.get()))
        assert left == [3, 2, 0]
