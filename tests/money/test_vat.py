"""VAT of documents and of a month's sales, against the worked examples."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consign.money.split import CENT, ZERO, euros
from consign.money.vat import DocumentAmounts, document_amounts, vat_inside

D = Decimal
totals = st.integers(-1_000_000, 1_000_000).map(euros)
percents = st.decimals(0, 50, places=4, allow_nan=False, allow_infinity=False)


def taken_apart(*, total: Decimal, percent: Decimal) -> DocumentAmounts:
    """A document with a total, VAT included, and nothing else."""
    return document_amounts(inclusive=total, net=D("0.00"), percent=percent)


@pytest.mark.parametrize(
    ("total", "net", "vat", "rounding"),
    [
        pytest.param("13.50", "11.16", "2.34", "0.00", id="E1 E5 borne by the maker"),
        pytest.param("31.50", "26.03", "5.47", "0.00", id="E3 self-billed"),
        pytest.param("3.50", "2.89", "0.61", "0.00", id="E5 borne by the coworking"),
        pytest.param("8.50", "7.02", "1.47", "0.01", id="E5 half and half"),
        pytest.param("10.50", "8.68", "1.82", "0.00", id="E5 pro rata"),
        pytest.param("18.00", "14.88", "3.12", "0.00", id="E6 invoice"),
        pytest.param("30.79", "25.45", "5.34", "0.00", id="E8 commission and fee"),
        pytest.param("21.91", "18.11", "3.80", "0.00", id="E8 new payee"),
        pytest.param("19.50", "16.12", "3.39", "-0.01", id="E8 without fee"),
        pytest.param("9.00", "7.44", "1.56", "0.00", id="E8 new payee without fee"),
        pytest.param("36.25", "29.96", "6.29", "0.00", id="E9 November"),
        pytest.param("54.25", "44.83", "9.41", "0.01", id="E9 December"),
        pytest.param("3.36", "2.78", "0.58", "0.00", id="E10 three lines"),
        pytest.param("3.35", "2.77", "0.58", "0.00", id="E10 one line"),
        pytest.param("8.75", "7.23", "1.52", "0.00", id="E11 credit note"),
        pytest.param("8.25", "6.82", "1.43", "0.00", id="E14"),
    ],
)
def test_worked_documents(total: str, net: str, vat: str, rounding: str) -> None:
    parts = taken_apart(total=D(total), percent=D(21))
    assert (str(parts.net), str(parts.vat), str(parts.rounding)) == (net, vat, rounding)
    assert parts.total == D(total)
    document = document_amounts(inclusive=D(total), net=ZERO, percent=D(21))
    assert (document.net, document.vat, document.rounding) == (parts.net, parts.vat, parts.rounding)
    assert (document.total, document.vat_added) == (D(total), ZERO)


def test_over_the_cents_of_one_euro_twenty_one_the_odd_cent_is_rare() -> None:
    found = [taken_apart(total=euros(n), percent=D(21)).rounding for n in range(1, 122)]
    assert [found.count(odd) for odd in (ZERO, -CENT, CENT)] == [100, 11, 10]


def test_without_vat_everything_is_net() -> None:
    """E15: the coworking itself is exempt."""
    parts = taken_apart(total=D("13.50"), percent=D(0))
    assert (parts.net, parts.vat, parts.rounding) == (D("13.50"), ZERO, ZERO)


def test_vat_on_top_of_a_net_commission() -> None:
    """E1b: 13.50 and 2.835, an invoice of 16.34; E2: 11.16 and 2.34, an invoice of 13.50."""
    first = document_amounts(inclusive=ZERO, net=D("13.50"), percent=D(21))
    assert (first.vat_added, first.vat, first.total) == (D("2.84"), D("2.84"), D("16.34"))
    second = document_amounts(inclusive=ZERO, net=D("11.16"), percent=D(21))
    assert (second.net, second.vat, second.rounding) == (D("11.16"), D("2.34"), ZERO)
    assert second.total == D("13.50")


def test_net_and_inclusive_parts_share_a_document() -> None:
    """A net commission of 10.03 and a fee of 10.00 with VAT inside."""
    document = document_amounts(inclusive=D("10.00"), net=D("10.03"), percent=D(21))
    assert (document.vat_added, document.total) == (D("2.11"), D("22.14"))
    assert (document.net, document.vat, document.rounding) == (D("18.29"), D("3.84"), CENT)


@pytest.mark.parametrize(
    ("paid", "percent", "vat", "base"),
    [
        ("45.00", "21", "7.81", "37.19"),
        ("15.00", "6", "0.85", "14.15"),
        ("18.00", "21", "3.12", "14.88"),
        ("-25.00", "21", "-4.34", "-20.66"),
        ("45.00", "0", "0.00", "45.00"),
        ("0.00", "21", "0.00", "0.00"),
    ],
)
def test_vat_inside_what_was_paid(paid: str, percent: str, vat: str, base: str) -> None:
    found = vat_inside(paid=D(paid), percent=D(percent))
    assert (str(found.vat), str(found.base)) == (vat, base)


def test_what_own_name_selling_leaves_the_coworking() -> None:
    """E3: a liable maker's VAT can be deducted; E4: of an exempt maker there is none."""
    sale = vat_inside(paid=D("45.00"), percent=D(21))
    bought = taken_apart(total=D("31.50"), percent=D(21))
    assert (sale.vat - bought.vat, sale.base - bought.net) == (D("2.34"), D("11.16"))
    assert sale.base - D("31.50") == D("5.69")


@given(totals, percents)
def test_a_total_taken_apart_adds_up_with_at_most_one_odd_cent(
    total: Decimal, percent: Decimal
) -> None:
    parts = taken_apart(total=total, percent=percent)
    assert parts.net + parts.vat + parts.rounding == total
    assert parts.rounding in (-CENT, ZERO, CENT)


@given(totals, totals, percents)
def test_a_document_costs_its_parts_and_the_vat_on_the_net_ones(
    inclusive: Decimal, net: Decimal, percent: Decimal
) -> None:
    document = document_amounts(inclusive=inclusive, net=net, percent=percent)
    assert document.total == inclusive + net + document.vat_added
    assert document.net + document.vat + document.rounding == document.total
    assert document.rounding in (-CENT, ZERO, CENT)


@given(totals, percents)
def test_vat_inside_and_base_are_what_was_paid(paid: Decimal, percent: Decimal) -> None:
    found = vat_inside(paid=paid, percent=percent)
    assert found.vat + found.base == paid
    assert found == tuple(-part for part in vat_inside(paid=-paid, percent=percent))
