"""From the pieces of a file to one text with exact places: headings, paragraphs, list items, table rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rag.domain import Element, ElementKind, PageCoverage

_INSIDE_A_LIST = frozenset({ElementKind.LIST_ITEM, ElementKind.TABLE_ROW})


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word read from a picture of a page, and where it stands: shares of the page from its upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    line: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A cleaned stretch of a file before it has a place in the text."""

    kind: ElementKind
    text: str
    page: int | None = None
    level: int = 1
    """Depth of a heading, 1 outermost; without meaning for other kinds."""
    method: str = "text"
    """How it was read: text, table or ocr."""
    starts_block: bool = False
    """The first row of a table or item of a list, which does not continue the one before."""
    words: tuple[PlacedWord, ...] = ()
    """Where its words stand, if it was read from a picture."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader of one format makes of a file."""

    pieces: tuple[Piece, ...]
    title: str | None = None
    """The document's own title, where the format has a place for one."""
    is_titled: bool = False
    """The title is what its author called it (a subject), not a property that a program filled in."""
    front_matter: tuple[tuple[str, object], ...] = ()
    warnings: tuple[tuple[int | None, str], ...] = ()
    """What was not read, by page (None: the whole document)."""
    pages: int | None = None
    """How many pages the file has; None where the format has none."""
    hidden: tuple[tuple[int | None, str], ...] = ()
    """Text that its readers do not see, by page."""
    confidence: tuple[tuple[int, int], ...] = ()
    """How sure reading a picture of a page was, in per cent, by page."""


def assembled(pieces: Sequence[Piece], titles: Collection[str]) -> tuple[str, tuple[Element, ...]]:
    """The text in reading order, and its elements: text[start:end] is an element's text, exactly.

    Elements are joined by a blank line; rows of a table and items of a list by a line end. A heading that
    only repeats one of the document's titles is not part of the heading path.
    """
    parts: list[str] = []
    elements: list[Element] = []
    path: list[tuple[int, str]] = []
    length = 0
    for index, piece in enumerate(pieces):
        if index:
            separator = "\n" if _continues(pieces[index - 1], piece) else "\n\n"
            parts.append(separator)
            length += len(separator)
        if piece.kind is ElementKind.TITLE:
            path = [(level, text) for level, text in path if level < piece.level]
        headings = tuple(text for _, text in path if not any(same_words(text, title) for title in titles))
        elements.append(Element(piece.kind, length, length + len(piece.text), piece.page, headings))
        if piece.kind is ElementKind.TITLE:
            path.append((piece.level, piece.text))
        parts.append(piece.text)
        length += len(piece.text)
    return "".join(parts), tuple(elements)


def coverage(draft: Draft) -> tuple[PageCoverage, ...]:
    """How much was read of each page, in order; pages without text are told too."""
    numbers: Iterable[int | None] = range(1, draft.pages + 1) if draft.pages else [None]
    known = {number: [piece for piece in draft.pieces if piece.page == number] for number in numbers}
    return tuple(
        PageCoverage(
            page=number,
            characters=sum(len(piece.text) for piece in pieces),
            method=_method(pieces),
            warnings=tuple(warning for page, warning in draft.warnings if page == number),
        )
        for number, pieces in known.items()
    )


def same_words(one: str, other: str) -> bool:
    """Whether two headings say the same, however they are spaced and capitalised."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _continues(before: Piece, piece: Piece) -> bool:
    return piece.kind in _INSIDE_A_LIST and before.kind is piece.kind and not piece.starts_block


def _method(pieces: Sequence[Piece]) -> str:
    methods = {piece.method for piece in pieces}
    if "ocr" in methods:
        return "ocr"
    return "table" if methods == {"table"} else "text"
