"""Numbered clauses, and the words that lead into lists and tables."""

import pytest
from test_chunking import document, heading, text_of

from ingest.chunking import Sizes, passages_of
from ingest.structure import Piece
from rag.domain import ElementKind

SMALL = Sizes(target=300, most=420, tiny=60)


def text(words: str) -> Piece:
    return Piece(ElementKind.TEXT, words)


def item(words: str) -> Piece:
    return Piece(ElementKind.LIST_ITEM, words)


def row(words: str, first: bool = False) -> Piece:
    return Piece(ElementKind.TABLE_ROW, words, starts_block=first)


def headings_of(words: str) -> tuple[str, ...]:
    (passage,) = passages_of(document(text(words)))
    return passage.headings


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("3 § Den anställde ska anmäla sin bisyssla.", "3 §"),
        ("3 a § Anmälan ska vara skriftlig.", "3 a §"),
        ("5 kap. 3 § Beslutet får överklagas.", "5 kap. 3 §"),
        ("§ 4 Styrelsen sammanträder varje månad.", "§ 4"),
        ("Artikel 5 Uppgifterna ska vara riktiga.", "Artikel 5"),
        ("4.2.1 The manager decides within ten days.", "4.2.1"),
    ],
)
def test_a_rule_stands_under_its_number(words: str, label: str) -> None:
    assert headings_of(words) == (label,)


@pytest.mark.parametrize(
    "words",
    [
        "3 § förvaltningslagen gäller inte här.",
        "4.2 procent av lönen dras av.",
        "Artikel 5 i förordningen gäller.",
        "2025 Års budget är antagen.",
    ],
)
def test_a_reference_to_a_rule_is_not_its_number(words: str) -> None:
    assert headings_of(words) == ()


def test_each_clause_is_a_passage_with_all_of_its_paragraphs() -> None:
    pieces = [
        heading("2 kap. Anmälan"),
        text("1 § " + text_of(4)),
        text("Första stycket gäller inte " + text_of(2)),
        text("2 § " + text_of(6)),
    ]
    passages = passages_of(document(*pieces), SMALL)
    assert [passage.headings for passage in passages] == [
        ("2 kap. Anmälan", "1 §"),
        ("2 kap. Anmälan", "2 §"),
    ]
    assert "Första stycket" in passages[0].text


def test_a_long_clause_keeps_its_number_in_every_passage() -> None:
    passages = passages_of(document(text("7 § " + text_of(40))), SMALL)
    assert len(passages) > 2
    assert {passage.headings for passage in passages} == {("7 §",)}


def test_a_heading_ends_the_clause_before_it() -> None:
    passages = passages_of(
        document(heading("Ett"), text("1 § " + text_of(6)), heading("Två"), text(text_of(6))), SMALL
    )
    assert passages[-1].headings == ("Två",)


def test_items_after_a_cut_have_the_words_that_introduce_them() -> None:
    items = [item(f"Punkt {number} {text_of(3)}") for number in range(9)]
    found = document(text(f"{text_of(4)} Du får inte:"), *items)
    first, *later = passages_of(found, SMALL)
    assert first.lead_in is None
    for passage in later:
        assert passage.lead_in is not None
        assert passage.lead_in.text == "Du får inte:"
        assert found.text[passage.lead_in.start : passage.lead_in.end] == "Du får inte:"


def test_inner_items_have_the_item_they_stand_under() -> None:
    pieces = [text("Du ska:"), item("ringa"), item("skriva upp:")]
    pieces += [item(f"Uppgift {number} {text_of(4)}") for number in range(6)]
    *_, last = passages_of(document(*pieces), SMALL)
    assert last.lead_in is not None
    assert last.lead_in.text == "skriva upp:"


def test_rows_have_the_caption_of_their_table() -> None:
    rows = [row(f"Dag: {number}; Vad: {text_of(4)}", number == 0) for number in range(6)]
    *_, last = passages_of(document(text("Tabell 2. Ersättning per dag"), *rows), SMALL)
    assert last.lead_in is not None
    assert last.lead_in.text == "Tabell 2. Ersättning per dag"
    assert last.text.startswith("Dag: ")


def test_rows_that_do_not_name_their_columns_have_the_first_row() -> None:
    rows = [row("Dag | Kr | Kr", True), *(row(f"{number} | {text_of(4)} | 100") for number in range(6))]
    *_, last = passages_of(document(*rows), SMALL)
    assert last.lead_in is not None
    assert last.lead_in.text == "Dag | Kr | Kr"


def test_a_row_that_is_too_long_is_cut_between_cells_and_keeps_its_first_cell() -> None:
    cells = "; ".join(f"Kolumn {number}: {text_of(3)}" for number in range(12))
    first, *later = passages_of(document(row(f"Namn: Anna; {cells}", True)), SMALL)
    assert first.text.startswith("Namn: Anna; ")
    for passage in later:
        assert passage.lead_in is not None
        assert passage.lead_in.text == "Namn: Anna"
        assert passage.text.startswith("Kolumn ")


def test_a_paragraph_that_says_something_of_its_own_leads_into_nothing() -> None:
    items = [item(f"Punkt {number} {text_of(3)}") for number in range(9)]
    passages = passages_of(document(text(f"{text_of(9)}"), *items), SMALL)
    assert all(passage.lead_in is None for passage in passages)
