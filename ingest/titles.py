"""What a document is called, as far as it or its file says so itself."""

import re
from pathlib import Path

from ingest.elements import BOLD_HEADING_LEVEL
from ingest.structure import Draft
from rag.domain import ElementKind, SourceFile

_NO_TITLE = re.compile(
    r"untitled.*|\(?anonymous\)?|unspecified|namnlös.*|(word |power ?point[ -]?)?(document|presentation|dokument)\s*\d*"
    r"|title slide|microsoft \w+ - .*|.*\.\w{3,4}",
    re.IGNORECASE,
)
"""What programs write into a title that nobody gave."""
_NAMED_AFTER_FOLDER = frozenset({"index", "_index", "readme"})


def title_of(draft: Draft, file: SourceFile) -> str:
    """From the heading over everything, the file's properties, its first words if they are a heading, or its name."""
    if draft.title and draft.is_titled:
        return draft.title
    heading = heading_over_all(draft)
    if heading is not None:
        return heading
    if draft.title and not is_no_title(draft.title):
        return draft.title
    first = draft.pieces[0]
    if first.kind is ElementKind.TITLE and first.level < BOLD_HEADING_LEVEL and first.method != "table":
        return first.text
    return _from_file_name(file)


def heading_over_all(draft: Draft) -> str | None:
    """The one outermost heading, near the start: not a sheet's or a slide's name, nor one heading of many."""
    titles = [piece for piece in draft.pieces if piece.kind is ElementKind.TITLE]
    outermost = [piece for piece in titles if piece.level == min(title.level for title in titles)]
    if len(outermost) != 1 or outermost[0].level >= BOLD_HEADING_LEVEL or outermost[0].method == "table":
        return None
    return outermost[0].text if any(piece is outermost[0] for piece in draft.pieces[:4]) else None


def is_no_title(said: str) -> bool:
    """Whether a title is one that a program wrote, because nobody gave any."""
    return not said or bool(_NO_TITLE.fullmatch(said))


def _from_file_name(file: SourceFile) -> str:
    path = Path(file.path)
    named_after_folder = path.stem.lower() in _NAMED_AFTER_FOLDER and len(path.parts) > 1
    words = re.sub(r"[-_\s]+", " ", path.parent.name if named_after_folder else path.stem).strip()
    return words[:1].upper() + words[1:] if words else path.name
