"""A maker's list, taken over by a program: all of it or nothing, once."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consign.people.models import Coworking, Maker
from consign.stock.models import Announcement, Item
from tests.api.caller import BASE, Caller, refused, told

pytestmark = pytest.mark.django_db
GOOD = "Référence;Pièce;Quantité;Prix\nA1;Bague;2;1.234,50 €\nA2;Collier;1;45\n"
BAD = "Référence;Pièce;Quantité;Prix\nA1;Bague;2;12,50\nA1;;deux;gratuit\n"


def send(caller: Caller, text: str, key: uuid.UUID, **more: Any) -> Any:
    file = SimpleUploadedFile("liste.csv", text.encode(), content_type="text/csv")
    sent = {"maker": "comme-une-plume", "coworking": "rcoop", "file": file, **more}
    return caller.client.post(f"{BASE}items/import/", sent, headers={"Idempotency-Key": str(key)})


def test_taken_over_once(as_ada: Caller, rcoop: Coworking, plume: Maker) -> None:
    key = uuid.uuid4()
    made = told(send(as_ada, GOOD, key), 201)
    assert (made["lines"], made["problems"]) == (2, [])
    again = told(send(as_ada, GOOD, key), 201)
    assert again["codes"] == made["codes"]
    assert sorted(made["codes"]) == sorted(Item.objects.values_list("code", flat=True))
    assert Announcement.objects.get(item__title="Bague").quantity == 2


def test_problems_are_told_by_row_and_column_and_nothing_is_written(
    as_ada: Caller, rcoop: Coworking, plume: Maker
) -> None:
    problem = refused(send(as_ada, BAD, uuid.uuid4()), 400, "invalid")
    assert set(problem["errors"]) == {
        "rows.3.Référence",
        "rows.3.Pièce",
        "rows.3.Quantité",
        "rows.3.Prix",
    }
    assert not Item.objects.exists()


def test_a_dry_run_only_looks(as_ada: Caller, rcoop: Coworking, plume: Maker) -> None:
    seen = told(send(as_ada, BAD, uuid.uuid4(), dry_run=True))
    assert (seen["lines"], seen["codes"]) == (1, [])
    assert {one["code"] for one in seen["problems"]} >= {"title_missing", "price_unreadable"}
    assert not Item.objects.exists()


def test_what_is_no_list_and_makers_of_others_are_refused(
    as_ada: Caller, as_ben: Caller, rcoop: Coworking, plume: Maker
) -> None:
    refused(send(as_ada, "nothing of the kind", uuid.uuid4()), 422, "not_a_list")
    refused(send(as_ben, GOOD, uuid.uuid4()), 404, "not_found")
