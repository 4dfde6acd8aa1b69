"""A maker's pieces as a list they can keep, and an empty one to fill in: CSV and spreadsheet.

Both are read back by the reader of lists.  No text in them can be taken for a formula.
"""

import csv
import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from consign.codes import label
from consign.people.models import Maker
from consign.stock.columns import Column
from consign.stock.models import Item, Photo
from consign.stock.queries import matching, placements
from consign.stock.tables import RUNS, clean

log = logging.getLogger(__name__)
Cell = str | int | Decimal | None
TOLD = (Column.TITLE, Column.MATERIALS, Column.SIZE, Column.CARE, Column.METAL)
ASKED = (
    Column.REFERENCE,
    *TOLD,
    Column.QUANTITY,
    Column.PRICE,
    Column.VAT,
    Column.VALUE,
    Column.PHOTOS,
    Column.REMARK,
)
LAST = (Column.PRICE, Column.VAT, Column.VALUE, Column.PHOTOS, Column.REMARK)
BOM = b"\xef\xbb\xbf"
AT_ONCE = 500


def headings() -> list[str]:
    """The columns of a list to fill in, in the reader's language."""
    return [column.label for column in ASKED]


def example() -> list[Cell]:
    """A line as it may be filled in, in the order of the headings."""
    told: dict[Column, Cell] = {
        Column.REFERENCE: "B-1",
        Column.TITLE: _("Blue bowl"),
        Column.MATERIALS: _("stoneware, silver rim"),
        Column.SIZE: "12 cm",
        Column.CARE: _("by hand, lukewarm"),
        Column.METAL: Decimal("1.50"),
        Column.QUANTITY: 2,
        Column.PRICE: Decimal("34.50"),
        Column.VAT: 21,
        Column.VALUE: Decimal("30.00"),
        Column.PHOTOS: "bowl-front.jpg; bowl-side.jpg",
        Column.REMARK: _("thrown on the wheel"),
    }
    return [told[column] for column in ASKED]


def kept_headings() -> list[str]:
    """The columns of the list of what a maker has, in the reader's language."""
    return [
        Column.REFERENCE.label,
        Column.CODE.label,
        *(column.label for column in TOLD),
        _("On hand"),
        _("Where it is"),
        *(column.label for column in LAST),
    ]


def kept_items(maker: Maker, search: str = "") -> QuerySet[Item]:
    """A maker's items, or those that a search finds, with where they are; the oldest first."""
    here = Prefetch("placements", queryset=placements().filter(on_hand__gt=0))
    found = Item.objects.filter(maker=maker).order_by("pk").prefetch_related(here, "photos")
    return found.filter(matching(search)) if search else found


def kept_rows(items: QuerySet[Item]) -> Iterator[list[Cell]]:
    """A row for each item, in the order of `kept_headings`; few of them in memory at a time."""
    for item in items.iterator(AT_ONCE):
        places = list(item.placements.all())
        yield [
            item.reference,
            label.spaced(item.code),
            item.title,
            item.materials,
            item.size,
            item.care,
            item.metal_grams,
            sum(place.on_hand for place in places),
            "; ".join(
                f"{place.showcase.coworking.name}, {place.showcase.name}: {place.on_hand}"
                for place in places
            ),
            item.price,
            Decimal(f"{item.vat_percent.normalize():f}"),
            item.agreed_value,
            "; ".join(name for name, _photo in photo_names(item)),
            item.story,
        ]


def photo_names(item: Item) -> list[tuple[str, Photo]]:
    """The photos of an item, each with the name its file has beside a list."""
    return [
        (f"{item.code}-{number}.jpg", photo) for number, photo in enumerate(item.photos.all(), 1)
    ]


def kept_photos(items: QuerySet[Item]) -> Iterator[tuple[str, bytes]]:
    """The photos of items by name, one in memory at a time; one whose file is gone is left out."""
    for item in items.iterator(AT_ONCE):
        for name, photo in photo_names(item):
            try:
                with photo.large.open() as file:
                    yield name, file.read()
            except OSError:
                log.exception("photo %s cannot be read", photo.pk)


def as_csv(
    heading: Sequence[str], rows: Iterable[Sequence[Cell]], language: str
) -> Iterator[bytes]:
    """A list as CSV that a spreadsheet opens without asking, some hundred lines at a time.

    Semicolons, UTF-8 with its mark; numbers with the comma or point of the language.
    """
    point = "." if language.startswith("en") else ","
    yield BOM + _lines([heading])
    lines = ([_written(cell, point) for cell in row] for row in rows)
    while some := list(islice(lines, AT_ONCE)):
        yield _lines(some)


def plain_text(text: str) -> str:
    """A text as it stands in a list: one line, and never a formula."""
    text = clean(text)
    return f"'{text}" if text.startswith(RUNS) else text


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _written(cell: Cell, point: str) -> str:
    if cell is None:
        return ""
    return plain_text(cell) if isinstance(cell, str) else str(cell).replace(".", point)
