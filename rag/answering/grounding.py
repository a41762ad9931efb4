"""Checking a statement against the sentences it may rest on, before it is shown.

A first check, strict on what can be counted: every number of the statement stands in the sentences, and
nearly all of its words that carry meaning do. What it can't tell, it does not call supported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.sentences import Sentence
from rag.domain import Language, Verdict
from rag.retrieval.words import stems_of, words_of

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
NEGATIONS = frozenset(
    "not no never none cannot can't won't mustn't neither without except unless only "
    "inte ej aldrig ingen inget inga utan undantag endast bara".split()
)
"""Words that turn a sentence round or narrow it: both sides must have them, or neither."""
SUPPORTED_COVERAGE = 0.75
"""Share of the statement's stems that its sentence must have; below, a word of weight may be invented."""


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on a statement, and the sentence that carries it furthest."""

    verdict: Verdict
    score: float
    """Share of the statement's stems found in the sentence, 0 to 1."""
    sentence: Sentence


def check_statement(statement: str, sentences: Sequence[Sentence], language: Language) -> Check:
    """Check a statement against the best of the sentences. There must be at least one."""
    best = max(sentences, key=lambda sentence: coverage(statement, sentence.text, language))
    score = coverage(statement, best.text, language)
    if not _numbers(statement) <= _numbers(best.text):
        return Check(Verdict.UNSUPPORTED, score, best)
    if _negations(statement) != _negations(best.text):
        return Check(Verdict.UNSUPPORTED, score, best)
    return Check(Verdict.SUPPORTED if score >= SUPPORTED_COVERAGE else Verdict.UNSUPPORTED, score, best)


def coverage(statement: str, evidence: str, language: Language) -> float:
    """Share of the statement's stems that the evidence has; 0 for a statement without any."""
    wanted = stems_of(statement, language)
    return len(wanted & stems_of(evidence, language)) / len(wanted) if wanted else 0.0


def _numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def _negations(text: str) -> bool:
    return any(word in NEGATIONS for word in words_of(text))
