"""Passages along a document's structure."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import SIZES, passages_of
from ingest.structure import Piece, assembled
from rag.domain import ElementKind, Facts, Language, ParsedDocument, SourceFile

_TITLE = "Riktlinje"


def _document(*pieces: Piece) -> ParsedDocument:
    text, elements = assembled(pieces, (_TITLE,))
    file = SourceFile("source", "path.md", Path("path.md"), len(text), "digest")
    return ParsedDocument(file, _TITLE, Language.SWEDISH, text, elements, (), Facts())


def _heading(text: str, level: int = 1) -> Piece:
    return Piece(ElementKind.TITLE, text, level=level)


def _text(sentences: int, page: int | None = None) -> Piece:
    return Piece(
        ElementKind.TEXT,
        " ".join(f"Mening nummer {number} säger något." for number in range(sentences)),
        page,
    )


def test_big_sections_are_passages_of_their_own() -> None:
    document = _document(_heading("Semester"), _text(20), _heading("Sjukdom"), _text(20))
    passages = passages_of(document)
    assert [passage.headings for passage in passages] == [("Semester",), ("Sjukdom",)]
    assert passages[1].text.startswith("Sjukdom\n\nMening")


def test_tiny_neighbours_are_merged_under_their_common_heading() -> None:
    document = _document(
        _heading("Ledighet"),
        _heading("Flytt", 2),
        _text(2),
        _heading("Begravning", 2),
        _text(2),
        _heading("Annat"),
        _text(20),
    )
    passages = passages_of(document)
    assert [passage.headings for passage in passages] == [("Ledighet",), ("Annat",)]


def test_a_long_paragraph_is_cut_between_sentences_into_like_parts() -> None:
    passages = passages_of(_document(_text(120)))
    assert all(passage.text.startswith("Mening") and passage.text.endswith("något.") for passage in passages)
    lengths = [len(passage.text) for passage in passages]
    assert max(lengths) <= SIZES.most
    assert min(lengths) > max(lengths) / 2


def test_an_abbreviation_or_a_date_ends_no_sentence() -> None:
    text = "Detta gäller t.ex. Anna och den 1. Maj i kap. 4 och bl.a. Bo " * 60
    for passage in passages_of(_document(Piece(ElementKind.TEXT, text.strip()))):
        assert not passage.text.endswith(("t.ex.", "1.", "kap.", "bl.a."))


def test_the_words_that_introduce_a_list_stay_with_it() -> None:
    items = [Piece(ElementKind.LIST_ITEM, f"punkt {number} " + "x" * 120) for number in range(12)]
    passages = passages_of(_document(_text(22), Piece(ElementKind.TEXT, "Du ska:"), *items))
    holder = next(passage for passage in passages if "Du ska:" in passage.text)
    assert "punkt 0" in holder.text


def test_a_heading_never_ends_a_passage() -> None:
    pieces = [
        piece for number in range(8) for piece in (_heading(f"Del {number}"), _heading("Under", 2), _text(25))
    ]
    for passage in passages_of(_document(*pieces)):
        assert passage.text.endswith("något.")


def test_pages_are_those_of_the_elements() -> None:
    (passage,) = passages_of(_document(_text(3, page=1), _text(3, page=2)))
    assert passage.pages == (1, 2)


def test_the_same_text_of_another_version_is_another_passage() -> None:
    document = _document(_text(3))
    assert passages_of(document)[0].id == passages_of(document)[0].id
    other = SourceFile("source", "path.md", Path("path.md"), 1, "other digest")
    changed = ParsedDocument(other, _TITLE, Language.SWEDISH, document.text, document.elements, (), Facts())
    assert passages_of(changed)[0].id != passages_of(document)[0].id


_words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=12)
_texts = st.one_of(
    st.lists(_words, min_size=1, max_size=400).map(" ".join),
    st.integers(1, 5000).map(lambda length: "a" * length),
    st.lists(_words, min_size=1, max_size=200).map(
        lambda words: ". ".join(word.capitalize() for word in words)
    ),
)
_pieces = st.builds(
    Piece,
    kind=st.sampled_from(ElementKind),
    text=_texts,
    page=st.one_of(st.none(), st.integers(1, 9)),
    level=st.integers(1, 4),
    starts_block=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_pieces, min_size=1, max_size=25))
def test_passages_are_exact_slices_that_cover_all_of_the_text(pieces: list[Piece]) -> None:
    document = _document(*pieces)
    passages = passages_of(document)
    at = 0
    for passage in passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text.strip()
        assert passage.start >= at
        assert not document.text[at : passage.start].strip()
        at = passage.end
        assert len(passage.text) <= SIZES.most + SIZES.tiny
    assert not document.text[at:].strip()
    assert len({passage.id for passage in passages}) == len(passages)
