"""A maker's list of 5,000 lines taken over, beside the least that can put it into the database.

Ours checks every cell and every piece, looks for what is known already, draws label codes, writes
items, prices and announcements, and notes the act.  The stand-in trusts the file: it splits the
lines, turns the texts into numbers and hands the same rows to `executemany`.  Both work in this
process, on a database of their own, and are undone afterwards; seconds of the processor, medians of
five rounds; the peak of memory is that of one more round.  One line of JSON comes out.
DATABASE_URL chooses the database.
"""
# ruff: noqa: E402 - Django is set up before anything of ours is imported

import csv
import io
import json
import os
import statistics
import time
import tracemalloc
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection, models, transaction
from django.test.utils import setup_test_environment

from consign.codes.label import draw
from consign.people.models import Coworking, Maker
from consign.stock.lists import read_list
from consign.stock.looking import fit_for
from consign.stock.models import Announcement, Item, PriceChange
from consign.stock.spreadsheet import Sheet, as_workbook
from consign.stock.taking_over import announce_list
from tests.factories import make_coworking, make_selling_maker

LINES = 5000
ROUNDS = 5
AT = datetime(2026, 10, 5, 10, tzinfo=UTC)
HEADER = ["Réf", "Pièce", "Matières", "Taille", "Entretien", "Qté", "Prix", "TVA", "Remarque"]


def rows() -> list[list[str]]:
    """Lines as a maker writes them."""
    return [
        [
            f"PL-{number:05d}",
            f"Tasse bleue émaillée n° {number}",
            "grès, émail",
            "12 cm",
            "à la main",
            str(number % 9 + 1),
            f"{number % 90 + 3},50 €",
            "21",
            "tournée à la main, signée",
        ]
        for number in range(LINES)
    ]


def as_text(lines: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([HEADER, *lines])
    return out.getvalue().encode()


def ours(data: bytes, maker: Maker, coworking: Coworking) -> None:
    """The program's own reading and writing."""
    read = fit_for(maker, read_list(data))
    announce_list(maker=maker, coworking=coworking, read=read, key=uuid.uuid4(), by=None, at=AT)


def by_hand(data: bytes, maker: Maker, coworking: Coworking) -> None:
    """The same rows, believed as they stand."""
    lines = csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";")
    next(lines)
    items: list[dict[str, Any]] = []
    prices, announcements = [], []
    for number, line in enumerate(lines, 1):
        price = Decimal(line[6].removesuffix(" €").replace(",", "."))
        item = {
            "id": number,
            "maker": maker.pk,
            "code": draw(),
            "key": uuid.uuid4(),
            "content": "",
            "reference": line[0],
            "title": line[1],
            "materials": line[2],
            "size": line[3],
            "care": line[4],
            "story": line[8],
            "price": price,
            "vat_percent": Decimal(line[7]),
            "metal_grams": None,
            "agreed_value": None,
            "created_at": AT,
        }
        items.append(item)
        prices.append({"item": number, "price": price, "by": None, "at": AT})
        announcements.append(
            {
                "item": number,
                "coworking": coworking.pk,
                "quantity": int(line[5]),
                "state": "waiting",
                "announced_by": None,
                "announced_at": AT,
            }
        )
    _put(Item, items)
    _put(PriceChange, prices)
    _put(Announcement, announcements)


def _put(model: type[models.Model], told: Sequence[dict[str, Any]]) -> None:
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.name in told[0] or not field.primary_key
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})"
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                [
                    field.get_db_prep_save(one.get(field.name, field.get_default()), connection)
                    for field in fields
                ]
                for one in told
            ],
        )


def seconds(act: Callable[[], object]) -> float:
    """Processor time of one run, undone afterwards."""
    with transaction.atomic():
        start = time.process_time()
        act()
        spent = time.process_time() - start
        transaction.set_rollback(True)
    return spent


def megabytes(act: Callable[[], object]) -> float:
    """The most memory one run takes at a time."""
    tracemalloc.start()
    seconds(act)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(peak / 1e6, 1)


def measured() -> dict[str, Any]:
    coworking = make_coworking()
    maker = make_selling_maker(coworking)
    lines = rows()
    data = as_text(lines)
    with as_workbook([Sheet("Stock", HEADER, lines)]) as file:
        sheet = file.read()
    mine, hand = (lambda: ours(data, maker, coworking)), (lambda: by_hand(data, maker, coworking))
    pairs = [(seconds(mine), seconds(hand)) for _ in range(ROUNDS)]
    reading = statistics.median(seconds(lambda: read_list(data)) for _ in range(ROUNDS))
    xlsx = statistics.median(seconds(lambda: read_list(sheet)) for _ in range(ROUNDS))
    one, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    return {
        "bench": "take_over",
        "database": connection.vendor,
        "lines": LINES,
        "ours_cpu_s": round(one, 3),
        "of_it_reading_cpu_s": round(reading, 3),
        "by_hand_cpu_s": round(other, 3),
        "ratio": round(statistics.median(a / b for a, b in pairs), 2),
        "reading_xlsx_cpu_s": round(xlsx, 3),
        "ours_peak_mb": megabytes(mine),
        "by_hand_peak_mb": megabytes(hand),
    }


def main() -> None:
    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print(json.dumps(measured()))
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
