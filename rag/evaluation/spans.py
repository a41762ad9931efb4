"""Places in documents: where words stand, and how much of the right ones was found: recall, precision, IoU.

The scores are after "Evaluating Chunking Strategies for Retrieval", Smith and Troynikov 2024,
https://research.trychroma.com/evaluating-chunking, whose own program counts characters too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Place = tuple[str, int, int]
"""Characters [start, end) of a document."""
FARTHEST = 300
"""Characters of an original that may be left out in one stretch when it is read."""


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
    hits = _united(_common(place, other) for place in found for other in right if meet(place, other))
    hit, shown, missed = _length(hits), _length(found), _length(wanted) - _length(hits)
    return SpanScores(
        recall=hit / _length(wanted),
        precision=hit / shown if shown else 0.0,
        iou=hit / (shown + missed),
    )


def touched(places: Iterable[Place], right: Sequence[Place]) -> int:
    """How many of the places have a right character: the fewest that could find them all."""
    return sum(any(meet(place, other) for other in right) for place in places)


def meet(one: Place, other: Place) -> bool:
    """Whether they have a character in common."""
    return one[0] == other[0] and max(one[1], other[1]) < min(one[2], other[2])


def aligned(read: str, original: str) -> list[int]:
    """Of each character read, its place in the original, which has some more: white space, bullets."""
    places: list[int] = []
    at = 0
    for character in read:
        if not character.isspace():
            following = original.find(character, at, at + FARTHEST)
            at = following + 1 if following >= 0 else at
        places.append(max(at - 1, 0))
    return places


def occurrences(words: str, text: str) -> list[tuple[int, int]]:
    """Where words stand in a text, as characters [start, end), whatever white space is between them."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    return [match.span() for match in re.finditer(pattern, text)] if pattern else []


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
