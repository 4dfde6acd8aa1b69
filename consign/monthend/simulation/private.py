"""A database of one's own, in memory: what a simulation writes touches nothing that is stored.

The operations run as they are, against the same tables with the same constraints, while the real
database is not even opened: no lock is taken there, no number is drawn, no row is looked at.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper

SETTINGS: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ":memory:",
    "ATOMIC_REQUESTS": False,
    "AUTOCOMMIT": True,
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": False,
    "OPTIONS": {},
    "TIME_ZONE": None,
    "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": False, "MIRROR": None, "NAME": None},
}


@contextmanager
def private_database() -> Iterator[None]:
    """Inside, everything this thread reads and writes is in an empty database that is then gone."""
    empty = empty_tables()
    with _in_place() as own:
        own.deserialize(empty)
        yield


@cache
def empty_tables() -> bytes:
    """The tables of the house without a row, made once for each process."""
    with _in_place() as own:
        with connection.schema_editor() as editor:
            for model in _tables():
                editor.create_model(model)
        return own.serialize()


@contextmanager
def _in_place() -> Iterator[sqlite3.Connection]:
    """A new database in memory, where this thread otherwise finds the real one."""
    real = connections[DEFAULT_DB_ALIAS]
    own = DatabaseWrapper(SETTINGS, alias=DEFAULT_DB_ALIAS)
    own.connect()
    connections[DEFAULT_DB_ALIAS] = own
    try:
        yield own.connection
    finally:
        connections[DEFAULT_DB_ALIAS] = real
        # Not through the wrapper: it keeps databases in memory open.
        own.connection.close()


def _tables() -> list[type[models.Model]]:
    """The models of the rooms, each after those it points at."""
    rooms = [app for app in apps.get_app_configs() if app.name.startswith("consign.")]
    return [model for room in rooms for model in room.get_models()]
