"""Where passages stand on their pages: told by what can be read back from under their rectangles."""

from pathlib import Path

import pypdfium2
import pytest

from ingest.boxes import boxes_of
from ingest.chunking import passages_of
from ingest.page_letters import Letter, letters_of_pdf
from ingest.page_picture import page_picture
from ingest.parsing import parse
from ingest.structure import Piece, assembled
from rag.domain import ElementKind, PageBox, ParsedDocument, SourceFile, boxes_within
from rag.errors import FileNotReadable

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "guidelines"
PURCHASES = SAMPLES / "sv" / "upphandling.pdf"
ONCE = "O"
"""A letter that is on the first page of it only once."""


@pytest.fixture(scope="module")
def purchases() -> ParsedDocument:
    return parse(SourceFile("samples", PURCHASES.name, PURCHASES, PURCHASES.stat().st_size, "digest"))


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def under(location: Path, box: PageBox) -> str:
    """What PDFium reads from under a rectangle of an upright page."""
    document = pypdfium2.PdfDocument(location)
    page = document[box.page - 1]
    width, height = page.get_size()
    sides = (box.left * width - 1, height - box.bottom * height - 1, box.right * width + 1)
    text = page.get_textpage().get_text_bounded(*sides, height - box.top * height + 1)
    document.close()
    return str(text)


def line(text: str, number: int, left: float = 0.1) -> list[Letter]:
    """A line of letters, each a hundredth of the page wide."""
    top = 0.1 + 0.05 * number
    return [
        Letter(character, (left + index / 100, top, left + (index + 1) / 100, top + 0.02), number)
        for index, character in enumerate(text)
        if not character.isspace()
    ]


def boxes_of_page(found: list[Letter], *pieces: Piece) -> list[tuple[str, PageBox]]:
    text, elements = assembled(pieces, ())
    return [(text[box.start : box.end], box) for box in boxes_of(text, elements, {1: found})]


def test_under_each_rectangle_stand_the_words_it_is_said_to_have(purchases: ParsedDocument) -> None:
    assert len(purchases.boxes) > 50
    for box in purchases.boxes:
        assert letters(under(PURCHASES, box)) == letters(purchases.text[box.start : box.end])


def test_all_but_the_column_names_that_rows_repeat_has_a_rectangle(purchases: ParsedDocument) -> None:
    for element in purchases.elements:
        boxed = "".join(
            purchases.text[box.start : box.end]
            for box in boxes_within(purchases.boxes, element.start, element.end)
        )
        said = purchases.text[element.start : element.end]
        if element.kind is ElementKind.TABLE_ROW:
            said = "".join(cell.split(": ", 1)[-1] for cell in said.split("; "))
        assert letters(boxed) == letters(said)


def test_a_passage_over_two_pages_has_rectangles_on_both(purchases: ParsedDocument) -> None:
    over_two = [passage for passage in passages_of(purchases) if len(passage.pages) > 1]
    for passage in passages_of(purchases):
        assert {box.page for box in passage.boxes} == set(passage.pages)
    assert over_two or len({passage.pages for passage in passages_of(purchases)}) > 1


def test_a_text_over_two_lines_has_a_rectangle_on_each() -> None:
    found = line("Ansökan görs i för-", 0) + line("väg hos chefen.", 1)
    piece = Piece(ElementKind.TEXT, "Ansökan görs i förväg hos chefen.", 1)
    texts = [text for text, _ in boxes_of_page(found, piece)]
    assert texts == ["Ansökan görs i för", "väg hos chefen."]


def test_sentences_on_one_line_have_rectangles_of_their_own() -> None:
    piece = Piece(ElementKind.TEXT, "Ring först. Skriv sedan ett brev.", 1)
    (first, one), (second, other) = boxes_of_page(line(piece.text, 0), piece)
    assert (first, second) == ("Ring först.", "Skriv sedan ett brev.")
    assert one.right == pytest.approx(0.21)
    assert other.left == pytest.approx(0.22)


def test_short_words_that_stand_twice_are_those_beside_their_neighbours() -> None:
    found = line("Sida Ja", 0) + line("Får chefen bestämma det?", 1) + line("Ja", 2)
    boxes = boxes_of_page(
        found, Piece(ElementKind.TEXT, "Får chefen bestämma det?", 1), Piece(ElementKind.TEXT, "Ja", 1)
    )
    assert boxes[1][0] == "Ja"
    assert boxes[1][1].top == pytest.approx(0.2)


def test_words_that_are_not_on_the_page_have_no_rectangle() -> None:
    piece = Piece(ElementKind.TEXT, "Something else altogether stands here.", 1)
    assert boxes_of_page(line("Nothing of that kind.", 0), piece) == []


def test_accents_ligatures_and_bullets_do_not_hide_a_text() -> None:
    found = line("• O\u0308ppna ﬁlen på nätet", 0)
    piece = Piece(ElementKind.LIST_ITEM, "Öppna filen på nätet", 1)
    ((text, box),) = boxes_of_page(found, piece)
    assert text == piece.text
    assert box.left == pytest.approx(0.12)


def test_a_part_of_a_line_has_its_part_of_the_rectangle() -> None:
    whole = PageBox(1, 0.0, 0.1, 1.0, 0.2, 100, 200)
    assert boxes_within((whole,), 150, 400) == (PageBox(1, 0.5, 0.1, 1.0, 0.2, 150, 200),)
    assert boxes_within((whole,), 200, 400) == ()


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_a_turned_page_has_its_rectangles_where_it_is_seen(tmp_path: Path, turns: int) -> None:
    document = pypdfium2.PdfDocument(PURCHASES)
    upright = {letter.character: letter for letter in letters_of_pdf(PURCHASES, [1])[1]}
    document[0].set_rotation(turns)
    turned = tmp_path / "turned.pdf"
    document.save(turned)
    # PDFium reads a turned page in another order, so a letter that is there once is looked at
    sides = next(letter.sides for letter in letters_of_pdf(turned, [1])[1] if letter.character == ONCE)
    left, top, right, bottom = upright[ONCE].sides
    expected = {
        90: (1 - bottom, left, 1 - top, right),
        180: (1 - right, 1 - bottom, 1 - left, 1 - top),
        270: (top, 1 - right, bottom, 1 - left),
    }[turns]
    assert sides == pytest.approx(expected, abs=1e-6)


def test_a_page_is_drawn_with_the_passage_and_the_quote_in_their_colours() -> None:
    from io import BytesIO

    from PIL import Image

    passage, quote = PageBox(1, 0.1, 0.9, 0.9, 0.99, 0, 9), PageBox(1, 0.1, 0.9, 0.3, 0.99, 0, 4)
    picture = Image.open(BytesIO(page_picture(PURCHASES, 1, (passage,), (quote,))))
    width, height = picture.size
    lit, strong, outside = (
        picture.getpixel((int(across * width), int(0.985 * height))) for across in (0.8, 0.2, 0.05)
    )
    assert lit == (206, 230, 241)
    assert outside == (255, 255, 255)
    assert strong == (255, 224, 138)


def test_a_file_that_cannot_be_drawn_is_told_and_not_raised_at_the_reader(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4\nnot at all")
    with pytest.raises(FileNotReadable, match="cannot be drawn"):
        page_picture(broken, 1, ())
