import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from consign.agreements.models import Agreement, Bearer, CommissionBase, CommissionVat, Mode
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.web.patience import QUESTIONS_A_MINUTE
from consign.web.trying import address_of
from tests.factories import make_agreement, make_coworking, make_selling_maker
from tests.web.conftest import As, Clock, text_of

TRY = "/try/"
ROW = re.compile(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", re.DOTALL)
WAY = re.compile(r"<tr[^>]*><th scope=\"row\">(.*?)</th>\s*(.*?)</tr>", re.DOTALL)


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ask(client: Client, **asked: Any) -> str:
    """What follows from these values, the rest as usual: a single piece unless said."""
    response = client.get(TRY, {"sold": 1, **asked}, headers={"Accept-Language": "en"})
    assert response.status_code == 200
    return text_of(response)


def plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"<small.*?</small>", "", markup)).split())


def told(page: str) -> dict[str, list[str]]:
    """Every figure of the page by its words, in the order of the page."""
    found: dict[str, list[str]] = {}
    for words, amount in ROW.findall(page):
        found.setdefault(plain(words), []).append(plain(amount))
    return found


def ways(page: str) -> dict[str, list[str]]:
    """What payee, coworking and state are left with, by the way it is sold."""
    return {
        plain(way).removesuffix(" these terms"): [
            plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells)
        ]
        for way, cells in WAY.findall(page)
    }


def test_the_page_opens_with_something_to_see(client: Client) -> None:
    page = text_of(client.get(TRY, headers={"Accept-Language": "en"}))
    said = "The customer pays €45.00: the coworking keeps €13.50, the payee gets €31.50."
    assert said in page
    assert "Paid out for the month: €252.00." in page


def test_an_exempt_makers_piece_as_agent(client: Client) -> None:
    page = ask(client)
    figures = told(page)
    assert figures["The payee gets"] == ["€31.50"] * 3
    assert figures["Commission"] == ["€13.50", "-€13.50"]
    assert figures["Is left with"] == ["€31.50", "€11.16"]
    assert figures["The state gets"] == ["€2.34"]
    assert (figures["Without VAT"], figures["Together"]) == (["€11.16"], ["€13.50"])
    assert "Invoice for commission and fees" in page
    assert "45.00 × 30% = 13.50" in page
    assert "13.50 × 100 / 121 = 11.16" in page
    assert "Self-billed" not in page


def test_vat_on_top_of_the_commission_takes_more_from_the_payee(client: Client) -> None:
    figures = told(ask(client, commission_vat="added"))
    assert figures["The payee gets"] == ["€28.66"] * 3
    assert figures["VAT on the commission"] == ["-€2.84", "-€2.84"]
    assert (figures["Paid out"], figures["Together"]) == (["€28.66"], ["€16.34"])


def test_a_liable_payee_as_agent_settles_the_vat_of_the_price(client: Client) -> None:
    asked = {"payee": "liable", "base": "price_paid_excl_vat", "commission_vat": "added"}
    figures = told(ask(client, **asked))
    assert figures["Paid out"] == ["€31.50"]
    assert figures["VAT it owes"] == ["-€7.81", "-€2.34"]
    assert figures["VAT it deducts"] == ["€2.34", "€0.00"]
    assert figures["Is left with"] == ["€26.03", "€11.16"]


def test_own_name_with_a_liable_maker(client: Client) -> None:
    page = ask(client, mode="own_name", payee="liable")
    figures = told(page)
    assert figures["Paid out"] == ["€31.50"]
    assert (figures["Without VAT"], figures["VAT"]) == (["€26.03"], ["€5.47"])
    assert figures["VAT it owes"] == ["-€5.47", "-€7.81"]
    assert figures["VAT it deducts"] == ["€0.00", "€5.47"]
    assert figures["Is left with"] == ["€26.03", "€11.16"]
    assert "Self-billed invoice for goods sold" in page
    assert "more of each piece goes to the state" not in page


def test_own_name_with_an_exempt_maker_costs_the_vat_nobody_deducts(client: Client) -> None:
    page = ask(client, mode="own_name")
    figures = told(page)
    assert (figures["Paid out"], figures["Is left with"]) == (["€31.50"], ["€31.50", "€5.69"])
    assert "€5.47 more of each piece goes to the state" in page
    of_net = told(ask(client, mode="own_name", base="price_paid_excl_vat"))
    assert of_net["Is left with"] == ["€33.84", "€3.35"]


def test_the_other_ways_stand_beside_the_chosen_one(client: Client) -> None:
    page = ask(client)
    assert ways(page) == {
        "As agent, VAT included, payee exempt": ["€31.50", "€11.16", "€2.34"],
        "As agent, VAT included, payee liable": ["€26.03", "€11.16", "€7.81"],
        "As agent, VAT on top, payee exempt": ["€28.66", "€13.50", "€2.84"],
        "As agent, VAT on top, payee liable": ["€23.69", "€13.50", "€7.81"],
        "In the coworking's own name, payee exempt": ["€31.50", "€5.69", "€7.81"],
        "In the coworking's own name, payee liable": ["€26.03", "€11.16", "€7.81"],
    }
    assert page.count("these terms") == 1


@pytest.mark.parametrize(
    ("bearer", "commission", "net", "vat", "paid_out"),
    [
        ("maker", "€13.50", "€11.16", "€2.34", "€21.50"),
        ("coworking", "€3.50", "€2.89", "€0.61", "€31.50"),
        ("split", "€8.50", "€7.02", "€1.47", "€26.50"),
        ("pro_rata", "€10.50", "€8.68", "€1.82", "€24.50"),
    ],
)
def test_a_discount_by_who_bears_it(
    client: Client, bearer: str, commission: str, net: str, vat: str, paid_out: str
) -> None:
    part = {"part": "50"} if bearer == "split" else {}
    figures = told(ask(client, discount="10", bearer=bearer, **part))
    assert figures["Paid"] == ["€35.00"]
    assert figures["Commission"][0] == commission
    assert figures["Without VAT"] == [net]
    assert figures["VAT"][-1] == vat
    assert figures["Paid out"] == [paid_out]
    assert figures.get("Odd cent") == (["€0.01"] if bearer == "split" else None)


def test_a_month_adds_the_shelf_and_takes_back_what_came_back(client: Client) -> None:
    figures = told(ask(client, sold=10, shelf_fee="24.20", back="on"))
    assert (figures["Sales"], figures["Refunds"]) == (["€450.00"], ["-€45.00"])
    assert (figures["Commission given back"], figures["Fees"]) == (["€13.50"], ["-€24.20"])
    assert figures["Paid out"] == ["€259.30"]


def test_what_is_not_paid_out_is_carried_on(client: Client) -> None:
    below = ask(client, sold=1, minimum="50")
    assert (told(below)["Paid out"], told(below)["Balance"]) == (["€0.00"], ["€31.50"])
    assert "below the agreed minimum of €50.00" in below
    owed = ask(client, sold=1, price="20", shelf_fee="30.25")
    assert told(owed)["The payee owes"] == ["€16.25"]
    assert "It is below zero: nothing is paid" in owed


def test_an_exempt_coworking_charges_no_vat(client: Client) -> None:
    page = ask(client, coworking="exempt_small", commission_vat="added")
    assert told(page)["Is left with"] == ["€31.50", "€13.50"]
    assert len(ways(page)) == 4


def test_a_single_piece_that_came_back_leaves_nothing(client: Client) -> None:
    page = ask(client, back="on")
    assert told(page)["Paid out"] == ["€0.00"]
    assert "Nothing is left to pay." in page


def test_an_amount_is_read_as_a_hand_writes_it(client: Client) -> None:
    page = text_of(client.get(f"{TRY}?price=1.250,50&sold=1", headers={"Accept-Language": "nl"}))
    assert "€ 875,35" in page.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("price", "dear", "This is not an amount. Write it like 45 or 45.00."),
        ("price", "0", "Give something between 0.01 and 100000."),
        ("price", "", "This field is required."),
        ("sold", "0", "Give something between 1 and 100."),
        ("sold", "101", "Give something between 1 and 100."),
        ("sold", "some", "Enter a whole number."),
        ("commission", "101", "Give something between 0 and 100."),
        ("commission", "NaN", "This is not a percentage."),
        ("mode", "barter", "Select a valid choice."),
        ("commission_vat", "none", "Select a valid choice."),
        ("goods_vat", "51", "Give something between 0 and 50."),
        ("service_vat", "0", "A coworking that is liable to VAT has a rate above 0."),
        ("discount", "45.01", "The discount is larger than the price."),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_made_up(
    client: Client, field: str, value: str, sentence: str
) -> None:
    page = ask(client, **{field: value, "bearer": "maker"})
    wrong = re.search(rf'data-part="wrong-{field}">(.*?)</div>', page, re.DOTALL)
    assert wrong
    assert sentence in wrong[1]
    assert "Nothing is worked out yet." in page
    assert 'data-part="details"></div>' in page.replace("\n", "")


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        (
            {"discount": "14", "bearer": "coworking"},
            "discount",
            "The coworking would give more discount than it earns.",
        ),
        (
            {"discount": "40", "bearer": "maker"},
            "discount",
            "The maker would give more discount than is left.",
        ),
        (
            {"discount": "1", "bearer": "split"},
            "part",
            "Say which part of a discount the maker bears",
        ),
        (
            {"mode": "own_name", "commission_vat": "added"},
            "commission_vat",
            "invoices no commission, so no VAT comes on top",
        ),
    ],
)
def test_terms_that_contradict_each_other_are_refused_at_the_field(
    client: Client, asked: dict[str, str], field: str, sentence: str
) -> None:
    page = ask(client, **asked)
    wrong = re.search(rf'data-part="wrong-{field}">(.*?)</div>', page, re.DOTALL)
    assert wrong
    assert sentence in wrong[1]
    assert told(page) == {}


def test_a_way_the_discount_does_not_fit_is_told_beside_those_it_does(client: Client) -> None:
    page = ask(
        client, discount="13", bearer="coworking", base="price_paid_excl_vat", payee="exempt_small"
    )
    assert told(page)["Paid out"] == ["€31.50"]
    assert "The discount is too large for it." in page


def test_only_the_result_is_sent_where_only_that_is_asked_for(client: Client) -> None:
    part = ask(client, only="result")
    assert "€31.50" in part
    assert "<html" not in part
    assert "<form" not in part


@pytest.mark.django_db
def test_nobodys_question_touches_the_database(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        ask(client, only="result")
        ask(client, only="result", discount="40", bearer="coworking")
    assert len(captured) == 0


def test_trying_is_asking_and_nothing_else(client: Client) -> None:
    assert client.post(TRY).status_code == 405


def test_more_questions_than_hands_can_ask_have_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert QUESTIONS_A_MINUTE >= 600
    monkeypatch.setattr("consign.web.patience.QUESTIONS_A_MINUTE", 2)
    asked = [client.get(TRY, {"only": "result"}) for _time in range(3)]
    assert [one.status_code for one in asked] == [200, 200, 429]
    assert "Wait a minute" in text_of(asked[-1])
    assert "€31.50" not in text_of(asked[-1])


def tried(client: Client, agreement: Agreement, price: str | None = "45.00") -> str:
    address = address_of(agreement, Decimal(price) if price else None)
    return text_of(client.get(f"{address}&sold=1", headers={"Accept-Language": "en"}))


@pytest.mark.django_db
def test_an_agreements_terms_are_tried_by_its_address(client: Client, clock: Clock) -> None:
    clock("2026-10-05")
    rcoop = make_coworking(vat=VatStatus.LIABLE)
    maker = make_selling_maker(rcoop, vat=VatStatus.LIABLE)
    agreement = make_agreement(
        rcoop,
        maker.affiliations.get(),
        starts_on=date(2026, 11, 1),
        percent="32.5",
        vat=CommissionVat.ADDED,
        base=CommissionBase.EXCL_VAT,
        bearer=Bearer.SPLIT,
        maker_part="40",
        fee="24.20",
        minimum="10.00",
    )
    asked = {
        name: value for name, (value,) in parse_qs(urlsplit(address_of(agreement)).query).items()
    }
    assert asked == {
        "commission": "32.5",
        "mode": "agent",
        "payee": "liable",
        "base": "price_paid_excl_vat",
        "commission_vat": "added",
        "bearer": "split",
        "part": "40",
        "shelf_fee": "24.20",
        "minimum": "10.00",
        "coworking": "liable",
        "service_vat": "21",
    }
    assert "12.09" in tried(client, agreement)
    with translation.override("fr"):
        assert "commission=32%2C5" in address_of(agreement, Decimal("45.50"))
        assert "price=45%2C50" in address_of(agreement, Decimal("45.50"))


@pytest.mark.django_db
def test_an_exempt_coworkings_agreement_is_tried_without_vat(client: Client) -> None:
    rcoop = make_coworking(vat=VatStatus.EXEMPT)
    maker = make_selling_maker(rcoop, charged=CommissionVat.NONE, mode=Mode.OWN_NAME)
    agreement = Agreement.objects.get(affiliation__maker=maker)
    assert told(tried(client, agreement))["Is left with"] == ["€31.50", "€13.50"]


def test_whoever_reads_or_writes_terms_finds_the_page(
    signed_in: As, rcoop: Coworking, plume: Maker, ada: User, cleo: User, client: Client
) -> None:
    agreement = Agreement.objects.get(affiliation__maker=plume)
    address = address_of(agreement).replace("&", "&amp;")
    terms = f"/my/{plume.slug}/agreements/{agreement.pk}/"
    assert address in signed_in(ada).get(terms).content.decode()
    assert f'href="{TRY}"' in signed_in(ada).get(f"/my/{plume.slug}/money/").content.decode()
    managers = f"/desk/{rcoop.slug}/makers/{plume.slug}/agreement/"
    assert f'href="{TRY}"' in signed_in(cleo).get(managers).content.decode()
    assert address in signed_in(cleo).get(f"{managers}{agreement.pk}/").content.decode()
    assert f'href="{TRY}"' in client.get("/").content.decode()
