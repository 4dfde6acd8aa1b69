"""A month for the bookkeeper, as its manager sees it."""

import csv
import io

import pytest
from django.test import Client

from consign.invoices.models import BookCode
from consign.monthend.bookkeeping_codes import DEFAULTS, Use
from consign.people.models import Coworking, Maker, Role, User
from tests.factories import (
    make_closed,
    make_member,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
)
from tests.kept import kept
from tests.web.conftest import As, Costs
from tests.web.manager.conftest import Address, text_of


@pytest.fixture
def page(at: Address) -> str:
    return at("desk_bookkeeping", "2026-10")


@kept
def sold(rcoop: Coworking, plume: Maker) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)


def codes(**changes: str) -> dict[str, str]:
    """What the form sends when it is left as it was shown, but for changes."""
    sent = {"codes": "1"}
    for use, code in DEFAULTS.items():
        sent[f"codes-{use}"] = code.account
        sent[f"codes-{use}_vat"] = code.vat_code
    return sent | {f"codes-{name}": told for name, told in changes.items()}


def test_the_sums_of_each_account_are_told(
    manager: Client, page: str, rcoop: Coworking, sold: None
) -> None:
    make_closed(rcoop)
    answer = manager.get(page)
    told = {one.account: (str(one.debit), str(one.credit)) for one in answer.context["sums"]}
    assert told == {
        "400": ("13.50", "13.50"),
        "451": ("0.00", "2.34"),
        "489": ("13.50", "45.00"),
        "580": ("45.00", "0.00"),
        "7000": ("0.00", "11.16"),
    }
    shown = text_of(answer)
    for words in ("Makers' money held", "Card takings under way", "€45.00", "€72.00"):
        assert words in shown
    assert "still missing" not in shown


def test_the_month_page_leads_here(manager: Client, page: str, at: Address, sold: None) -> None:
    assert f'href="{page}"' in text_of(manager.get(at("desk_preview", "2026-10")))


def test_what_is_not_closed_yet_is_said(
    manager: Client, page: str, at: Address, sold: None
) -> None:
    assert "invoices are still missing here" in text_of(manager.get(page))
    running = manager.get(at("desk_bookkeeping", "2026-11"))
    assert "This month still runs" in text_of(running)


def test_an_empty_month_has_no_file_to_take(manager: Client, page: str, at: Address) -> None:
    shown = text_of(manager.get(page))
    assert "Nothing to book" in shown
    assert at("desk_bookkeeping_csv", "2026-10") not in shown


def test_the_file_is_downloaded(manager: Client, page: str, at: Address, sold: None) -> None:
    address = at("desk_bookkeeping_csv", "2026-10")
    assert f'href="{address}"' in text_of(manager.get(page))
    answer = manager.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="rcoop-2026-10-journal.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["account"], row["debit"], row["credit"]) for row in rows] == [
        ("580", "45.00", "0.00"),
        ("489", "0.00", "45.00"),
    ]


def test_changed_codes_stand_in_the_file(
    manager: Client, page: str, at: Address, sold: None
) -> None:
    sent = codes(card="580100", held="489000", commission_vat="V21")
    assert manager.post(page, sent)["Location"] == page
    assert "Every file from now on carries these codes." in text_of(manager.get(page))
    rows = csv.DictReader(
        io.StringIO(manager.get(at("desk_bookkeeping_csv", "2026-10")).content.decode())
    )
    assert [row["account"] for row in rows] == ["580100", "489000"]
    assert set(BookCode.objects.values_list("use", flat=True)) == {"card", "held", "commission"}
    form = manager.get(page).context["codes"].form
    assert form["commission_vat"].value() == "V21"
    assert form[Use.BANK].value() == "550"


@pytest.mark.parametrize(
    ("changes", "status"), [({"bank": "55 0"}, 409), ({"bank": ""}, 400), ({"bank": "5" * 21}, 400)]
)
def test_a_wrong_code_is_told_in_place_and_nothing_is_lost(
    manager: Client, page: str, changes: dict[str, str], status: int
) -> None:
    sent = codes(cash="571", **changes)
    answer = manager.post(page, sent)
    assert answer.status_code == status
    form = answer.context["codes"].form
    assert form.errors.keys() == {"bank"}
    assert form["cash"].value() == "571"
    assert not BookCode.objects.exists()


@pytest.mark.parametrize("period", ["2026-13", "x", "2026-12", "0000-01"])
def test_a_month_that_is_none_or_has_not_begun_is_not_found(
    manager: Client, at: Address, period: str
) -> None:
    for name in ("desk_bookkeeping", "desk_bookkeeping_csv"):
        assert manager.get(at(name, period)).status_code == 404


def test_only_managers_of_the_coworking_see_it(
    signed_in: As, dan: User, ada: User, filature: Coworking, at: Address
) -> None:
    boss = make_member(filature, make_person("boss"), Role.MANAGER)
    for user in (dan, ada, boss):
        for name in ("desk_bookkeeping", "desk_bookkeeping_csv"):
            assert signed_in(user).get(at(name, "2026-10")).status_code == 404


def test_many_makers_cost_no_more_queries(
    manager: Client, rcoop: Coworking, page: str, sold: None, costs: Costs
) -> None:
    make_closed(rcoop)
    manager.get(page)
    one = costs(manager, page)
    for name in ("Terre", "Bois", "Lin"):
        maker = make_selling_maker(rcoop, name)
        make_sale(rcoop, make_placed(rcoop, maker).item)
    make_closed(rcoop)
    assert costs(manager, page) == one
