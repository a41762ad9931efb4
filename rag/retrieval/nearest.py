"""The passages nearest in meaning that a person is shown, of all shelves that they may read together."""

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from rag.errors import IndexDamaged
from rag.ports import VectorIndex, Vectors
from rag.store.reading import Candidate, Reader
from rag.store.scopes import Scope

AT_ONCE = 4
"""Shelves that are asked at the same time: with four a query of sixty takes 1.7 ms, one by one 2.2."""
GROWTH = 4
"""By how much more is asked for when too few of the nearest passages are shown."""
MOST_ASKED = 15_360
"""Chroma answers 1,000 in 10 ms; where so many nearer passages are not shown, words still find the shown."""

Pairs = Sequence[tuple[str, float]]
"""Passage ids with their likeness, best first."""


class Nearest:
    """Finds them for one index."""

    def __init__(self, reader: Reader, index: Callable[[], VectorIndex], count: int) -> None:
        """count: how many each language's shelves propose."""
        self._reader = reader
        self._index = index
        self._count = count
        self._threads = ThreadPoolExecutor(AT_ONCE, "nearest")

    def candidates(self, scope: Scope, vector: Vectors, most: int) -> dict[str, Candidate]:
        """The nearest shown passages, by id: of each language as many as are proposed, or `most` where that
        is more. Raises IndexDamaged, ServerFailed."""
        count = max(self._count, most)
        shelves = self._reader.memory.shelves(scope)
        found = self._ask([name for names in shelves.values() for name in names], vector, count)
        shown: dict[str, Candidate] = {}
        for names in shelves.values():
            shown |= self._nearest_shown(scope, {name: found[name] for name in names}, vector, count)
        if not shown and self._reader.passage_count(scope):
            raise IndexDamaged(
                "The vector index is empty though guidelines are published. Make it anew with "
                "`paragraf doctor --rebuild`; nothing is embedded again."
            )
        return shown

    def _nearest_shown(
        self, scope: Scope, found: dict[str, Pairs], vector: Vectors, count: int
    ) -> dict[str, Candidate]:
        """The `count` nearest that the scope shows, of what was asked of some shelves.

        A shelf holds passages of kept publications, staged ones and ones not in force, too: where they are
        the nearest, more is asked of it, until no passage that it has not given could be among the nearest.
        """
        asked = count
        while True:
            best, farthest = self._best(scope, found, count)
            short = [name for name, pairs in found.items() if len(pairs) == asked and pairs[-1][1] > farthest]
            if not short or asked >= MOST_ASKED:
                return best
            asked = min(asked * GROWTH, MOST_ASKED)
            found |= self._ask(short, vector, asked)

    def _best(
        self, scope: Scope, found: Mapping[str, Pairs], count: int
    ) -> tuple[dict[str, Candidate], float]:
        """The `count` best that are shown, and how near the last is; endlessly where they are fewer."""
        merged = sorted(chain.from_iterable(found.values()), key=lambda pair: (-pair[1], pair[0]))
        best: dict[str, Candidate] = {}
        for start in range(0, len(merged), count):
            part = merged[start : start + count]
            shown = self._reader.candidates(scope, [name for name, _ in part])
            for name, likeness in part:
                if name in shown:
                    best[name] = shown[name]
                if len(best) == count:
                    return best, likeness
        return best, -math.inf

    def _ask(self, shelves: Sequence[str], vector: Vectors, count: int) -> dict[str, Pairs]:
        index = self._index()
        answers = self._threads.map(lambda name: index.nearest(name, vector, count), shelves)
        return dict(zip(shelves, answers, strict=True))
