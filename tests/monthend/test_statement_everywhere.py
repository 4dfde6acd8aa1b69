"""Page, paper, spreadsheet and API tell the same statement, figure by figure."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from consign.money.split import ZERO
from consign.money.text import parse_amount
from consign.monthend.statement import Statement, statement_of
from consign.monthend.statement_lines import StatementLine
from consign.monthend.statement_pdf import statement_pdf
from consign.monthend.why import explained
from consign.people.models import Coworking, Scope, User
from consign.people.operations import issue_token
from consign.settlements.models import Settlement
from tests.factories import START
from tests.kept import kept
from tests.monthend.rich import make_rich_month
from tests.paper.reading import texts

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "nl", "de")
# As each language writes an amount; the reader of PDFs gives every space as a plain one.
AMOUNTS = {
    "fr": r"-?\d{1,3}(?: \d{3})*,\d\d €",
    "nl": r"€ -?\d{1,3}(?:\.\d{3})*,\d\d",
    "en": r"-?€\d{1,3}(?:,\d{3})*\.\d\d",
    "de": r"-?\d{1,3}(?:\.\d{3})*,\d\d €",
}


@kept
def rich(rcoop: Coworking, ada: User) -> Settlement:
    return make_rich_month(rcoop, ada)


def figures(statement: Statement) -> Iterator[Decimal]:
    """Every figure that a reader is shown, as it is shown."""
    why = explained(statement)
    yield from (figure.shown for figure in (why.opening, *why.totals, why.balance))
    yield from (statement.payout, statement.closing)
    for line in statement.lines:
        yield from (line.paid, line.unit_price, line.commission, line.share)
        if line.discount:
            yield abs(line.discount)
    yield from (other.amount for other in statement.others)
    for rate in statement.vat_on_sales:
        yield from (rate.base, rate.vat, rate.paid)
    for document, paper in statement.documents_with_papers:
        parts = document.amounts
        yield from (parts.net, parts.vat, parts.rounding, parts.total)
        if paper and paper.due:
            yield from (paper.settled, paper.due)
    yield from (day.paid for day in statement.days)
    yield from (line.paid for line in statement.listed_apart)
    for piece in statement.left:
        yield from (piece.price, piece.loss_value)


def amounts(text: str, language: str) -> "Counter[Decimal]":
    """Every amount of a text, and how often it stands there."""
    plain = " ".join(text.replace("\N{NARROW NO-BREAK SPACE}", " ").split())
    found = re.findall(AMOUNTS[language], plain)
    return Counter(parse_amount(amount, negative=True) for amount in found)


def page_of(settlement: Settlement, reader: User, language: str) -> str:
    """The sheet of the page as text, without the explanations."""
    User.objects.filter(pk=reader.pk).update(language=language)
    client = Client()
    client.force_login(reader)
    page = client.get(f"/statements/{settlement.pk}/").content.decode()
    sheet = page[page.index("<article") : page.index("</article>")]
    sheet = re.sub(r'<tr class="remark.*?</tr>', "", sheet, flags=re.DOTALL)
    sheet = re.sub(r"</summary><p>.*?</p></details>", "</summary></details>", sheet)
    return unescape(re.sub(r"<[^>]+>", " ", sheet))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_figure_and_no_other(
    rich: Settlement, ada: User, language: str
) -> None:
    found = amounts(page_of(rich, ada, language), language)
    assert found == Counter(figures(statement_of(rich)))


def column_sums(lines: list[StatementLine]) -> Iterator[Decimal]:
    for name in ("paid", "commission", "share"):
        yield sum((getattr(line, name) for line in lines), ZERO)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_shows_every_figure_and_adds_up_its_columns(
    rich: Settlement, language: str
) -> None:
    statement = statement_of(rich)
    told = " ".join(texts(statement_pdf(statement, language)))
    with translation.override(language):
        shown, _how = told.split(translation.gettext("How it was computed"))
    more = [*column_sums(statement.sales), *column_sums(statement.refunds)]
    assert amounts(shown, language) == Counter([*figures(statement), *more])


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_and_page_work_out_the_same(rich: Settlement, ada: User, language: str) -> None:
    User.objects.filter(pk=ada.pk).update(language=language)
    client = Client()
    client.force_login(ada)
    page = unescape(client.get(f"/statements/{rich.pk}/").content.decode())
    told = "".join("".join(texts(statement_pdf(statement_of(rich), language))).split())
    with translation.override(language):
        for figure in explained(statement_of(rich)):
            if figure.worked.signs:
                assert figure.arithmetic in page, figure.place
        for line in explained(statement_of(rich)).lines:
            assert "".join(line.commission.arithmetic.split()) in told, line.commission.place


def api_of(settlement: Settlement, reader: User) -> dict[str, Any]:
    token = issue_token(user=reader, name="books", scopes=[Scope.READ], by=None, at=START)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    answer = client.get(f"/api/v1/statements/{settlement.pk}/")
    told: dict[str, Any] = answer.json()
    return told


def reached(told: Any, place: str) -> Any:
    """What stands at a place such as `lines[3].commission`."""
    for name in re.findall(r"\w+", place):
        told = told[int(name)] if isinstance(told, list) else told[name]
    return told


def test_the_api_tells_every_figure_where_its_reason_says(rich: Settlement, ada: User) -> None:
    told = api_of(rich, ada)
    why = explained(statement_of(rich))
    for figure in why:
        assert reached(told, figure.place) == f"{figure.amount:.2f}", figure.place
    assert [(one["place"], one["amount"], one["arithmetic"]) for one in told["why"]] == [
        (figure.place, f"{figure.amount:.2f}", figure.worked.text()) for figure in why
    ]
    statement = statement_of(rich)
    for line, row in zip(statement.lines, told["lines"], strict=True):
        assert (row["unit_price"], row["discount"]) == (f"{line.unit_price}", f"{line.discount}")
        assert (row["mode"], row["first_statement"]) == (line.mode, line.first_statement)
    for piece, row in zip(statement.left, told["left"], strict=True):
        assert (row["price"], row["loss_value"]) == (f"{piece.price}", f"{piece.loss_value}")
    assert [row["paid"] for row in told["listed_apart"]] == ["1005.50"]


def test_the_spreadsheet_tells_every_figure_in_its_part(rich: Settlement, ada: User) -> None:
    client = Client()
    client.force_login(ada)
    answer = client.get(f"/statements/{rich.pk}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))

    def part(name: str, *columns: str) -> list[tuple[str, ...]]:
        return [tuple(row[column] for column in columns) for row in rows if row["part"] == name]

    told, statement = api_of(rich, ada), statement_of(rich)
    line = ("ticket", "unit_price", "discount", "paid", "commission", "share", "first_statement")
    assert part("line", *line) == [tuple(row[name] for name in line) for row in told["lines"]]
    assert part("other", "kind", "share", "reason") == [
        *[(row["kind"], row["amount"], row["reason"]) for row in told["others"]],
        ("commission_vat", f"-{told['totals']['commission_vat']}", ""),
    ]
    sums = {**told["totals"], **{k: told[k] for k in ("opening", "balance", "payout", "closing")}}
    assert sorted(part("total", "kind", "amount")) == sorted(sums.items())
    assert part("vat_on_sales", "vat_percent", "paid", "net", "vat") == [
        (row["vat_percent"], row["paid"], row["base"], row["vat"]) for row in told["vat_on_sales"]
    ]
    assert part("document", "kind", "memo", "net", "vat", "rounding", "amount") == [
        (row["kind"], row["corrects"], row["net"], row["vat"], row["rounding"], row["total"])
        for row in told["documents"]
    ]
    assert part("day", "on", "vat_percent", "paid") == [
        (row["on"], row["vat_percent"], row["paid"]) for row in told["days"]
    ]
    assert part("left", "code", "quantity", "unit_price", "amount", "on") == [
        (row["code"], str(row["quantity"]), row["price"], row["loss_value"], row["until"])
        for row in told["left"]
    ]
    assert part("above_250", "title", "paid") == [("Crown", "1005.50")]
    shares = sum((Decimal(row["share"]) for row in rows if row["share"]), ZERO)
    assert shares == statement.totals.change


def test_the_parties_are_told_whole(rich: Settlement, ada: User) -> None:
    told = api_of(rich, ada)
    assert told["parties"]["coworking"]["iban"] == "BE71096123456769"
    assert told["parties"]["payee"]["vat_status"] == "liable"
    assert (told["parties"]["maker"], told["parties"]["person"]) == ("Comme une plume", "Ada")
    assert (told["payout_iban"], told["payout_number"]) == ("BE71096123456769", "PO-2026-00002")
    page = page_of(rich, ada, "en")
    for words in (
        "Sold in the name and for the account of Dies SC.",
        "Sold by Rcoop SC in its own name. No commission is invoiced for it",
        "sold in the coworking's own name",
        "Self-billed invoice for goods sold",
        "Commission and difference",
        "VAT on the commission",
        "Compensation: “Candle”, stolen · Window broken",
        "Adjustment · Counted twice in August",
        "Shelf fee, 4 of 31 days",
    ):
        assert words in page, words


def test_a_settlement_from_before_lacks_the_coworkings_account(rich: Settlement, ada: User) -> None:
    parties = rich.parties
    for name in ("iban", "holder"):
        del parties["coworking"][name]
    del parties["person"]
    rich.parties = parties
    assert "Comme une plume" in " ".join(texts(statement_pdf(statement_of(rich), "en")))
    assert "Ada" not in " ".join(texts(statement_pdf(statement_of(rich), "en")))
