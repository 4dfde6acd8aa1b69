"""The demo's own page, which exists in the demo only."""

import pytest
from django.conf import LazySettings
from django.test import Client

from consign.people.models import Coworking, Maker, Role, User
from consign.people.operations import add_adviser
from tests.factories import START, make_entity, make_member, make_person
from tests.web.conftest import Costs, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: LazySettings) -> None:
    settings.DEMO = True


@pytest.fixture
def world(dan: User, cleo: User, plume: Maker, vic: User) -> User:
    """A desk, a maker, an adviser, and Vic, who is nobody."""
    claire = make_person("claire")
    add_adviser(entity=make_entity("Dies SC"), user=claire, by=None, at=START)
    return claire


def test_outside_the_demo_there_is_no_such_page(client: Client, world: User) -> None:
    assert client.get("/demo/").status_code == 404
    assert client.post(f"/demo/{world.pk}/").status_code == 404
    assert "_auth_user_id" not in client.session
    assert "/demo/" not in text_of(client.get("/"))


@pytest.mark.usefixtures("demo")
class TestTheDemo:
    def test_people_are_grouped_by_what_they_do(self, client: Client, world: User) -> None:
        groups = client.get("/demo/").context["groups"]
        names = {group.title: [one.user.name for one in group.personas] for group in groups}
        assert names == {
            "Rcoop": ["Cleo", "Dan"],
            "Makers": ["Ada"],
            "Advisers of cooperatives": ["Claire"],
        }

    def test_everyone_has_something_to_try(self, client: Client, world: User) -> None:
        groups = client.get("/demo/").context["groups"]
        assert all(one.trying and one.start for group in groups for one in group.personas)

    def test_a_card_signs_in_and_begins_at_its_place(
        self, client: Client, rcoop: Coworking, filature: Coworking
    ) -> None:
        robin = make_member(rcoop, make_person("robin"))
        make_member(filature, robin, Role.MANAGER)
        for place in ("/desk/la-filature/", "/desk/rcoop/"):
            page = client.post(f"/demo/{robin.pk}/", {"next": place})
            assert page.headers["Location"] == place
            assert client.session["_auth_user_id"] == str(robin.pk)

    def test_a_card_never_leads_elsewhere(self, client: Client, dan: User) -> None:
        page = client.post(f"/demo/{dan.pk}/", {"next": "https://elsewhere.example/"})
        assert page.headers["Location"] == "/desk/rcoop/"

    def test_looking_signs_nobody_in(self, client: Client, world: User) -> None:
        assert client.get(f"/demo/{world.pk}/").status_code == 405
        assert "_auth_user_id" not in client.session

    def test_somebody_else_begins_anew(self, client: Client, ada: User, dan: User) -> None:
        client.post(f"/demo/{ada.pk}/")
        session = client.session
        session["mine"] = "ada's"
        session.save()
        client.post(f"/demo/{dan.pk}/")
        assert "mine" not in client.session

    def test_nobody_unknown(self, client: Client, vic: User) -> None:
        User.objects.filter(pk=vic.pk).update(is_active=False)
        assert client.post(f"/demo/{vic.pk}/").status_code == 404
        assert client.post("/demo/999999/").status_code == 404

    def test_many_people_cost_as_many_queries_as_few(
        self, client: Client, world: User, rcoop: Coworking, costs: Costs
    ) -> None:
        few = costs(client, "/demo/")
        for name in ("eva", "fay", "gus"):
            make_member(rcoop, make_person(name))
        assert costs(client, "/demo/") == few

    def test_a_passer_by_finds_the_windows(self, client: Client) -> None:
        assert 'class="persona" href="/"' in text_of(client.get("/demo/"))
