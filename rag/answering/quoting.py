"""Quoting: the sentences of the guidelines that answer a question, word for word, best first.

A small model composes fluent nonsense; given only sentences to choose from it can't (docs/decisions.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.sentences import Sentence, sentences_of
from rag.domain import Citation, Language, Source, Statement, Verdict
from rag.ports import ChatModel, Embedder, Vectors
from rag.retrieval.words import stems_of

WORDS_WEIGHT = 0.5
PASSAGE_WEIGHT = 0.5
SIMILARITY_RANGE = 0.10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might be quoted, with what speaks for it."""

    source: Source
    sentence: Sentence
    similarity: float
    coverage: float
    relevance: float


@dataclass(frozen=True, slots=True)
class Selection:
    """The statements that answer, best first, or the knowledge that nothing does."""

    answers: bool
    statements: tuple[Statement, ...]
    confidence: float


class Quoting:
    """Selects sentences."""

    def __init__(self, embedder: Embedder, model: ChatModel, most: int) -> None:
        self._embedder = embedder
        self._model = model
        self._most = most

    def select(
        self, question: str, vector: Vectors, sources: Sequence[Source], language: Language
    ) -> Selection:
        """The sentences of the sources that answer the question. Raises ModelUnavailable."""
        candidates = self._candidates(question, vector, sources)
        statements = tuple(_statement(candidate) for candidate in candidates[: self._most])
        return Selection(bool(statements), statements, 1.0)

    def _candidates(self, question: str, vector: Vectors, sources: Sequence[Source]) -> list[Candidate]:
        places = [(source, sentence) for source in sources for sentence in quotable(source)]
        if not places:
            return []
        vectors = self._embedder.embed_passages([sentence.text for _, sentence in places])
        similarities = vectors @ vector
        highest = float(np.max(similarities))
        candidates = []
        for (source, sentence), similarity in zip(places, similarities, strict=True):
            stems = stems_of(question, source.found.language)
            covered = len(stems & stems_of(sentence.text, source.found.language)) / max(1, len(stems))
            nearness = 1 - (highest - float(similarity)) / SIMILARITY_RANGE
            relevance = nearness + WORDS_WEIGHT * covered + PASSAGE_WEIGHT * source.found.score
            candidates.append(Candidate(source, sentence, float(similarity), covered, relevance))
        return sorted(candidates, key=lambda candidate: -candidate.relevance)


def quotable(source: Source) -> list[Sentence]:
    """The sentences of a source, without the lines that are only its headings."""
    headings = {heading.strip() for heading in (source.found.title, *source.found.headings)}
    found = sentences_of(source.found.text, source.found.start)
    return [sentence for sentence in found if sentence.text not in headings]


def _statement(candidate: Candidate) -> Statement:
    sentence = candidate.sentence
    citation = Citation(candidate.source.number, sentence.text, sentence.start, sentence.end)
    return Statement(sentence.text, Verdict.SUPPORTED, (citation,))
