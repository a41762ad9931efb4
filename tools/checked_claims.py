"""The checker of statements as tools/evaluate_checker.py asks it: the one place that knows its interface."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from rag.answering.grounding import check_statement
from rag.answering.sentences import sentences_of
from rag.answers import Verdict
from rag.domain import Language
from rag.retrieval.language import detect_language


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checker said of one claim."""

    verdict: Verdict
    score: float
    """0 to 1; the higher, the better supported."""
    seconds: float


def checked(claim: str, evidence: Sequence[str], language: Language | None) -> Checked:
    """The checker's word on a claim; evidence: passages, any number of them; language: None where unknown."""
    begun = perf_counter()
    spoken = language or detect_language(claim)
    sentences = [sentence for text in evidence for sentence in sentences_of(text)]
    checks = [check_statement(claim, [sentence], spoken) for sentence in sentences]
    if not checks:
        return Checked(Verdict.UNSUPPORTED, 0.0, perf_counter() - begun)
    best = max(checks, key=lambda check: (check.verdict is Verdict.SUPPORTED, check.score))
    return Checked(best.verdict, best.score, perf_counter() - begun)
