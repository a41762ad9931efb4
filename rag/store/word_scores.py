"""BM25 over what one person may see, and over nothing else.

SQLite's own bm25() counts every passage of the index, so that a word's weight would tell, and change with,
what is hidden from the person, waits to be published or was replaced long ago. Here all counts are those of
the Scope. Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", with the
constants and the lower bound of SQLite's.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sql
from numpy.typing import NDArray

SATURATION = 1.2
LENGTH_SHARE = 0.75
LEAST_WEIGHT = 1e-6
"""Of a word that most passages have."""

_POSTINGS = sql.text("SELECT doc, count(*) FROM word_places WHERE term = :term GROUP BY doc")


@dataclass(frozen=True, slots=True)
class ShownPassages:
    """The passages that a scope shows, by number in the words index."""

    numbers: NDArray[np.int64]
    """Sorted."""
    lengths: NDArray[np.float64]
    """Words of each, title and headings included."""


def shown_passages(rows: Sequence[tuple[int, bytes]]) -> ShownPassages:
    """rows: number of a passage, and its lengths as the words index keeps them; sorted by number."""
    numbers = np.fromiter((number for number, _ in rows), dtype=np.int64, count=len(rows))
    lengths = np.fromiter((_sum_of_varints(sizes) for _, sizes in rows), dtype=np.float64, count=len(rows))
    return ShownPassages(numbers, lengths)


def word_scores(
    connection: sql.Connection, shown: ShownPassages, terms: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of the shown passages that have any of the terms, sorted, and the BM25 score of each."""
    scores = np.zeros(len(shown.numbers))
    if not len(shown.numbers):
        return shown.numbers, scores
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * shown.lengths / shown.lengths.mean())
    for term in terms:
        places, counts = _postings(connection, shown, term)
        having = len(places)
        weight = math.log((len(shown.numbers) - having + 0.5) / (having + 0.5))
        gains = counts * (SATURATION + 1) / (counts + norm[places])
        scores[places] += max(weight, LEAST_WEIGHT) * gains
    found = np.flatnonzero(scores)
    return shown.numbers[found], scores[found]


def _postings(
    connection: sql.Connection, shown: ShownPassages, term: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Places among the shown passages that have the term, and how often each has it."""
    rows = connection.execute(_POSTINGS, {"term": term}).all()
    pairs = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 2)
    places = np.searchsorted(shown.numbers, pairs[:, 0])
    places[places == len(shown.numbers)] = 0
    is_shown = shown.numbers[places] == pairs[:, 0]
    return places[is_shown], pairs[is_shown, 1].astype(np.float64)


def _sum_of_varints(blob: bytes) -> int:
    """SQLite's variable-length integers, seven bits a byte, the highest bit set on all but the last."""
    total = value = 0
    for byte in blob:
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            total += value
            value = 0
    return total
