"""What of a web page is read, and what is told as left out."""

import pytest

from ingest.html import readable_rows
from ingest.html_coverage import about_left_out
from ingest.readers import _draft_of_html


def _text(body: str) -> str:
    return "\n".join(piece.text for piece in _draft_of_html(f"<html><body>{body}</body></html>").pieces)


def _warnings(body: str) -> list[str]:
    return [said for _, said in _draft_of_html(f"<html><body>{body}</body></html>").warnings]


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


@pytest.mark.parametrize(
    "tag",
    "details summary figure figcaption form label dialog fieldset legend section header footer aside center "
    "blockquote article address button".split(),
)
def test_text_is_read_whatever_element_it_stands_in(tag: str) -> None:
    for inside in ("Undantag finns", "<p>Undantag finns</p>", "<p>Först</p> Undantag finns"):
        read = _text(f"<main><p>Regeln gäller.</p><{tag}>{inside}</{tag}><p>Slut här.</p></main>")
        assert "Undantag finns" in read
        assert read.startswith("Regeln gäller.")
        assert read.endswith("Slut här.")


def test_a_closed_answer_is_read_below_its_question() -> None:
    read = _text(
        "<main><details><summary><h3>Får jag?</h3></summary>Nej, aldrig.</details>"
        '<h3><button aria-expanded="false">Får chefen?</button></h3>'
        '<div aria-hidden="true"><p>Nej, inte heller.</p></div>'
        "<ul><li>Punkt<details><summary>Mer</summary>om punkten</details></li></ul></main>"
    )
    assert read.split("\n") == [
        "Får jag?",
        "Nej, aldrig.",
        "Får chefen?",
        "Nej, inte heller.",
        "Punkt",
        "Mer",
        "om punkten",
    ]


def test_an_icon_beside_a_word_is_not_read() -> None:
    assert _text('<main><p>Resor <span aria-hidden="true">expand_more</span></p></main>') == "Resor"


def test_a_table_caption_is_read_above_its_table() -> None:
    read = _text(
        "<table><caption>Gäller chefer</caption>"
        "<tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert read.split("\n") == ["Gäller chefer", "A: 1; B: 2"]


def test_a_teaser_article_does_not_stand_for_the_page() -> None:
    policy = "<h1>Policy</h1><p>Hela policyn: allt är förbjudet enligt paragraf fyra.</p>"
    read = _text(f"{policy}<article><p>Nyhet om kaffe.</p></article>")
    assert "allt är förbjudet" in read


def test_an_article_that_holds_most_of_the_text_is_the_page() -> None:
    article = f"<article><header><h2>Resor</h2></header><p>{'Resor bokas i tid. ' * 20}</p></article>"
    body = f"<nav>Hem</nav><header>Kommunen</header>{article}<aside>Nyhet</aside><footer>Kontakt</footer>"
    assert _text(body).split() == ["Resor", *("Resor bokas i tid. " * 20).split()]
    assert _warnings(body) == []


def test_the_header_of_a_section_is_read_and_the_header_of_the_site_is_told() -> None:
    section = (
        "<section><header><h2>Avsnitt</h2><p>Gäller bara chefer.</p></header><p>Alla får resa.</p></section>"
    )
    read = _text(f"<header>Stora kommunens webbplats</header>{section}")
    assert "Gäller bara chefer." in read
    assert "kommunens" not in read
    assert _warnings(f"<header>Stora kommunens webbplats</header>{section}")[0].startswith("23 characters of")


def test_text_beside_the_main_part_is_told_as_left_out() -> None:
    (said,) = _warnings("<div>Undantag: sekretess får aldrig delas.</div><main><p>Dela gärna.</p></main>")
    assert said.startswith("31 characters of the page were left out")


def test_repeated_table_headings_do_not_make_up_for_missing_words() -> None:
    assert about_left_out("Belopp Roll Sekretess gäller", ["Belopp: 1; Roll: 2", "Belopp: 3; Roll: 4"])
    assert about_left_out("Belopp Roll", ["Belopp: 1; Roll: 2"]) == ()
