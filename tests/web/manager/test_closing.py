"""A month closed in portions: it goes on where it paused, and says at the end what came of it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from consign.people.models import Coworking, User
from consign.settlements.models import Settlement
from consign.till.models import SaleLine
from consign.web.desk import closing
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    make_placed,
    make_sale,
    make_selling_maker,
)
from tests.underneath import change
from tests.web.manager.conftest import Address, text_of


@pytest.fixture(autouse=True)
def world(rcoop: Coworking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three makers sold something in October; a request is worn out after one account."""
    monkeypatch.setattr(closing, "SECONDS", -1)
    for name in ("Anna", "Bert", "Cléo"):
        make_sale(rcoop, make_placed(rcoop, make_selling_maker(rcoop, name)).item)


def going_on(page: Any) -> dict[str, str]:
    """What the form of a paused run sends."""
    progress = page.context["progress"]
    return {"after": str(progress.after), **({"early": "on"} if progress.early else {})}


def pages(manager: Client, address: str, **first: str) -> Iterator[Any]:
    """Close portion after portion as a browser does; each page it comes to."""
    page = manager.post(address, first, follow=True)
    while "progress" in page.context:
        yield page
        page = manager.post(address, going_on(page), follow=True)
    yield page


def test_each_page_says_how_far_it_is_and_the_last_what_came_of_it(
    manager: Client, at: Address
) -> None:
    first, second, last = pages(manager, at("desk_close", "2026-10"))
    for page, done in ((first, 1), (second, 2)):
        shown = text_of(page)
        assert f"{done} / 3" in shown
        assert f'<progress max="3" value="{done}"' in shown
        assert "data-continue" in shown
    assert last.redirect_chain[-1][0] == at("desk_preview", "2026-10")
    assert "3 accounts are closed." in text_of(last)
    assert Settlement.objects.count() == 3


def test_the_page_of_a_paused_run_can_be_loaded_again(manager: Client, at: Address) -> None:
    first = next(pages(manager, at("desk_close", "2026-10")))
    again = manager.get(first.redirect_chain[-1][0])
    assert again.context["progress"] == first.context["progress"]
    assert Settlement.objects.count() == 1


def test_stopped_it_begins_anew_and_finds_what_was_closed(manager: Client, at: Address) -> None:
    next(pages(manager, at("desk_close", "2026-10")))
    assert "Close October 2026?" in text_of(manager.get(at("desk_close", "2026-10")))
    *_paused, last = pages(manager, at("desk_close", "2026-10"))
    assert "2 accounts are closed." in text_of(last)
    assert Settlement.objects.count() == 3


def test_a_form_of_a_run_nobody_knows_begins_anew(manager: Client, at: Address) -> None:
    shown = text_of(manager.post(at("desk_close", "2026-10"), {"after": "7"}, follow=True))
    assert "1 / 3" in shown


def test_the_explicit_yes_is_not_asked_for_again(
    manager: Client, at: Address, rcoop: Coworking
) -> None:
    for name in ("Dirk", "Emil"):
        item = make_placed(rcoop, make_selling_maker(rcoop, name)).item
        make_sale(rcoop, item, at="2026-11-02")
    *_paused, last = pages(manager, at("desk_close", "2026-11"), early="on")
    assert last.status_code == 200
    assert Settlement.objects.filter(period="2026-11").count() == 2


def test_refusals_of_every_portion_are_told(manager: Client, at: Address, rcoop: Coworking) -> None:
    """One has no bank account, which stands beside it; that books were altered is said in full."""
    maker = make_maker("Adam")
    make_agreement(rcoop, make_affiliation(maker, make_entity("Payee SC", bank=False)))
    make_sale(rcoop, make_placed(rcoop, maker).item)

    change(SaleLine.objects.filter(item__maker__name="Cléo"), commission=Decimal("1.00"))
    first, *_paused, last = pages(manager, at("desk_close", "2026-10"))
    assert "1 account could not be closed; its reason comes at the end." in text_of(first)
    shown = text_of(last)
    assert "2 accounts are closed." in shown
    assert "2 accounts could not be closed" in shown
    assert "Cléo: the statement does not agree with the books (commission: 13.50" in shown
    assert shown.count("Payee SC has no bank account.") == 1
    assert Settlement.objects.count() == 2


def test_another_manager_sees_no_run_of_somebody_else(
    manager: Client, at: Address, rcoop: Coworking, cleo: User
) -> None:
    first = next(pages(manager, at("desk_close", "2026-10")))
    other = Client()
    other.force_login(cleo)
    assert "progress" not in other.get(first.redirect_chain[-1][0]).context
