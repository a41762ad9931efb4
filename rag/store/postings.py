"""Where words stand among the passages that one person may see, and nowhere else."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sql
from numpy.typing import NDArray

from rag.store.parts import parts
from rag.store.schema import word_postings
from rag.store.shown import ShownPassages
from rag.store.words_index import POSITION_BITS, POSTING, POSTING_BYTES

_NONE: NDArray[np.int64] = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Places among the shown passages, and how often something stands in each."""

    places: NDArray[np.int64]
    counts: NDArray[np.float64]

    def __bool__(self) -> bool:
        return bool(len(self.places))


class Postings:
    """Looks words up for one question; each once."""

    def __init__(self, connection: sql.Connection, shown: ShownPassages) -> None:
        self._connection = connection
        self.shown = shown
        self._positions: dict[str, NDArray[np.int64]] = {}
        self._known: dict[str, Occurrences] = {}

    def look_up(self, terms: Iterable[str]) -> None:
        """Read what is known of stems in one go, which is quicker than one by one."""
        wanted = [term for term in dict.fromkeys(terms) if term not in self._positions]
        for part in parts(wanted):
            for term, found in self._read(part).items():
                self._positions[term] = self._shown_positions(found)

    def of(self, term: str) -> Occurrences:
        """The shown passages that have a stem."""
        if term not in self._known:
            places = self._positions_of(term) >> POSITION_BITS
            firsts = np.flatnonzero(np.diff(places, prepend=-1))
            counts = np.diff(firsts, append=len(places)).astype(np.float64)
            self._known[term] = Occurrences(places[firsts], counts)
        return self._known[term]

    def of_any(self, terms: Sequence[str]) -> Occurrences:
        """The shown passages that have any of several stems, which count as one."""
        found = [self.of(term) for term in terms]
        if not found:
            return Occurrences(_NONE, np.zeros(0))
        places, which = np.unique(np.concatenate([each.places for each in found]), return_inverse=True)
        counts = np.zeros(len(places))
        np.add.at(counts, which, np.concatenate([each.counts for each in found]))
        return Occurrences(places, counts)

    def adjacent(self, one: str, other: str) -> Occurrences:
        """The shown passages where one stem stands right before the other; each counts once."""
        return self._together(one, other, 1, 1)

    def near(self, one: str, other: str, within: int) -> Occurrences:
        """The shown passages where two stems have at most `within` words between them; each counts once."""
        return self._together(one, other, -within - 1, within + 1)

    def rarity(self, found: Occurrences) -> float:
        """Inverse document frequency, as BM25 has it; below 0 for what most passages have."""
        return _rarity(len(self.shown.numbers), len(found.places))

    def highest_rarity(self) -> float:
        """Of a word that no shown passage has."""
        return _rarity(len(self.shown.numbers), 0)

    def _together(self, one: str, other: str, first: int, last: int) -> Occurrences:
        """The shown passages where `other` stands first to last words after `one`."""
        here, there = self._positions_of(one), self._positions_of(other)
        if len(there) < len(here):
            here, there, first, last = there, here, -last, -first
        if not len(here):
            return Occurrences(_NONE, np.zeros(0))
        nearest = np.searchsorted(there, here + first)
        is_there = there[np.minimum(nearest, len(there) - 1)] <= here + last
        is_there &= nearest < len(there)
        places = np.unique(here[is_there] >> POSITION_BITS)
        return Occurrences(places, np.ones(len(places)))

    def _positions_of(self, term: str) -> NDArray[np.int64]:
        """Where a stem stands: the passage's place in the upper bits, the word's position in the lower."""
        self.look_up([term])
        return self._positions[term]

    def _read(self, terms: Sequence[str]) -> dict[str, list[tuple[int, bytes]]]:
        """The stems' postings in the blocks that have shown passages, in the order of these."""
        columns, begins = word_postings.c, self.shown.blocks
        found: dict[str, list[tuple[int, bytes]]] = {term: [] for term in terms}
        for blocks in parts(list(begins)):
            query = sql.select(columns.term, columns.block, columns.postings).where(
                columns.block.in_(blocks), columns.term.in_(terms)
            )
            for term, block, postings in self._connection.execute(query):
                found[term].append((begins[block], postings))
        for pairs in found.values():
            pairs.sort()
        return found

    def _shown_positions(self, found: Sequence[tuple[int, bytes]]) -> NDArray[np.int64]:
        if not found:
            return _NONE
        every = np.frombuffer(b"".join(postings for _, postings in found), POSTING).astype(np.int64)
        lengths = [len(postings) // POSTING_BYTES for _, postings in found]
        begins = np.repeat(np.array([begin for begin, _ in found]), lengths)
        places = self.shown.at[begins + (every >> POSITION_BITS)].astype(np.int64)
        positions = (places << POSITION_BITS) | (every & ((1 << POSITION_BITS) - 1))
        kept: NDArray[np.int64] = positions[places >= 0]
        return kept


def _rarity(all_passages: int, having_it: int) -> float:
    return math.log((all_passages - having_it + 0.5) / (having_it + 0.5))
