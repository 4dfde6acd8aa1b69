"""Terms in words: each term is told, in the reader's language."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from consign.agreements.models import Agreement, Bearer, CommissionBase, CommissionVat, Mode
from consign.agreements.words import clauses, in_words
from consign.people.models import Coworking
from tests.factories import LONG_AGO, make_affiliation, make_agreement, make_maker


def words(**terms: Any) -> dict[str, str]:
    """What each clause says."""
    agreement = Agreement(commission_percent=Decimal("33.3"), starts_on=LONG_AGO, **terms)
    return {clause.about: clause.words for clause in clauses(agreement)}


@pytest.mark.parametrize(
    ("terms", "about", "expected"),
    [
        ({}, "How it is sold", "Sold in the name and for the account of the payee"),
        ({"mode": Mode.OWN_NAME}, "How it is sold", "Sold by the coworking in its own name"),
        (
            {"commission_base": CommissionBase.EXCL_VAT, "commission_vat": CommissionVat.ADDED},
            "Commission",
            "33.3% of the price paid, without VAT; VAT comes on top of the commission",
        ),
        (
            {"mode": Mode.OWN_NAME},
            "Commission",
            "the coworking keeps 33.3% of the price paid, VAT included",
        ),
        (
            {"mode": Mode.OWN_NAME},
            "Invoices",
            (
                "The coworking issues the invoices in the payee's name (self-billing);"
                " what is not contested within 14 days counts as accepted."
            ),
        ),
        ({}, "Discounts", "none"),
        (
            {"largest_discount_percent": Decimal(10), "discount_bearer": Bearer.MAKER},
            "Discounts",
            "at most 10%, borne by the maker",
        ),
        (
            {
                "largest_discount_percent": Decimal(10),
                "discount_bearer": Bearer.SPLIT,
                "maker_part_percent": Decimal(40),
            },
            "Discounts",
            "at most 10%, borne by both, by an agreed part; the maker's part: 40%",
        ),
        ({}, "Shelf fee", "no fee"),
        (
            {"shelf_fee": Decimal("24.20")},
            "Shelf fee",
            "€24.20 a month, VAT included; by days where a month is not whole",
        ),
        ({}, "Smallest payout", "every balance is paid"),
        (
            {"minimum_payout": Decimal("15.00")},
            "Smallest payout",
            "€15.00; what is less is carried on, and paid when the agreement ends",
        ),
        (
            {},
            "A lost or stolen piece",
            "the coworking owes what a sale would have brought the payee, without VAT",
        ),
        (
            {"loss_percent": Decimal(60)},
            "A lost or stolen piece",
            "the coworking owes 60% of the price, without VAT",
        ),
        ({"unsold_days": 1}, "A piece may stay", "1 day; then it is fetched within 30 days"),
        ({}, "A piece may stay", "90 days; then it is fetched within 30 days"),
        (
            {"storage_fee": Decimal("2.00"), "pickup_days": 14},
            "A piece may stay",
            (
                "90 days; then it is fetched within 14 days; after that, storage: €2.00 a piece"
                " for each month begun"
            ),
        ),
    ],
)
def test_a_term_is_told(terms: dict[str, Any], about: str, expected: str) -> None:
    assert words(**terms)[about] == expected


def test_sold_in_the_payees_name_nothing_is_said_of_self_billing() -> None:
    assert "Invoices" not in words()


def test_what_is_accepted_in_own_name_records_that_self_billing_was_agreed(
    rcoop: Coworking,
) -> None:
    agreement = make_agreement(rcoop, make_affiliation(make_maker()), mode=Mode.OWN_NAME)
    agreement.refresh_from_db()
    assert "self-billing" in agreement.accepted_text


@pytest.mark.django_db
def test_the_whole_text_names_both_sides_and_says_every_clause(plume: object) -> None:
    agreement = Agreement.objects.get()
    with translation.override("nl"):
        head, *lines = in_words(agreement).split("\n")
        assert lines == [f"{one.about}: {one.words}" for one in clauses(agreement)]
    for name in ("Rcoop SC", "Comme une plume payee", "1 januari 2026"):
        assert name in head
