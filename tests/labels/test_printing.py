"""Labels that were printed are written down; what says something else by now is found."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import zxingcpp
from django.db import IntegrityError, transaction
from numpy import asarray
from PIL import Image

from consign.days import local_day
from consign.labels.faces import faces_of
from consign.labels.marks import Marks
from consign.labels.models import Printed
from consign.labels.printing import Job, TooManyLabels, look_at, print_labels
from consign.labels.queries import labels_out_of_date, never_labelled
from consign.labels.sheets import L7160, SHEETS, Sheet
from consign.people.models import Coworking, Maker, User
from consign.stock.items import reprice
from consign.stock.models import Item, Reduction
from tests.factories import make_item, make_placed, moment
from tests.labels.faces import BASE
from tests.paper import reading

pytestmark = pytest.mark.django_db
NOW = moment("2026-10-20")


def job(coworking: Coworking, *items: Item, sheet: Sheet = L7160, copies: int = 1) -> Job:
    wanted = [(item, copies) for item in items]
    return Job(wanted, coworking, sheet, BASE, "en")


def printing(coworking: Coworking, by: User, *items: Item, sheet: Sheet = L7160) -> str:
    asked = job(coworking, *items, sheet=sheet)
    return " ".join(reading.texts(print_labels(job=asked, by=by, at=NOW).pdf))


def reduce(item: Item, price: str, by: User) -> Reduction:
    """As a reduction that began just now leaves it."""
    before = item.price
    reprice(item=item, price=Decimal(price), by=by, at=NOW)
    return Reduction.objects.create(
        item=item,
        price=Decimal(price),
        starts_on=local_day(NOW),
        planned_by=by,
        planned_at=NOW,
        before=before,
        begun_at=NOW,
    )


def codes(items: Iterable[Item]) -> list[str]:
    return [item.code for item in items]


def test_a_printed_label_is_known_with_its_price(rcoop: Coworking, plume: Maker, dan: User) -> None:
    item = make_placed(rcoop, plume, price="45.00").item
    assert codes(never_labelled(rcoop)) == [item.code]
    printing(rcoop, dan, item)
    assert not never_labelled(rcoop).exists()
    assert not labels_out_of_date(rcoop).exists()
    kept = Printed.objects.get()
    assert (kept.price, kept.before, kept.at) == (Decimal("45.00"), None, NOW)


def test_a_new_price_makes_a_label_out_of_date_until_it_is_printed_again(
    rcoop: Coworking, plume: Maker, dan: User, ada: User
) -> None:
    item = make_placed(rcoop, plume, price="45.00").item
    printing(rcoop, dan, item)
    reprice(item=item, price=Decimal("48.00"), by=ada, at=NOW)
    assert codes(labels_out_of_date(rcoop)) == [item.code]
    printing(rcoop, dan, item)
    assert not labels_out_of_date(rcoop).exists()
    reprice(item=item, price=Decimal("45.00"), by=ada, at=NOW)
    reprice(item=item, price=Decimal("48.00"), by=ada, at=NOW)
    assert not labels_out_of_date(rcoop).exists()


def test_a_reduction_that_ends_at_the_same_price_still_asks_for_a_label(
    rcoop: Coworking, plume: Maker, dan: User, ada: User
) -> None:
    item = make_placed(rcoop, plume, price="45.00").item
    reduction = reduce(item, "40.00", ada)
    text = printing(rcoop, dan, item)
    assert "Lowest in 30 days: €45.00" in text
    assert Printed.objects.get().before == Decimal("45.00")
    assert not labels_out_of_date(rcoop).exists()
    Reduction.objects.filter(pk=reduction.pk).update(ended_at=NOW)
    assert codes(labels_out_of_date(rcoop)) == [item.code]


def test_a_reduction_that_begins_later_asks_for_a_label(
    rcoop: Coworking, plume: Maker, dan: User, ada: User
) -> None:
    item = make_placed(rcoop, plume, price="45.00").item
    printing(rcoop, dan, item)
    reduction = reduce(item, "40.00", ada)
    Printed.objects.update(price=Decimal("40.00"))
    later = NOW + timedelta(hours=1)
    Reduction.objects.filter(pk=reduction.pk).update(begun_at=later)
    assert codes(labels_out_of_date(rcoop)) == [item.code]


def test_every_paper_but_those_of_words_says_the_price_before(
    rcoop: Coworking, plume: Maker, dan: User, ada: User
) -> None:
    item = make_placed(rcoop, plume, price="45.00").item
    reduce(item, "40.00", ada)
    for sheet in SHEETS.values():
        said = "Lowest in 30 days" in printing(rcoop, dan, item, sheet=sheet)
        assert said == (sheet.name != "L4731"), sheet.name
    printing(rcoop, dan, item, sheet=SHEETS["L4731"])
    assert Printed.objects.get().before is None


def test_pieces_that_are_gone_or_elsewhere_need_no_label(
    rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
) -> None:
    make_item(plume)
    item = make_placed(rcoop, plume).item
    assert not never_labelled(filature).exists()
    assert codes(never_labelled(rcoop)) == [item.code]


def test_neither_a_proof_nor_a_preview_is_a_label(
    rcoop: Coworking, plume: Maker, dan: User
) -> None:
    item = make_placed(rcoop, plume).item
    asked = job(rcoop, item)
    look_at(job=asked, at=NOW)
    proof = Job(asked.items, rcoop, L7160, BASE, "en", marks=Marks(proof=True))
    print_labels(job=proof, by=dan, at=NOW)
    assert not Printed.objects.exists()


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_a_preview_shows_the_sheet_as_it_is_printed(
    rcoop: Coworking, plume: Maker, sheet: Sheet
) -> None:
    item = make_placed(rcoop, plume).item
    with Image.open(BytesIO(look_at(job=job(rcoop, item, sheet=sheet), at=NOW))) as page:
        assert page.width / page.height == pytest.approx(sheet.page[0] / sheet.page[1], rel=0.01)
        found = zxingcpp.read_barcodes(
            asarray(page.convert("L").resize((2200, 2200 * page.height // page.width)))
        )
    assert [symbol.text[-7:] for symbol in found] == ([] if sheet.name == "L4731" else [item.code])


def test_too_many_are_refused_and_nothing_is_written_down(
    rcoop: Coworking, plume: Maker, dan: User
) -> None:
    item = make_placed(rcoop, plume).item
    for asked in (job(rcoop, item, copies=1001), job(rcoop, item, sheet=SHEETS["A6"], copies=201)):
        with pytest.raises(TooManyLabels):
            print_labels(job=asked, by=dan, at=NOW)
    assert not Printed.objects.exists()


@pytest.mark.parametrize(
    ("title", "printed", "signs"),
    [
        ("Vase 日本 bleu", "Vase bleu", "日本"),
        ("Bague 🦚", "Bague", "🦚"),
        ("مزهرية", None, "مزهرية"),
        ("Œuf · ĳs – ḃ", "Œuf · ĳs – ḃ", ""),
    ],
)
def test_signs_our_type_has_not_are_left_out_and_named(
    rcoop: Coworking, plume: Maker, dan: User, title: str, printed: str | None, signs: str
) -> None:
    item = make_placed(rcoop, plume, title).item
    sheets = print_labels(job=job(rcoop, item), by=dan, at=NOW)
    assert set(sheets.left_out.get(item.code, "")) == set(signs)
    (face,) = faces_of(
        items=[(item, 1)], coworking=rcoop, day=local_day(NOW), base_url=BASE, language="en"
    )
    assert face.title == (printed or face.spaced_code)


def test_the_database_keeps_one_label_for_an_item_at_a_coworking(
    rcoop: Coworking, plume: Maker, dan: User
) -> None:
    item = make_placed(rcoop, plume, price="45.00").item
    printing(rcoop, dan, item)
    for wrong in ({"before": Decimal("45.00")}, {"price": Decimal("-1.00")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Printed.objects.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Printed.objects.create(item=item, coworking=rcoop, price=item.price, at=NOW)
