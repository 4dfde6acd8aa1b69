"""A value of a JSON file that knows where it stands, and reads itself in one of the known forms.

Each reading refuses with the place: WrongType, Missing, UnknownKey, BadValue, OutOfRange.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from consign.monthend.simulation.refusals import (
    BadValue,
    Missing,
    OutOfRange,
    UnknownKey,
    WrongType,
)

Word = TypeVar("Word", bound=Enum)
LARGEST_CENTS = 10_000_000
LONGEST_TEXT = 200
ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
PERCENT = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]{1,4})?")
DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Node:
    """A value and its place: `$` for the whole file."""

    value: Any
    place: str = "$"

    def keys(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, "Node"]:
        """The values of an object with these keys and no others."""
        if not isinstance(self.value, dict):
            raise WrongType(place=self.place, wanted=_("an object"))
        found = {key: Node(value, self._under(key)) for key, value in self.value.items()}
        for key, node in found.items():
            if key not in required and key not in optional:
                raise UnknownKey(place=node.place)
        for key in required:
            if key not in found:
                raise Missing(place=self._under(key))
        return found

    def key(self, name: str) -> "Node":
        """One value of an object, whatever else is in it."""
        if not isinstance(self.value, dict):
            raise WrongType(place=self.place, wanted=_("an object"))
        if name not in self.value:
            raise Missing(place=self._under(name))
        return Node(self.value[name], self._under(name))

    def items(self) -> Iterator["Node"]:
        """The values of a list, in order."""
        if not isinstance(self.value, list):
            raise WrongType(place=self.place, wanted=_("a list"))
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.place}[{index}]")

    def string(self) -> str:
        if not isinstance(self.value, str):
            raise WrongType(place=self.place, wanted=_("a text"))
        return self.value

    def text(self) -> str:
        """1 to 200 characters."""
        text = self.string()
        if not 1 <= len(text) <= LONGEST_TEXT or SURROGATE.search(text):
            raise BadValue(place=self.place, wanted=_("1 to 200 characters"))
        return text

    def name(self) -> str:
        """An id: letters without accents, digits, point, underscore, hyphen."""
        return self._formed(ID, _("1 to 64 of A–Z a–z 0–9 . _ -"))

    def word(self, words: type[Word]) -> Word:
        """One of the known words."""
        try:
            return words(self.string())
        except ValueError:
            known = ", ".join(str(word.value) for word in words)
            raise BadValue(place=self.place, wanted=known) from None

    def integer(self, low: int, high: int) -> int:
        """A whole number between two limits, both included; a truth value is no number."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise WrongType(place=self.place, wanted=_("a whole number"))
        if not low <= self.value <= high:
            raise OutOfRange(place=self.place, low=low, high=high)
        return self.value

    def percent(self, high: int) -> Decimal:
        """A percentage from 0 to a limit, written as a text: `12.5`."""
        written = self._formed(PERCENT, _("a percentage like 12.5, as a text"))
        found = Decimal(written)
        if found > high:
            raise OutOfRange(place=self.place, low=0, high=high)
        return found

    def day(self) -> date:
        written = self._formed(DAY, _("a day like 2026-11-14"))
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise BadValue(place=self.place, wanted=_("a day like 2026-11-14")) from None

    def moment(self) -> datetime:
        wanted = _("a time like 2026-11-14T15:04:00+01:00")
        written = self._formed(MOMENT, wanted)
        try:
            return datetime.fromisoformat(written)
        except ValueError:
            raise BadValue(place=self.place, wanted=wanted) from None

    def _formed(self, form: re.Pattern[str], wanted: Any) -> str:
        text = self.string()
        if form.fullmatch(text) is None:
            raise BadValue(place=self.place, wanted=wanted)
        return text

    def _under(self, key: str) -> str:
        """The place of a key; what a line of a terminal cannot show is written as JSON does."""
        name = key if key.isprintable() else json.dumps(key)
        return name if self.place == "$" else f"{self.place}.{name}"
