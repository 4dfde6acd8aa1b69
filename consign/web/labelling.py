"""Choosing labels on a page: which pieces, how many of each, on which paper, and how.

The desk and the makers do it on pages of the same form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language

from consign.codes.address import public_url
from consign.codes.label import spaced
from consign.labels.faces import details_of
from consign.labels.marks import Marks, can_be_cut
from consign.labels.papers import papers, told
from consign.labels.pdf import Shift
from consign.labels.printing import MOST, Job
from consign.labels.queries import labels_out_of_date, never_labelled, sheets_at
from consign.labels.sheets import L7160, Kind, Sheet
from consign.labels.signs import left_out
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.counting import QuantityOutOfRange
from consign.stock.models import Item
from consign.stock.prices import prior_prices
from consign.stock.queries import UnknownCode, matching
from consign.web.access import Reader
from consign.web.desk.basket import count

# Where the paper somebody used last is remembered, and for each paper how it was printed.
PAPER = "label_paper"
MARKS = "label_marks"
# A sheet of so many columns is a picture to tap on; of others the first label is told by number.
COLUMNS = 3
# What one form can hold, and one person look through.
AT_ONCE = 300
# Between a code and how many labels of it, in the address of a preview.
TIMES = "*"

STALE, NEVER = "stale", "never"


@dataclass(frozen=True)
class Chosen:
    """An item whose labels are wanted; the number stays as it was typed."""

    item: Item
    copies: str
    left_out: str
    refusal: Refused | None = None


class Choice:
    """What a form says of labels at a coworking; `here` are the items it may choose among."""

    def __init__(self, request: Reader, coworking: Coworking, here: QuerySet[Item]) -> None:
        self.request, self.coworking, self.here = request, coworking, here
        self.sent: QueryDict = request.POST or request.GET

    @cached_property
    def codes(self) -> list[str]:
        """The chosen codes, each once, however the address names them."""
        named = [code for text in self.sent.getlist("codes") for code in text.split(",")]
        codes = [code.strip().upper() for code in named if code.strip()]
        return list(dict.fromkeys([*codes, *self._all_of(self.sent.get("all", ""))]))

    @cached_property
    def found(self) -> Sequence[Item]:
        return list(self.here.filter(code__in=self.codes))

    @cached_property
    def wanted(self) -> Sequence[tuple[Item, int]]:
        """Refused: UnknownCode for what is not here, QuantityOutOfRange."""
        found = {item.code: item for item in self.found}
        wanted: list[tuple[Item, int]] = []
        for code in self.codes:
            if code not in found:
                raise UnknownCode(place="codes", code=spaced(code))
            copies = count(self.sent.get(f"copies-{code}", "1"))
            wanted.append((found[code], copies))
            if not copies or sum(number for _item, number in wanted) > MOST:
                raise QuantityOutOfRange(place=f"copies-{code}")
        return wanted

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        return sheets_at(self.coworking)

    @cached_property
    def paper(self) -> Sheet:
        """The paper that was chosen, or else the one of last time."""
        session = self.request.session
        chosen = self.sheets.get(self.sent.get("paper", ""))
        if chosen is None:
            return self.sheets.get(session.get(PAPER, ""), L7160)
        if session.get(PAPER, L7160.name) != chosen.name:
            session[PAPER] = chosen.name
        return chosen

    @cached_property
    def marks(self) -> Marks:
        """As the form says for this paper, or else as this paper was printed last."""
        session = self.request.session
        known = session.get(MARKS, {})
        before = Marks(*known.get(self.paper.name, (False, False)))
        if self.sent.get("marks_of", "") != self.paper.name:
            return before
        asked = Marks(cut="cut" in self.sent, proof="proof" in self.sent)
        if asked != before:
            session[MARKS] = known | {self.paper.name: [asked.cut, asked.proof]}
        return asked

    @cached_property
    def start_at(self) -> int:
        return count(self.sent.get("start_at", "1"))

    def job(self, shift: Shift) -> Job:
        """What is to be printed.  Refused: as `wanted`."""
        return Job(
            items=self.wanted,
            coworking=self.coworking,
            sheet=self.paper,
            base_url=public_url(self.request),
            language=get_language() or "en",
            start_at=self.start_at,
            shift=shift,
            marks=self.marks,
        )

    def rest(self, query: str) -> QuerySet[Item]:
        """What else could be chosen: as it was looked for."""
        found = self.here.exclude(code__in=self.codes).filter(matching(query))
        return found.filter(pk__in=self._keys(self.sent.get("which", "")))

    def context(self, refused: Refused | None, at: datetime) -> dict[str, Any]:
        """What the form's template needs, beside the rows to choose from."""
        chosen = self._chosen(refused)
        start_at = self.start_at or 1
        return {
            "coworking": self.coworking,
            "chosen": chosen,
            "refusal": None if any(one.refusal for one in chosen) else refused,
            "which": self.sent.get("which", ""),
            "stale": self._of(STALE).count(),
            "never": self._of(NEVER).count(),
            "papers": papers(self.sheets.values()),
            "paper": self.paper,
            "told": told(self.paper, public_url(self.request)),
            "marks": self.marks,
            "can_be_cut": can_be_cut(self.paper),
            "unsaid": self._unsaid(at),
            "places": range(1, self.paper.places + 1),
            "tapped": self.paper.columns == COLUMNS,
            "start_at": start_at if start_at <= self.paper.places or refused else 1,
        }

    def looked_at(self, **more: str) -> str:
        """The query of the preview: the first sheet's labels and all that tells how they lie."""
        start_at = self.start_at if 1 <= self.start_at <= self.paper.places else 1
        room = self.paper.places - start_at + 1
        labels = []
        for item in self.found:
            copies = count(self.sent.get(f"copies-{item.code}", "")) or _pieces(item)
            labels.append(f"{item.code}{TIMES}{min(copies, room)}")
            room -= copies
            if room <= 0:
                break
        asked = {"labels": ",".join(labels), "paper": self.paper.name, "start_at": start_at}
        options = {name: "1" for name in ("cut", "proof") if getattr(self.marks, name)}
        return urlencode(
            {**asked, **options, **{key: value for key, value in more.items() if value}}
        )

    def _unsaid(self, at: datetime) -> int:
        """How many chosen pieces are reduced, on a paper that cannot say the price before."""
        if self.paper.kind != Kind.WORDS:
            return 0
        return len(prior_prices(self.found, self.coworking, at))

    def _chosen(self, refused: Refused | None) -> Sequence[Chosen]:
        place = refused.place if refused else ""
        return [
            Chosen(
                item,
                self.sent.get(f"copies-{item.code}", ""),
                left_out(*self._texts(item)),
                refused if place == f"copies-{item.code}" else None,
            )
            for item in self.found
        ]

    def _texts(self, item: Item) -> Sequence[str]:
        told = [item.title, item.maker.name, details_of(item)]
        return [*told, item.story] if self.paper.kind == Kind.CARD else told

    def _of(self, which: str) -> QuerySet[Item]:
        rows = labels_out_of_date if which == STALE else never_labelled
        return self.here.filter(pk__in=rows(self.coworking).order_by().values("pk"))

    def _keys(self, which: str) -> QuerySet[Any, Any]:
        rows = self._of(which) if which in (STALE, NEVER) else self.here
        return rows.order_by().values("pk")

    def _all_of(self, which: str) -> Sequence[str]:
        """As many of them as one print holds; the rest are still there after it."""
        if which not in (STALE, NEVER):
            return []
        codes, labels = [], 0
        for item in self._of(which)[:AT_ONCE]:
            labels += _pieces(item)
            if labels > MOST:
                break
            codes.append(item.code)
        return codes


def _pieces(item: Item) -> int:
    return getattr(item, "pieces", 1)
