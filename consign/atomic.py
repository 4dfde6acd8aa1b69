"""Asks that the caller has opened a transaction.

PostgreSQL refuses a row lock outside a transaction, SQLite says nothing; so functions that expect
to be inside one say so themselves, on both.
"""

from django.db import connection


class NotInTransaction(AssertionError):
    """A function that must be part of a larger act was called on its own: a mistake in the code."""


def expect_transaction(what: str) -> None:
    """Raise NotInTransaction unless a transaction is open; `what` names the function."""
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{what} must be called inside a transaction")
