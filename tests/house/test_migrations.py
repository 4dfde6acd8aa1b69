import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.house.reading import ROOT, name

WRITTEN = sorted((ROOT / "consign").glob("*/migrations/0*.py"))
BY_HAND = re.compile(r"\d{4}_(?!auto_)[a-z0-9_]+")


def test_no_migration_is_missing() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    wanted = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    assert wanted.changes(graph=loader.graph) == {}


@pytest.mark.parametrize("path", WRITTEN, ids=name)
def test_migrations_are_named_by_hand(path: Path) -> None:
    assert BY_HAND.fullmatch(path.stem)


@pytest.mark.parametrize("stem", ["0002_auto_20261123_1200", "0004"])
def test_a_name_made_up_by_the_machine_is_seen(stem: str) -> None:
    assert not BY_HAND.fullmatch(stem)
