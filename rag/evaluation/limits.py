"""Choosing the limit of “not found”: what turning a question away costs, and answering what nothing answers.

Selective answering, El-Yaniv and Wiener 2010: of a limit it is told how many of either kind lie below it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

ALIKE = 0.03
"""Costs that differ by less are the same: a single question of 35 of a kind makes as much."""
POINTS = 40
"""Limits of a curve that is kept, at most."""


@dataclass(frozen=True, slots=True)
class Sure:
    """A question, with how sure an answer to it would be."""

    set: str
    confidence: float
    is_answerable: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What a limit does; shares are means over the sets, so that a large one does not decide alone."""

    limit: float
    turned_away: float
    """Share of the questions with an answer whose confidence lies below it."""
    told: float
    """Share of the questions without one whose confidence does, and who are told so."""

    def cost(self, turning_away: float) -> float:
        """Of as many questions of either kind. turning_away: what it costs, where an answer to what nothing
        answers costs 1."""
        return turning_away * self.turned_away + 1.0 - self.told


def points(questions: Sequence[Sure]) -> list[Point]:
    """What each limit does that lies between two of the questions, and one below all; lowest first."""
    sure = sorted({question.confidence for question in questions})
    between = [(low + high) / 2 for low, high in pairwise(sure)]
    return [
        Point(limit, _below(questions, limit, True), _below(questions, limit, False))
        for limit in [sure[0] - 1.0, *between]
    ]


def cheapest(curve: Sequence[Point], turning_away: float) -> Point:
    """The lowest of those that cost as good as least. turning_away: see Point.cost."""
    least = min(point.cost(turning_away) for point in curve)
    alike = [point for point in curve if point.cost(turning_away) <= least + ALIKE]
    return min(alike, key=lambda point: point.limit)


def thinned(curve: Sequence[Point]) -> list[Point]:
    """Every so many of the points, the first and the last among them."""
    step = max(1, -(-len(curve) // POINTS))
    return [*curve[:-1:step], curve[-1]]


def _below(questions: Sequence[Sure], limit: float, is_answerable: bool) -> float:
    shares = list(_shares(questions, limit, is_answerable))
    return sum(shares) / len(shares) if shares else 0.0


def _shares(questions: Sequence[Sure], limit: float, is_answerable: bool) -> Iterator[float]:
    """By set, of the questions of a kind the share that lies below a limit."""
    for name in dict.fromkeys(question.set for question in questions):
        of_kind = [
            question.confidence < limit
            for question in questions
            if question.set == name and question.is_answerable is is_answerable
        ]
        if of_kind:
            yield sum(of_kind) / len(of_kind)
