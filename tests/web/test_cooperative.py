"""What an adviser of a cooperative reads: the statements of its makers, and no others."""

from datetime import date

import pytest
from django.test import Client

from consign.agreements.operations import end_affiliation
from consign.people.models import Coworking, Kind, LegalEntity, Maker, User, VatStatus
from consign.people.operations import add_adviser
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_paid,
    make_person,
    make_placed,
    make_sale,
)
from tests.web.conftest import As, Costs, text_of

PAGE = "/cooperative/dies-sc/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC", kind=Kind.COOPERATIVE, vat=VatStatus.LIABLE)


@pytest.fixture
def claire(dies: LegalEntity) -> User:
    user = make_person("claire")
    add_adviser(entity=dies, user=user, by=None, at=START)
    return user


def through(dies: LegalEntity, coworking: Coworking, name: str) -> Maker:
    """A maker whom the cooperative is paid for."""
    maker = make_maker(name)
    make_agreement(coworking, make_affiliation(maker, dies))
    return maker


def test_statements_by_month_with_what_is_paid_in_all(
    dies: LegalEntity, claire: User, rcoop: Coworking, filature: Coworking, signed_in: As
) -> None:
    lueur = through(dies, rcoop, "Lueur")
    make_agreement(filature, lueur.affiliations.get())
    cahier = through(dies, rcoop, "Cahier")
    make_sale(rcoop, make_placed(rcoop, lueur, price="10.00").item, at="2026-09-05")
    make_paid(make_closed(rcoop, "2026-09"), on="2026-10-05")
    make_sale(rcoop, make_placed(rcoop, lueur, "A", price="20.00").item, at="2026-10-05")
    make_sale(filature, make_placed(filature, lueur, "B", price="40.00").item, at="2026-10-05")
    make_sale(rcoop, make_placed(rcoop, cahier, "C", price="60.00").item, at="2026-10-05")
    make_closed(rcoop)
    make_closed(filature)
    page = signed_in(claire).get(PAGE)
    rows = [
        (row.period, row.account.maker.name, row.coworking.name, str(row.payout), str(together))
        for row, _payout, together in page.context["rows"]
    ]
    assert rows == [
        ("2026-10", "Cahier", "Rcoop", "42.00", "84.00"),
        ("2026-10", "Lueur", "Rcoop", "14.00", "84.00"),
        ("2026-10", "Lueur", "La Filature", "28.00", "84.00"),
        ("2026-09", "Lueur", "Rcoop", "7.00", "7.00"),
    ]
    told = text_of(page)
    assert told.count("<table") == told.count("</table>") == 2
    for words in ("October 2026", "€84.00 in all", "to be paid", "paid on 05/10/2026"):
        assert words in told


def test_statements_under_another_payee_are_not_among_them(
    dies: LegalEntity, claire: User, rcoop: Coworking, plume: Maker, signed_in: As
) -> None:
    item = make_placed(rcoop, plume, quantity=3).item
    make_sale(rcoop, item, at="2026-09-05")
    before = make_closed(rcoop, "2026-09")
    old = plume.affiliations.get()
    end_affiliation(affiliation=old, ends_on=date(2026, 9, 30), by=None, at=START)
    make_agreement(rcoop, make_affiliation(plume, dies, starts_on=date(2026, 10, 1)))
    make_sale(rcoop, item, at="2026-10-05")
    after = make_closed(rcoop)
    client = signed_in(claire)
    assert [row for row, *_rest in client.get(PAGE).context["rows"]] == after
    assert client.get(f"/statements/{before[0].pk}/").status_code == 404
    assert client.get(f"/statements/{after[0].pk}/").status_code == 200


@pytest.mark.parametrize("who", ["ada", "dan", "cleo", "vic"])
def test_for_others_it_is_not_there(
    dies: LegalEntity,
    rcoop: Coworking,
    who: str,
    signed_in: As,
    request: pytest.FixtureRequest,
) -> None:
    assert signed_in(request.getfixturevalue(who)).get(PAGE).status_code == 404


def test_advisers_of_another_see_nothing(dies: LegalEntity, claire: User, signed_in: As) -> None:
    other = make_entity("JobYourself SC")
    assert signed_in(claire).get(f"/cooperative/{other.slug}/").status_code == 404


def test_a_stranger_signs_in_first(client: Client, dies: LegalEntity) -> None:
    assert client.get(PAGE).headers["Location"] == f"/signin/?next={PAGE}"


def test_before_the_first_statement(claire: User, signed_in: As) -> None:
    assert "No statements yet" in text_of(signed_in(claire).get(PAGE))


def test_many_statements_cost_as_many_queries_as_one(
    dies: LegalEntity, claire: User, rcoop: Coworking, signed_in: As, costs: Costs
) -> None:
    client = signed_in(claire)
    item = make_placed(rcoop, through(dies, rcoop, "Lueur"), quantity=9).item
    make_sale(rcoop, item, at="2026-08-05")
    make_closed(rcoop, "2026-08")
    one = costs(client, PAGE)
    other = make_placed(rcoop, through(dies, rcoop, "Cahier"), quantity=9).item
    for month in ("09", "10"):
        make_sale(rcoop, [item, other], at=f"2026-{month}-05")
        make_closed(rcoop, f"2026-{month}")
    assert costs(client, PAGE) == one
