"""Something that waits for somebody, with the way to it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """How much of something waits, and where it is done."""

    label: str
    count: int
    url: str
    icon: str


def waiting(tasks: Iterable[Task]) -> list[Task]:
    """What waits; what does not is left out."""
    return [task for task in tasks if task.count]
