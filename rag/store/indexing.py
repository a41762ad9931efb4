"""Keeping the vector index in step with the library: what enters is added, what no publication needs leaves.

Only differences are carried over, as far as the ledger knows what the index holds; where it does not, because
a change was broken off or the index was lost, index and library are compared passage by passage. Vectors are
kept in SQL by the hash of their text, so none of it embeds a text twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from rag.errors import IndexDamaged
from rag.ports import Embedder, Progress, VectorIndex
from rag.store.ledger import IndexEntry
from rag.store.library import Library
from rag.store.vector_archive import VectorArchive

SAVED_AT_ONCE = 256
"""Vectors per transaction while embedding: an interruption loses at most so many."""
ADDED_AT_ONCE = 1000
"""Passages per step of adding: Chroma takes a second or two for them."""
LITTLE = 64
"""Passages that are added in .02 s, where starting and stopping the vector store for it takes two seconds."""
PROBED = 2000
"""Neighbours asked for to see whether a shelf answers. Chroma whose graph was lost answers without an error,
from the newest changes alone, of which it logs fewer than 1,000 before they go into the graph. So it finds
less than half of these, or of all it says it has; a whole one may miss a few."""


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
        self._ledger = library.ledger
        self._archive = archive
        self._embedder = embedder
        self._index = index
        self._progress = progress

    def over(self, library: Library, index: VectorIndex) -> "Indexing":
        """The same over another library and index."""
        archive = VectorArchive(library.engine)
        return Indexing(library, archive, self._embedder, lambda: index, self._progress)

    @property
    def embedder(self) -> str:
        """Fingerprint of the vectors' embedder."""
        return self._embedder.fingerprint

    def embed_missing(self, also: int | None = None) -> int:
        """Embed the texts that the index needs and that have no vector. Returns how many there were."""
        texts = self._archive.texts_without_vector(self.embedder, also)
        everything, done = sum(map(len, texts.values())), 0
        for together in _batches(texts.values()):
            vectors = self._embedder.embed_passages(list(together.values()))
            self._archive.save(self.embedder, list(together), vectors)
            done += len(together)
            self._progress("embedding", done, everything)
        return everything

    def bring_in(self, also: int | None = None) -> int:
        """Embed and index what is published, staged or of publication `also`, and is not in the index yet.

        Returns how many texts were embedded. Where there is nothing to do, the index is not asked for.
        """
        embedded = self.embed_missing(also)
        if not self._ledger.is_settled(self.embedder):
            self.reconcile(also)
        elif entering := self._ledger.entering(self.embedder, also):
            if self._counts_differ():
                self.reconcile(also)
            else:
                self._ledger.begin(self.embedder)
                self._add_all(entering)
                self._ledger.settle(self.embedder, entering)
        return embedded

    def can_wait(self, also: int | None = None) -> bool:
        """Whether so little enters the index that its store may take it when it is next started.

        also: as in bring_in, and so in postpone.
        """
        return len(self._ledger.entering(self.embedder, also)) <= LITTLE

    def postpone(self, also: int | None = None) -> None:
        """Leave what enters to the next start of the index's store, which compares it with the library.

        For a store that nobody runs; its vectors must have been made.
        """
        if self._ledger.entering(self.embedder, also):
            self._ledger.begin(self.embedder)

    def clear_out(self, postponed: bool = False) -> None:
        """Take what no kept publication needs out of the index, then out of the library.

        postponed: out of the library alone, and of the index when its store is next started.
        """
        if not self._library.has_unneeded():
            return
        if postponed:
            self._ledger.clear_before_index(self.embedder)
        else:
            leaving = self._ledger.leaving(self.embedder)
            if leaving:
                index = self._index()
                self._ledger.begin(self.embedder)
                for shelf, entries in _by_shelf(leaving).items():
                    index.remove(shelf, [entry.passage for entry in entries])
            self._ledger.clear(self.embedder)

    def reconcile(self, also: int | None = None) -> None:
        """Compare index and library passage by passage; add what is missing, remove what is left over.

        Passages whose texts have not been embedded are left out.
        """
        # first, since a vector store that is started now would take the mark for a change broken off
        index = self._index()
        self._ledger.begin(self.embedder)
        held = self._ledger.restorable(self.embedder, also)
        wanted = _by_shelf(held)
        for shelf in self._library.shelves():
            present = index.ids(shelf)
            entries = wanted.get(shelf, [])
            index.remove(shelf, sorted(present - {entry.passage for entry in entries}))
            self._add(shelf, [entry for entry in entries if entry.passage not in present])
        self._ledger.settle_anew(self.embedder, held)

    def rebuild(self) -> int:
        """Empty the index and fill it from the library. Returns how many passages it holds then."""
        self.embed_missing()
        index = self._index()
        self._ledger.begin(self.embedder)
        for shelf in self._library.shelves():
            index.clear(shelf)
        self.reconcile()
        return sum(self._ledger.counts(self.embedder).values())

    def examine(self) -> None:
        """Ask each shelf for neighbours. Raises IndexDamaged, or ServerFailed, where it cannot be used."""
        for shelf in self._ledger.counts(self.embedder):
            expected = min(self._index().count(shelf), PROBED)
            for entry in self._ledger.samples(self.embedder, shelf, limit=1):
                vector = self._archive.load(self.embedder, [entry.text_hash])[0]
                if len(self._index().nearest(shelf, vector, PROBED)) < expected / 2:
                    raise IndexDamaged(
                        "The vector index does not find what it holds. Make it anew with "
                        "`paragraf doctor --rebuild`; nothing is embedded again."
                    )

    def is_empty(self) -> bool:
        """Whether nothing was ever put into the index; it is not asked."""
        return self._ledger.is_settled(self.embedder) and not self._ledger.counts(self.embedder)

    def is_behind(self) -> bool:
        """Whether the index may hold something else than the library says."""
        return not self._ledger.is_settled(self.embedder) or self._counts_differ()

    def differences(self) -> int:
        """How many passages the index lacks or has too many, against the library."""
        # asked for first: a vector store that is started now is brought in step before it is there
        index = self._index()
        wanted = _by_shelf(self._ledger.noted(self.embedder))
        return sum(
            len(index.ids(shelf) ^ {entry.passage for entry in wanted.get(shelf, [])})
            for shelf in self._library.shelves()
        )

    def _counts_differ(self) -> bool:
        # asked for first: a vector store that is started now is brought in step before it is there
        index = self._index()
        counts = self._ledger.counts(self.embedder)
        return any(index.count(shelf) != counts[shelf] for shelf in self._library.shelves())

    def _add_all(self, entries: Iterable[IndexEntry]) -> None:
        for shelf, those in _by_shelf(entries).items():
            self._add(shelf, those)

    def _add(self, shelf: str, entries: Sequence[IndexEntry]) -> None:
        for start in range(0, len(entries), ADDED_AT_ONCE):
            part = entries[start : start + ADDED_AT_ONCE]
            vectors = self._archive.load(self.embedder, [entry.text_hash for entry in part])
            self._index().add(shelf, [entry.passage for entry in part], vectors)
            self._progress("indexing", start + len(part), len(entries))


def bring_in_step(indexing: Indexing, say: Callable[[str], None]) -> None:
    """Look whether an index finds what it holds, and let it hold what its library says; nothing is embedded.

    Raises IndexDamaged or ServerFailed where it cannot be used.
    """
    if indexing.is_empty():
        return
    indexing.examine()
    if indexing.is_behind():
        say("Bringing the vector index in step with the library …")
        indexing.reconcile()


def _batches(audiences: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """The texts of each audience, by hash, so many at a time.

    Apart, since a text's vector differs in its last digits with those that are computed beside it: what is
    hidden from people would move the figures that they get.
    """
    for texts in audiences:
        # neighbours in length share a batch, so little of it is padding
        ordered = sorted(texts, key=lambda name: (len(texts[name]), name))
        for start in range(0, len(ordered), SAVED_AT_ONCE):
            yield {name: texts[name] for name in ordered[start : start + SAVED_AT_ONCE]}


def _by_shelf(entries: Iterable[IndexEntry]) -> dict[str, list[IndexEntry]]:
    grouped: dict[str, list[IndexEntry]] = defaultdict(list)
    for entry in entries:
        grouped[entry.shelf].append(entry)
    return grouped
