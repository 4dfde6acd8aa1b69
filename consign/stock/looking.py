"""What a maker's list gives: its lines, what is known of them already, and how its photos fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from consign.people.models import Maker
from consign.refusal import Refused
from consign.stock.columns import Column
from consign.stock.items import expect_sound
from consign.stock.lists import ListProblem, ListRead, read_list
from consign.stock.models import Item, ListUpload, ListUploadState
from consign.stock.photo_zip import PhotoProblem, photo_zip
from consign.stock.queries import codes_of, references_of
from consign.stock.upload_files import opened_file

# Which column holds what a new item is refused for.
PLACES = {
    "title": Column.TITLE,
    "price": Column.PRICE,
    "metal_grams": Column.METAL,
    "agreed_value": Column.VALUE,
}


@dataclass(frozen=True)
class Look:
    """What a list gives: its lines, and how the photos they name fit to the zip beside it.

    `named` counts the photos that good lines name, `pictures` are those that are there, each with
    the number of its line.
    """

    read: ListRead
    named: int
    pictures: list[tuple[int, str]]
    photo_problems: list[PhotoProblem]

    @property
    def whole(self) -> bool:
        """Whether all of it can be taken over."""
        return not self.read.problems and not self.photo_problems


def look_at(upload: ListUpload) -> Look:
    """What a list gives as things are now.  Refused: ListGone."""
    return looked_at(upload, read_upload(upload))


def looked_at(upload: ListUpload, read: ListRead) -> Look:
    """The same of a list that was read before."""
    read = fit_for(upload.maker, read)
    names = [(row, name) for row in read.rows for name in row.photos]
    if not upload.photos:
        return Look(read, len(names), [], [])
    with opened_file(upload.photos) as file, photo_zip(file) as found:
        problems = list(found.problems((name, row.title) for row, name in names))
        pictures = [(row.number, name) for row, name in names if found.has(name)]
    return Look(read, len(names), pictures, problems)


def read_upload(upload: ListUpload) -> ListRead:
    """The lines of a list that was sent.  Refused: ListGone."""
    with opened_file(upload.file) as file:
        return read_list(file.read())


def fit_for(maker: Maker, read: ListRead) -> ListRead:
    """The list as it can be taken over for a maker: what they have registered already, and what
    could not be registered, is among its problems."""
    codes = codes_of(maker, {named.code for named in read.named.values() if named.code})
    fresh = read.without(references_of(maker), codes)
    return fresh.but_for(_unfit(fresh))


def taken_with(key: UUID, read: ListRead) -> bool:
    """Whether a list was taken over under this key before: then its references are its own."""
    keys = [row.key(key) for row in read.rows[:1]]
    return Item.objects.filter(key__in=keys).exists()


def unfinished(maker: Maker) -> QuerySet[ListUpload]:
    """A maker's lists that wait to be taken over or whose photos are under way, latest first."""
    waiting = maker.list_uploads.exclude(state=ListUploadState.DONE)
    return waiting.defer("pictures").order_by("-created_at", "-pk")


def _unfit(read: ListRead) -> Iterator[ListProblem]:
    """The rows that the rules for items refuse, each with its reason."""
    for row in read.rows:
        try:
            expect_sound(
                title=row.title,
                price=row.price,
                metal_grams=row.metal_grams,
                agreed_value=row.agreed_value,
            )
        except Refused as no:
            column = read.headings.get(PLACES[no.place], "")
            yield ListProblem(row.number, column, no.code, refusal=no)
