"""A question tried on one document: its nearest passages, and how they do among those of all documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.domain import Found, Language, Question, embedded_text
from rag.ports import Embedder
from rag.retrieval.fusion import fuse
from rag.retrieval.search import Searched, Searcher
from rag.retrieval.words import content_words, stem, stems_of
from rag.store.document_record import DocumentRecords
from rag.store.reading import Rarities, Reader
from rag.store.vector_archive import VectorArchive

AMONG = 50
"""Passages of all documents that a document's own are compared with."""


@dataclass(frozen=True, slots=True)
class Near:
    """A passage of the document, with its similarity and score, and what it shares with the question."""

    found: Found
    words: tuple[str, ...]
    """Words of the question that stand in it, in one form or another."""
    place: int | None
    """Which one it is when everything is searched, from 1; None where it is not among those compared."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a question finds in one document, the nearest first."""

    nearest: tuple[Near, ...]
    compared: int
    """How many passages a search of everything gave."""

    def place(self) -> int | None:
        """Which one the document's best passage is when everything is searched; None where none is found."""
        return min((each.place for each in self.nearest if each.place), default=None)


class DocumentTrial:
    """Ranks a document's own passages by what the search ranks by: meaning and words. No language model."""

    def __init__(
        self,
        searcher: Searcher,
        reader: Reader,
        records: DocumentRecords,
        archive: VectorArchive,
        embedder: Embedder,
    ) -> None:
        self._searcher = searcher
        self._reader = reader
        self._records = records
        self._archive = archive
        self._embedder = embedder

    def tried(self, version: str, question: Question, limit: int) -> Trial:
        """At most `limit` of a version's passages. Raises BadInput where the person may not read it."""
        hashes = self._records.text_hashes(version, question.groups)
        passages = self._records.passages(version, question.groups, limit=None).passages
        searched = self._searcher.search(question, AMONG)
        vectors = self._archive.load(
            self._embedder.fingerprint, [hashes[each.passage_id] for each in passages]
        )
        meaning = {
            each.passage_id: float(likeness)
            for each, likeness in zip(passages, vectors @ searched.vector, strict=True)
        }
        rarities = self._reader.rarities(searched.scope, question.text)
        shared = {each.passage_id: _shared(question.text, each) for each in passages}
        ranked = fuse(meaning, _by_words(shared, rarities), sum(rarities.of_words.values()))
        places, known = _places(searched), {each.passage_id: each for each in passages}
        nearest = tuple(
            Near(replace(known[name], similarity=meaning[name], score=score), shared[name], places.get(name))
            for name, score in ranked[:limit]
        )
        return Trial(nearest, len(searched.found))


def _shared(question: str, passage: Found) -> tuple[str, ...]:
    whole = embedded_text(passage.title, passage.headings, passage.text, passage.lead())
    there = {language: stems_of(whole, language) for language in Language}
    return tuple(
        word
        for word in content_words(question)
        if any(stem(word, language) in stems for language, stems in there.items())
    )


def _by_words(shared: Mapping[str, Sequence[str]], rarities: Rarities) -> dict[str, float]:
    """What each passage's words of the question weigh; of those that have any."""
    return {
        name: sum(rarities.of_words.get(word, 0.0) for word in words)
        for name, words in shared.items()
        if words
    }


def _places(searched: Searched) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, found in enumerate(searched.found, start=1):
        for name in (found.passage_id, *(each.passage_id for each in found.also_in)):
            places[name] = place
    return places
