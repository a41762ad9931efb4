"""Where words stand among the passages that one person may see, and nowhere else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sql
from numpy.typing import NDArray

_INSTANCES = sql.text("SELECT doc, count(*) FROM word_places WHERE term = :term GROUP BY doc")
_MATCHES = sql.text("SELECT rowid FROM words WHERE words MATCH :match")


@dataclass(frozen=True, slots=True)
class ShownPassages:
    """The passages that a scope shows, by number in the words index."""

    numbers: NDArray[np.int64]
    """Sorted."""
    lengths: NDArray[np.float64]
    """Words of each, title and headings included."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Places among the shown passages, and how often something stands in each."""

    places: NDArray[np.int64]
    counts: NDArray[np.float64]

    def __bool__(self) -> bool:
        return bool(len(self.places))


def shown_passages(rows: Sequence[tuple[int, bytes]]) -> ShownPassages:
    """rows: number of a passage, and its lengths as the words index keeps them; sorted by number."""
    numbers = np.fromiter((number for number, _ in rows), dtype=np.int64, count=len(rows))
    lengths = np.fromiter((_sum_of_varints(sizes) for _, sizes in rows), dtype=np.float64, count=len(rows))
    return ShownPassages(numbers, lengths)


class Postings:
    """Looks words up for one question; each once."""

    def __init__(self, connection: sql.Connection, shown: ShownPassages) -> None:
        self._connection = connection
        self.shown = shown
        self._known: dict[str, Occurrences] = {}

    def of(self, term: str) -> Occurrences:
        """The shown passages that have a stem."""
        if term not in self._known:
            rows = self._connection.execute(_INSTANCES, {"term": term}).all()
            counts = np.array([count for _, count in rows], dtype=np.float64)
            places, is_shown = self._located([number for number, _ in rows])
            self._known[term] = Occurrences(places[is_shown], counts[is_shown])
        return self._known[term]

    def of_any(self, terms: Sequence[str]) -> Occurrences:
        """The shown passages that have any of several stems, which count as one."""
        counts = np.zeros(len(self.shown.numbers))
        for term in terms:
            found = self.of(term)
            counts[found.places] += found.counts
        places = np.flatnonzero(counts)
        return Occurrences(places, counts[places])

    def matching(self, expression: str) -> Occurrences:
        """The shown passages that match an expression of the words index, which is counted once in each."""
        numbers = self._connection.execute(_MATCHES, {"match": expression}).scalars().all()
        places, is_shown = self._located(numbers)
        return Occurrences(places[is_shown], np.ones(int(is_shown.sum())))

    def rarity(self, found: Occurrences) -> float:
        """Inverse document frequency, as BM25 has it; below 0 for what most passages have."""
        return _rarity(len(self.shown.numbers), len(found.places))

    def highest_rarity(self) -> float:
        """Of a word that no shown passage has."""
        return _rarity(len(self.shown.numbers), 0)

    def _located(self, numbers: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where passages stand among the shown ones, and whether they do."""
        wanted = np.array(numbers, dtype=np.int64)
        if not len(self.shown.numbers):
            return wanted, np.zeros(len(wanted), dtype=np.bool_)
        places = np.searchsorted(self.shown.numbers, wanted)
        places[places == len(self.shown.numbers)] = 0
        return places, self.shown.numbers[places] == wanted


def _rarity(all_passages: int, having_it: int) -> float:
    return math.log((all_passages - having_it + 0.5) / (having_it + 0.5))


def _sum_of_varints(blob: bytes) -> int:
    """SQLite's variable-length integers, seven bits a byte, the highest bit set on all but the last."""
    total = value = 0
    for byte in blob:
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            total += value
            value = 0
    return total
