"""How good rankings are, with the uncertainty that comes from having asked only so many questions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.errors import BadInput

RESAMPLES = 1000
"""Bootstrap samples: the ends of a 95 % interval then move by less than a hundredth from run to run."""
NORMAL_QUANTILE = 1.959964
"""Between minus and plus this lie 95 % of a normal distribution."""
DEPTH = 10
"""Documents of a ranking that count."""
_MEASURES = {
    "recall@1": "recall_1",
    "recall@5": "recall_5",
    "recall@10": "recall_10",
    "mrr@10": "recip_rank",
    "ndcg@10": "ndcg_cut_10",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and its 95 % interval: bootstrap (Efron 1979) where nothing else is said."""

    value: float
    low: float
    high: float


def ranking_measures(
    gold: Mapping[str, frozenset[str]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Each measure of each question, as trec_eval computes it: {measure: {question: value}}.

    gold: documents that answer, by question; rankings: documents found, best first, without repetitions.
    Questions without gold are left out. Recall is the share of a question's documents that were found.
    Raises BadInput where the library that computes them is not installed.
    """
    try:
        import pytrec_eval
    except ImportError as error:
        raise BadInput(
            "pytrec-eval-terrier is not installed: there is no ready build for this kind of machine. "
            "Install a C compiler and then `pip install pytrec-eval-terrier`."
        ) from error

    asked = {name: dict.fromkeys(right, 1) for name, right in gold.items() if right}
    run = {
        name: {document: 1.0 / rank for rank, document in enumerate(rankings[name][:DEPTH], start=1)}
        for name in asked
    }
    evaluator = pytrec_eval.RelevanceEvaluator(asked, set(_MEASURES.values()))
    values = evaluator.evaluate(run)
    nothing = dict.fromkeys(_MEASURES.values(), 0.0)
    return {
        name: {question: float(values.get(question, nothing)[measure]) for question in asked}
        for name, measure in _MEASURES.items()
    }


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of at least one value with its interval; the same values give the same interval."""
    given = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(0).integers(0, len(given), (RESAMPLES, len(given)))
    low, high = np.quantile(given[picks].mean(axis=1), (0.025, 0.975))
    return Estimate(float(given.mean()), float(low), float(high))


def share(count: int, total: int) -> Estimate:
    """count of at least one, with Wilson's 95 % interval (1927), which holds near 0 and 1, too."""
    square = NORMAL_QUANTILE**2
    value = count / total
    middle = (value + square / (2 * total)) / (1 + square / total)
    half = math.sqrt(value * (1 - value) / total + square / (4 * total**2)) * NORMAL_QUANTILE
    half /= 1 + square / total
    return Estimate(value, max(middle - half, 0.0), min(middle + half, 1.0))


def separation(confidences: Sequence[float], answerable: Sequence[bool]) -> Estimate:
    """AUROC: how likely an answerable question has a higher confidence than one that nothing answers.

    Both kinds must be there. The interval resamples the questions of each kind by themselves.
    """
    given, right = np.asarray(confidences, dtype=np.float64), np.asarray(answerable, dtype=bool)
    positive, negative = given[right], given[~right]
    random = np.random.default_rng(0)
    samples = [
        _auroc(random.choice(positive, len(positive)), random.choice(negative, len(negative)))
        for _ in range(RESAMPLES)
    ]
    low, high = np.quantile(samples, (0.025, 0.975))
    return Estimate(_auroc(positive, negative), float(low), float(high))


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """(coverage, risk) for every number of questions answered, the most confident first.

    risk: share of wrong answers among those given, El-Yaniv and Wiener 2010. Its mean is the area under the
    curve.
    """
    risks = _risks(np.asarray(confidences, dtype=np.float64), np.asarray(right, dtype=bool))
    return [(count / len(risks), float(risk)) for count, risk in enumerate(risks, start=1)]


def area_of_risk(confidences: Sequence[float], right: Sequence[bool]) -> Estimate:
    """Area under the curve of risk and coverage of at least one question; the interval resamples them."""
    given, correct = np.asarray(confidences, dtype=np.float64), np.asarray(right, dtype=bool)
    picks = np.random.default_rng(0).integers(0, len(given), (RESAMPLES, len(given)))
    low, high = np.quantile([_area(given[pick], correct[pick]) for pick in picks], (0.025, 0.975))
    return Estimate(_area(given, correct), float(low), float(high))


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile of at least one duration, in seconds."""
    p50, p95 = np.quantile(np.asarray(seconds, dtype=np.float64), (0.5, 0.95))
    return {"p50": round(float(p50), 4), "p95": round(float(p95), 4)}


def _area(confidences: np.ndarray, right: np.ndarray) -> float:
    return float(_risks(confidences, right).mean())


def _risks(confidences: np.ndarray, right: np.ndarray) -> np.ndarray:
    order = np.argsort(-confidences, kind="stable")
    return np.cumsum(~right[order]) / np.arange(1, len(order) + 1)


def _auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    # The Mann-Whitney statistic; equal values count half.
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    up_to = np.searchsorted(ordered, positive, side="right")
    return float((below + up_to).mean() / (2 * len(negative)))
