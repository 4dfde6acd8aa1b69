"""A coworking's own papers: written down in millimetres, refused where they cannot be."""

from decimal import Decimal
from typing import Any

import pytest
import zxingcpp
from django.db import IntegrityError, transaction

from consign.labels import own_sheets
from consign.labels.layout import layout
from consign.labels.models import OwnSheet, PageKind
from consign.labels.outline import outline
from consign.labels.own import comfortable, hard_to_scan, nearest_with_a_code
from consign.labels.own_sheets import Measures, drawn_as, forget_sheet, keep_sheet
from consign.labels.papers import address_modules, name_of, told
from consign.labels.pdf import label_sheet
from consign.labels.queries import UnknownPaper, sheet_at, sheets_at
from consign.labels.queries import own_sheets as kept_at
from consign.labels.sheets import SHEETS, Kind, Sheet, roll
from consign.people.models import Coworking, User
from consign.refusal import Refused
from tests.factories import START
from tests.labels.faces import BASE, faces
from tests.paper import reading

ADDRESS = address_modules(BASE)
HERMA = Measures(
    "Herma 4226", "a4", Decimal("45.7"), Decimal("25.4"), 4, 10, Decimal("9.8"), Decimal("21.5"),
    Decimal("48.3"), Decimal("25.4"),
)  # fmt: skip


def keep(coworking: Coworking, by: User, measures: Measures = HERMA, **more: Any) -> OwnSheet:
    return keep_sheet(
        coworking=coworking, measures=measures, base_url=BASE, by=by, at=START, **more
    )


def changed(**changes: Any) -> Measures:
    return Measures(**{**HERMA.__dict__, **changes})


def single(wide: str, high: str, dpi: int = 203, name: str = "Roll") -> Measures:
    return Measures(name, PageKind.SINGLE, Decimal(wide), Decimal(high), dpi=dpi)


def scanned(sheet: Sheet, dpi: int = 203) -> list[str]:
    image = reading.picture(label_sheet(faces(1), sheet=sheet, language="fr"), dpi=dpi)
    return [symbol.text for symbol in zxingcpp.read_barcodes(image)]


@pytest.mark.django_db
def test_a_paper_stands_among_the_others_at_its_coworking_alone(
    rcoop: Coworking, filature: Coworking, dan: User
) -> None:
    own = keep(rcoop, dan)
    assert next(iter(sheets_at(rcoop))) == own.slug
    sheet = sheet_at(rcoop, own.slug)
    assert sheet.places == 40
    assert sheet.corner(2) == pytest.approx((58.1, 21.5))
    assert name_of(sheet) == "Herma 4226 · 40 labels of 45.7 × 25.4\N{NO-BREAK SPACE}mm"
    assert len(sheets_at(filature)) == len(SHEETS)
    with pytest.raises(UnknownPaper):
        sheet_at(filature, own.slug)


@pytest.mark.django_db
def test_what_is_known_better_replaces_what_was_known(rcoop: Coworking, dan: User) -> None:
    own = keep(rcoop, dan)
    keep(rcoop, dan, changed(name="Herma", rows=9), sheet=own)
    (kept,) = kept_at(rcoop)
    assert (kept.name, kept.rows) == ("Herma", 9)
    forget_sheet(sheet=kept, by=dan, at=START)
    forget_sheet(sheet=kept, by=dan, at=START)
    assert not kept_at(rcoop).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "code", "place", "words"),
    [
        ({"name": " "}, "no_sheet_name", "name", "40 characters"),
        ({"name": "x" * 41}, "no_sheet_name", "name", "40 characters"),
        ({"wide": Decimal(14)}, "label_size_out_of_range", "wide", "15"),
        ({"wide": Decimal("NaN")}, "label_size_out_of_range", "wide", "15"),
        ({"high": Decimal("5.9")}, "label_size_out_of_range", "high", "6"),
        ({"high": Decimal("25.405")}, "label_size_out_of_range", "high", "6"),
        ({"columns": 0}, "grid_out_of_range", "columns", "1 to 40"),
        ({"rows": 41}, "grid_out_of_range", "rows", "1 to 40"),
        ({"left": Decimal("-0.1")}, "margin_out_of_range", "left", "0 mm or more"),
        ({"step_x": Decimal("45.6")}, "labels_overlap", "step_x", "45.7 mm"),
        ({"step_y": Decimal("25.3")}, "labels_overlap", "step_y", "25.3 mm"),
        ({"columns": 5}, "too_wide", "columns", "248.7 mm"),
        ({"rows": 11}, "too_high", "rows", "300.9 mm"),
        ({"dpi": 96}, "dots_unknown", "dpi", "203, 300 or 600"),
    ],
)
def test_what_cannot_be_is_refused_with_the_number(
    rcoop: Coworking, dan: User, changes: dict[str, Any], code: str, place: str, words: str
) -> None:
    with pytest.raises(Refused) as refusal:
        keep(rcoop, dan, changed(**changes))
    assert (refusal.value.code, refusal.value.place) == (code, place)
    assert words in str(refusal.value)
    assert not kept_at(rcoop).exists()


@pytest.mark.django_db
def test_labels_may_end_at_the_edge_of_the_page(rcoop: Coworking, dan: User) -> None:
    whole = Measures("Whole", "a4", Decimal(70), Decimal("42.42"), 3, 7, top=Decimal("0.06"))
    assert keep(rcoop, dan, whole).sheet.corner(21) == pytest.approx((140, 254.58))


@pytest.mark.django_db
def test_two_papers_have_two_names(rcoop: Coworking, filature: Coworking, dan: User) -> None:
    keep(rcoop, dan)
    with pytest.raises(own_sheets.SheetKnown):
        keep(rcoop, dan)
    keep(filature, dan)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wide", "high", "kind"),
    [("57", "32", Kind.FULL), ("42", "25", Kind.FULL), ("36", "17", Kind.SMALL)],
)
def test_what_a_paper_shows_follows_from_its_size(
    rcoop: Coworking, dan: User, wide: str, high: str, kind: Kind
) -> None:
    sheet = keep(rcoop, dan, single(wide, high)).sheet
    (face,) = faces(1)
    assert sheet.kind == kind
    assert scanned(sheet) == [face.url if kind == Kind.FULL else face.code]


@pytest.mark.django_db
def test_a_size_no_code_fits_on_is_refused_with_the_nearest_that_works(
    rcoop: Coworking, dan: User
) -> None:
    with pytest.raises(own_sheets.NoRoomForACode) as refusal:
        keep(rcoop, dan, single("30", "12"))
    assert "35 × 15 mm" in str(refusal.value)
    assert keep(rcoop, dan, single("35", "15")).kind == Kind.SMALL.value
    words = keep(rcoop, dan, single("30", "12", name="Words"), without_code=True)
    assert words.kind == Kind.WORDS.value
    assert scanned(words.sheet) == []


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_just_below_the_limits_a_size_is_refused_or_warned_about_and_just_above_it_is_read(
    dpi: int,
) -> None:
    tiny = roll("own", 30, 12, dpi=dpi, kind=Kind.SMALL)
    size = nearest_with_a_code(tiny)
    assert size is not None
    works = roll("own", *size, dpi=dpi, kind=Kind.SMALL)
    assert layout(roll("own", size.wide - 1, size.high, dpi=dpi, kind=Kind.SMALL), 21) is None
    assert layout(roll("own", size.wide, size.high - 1, dpi=dpi, kind=Kind.SMALL), 21) is None
    assert hard_to_scan(works, ADDRESS)
    assert len(scanned(works)) == 1
    large = comfortable(works, ADDRESS)
    assert large is not None
    for wide, high in ((large.wide - 1, large.high), (large.wide, large.high - 1)):
        below = roll("own", wide, high, dpi=dpi, kind=Kind.SMALL)
        assert hard_to_scan(below, ADDRESS)
        assert len(scanned(below)) == 1
    above = roll("own", *large, dpi=dpi, kind=Kind.SMALL)
    assert not hard_to_scan(above, ADDRESS)
    assert len(scanned(above)) == 1


def test_the_page_says_that_a_code_is_small_and_which_size_is_comfortable() -> None:
    assert told(SHEETS["L7160"], BASE).warning == ""
    warning = told(SHEETS["rat-tail"], BASE).warning
    assert "may take a moment to scan" in warning
    assert "44 × 19" in warning.replace("\N{NO-BREAK SPACE}", " ")
    long = BASE + "/maison/du/quartier/des/arts/et/des/metiers/de/bruxelles"
    assert "The nearest size that works" in told(SHEETS["54x25"], long).warning


def test_a_paper_that_cannot_be_is_drawn_all_the_same() -> None:
    picture = outline(drawn_as(measures=changed(columns=9, step_x=Decimal(20))))
    assert picture.count("<rect") == 9 * 10 + 2
    assert "style=" not in picture


@pytest.mark.django_db
def test_the_database_refuses_papers_that_cannot_be(rcoop: Coworking, dan: User) -> None:
    own = keep(rcoop, dan)
    for wrong in ({"name": ""}, {"page": "a0"}, {"wide": 0}, {"step_x": 1}, {"kind": "card"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnSheet.objects.filter(pk=own.pk).update(**wrong)
