"""The cast: the people every page and every resource is asked by."""

import gc
from collections.abc import Iterator

import hypothesis
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from consign.people.models import Coworking, Maker, Role, User, VatStatus
from tests import template
from tests.factories import (
    make_coworking,
    make_member,
    make_person,
    make_selling_maker,
)
from tests.kept import in_good_order, keeper, kept

# A busy machine is no failure of a property.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

# These are run after all others, and looked for nowhere else.
ALONE, ALONE_IN = ("race", "browser"), ("races", "browser")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--with-database",
        action="store_true",
        help="leave out the tests that ask no database: they tell the same on every one",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--with-database"):
        left_out = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if asks_the_database(item)]
    items[:] = in_good_order(items)


def pytest_itemcollected(item: pytest.Item) -> None:
    if any(map(item.get_closest_marker, ALONE)) and item.path.parent.name not in ALONE_IN:
        raise pytest.UsageError(f"{item.nodeid} belongs into one of {ALONE_IN}")


def asks_the_database(item: pytest.Item) -> bool:
    """By its mark, or by a fixture of its own: any other test that tried would be refused."""
    asked = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(
        item.get_closest_marker("django_db") or asked & set(getattr(item, "fixturenames", ()))
    )


def pytest_collection_finish() -> None:
    """All that is loaded by now stays: the search for garbage passes it over, and is seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Whether there is a database to begin with."""
    return bool(request.config.getoption("reuse_db")) or template.begin_with_copy()


@pytest.fixture(scope="session")
def keeping(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_keepdb: bool,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """A database to begin with is kept for the next run, worlds only until the end of this one."""
    with django_db_blocker.unblock():
        if not request.config.getoption("reuse_db"):
            template.keep_copy()
    yield
    with django_db_blocker.unblock():
        keeper.take_back()
        connection.close()
    if django_db_keepdb and not request.config.getoption("reuse_db"):
        template.remove()


@pytest.fixture
def prepared(
    keeping: None, request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> None:
    """The kept worlds the test asks for, and no others."""
    with django_db_blocker.unblock():
        keeper.prepare(request.node)


@pytest.fixture
def _django_db_helper(prepared: None, _django_db_helper: None) -> None:
    """What the test itself writes is on top of them, and taken back after it."""


@pytest.fixture(scope="module")
def nothing_kept(keeping: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a file that keeps a world, or a table, in its own way."""
    with django_db_blocker.unblock():
        keeper.take_back()
    keeper.resting = True
    yield
    keeper.resting = False


@kept
def rcoop(db: None) -> Coworking:
    """A coworking with one showcase, "Window"."""
    return make_coworking("Rcoop")


@kept
def filature(db: None) -> Coworking:
    """Another coworking of the same installation."""
    return make_coworking("La Filature")


@kept
def ada(db: None) -> User:
    """A maker, of the project "Comme une plume"."""
    return make_person("ada")


@kept
def ben(db: None) -> User:
    """Another maker, of the project "Terre de Ben"."""
    return make_person("ben")


@kept
def dan(rcoop: Coworking) -> User:
    """Stands at Rcoop's desk."""
    return make_member(rcoop, make_person("dan"))


@kept
def cleo(rcoop: Coworking) -> User:
    """Manages Rcoop."""
    return make_member(rcoop, make_person("cleo"), Role.MANAGER)


@kept
def vic(db: None) -> User:
    """Signed in, with no part in anything."""
    return make_person("vic")


@kept
def plume(rcoop: Coworking, ada: User) -> Maker:
    """Ada's project, selling at Rcoop for 30 %, paid through a payee liable to VAT."""
    return make_selling_maker(rcoop, "Comme une plume", person=ada, vat=VatStatus.LIABLE)


@kept
def terre(rcoop: Coworking, ben: User) -> Maker:
    """Ben's project, selling at Rcoop for 25 %, exempt from VAT."""
    return make_selling_maker(rcoop, "Terre de Ben", person=ben, percent="25")
