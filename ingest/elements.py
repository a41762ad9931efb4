"""The parser's elements as pieces: which are headings, list items and table rows."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ingest.cleaning import cleaned
from ingest.html import readable_rows, table_cells
from ingest.structure import Piece, same_words
from rag.domain import ElementKind

BOLD_HEADING_LEVEL = 7
"""A paragraph that is all bold stands under every real heading."""
_LONGEST_BOLD_HEADING = 100
_FURNITURE = frozenset({"Header", "Footer", "PageNumber", "PageBreak", "Image"})
_CHECKBOX = re.compile(r"^\[[ xX]\]\s+")


def pieces_of(elements: Sequence[Any], *, with_pages: bool) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for element in elements:
        page = element.metadata.page_number if with_pages else None
        if element.category in _FURNITURE:
            continue
        if element.category == "Table":
            pieces += rows_of(element, page)
            continue
        text = _CHECKBOX.sub("", cleaned(element.text))
        if text:
            pieces.append(_piece(element, text, page))
    return tuple(pieces)


def _piece(element: Any, text: str, page: int | None) -> Piece:
    depth = element.metadata.category_depth
    if element.category == "Title" and depth is not None:
        return Piece(ElementKind.TITLE, text, page, depth + 1)
    if element.category == "ListItem":
        return Piece(ElementKind.LIST_ITEM, text, page)
    if _is_all_bold(element, text):
        return Piece(ElementKind.TITLE, text, page, BOLD_HEADING_LEVEL)
    return Piece(ElementKind.TEXT, text, page)


def _is_all_bold(element: Any, text: str) -> bool:
    contents = element.metadata.emphasized_text_contents or []
    tags = element.metadata.emphasized_text_tags or []
    if len(text) > _LONGEST_BOLD_HEADING or text[-1] in ".,:;" or not contents:
        return False
    return set(tags) <= {"b", "strong"} and same_words("".join(contents), element.text)


def rows_of(element: Any, page: int | None) -> list[Piece]:
    html = element.metadata.text_as_html
    lines = readable_rows(table_cells(html)) if html else [element.text]
    texts = [text for text in map(cleaned, lines) if text]
    return [
        Piece(ElementKind.TABLE_ROW, text, page, method="table", starts_block=index == 0)
        for index, text in enumerate(texts)
    ]


def slide_pieces(pieces: Sequence[Piece], title: str | None, notes: str | None) -> list[Piece]:
    """A slide's pieces: its title the only heading, its points a list, the speaker's notes last."""
    said = [piece for piece in pieces if piece.text == notes]
    shown = [piece for piece in pieces if piece.text != notes]
    rows = [piece for piece in shown if piece.kind is ElementKind.TABLE_ROW]
    points = [piece for piece in shown if piece.text != title and piece not in rows]
    kind = ElementKind.LIST_ITEM if len(points) > 1 else ElementKind.TEXT
    heading = [replace(piece, kind=ElementKind.TITLE, level=1) for piece in shown if piece.text == title][:1]
    body = [piece if piece in rows else replace(piece, kind=kind) for piece in shown if piece.text != title]
    return heading + body + said
