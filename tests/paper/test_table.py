import pytest

from consign.paper.page import Paper
from consign.paper.table import Column, Table
from tests.paper import reading

COLUMNS = [Column("Jour", 20), Column("Article"), Column("Part", 25, "right")]


def paper() -> Paper:
    return Paper(title="Relevé", author="Rcoop", language="en")


def rows(table: Table, count: int, *, first: int = 0) -> None:
    for number in range(first, first + count):
        table.row([f"{number}/11", f"Bague {number}", "33,75 €"])


def test_the_head_is_on_every_page_and_no_row_is_lost() -> None:
    sheet = paper()
    with sheet.table(COLUMNS) as table:
        rows(table, 200)
    pages = reading.texts(sheet.finish())
    assert len(pages) > 3
    assert all("Jour Article Part" in text for text in pages)
    found = [word for text in pages for word in text.split() if word.endswith("/11")]
    assert found == [f"{number}/11" for number in range(200)]


def test_a_group_that_goes_on_is_named_again() -> None:
    sheet = paper()
    with sheet.table(COLUMNS) as table:
        table.group("Comme une plume")
        rows(table, 60)
        table.total(["", "Ensemble", "2 025,00 €"])
        table.group("Atelier Rocher")
        rows(table, 60)
    pages = reading.texts(sheet.finish())
    named = [[name for name in ("plume", "Rocher") if name in text] for text in pages]
    assert named[0] == ["plume"]
    assert named[-1] == ["Rocher"]
    assert all(named)


def test_a_group_never_stands_alone_at_the_foot() -> None:
    for count in range(25, 45):
        sheet = paper()
        with sheet.table(COLUMNS) as table:
            rows(table, count)
            table.group("Comme une plume")
            table.row(["tout", "dernière", "1,00 €"])
        assert any(
            "Comme une plume" in page and "dernière" in page
            for page in reading.texts(sheet.finish())
        )


def test_a_total_follows_its_rows() -> None:
    sheet = paper()
    with sheet.table(COLUMNS) as table:
        rows(table, 2)
        table.total(["", "Ensemble", "67,50 €"])
    (text,) = reading.texts(sheet.finish())
    assert "Bague 1 33,75 € Ensemble 67,50 €" in text


def test_a_note_belongs_to_its_row() -> None:
    sheet = paper()
    with sheet.table(COLUMNS) as table:
        table.row(["2/11", "Bague", "33,75 €"], note="Remise de 5,00 € portée par la vitrine.")
        rows(table, 1)
    (text,) = reading.texts(sheet.finish())
    assert "33,75 € Remise de 5,00 € portée par la vitrine. 0/11" in text


def test_a_long_text_is_wrapped_into_the_lines_its_column_has() -> None:
    words = "Boucles d'oreilles en argent recyclé et plume de paon montées à la main"
    for lines, whole in ((1, False), (2, False), (6, True)):
        sheet = paper()
        with sheet.table([Column("Article", 30, lines=lines)]) as table:
            table.row([words])
        (text,) = reading.texts(sheet.finish())
        assert (words in text) is whole
        assert ("…" in text) is not whole


def test_an_amount_is_never_cut() -> None:
    sheet = paper()
    with sheet.table([Column("Article"), Column("Part", 12, "right")]) as table:
        table.row(["Bague", "1 234 567 890,00 €"])
        table.row(["", ""])
    (text,) = reading.texts(sheet.finish())
    assert "1 234 567 890,00 €" in text


@pytest.mark.parametrize("cells", [[], ["2/11"], ["2/11", "Bague", "1,00 €", "?"]])
def test_a_row_has_a_cell_for_every_column(cells: list[str]) -> None:
    table = paper().table(COLUMNS)
    with pytest.raises(ValueError, match="argument"):
        table.row(cells)


def test_ten_thousand_lines_are_one_paper() -> None:
    sheet = paper()
    with sheet.table(COLUMNS) as table:
        rows(table, 10_000)
    pdf = sheet.finish()
    with reading.opened(pdf) as document:
        count = len(document)
        last = document[count - 1].get_textpage().get_text_range()
    assert count > 200
    assert f"page {count} / {count}" in last
    assert "9999/11" in last
