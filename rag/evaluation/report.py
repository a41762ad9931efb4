"""A run's figures: means with intervals, of all and by language, and what changed since another run."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rag.evaluation.metrics import (
    Estimate,
    estimate,
    percentiles,
    ranking_measures,
    risk_coverage,
    separation,
)
from rag.evaluation.runs import Asked

LEAST_SURE = -1e6
"""Stands for minus infinity, which JSON has no word for."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of some questions."""

    questions: int
    metrics: Mapping[str, Estimate]


def figures(asked: Sequence[Asked]) -> Figures:
    """All measures that the questions allow; those without gold count for abstention only."""
    gold = {each.known.id: each.known.gold for each in asked}
    rankings = {each.known.id: each.ranking for each in asked}
    metrics = {
        name: estimate(list(values.values()))
        for name, values in ranking_measures(gold, rankings).items()
        if values
    }
    spans = [float(each.holds_span) for each in asked if each.holds_span is not None]
    if spans:
        metrics["span_recall"] = estimate(spans)
    return Figures(len(asked), {**metrics, **_abstention(asked)})


def run_form(name: str, asked: Sequence[Asked]) -> dict[str, Any]:
    """The run as JSON: figures, latency in seconds, and every question with what was found."""
    languages = sorted({each.known.language for each in asked if each.known.language})
    return {
        "set": name,
        **_figures_form(figures(asked)),
        "by_language": {
            language: _figures_form(figures([each for each in asked if each.known.language == language]))
            for language in languages
        },
        "latency": {"search": percentiles([each.seconds for each in asked])},
        "risk_coverage": _curve(asked),
        "questions": [_question_form(each) for each in asked],
    }


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str]]:
    """Ids of questions whose first right document came nearer the top since a run, or went further down."""
    earlier = {each["id"]: each["rank"] for each in before["questions"]}
    better, worse = [], []
    for each in after["questions"]:
        if each["id"] not in earlier:
            continue
        then, now = (rank if rank is not None else math.inf for rank in (earlier[each["id"]], each["rank"]))
        if now < then:
            better.append(each["id"])
        elif now > then:
            worse.append(each["id"])
    return {"better": better, "worse": worse}


def _abstention(asked: Sequence[Asked]) -> dict[str, Estimate]:
    answerable = [bool(each.known.gold) for each in asked]
    if all(answerable) or not any(answerable):
        return {}
    sure = [max(each.certainty, LEAST_SURE) for each in asked]
    given = [certainty >= 0.0 for certainty in sure]
    refused = [float(not answered) for answered, can in zip(given, answerable, strict=True) if not can]
    kept = [float(answered) for answered, can in zip(given, answerable, strict=True) if can]
    return {
        "abstention_auroc": separation(sure, answerable),
        "unanswerable_refused": estimate(refused),
        "answerable_kept": estimate(kept),
    }


def _curve(asked: Sequence[Asked]) -> list[tuple[float, float]]:
    right = [any(document in each.known.gold for document in each.ranking[:1]) for each in asked]
    curve = risk_coverage([max(each.certainty, LEAST_SURE) for each in asked], right)
    step = max(1, len(curve) // 50)
    return [(round(coverage, 4), round(risk, 4)) for coverage, risk in curve[step - 1 :: step]]


def _figures_form(given: Figures) -> dict[str, Any]:
    rounded = {
        name: {part: round(value, 4) for part, value in asdict(each).items()}
        for name, each in given.metrics.items()
    }
    return {"queries": given.questions, "metrics": rounded}


def _question_form(each: Asked) -> dict[str, Any]:
    ranks = [rank for rank, document in enumerate(each.ranking, start=1) if document in each.known.gold]
    return {
        "id": each.known.id,
        "text": each.known.question.text,
        "gold": sorted(each.known.gold),
        "rank": ranks[0] if ranks else None,
        "holds_span": each.holds_span,
        "certainty": round(max(each.certainty, LEAST_SURE), 3),
        "seconds": round(each.seconds, 4),
        "found": [
            {
                "document": document.document,
                "found_by": list(document.found.found_by),
                "score": round(document.found.score, 4),
                "text": document.found.text,
            }
            for document in each.documents
        ],
    }
