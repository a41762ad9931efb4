"""How much of the right words a search found, and how much beside them: recall, precision, IoU of characters.

After "Evaluating Chunking Strategies for Retrieval", Smith and Troynikov 2024,
https://research.trychroma.com/evaluating-chunking, whose own program counts characters too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Place = tuple[str, int, int]
"""Characters [start, end) of a document."""


@dataclass(frozen=True, slots=True)
class SpanScores:
    """Shares from 0 to 1."""

    recall: float
    """Of the right characters, how many were found."""
    precision: float
    """Of the characters found, how many are right."""
    iou: float
    """Right characters found, to all that are right or found."""


def span_scores(found: Sequence[Place], right: Sequence[Place]) -> SpanScores:
    """The scores of one question. Nothing found scores 0; right: at least one character.

    A character that is found twice counts twice among what is found, once among what is right.
    """
    wanted = _united(right)
    hits = _united(_common(place, other) for place in found for other in right if _meet(place, other))
    hit, shown, missed = _length(hits), _length(found), _length(wanted) - _length(hits)
    return SpanScores(
        recall=hit / _length(wanted),
        precision=hit / shown if shown else 0.0,
        iou=hit / (shown + missed),
    )


def touched(places: Iterable[Place], right: Sequence[Place]) -> int:
    """How many of the places have a right character: the fewest that could find them all."""
    return sum(any(_meet(place, other) for other in right) for place in places)


def _meet(one: Place, other: Place) -> bool:
    return one[0] == other[0] and max(one[1], other[1]) < min(one[2], other[2])


def _common(one: Place, other: Place) -> Place:
    return one[0], max(one[1], other[1]), min(one[2], other[2])


def _united(places: Iterable[Place]) -> list[Place]:
    united: list[Place] = []
    for document, start, end in sorted(places):
        if united and united[-1][0] == document and start <= united[-1][2]:
            united[-1] = (document, united[-1][1], max(united[-1][2], end))
        else:
            united.append((document, start, end))
    return united


def _length(places: Iterable[Place]) -> int:
    return sum(end - start for _, start, end in places)
