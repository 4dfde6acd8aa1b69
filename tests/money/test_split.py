"""The split of a line: the worked examples of the trade, and what must hold for every line."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consign.money.split import (
    CENT,
    ZERO,
    Base,
    Bearer,
    CommissionBelowZero,
    CommissionVat,
    Discount,
    DiscountTooLarge,
    ShareBelowZero,
    SoldLine,
    Split,
    Terms,
    cash_rounding,
    cents,
    euros,
    half_up,
    portion,
    share_out,
    split_return,
    split_sale,
)

D = Decimal
TERMS = Terms(
    percent=D(30),
    base=Base.PRICE_PAID_INCL_VAT,
    commission_vat=CommissionVat.INCLUDED,
    coworking_vat_percent=D(21),
)
OF_NET = replace(TERMS, base=Base.PRICE_PAID_EXCL_VAT)
NET_AND_VAT_ADDED = replace(OF_NET, commission_vat=CommissionVat.ADDED)
VAT_ADDED = replace(TERMS, commission_vat=CommissionVat.ADDED)
EXEMPT = replace(TERMS, commission_vat=CommissionVat.NONE, coworking_vat_percent=D(0))


def at(percent: str) -> Terms:
    return replace(TERMS, percent=D(percent))


def sold(
    unit_price: str,
    *,
    quantity: int = 1,
    less: str = "0.00",
    bearer: Bearer | None = None,
    makers: str | None = None,
    terms: Terms = TERMS,
    vat: str = "21",
) -> SoldLine:
    """A line as a till would freeze it."""
    discount = Discount(D(less), bearer, None if makers is None else D(makers))
    split = split_sale(
        unit_price=D(unit_price),
        quantity=quantity,
        discount=discount,
        terms=terms,
        vat_percent=D(vat),
    )
    return SoldLine(D(unit_price), quantity, discount, terms, D(vat), split.commission)


@pytest.mark.parametrize(
    ("line", "paid", "commission", "share"),
    [
        pytest.param(sold("45.00", vat="0"), "45.00", "13.50", "31.50", id="E1 exempt maker"),
        pytest.param(
            sold("45.00", vat="0", terms=VAT_ADDED), "45.00", "13.50", "31.50", id="E1b VAT added"
        ),
        pytest.param(
            sold("45.00", terms=NET_AND_VAT_ADDED), "45.00", "11.16", "33.84", id="E2 of net, added"
        ),
        pytest.param(sold("45.00"), "45.00", "13.50", "31.50", id="E3 own name, liable"),
        pytest.param(sold("45.00"), "45.00", "13.50", "31.50", id="E4a exempt, of the tag"),
        pytest.param(sold("45.00", terms=OF_NET), "45.00", "11.16", "33.84", id="of net, 21"),
        pytest.param(sold("45.00", terms=OF_NET, vat="0"), "45.00", "13.50", "31.50", id="of net"),
        pytest.param(
            sold("45.00", less="10.00", bearer=Bearer.MAKER, vat="0"),
            "35.00", "13.50", "21.50", id="E5 borne by the maker",
        ),
        pytest.param(
            sold("45.00", less="10.00", bearer=Bearer.COWORKING, vat="0"),
            "35.00", "3.50", "31.50", id="E5 borne by the coworking",
        ),
        pytest.param(
            sold("45.00", less="10.00", bearer=Bearer.SPLIT, makers="50", vat="0"),
            "35.00", "8.50", "26.50", id="E5 half and half",
        ),
        pytest.param(
            sold("45.00", less="10.00", bearer=Bearer.PRO_RATA, vat="0"),
            "35.00", "10.50", "24.50", id="E5 pro rata",
        ),
        pytest.param(sold("60.00"), "60.00", "18.00", "42.00", id="E6"),
        pytest.param(sold("20.00"), "20.00", "6.00", "14.00", id="E8 E9 20.00"),
        pytest.param(sold("30.00"), "30.00", "9.00", "21.00", id="E8 E13 30.00"),
        pytest.param(sold("80.00"), "80.00", "24.00", "56.00", id="E9 80.00"),
        pytest.param(sold("3.33", terms=at("33.3")), "3.33", "1.11", "2.22", id="E10 3.33"),
        pytest.param(sold("3.35", terms=at("33.3")), "3.35", "1.12", "2.23", id="E10 3.35"),
        pytest.param(
            sold("3.35", quantity=3, terms=at("33.3")), "10.05", "3.35", "6.70", id="E10 3 x 3.35"
        ),
        pytest.param(
            sold("12.50", quantity=5, terms=at("35")), "62.50", "21.88", "40.62", id="E11 5 pieces"
        ),
        pytest.param(
            sold("12.50", quantity=3, terms=at("35")), "37.50", "13.13", "24.37", id="E11 3 pieces"
        ),
        pytest.param(sold("12.99"), "12.99", "3.90", "9.09", id="E12 first maker"),
        pytest.param(sold("7.49"), "7.49", "2.25", "5.24", id="E12 second maker"),
        pytest.param(sold("15.00", terms=at("25"), vat="6"), "15.00", "3.75", "11.25", id="E14 6"),
        pytest.param(sold("18.00", terms=at("25")), "18.00", "4.50", "13.50", id="E14 21"),
        pytest.param(sold("45.00", terms=EXEMPT), "45.00", "13.50", "31.50", id="E15 no VAT"),
        pytest.param(
            sold("45.00", less="10.00", bearer=Bearer.COWORKING, terms=VAT_ADDED),
            "35.00", "5.24", "29.76", id="added, borne by the coworking",
        ),
        pytest.param(
            sold("45.00", less="10.00", bearer=Bearer.MAKER, terms=VAT_ADDED),
            "35.00", "13.50", "21.50", id="added, borne by the maker",
        ),
        pytest.param(sold("0.00"), "0.00", "0.00", "0.00", id="a gift"),
        pytest.param(
            sold("9.99", less="9.99", bearer=Bearer.PRO_RATA), "0.00", "0.00", "0.00", id="all off"
        ),
        pytest.param(sold("10.00", terms=at("100")), "10.00", "10.00", "0.00", id="100 percent"),
    ],
)  # fmt: skip
def test_worked_examples(line: SoldLine, paid: str, commission: str, share: str) -> None:
    split = line.with_left(line.quantity)
    shown = (str(split.paid), str(split.commission), str(split.share))
    assert shown == (paid, commission, share)


def test_vat_added_leaves_the_payee_what_the_list_price_would_have_given() -> None:
    """45.00 less 10.00 borne by the coworking, 30 % and VAT on top: 28.66 like without discount."""
    for line in (
        sold("45.00", terms=VAT_ADDED),
        sold("45.00", less="10.00", bearer=Bearer.COWORKING, terms=VAT_ADDED),
    ):
        split = line.with_left(1)
        assert split.share - portion(split.commission, D(21), 100) == D("28.66")


def test_a_split_discount_rounds_the_makers_part() -> None:
    """Of 0.15 the maker bears half a cent more than the coworking: 0.08 and 0.07."""
    line = sold("10.00", less="0.15", bearer=Bearer.SPLIT, makers="50")
    assert line.commission == D("3.00") - D("0.07")


@pytest.mark.parametrize(
    ("percent", "terms"), [("0", TERMS), ("6", TERMS), ("21", TERMS), ("21", VAT_ADDED)]
)
def test_the_extremes_of_a_split_are_the_maker_and_the_coworking(
    percent: str, terms: Terms
) -> None:
    def commission(bearer: Bearer, makers: str | None = None) -> Decimal:
        line = sold("45.00", less="7.77", bearer=bearer, makers=makers, terms=terms, vat=percent)
        return line.commission

    assert commission(Bearer.SPLIT, "100") == commission(Bearer.MAKER)
    assert commission(Bearer.SPLIT, "0") == commission(Bearer.COWORKING)


@pytest.mark.parametrize(
    ("refusal", "unit_price", "discount"),
    [
        (DiscountTooLarge, "9.99", Discount(D("10.00"), Bearer.PRO_RATA)),
        (CommissionBelowZero, "10.00", Discount(D("3.01"), Bearer.COWORKING)),
        (CommissionBelowZero, "10.00", Discount(D("8.00"), Bearer.SPLIT, D(50))),
        (ShareBelowZero, "10.00", Discount(D("7.01"), Bearer.MAKER)),
    ],
)
def test_a_discount_larger_than_its_bearer_can_give_is_refused(
    refusal: type[Exception], unit_price: str, discount: Discount
) -> None:
    def attempt(discount: Discount) -> Split:
        return split_sale(
            unit_price=D(unit_price),
            quantity=1,
            discount=discount,
            terms=TERMS,
            vat_percent=D(0),
        )

    with pytest.raises(refusal) as refused:
        attempt(discount)
    assert str(refused.value)
    assert attempt(replace(discount, amount=D("3.00"))).paid == D(unit_price) - 3


def test_refusals_have_the_codes_that_programs_know() -> None:
    codes = [DiscountTooLarge.code, CommissionBelowZero.code, ShareBelowZero.code]
    assert codes == ["discount_above_price", "commission_below_zero", "share_below_zero"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": D("-0.01"), "bearer": Bearer.MAKER},
        {"amount": D("0.001"), "bearer": Bearer.MAKER},
        {"amount": D("1.00")},
        {"amount": D("1.00"), "bearer": Bearer.SPLIT},
        {"amount": D("1.00"), "bearer": Bearer.MAKER, "maker_part_percent": D(50)},
        {"maker_part_percent": D(50)},
        {"amount": D("1.00"), "bearer": Bearer.SPLIT, "maker_part_percent": D(101)},
        {"amount": D("1.00"), "bearer": Bearer.SPLIT, "maker_part_percent": D(-1)},
    ],
)
def test_a_discount_that_makes_no_sense_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"discount|whole cents|percent"):
        Discount(**wrong)


@pytest.mark.parametrize(("quantity", "unit_price"), [(0, "1.00"), (-1, "1.00"), (1, "-0.01")])
def test_selling_nothing_or_below_zero_is_no_sale(quantity: int, unit_price: str) -> None:
    with pytest.raises(ValueError, match="not a sale"):
        sold(unit_price, quantity=quantity)


# --- returns --------------------------------------------------------------------------------------


def returned(line: SoldLine, *steps: int) -> list[tuple[str, str, str]]:
    """Paid, commission and share of each return, going to so many pieces left."""
    found, left = [], line.quantity
    for step in steps:
        split = split_return(sold=line, left_before=left, left_after=step)
        found.append((str(split.paid), str(split.commission), str(split.share)))
        left = step
    return found


def test_a_part_return_takes_the_difference_of_the_commissions() -> None:
    """E11: two of five at 12.50 and 35 %."""
    line = sold("12.50", quantity=5, terms=at("35"))
    assert returned(line, 3) == [("-25.00", "-8.75", "-16.25")]


def test_a_whole_return_takes_everything_back() -> None:
    """E6 and E7: the necklace at 45.00."""
    assert returned(sold("45.00"), 0) == [("-45.00", "-13.50", "-31.50")]


def test_pieces_with_a_discount_pro_rata_come_back_one_by_one() -> None:
    line = sold("10.00", quantity=3, less="1.00", bearer=Bearer.PRO_RATA)
    assert (line.with_left(3).paid, line.commission) == (D("29.00"), D("8.70"))
    assert returned(line, 2, 1, 0) == [
        ("-9.67", "-2.90", "-6.77"),
        ("-9.66", "-2.90", "-6.76"),
        ("-9.67", "-2.90", "-6.77"),
    ]


def test_pieces_with_a_discount_of_the_coworking_come_back_one_by_one() -> None:
    line = sold("10.00", quantity=3, less="1.00", bearer=Bearer.COWORKING)
    assert line.commission == D("8.00")
    assert [step[1] for step in returned(line, 2, 1, 0)] == ["-2.67", "-2.66", "-2.67"]


def test_the_discount_comes_back_too() -> None:
    line = sold("10.00", quantity=3, less="1.00", bearer=Bearer.PRO_RATA)
    found = [split_return(sold=line, left_before=k, left_after=k - 1).discount for k in (3, 2, 1)]
    assert found == [D("-0.33"), D("-0.34"), D("-0.33")]


def test_three_pieces_of_ten_cents_give_back_the_commission_they_carried() -> None:
    line = sold("0.10", quantity=3, terms=at("33.33"))
    assert line.commission == D("0.10")
    assert [step[1] for step in returned(line, 2, 1, 0)] == ["-0.03", "-0.04", "-0.03"]


def test_a_line_sold_for_nothing_comes_back_for_nothing() -> None:
    line = sold("1.00", quantity=2, less="2.00", bearer=Bearer.MAKER, terms=at("0"))
    assert returned(line, 1, 0) == [("0.00", "0.00", "0.00")] * 2


def test_the_frozen_commission_is_what_is_given_back() -> None:
    """Terms and formulas may have been others when the line was sold."""
    line = replace(sold("10.00", quantity=2), commission=D("5.00"))
    given_back = split_return(sold=line, left_before=2, left_after=0)
    assert (given_back.commission, given_back.share) == (D("-5.00"), D("-15.00"))


@pytest.mark.parametrize(("before", "after"), [(2, 2), (1, 2), (3, 1), (2, -1)])
def test_more_than_is_left_cannot_come_back(before: int, after: int) -> None:
    with pytest.raises(ValueError, match="not a return"):
        split_return(sold=sold("1.00", quantity=2), left_before=before, left_after=after)


amounts = st.integers(0, 20_000).map(euros)
percents = st.decimals(0, 100, places=4, allow_nan=False, allow_infinity=False)
rates = st.sampled_from([D(0), D(6), D(12), D(21), D("5.5"), D(50)])


@st.composite
def discounts(draw: st.DrawFn, *, at_most: Decimal) -> Discount:
    bearer = draw(st.sampled_from(Bearer))
    part = draw(percents) if bearer is Bearer.SPLIT else None
    return Discount(euros(draw(st.integers(0, cents(at_most)))), bearer, part)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    vat = draw(st.sampled_from(CommissionVat))
    rate = D(0) if vat is CommissionVat.NONE else D(21)
    return Terms(draw(percents), draw(st.sampled_from(Base)), vat, rate)


@st.composite
def lines(draw: st.DrawFn) -> SoldLine:
    """Any line that can be sold."""
    price, quantity, rate, agreed = (
        draw(amounts), draw(st.integers(1, 12)), draw(rates), draw(terms()),
    )  # fmt: skip
    discount = draw(discounts(at_most=price * quantity))
    try:
        split = split_sale(
            unit_price=price, quantity=quantity, discount=discount, terms=agreed, vat_percent=rate
        )
    except (CommissionBelowZero, ShareBelowZero):
        assume(False)
        raise
    return SoldLine(price, quantity, discount, agreed, rate, split.commission)


@given(lines())
def test_every_line_adds_up_and_nobody_pays_for_selling(line: SoldLine) -> None:
    split = line.with_left(line.quantity)
    assert split.commission + split.share == split.paid
    assert split.paid == line.unit_price * line.quantity - line.discount.amount
    assert min(split.commission, split.share) >= 0
    for amount in (split.paid, split.commission, split.share, split.discount):
        assert amount.as_tuple().exponent == -2


@given(lines(), st.data())
def test_returning_everything_in_any_steps_leaves_nothing(
    line: SoldLine, data: st.DataObject
) -> None:
    left, total = line.quantity, line.with_left(line.quantity)
    paid, commission, share, discount = total.paid, total.commission, total.share, total.discount
    while left:
        after = data.draw(st.integers(0, left - 1))
        step = split_return(sold=line, left_before=left, left_after=after)
        assert max(step.paid, step.commission, step.share, step.discount) <= 0
        assert step.paid == -(left - after) * line.unit_price - step.discount
        paid, commission = paid + step.paid, commission + step.commission
        share, discount = share + step.share, discount + step.discount
        left = after
    assert (paid, commission, share, discount) == (ZERO, ZERO, ZERO, ZERO)


# --- rounding and sharing -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("13.125", "13.13"),
        ("-13.125", "-13.13"),
        ("0.025", "0.03"),
        ("-0.025", "-0.03"),
        ("0.0249999999999999999999999999999999999", "0.02"),
        ("0.005", "0.01"),
        ("-0.004", "0.00"),
        ("7", "7.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(exact: str, rounded: str) -> None:
    assert str(half_up(D(exact))) == rounded


def test_portions_are_exact_before_they_are_rounded() -> None:
    assert portion(D("0.01"), D("0.5"), 1) == CENT
    assert half_up(Fraction(1, 3)) == D("0.33")
    nearly_half = portion(D("0.05"), 10**30 - 1, 10**31)
    assert nearly_half == ZERO


def test_cents_and_euros_are_each_others_opposite() -> None:
    assert (cents(D("45.00")), cents(45), cents("-0.5"), cents(D("1E+2"))) == (
        4500,
        4500,
        -50,
        10000,
    )
    assert [str(euros(n)) for n in (4500, 5, -5, 0)] == ["45.00", "0.05", "-0.05", "0.00"]


@given(st.integers(-(10**17), 10**17))
def test_cents_survive_the_way_there_and_back(whole: int) -> None:
    assert cents(euros(whole)) == whole


def test_a_float_is_no_amount() -> None:
    with pytest.raises(TypeError):
        cents(45.0)  # type: ignore[arg-type]


def test_a_fee_is_prorated_by_days_with_the_remainder_last() -> None:
    """E8: 24.20 for November; the maker moves on the 15th."""
    assert share_out(whole=D("24.20"), weights=[14, 16]) == [D("11.29"), D("12.91")]


def test_parts_in_the_middle_carry_what_rounding_left() -> None:
    assert share_out(whole=D("10.00"), weights=[1, 1, 1]) == [D("3.33"), D("3.34"), D("3.33")]
    assert share_out(whole=D("0.05"), weights=[1] * 10) == [D("0.01"), D("0.00")] * 5
    assert share_out(whole=D("-0.01"), weights=[1, 1]) == [D("-0.01"), D("0.00")]


def test_a_part_without_weight_gets_nothing() -> None:
    assert share_out(whole=D("9.99"), weights=[0, 5, 0]) == [ZERO, D("9.99"), ZERO]


@pytest.mark.parametrize("weights", [[], [0, 0], [ZERO], [2, -1]])
def test_nothing_can_be_shared_out_by_nothing(weights: list[int | Decimal]) -> None:
    with pytest.raises(ValueError, match="shared out"):
        share_out(whole=D("1.00"), weights=weights)


@given(
    st.integers(-100_000, 100_000).map(euros),
    st.lists(st.integers(0, 400), min_size=1, max_size=20).filter(any),
)
def test_parts_add_up_and_none_is_more_than_a_cent_off(whole: Decimal, weights: list[int]) -> None:
    parts = share_out(whole=whole, weights=weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part) - Fraction(whole) * weight / sum(weights)) < Fraction(1, 100)
        assert part * whole >= 0


@given(st.lists(amounts, min_size=1, max_size=20).filter(any), st.data())
def test_a_discount_spread_over_lines_never_exceeds_a_line(
    prices: list[Decimal], data: st.DataObject
) -> None:
    discount = euros(data.draw(st.integers(0, cents(sum(prices, ZERO)))))
    parts = share_out(whole=discount, weights=prices)
    assert all(ZERO <= part <= price for part, price in zip(parts, prices, strict=True))


@pytest.mark.parametrize(
    ("total", "difference"),
    [
        ("20.48", "0.02"),
        ("20.47", "-0.02"),
        ("20.46", "-0.01"),
        ("20.49", "0.01"),
        ("20.45", "0.00"),
        ("20.50", "0.00"),
        ("20.52", "-0.02"),
        ("20.53", "0.02"),
        ("-20.48", "-0.02"),
        ("-20.47", "0.02"),
        ("0.00", "0.00"),
    ],
)
def test_a_ticket_in_cash_ends_on_five_cents(total: str, difference: str) -> None:
    assert str(cash_rounding(D(total))) == difference


@given(st.integers(-100_000, 100_000).map(euros))
def test_cash_rounding_is_small_and_the_same_for_money_given_back(total: Decimal) -> None:
    difference = cash_rounding(total)
    assert cents(total + difference) % 5 == 0
    assert abs(difference) <= 2 * CENT
    assert cash_rounding(-total) == -difference
