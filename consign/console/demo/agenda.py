"""What happens when: acts are noted down in any order and done in the order of their moments."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

Act = Callable[[datetime], object]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A local time of a day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@dataclass
class Agenda:
    """Acts that are still to be done; one may note down further ones while it is done."""

    now: datetime
    acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    noted: int = 0

    def add(self, at: datetime, act: Act) -> None:
        """Note an act down; what lies in the future never happens."""
        if at <= self.now:
            heapq.heappush(self.acts, (at, self.noted, act))
            self.noted += 1

    def live(self) -> None:
        """Do everything, the earliest first; of one moment in the order it was noted down."""
        while self.acts:
            at, _order, act = heapq.heappop(self.acts)
            act(at)
