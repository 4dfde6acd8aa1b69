"""Two month ends, two places of one operator, a closing and a taking back: no number is lost."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from consign.days import Month
from consign.invoices.checks import problems
from consign.invoices.models import Document
from consign.monthend.checks import problems as statement_problems
from consign.monthend.operations import MonthClosed, close_month, void_settlement
from consign.monthend.papers import issue_late
from consign.people.models import Coworking
from consign.people.operations import add_coworking
from tests.factories import (
    START,
    any_person,
    make_closed,
    make_coworking,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
    make_showcase,
    moment,
)
from tests.invoices.forgetting import forget_documents

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

OCTOBER = Month(2026, 10)


def numbers() -> list[str]:
    return list(Document.objects.order_by("number").values_list("number", flat=True))


def close(coworking: Coworking) -> MonthClosed:
    at = moment("2026-11-02 09:00")
    return close_month(coworking=coworking, month=OCTOBER, by=any_person(), at=at)


def sold(coworking: Coworking, *makers: str) -> None:
    for name in makers:
        make_sale(coworking, make_placed(coworking, make_selling_maker(coworking, name)).item)


def second_place(first: Coworking) -> Coworking:
    coworking = add_coworking(
        name="La Filature",
        operator=first.operator,
        street="Rue de la Paix 43",
        postcode="1050",
        town="Ixelles",
        by=None,
        at=START,
    )
    make_showcase(coworking)
    return coworking


def test_two_managers_close_one_month(at_once: AtOnce) -> None:
    rcoop = make_coworking()
    sold(rcoop, "One", "Two", "Three")
    any_person()

    done = at_once([partial(close, rcoop)] * 2)

    assert all(isinstance(one, MonthClosed) for one in done), done
    assert numbers() == [f"I-2026-{n:05d}" for n in range(1, 4)]
    assert [*problems(), *statement_problems()] == []


def test_two_places_of_one_operator_share_its_series(at_once: AtOnce) -> None:
    rcoop = make_coworking()
    filature = second_place(rcoop)
    sold(rcoop, "One", "Two", "Three")
    sold(filature, "Four", "Five", "Six")
    any_person()

    done = at_once([partial(close, rcoop), partial(close, filature)])

    assert all(isinstance(one, MonthClosed) for one in done), done
    assert numbers() == [f"I-2026-{n:05d}" for n in range(1, 7)]
    assert [*problems(), *statement_problems()] == []


def test_one_place_closes_while_the_other_takes_back(at_once: AtOnce) -> None:
    """Each draws from both series, invoices and credit notes, and none waits for ever."""
    rcoop = make_coworking()
    filature = second_place(rcoop)
    sold(filature, "One", "Two", "Three")
    settled = make_closed(filature, "2026-10")
    sold(rcoop, "Four", "Five", "Six")
    by = make_person("eva")

    def take_back() -> None:
        for settlement in settled:
            void_settlement(settlement=settlement, by=by, at=moment("2026-11-03"))

    done = at_once([partial(close, rcoop), take_back])

    assert [type(one) for one in done] == [MonthClosed, type(None)], done
    invoices = [f"I-2026-{n:05d}" for n in range(1, 7)]
    assert numbers() == [*invoices, *(f"N-2026-{n:05d}" for n in range(1, 4))]
    assert [*problems(), *statement_problems()] == []


def test_documents_that_were_missing_are_issued_once(at_once: AtOnce) -> None:
    rcoop = make_coworking()
    sold(rcoop, "One")
    (settlement,) = make_closed(rcoop, "2026-10")
    forget_documents()
    by, at = any_person(), moment("2026-11-05")

    done = at_once([partial(issue_late, settlement=settlement, by=by, at=at)] * 2)

    assert sorted(len(one) for one in done) == [0, 1]
    assert [*problems(), *statement_problems()] == []
