"""XML read safely: no entity is expanded, nothing outside of the file is fetched."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.cleaning import cleaned
from ingest.kinds import DAMAGED, ENTITIES
from ingest.structure import Piece
from rag.domain import ElementKind
from rag.errors import FileNotReadable

_OFFICE_2003 = re.compile(rb"<\?mso-application\s+progid=")
_SHORT = 120
"""Characters: fields of a record are this short, paragraphs are longer."""


def tree_of(data: bytes) -> Any:
    """The root element. Raises FileNotReadable for what is no XML, and for entities of the file's own."""
    from lxml import etree  # type: ignore[import-untyped]

    if (
        b"<!ENTITY" in data
        or "<!ENTITY".encode("utf-16-le") in data
        or "<!ENTITY".encode("utf-16-be") in data
    ):
        raise FileNotReadable(ENTITIES)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FileNotReadable(DAMAGED) from error


def name_of(element: Any) -> str:
    """An element's name without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def pieces_of_xml(data: bytes) -> tuple[Piece, ...]:
    """Paragraphs of text, and records of short fields as rows `name: value; name: value`."""
    if _OFFICE_2003.search(data[:2000]):
        raise FileNotReadable(
            "The file is an Office document of 2003 in XML: save it as Word or Excel of today."
        )
    pieces = [piece for piece in _blocks(tree_of(data)) if piece.text]
    return tuple(pieces)


def _blocks(element: Any) -> Iterator[Piece]:
    children = [child for child in element if isinstance(child.tag, str)]
    said = element.text, *(child.tail for child in children)
    if not children or any(text and text.strip() for text in said):
        yield Piece(ElementKind.TEXT, cleaned("".join(element.itertext())))
    elif len(children) > 1 and all(_is_field(child) for child in children):
        fields = [(name_of(child), cleaned(child.text or "")) for child in children]
        row = "; ".join(f"{name}: {value}" for name, value in fields if value)
        yield Piece(ElementKind.TABLE_ROW, row, method="table")
    else:
        for child in children:
            yield from _blocks(child)


def _is_field(element: Any) -> bool:
    return len(element) == 0 and len((element.text or "").strip()) <= _SHORT
