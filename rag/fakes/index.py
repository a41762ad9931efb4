"""A VectorIndex in memory: exact, and gone with the process."""

from collections import defaultdict
from collections.abc import Sequence

from rag.ports import Vectors


class InMemoryIndex:
    """Behaves as rag.store.vectors.ChromaIndex does; one contract test holds both to it."""

    def __init__(self) -> None:
        self._shelves: dict[str, dict[str, Vectors]] = defaultdict(dict)

    def add(self, shelf: str, ids: Sequence[str], vectors: Vectors) -> None:
        """See rag.ports.VectorIndex."""
        self._shelves[shelf].update(zip(ids, vectors, strict=True))

    def remove(self, shelf: str, ids: Sequence[str]) -> None:
        """See rag.ports.VectorIndex."""
        for name in ids:
            self._shelves[shelf].pop(name, None)

    def nearest(self, shelf: str, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """See rag.ports.VectorIndex."""
        found = [(name, float(own @ vector)) for name, own in self._shelves[shelf].items()]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def ids(self, shelf: str) -> set[str]:
        """See rag.ports.VectorIndex."""
        return set(self._shelves[shelf])

    def clear(self, shelf: str) -> None:
        """See rag.ports.VectorIndex."""
        self._shelves.pop(shelf, None)
