"""Rows changed behind the operations' back, as a careless hand in the database would.

Append-only triggers and check constraints are taken off the table first; the end of the test's
transaction puts them back.
"""

from typing import TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def change(rows: "models.QuerySet[Row]", **columns: object) -> None:
    """Set columns of rows, whatever guards them."""
    table = rows.model._meta.db_table
    if connection.vendor == "postgresql":
        _unguard(table, [constraint.name for constraint in _checks(rows.model)])
        rows.update(**columns)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            rows.update(**columns)
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def _checks(model: type[models.Model]) -> list[models.CheckConstraint]:
    guards = model._meta.constraints
    return [guard for guard in guards if isinstance(guard, models.CheckConstraint)]


def _unguard(table: str, checks: list[str]) -> None:
    with connection.cursor() as cursor:
        # What was written before is checked now: a table with checks to come cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for check in checks:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {check}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
