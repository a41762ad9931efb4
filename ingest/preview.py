"""The plan of an ingestion: all is done on a copy of the library in memory, and the two are compared."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.intake import Intake, ReadFiles, TakenIn, state_of, why_held
from ingest.reading import reading_fingerprint
from ingest.report import IngestReport
from rag.domain import EVERYONE, Found, Language, Outcome, Question
from rag.errors import NothingPublished, PublicationHeld
from rag.ports import Progress, VectorIndex
from rag.retrieval.search import Searcher
from rag.store.comparing import PublishedDocument, document_texts, passage_texts, published_documents
from rag.store.exact import ExactIndex
from rag.store.indexing import Indexing
from rag.store.library import Library

SearcherOver = Callable[[Library, Callable[[], VectorIndex]], Searcher]
"""Makes the search over a library and an index that are not the ones in use."""


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question whose source the manager wants to follow."""

    id: str
    question: Question


@dataclass(frozen=True, slots=True)
class FactChange:
    """What is known about a document, and what would be."""

    fact: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What would change about a published document, or one to be."""

    path: str
    passages_added: int
    passages_removed: int
    facts: tuple[FactChange, ...]
    """Of documents that are published and stay; those of new ones are all new."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """The text of a document whose words change, and its language."""

    before: str
    after: str
    language: Language


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that would get another source first."""

    known: KnownQuestion
    before: Found | None
    after: Found | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an ingestion would do."""

    report: IngestReport
    documents: tuple[DocumentChange, ...]
    questions: tuple[QuestionChange, ...]
    asked: int
    """How many questions were tried."""
    texts: Mapping[str, TextChange] = field(default_factory=dict)
    """Of documents that stay and are changed, by path."""
    restricted: Mapping[str, frozenset[frozenset[str]]] = field(default_factory=dict)
    """The groups that may read a document, now and then, by path; of those that are not for everyone."""

    state: str = ""
    """Names what the source would hold: the same for the same files with the same facts."""

    def is_readable(self, path: str, groups: frozenset[str]) -> bool:
        """Whether a person of these groups may read a file's document, as it is and as it would be."""
        return all(groups & each for each in self.restricted.get(path, frozenset()))

    @property
    def passages_added(self) -> int:
        """Passages with a text that their document does not have yet."""
        return sum(document.passages_added for document in self.documents)

    @property
    def passages_removed(self) -> int:
        """Passages whose text their document would not have any more."""
        return sum(document.passages_removed for document in self.documents)


class Planner:
    """Plans ingestions into one library."""

    def __init__(
        self, library: Library, indexing: Indexing, read_files: ReadFiles, progress: Progress
    ) -> None:
        self._library = library
        self._indexing = indexing
        self._read_files = read_files
        self._progress = progress

    def preview(
        self,
        folder: Path,
        source: str,
        questions: Sequence[KnownQuestion] = (),
        searcher_over: SearcherOver | None = None,
    ) -> Preview:
        """What ingesting the folder would do, and which of the questions would get another source first.

        Files are read and, where there are questions, texts are embedded, all in memory; nothing is written.
        """
        started = time.monotonic()
        copy = self._library.copied()
        before = published_documents(copy.engine, source)
        first_before = self._first_sources(copy, questions, searcher_over)
        taken = Intake(copy, self._read_files, self._progress).take_in(folder, source)
        held = why_held(taken) or _published(copy, source)
        after = published_documents(copy.engine, source) if held is None else before
        first_after = self._first_sources(copy, questions, searcher_over)
        active = self._library.publications(limit=1)
        report = IngestReport(
            source,
            taken.files,
            active[0] if active else None,
            time.monotonic() - started,
            changed_settings(self._library, self._indexing),
            held,
        )
        changes = zip(questions, first_before, first_after, strict=True)
        moved = tuple(QuestionChange(*change) for change in changes if _place(change[1]) != _place(change[2]))
        return Preview(
            report,
            _changes(copy, before, after, taken),
            moved,
            len(questions),
            _texts(copy, before, after),
            _restricted(before, after),
            state_of({path: document.version for path, document in after.items()}),
        )

    def _first_sources(
        self, copy: Library, questions: Sequence[KnownQuestion], searcher_over: SearcherOver | None
    ) -> list[Found | None]:
        if not questions or searcher_over is None:
            return []
        index = ExactIndex()
        indexing = self._indexing.over(copy, index)
        indexing.embed_missing()
        indexing.reconcile()
        searcher = searcher_over(copy, lambda: index)
        return [_first(searcher, known.question) for known in questions]


def changed_settings(library: Library, indexing: Indexing) -> tuple[str, ...]:
    """A sentence for each setting that makes everything be built anew."""
    active = library.publications(limit=1)
    if not active:
        return ()
    notes = []
    if active[0].reading not in (None, reading_fingerprint()):
        notes.append(
            "How documents are read and cut has changed since the last publication: every document is read "
            "anew, and nothing is published until all sources have been ingested again."
        )
    if active[0].embedder not in (None, indexing.embedder):
        notes.append(
            "The embedding model is another than the last publication's: every text is embedded anew."
        )
    return tuple(notes)


def _published(copy: Library, source: str) -> str | None:
    try:
        copy.publish(source)
    except PublicationHeld as held:
        return held.user_message
    return None


def _first(searcher: Searcher, question: Question) -> Found | None:
    try:
        found = searcher.search(question, 1).found
    except NothingPublished:
        return None
    return found[0] if found else None


def _place(found: Found | None) -> tuple[str, ...] | None:
    return None if found is None else (found.source, found.document, found.title, found.text)


def _changes(
    copy: Library,
    before: Mapping[str, PublishedDocument],
    after: Mapping[str, PublishedDocument],
    taken: TakenIn,
) -> tuple[DocumentChange, ...]:
    changes = []
    for file in taken.files:
        old = before.get(taken.moved.get(file.path, file.path))
        new = after.get(file.path)
        if file.outcome in _STAYS or (old and new and old.version == new.version):
            continue
        had = passage_texts(copy.engine, old.version) if old else Counter()
        has = passage_texts(copy.engine, new.version) if new else Counter()
        facts = _fact_changes(old, new) if old and new else ()
        changes.append(DocumentChange(file.path, (has - had).total(), (had - has).total(), facts))
    return tuple(changes)


def _texts(
    copy: Library, before: Mapping[str, PublishedDocument], after: Mapping[str, PublishedDocument]
) -> dict[str, TextChange]:
    changed = {
        path: (before[path].version, new.version)
        for path, new in after.items()
        if path in before and before[path].version != new.version
    }
    texts = document_texts(copy.engine, {version for pair in changed.values() for version in pair})
    return {
        path: TextChange(texts[old], texts[new], Language(after[path].facts["language"]))
        for path, (old, new) in changed.items()
        if texts[old] != texts[new]
    }


def _restricted(
    before: Mapping[str, PublishedDocument], after: Mapping[str, PublishedDocument]
) -> dict[str, frozenset[frozenset[str]]]:
    audiences = {
        path: frozenset(side[path].groups for side in (before, after) if path in side)
        for path in before.keys() | after.keys()
    }
    return {path: groups - {EVERYONE} for path, groups in audiences.items() if groups != {EVERYONE}}


_STAYS = frozenset({Outcome.UNCHANGED, Outcome.QUARANTINED, Outcome.REFUSED})


def _fact_changes(old: PublishedDocument, new: PublishedDocument) -> tuple[FactChange, ...]:
    return tuple(
        FactChange(name, old.facts[name], value)
        for name, value in new.facts.items()
        if old.facts[name] != value
    )
