"""What of a web page is read, and what is told as left out."""

import pytest

from ingest.html import readable_rows


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (
            [["Får ej delas", "Undantag finns inte"], ["Gäller chefer", ""]],
            ["Får ej delas | Undantag finns inte", "Gäller chefer"],
        ),
        (
            [["Roll", "Befogenhet", "Belopp"], ["Chef", "", ""], ["Vd", "", ""]],
            ["Roll | Befogenhet | Belopp", "Chef", "Vd"],
        ),
        ([["Roll", "Belopp"], ["Chef", ""], ["Vd", "9"]], ["Chef", "Roll: Vd; Belopp: 9"]),
    ],
)
def test_headings_that_no_row_says_are_read_by_themselves(cells: list[list[str]], lines: list[str]) -> None:
    assert readable_rows(cells) == lines
