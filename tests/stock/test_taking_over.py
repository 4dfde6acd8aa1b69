"""A list becomes items and announcements, all of it or none of it."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consign.agreements.queries import NoAgreement
from consign.codes import label
from consign.journal.checks import problems as journal_problems
from consign.journal.models import Event
from consign.people.models import Coworking, Maker, User
from consign.refusal import KeyReused
from consign.stock.items import PriceOutOfRange
from consign.stock.lists import read_list
from consign.stock.looking import fit_for
from consign.stock.models import Announcement, Item, PriceChange
from consign.stock.taking_over import announce_list
from tests.factories import make_coworking, moment

AT = moment("2026-10-05")
TWO = b"Title;Price\nBowl;12,50\nCup;8\n"

pytestmark = pytest.mark.django_db


def test_every_line_is_registered_and_announced(rcoop: Coworking, plume: Maker, ada: User) -> None:
    read = read_list(
        b"Ref;Title;Materials;Size;Quantity;Price;VAT;Care;Metal weight;Value if lost;Remark\n"
        b"A1;Bowl;clay;12 cm;2;12,50;21;dry;2,5;10;blue\nA2;Cup;;;1;8;6;;;;\n"
    )
    bowl, cup = announce_list(maker=plume, coworking=rcoop, read=read, by=ada, at=AT)
    bowl.refresh_from_db()
    assert (bowl.reference, bowl.title, bowl.materials, bowl.size, bowl.story, bowl.care) == (
        "A1",
        "Bowl",
        "clay",
        "12 cm",
        "blue",
        "dry",
    )
    assert (bowl.metal_grams, bowl.agreed_value) == (Decimal("2.50"), Decimal("10.00"))
    assert (cup.price, cup.vat_percent, cup.metal_grams) == (Decimal("8.00"), Decimal(6), None)
    assert [item.announcements.get().quantity for item in (bowl, cup)] == [2, 1]
    assert [item.price_changes.get().price for item in (bowl, cup)] == [bowl.price, cup.price]
    assert label.read(bowl.code) != label.read(cup.code)


def test_the_same_list_under_the_same_key_is_taken_over_once(
    rcoop: Coworking, plume: Maker, ada: User
) -> None:
    read, key = read_list(TWO), uuid.uuid4()
    made = [
        announce_list(maker=plume, coworking=rcoop, read=read, key=again, by=ada, at=AT)
        for again in (key, key, uuid.uuid4())
    ]
    assert made[0] == made[1]
    assert not set(made[0]) & set(made[2])
    assert Item.objects.count() == Announcement.objects.count() == PriceChange.objects.count() == 4


def test_another_list_under_the_same_key_is_refused(
    rcoop: Coworking, plume: Maker, ada: User
) -> None:
    key = uuid.uuid4()
    announce_list(maker=plume, coworking=rcoop, read=read_list(TWO), key=key, by=ada, at=AT)
    other = read_list(TWO.replace(b"12,50", b"13"))
    with pytest.raises(KeyReused):
        announce_list(maker=plume, coworking=rcoop, read=other, key=key, by=ada, at=AT)
    assert Item.objects.count() == 2


def test_all_lines_or_none(rcoop: Coworking, plume: Maker, ada: User) -> None:
    read = read_list(b"Title;Price\nBowl;12,50\nPalace;100000,01\n")
    assert len(read.rows) == 2
    with pytest.raises(PriceOutOfRange):
        announce_list(maker=plume, coworking=rcoop, read=read, by=ada, at=AT)
    assert not Item.objects.exists()


def test_a_list_goes_nowhere_without_an_agreement(plume: Maker, ada: User) -> None:
    with pytest.raises(NoAgreement):
        announce_list(
            maker=plume,
            coworking=make_coworking("Elsewhere"),
            read=read_list(TWO),
            by=ada,
            at=AT,
        )
    assert not Item.objects.exists()


def test_the_journal_has_one_event_with_every_code(
    rcoop: Coworking, plume: Maker, ada: User
) -> None:
    read = read_list(b"Title;Price;Quantity\nBowl;12,50;2\nCup;8;3\n")
    made = announce_list(maker=plume, coworking=rcoop, read=read, by=ada, at=AT)
    event = Event.objects.get(verb="announce list")
    assert event.facts == {"codes": [item.code for item in made], "quantities": [2, 3]}
    assert (event.chain.name, event.by, event.subject) == (
        rcoop.slug,
        ada,
        f"item {made[0].code}",
    )
    assert list(journal_problems()) == []


def test_a_long_list_costs_few_queries_more_than_a_short_one(
    rcoop: Coworking, plume: Maker, ada: User
) -> None:
    costs = []
    for count in (2, 40):
        read = read_list(b"Title;Price\n" + b"Bowl;12,50\n" * count)
        with CaptureQueriesContext(connection) as captured:
            announce_list(maker=plume, coworking=rcoop, read=read, key=uuid.uuid4(), by=ada, at=AT)
        costs.append(len(captured))
    assert costs[1] <= costs[0] + 1


def test_what_the_rules_for_items_refuse_is_a_problem_of_its_line(
    rcoop: Coworking, plume: Maker, ada: User
) -> None:
    data = (
        b"Title;Sale price;Metal weight;Agreed value\n"
        b"Palace;100000,01;;\nBowl;12;20000;\nCup;8;;100000,01\nPot;9;1;5\n"
    )
    fit = fit_for(plume, read_list(data))
    assert [row.title for row in fit.rows] == ["Pot"]
    assert [(one.number, one.column, one.code) for one in fit.problems] == [
        (2, "Sale price", "price_out_of_range"),
        (3, "Metal weight", "metal_out_of_range"),
        (4, "Agreed value", "value_out_of_range"),
    ]
    assert "100 000 euro" in fit.problems[0].sentence


def test_what_is_registered_already_is_known_by_reference_or_code(
    rcoop: Coworking, plume: Maker, terre: Maker, ada: User
) -> None:
    first = read_list(b"Ref;Title;Price\nA-1;Bowl;12\n;Cup;8\n")
    _bowl, cup = announce_list(maker=plume, coworking=rcoop, read=first, by=ada, at=AT)
    again = f"Ref;Label code;Title;Price\na-1;;Bowl;12\n;{cup.code.lower()};Cup;8\n;;Pot;5\n"
    fit = fit_for(plume, read_list(again.encode()))
    assert [(one.number, one.code) for one in fit.problems] == [
        (2, "reference_known"),
        (3, "code_known"),
    ]
    assert len(fit_for(terre, read_list(again.encode())).rows) == 3
