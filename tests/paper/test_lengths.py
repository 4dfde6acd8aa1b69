from decimal import Decimal

import pytest

from consign.paper.lengths import A4, mm


@pytest.mark.parametrize("inch", [25.4, Decimal("25.4")])
def test_an_inch_is_seventy_two_points(inch: Decimal | float) -> None:
    assert mm(inch) == pytest.approx(72)


def test_a4_is_as_reportlab_has_it() -> None:
    assert pytest.approx((595.28, 841.89), abs=0.01) == A4
