"""Passages along a document's structure."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import SIZES, Sizes, passages_of
from ingest.clauses import LONGEST_LEAD_IN
from ingest.structure import Piece, assembled
from rag.domain import ElementKind, Facts, Language, ParsedDocument, SourceFile

_TITLE = "Riktlinje"


def document(*pieces: Piece) -> ParsedDocument:
    text, elements = assembled(pieces, (_TITLE,))
    file = SourceFile("source", "path.md", Path("path.md"), len(text), "digest")
    return ParsedDocument(file, _TITLE, Language.SWEDISH, text, elements, (), Facts())


def heading(text: str, level: int = 1) -> Piece:
    return Piece(ElementKind.TITLE, text, level=level)


def text_of(sentences: int) -> str:
    return " ".join(f"Mening nummer {number} säger något." for number in range(sentences))


def _text(sentences: int, page: int | None = None) -> Piece:
    return Piece(ElementKind.TEXT, text_of(sentences), page)


def test_big_sections_are_passages_of_their_own() -> None:
    made = document(heading("Semester"), _text(20), heading("Sjukdom"), _text(20))
    passages = passages_of(made)
    assert [passage.headings for passage in passages] == [("Semester",), ("Sjukdom",)]
    assert passages[1].text.startswith("Sjukdom\n\nMening")


def test_tiny_neighbours_are_merged_under_their_commonheading() -> None:
    made = document(
        heading("Ledighet"),
        heading("Flytt", 2),
        _text(2),
        heading("Begravning", 2),
        _text(2),
        heading("Annat"),
        _text(20),
    )
    passages = passages_of(made)
    assert [passage.headings for passage in passages] == [("Ledighet",), ("Annat",)]


def test_a_long_paragraph_is_cut_between_sentences_into_like_parts() -> None:
    passages = passages_of(document(_text(120)))
    assert all(passage.text.startswith("Mening") and passage.text.endswith("något.") for passage in passages)
    lengths = [len(passage.text) for passage in passages]
    assert max(lengths) <= SIZES.most
    assert min(lengths) > max(lengths) / 2


def test_an_abbreviation_or_a_date_ends_no_sentence() -> None:
    text = "Detta gäller t.ex. Anna och den 1. Maj i kap. 4 och bl.a. Bo " * 60
    for passage in passages_of(document(Piece(ElementKind.TEXT, text.strip()))):
        assert not passage.text.endswith(("t.ex.", "1.", "kap.", "bl.a."))


def test_the_words_that_introduce_a_list_stay_with_it() -> None:
    items = [Piece(ElementKind.LIST_ITEM, f"punkt {number} " + "x" * 120) for number in range(12)]
    passages = passages_of(document(_text(22), Piece(ElementKind.TEXT, "Du ska:"), *items))
    holder = next(passage for passage in passages if "Du ska:" in passage.text)
    assert "punkt 0" in holder.text


def test_a_heading_never_ends_a_passage() -> None:
    pieces = [
        piece for number in range(8) for piece in (heading(f"Del {number}"), heading("Under", 2), _text(25))
    ]
    for passage in passages_of(document(*pieces)):
        assert passage.text.endswith("något.")


def test_pages_are_those_of_the_elements() -> None:
    (passage,) = passages_of(document(_text(3, page=1), _text(3, page=2)))
    assert passage.pages == (1, 2)


def test_the_same_text_of_another_version_is_another_passage() -> None:
    made = document(_text(3))
    assert passages_of(made)[0].id == passages_of(made)[0].id
    other = SourceFile("source", "path.md", Path("path.md"), 1, "other digest")
    changed = ParsedDocument(other, _TITLE, Language.SWEDISH, made.text, made.elements, (), Facts())
    assert passages_of(changed)[0].id != passages_of(made)[0].id


_words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=12)
_texts = st.one_of(
    st.lists(_words, min_size=1, max_size=400).map(" ".join),
    st.integers(1, 5000).map(lambda length: "a" * length),
    st.lists(_words, min_size=1, max_size=200).map(
        lambda words: ". ".join(word.capitalize() for word in words)
    ),
    st.lists(_words, min_size=1, max_size=60).map(lambda words: " ".join((*words, "ska:"))),
    st.integers(1, 99).map(lambda number: f"{number} § Den som söker ska ange skälen."),
)
_pieces = st.builds(
    Piece,
    kind=st.sampled_from(ElementKind),
    text=_texts,
    page=st.one_of(st.none(), st.integers(1, 9)),
    level=st.integers(1, 4),
    starts_block=st.booleans(),
)
_documents = st.lists(_pieces, min_size=1, max_size=25).map(lambda pieces: document(*pieces))
_sizes = st.sampled_from(
    (SIZES, Sizes(target=200, most=280, tiny=40), Sizes(target=1000, most=1400, tiny=200))
)


@settings(max_examples=150, deadline=None)
@given(_documents, _sizes)
def test_passages_are_exact_slices_that_cover_all_of_the_text(made: ParsedDocument, sizes: Sizes) -> None:
    passages = passages_of(made, sizes)
    at = 0
    for passage in passages:
        assert passage.text == made.text[passage.start : passage.end]
        assert passage.text.strip()
        assert passage.start >= at
        assert not made.text[at : passage.start].strip()
        at = passage.end
        assert len(passage.text) <= sizes.most + sizes.tiny
    assert not made.text[at:].strip()
    assert len({passage.id for passage in passages}) == len(passages)


@settings(max_examples=100, deadline=None)
@given(_documents, _sizes)
def test_no_row_item_or_heading_that_fits_a_passage_is_cut(made: ParsedDocument, sizes: Sizes) -> None:
    passages = passages_of(made, sizes)
    for element in made.elements:
        if element.end - element.start <= sizes.most:
            assert any(passage.start <= element.start and element.end <= passage.end for passage in passages)


@settings(max_examples=150, deadline=None)
@given(_documents, _sizes)
def test_the_words_that_introduce_an_item_are_in_its_passage_or_its_context(
    made: ParsedDocument, sizes: Sizes
) -> None:
    passages = passages_of(made, sizes)
    introduction = None
    for before, element in pairwise((None, *made.elements)):
        assert element is not None
        if before and before.kind is ElementKind.TABLE_ROW and element.kind is not ElementKind.TABLE_ROW:
            introduction = None
        text = made.text[element.start : element.end]
        if element.kind is ElementKind.LIST_ITEM and introduction:
            for passage in passages:
                if element.start < passage.end and passage.start < element.end:
                    lead_in = passage.lead_in
                    is_inside = passage.start <= introduction[0]
                    is_context = lead_in is not None and lead_in.end == introduction[1]
                    # of words longer than any passage the end is there
                    assert is_inside or is_context or passage.start < introduction[1]
        if element.kind in (ElementKind.TITLE, ElementKind.TEXT):
            introduction = None
        if text.endswith("ska:") and element.kind in (ElementKind.LIST_ITEM, ElementKind.TEXT):
            introduction = (max(element.start, element.end - LONGEST_LEAD_IN), element.end)
