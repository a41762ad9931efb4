"""RTF as text with its headings and tables marked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.cleaning import cleaned, without_unseen
from ingest.html import readable_rows
from ingest.structure import Piece
from rag.domain import ElementKind

_OUTLINE = re.compile(r"\\outlinelevel(\d)(?!\d) ?")
_HEADING = 0xE000
"""First of the private characters that carry a paragraph's level through the conversion."""
_LEVELS = 9
_HIDDEN = re.compile(r"\{[^{}]*\\v(?![a-z\d])[^{}]*\}|\\v(?![a-z\d])[^{}]*?\\v0(?!\d)")
_CONTROL = re.compile(r"\\[a-z]+-?\d* ?|\\'[0-9a-f]{2}|[{}]")
_ESCAPED = re.compile(r"\\[\\{}]")
INCOMPLETE = "The file ends in the middle: the text after that is missing, so save it again in its program."


@dataclass(frozen=True, slots=True)
class RichText:
    """What an RTF file says."""

    pieces: tuple[Piece, ...]
    """Headings and rows of tables; the text between them line by line."""
    hidden: tuple[str, ...]
    is_complete: bool


def read_rich_text(data: bytes) -> RichText:
    """The file's paragraphs. Text that its author has hidden is left out, and told."""
    from striprtf.striprtf import rtf_to_text

    source = data.decode("latin-1").lstrip()
    hidden = [_CONTROL.sub("", match.group(0)).strip() for match in _HIDDEN.finditer(source)]
    marked = _OUTLINE.sub(lambda match: f"\\u{_HEADING + int(match.group(1))}?", _HIDDEN.sub("", source))
    convert: Callable[..., str] = rtf_to_text
    text = without_unseen(convert(marked, errors="replace"))
    bare = _ESCAPED.sub("", source)
    return RichText(tuple(_pieces(text)), tuple(filter(None, hidden)), bare.count("{") <= bare.count("}"))


def _pieces(text: str) -> Iterator[Piece]:
    table: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.rstrip().endswith("|"):
            table.append([cleaned(_unmarked(cell)) for cell in line.rstrip().split("|")[:-1]])
            continue
        if table:
            for index, row in enumerate(readable_rows(table)):
                yield Piece(ElementKind.TABLE_ROW, row, method="table", starts_block=index == 0)
            table = []
        level = ord(line[:1] or " ") - _HEADING
        said = cleaned(_unmarked(line))
        if not said:
            yield Piece(ElementKind.TEXT, "")
        elif 0 <= level < _LEVELS:
            yield Piece(ElementKind.TITLE, said, level=level + 1)
        else:
            yield Piece(ElementKind.TEXT, said)


def _unmarked(text: str) -> str:
    return "".join(letter for letter in text if not 0 <= ord(letter) - _HEADING < _LEVELS)
