"""A file on its way to a document: read, its facts found, what was read of it accounted for."""

from ingest.account import account
from ingest.archives import on_disk
from ingest.boxes import placed_boxes
from ingest.cleaning import unseen_counted
from ingest.facts import facts_for
from ingest.kinds import FileKind, kind_of
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.readers import read
from ingest.structure import Draft, assembled
from ingest.titles import own_title, title_of
from rag.domain import ParsedDocument, SourceFile
from rag.errors import FileNotReadable
from rag.retrieval.language import detect_language

_LEAST_LETTERS = 3
"""Letters and digits: with fewer, nothing was said, or nothing could be read."""
_DRAWN = (FileKind.PDF, FileKind.IMAGE)
"""Kinds whose pages can be shown as they are, with a place highlighted."""


def parse(file: SourceFile, limits: Limits = DEFAULT_LIMITS) -> ParsedDocument:
    """The text of a file with its elements, its facts and the account of what was read.

    Raises FileNotReadable (encrypted, damaged, empty, scanned without tesseract, too large, of a kind that
    is not read), FactsInvalid and HiddenInstructions. Other exceptions are possible on damaged files; the
    worker takes care of them.
    """
    if file.obstacle is not None:
        raise FileNotReadable(file.obstacle)
    with unseen_counted() as unseen, on_disk(file, limits) as location:
        draft = read(location, limits)
        facts = facts_for(file, dict(draft.front_matter))
        _check_amount(draft, limits)
        title = facts.title or title_of(draft, file)
        text, elements = assembled(draft.pieces, (title, own_title(draft) or title))
        is_drawn = kind_of(location, limits.unpacked) in _DRAWN
        boxes = placed_boxes(location, draft.pieces, text, elements) if is_drawn else ()
    return ParsedDocument(
        file=file,
        title=title,
        language=facts.language or detect_language(text),
        text=text,
        elements=elements,
        pages=account(draft, text, unseen, says_days=bool(facts.valid_from or facts.valid_until)),
        facts=facts,
        boxes=boxes,
    )


def _check_amount(draft: Draft, limits: Limits) -> None:
    letters = sum(sum(map(str.isalnum, piece.text)) for piece in draft.pieces)
    if letters < _LEAST_LETTERS:
        raise FileNotReadable(_reason_for_no_text(draft))
    if letters > limits.characters:
        raise FileNotReadable("The file has more text than a document can: split it into smaller ones.")


def _reason_for_no_text(draft: Draft) -> str:
    reason = "The file has no text: put its text in, or take it away."
    return f"{reason} {draft.warnings[0][1]}" if draft.warnings else reason
