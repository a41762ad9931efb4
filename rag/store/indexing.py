"""Keeping the vector index in step with the library: what is missing is added, what is left over goes.

Vectors are kept in SQL by the hash of their text, so the index can be rebuilt without embedding.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from rag.ports import Embedder, Progress, VectorIndex
from rag.store.library import IndexEntry, Library
from rag.store.vector_archive import VectorArchive

SAVED_AT_ONCE = 256
"""Vectors per transaction while embedding: an interruption loses at most so many."""


class Indexing:
    """Brings an index to what a library says it should hold."""

    def __init__(
        self,
        library: Library,
        archive: VectorArchive,
        embedder: Embedder,
        index: Callable[[], VectorIndex],
        progress: Progress,
    ) -> None:
        self._library = library
        self._archive = archive
        self._embedder = embedder
        self._index = index
        self._progress = progress

    def embed_missing(self, also: int | None = None) -> int:
        """Embed the texts of all passages, published, staged or of publication `also`, without a vector.

        Returns how many there were.
        """
        texts = self._archive.texts_without_vector(self._embedder.fingerprint, also)
        # Neighbours in length share a batch, so little of it is padding.
        ordered = sorted(texts, key=lambda name: len(texts[name]))
        for start in range(0, len(ordered), SAVED_AT_ONCE):
            names = ordered[start : start + SAVED_AT_ONCE]
            vectors = self._embedder.embed_passages([texts[name] for name in names])
            self._archive.save(self._embedder.fingerprint, names, vectors)
            self._progress("embedding", start + len(names), len(ordered))
        return len(ordered)

    def synchronise(self) -> None:
        """Add what is missing, remove what is left over."""
        self.embed_missing()
        self.add_missing()
        self.remove_leftovers()

    def add_missing(self, also: int | None = None) -> None:
        """Add the passages, published, staged or of publication `also`, that the index lacks."""
        for shelf, entries in _by_shelf(self._library.index_entries(also)).items():
            present = self._index().ids(shelf)
            missing = [entry for entry in entries if entry.passage not in present]
            self._add(shelf, missing)

    def remove_leftovers(self) -> None:
        """Remove the passages that neither the publication nor what is staged has."""
        wanted = _by_shelf(self._library.index_entries())
        for shelf in self._library.shelves():
            kept = {entry.passage for entry in wanted.get(shelf, [])}
            self._index().remove(shelf, sorted(self._index().ids(shelf) - kept))

    def rebuild(self) -> int:
        """Empty the index and fill it from the library. Returns how many passages it holds then."""
        for shelf in self._library.shelves():
            self._index().clear(shelf)
        self.synchronise()
        return len(self._library.index_entries())

    def differences(self) -> int:
        """How many passages the index lacks or has too many, against the library."""
        wanted = _by_shelf(self._library.index_entries())
        keys = self._library.shelves()
        return sum(
            len(self._index().ids(key) ^ {entry.passage for entry in wanted.get(key, [])}) for key in keys
        )

    def _add(self, shelf: str, entries: list[IndexEntry]) -> None:
        fingerprint = self._embedder.fingerprint
        for start in range(0, len(entries), SAVED_AT_ONCE):
            part = entries[start : start + SAVED_AT_ONCE]
            vectors = self._archive.load(fingerprint, [entry.text_hash for entry in part])
            self._index().add(shelf, [entry.passage for entry in part], vectors)
            self._progress("indexing", start + len(part), len(entries))


def _by_shelf(entries: Iterable[IndexEntry]) -> dict[str, list[IndexEntry]]:
    grouped: dict[str, list[IndexEntry]] = defaultdict(list)
    for entry in entries:
        grouped[entry.shelf].append(entry)
    return grouped
