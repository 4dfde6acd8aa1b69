"""Two affiliations of one maker never share a day: PostgreSQL and SQLite both refuse it.

A range of one number stands for the maker, because ranges have the index PostgreSQL needs built
in, while plain numbers would need an extension that not every host may install.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "agreements_affiliation"
NAME = "agreements_affiliation_no_overlap"
TRIGGER = """
CREATE TRIGGER {name}_{event} BEFORE {event} ON {table}
WHEN EXISTS (
  SELECT 1 FROM {table} AS other
  WHERE other.maker_id = NEW.maker_id AND other.id IS NOT NEW.id
    AND (other.ends_on IS NULL OR other.ends_on >= NEW.starts_on)
    AND (NEW.ends_on IS NULL OR other.starts_on <= NEW.ends_on)
)
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""


def build(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} EXCLUDE USING gist ("
            "int8range(maker_id, maker_id, '[]') WITH &&,"
            " daterange(starts_on, ends_on, '[]') WITH &&)",
            None,
        )
        return
    for event in ("INSERT", "UPDATE"):
        editor.execute(TRIGGER.format(name=NAME, event=event, table=TABLE), None)


def remove(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME}", None)
        return
    for event in ("INSERT", "UPDATE"):
        editor.execute(f"DROP TRIGGER {NAME}_{event}", None)


def again() -> list[migrations.RunPython]:
    """The rule for a later migration to begin and to end with: on SQLite a changed table is made
    anew and loses it, so it goes first and comes back last, on both databases alike."""
    return [migrations.RunPython(remove, build), migrations.RunPython(build, remove)]


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_tables")]
    operations = [migrations.RunPython(build, remove)]
