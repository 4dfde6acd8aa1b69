"""The handover on paper: two lists under one reference, each with room for two signatures."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from consign.agreements.models import Affiliation
from consign.agreements.words import clauses
from consign.monthend.handover import Handover, handover_to
from consign.monthend.handover_pdf import handover_pdf
from consign.monthend.moving import move_maker
from consign.people.models import Coworking, Maker, User, VatStatus
from tests.factories import (
    any_person,
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    make_placed,
    moment,
)
from tests.kept import kept
from tests.paper.reading import every_font_is_embedded, metadata, outline, picture, texts

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "nl", "en", "de")


@kept
def laine(ada: User) -> Maker:
    return make_maker("Laine & Cie", person=ada)


@kept
def move(rcoop: Coworking, laine: Maker) -> Affiliation:
    """From JYB to Dies on 15 November, with two pieces in the window."""
    make_agreement(rcoop, make_affiliation(laine, make_entity("JYB SC")), loss_percent="80")
    make_placed(rcoop, laine, "Collier « Ça & là »", price="1210.00")
    make_placed(rcoop, laine, "Petit livre", price="14.00", quantity=9, vat="6")
    return move_maker(
        maker=laine,
        payee=make_entity("Dies SC", vat=VatStatus.LIABLE),
        starts_on=date(2026, 11, 15),
        project_code="P-12",
        same_terms=True,
        by=any_person(),
        at=moment("2026-11-03"),
    )


def told(user: User, move: Affiliation, at: str = "2026-12-01") -> Handover:
    found = handover_to(user, move.pk, "rcoop", moment(at))
    assert found is not None
    return found


def test_the_closing_list_comes_first_then_the_deposit_slip(move: Affiliation, ada: User) -> None:
    closing, deposit = texts(handover_pdf(told(ada, move), "en"))
    for page, title, payee, day, total, signs in (
        (closing, "Closing list", "JYB SC", "14 November 2026", "€1,068.80", "who withdraws"),
        (deposit, "Deposit slip", "Dies SC", "15 November 2026", "€895.13", "who deposits"),
    ):
        for words in (
            title,
            f"H-rcoop-{move.pk}",
            payee,
            day,
            total,
            f"For {payee}, {signs}",
            "For Rcoop SC",
            "Laine & Cie · Rcoop",
            "Collier « Ça & là »",
            "€1,210.00",
            "10 pieces",
            "€1,336.00",
        ):
            assert words in page
        assert page.count("Day, name and signature") == 2
    assert "Dies SC" not in closing
    assert "JYB SC" not in deposit
    assert "project P-12" in deposit


def test_both_lists_carry_the_same_codes(move: Affiliation, laine: Maker, ada: User) -> None:
    pages = texts(handover_pdf(told(ada, move), "en"))
    for item in laine.items.all():
        spaced = f"{item.code[:3]} {item.code[3:6]} {item.code[6:]}"
        assert all(spaced in page for page in pages)


def test_the_terms_stand_there_in_words(move: Affiliation, ada: User) -> None:
    found = told(ada, move)
    pages = texts(handover_pdf(found, "en"))
    for side, page in zip(found.sides, pages, strict=True):
        assert side.agreement is not None
        for clause in clauses(side.agreement):
            assert " ".join(clause.words.replace("\N{NO-BREAK SPACE}", " ").split()) in page
    assert ["not accepted them yet" in page for page in pages] == [False, True]


def test_before_the_day_it_says_that_it_is_a_draft(move: Affiliation, ada: User) -> None:
    early = " ".join(texts(handover_pdf(told(ada, move, at="2026-11-10 08:30"), "en")))
    assert early.count("draft") == 2
    assert "15 November 2026 lies ahead: this is what was there on 10 November 2026" in early
    assert "draft" not in " ".join(texts(handover_pdf(told(ada, move), "en")))


def test_a_reader_of_one_list_gets_no_page_of_the_other(move: Affiliation, ada: User) -> None:
    both = told(ada, move)
    (closing,) = texts(handover_pdf(replace(both, deposit=None), "en"))
    (deposit,) = texts(handover_pdf(replace(both, closing=None), "en"))
    assert "Closing list" in closing
    assert "Dies" not in closing
    assert "Deposit slip" in deposit
    assert "JYB" not in deposit


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_figures(move: Affiliation, ada: User, language: str) -> None:
    pdf = handover_pdf(told(ada, move), language)
    assert every_font_is_embedded(pdf)
    assert len(outline(pdf)) == 4
    assert "Laine & Cie" in metadata(pdf)["Title"]
    digits = "".join(sign for sign in " ".join(texts(pdf)) if sign.isdigit())
    for figure in ("106880", "89513", "133600"):
        assert figure in digits


def test_signatures_are_never_cut_off_from_a_long_list(
    rcoop: Coworking, laine: Maker, move: Affiliation, ada: User
) -> None:
    for number in range(60):
        make_placed(rcoop, laine, f"Bol {number:03}", price="12.00")
    pages = texts(handover_pdf(told(ada, move), "en"))
    signed = [number for number, page in enumerate(pages) if "Day, name and signature" in page]
    slip = next(number for number, page in enumerate(pages) if "Deposit slip" in page)
    assert signed == [slip - 1, len(pages) - 1]
    assert [pages[number].count("Day, name and signature") for number in signed] == [2, 2]
    assert all(f"page {number} / {len(pages)}" in page for number, page in enumerate(pages, 1))


def test_black_on_white_is_enough(move: Affiliation, ada: User) -> None:
    """A printer without grey still sets every line of the tables and of the signatures."""
    dots = picture(handover_pdf(told(ada, move), "en"), dpi=150)
    rows = np.sum(dots == 0, axis=1)
    assert np.count_nonzero(rows > dots.shape[1] // 3) > 2


def test_an_empty_shelf_says_so(rcoop: Coworking, ada: User) -> None:
    maker = make_maker("Vide", person=ada)
    make_agreement(rcoop, make_affiliation(maker))
    made = move_maker(
        maker=maker,
        payee=make_entity("Dies SC"),
        starts_on=date(2026, 11, 15),
        by=any_person(),
        at=moment("2026-11-03"),
    )
    closing, deposit = texts(handover_pdf(told(ada, made), "en"))
    assert "No piece is there." in closing
    assert "None are agreed for this day." in deposit
