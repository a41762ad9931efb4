"""The search: a question in, the passages that may answer it out, best first.

Meaning (vectors) and words (BM25) propose candidates, both inside the audiences of the person asking;
what is not in the publication, not in force or not theirs is dropped by the query itself.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from rag.domain import Found, Question
from rag.ports import Embedder, VectorIndex, Vectors
from rag.retrieval.centring import QuestionCentre
from rag.retrieval.fusion import fuse
from rag.retrieval.language import detect_language
from rag.retrieval.nearest import Nearest
from rag.retrieval.reranking import Ordering
from rag.retrieval.words import content_words, stems_of, word_query
from rag.store.reading import Candidate, Reader, StoredPassage
from rag.store.scopes import Scope
from rag.store.vector_archive import VectorArchive

EARLIER_QUESTIONS = 2
"""User turns before the question that are searched for with it: nDCG@10 .79 to .85 on MTRAG's dialogues."""


LEAST_WORDS = 2
"""Words that carry meaning in a question that may stand alone: “And managers?” does not."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found, with the question's centred vector, so nobody computes it again."""

    scope: Scope
    standalone: str
    vector: Vectors
    found: tuple[Found, ...]
    weakest: float = 1.0
    """See ReadClosely; 1 where nothing was read closely."""


class Searcher:
    """Searches one library and its index."""

    def __init__(
        self,
        reader: Reader,
        archive: VectorArchive,
        embedder: Embedder,
        index: Callable[[], VectorIndex],
        candidates: int,
        ordering: Ordering | None = None,
    ) -> None:
        """candidates: how many each of meaning (in each language) and words may propose; ordering: puts the
        best of what was found in order, where it is worth its time."""
        self._reader = reader
        self._archive = archive
        self._embedder = embedder
        self._beside = ThreadPoolExecutor(1, "words")
        self._nearest = Nearest(reader, index, candidates)
        self._candidates = candidates
        self._ordering = ordering
        self._centre = QuestionCentre(embedder, archive)

    def search(self, question: Question, limit: int) -> Searched:
        """At most `limit` passages. Raises NothingPublished, ServerFailed, IndexDamaged."""
        scope = self._reader.scope(question.groups, question.as_of)
        searched = self._search_within(scope, question, limit)
        if self._reader.newest_publication() != scope.publication:
            # One came in between, and the index may have been half of the one and half of the other.
            scope = self._reader.scope(question.groups, question.as_of)
            searched = self._search_within(scope, question, limit)
        if self._ordering is None:
            return searched
        read = self._ordering.reordered(searched.found, scope, searched.standalone)
        return replace(searched, found=read.found[:limit], weakest=read.weakest)

    def _search_within(self, scope: Scope, question: Question, limit: int) -> Searched:
        asked = max(limit, self._ordering.most) if self._ordering else limit
        alone = self._search(scope, question.text, asked)
        joined = with_earlier_questions(question)
        if joined == question.text or stands_alone(question.text, alone.found[:limit]):
            return alone
        return self._search(scope, joined, asked)

    def _search(self, scope: Scope, text: str, limit: int) -> Searched:
        language = detect_language(text)
        # words are looked up while the embedding server is at work
        looked_up = self._beside.submit(self._reader.by_words, scope, word_query(text), self._candidates)
        embedded = self._embedder.embed_questions([text])[0]
        by_words = looked_up.result()
        words = by_words.scores
        vector = self._centre.centred(embedded, language)
        nearest = self._nearest.candidates(scope, vector, limit)
        named = self._reader.named(scope, text)
        others = sorted({*words, *named} - nearest.keys())
        candidates = nearest | self._reader.candidates(scope, others)
        meaning = self._similarities(candidates, vector)
        other = {name for name, each in candidates.items() if each.language is not language}
        ranked = with_named_first(fuse(meaning, words, by_words.attainable, other), named)[:limit]
        stored = self._reader.passages(scope, [name for name, _ in ranked])
        found = tuple(
            _found(stored[name], score, meaning[name], signals(name, nearest, words, named))
            for name, score in ranked
        )
        return Searched(scope, text, vector, found)

    def _similarities(self, candidates: Mapping[str, Candidate], vector: Vectors) -> dict[str, float]:
        # From the kept vectors, so that a passage found by words has its likeness in meaning too.
        if not candidates:
            return {}
        hashes = [each.text_hash for each in candidates.values()]
        similarities = self._archive.load(self._embedder.fingerprint, hashes) @ vector
        return {name: float(likeness) for name, likeness in zip(candidates, similarities, strict=True)}


def with_named_first(ranked: Sequence[tuple[str, float]], named: Container[str]) -> list[tuple[str, float]]:
    """The ranking with what the question names above all else; scores from 0 to 2."""
    raised = [(name, score + (1.0 if name in named else 0.0)) for name, score in ranked]
    return sorted(raised, key=lambda pair: -pair[1])


def signals(
    name: str, meaning: Container[str], words: Container[str], named: Container[str]
) -> tuple[str, ...]:
    """By which of the signals a passage was proposed."""
    proposed = (("meaning", name in meaning), ("words", name in words), ("reference", name in named))
    return tuple(signal for signal, did in proposed if did)


def with_earlier_questions(question: Question) -> str:
    """The question after the user's turns before it, which say what a follow-up is about."""
    earlier = [turn.text for turn in question.history if turn.speaker == "user"]
    return "\n".join((*earlier[-EARLIER_QUESTIONS:], question.text))


def stands_alone(text: str, found: Sequence[Found]) -> bool:
    """Whether a question needs nothing from the conversation: one passage has all that it is about."""
    if len(content_words(text)) < LEAST_WORDS:
        return False
    return any(
        stems_of(text, passage.language) <= stems_of(_whole(passage), passage.language) for passage in found
    )


def _whole(passage: Found) -> str:
    return " ".join((passage.title, *passage.headings, passage.lead(), passage.text))


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
        boxes=passage.boxes,
        lead_in=passage.lead_in,
    )
