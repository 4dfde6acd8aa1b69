"""The till in Debian's own Firefox: the whole sale by keyboard, with network and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from consign.people.models import Coworking, User
from consign.stock.models import Item
from consign.till.models import Sale
from tests.browser.firefox import Firefox, find, launch

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("decoder"),
    pytest.mark.skipif(find() is None, reason="there is no Firefox here"),
]

KEPT = "caches.open('consign-pages').then((pages) => pages.keys())"
QUEUE = "import('/static/js/till/queue.js').then((queue) => queue.status())"


@pytest.fixture
def firefox(
    tmp_path: Path,
    live_server: LiveServer,
    client: Client,
    dan: User,
    rcoop: Coworking,
    necklace: Item,
    bowls: Item,
) -> Iterator[Firefox]:
    """At Rcoop's till, as Dan, once the pieces are on the device."""
    client.force_login(dan)
    with launch(find() or "", tmp_path) as tab:
        tab.sign_in(
            live_server.url,
            settings.SESSION_COOKIE_NAME,
            client.cookies[settings.SESSION_COOKIE_NAME].value,
        )
        tab.open(live_server.url + reverse("desk_till", args=[rcoop.slug]))
        tab.expect("document.querySelector('[data-till][data-known]')")
        tab.expect(f"{KEPT}.then((pages) => pages.length)")
        yield tab


def sell(tab: Firefox, item: Item) -> None:
    """With nothing but keys."""
    tab.look("document.querySelector('#typed').focus()")
    tab.type(item.code, "Enter")
    tab.expect("document.querySelectorAll('[data-basket] > li').length === 1")
    tab.look("document.querySelector('[data-sell]').focus()")
    tab.type("", "Enter")
    tab.expect("!document.querySelector('[data-done]').hidden")


def test_a_piece_is_sold_by_keys_alone(firefox: Firefox, necklace: Item) -> None:
    sell(firefox, necklace)
    firefox.expect("document.querySelector('[data-done]').textContent.includes('S-2026')")
    assert Sale.objects.get().lines.get().item == necklace


def test_without_network_it_sells_all_the_same_and_once(
    firefox: Firefox, necklace: Item, bowls: Item
) -> None:
    firefox.cut_network(off=True)
    sell(firefox, necklace)
    firefox.expect(f"{QUEUE}.then(({{ waiting }}) => waiting === 1)")
    # The page itself comes from the device, and the sale is still there.
    firefox.reload()
    firefox.expect("document.querySelector('[data-till][data-known]')")
    sell(firefox, bowls)
    firefox.expect(f"{QUEUE}.then(({{ waiting }}) => waiting === 2)")
    assert not Sale.objects.exists()
    firefox.cut_network(off=False)
    firefox.expect(f"{QUEUE}.then(({{ waiting }}) => waiting === 0)")
    sold = Sale.objects.order_by("sold_at")
    assert [sale.lines.get().item for sale in sold] == [necklace, bowls]


def test_the_camera_opens(firefox: Firefox) -> None:
    """It shows a picture of Firefox's own: what is read in it is read by the same code."""
    firefox.look("document.querySelector('code-scanner').open()")
    firefox.expect("document.querySelector('code-scanner').dataset.state === 'open'")
    firefox.expect("document.querySelector('code-scanner video').videoWidth > 0")
