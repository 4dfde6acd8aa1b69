"""The papers of a handover: who finds a link to them, and who may open them."""

from datetime import date

import pytest
from django.test import Client

from consign.agreements.models import Affiliation
from consign.monthend.moving import move_maker
from consign.people.models import Coworking, LegalEntity, Maker, User
from consign.people.operations import add_adviser
from tests.factories import START, any_person, make_entity, make_person, make_placed, moment
from tests.kept import kept
from tests.paper.reading import texts
from tests.web.conftest import As, Clock, Costs, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december(clock: Clock) -> None:
    clock("2026-12-01 09:00")


@kept
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC")


@kept
def move(rcoop: Coworking, plume: Maker, dies: LegalEntity) -> Affiliation:
    make_placed(rcoop, plume)
    return move_maker(
        maker=plume,
        payee=dies,
        starts_on=date(2026, 11, 15),
        same_terms=True,
        by=any_person(),
        at=moment("2026-11-03"),
    )


@pytest.fixture
def page(move: Affiliation) -> str:
    return f"/handovers/{move.pk}/rcoop.pdf"


def adviser(entity: LegalEntity, name: str) -> User:
    user = make_person(name)
    add_adviser(entity=entity, user=user, by=None, at=START)
    return user


def titles(browser: Client, page: str) -> list[str]:
    """The kinds of list in the paper, in their order."""
    told = " ".join(texts(browser.get(page).content))
    return [title for title in ("Closing list", "Deposit slip") if title in told]


def test_maker_and_manager_open_both_lists(page: str, ada: User, cleo: User, signed_in: As) -> None:
    for user in (ada, cleo):
        answer = signed_in(user).get(page)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith('inline; filename="H-rcoop-')
        assert "private" in answer["Cache-Control"]
        assert titles(signed_in(user), page) == ["Closing list", "Deposit slip"]


def test_advisers_open_the_list_of_their_payee_alone(
    page: str, plume: Maker, dies: LegalEntity, signed_in: As
) -> None:
    old = plume.affiliations.order_by("starts_on")[0].payee
    assert titles(signed_in(adviser(old, "otto")), page) == ["Closing list"]
    assert titles(signed_in(adviser(dies, "claire")), page) == ["Deposit slip"]


@pytest.mark.parametrize("who", ["ben", "dan", "vic"])
def test_for_others_there_is_nothing(
    page: str, who: str, signed_in: As, request: pytest.FixtureRequest
) -> None:
    assert signed_in(request.getfixturevalue(who)).get(page).status_code == 404


def test_who_is_not_signed_in_signs_in_first(client: Client, page: str) -> None:
    assert client.get(page)["Location"] == f"/signin/?next={page}"


def test_no_paper_without_a_move(ada: User, move: Affiliation, signed_in: As) -> None:
    first = move.maker.affiliations.order_by("starts_on")[0]
    for address in (f"/handovers/{first.pk}/rcoop.pdf", f"/handovers/{move.pk}/nowhere.pdf"):
        assert signed_in(ada).get(address).status_code == 404


def test_it_is_in_the_readers_language(page: str, ada: User, signed_in: As) -> None:
    User.objects.filter(pk=ada.pk).update(language="fr")
    told = " ".join(texts(signed_in(ada).get(page).content))
    assert "15 novembre 2026" in told


def test_the_maker_finds_them_under_money(page: str, ada: User, signed_in: As) -> None:
    told = text_of(signed_in(ada).get("/my/comme-une-plume/money/"))
    assert f'href="{page}"' in told
    assert "from Comme une plume payee to Dies SC" in told


def test_advisers_find_their_own_and_do_not_learn_who_the_other_is(
    page: str, plume: Maker, dies: LegalEntity, signed_in: As
) -> None:
    old = plume.affiliations.order_by("starts_on")[0].payee
    left = text_of(signed_in(adviser(old, "otto")).get(f"/cooperative/{old.slug}/"))
    right = text_of(signed_in(adviser(dies, "claire")).get(f"/cooperative/{dies.slug}/"))
    assert "Closing list" in left
    assert "14/11/2026" in left
    assert "Dies SC" not in left
    assert "Deposit slip" in right
    assert "Comme une plume payee" not in right
    assert left.count(page) == right.count(page) == 1


def test_a_year_later_a_cooperative_looks_at_other_things(
    page: str, dies: LegalEntity, signed_in: As, clock: Clock
) -> None:
    clock("2027-11-30 09:00")
    assert page not in text_of(signed_in(adviser(dies, "claire")).get(f"/cooperative/{dies.slug}/"))


def test_a_move_costs_no_query_more(
    rcoop: Coworking, plume: Maker, ada: User, dies: LegalEntity, signed_in: As, costs: Costs
) -> None:
    claire = signed_in(adviser(dies, "claire"))
    pages = [
        (signed_in(ada), "/my/comme-une-plume/money/"),
        (claire, f"/cooperative/{dies.slug}/"),
    ]
    move_maker(maker=plume, payee=dies, starts_on=date(2026, 8, 1), by=ada, at=START)
    one = [costs(*page) for page in pages]
    for month, payee in ((9, make_entity("Second SC")), (10, dies)):
        move_maker(maker=plume, payee=payee, starts_on=date(2026, month, 1), by=ada, at=START)
    assert [costs(*page) for page in pages] == one
