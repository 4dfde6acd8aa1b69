"""The cover list on a page: for advisers, managers and makers, each with what is theirs."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from consign.agreements.operations import end_affiliation
from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from consign.settlements.models import Settlement
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_person,
    make_placed,
    make_sale,
)
from tests.kept import kept
from tests.web.conftest import As, text_of

pytestmark = pytest.mark.django_db


@kept
def closed(rcoop: Coworking, plume: Maker) -> Settlement:
    make_sale(rcoop, make_placed(rcoop, plume, price="45.00").item, at="2026-10-05")
    (settlement,) = make_closed(rcoop)
    return settlement


@pytest.fixture
def address(closed: Settlement) -> str:
    return f"/payees/{closed.account.payee.slug}/2026-10"


@kept
def adviser(closed: Settlement) -> User:
    claire = make_person("claire")
    add_adviser(entity=closed.account.payee, user=claire, by=None, at=START)
    return claire


@pytest.mark.parametrize(
    ("who", "up"),
    [
        ("adviser", "/cooperative/comme-une-plume-payee/2026-10/"),
        ("cleo", "/desk/rcoop/month/2026-10/"),
        ("ada", "/my/comme-une-plume/money/"),
    ],
)
def test_who_reads_it_and_where_it_leads_back(
    address: str, who: str, up: str, signed_in: As, adviser: User, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who))
    told = text_of(client.get(f"{address}/"))
    assert f'href="{up}"' in told
    for words in ("Comme une plume payee: 1 statement", "R-2026-00001", "€45.00", "-€13.50"):
        assert words in told, words
    paper, sheet = client.get(f"{address}.pdf"), client.get(f"{address}.csv")
    assert paper.content.startswith(b"%PDF-")
    assert paper.headers["Content-Disposition"].endswith('payee-2026-10.pdf"')
    assert sheet.content.decode().splitlines()[0].startswith("part,number,maker,coworking,opening")
    assert [one.headers["Cache-Control"] for one in (paper, sheet)] == ["private"] * 2


@pytest.mark.parametrize("who", ["ben", "dan", "vic"])
def test_for_others_there_is_none(
    address: str, terre: Maker, who: str, signed_in: As, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who))
    for end in ("/", ".pdf", ".csv"):
        assert client.get(address + end).status_code == 404


def test_a_stranger_signs_in_first(client: Client, address: str) -> None:
    for end in ("/", ".pdf", ".csv"):
        assert client.get(address + end).status_code == 302


@pytest.mark.parametrize("period", ["2026-09", "2026-13", "now"])
def test_a_month_without_statements_is_not_there(
    closed: Settlement, adviser: User, signed_in: As, period: str
) -> None:
    page = f"/payees/{closed.account.payee.slug}/{period}/"
    assert signed_in(adviser).get(page).status_code == 404


def test_an_adviser_of_the_next_payee_reads_none_of_the_old(
    closed: Settlement, plume: Maker, address: str, signed_in: As
) -> None:
    old = plume.affiliations.get()
    end_affiliation(affiliation=old, ends_on=date(2026, 10, 31), by=None, at=START)
    dies = make_entity("Dies SC")
    make_affiliation(plume, dies, starts_on=date(2026, 11, 1))
    fay = make_person("fay")
    add_adviser(entity=dies, user=fay, by=None, at=START)
    assert signed_in(fay).get(f"{address}/").status_code == 404


def test_it_is_linked_where_its_readers_are(
    rcoop: Coworking, closed: Settlement, adviser: User, cleo: User, signed_in: As, address: str
) -> None:
    payee = closed.account.payee
    papers = f"/cooperative/{payee.slug}/2026-10/"
    assert f'href="{papers}"' in text_of(signed_in(adviser).get(f"/cooperative/{payee.slug}/"))
    told = text_of(signed_in(adviser).get(papers))
    assert all(f'href="{address}{end}"' in told for end in ("/", ".pdf", ".csv"))
    month = "/desk/rcoop/month/2026-10/"
    assert f'href="{address}/"' not in text_of(signed_in(cleo).get(month))
    make_more(rcoop, closed, "Bois")
    assert f'href="{address}/"' in text_of(signed_in(cleo).get(month))


def make_more(coworking: Coworking, closed: Settlement, name: str) -> None:
    """Another maker of the same payee, closed as well."""
    maker = make_maker(name)
    make_agreement(coworking, make_affiliation(maker, closed.account.payee))
    make_sale(coworking, make_placed(coworking, maker).item, at="2026-10-05")
    make_closed(coworking)


def test_many_lines_cost_as_many_queries_as_one(
    rcoop: Coworking,
    closed: Settlement,
    adviser: User,
    address: str,
    signed_in: As,
    costs: Callable[[Client, str], int],
) -> None:
    client = signed_in(adviser)
    one = costs(client, f"{address}/")
    for name in ("Bois", "Argile"):
        make_more(rcoop, closed, name)
    assert "Together" in text_of(client.get(f"{address}/"))
    assert costs(client, f"{address}/") == one
