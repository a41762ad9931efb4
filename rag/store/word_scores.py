"""BM25 over what one person may see, and over nothing else; words that stand together count more.

SQLite's own bm25() counts every passage of the index, so that a word's weight would tell, and change with,
what is hidden from the person, waits to be published or was replaced long ago. Here all counts are those of
the Scope. Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", with the
constants and the lower bound of SQLite's. Pairs of words: Metzler and Croft 2005, "A Markov random field
model for term dependencies"; a pair counts as a word of its rarity does, once or more often alike.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sql
from numpy.typing import NDArray

from rag.retrieval.words import WordQuery

SATURATION = 1.2
LENGTH_SHARE = 0.75
LEAST_WEIGHT = 1e-6
"""Of a word that most passages have."""

ADJACENT_WEIGHT = 0.3
NEAR_WEIGHT = 0.1
"""Of pairs, beside a single word's 1.0: docs/evaluation.md, "Words that stand together"."""
WITHIN = 7
"""Words between two that are near each other, at most."""

_POSTINGS = sql.text("SELECT doc, count(*) FROM word_places WHERE term = :term GROUP BY doc")
_MATCHES = sql.text("SELECT rowid FROM words WHERE words MATCH :match")


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
    connection: sql.Connection, shown: ShownPassages, query: WordQuery
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of the shown passages that have any of the terms, sorted, and the score of each."""
    scores = np.zeros(len(shown.numbers))
    if not len(shown.numbers):
        return shown.numbers, scores
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * shown.lengths / shown.lengths.mean())
    for term in query.terms:
        places, counts = _postings(connection, shown, term)
        gains = counts * (SATURATION + 1) / (counts + norm[places])
        scores[places] += max(_rarity(shown, places), LEAST_WEIGHT) * gains
    found = np.flatnonzero(scores)
    for weight, expressions in (
        (ADJACENT_WEIGHT, [f'"{one} {other}"' for one, other in query.adjacent]),
        (NEAR_WEIGHT, [f'NEAR("{one}" "{other}", {WITHIN})' for one, other in query.near]),
    ):
        for expression in expressions:
            places = _places(shown, connection.execute(_MATCHES, {"match": expression}).scalars().all())
            scores[places] += weight * max(_rarity(shown, places), 0.0)
    return shown.numbers[found], scores[found]


def _rarity(shown: ShownPassages, places: NDArray[np.int64]) -> float:
    return math.log((len(shown.numbers) - len(places) + 0.5) / (len(places) + 0.5))


def _postings(
    connection: sql.Connection, shown: ShownPassages, term: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Places among the shown passages that have the term, and how often each has it."""
    rows = connection.execute(_POSTINGS, {"term": term}).all()
    counts = np.array([count for _, count in rows], dtype=np.float64)
    places, is_shown = _located(shown, [number for number, _ in rows])
    return places[is_shown], counts[is_shown]


def _places(shown: ShownPassages, numbers: Sequence[int]) -> NDArray[np.int64]:
    places, is_shown = _located(shown, numbers)
    return places[is_shown]


def _located(shown: ShownPassages, numbers: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where passages stand among the shown ones, and whether they do."""
    wanted = np.array(numbers, dtype=np.int64)
    places = np.searchsorted(shown.numbers, wanted)
    places[places == len(shown.numbers)] = 0
    return places, shown.numbers[places] == wanted


def _sum_of_varints(blob: bytes) -> int:
    """SQLite's variable-length integers, seven bits a byte, the highest bit set on all but the last."""
    total = value = 0
    for byte in blob:
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            total += value
            value = 0
    return total
