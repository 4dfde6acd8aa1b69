"""A ticket on paper, for programs."""

from typing import Any

import pytest
from django.test import Client

from consign.people.models import Coworking, Maker, Scope, User
from consign.people.operations import issue_token
from consign.till.models import Sale
from tests.factories import START, make_placed, make_sale
from tests.paper.reading import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale(rcoop: Coworking, plume: Maker) -> Sale:
    return make_sale(rcoop, make_placed(rcoop, plume, "Collier plume").item)


def asked(reader: User, sale: Sale, **query: str) -> Any:
    token = issue_token(user=reader, name="printer", scopes=[Scope.READ], by=None, at=START)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    return client.get(f"/api/v1/sales/{sale.pk}/ticket.pdf", query)


@pytest.mark.parametrize("width", ["80", "58"])
def test_the_desk_prints_it_in_the_customers_language(sale: Sale, dan: User, width: str) -> None:
    answer = asked(dan, sale, width=width, lang="fr")
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="{sale.number}-{width}.pdf"' in answer["Content-Disposition"]
    assert "45,00 €" in texts(answer.content)[0]


def test_it_is_80_millimetres_wide_unless_said_otherwise(sale: Sale, dan: User) -> None:
    assert f"{sale.number}-80.pdf" in asked(dan, sale)["Content-Disposition"]
    for wrong in ({"width": "70"}, {"lang": "xx"}):
        assert asked(dan, sale, **wrong).status_code == 400


def test_a_maker_does_not_print_what_others_sold_with_theirs(sale: Sale, ada: User) -> None:
    assert asked(ada, sale).status_code == 404
