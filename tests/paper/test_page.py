import pytest

from consign.paper.page import Paper, Party, Total
from consign.paper.table import Column
from tests.paper import reading

NAME = "Coopérative d'emploi DiES – Dimension Économie Solidaire SC"


def statement(*, rows: int = 3, language: str = "en") -> bytes:
    paper = Paper(title="Relevé 2026-0042", author="Rcoop SC", language=language, foot="Rcoop SC")
    paper.heading("Relevé", subtitle="Comme une plume", aside=["N° 2026-0042", "1er décembre"])
    paper.parties(
        Party("Vitrine", "Rcoop SC", ["Rue du Progrès 123", "1030 Schaerbeek"]),
        Party("Bénéficiaire", NAME, ["1190 Forest", "BE 0765.432.109"]),
    )
    paper.totals(
        [
            Total("Ventes", "1\N{NARROW NO-BREAK SPACE}045,00 €", note="dont une remise"),
            Total("À verser", "731,50 €", strong=True),
        ]
    )
    paper.section("Les ventes", intro="TVA comprise.")
    with paper.table([Column("Jour", 20), Column("Article"), Column("Prix", 25, "right")]) as table:
        for number in range(rows):
            table.row(["2/11", f"Bague {number}", "45,00 €"])
    paper.space(5)
    paper.note("Vendu au nom du bénéficiaire.\nUne question ? Écrivez-nous.")
    return paper.finish()


def test_a_statement_says_everything_in_reading_order() -> None:
    (text,) = reading.texts(statement())
    wanted = [
        "Relevé", "Comme une plume", "N° 2026-0042", "Vitrine", "Rcoop SC", "1030 Schaerbeek",
        "Bénéficiaire", "DiES – Dimension", "BE 0765.432.109", "1 045,00 €", "dont une remise",
        "À verser", "731,50 €", "Les ventes", "TVA comprise.", "Jour", "Article", "Prix",
        "Bague 2", "Vendu au nom", "Écrivez-nous.", "Rcoop SC", "page 1 / 1",
    ]  # fmt: skip
    place = 0
    for words in wanted:
        place = text.find(words, place)
        assert place >= 0, words


def test_every_page_knows_how_many_there_are() -> None:
    pages = reading.texts(statement(rows=120))
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert f"page {number} / {len(pages)}" in text
        assert "Rcoop SC" in text


def test_the_title_stands_small_on_the_following_pages() -> None:
    pages = reading.texts(statement(rows=120))
    assert all(text.startswith("Relevé 2026-0042") for text in pages[1:])


def test_sections_are_in_the_outline() -> None:
    assert reading.outline(statement()) == ["Les ventes"]


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert statement(rows=60) == statement(rows=60)


def test_the_language_of_the_reader_is_said() -> None:
    assert b"/Lang (nl)" in statement(language="nl")


def test_every_font_is_in_the_file() -> None:
    assert reading.every_font_is_embedded(statement())


@pytest.mark.parametrize(
    "words", ["Arbeidsongeschiktheidsverzekeringsmaatschappij " * 6, "x" * 400]
)
def test_texts_too_long_for_their_place_stay_on_the_paper(words: str) -> None:
    paper = Paper(title=words, author="Rcoop", language="nl", foot=words)
    paper.heading(words, subtitle=words, aside=[words, words])
    paper.parties(Party(words, words, [words]), Party("", words), Party("Payee", "Dies"))
    paper.totals([Total(words, "1" * 60, note=words), Total(words, "1" * 60, strong=True)])
    paper.section(words, intro=words)
    with paper.table([Column(words, 10), Column(words), Column(words, 10, "right")]) as table:
        table.group(words)
        table.row([words, words, "1" * 40], note=words)
        table.total([words, words, "1" * 40])
    paper.turn()
    pdf = paper.finish()
    for page in range(len(reading.texts(pdf))):
        dark = reading.picture(pdf, page=page, dpi=72) == 0
        assert dark.any()
        assert not dark[:, :49].any()
        assert not dark[:, -49:].any()


def test_blocks_that_do_not_fit_go_to_the_next_page() -> None:
    paper = Paper(title="Relevé", author="Rcoop", language="fr")
    paper.totals([Total(f"Ligne {number}", "1,00 €") for number in range(80)])
    paper.parties(Party("Vitrine", "Rcoop", [f"ligne {number}" for number in range(20)]))
    paper.note("\n".join(f"note {number}" for number in range(80)))
    pages = reading.texts(paper.finish())
    assert len(pages) > 3
    joined = " ".join(pages)
    assert all(f"Ligne {number} " in joined for number in range(80))
    assert all(f"note {number} " in joined for number in range(80))


def test_a_section_never_stands_alone_at_the_foot() -> None:
    for rows in range(20, 40):
        paper = Paper(title="Relevé", author="Rcoop", language="fr")
        paper.totals([Total(f"Ligne {number}", "1,00 €") for number in range(rows)])
        paper.section("Ventes")
        with paper.table([Column("Jour")]) as table:
            table.row(["deux novembre"])
        assert any(
            "Ventes" in page and "deux novembre" in page for page in reading.texts(paper.finish())
        )


def test_both_sign_on_the_same_page() -> None:
    for rows in range(20, 40):
        paper = Paper(title="Relevé", author="Rcoop", language="en")
        paper.totals([Total(f"Ligne {number}", "1,00 €") for number in range(rows)])
        paper.signatures("For Dies SC, who deposits", "For Rcoop SC")
        *_before, last = reading.texts(paper.finish())
        assert "For Dies SC, who deposits" in last
        assert "For Rcoop SC" in last
        assert last.count("Day, name and signature") == 2
