"""Every "no" of the house descends from here."""

from datetime import date
from typing import Any, ClassVar

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The domain says no.

    `code` is stable and meant for machines; the sentence is for people, in the language that is
    active when it is read, and says what to do next.  `place` names the part of the input that was
    refused (`lines.0.quantity`), empty when it is the whole act.  Nothing was written.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str | Promise] = ""

    def __init__(self, *, place: str = "", **details: Any) -> None:
        self.place = place
        self.details = details
        super().__init__(self.code)

    def __str__(self) -> str:
        told = {name: _as_read(value) for name, value in self.details.items()}
        return str(self.sentence) % told if told else str(self.sentence)


def _as_read(value: Any) -> Any:
    """Days are told as the reader's language writes them."""
    return formats.date_format(value, "DATE_FORMAT") if isinstance(value, date) else value


class KeyReused(Refused):
    """An idempotency key came back with other content than it was first sent with."""

    code = "key_reused"
    sentence = _("This key was already used for something else. Nothing was recorded.")
