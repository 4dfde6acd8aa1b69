"""Beside each figure stands why: a rule, and an arithmetic that comes to the figure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from consign.agreements.models import Bearer as BearerWords
from consign.agreements.models import CommissionBase, CommissionVat, Mode
from consign.days import Month
from consign.money.split import (
    ZERO,
    Base,
    Bearer,
    Discount,
    SoldLine,
    Terms,
    split_return,
    split_sale,
)
from consign.money.split import CommissionVat as SplitVat
from consign.monthend import why_lines
from consign.monthend.statement import so_far, statement_of
from consign.monthend.statement_lines import StatementLine
from consign.monthend.why import Why, explained
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.refusal import Refused
from consign.settlements.models import Settlement
from tests.factories import (
    make_closed,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.monthend.pencil import GROUPS, worked_out
from tests.monthend.rich import make_rich_month

PERCENTS = st.decimals(min_value=0, max_value=100, places=2)
CENTS = st.integers(min_value=0, max_value=50_000).map(lambda cents: Decimal(cents).scaleb(-2))


def sale_line(
    price: str = "45.00",
    *,
    quantity: int = 1,
    discount: Discount | None = None,
    percent: str = "30",
    base: Base = Base.PRICE_PAID_INCL_VAT,
    vat: SplitVat = SplitVat.INCLUDED,
    goods: str = "21",
    mode: Mode = Mode.AGENT,
) -> StatementLine:
    """A line as a statement tells it, split as the till does; refused where the till refuses."""
    discount = discount or Discount()
    terms = Terms(Decimal(percent), base, vat, Decimal(21))
    split = split_sale(
        unit_price=Decimal(price),
        quantity=quantity,
        discount=discount,
        terms=terms,
        vat_percent=Decimal(goods),
    )
    return StatementLine(
        sold_at=moment("2026-10-05"),
        on=date(2026, 10, 5),
        ticket="S-2026-00001",
        code="7K3M9QX",
        title="Ring",
        quantity=quantity,
        unit_price=Decimal(price),
        discount=split.discount,
        discount_bearer=discount.bearer or Bearer.PRO_RATA,
        maker_part_percent=discount.maker_part_percent,
        paid=split.paid,
        mode=mode,
        vat_percent=Decimal(goods),
        supply_vat_percent=Decimal(goods),
        service_vat_percent=Decimal(21),
        payee_vat_status=VatStatus.LIABLE,
        commission_percent=Decimal(percent),
        commission_base=CommissionBase(base.value),
        commission_vat=CommissionVat(vat.value),
        commission=split.commission,
        share=split.share,
    )


def back(line: StatementLine, *, before: int, after: int) -> StatementLine:
    """Some pieces of a line given back, when so many of it were left."""
    sold: SoldLine = line.as_sold
    change = split_return(sold=sold, left_before=before, left_after=after)
    return replace(
        line,
        quantity=after - before,
        discount=change.discount,
        paid=change.paid,
        commission=change.commission,
        share=change.share,
        first_ticket=line.ticket,
        sold=sold,
        left_before=before,
    )


def discounts(listed: Decimal) -> st.SearchStrategy[Discount]:
    """Any discount on a line of this price, whoever bears it."""
    amounts = st.integers(min_value=0, max_value=int(listed * 100))
    return st.builds(
        lambda cents, bearer, part: Discount(
            Decimal(cents).scaleb(-2), bearer, part if bearer == Bearer.SPLIT else None
        ),
        amounts,
        st.sampled_from(list(Bearer)),
        PERCENTS,
    )


@st.composite
def lines(draw: st.DrawFn) -> StatementLine:
    """Any line that a till could have sold, or a part of it given back."""
    price, quantity = draw(CENTS), draw(st.integers(min_value=1, max_value=6))
    try:
        sold = sale_line(
            str(price),
            quantity=quantity,
            discount=draw(discounts(price * quantity)),
            percent=str(draw(PERCENTS)),
            base=draw(st.sampled_from(list(Base))),
            vat=draw(st.sampled_from(list(SplitVat))),
            goods=draw(st.sampled_from(["0", "6", "12", "21", "5.5"])),
            mode=draw(st.sampled_from(list(Mode))),
        )
    except Refused:
        assume(False)
    before = draw(st.integers(min_value=0, max_value=quantity))
    if not before:
        return sold
    return back(sold, before=before, after=draw(st.integers(min_value=0, max_value=before - 1)))


@given(lines(), st.sampled_from(list(GROUPS)))
def test_the_arithmetic_of_any_line_comes_to_its_figures(
    line: StatementLine, language: str
) -> None:
    figures = {"paid": line.paid, "commission": line.commission, "share": line.share}
    for name, figure in figures.items():
        worked = getattr(why_lines, name)(line)
        assert worked.result == figure, name
        assert worked_out(worked.text(language), language) == figure, name


def test_a_line_is_told_as_on_paper() -> None:
    def told(line: StatementLine) -> list[str]:
        return [f(line).text() for f in (why_lines.paid, why_lines.commission, why_lines.share)]

    def with_discount(bearer: Bearer, part: str | None = None) -> Discount:
        return Discount(Decimal("10.00"), bearer, Decimal(part) if part else None)

    assert told(sale_line()) == ["45.00", "45.00 × 30 % = 13.50", "45.00 − 13.50 = 31.50"]
    assert told(sale_line(discount=with_discount(Bearer.PRO_RATA)))[:2] == [
        "45.00 − 10.00 = 35.00",
        "35.00 × 30 % = 10.50",
    ]
    assert told(sale_line(discount=with_discount(Bearer.MAKER)))[1] == "45.00 × 30 % = 13.50"
    assert told(sale_line(discount=with_discount(Bearer.COWORKING)))[1] == (
        "(45.00 × 30 % = 13.50) − 10.00 = 3.50"
    )
    assert told(sale_line(discount=with_discount(Bearer.SPLIT, "50")))[1] == (
        "(45.00 × 30 % = 13.50) − (10.00 − (10.00 × 50 % = 5.00) = 5.00) = 8.50"
    )
    assert told(sale_line(base=Base.PRICE_PAID_EXCL_VAT))[1] == (
        "(45.00 × 100 / 121 = 37.19) × 30 % = 11.16"
    )
    assert told(sale_line(vat=SplitVat.ADDED, discount=with_discount(Bearer.COWORKING)))[1] == (
        "(45.00 × 30 % = 13.50) − (10.00 × 100 / 121 = 8.26) = 5.24"
    )


def test_what_comes_back_is_the_difference() -> None:
    three = sale_line("10.00", quantity=3, discount=Discount(Decimal("1.00"), Bearer.PRO_RATA))
    first, last = back(three, before=3, after=2), back(three, before=1, after=0)
    assert why_lines.paid(first).text() == (
        "(2 × 10.00 − (1.00 × 2 / 3 = 0.67) = 19.33) − (3 × 10.00 − 1.00 = 29.00) = −9.67"
    )
    assert why_lines.commission(first).text() == (
        "(19.33 × 30 % = 5.80) − (29.00 × 30 % = 8.70) = −2.90"
    )
    assert why_lines.share(first).text() == "2.90 − 9.67 = −6.77"
    assert why_lines.commission(last).text() == "− 9.67 × 30 % = −2.90"
    borne = sale_line("10.00", quantity=3, discount=Discount(Decimal("1.00"), Bearer.COWORKING))
    assert why_lines.commission(back(borne, before=3, after=2)).text() == (
        "(8.00 × 19.33 / 29.00 = 5.33) − 8.00 = −2.67"
    )
    plain = sale_line("12.50", quantity=5)
    assert why_lines.paid(back(plain, before=5, after=3)).text() == "− 2 × 12.50 = −25.00"


@pytest.mark.parametrize("bearer", list(Bearer))
def test_the_rule_says_who_bears_the_discount(bearer: Bearer) -> None:
    part = Decimal(50) if bearer == Bearer.SPLIT else None
    line = sale_line(discount=Discount(Decimal("10.00"), bearer, part))
    before = "the price before the discount, VAT included"
    with translation.override("en"):
        rule = why_lines.commission_rule(line)
        of = str(CommissionBase.INCL_VAT.label) if bearer == Bearer.PRO_RATA else before
        assert rule.startswith(f"30% of {of}, as agreed for the day of the sale.")
        said = {
            Bearer.PRO_RATA: "of the sale.",
            Bearer.MAKER: "The maker bears the discount: the commission stays as it was.",
            Bearer.COWORKING: "The coworking bears the discount: it comes off the commission.",
            Bearer.SPLIT: "The maker bears 50% of the discount, the rest comes off the commission.",
        }
        assert rule.endswith(said[bearer])
    assert BearerWords(bearer).label


def test_what_was_sold_in_its_own_name_knows_no_commission() -> None:
    with translation.override("en"):
        rule = why_lines.commission_rule(sale_line(mode=Mode.OWN_NAME))
        assert rule.startswith("No commission is invoiced: this difference stays")
        assert why_lines.share_rule(sale_line(mode=Mode.OWN_NAME)) == (
            "What was paid, less the difference."
        )


def test_a_commission_before_vat_says_that_vat_comes_on_top() -> None:
    with translation.override("en"):
        line = sale_line(vat=SplitVat.ADDED, discount=Discount(Decimal(1), Bearer.COWORKING))
        rule = why_lines.commission_rule(line)
    assert "so the discount comes off without it too" in rule
    assert rule.endswith("VAT comes on top, once for the whole document.")


@kept
def rich(rcoop: Coworking, ada: User) -> Settlement:
    return make_rich_month(rcoop, ada)


def why(settlement: Settlement) -> Why:
    return explained(statement_of(settlement))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_every_figure_of_a_rich_month_can_be_worked_out(rich: Settlement, language: str) -> None:
    with translation.override(language):
        for figure in why(rich):
            assert worked_out(figure.arithmetic, language) == figure.amount, figure.place
            assert figure.rule, figure.place
            assert figure.label, figure.place


@pytest.mark.django_db
def test_every_figure_has_a_place_of_its_own(rich: Settlement) -> None:
    places = [figure.place for figure in why(rich)]
    statement = statement_of(rich)
    assert len(places) == len(set(places))
    assert sum(place.startswith("lines[") for place in places) == 3 * len(statement.lines)
    assert sum(place.startswith("documents[") for place in places) == 4 * len(statement.documents)
    assert {"opening", "balance", "payout", "closing"} <= set(places)
    assert {place for place in places if place.startswith("totals.")} == {
        f"totals.{name}"
        for name in (
            "sales",
            "commission",
            "refunds",
            "commission_reversed",
            "commission_vat",
            "fees",
            "compensations",
            "adjustments",
        )
    }


@pytest.mark.django_db
def test_sums_stand_below_each_other_and_add_up(rich: Settlement) -> None:
    told = why(rich)
    running = ZERO
    for figure in [told.opening, *told.totals]:
        running += figure.shown
    assert running == told.balance.amount
    assert running + told.payout.shown == told.closing.amount


@pytest.mark.django_db
def test_vat_on_top_is_worked_out_for_each_document(rich: Settlement) -> None:
    (figure,) = [one for one in why(rich).totals if one.place == "totals.commission_vat"]
    text = figure.worked.text()
    assert text.count("× 21 %") == 2
    assert "−" in text


@pytest.mark.django_db
def test_a_shelf_fee_is_a_part_of_the_month(rich: Settlement) -> None:
    told = [one.amount.worked.text() for one in why(rich).others if one.line.is_shelf_fee]
    assert told == [
        "− 24.20 × 4 / 31 = −3.12",
        "(24.20 × 4 / 31 = 3.12) − (24.20 × 7 / 31 = 5.46) = −2.34",
        "(24.20 × 7 / 31 = 5.46) − (24.20 × 10 / 31 = 7.81) = −2.35",
        "(30.25 × 10 / 31 = 9.76) − (30.25 × 14 / 31 = 13.66) = −3.90",
    ]


@pytest.mark.django_db
def test_a_compensation_is_counted_by_the_piece(rich: Settlement) -> None:
    (loss,) = [one for one in why(rich).others if one.line.kind == "loss"]
    assert loss.line.quantity == 2
    assert loss.amount.worked.text().startswith("2 × ")


@pytest.mark.django_db
def test_the_opening_names_the_statement_before(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, minimum="50.00")
    item = make_placed(rcoop, maker, quantity=2).item
    make_sale(rcoop, item, at="2026-09-05")
    (first,) = make_closed(rcoop, "2026-09")
    make_sale(rcoop, item, at="2026-10-05")
    (second,) = make_closed(rcoop)
    with translation.override("en"):
        assert "no month was closed before" in why(first).opening.rule
        assert why(second).opening.rule == f"The closing balance of statement {first.number}."
        assert "below the agreed minimum of €50.00" in why(first).payout.rule
        assert "reaches the agreed minimum of €50.00" in why(second).payout.rule
        assert why(second).balance.worked.text() == "31.50 + 45.00 − 13.50 = 63.00"


@pytest.mark.django_db
def test_returns_in_any_order_are_explained_by_what_was_left(
    rcoop: Coworking, plume: Maker
) -> None:
    item = make_placed(rcoop, plume, price="10.00", quantity=3).item
    sale = make_sale(rcoop, item, quantity=3, discount="1.00")
    for day in ("2026-10-06", "2026-10-07", "2026-10-08"):
        make_refund(sale, at=day)

    def told() -> Iterator[tuple[int, str]]:
        account = sale.lines.get().account
        for line in so_far(account, Month(2026, 10)).refunds:
            yield line.left_before, why_lines.commission(line).text()

    assert list(told()) == [
        (3, "(19.33 × 30 % = 5.80) − (29.00 × 30 % = 8.70) = −2.90"),
        (2, "(9.67 × 30 % = 2.90) − (19.33 × 30 % = 5.80) = −2.90"),
        (1, "− 9.67 × 30 % = −2.90"),
    ]
