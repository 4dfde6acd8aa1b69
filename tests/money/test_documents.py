"""Which documents a month gives rise to, and their figures, against the rules of the trade."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consign.money.documents import (
    Document,
    DocumentKind,
    Part,
    VatCategory,
    documents_of,
    service_category,
    supply_category,
    vat_added,
)
from consign.money.split import CENT, ZERO, euros

D = Decimal
S, E, Z = VatCategory.STANDARD, VatCategory.EXEMPT, VatCategory.ZERO
percents = st.sampled_from([D(0), D(6), D(12), D(21), D("5.5")])


def commission(inclusive: str = "0.00", net: str = "0.00", *, corrects: str = "") -> Part:
    return Part(False, S, D(21), corrects, D(inclusive), D(net))


def share(amount: str, percent: int = 21, category: VatCategory = S, corrects: str = "") -> Part:
    return Part(True, category, D(percent), corrects, D(amount))


def told(document: Document) -> tuple[str, str, str]:
    return str(document.kind), document.corrects, str(document.amounts.total)


def test_vat_on_top_of_a_net_commission_beside_a_fee_that_contains_it() -> None:
    (document,) = documents_of([commission(net="10.03"), commission("10.00")])
    amounts = document.amounts
    assert (amounts.vat_added, amounts.total) == (D("2.11"), D("22.14"))
    assert (amounts.net, amounts.vat, amounts.rounding) == (D("18.29"), D("3.84"), D("0.01"))


def test_only_net_parts_leave_nothing_to_round() -> None:
    (document,) = documents_of([commission(net="13.50")])
    amounts = document.amounts
    assert (amounts.net, amounts.vat, amounts.total) == (D("13.50"), D("2.84"), D("16.34"))
    assert amounts.rounding == ZERO


def test_an_exempt_coworking_charges_no_vat() -> None:
    (document,) = documents_of([Part(False, E, D(0), inclusive=D("13.50"))])
    assert (document.amounts.net, document.amounts.vat) == (D("13.50"), ZERO)
    assert document.category == E


def test_what_is_given_back_within_the_month_counts_together() -> None:
    (document,) = documents_of([commission("13.50"), commission("-6.00")])
    assert told(document) == ("commission_invoice", "", "7.50")


def test_what_is_given_back_of_another_month_never_nets() -> None:
    """New sales and refunds of two earlier months: one invoice and two credit notes."""
    documents = documents_of(
        [
            commission("-9.00", corrects="2026-10"),
            commission("6.00"),
            commission("-2.00", corrects="2026-09"),
            commission("-4.50", corrects="2026-10"),
        ]
    )
    assert [told(document) for document in documents] == [
        ("commission_invoice", "", "6.00"),
        ("commission_credit_note", "2026-09", "2.00"),
        ("commission_credit_note", "2026-10", "13.50"),
    ]


def test_each_rate_and_category_of_a_supply_has_its_own() -> None:
    documents = documents_of(
        [share("31.50"), share("10.00", 6), share("8.00", 0, Z), share("7.00", 0, E), share("1.00")]
    )
    assert [(one.category, one.percent, one.amounts.total) for one in documents] == [
        (E, D(0), D("7.00")),
        (Z, D(0), D("8.00")),
        (S, D(6), D("10.00")),
        (S, D(21), D("32.50")),
    ]
    assert {one.kind for one in documents} == {DocumentKind.SELF_BILLED_INVOICE}


def test_they_stand_in_the_order_of_their_kinds() -> None:
    documents = documents_of(
        [
            share("-3.00", corrects="2026-10"),
            share("31.50"),
            commission("-1.00", corrects="2026-10"),
            commission("12.10"),
        ]
    )
    assert [(one.kind.type_code, one.kind.is_credit_note) for one in documents] == [
        ("380", False),
        ("381", True),
        ("389", False),
        ("261", True),
    ]
    assert [one.kind.corrects.type_code for one in documents if one.corrects] == ["380", "389"]


@pytest.mark.parametrize("parts", [[], [commission()], [commission("5.00"), commission("-5.00")]])
def test_none_is_issued_for_nothing(parts: list[Part]) -> None:
    assert documents_of(parts) == []


def test_the_vat_that_is_added_is_that_of_invoices_less_that_of_credit_notes() -> None:
    documents = documents_of([commission(net="3.00"), commission(net="-13.50", corrects="2026-10")])
    assert vat_added(documents) == D("0.63") - D("2.84")
    assert vat_added(documents_of([commission("13.50")])) == ZERO


@pytest.mark.parametrize(
    ("liable", "percent", "category"), [(True, 21, S), (True, 0, Z), (False, 21, E), (False, 0, E)]
)
def test_the_category_of_a_supply(liable: bool, percent: int, category: VatCategory) -> None:
    assert supply_category(liable=liable, percent=D(percent)) == category


def test_the_category_of_a_service() -> None:
    assert (service_category(D(21)), service_category(D(0))) == (S, E)


@given(
    inclusive=st.lists(st.integers(0, 100_000).map(euros), max_size=5),
    net=st.lists(st.integers(0, 100_000).map(euros), max_size=5),
    percent=percents,
    corrects=st.sampled_from(["", "2026-10"]),
)
def test_a_document_adds_up_with_a_cent_to_spare(
    inclusive: list[Decimal], net: list[Decimal], percent: Decimal, corrects: str
) -> None:
    sign = -1 if corrects else 1
    parts = [Part(False, S, percent, corrects, inclusive=sign * one) for one in inclusive]
    parts += [Part(False, S, percent, corrects, net=sign * one) for one in net]
    charged = sum(inclusive, ZERO) + sum(net, ZERO)
    documents = documents_of(parts)
    assert bool(documents) == bool(charged)
    for document in documents:
        amounts = document.amounts
        assert amounts.total == charged + amounts.vat_added
        assert amounts.rounding == amounts.total - amounts.net - amounts.vat
        assert amounts.rounding in (-CENT, ZERO, CENT)
        assert min(amounts.net, amounts.vat, amounts.total) >= 0


def test_money_comes_to_the_coworking_for_its_services_and_back_to_it() -> None:
    assert [kind for kind in DocumentKind if kind.owed_to_coworking] == [
        DocumentKind.COMMISSION_INVOICE,
        DocumentKind.SELF_BILLED_CREDIT_NOTE,
    ]


@pytest.mark.parametrize("kind", DocumentKind)
def test_what_takes_a_document_back_flows_the_other_way(kind: DocumentKind) -> None:
    assert kind.opposite.opposite == kind
    assert kind.opposite.is_self_billed == kind.is_self_billed
    assert kind.opposite.owed_to_coworking != kind.owed_to_coworking
