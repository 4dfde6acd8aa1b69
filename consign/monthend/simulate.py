"""Trying terms before signing: what the program would book and print for a scenario, to the cent.

The result depends on nothing but the scenario: not on the day, not on what is stored; and nothing
is stored.  It can be worked out in two ways that give the same: by the rules alone, or by letting
everything happen through the real operations, in a database of its own.
"""

from typing import Any

from django.db import transaction

from consign.monthend.simulation.books import play
from consign.monthend.simulation.private import private_database
from consign.monthend.simulation.reading import parse, read
from consign.monthend.simulation.reckoning import reckon
from consign.monthend.simulation.scenario import Scenario
from consign.monthend.simulation.told import as_json

# Acts and closings that a person waits for: some ten seconds of real operations.
MOST_STEPS = 120


def simulate(scenario: Scenario) -> dict[str, Any]:
    """The result by the real operations; nothing that is stored is touched.

    A scenario so long that nobody would wait for it is worked out by the rules alone.  Refused:
    what the operations refuse, as a ScenarioRefused with the place.
    """
    if scenario.steps > MOST_STEPS:
        return quickly(scenario)
    with private_database():
        return in_books(scenario)


def quickly(scenario: Scenario) -> dict[str, Any]:
    """The same result by the rules alone, for many scenarios or many a second."""
    return as_json(reckon(scenario))


def in_books(scenario: Scenario) -> dict[str, Any]:
    """The same result by the real operations in the database at hand, which is left as it was."""
    with transaction.atomic():
        try:
            return as_json(play(scenario))
        finally:
            transaction.set_rollback(True)


__all__ = ["in_books", "parse", "quickly", "read", "simulate"]
