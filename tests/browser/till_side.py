"""A till in a browser: the modules of static/js/till on one of the desk's pages."""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from consign.people.models import User
from consign.stock.models import Item

# A page of the desk without a till of its own: these tests are the only ones to start one on it.
HOST = "/desk/{coworking}/"
QUIET = r"net::ERR_|Failed to load resource|answer: .*/api/v1/sales/|request: "


def sign_in(context: BrowserContext, client: Client, user: User, url: str) -> None:
    """Gives the browser a session, as the sign-in page does."""
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}
    context.add_cookies([cookie])  # type: ignore[list-item]


def basket(item: Item, coworking: str = "rcoop", quantity: int = 1) -> dict[str, Any]:
    """A sale of one piece as the page hands it over."""
    line = {"code": item.code, "quantity": quantity, "discount": "0.00"}
    price = str(item.price)
    return {
        "coworking": coworking,
        "paid_with": "card",
        "lines": [{**line, "seen_price": price}],
    }


@dataclass
class TillPage:
    """One tab with the queue in it."""

    page: Page

    def ask(self, body: str, given: object = None, module: str = "queue") -> Any:
        """Runs `body` with the module as `m` and what is given."""
        script = (
            f"async (given) => {{ const m = await import('/static/js/till/{module}.js'); {body} }}"
        )
        return self.page.evaluate(script, given)

    def sell(self, sale: dict[str, Any], **how: Any) -> dict[str, Any]:
        return dict(self.ask("return m.sell(given.sale, given.how);", {"sale": sale, "how": how}))

    def undo(self, key: str) -> dict[str, Any]:
        return dict(self.ask("return m.undo(given);", key))

    def acts(self) -> list[dict[str, Any]]:
        return list(self.ask("return m.list();"))

    def status(self) -> dict[str, Any]:
        return dict(self.ask("return m.status();"))

    def start(self) -> None:
        self.ask("m.start();")

    def flush(self) -> None:
        self.ask("m.flush();")

    def wait_for(self, state: str, *, seconds: float = 60) -> dict[str, Any]:
        """Until the queue is in a state; what it says then."""
        end = time.monotonic() + seconds
        while (status := self.status())["state"] != state or (
            state == "idle" and status["waiting"]
        ):
            assert time.monotonic() < end, f"not {state} in {seconds} s: {status}"
            self.page.wait_for_timeout(100)
        return status
