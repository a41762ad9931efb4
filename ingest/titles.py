"""What a document is called, as far as it or its file says so itself."""

import re
from pathlib import Path

from ingest.elements import BOLD_HEADING_LEVEL
from ingest.structure import Draft, Piece
from rag.domain import ElementKind, SourceFile

_NO_TITLE = re.compile(
    r"untitled.*|\(?anonymous\)?|unspecified|namnlös.*"
    r"|(word |power ?point[ -]?)?(document|presentation|dokument)\s*\d*"
    r"|title slide|microsoft \w+ - .*|.*\.\w{3,4}",
    re.IGNORECASE,
)
"""What programs write into a title that nobody gave."""
_NAMED_AFTER_FOLDER = frozenset({"index", "_index", "readme"})


def title_of(draft: Draft, file: SourceFile) -> str:
    """From the heading over everything, the file's properties, its first words if a heading, or its name."""
    if draft.title and draft.is_titled:
        return draft.title
    heading = _outermost_heading(draft)
    if heading is not None and any(piece is heading for piece in draft.pieces[:4]):
        return heading.text
    if draft.title and not is_no_title(draft.title):
        return draft.title
    first = draft.pieces[0]
    if first.kind is ElementKind.TITLE and first.level < BOLD_HEADING_LEVEL and first.method != "table":
        return first.text
    return title_of_name(file.path)


def own_title(draft: Draft) -> str | None:
    """The heading that a document begins with and that stands over all of it, as no section is."""
    heading = _outermost_heading(draft)
    return heading.text if heading is not None and heading is draft.pieces[0] else None


def _outermost_heading(draft: Draft) -> Piece | None:
    """The only heading of its depth; a sheet's name is none, and one of many is a section's."""
    titles = [piece for piece in draft.pieces if piece.kind is ElementKind.TITLE and piece.method != "table"]
    outermost = [piece for piece in titles if piece.level == min(title.level for title in titles)]
    return outermost[0] if len(outermost) == 1 and outermost[0].level <= 1 else None


def is_no_title(said: str) -> bool:
    """Whether a title is one that a program wrote, because nobody gave any."""
    return not said or bool(_NO_TITLE.fullmatch(said))


def title_of_name(name: str) -> str:
    """What a document is called whose path is all there is to name it by."""
    path = Path(name)
    named_after_folder = path.stem.lower() in _NAMED_AFTER_FOLDER and len(path.parts) > 1
    words = re.sub(r"[-_\s]+", " ", path.parent.name if named_after_folder else path.stem).strip()
    return words[:1].upper() + words[1:] if words else path.name
