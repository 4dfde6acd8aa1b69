"""Worlds that are made once and kept: each test finds them as they were made.

Making a world takes longer than most tests take with it.  A fixture marked `@kept` is made before
the test, inside a savepoint of its own, and is still there for the next test if that one asks for
the same; what a test itself writes is taken back as always.  Whatever a test does not ask for is
taken back before it begins, so that no test meets the world of another.
"""

import copy
import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import Any, overload

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

Make = Callable[..., Any]
# What a kept world asks for: names, and who makes what they stand for.
Asked = Sequence[tuple[str, "Make | None"]]
# What a kept world may ask for besides other kept worlds.
GIVEN = {"db": None}
# Tests that commit, and so find every table empty.
COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences"}


@overload
def kept(make: Make) -> Any: ...
@overload
def kept(*, autouse: bool) -> Callable[[Make], Any]: ...
def kept(make: Make | None = None, *, autouse: bool = False) -> Any:
    """A fixture that only writes to the database, made once for tests in a row that ask for it.

    It may ask for `db` and for other kept fixtures, and for nothing else: no clock, no folder.
    Every test is given a copy of its own of what the fixture returns.
    """
    if make is None:
        return functools.partial(kept, autouse=autouse)

    @functools.wraps(make)
    def given(*args: Any, **kwargs: Any) -> Any:
        return keeper.given[make] if make in keeper.given else make(*args, **kwargs)

    given.make = make  # type: ignore[attr-defined]
    return pytest.fixture(given, autouse=autouse)


@dataclass(frozen=True)
class Level:
    """One kept world: who made it, what came of it and of those below, and how it is undone."""

    make: Make
    made: dict[Make, Any]
    undo: ExitStack


@dataclass
class Keeper:
    """Keeps worlds on top of each other; those a test asks for are always the lowest."""

    levels: list[Level] = field(default_factory=list)
    # For the test that runs: its copies.
    given: dict[Make, Any] = field(default_factory=dict)
    resting: bool = False

    def prepare(self, item: pytest.Item) -> None:
        """Take back what a test does not ask for, and make what it does."""
        self.given = {}
        wanted = {} if self.resting or commits(item) else makes_of(item)
        pairs = zip((level.make for level in self.levels), wanted, strict=False)
        same = len(list(takewhile(lambda pair: pair[0] is pair[1], pairs)))
        self.take_back(same)
        for make in list(wanted)[same:]:
            self._make(make, wanted[make], getattr(item, "instance", None))
        self.given = self._copies()

    def take_back(self, keep: int = 0) -> None:
        """Undo all levels but the lowest `keep`."""
        while len(self.levels) > keep:
            self.levels.pop().undo.close()

    def _copies(self) -> dict[Make, Any]:
        """What was made so far, as it is in the database: nobody changes it for the next."""
        return copy.deepcopy(self.levels[-1].made) if self.levels else {}

    def _make(self, make: Make, asked: Asked, instance: Any) -> None:
        assert len(connection.atomic_blocks) == len(self.levels), "ask for `nothing_kept` first"
        made = self._copies()
        told = {name: made[of] if of else GIVEN[name] for name, of in asked}
        bound = make.__get__(instance) if "self" in inspect.signature(make).parameters else make
        with ExitStack() as undo:
            undo.enter_context(transaction.atomic())
            undo.callback(transaction.set_rollback, True)
            with translation.override(settings.LANGUAGE_CODE):
                made[make] = bound(**told)
            # Or each test on it would check it again.
            connection.check_constraints()
            self.levels.append(Level(make, made, undo.pop_all()))


keeper = Keeper()


def commits(item: pytest.Item) -> bool:
    """Whether a test really commits what it writes."""
    mark = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    return bool(COMMITTING & names or (mark and mark.kwargs.get("transaction")))


def makes_of(item: pytest.Item) -> dict[Make, Asked]:
    """The kept worlds a test asks for, with what each asks for itself: the largest come first.

    So the small ones, of which each test wants others, are made on top of what many want.
    """
    found: dict[Make, Asked] = {}
    for name in getattr(item, "fixturenames", ()):
        _find(name, item, found)
    ordered: dict[Make, Asked] = {}
    for make in _by_size(found, found):
        _add(make, found, ordered)
    return ordered


def in_good_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests of each file so that those come together which ask for the same."""
    files = groupby(items, key=lambda item: (item.path, commits(item)))
    return [item for _file, its in files for item in sorted(its, key=_names_of)]


def _names_of(item: pytest.Item) -> list[str]:
    return [make.__qualname__ for make in makes_of(item)]


def _find(name: str, item: pytest.Item, found: dict[Make, Asked]) -> Make | None:
    """Who makes the fixture of this name, if it is a kept one; it and what it asks for is found."""
    known = item._fixtureinfo.name2fixturedefs.get(name)  # type: ignore[attr-defined]
    make: Make | None = getattr(known[-1].func, "make", None) if known else None
    if make is not None and make not in found:
        names = [one for one in inspect.signature(make).parameters if one != "self"]
        found[make] = [(one, _find(one, item, found)) for one in names]
        unknown = [one for one, of in found[make] if of is None and one not in GIVEN]
        assert not unknown, f"{name} is kept, so it cannot ask for {unknown}"
    return make


def _by_size(makes: Iterable[Make], found: dict[Make, Asked]) -> list[Make]:
    return sorted(makes, key=lambda make: (-len(_below(make, found)), make.__qualname__))


def _below(make: Make, found: dict[Make, Asked]) -> set[Make]:
    return {make}.union(*(_below(of, found) for _name, of in found[make] if of))


def _add(make: Make, found: dict[Make, Asked], ordered: dict[Make, Asked]) -> None:
    for of in _by_size([of for _name, of in found[make] if of], found):
        _add(of, found, ordered)
    ordered.setdefault(make, found[make])
