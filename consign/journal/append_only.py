"""Rows that cannot be changed: a trigger for migrations, the same promise on both databases.

DELETE is left alone: nothing in the house deletes such rows, every key to them is protected, and
test databases are emptied by deleting.  On SQLite a later change of such a table makes it anew and
loses its trigger; put it back in the same migration (the tests that go round the operations tell).
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.special import RunPython
from django.db.migrations.state import StateApps

FUNCTION = """
CREATE OR REPLACE FUNCTION consign_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only(table: str, *columns: str) -> RunPython:
    """A migration step: the table refuses UPDATE, of the named columns or of all."""
    of = f" OF {', '.join(columns)}" if columns else ""
    name = f"{table}_append_only"

    def build(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(FUNCTION, None)
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE{of} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION consign_refuse_update()",
                None,
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE{of} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'rows of {table} are append-only'); END",
                None,
            )

    def remove(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER {name}{on}", None)

    return RunPython(build, remove)
