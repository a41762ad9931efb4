"""The nouns of Paragraf, one frozen type per stage of a file's and of a question's way.

A file:      SourceFile -> ParsedDocument(elements) -> DocumentVersion + Passage
A question:  Question -> Found -> Source(number), and from there in rag/answers.py
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

EVERYONE: frozenset[str] = frozenset()
"""The audience of a document that names no groups: anybody may read it."""


class Language(StrEnum):
    """The two languages that guidelines and questions come in."""

    SWEDISH = "sv"
    ENGLISH = "en"


class Outcome(StrEnum):
    """What became of a file that was found."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    """The same file as before, under another path."""
    REMOVED = "removed"
    QUARANTINED = "quarantined"
    """Readable, but something about it must be put right by a person first."""
    REFUSED = "refused"
    """Not readable, or of a kind that Paragraf does not read."""


class ElementKind(StrEnum):
    """What a stretch of a document is, as far as cutting it into passages goes."""

    TITLE = "title"
    TEXT = "text"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file found below an ingested folder."""

    source: str
    """Name of the folder's source; a document is known by source and path together."""
    path: str
    """Path below the ingested folder, with forward slashes."""
    location: Path
    size: int
    digest: str
    """SHA-256 of the file's bytes and of the facts that apply to it, in hexadecimal."""
    member: str | None = None
    """Name inside of the archive at `location`; None where the file is not in one."""
    archive: str | None = None
    """Path of that archive below the ingested folder."""
    obstacle: str | None = None
    """Why it cannot be read, with a remedy, where finding it told already."""


@dataclass(frozen=True, slots=True)
class Element:
    """A paragraph, heading, list item or table row: characters [start, end) of the document's text."""

    kind: ElementKind
    start: int
    end: int
    page: int | None
    """Page, slide or sheet, counted from 1; None where the format has none."""
    headings: tuple[str, ...]
    """Headings above the element, outermost first."""


@dataclass(frozen=True, slots=True)
class PageBox:
    """Where characters [start, end) of a document's text stand on a page: a line, or a part of one.

    The sides are shares of the page's width and height as it is shown, from its upper left corner, so
    they hold at whatever size and in whichever rotation the page is drawn.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float
    start: int
    end: int


def boxes_within(boxes: Sequence[PageBox], start: int, end: int) -> tuple[PageBox, ...]:
    """The boxes of characters [start, end): of a line that is only partly theirs, their part."""
    return tuple(_part(box, start, end) for box in boxes if box.start < end and start < box.end)


def _part(box: PageBox, start: int, end: int) -> PageBox:
    # letters are of unlike width: lines are cut where sentences end, so this is for a cut within a sentence
    first, last = max(box.start, start), min(box.end, end)
    if (first, last) == (box.start, box.end):
        return box
    width = (box.right - box.left) / (box.end - box.start)
    left, right = box.left + width * (first - box.start), box.left + width * (last - box.start)
    return replace(box, left=left, right=right, start=first, end=last)


@dataclass(frozen=True, slots=True)
class PageCoverage:
    """How much was read of one page, slide, sheet or (page None) the whole of a document without pages."""

    page: int | None
    characters: int
    method: str
    """text, table or ocr."""
    warnings: tuple[str, ...] = ()
    confidence: int | None = None
    """How sure tesseract was of the words it read, in per cent; None where it read none."""


class AuthorityLevel(StrEnum):
    """What a document is, those that others give way to first."""

    LAW = "law"
    REGULATION = "regulation"
    POLICY = "policy"
    GUIDELINE = "guideline"
    ROUTINE = "routine"
    GUIDANCE = "guidance"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a document beside its text. Given by people, never guessed."""

    title: str | None = None
    language: Language | None = None
    groups: frozenset[str] = EVERYONE
    valid_from: date | None = None
    valid_until: date | None = None
    """Last day on which it is in force."""
    replaces: str | None = None
    """Path or reference number of the document that this one takes the place of."""
    replaced_by: str | None = None
    """Path or reference number of the document that takes its place."""
    reference: str | None = None
    authority_level: AuthorityLevel | None = None
    owner: str | None = None
    information_class: str | None = None
    """How the organisation classes the information, in its own words."""
    review_by: date | None = None
    """Day by which somebody should have looked whether it still holds."""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """The text of a file, in reading order, with the elements it is made of."""

    file: SourceFile
    title: str
    language: Language
    text: str
    elements: tuple[Element, ...]
    pages: tuple[PageCoverage, ...]
    facts: Facts
    boxes: tuple[PageBox, ...] = ()
    """Where the text stands on its pages, in its order; empty where there are no pages to draw."""


@dataclass(frozen=True, slots=True)
class LeadIn:
    """Words before a passage without which it is not understood: what introduces the list it goes on with.

    Characters [start, end) of the document's text.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is searched and offered as one: characters [start, end) of its text."""

    id: str
    """Hash of version, place and text, so the same passage always has the same id."""
    start: int
    end: int
    text: str
    pages: tuple[int, ...]
    headings: tuple[str, ...]
    boxes: tuple[PageBox, ...] = ()
    """Where it stands on its pages; empty where there are no pages to draw."""
    lead_in: LeadIn | None = None


def embedded_text(title: str, headings: tuple[str, ...], text: str, lead_in: str = "") -> str:
    """A passage as the embedder gets it: its place in the document as a line of context, then its text.

    lead_in: the words before the passage that introduce it, if there are any.
    """
    return "\n".join(filter(None, (" > ".join((title, *headings)), lead_in, text)))


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """A document as it was read once, with its passages."""

    id: str
    parsed: ParsedDocument
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """The account of one file: what became of it and how much of it was read."""

    path: str
    outcome: Outcome
    reason: str | None
    """A sentence with a remedy, for a person; None where there is nothing to say."""
    passages: int
    pages: tuple[PageCoverage, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """A state of the library that readers were, or are, answered from."""

    number: int
    made_at: str
    made_by: str
    documents: int
    passages: int
    restored_from: int | None = None
    """Number of the publication that a rollback brought back with this one."""
    reading: str | None = None
    """How its documents were read and cut; None where that was not noted."""
    embedder: str | None = None
    """Fingerprint of the embedder of its vectors; None where that was not noted."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier turn of a conversation."""

    speaker: str
    """user or assistant."""
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, with what decides which passages may answer it."""

    text: str
    groups: frozenset[str] = frozenset()
    """The groups that the person asking belongs to."""
    as_of: date | None = None
    """The day whose guidelines are asked for; None is today."""
    history: tuple[Turn, ...] = ()

    def __post_init__(self) -> None:
        # Some keyboards send å as a and a ring; documents are read in the composed form, too.
        text = unicodedata.normalize("NFC", self.text.encode("utf-8", "replace").decode())
        object.__setattr__(self, "text", text)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a question is answered."""

    today: date
    """The day that it is: guidelines in force on it count where no other is asked for."""
    publication: int | None = None
    """Number of the one that is answered from; None is the newest."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a search took from the question's own words to narrow itself; people are told."""

    as_of: date | None = None
    """The day whose guidelines the question asks for; None where it asks for none."""
    documents: tuple[str, ...] = ()
    """Titles of the documents that it names, and that were put first."""


NOT_NARROWED = Narrowed()


class InForce(StrEnum):
    """What a document that was found is today, whichever day was asked about."""

    NOW = "now"
    NO_LONGER = "no_longer"
    """Out of force, or replaced by another one."""
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another document that has the text of a found passage."""

    source: str
    document: str
    title: str
    passage_id: str


def shortened(version: str) -> str:
    """Enough of a version's id to tell versions of one document apart."""
    return version[:8]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search found, with its place and its document."""

    passage_id: str
    source: str
    document: str
    """Path below the ingested folder."""
    title: str
    version: str
    language: Language
    pages: tuple[int, ...]
    headings: tuple[str, ...]
    start: int
    end: int
    text: str
    found_by: tuple[str, ...]
    """meaning and words, and what the question names it by: reference, document, clause, phrase."""
    similarity: float
    """Likeness in meaning of passage and centred question; comparable within one language."""
    score: float
    """Fused score from 0 to 1, and 1 more for each way the question names it; comparable within one search
    only."""
    boxes: tuple[PageBox, ...] = ()
    """Where it stands on its pages; empty where there are no pages to draw."""
    lead_in: LeadIn | None = None
    closeness: float = 0.0
    """How near the question's words come to it one by one, about 0 to 1; 0 where that was not looked at."""
    relevance: float = 0.0
    """What a reranker's judgement adds to its standing; 0 where there is none."""
    for_document: float = 0.0
    """What of the score it has because its document is named, which says nothing about whether it answers."""
    also_in: tuple[Elsewhere, ...] = ()
    authority_level: AuthorityLevel | None = None
    """None where nobody has said."""
    valid_from: date | None = None
    valid_until: date | None = None
    """Last day on which its document is in force."""
    in_force: InForce = InForce.NOW
    owner: str | None = None
    """Who answers for its document, as the organisation wrote it; None where nobody has said."""
    information_class: str | None = None

    @property
    def short_version(self) -> str:
        """Enough of its version's id to tell versions of one document apart."""
        return shortened(self.version)

    def documents(self) -> tuple[str, ...]:
        """Its document, and the others that have its text."""
        return (self.document, *(each.document for each in self.also_in))

    def lead(self) -> str:
        """The words that lead into it; none for most."""
        return self.lead_in.text if self.lead_in else ""


@dataclass(frozen=True, slots=True)
class Source:
    """A found passage under the number it has in prompt, answer and page: numbered once, here."""

    number: int
    found: Found
