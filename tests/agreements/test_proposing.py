"""Terms that are proposed: what is refused, and that a form sent twice proposes once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from consign.agreements.models import Agreement, Bearer
from consign.agreements.operations import (
    NeverInForce,
    PercentOutOfRange,
    SplitNamesItsPart,
    accept,
    propose,
)
from consign.people.models import Coworking, Maker
from tests.factories import START, any_person, make_affiliation, make_maker


def proposed(coworking: Coworking, maker: Maker, **terms: Any) -> Agreement:
    usual = {"starts_on": date(2026, 11, 1), "commission_percent": Decimal(25)}
    return propose(
        coworking=coworking,
        affiliation=maker.affiliations.get(),
        by=None,
        at=START,
        **{**usual, **terms},
    )


def test_same_terms_twice_are_one_proposal(rcoop: Coworking, plume: Maker) -> None:
    first = proposed(rcoop, plume)
    assert proposed(rcoop, plume) == first
    assert proposed(rcoop, plume, unsold_days=60) != first


def test_same_terms_after_they_were_accepted_are_a_new_proposal(
    rcoop: Coworking, plume: Maker
) -> None:
    first = proposed(rcoop, plume)
    accept(agreement=first, by=any_person(), at=START)
    assert proposed(rcoop, plume) != first


@pytest.mark.parametrize(("bearer", "part"), [(Bearer.SPLIT, None), (Bearer.MAKER, Decimal(50))])
def test_a_part_belongs_to_a_discount_that_is_split(
    rcoop: Coworking, plume: Maker, bearer: Bearer, part: Decimal | None
) -> None:
    with pytest.raises(SplitNamesItsPart) as refused:
        proposed(rcoop, plume, discount_bearer=bearer, maker_part_percent=part)
    assert refused.value.place == "maker_part_percent"


def test_the_makers_part_is_a_percentage(rcoop: Coworking, plume: Maker) -> None:
    with pytest.raises(PercentOutOfRange) as refused:
        proposed(rcoop, plume, discount_bearer=Bearer.SPLIT, maker_part_percent=Decimal(101))
    assert refused.value.place == "maker_part_percent"


def test_terms_begin_before_their_affiliation_ends(rcoop: Coworking) -> None:
    maker = make_maker()
    make_affiliation(maker, ends_on=date(2026, 10, 31))
    with pytest.raises(NeverInForce) as refused:
        proposed(rcoop, maker)
    assert refused.value.place == "starts_on"
    assert proposed(rcoop, maker, starts_on=date(2026, 10, 31)).pk
