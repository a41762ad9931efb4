"""One text with exact places."""

from ingest.structure import Draft, Piece, assembled, coverage
from rag.domain import ElementKind

_PIECES = (
    Piece(ElementKind.TITLE, "Ledighet", level=1),
    Piece(ElementKind.TEXT, "Du har rätt till:"),
    Piece(ElementKind.TITLE, "Semester", level=2),
    Piece(ElementKind.LIST_ITEM, "25 dagar"),
    Piece(ElementKind.LIST_ITEM, "35 dagar från 40 år"),
    Piece(ElementKind.TITLE, "Sjukdom", level=2),
    Piece(ElementKind.TABLE_ROW, "Dag: 1; Ersättning: karens", starts_block=True),
    Piece(ElementKind.TABLE_ROW, "Dag: 2; Ersättning: 80 procent"),
    Piece(ElementKind.TABLE_ROW, "Ny: tabell", starts_block=True),
)


def test_every_element_is_exactly_its_slice_of_the_text() -> None:
    text, elements = assembled(_PIECES, ("Ledighet",))
    assert [text[element.start : element.end] for element in elements] == [piece.text for piece in _PIECES]


def test_items_and_rows_stand_on_lines_and_paragraphs_apart() -> None:
    text, _ = assembled(_PIECES, ("Ledighet",))
    assert "25 dagar\n35 dagar" in text
    assert "till:\n\nSemester\n\n25" in text
    assert "karens\nDag: 2; Ersättning: 80 procent\n\nNy" in text


def test_headings_are_a_path_without_the_documents_own_title() -> None:
    _, elements = assembled(_PIECES, ("ledighet",))
    assert [element.headings for element in elements[:4]] == [(), (), (), ("Semester",)]
    assert elements[-1].headings == ("Sjukdom",)
    _, elements = assembled(_PIECES, ("Riktlinje",))
    assert elements[3].headings == ("Ledighet", "Semester")


def test_a_page_without_text_is_accounted_for() -> None:
    pieces = (Piece(ElementKind.TEXT, "Text", 1), Piece(ElementKind.TEXT, "Läst", 3, method="ocr"))
    pages = coverage(Draft(pieces, warnings=((2, "A picture."),), pages=3))
    assert [(page.page, page.characters, page.method, page.warnings) for page in pages] == [
        (1, 4, "text", ()),
        (2, 0, "text", ("A picture.",)),
        (3, 4, "ocr", ()),
    ]
