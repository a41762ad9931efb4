"""Which passages a person is shown, by their places in the words index, with how long they are."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.domain import Language
from rag.store.words_index import BLOCK_PASSAGES


@dataclass(frozen=True, slots=True)
class ShownOfAudience:
    """One audience's passages, as its people are shown them."""

    blocks: NDArray[np.int64]
    """Of each passage; sorted, and the places in a block too."""
    places: NDArray[np.int64]
    numbers: NDArray[np.int64]
    lengths: NDArray[np.float64]
    """Words of each, title and headings included."""
    languages: frozenset[Language]
    """That any of them is in."""
    replaced: Mapping[str, NDArray[np.int64]]
    """By id of a version whose place another may have taken: where its passages stand above."""

    def without(self, superseded: Iterable[str]) -> "ShownOfAudience":
        """The same without the passages of some versions."""
        gone = [self.replaced[version] for version in superseded if version in self.replaced]
        if not gone:
            return self
        kept = np.ones(len(self.blocks), dtype=np.bool_)
        kept[np.concatenate(gone)] = False
        blocks, places, numbers = self.blocks[kept], self.places[kept], self.numbers[kept]
        return ShownOfAudience(blocks, places, numbers, self.lengths[kept], self.languages, {})


@dataclass(frozen=True, slots=True)
class ShownPassages:
    """The passages that a scope shows."""

    numbers: NDArray[np.int64]
    """Of each in the library. What stands where below is counted along it."""
    lengths: NDArray[np.float64]
    blocks: dict[int, int]
    """By number of each block that has any: where its places begin in `at`."""
    at: NDArray[np.int32]
    """Of every place of the blocks the passage there; -1 where it is not shown."""


def shown_of_audience(rows: Iterable[Sequence[Any]], replaced: Container[str]) -> ShownOfAudience:
    """rows: block, place, number, words, language and version of each passage; replaced: ids of versions that
    others may replace."""
    known = [tuple(row) for row in rows]
    whole = np.array([row[:4] for row in known], dtype=np.int64).reshape(-1, 4)
    order = np.lexsort((whole[:, 1], whole[:, 0]))
    blocks, places, numbers, lengths = whole[order].T
    languages = frozenset(Language(language) for language in {row[4] for row in known})
    standing: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(order.tolist()):
        if known[row][5] in replaced:
            standing[known[row][5]].append(place)
    of_replaced = {version: np.array(rows) for version, rows in standing.items()}
    return ShownOfAudience(blocks, places, numbers, lengths.astype(np.float64), languages, of_replaced)


def shown_passages(audiences: Iterable[ShownOfAudience]) -> ShownPassages:
    """What is shown of several audiences together."""
    theirs = list(audiences)
    blocks = np.concatenate([each.blocks for each in theirs])
    places = np.concatenate([each.places for each in theirs])
    # in the order in which they come: an audience's blocks are its own, and sorted
    starts = np.flatnonzero(np.diff(blocks, prepend=-1))
    begins = {int(block): turn * BLOCK_PASSAGES for turn, block in enumerate(blocks[starts])}
    at = np.full(len(starts) * BLOCK_PASSAGES, -1, dtype=np.int32)
    turns = np.cumsum(np.diff(blocks, prepend=-1) != 0) - 1
    at[turns * BLOCK_PASSAGES + places] = np.arange(len(blocks), dtype=np.int32)
    numbers = np.concatenate([each.numbers for each in theirs])
    return ShownPassages(numbers, np.concatenate([each.lengths for each in theirs]), begins, at)
