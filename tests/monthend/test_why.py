"""The steps beside a share: they add up, and their words say how."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.utils import translation

from consign.agreements.models import Bearer
from consign.days import Month
from consign.monthend.statement import StatementLine, so_far
from consign.monthend.why import Step, steps
from consign.people.models import Coworking
from tests.factories import make_placed, make_refund, make_sale, make_selling_maker

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Terms:
    bearer: Bearer
    maker_part: str | None = None


def lines(
    coworking: Coworking,
    terms: Terms,
    *,
    price: str = "45.00",
    quantity: int = 1,
    discount: str = "0.00",
    back: int = 0,
) -> list[StatementLine]:
    """A sale in October, and perhaps a part of it that came back, as the statement tells them."""
    maker = make_selling_maker(coworking, bearer=terms.bearer, maker_part=terms.maker_part)
    item = make_placed(coworking, maker, price=price, quantity=quantity).item
    sale = make_sale(coworking, item, quantity=quantity, discount=discount)
    if back:
        make_refund(sale, quantity=back)
    return list(so_far(sale.lines.get().account, Month(2026, 10)).lines)


def told(line: StatementLine) -> list[tuple[str, str]]:
    with translation.override("en"):
        return [(step.words, str(step.amount)) for step in steps(line)]


def check(found: list[Step]) -> None:
    """Each result is what stands above it, added up."""
    running = Decimal(0)
    for step in found:
        if step.result:
            assert step.amount == running
        else:
            running += step.amount


def test_a_plain_sale(rcoop: Coworking) -> None:
    (line,) = lines(rcoop, Terms(Bearer.PRO_RATA))
    assert told(line) == [
        ("Paid", "45.00"),
        ("Commission, 30% of €45.00", "-13.50"),
        ("Share", "31.50"),
    ]


def test_several_pieces(rcoop: Coworking) -> None:
    (line,) = lines(rcoop, Terms(Bearer.PRO_RATA), price="12.50", quantity=5)
    assert told(line) == [
        ("5 × €12.50", "62.50"),
        ("Paid", "62.50"),
        ("Commission, 30% of €62.50", "-18.75"),
        ("Share", "43.75"),
    ]


@pytest.mark.parametrize(
    ("terms", "after"),
    [
        (
            Terms(Bearer.PRO_RATA),
            [
                ("Discount, borne by both, in proportion", "-10.00"),
                ("Paid", "35.00"),
                ("Commission, 30% of €35.00", "-10.50"),
                ("Share", "24.50"),
            ],
        ),
        (
            Terms(Bearer.MAKER),
            [
                ("Discount, borne by the maker", "-10.00"),
                ("Paid", "35.00"),
                ("Commission, 30% of €45.00", "-13.50"),
                ("Share", "21.50"),
            ],
        ),
        (
            Terms(Bearer.COWORKING),
            [
                ("Discount, borne by the coworking", "-10.00"),
                ("Paid", "35.00"),
                ("Commission, 30% of €45.00", "-13.50"),
                ("The coworking's part of the discount", "10.00"),
                ("Share", "31.50"),
            ],
        ),
        (
            Terms(Bearer.SPLIT, "50"),
            [
                ("Discount, borne by both, by an agreed part", "-10.00"),
                ("Paid", "35.00"),
                ("Commission, 30% of €45.00", "-13.50"),
                ("The coworking's part of the discount", "5.00"),
                ("Share", "26.50"),
            ],
        ),
    ],
)
def test_who_bears_a_discount_decides_the_commission(
    rcoop: Coworking, terms: Terms, after: list[tuple[str, str]]
) -> None:
    (line,) = lines(rcoop, terms, discount="10.00")
    assert told(line) == [("1 × €45.00", "45.00"), *after]


def test_what_came_back_takes_its_commission_along(rcoop: Coworking) -> None:
    _sale, back = lines(rcoop, Terms(Bearer.PRO_RATA), price="12.50", quantity=5, back=2)
    assert told(back) == [
        ("Given back to the customer", "-25.00"),
        ("Commission of the sale, given back", "7.50"),
        ("Share", "-17.50"),
    ]


@pytest.mark.parametrize("discount", ["0.00", "0.01", "3.33", "7.77"])
@pytest.mark.parametrize(
    "terms",
    [
        Terms(Bearer.PRO_RATA),
        Terms(Bearer.MAKER),
        Terms(Bearer.COWORKING),
        Terms(Bearer.SPLIT, "33.33"),
    ],
)
def test_steps_add_up_to_the_cent(rcoop: Coworking, terms: Terms, discount: str) -> None:
    found = lines(rcoop, terms, price="17.77", quantity=3, discount=discount, back=1)
    for line in found:
        check(steps(line))
        assert steps(line)[-1].amount == line.share


def test_amounts_and_rates_are_written_as_the_reader_does(rcoop: Coworking) -> None:
    (line,) = lines(rcoop, Terms(Bearer.PRO_RATA), price="1045.00")
    with translation.override("de"):
        assert "1.045,00\N{NO-BREAK SPACE}€" in steps(line)[1].words
