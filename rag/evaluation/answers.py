"""How good whole answers are: what they say and cite, what they show without support, when they decline.

Precision and recall of citations are those of ALCE (Gao et al. 2023, https://arxiv.org/abs/2305.14627),
judged by the places that people marked and not by a model; risk and coverage are those of El-Yaniv and
Wiener 2010.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from rag.answers import AnswerOutcome
from rag.domain import Language
from rag.evaluation.metrics import (
    Estimate,
    area_of_risk,
    estimate,
    percentiles,
    risk_coverage,
    separation,
)
from rag.evaluation.sets import KnownQuestion
from rag.evaluation.spans import Place, meet
from rag.retrieval.words import stems_of, words_of

MOST_READ = 4
"""Statements of an answer that count: nobody should have to read more."""
LONG_ANSWER = 5
"""A known answer with more words that carry meaning is nobody's exact words: half of them are enough then."""
COVERAGES = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Shares of the questions at which the risk is shown."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement that a person was shown."""

    text: str
    cited: tuple[tuple[Place, ...], ...]
    """Of each cited sentence its places, in all documents that have it."""
    is_supported: bool
    """Whether a check says that it rests on what it cites, or on anything it could cite."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one question."""

    known: KnownQuestion
    language: Language
    outcome: AnswerOutcome
    said: tuple[Said, ...]
    """Counts only where the question was answered."""
    evidence: tuple[tuple[Place, ...], ...]
    """Ways to support the answer, any of which will do, each with all the places that it takes."""
    confidence: float
    """How sure the way was that it can answer, on a scale of its own; finite."""
    seconds: Mapping[str, float]
    """sources and answer, from asking on; check, by itself."""

    @property
    def is_answered(self) -> bool:
        """Whether an answer was shown."""
        return self.outcome in (AnswerOutcome.ANSWERED, AnswerOutcome.QUOTED)

    @property
    def shown(self) -> tuple[Said, ...]:
        """The statements of an answer that was shown."""
        return self.said if self.is_answered else ()

    @property
    def cited(self) -> tuple[tuple[Place, ...], ...]:
        """The cited sentences, each once."""
        return tuple(dict.fromkeys(sentence for each in self.shown for sentence in each.cited))

    def text(self, statements: int = MOST_READ) -> str:
        """What the first statements say."""
        return "\n".join(each.text for each in self.shown[:statements])


def says(text: str, answers: Sequence[str]) -> bool:
    """Whether a text has one of the answers in it, whatever case, white space and punctuation."""
    words = f" {' '.join(words_of(text))} "
    return any(f" {' '.join(words_of(answer))} " in words for answer in answers)


def share_said(text: str, answers: Sequence[str], language: Language) -> float:
    """Of one answer's words that carry meaning, the share that a text has; the highest of the answers."""
    said = stems_of(text, language)
    wanted = [stems for answer in answers if (stems := stems_of(answer, language))]
    return max((len(stems & said) / len(stems) for stems in wanted), default=0.0)


def is_right(judged: Judged) -> bool:
    """Whether an answer was given and says what is known: literally, or half the words of a long answer."""
    text, answers = judged.text(), judged.known.answers
    long = [answer for answer in answers if len(stems_of(answer, judged.language)) > LONG_ANSWER]
    return says(text, answers) or share_said(text, long, judged.language) >= 0.5


def citation_precision(cited: Sequence[Sequence[Place]], evidence: Sequence[Sequence[Place]]) -> float:
    """Share of the cited sentences, at least one, that have a character of any of the evidence."""
    right = [place for places in evidence for place in places]
    return fmean(any(meet(one, other) for one in sentence for other in right) for sentence in cited)


def citation_recall(cited: Sequence[Sequence[Place]], evidence: Sequence[Sequence[Place]]) -> float:
    """Share of places that have a cited character, in the way to support the answer that fares best."""
    shown = [place for sentence in cited for place in sentence]
    return max(fmean(any(meet(one, place) for one in shown) for place in places) for places in evidence)


def answer_figures(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """The measures that the questions allow.

    Those of an answer's words and of recall count a question that was not answered as 0; precision is a mean
    over the questions with a citation, unsupported one over all statements shown.
    """
    with_answer = [each for each in judged if each.known.answers]
    with_evidence = [each for each in judged if each.evidence]
    values: dict[str, list[float]] = {
        "answer_in_first": [says(each.text(1), each.known.answers) for each in with_answer],
        "answer_in_all": [says(each.text(), each.known.answers) for each in with_answer],
        "answer_words": [share_said(each.text(), each.known.answers, each.language) for each in with_answer],
        "citation_precision": [
            citation_precision(each.cited, each.evidence) for each in with_evidence if each.cited
        ],
        "citation_recall": [citation_recall(each.cited, each.evidence) for each in with_evidence],
        "unsupported": [not statement.is_supported for each in judged for statement in each.shown],
        "answerable_kept": [each.is_answered for each in judged if each.known.gold],
        "unanswerable_refused": [
            each.outcome is AnswerOutcome.NOT_FOUND for each in judged if not each.known.gold
        ],
        "composed": [each.outcome is AnswerOutcome.ANSWERED for each in judged if each.is_answered],
        "unavailable": [each.outcome is AnswerOutcome.MODEL_UNAVAILABLE for each in judged],
    }
    return {**{name: estimate(of) for name, of in values.items() if of}, **_abstention(judged)}


def risk_at(curve: Sequence[tuple[float, float]], coverage: float) -> float:
    """The risk where at least so large a share of the questions is answered."""
    return next(risk for covered, risk in curve if covered >= coverage - 1e-9)


def answers_form(judged: Sequence[Judged]) -> dict[str, Any]:
    """One set asked one way, as JSON: figures, seconds, the whole curve, every question with its answer."""
    figures = answer_figures(judged)
    stages = sorted({stage for each in judged for stage in each.seconds})
    curve = _curve(judged)
    return {
        "queries": len(judged),
        "answerable": sum(bool(each.known.gold) for each in judged),
        "metrics": {name: _rounded(asdict(each)) for name, each in figures.items()},
        "latency": {
            stage: percentiles([each.seconds[stage] for each in judged if stage in each.seconds])
            for stage in stages
        },
        "risk_coverage": [(round(coverage, 4), round(risk, 4)) for coverage, risk in curve],
        "risk_at": {f"{coverage:.1f}": round(risk_at(curve, coverage), 4) for coverage in COVERAGES},
        "questions": [_question_form(each) for each in judged],
    }


def _abstention(judged: Sequence[Judged]) -> dict[str, Estimate]:
    answerable = [bool(each.known.gold) for each in judged]
    sure = [each.confidence for each in judged]
    figures = {"risk_area": area_of_risk(sure, [is_right(each) for each in judged])}
    if any(answerable) and not all(answerable):
        figures["abstention_auroc"] = separation(sure, answerable)
    return figures


def _curve(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    return risk_coverage([each.confidence for each in judged], [is_right(each) for each in judged])


def _question_form(each: Judged) -> dict[str, Any]:
    return {
        "id": each.known.id,
        "text": each.known.question.text,
        "gold": sorted(each.known.gold),
        "answers": list(each.known.answers),
        "evidence": each.evidence,
        "outcome": each.outcome,
        "right": is_right(each),
        "confidence": round(each.confidence, 3),
        "statements": [asdict(statement) for statement in each.said],
        "seconds": _rounded(each.seconds),
    }


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
