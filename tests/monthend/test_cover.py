"""The cover list: one line for each statement of a payee, whose sums add up."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consign.days import Month
from consign.monthend.cover import Amounts, Cover, cover
from consign.monthend.cover_papers import FIGURES, cover_csv, cover_pdf
from consign.monthend.operations import void_settlement
from consign.monthend.statement import statement_of
from consign.people.models import Coworking, LegalEntity, Role, User, VatStatus
from consign.people.operations import add_adviser
from consign.settlements.models import Settlement
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_member,
    make_person,
    make_placed,
    make_sale,
    moment,
)
from tests.kept import kept
from tests.monthend.rich import make_rich_month
from tests.paper.reading import texts

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


@kept
def rich(rcoop: Coworking, ada: User) -> Settlement:
    return make_rich_month(rcoop, ada)


@kept
def dies(rich: Settlement) -> LegalEntity:
    return rich.account.payee


@kept
def eve(dies: LegalEntity) -> User:
    """Advises the payee."""
    user = make_person("eve")
    add_adviser(entity=dies, user=user, by=None, at=START)
    return user


def make_another(
    coworking: Coworking, payee: LegalEntity, name: str, *, person: User | None = None
) -> Settlement:
    """Another maker of the payee, with a closed October of 45.00."""
    maker = make_maker(name, person=person)
    make_agreement(coworking, make_affiliation(maker, payee))
    make_sale(coworking, make_placed(coworking, maker).item, at="2026-10-05")
    (closed,) = make_closed(coworking)
    return closed


def numbers(found: Cover) -> list[tuple[str, str, str]]:
    return [(line.maker, line.coworking, line.number) for line in found.lines]


def test_a_line_has_the_figures_of_its_statement(rich: Settlement, eve: User) -> None:
    (line,) = cover(rich.account.payee, OCTOBER, eve).lines
    statement = statement_of(rich)
    sums = statement.totals
    assert line.amounts == Amounts(
        opening=statement.opening,
        sales=sums.sales,
        refunds=sums.refunds,
        commission=sums.commission - sums.commission_reversed,
        commission_vat=sums.commission_vat,
        fees=sums.fees,
        compensations=sums.compensations,
        adjustments=sums.adjustments,
        returned=sums.returned,
        received=sums.received,
        payout=statement.payout,
        closing=statement.closing,
    )
    assert (line.settlement, line.number) == (rich.pk, rich.number)


def balance(of: Amounts) -> Decimal:
    taken = of.refunds + of.commission + of.commission_vat + of.fees
    return (
        of.opening
        + of.sales
        - taken
        + of.compensations
        + of.adjustments
        + of.returned
        + of.received
    )


def test_every_line_and_the_sums_add_up(
    rcoop: Coworking, filature: Coworking, dies: LegalEntity, eve: User
) -> None:
    make_another(rcoop, dies, "Bois")
    make_another(filature, dies, "Argile")
    found = cover(dies, OCTOBER, eve)
    assert [maker for maker, *_rest in numbers(found)] == ["Argile", "Bois", "Comme une plume"]
    for amounts in (*(line.amounts for line in found.lines), found.sums):
        assert balance(amounts) == amounts.payout + amounts.closing
    for name in FIGURES:
        together = sum((getattr(line.amounts, name) for line in found.lines), Decimal(0))
        assert getattr(found.sums, name) == together


def test_each_reads_what_is_theirs(
    rcoop: Coworking,
    filature: Coworking,
    dies: LegalEntity,
    eve: User,
    ada: User,
    ben: User,
    cleo: User,
    dan: User,
    vic: User,
) -> None:
    make_another(rcoop, dies, "Bois", person=ben)
    make_another(filature, dies, "Argile")
    fay = make_member(filature, make_person("fay"), Role.MANAGER)
    plume, bois, argile = "Comme une plume", "Bois", "Argile"
    for reader, makers in (
        (eve, [argile, bois, plume]),
        (cleo, [bois, plume]),
        (fay, [argile]),
        (ada, [plume]),
        (ben, [bois]),
        (dan, []),
        (vic, []),
    ):
        assert [line.maker for line in cover(dies, OCTOBER, reader).lines] == makers, reader


def test_another_payee_or_month_is_another_list(rcoop: Coworking, dies: LegalEntity) -> None:
    other = make_entity("Next", vat=VatStatus.LIABLE)
    make_another(rcoop, other, "Bois")
    boss = make_member(rcoop, make_person("boss"), Role.MANAGER)
    assert [line.maker for line in cover(other, OCTOBER, boss).lines] == ["Bois"]
    (september,) = cover(dies, OCTOBER.previous, boss).lines
    assert (september.number, september.amounts.sales) == ("R-2026-00001", Decimal("188.31"))
    assert cover(dies, OCTOBER.next, boss).lines == []


def test_what_was_taken_back_is_not_on_it(rich: Settlement, cleo: User) -> None:
    void_settlement(settlement=rich, by=cleo, at=moment("2026-11-02"))
    assert cover(rich.account.payee, OCTOBER, cleo).lines == []


def test_a_month_in_which_nothing_happened_carries_its_opening(
    rcoop: Coworking, cleo: User
) -> None:
    maker, payee = make_maker("Petit"), make_entity("Petit payee")
    make_agreement(rcoop, make_affiliation(maker, payee), minimum="50.00")
    make_sale(rcoop, make_placed(rcoop, maker).item, at="2026-10-05")
    make_closed(rcoop)
    make_closed(rcoop, "2026-11")
    (line,) = cover(payee, OCTOBER.next, cleo).lines
    assert (line.amounts.opening, line.amounts.closing) == (Decimal("31.50"), Decimal("31.50"))
    assert line.amounts.sales == 0


def test_a_later_month_does_not_show_in_an_earlier_one(rcoop: Coworking, cleo: User) -> None:
    maker, payee = make_maker("Petit"), make_entity("Petit payee")
    make_agreement(rcoop, make_affiliation(maker, payee))
    item = make_placed(rcoop, maker, quantity=9).item
    for month, day in (("2026-09", "05"), ("2026-10", "05"), ("2026-11", "05")):
        make_sale(rcoop, item, at=f"{month}-{day}")
        # Told late, for a day of the month before: it belongs to this closing.
        make_sale(rcoop, item, at="2026-09-02", recorded=f"{month}-28")
        make_closed(rcoop, month)
    for number in (9, 10, 11):
        (line,) = cover(payee, Month(2026, number), cleo).lines
        assert line.amounts.sales == Decimal("90.00")


def test_many_lines_cost_as_many_queries_as_one(
    rcoop: Coworking, dies: LegalEntity, eve: User
) -> None:
    counts = []
    for name in ("Bois", "Argile"):
        with CaptureQueriesContext(connection) as queries:
            cover(dies, OCTOBER, eve)
        counts.append(len(queries))
        make_another(rcoop, dies, name)
    assert counts == [3, 3]


def test_paper_and_spreadsheet_have_its_figures(
    rcoop: Coworking, dies: LegalEntity, eve: User
) -> None:
    make_another(rcoop, dies, "Bois")
    found = cover(dies, OCTOBER, eve)
    rows = list(csv.DictReader(io.StringIO(cover_csv(found).decode())))
    assert [row["part"] for row in rows] == ["statement", "statement", "sum"]
    for row, amounts in zip(
        rows, [*(line.amounts for line in found.lines), found.sums], strict=True
    ):
        assert {name: Decimal(row[name]) for name in FIGURES} == vars(amounts)
    told = " ".join(texts(cover_pdf(found, "en")))
    for words in (
        "Cover list",
        "Dies SC · October 2026",
        "Payout €888.33",
        "Bois R-2026-00003 €45.00 €0.00 -€13.50 €31.50 €0.00",
        "VAT on top -€5.74 · Fees -€23.81 · Compensations €14.98 · Adjustments -€4.05",
        "Together €1,540.11 -€249.20 -€383.96 €888.33 €0.00",
    ):
        assert words in told, words
    assert cover_pdf(found, "fr") == cover_pdf(found, "fr")
