"""Rows that cannot be changed: a trigger for migrations, the same promise on both databases.

DELETE is left alone: nothing in the house deletes such rows, every key to them is protected, and
test databases are emptied by deleting.  On SQLite a later change of such a table makes it anew and
loses its trigger: take it off first with `may_change` and put it back at the end, so that both
databases go the same way (the tests that go round the operations tell).
"""

from collections.abc import Callable, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.special import RunPython
from django.db.migrations.state import StateApps

Step = Callable[[StateApps, BaseDatabaseSchemaEditor], None]

FUNCTION = """
CREATE OR REPLACE FUNCTION consign_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only(table: str, *columns: str) -> RunPython:
    """A migration step: the table refuses UPDATE, of the named columns or of all."""
    return RunPython(*_steps(table, columns))


def may_change(table: str, *columns: str) -> RunPython:
    """The opposite step, before a migration that changes the table; `append_only` closes it."""
    build, remove = _steps(table, columns)
    return RunPython(remove, build)


def _steps(table: str, columns: Sequence[str]) -> tuple[Step, Step]:
    """Putting the trigger on, and taking it off."""
    # Quoted, for a column may be named like a word of SQL (`left`).
    named = ", ".join(f'"{column}"' for column in columns)
    of = f" OF {named}" if columns else ""
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

    return build, remove
