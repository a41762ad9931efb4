"""A VectorIndex in memory: exact, and gone with the process."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rag.ports import Vectors


class InMemoryIndex:
    """Behaves as rag.store.vectors.ChromaIndex does; one contract test holds both to it."""

    def __init__(self) -> None:
        self._audiences: dict[str, dict[str, Vectors]] = defaultdict(dict)

    def add(self, audience: str, ids: Sequence[str], vectors: Vectors) -> None:
        """See rag.ports.VectorIndex."""
        self._audiences[audience].update(zip(ids, vectors, strict=True))

    def remove(self, audience: str, ids: Sequence[str]) -> None:
        """See rag.ports.VectorIndex."""
        for name in ids:
            self._audiences[audience].pop(name, None)

    def nearest(self, audiences: Iterable[str], vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """See rag.ports.VectorIndex."""
        found = [
            (name, float(own @ vector)) for audience in audiences for name, own in self._audiences[audience].items()
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def ids(self, audience: str) -> set[str]:
        """See rag.ports.VectorIndex."""
        return set(self._audiences[audience])

    def clear(self, audience: str) -> None:
        """See rag.ports.VectorIndex."""
        self._audiences.pop(audience, None)
