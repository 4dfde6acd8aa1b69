"""Eight tills, a bad network and a server that dies: every sale arrives exactly once."""

import pytest
from playwright.sync_api import Browser

from tests.browser.soak import make_world, soak

SALES = 160
KILLS = 2


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_sale_of_eight_tills_arrives_exactly_once(browser: Browser) -> None:
    found = soak(browser, make_world(SALES), sales=SALES, kills=KILLS, every=2.0)
    assert found["sales"] + found["refused"] == SALES
    assert found["kills"] == KILLS
    assert found["stored"]
