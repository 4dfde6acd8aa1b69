"""The cast: the people every page and every resource is asked by."""

import hypothesis
import pytest

from consign.people.models import Coworking, Maker, Role, User, VatStatus
from tests.factories import (
    make_coworking,
    make_member,
    make_person,
    make_selling_maker,
)

# A busy machine is no failure of a property.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--with-database",
        action="store_true",
        help="leave out the tests that ask no database: they tell the same on every one",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--with-database"):
        left_out = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if asks_the_database(item)]


def asks_the_database(item: pytest.Item) -> bool:
    """By its mark, or by a fixture of its own: any other test that tried would be refused."""
    asked = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(
        item.get_closest_marker("django_db") or asked & set(getattr(item, "fixturenames", ()))
    )


@pytest.fixture
def rcoop(db: None) -> Coworking:
    """A coworking with one showcase, "Window"."""
    return make_coworking("Rcoop")


@pytest.fixture
def filature(db: None) -> Coworking:
    """Another coworking of the same installation."""
    return make_coworking("La Filature")


@pytest.fixture
def ada(db: None) -> User:
    """A maker, of the project "Comme une plume"."""
    return make_person("ada")


@pytest.fixture
def ben(db: None) -> User:
    """Another maker, of the project "Terre de Ben"."""
    return make_person("ben")


@pytest.fixture
def dan(rcoop: Coworking) -> User:
    """Stands at Rcoop's desk."""
    return make_member(rcoop, make_person("dan"))


@pytest.fixture
def cleo(rcoop: Coworking) -> User:
    """Manages Rcoop."""
    return make_member(rcoop, make_person("cleo"), Role.MANAGER)


@pytest.fixture
def vic(db: None) -> User:
    """Signed in, with no part in anything."""
    return make_person("vic")


@pytest.fixture
def plume(rcoop: Coworking, ada: User) -> Maker:
    """Ada's project, selling at Rcoop for 30 %, paid through a payee liable to VAT."""
    return make_selling_maker(rcoop, "Comme une plume", person=ada, vat=VatStatus.LIABLE)


@pytest.fixture
def terre(rcoop: Coworking, ben: User) -> Maker:
    """Ben's project, selling at Rcoop for 25 %, exempt from VAT."""
    return make_selling_maker(rcoop, "Terre de Ben", person=ben, percent="25")
