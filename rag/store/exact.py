"""A VectorIndex in memory: exact, and gone with the process. For plans, and for tests."""

import threading
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from rag.ports import Vectors


class ExactIndex:
    """Behaves as rag.store.vectors.ChromaIndex does; one contract test holds both to it."""

    def __init__(self) -> None:
        self._shelves: dict[str, dict[str, Vectors]] = defaultdict(dict)
        self._matrices: dict[str, Vectors] = {}
        self._lock = threading.Lock()

    def add(self, shelf: str, ids: Sequence[str], vectors: Vectors) -> None:
        """See rag.ports.VectorIndex."""
        with self._lock:
            self._matrices.pop(shelf, None)
            self._shelves[shelf].update(zip(ids, vectors, strict=True))

    def remove(self, shelf: str, ids: Sequence[str]) -> None:
        """See rag.ports.VectorIndex."""
        with self._lock:
            self._matrices.pop(shelf, None)
            for name in ids:
                self._shelves[shelf].pop(name, None)

    def nearest(self, shelf: str, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """See rag.ports.VectorIndex."""
        with self._lock:
            names = list(self._shelves[shelf])
            if not names:
                return []
            if shelf not in self._matrices:
                self._matrices[shelf] = np.stack(list(self._shelves[shelf].values()))
            matrix = self._matrices[shelf]
        found = zip(names, (matrix @ vector).tolist(), strict=True)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def ids(self, shelf: str) -> set[str]:
        """See rag.ports.VectorIndex."""
        return set(self._shelves[shelf])

    def count(self, shelf: str) -> int:
        """See rag.ports.VectorIndex."""
        return len(self._shelves[shelf])

    def clear(self, shelf: str) -> None:
        """See rag.ports.VectorIndex."""
        with self._lock:
            self._matrices.pop(shelf, None)
            self._shelves.pop(shelf, None)
