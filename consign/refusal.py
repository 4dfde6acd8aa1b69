"""Every "no" of the house descends from here."""

from typing import Any, ClassVar

from django.utils.functional import Promise


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
        return str(self.sentence) % self.details if self.details else str(self.sentence)
