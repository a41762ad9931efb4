"""The search: a question in, the passages that may answer it out, best first.

Meaning (vectors) and words (BM25) propose candidates, both inside the audiences of the person asking;
what is not in the publication, not in force or not theirs is dropped by the query itself.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from rag.domain import Found, Question
from rag.ports import Embedder, VectorIndex, Vectors
from rag.retrieval.fusion import fuse
from rag.retrieval.words import match_expression
from rag.store.reading import Reader, Scope, StoredPassage
from rag.store.vector_archive import VectorArchive

EARLIER_QUESTIONS = 2
"""User turns before the question that are searched for with it: nDCG@10 .79 to .85 on MTRAG's dialogues."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found, with the question's vector, so nobody computes it again."""

    scope: Scope
    standalone: str
    vector: Vectors
    found: tuple[Found, ...]


class Searcher:
    """Searches one library and its index."""

    def __init__(
        self,
        reader: Reader,
        archive: VectorArchive,
        embedder: Embedder,
        index: Callable[[], VectorIndex],
        candidates: int,
    ) -> None:
        self._reader = reader
        self._archive = archive
        self._embedder = embedder
        self._index = index
        self._candidates = candidates

    def search(self, question: Question, limit: int) -> Searched:
        """At most `limit` passages. Raises NothingPublished, ServerFailed."""
        scope = self._reader.scope(question.groups, question.as_of)
        standalone = standalone_question(question)
        vector = self._embedder.embed_questions([standalone])[0]
        nearest = dict(self._index().nearest(scope.audiences, vector, self._candidates))
        match = match_expression(standalone)
        words = dict(self._reader.by_words(scope, match, self._candidates)) if match else {}
        stored = self._reader.passages(scope, sorted({*nearest, *words}))
        meaning = self._similarities(stored, vector)
        ranked = fuse(meaning, words)[:limit]
        found = tuple(
            _found(stored[name], score, meaning[name], signals(name, nearest, words)) for name, score in ranked
        )
        return Searched(scope, standalone, vector, found)

    def _similarities(self, stored: Mapping[str, StoredPassage], vector: Vectors) -> dict[str, float]:
        # From the kept vectors, so that a passage found by words has its likeness in meaning too.
        if not stored:
            return {}
        hashes = [passage.text_hash for passage in stored.values()]
        cosines = self._archive.load(self._embedder.fingerprint, hashes) @ vector
        return {name: float(cosine) for name, cosine in zip(stored, cosines, strict=True)}


def signals(name: str, meaning: Container[str], words: Container[str]) -> tuple[str, ...]:
    """By which of the signals a passage was proposed."""
    proposed = (("meaning", name in meaning), ("words", name in words))
    return tuple(signal for signal, did in proposed if did)


def standalone_question(question: Question) -> str:
    """The question with the user's turns before it, which say what a follow-up is about."""
    earlier = [turn.text for turn in question.history if turn.speaker == "user"]
    return "\n".join((*earlier[-EARLIER_QUESTIONS:], question.text))


def _found(passage: StoredPassage, score: float, similarity: float, found_by: tuple[str, ...]) -> Found:
    return Found(
        passage_id=passage.id,
        source=passage.source,
        document=passage.document,
        title=passage.title,
        version=passage.version,
        language=passage.language,
        pages=passage.pages,
        headings=passage.headings,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        found_by=found_by,
        similarity=similarity,
        score=score,
    )
