"""Chroma as the index of vectors, over its server. The only module that imports chromadb.

One collection per shelf, that is per audience and language: a query asks only the shelves of the person
asking, so a passage that they may not read is never a candidate. Chroma's own texts are
not used; it holds ids and vectors.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from rag.errors import ServerFailed
from rag.ports import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

T = TypeVar("T")

AT_ONCE = 2000
"""Passages per request: Chroma takes 5,461 at most."""
LOOKED_AT = 200
"""Neighbours that a query keeps in view. Of the sixty nearest among 1,030 passages, thirty added one by
one, Chroma's 100 find .989, 200 find .998 and 400 find all; a query takes .85, .88 and 1.0 ms."""
PAGE = 10_000
"""Ids fetched per request when listing a collection."""


class ChromaIndex:
    """Implements rag.ports.VectorIndex over one Chroma server.

    `embedder` is the fingerprint of the vectors' embedder: other embedders' vectors are other collections.
    """

    def __init__(self, host: str, port: int, embedder: str) -> None:
        self._address = (host, port)
        self._prefix = f"passages-{embedder[:12]}"
        self._client: ClientAPI | None = None
        self._connecting = Lock()
        self._collections: dict[str, Collection] = {}

    def add(self, shelf: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Add passages; those that are there already are replaced (deleting first is 4 times faster)."""
        for start in range(0, len(ids), AT_ONCE):
            part = list(ids[start : start + AT_ONCE])
            self._delete(shelf, part)
            self._insert(shelf, part, vectors[start : start + AT_ONCE])

    def remove(self, shelf: str, ids: Sequence[str]) -> None:
        """Take passages out; unknown ids are ignored."""
        for start in range(0, len(ids), AT_ONCE):
            self._delete(shelf, list(ids[start : start + AT_ONCE]))

    def nearest(self, shelf: str, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """(passage id, cosine), best first. vector: shape (dimensions,)."""
        query = [vector.tolist()]
        result = self._ask(
            shelf,
            lambda collection: collection.query(
                query_embeddings=query, n_results=limit, include=["distances"]
            ),
        )
        distances = (result["distances"] or [[]])[0]
        found = [
            (name, 1.0 - float(distance)) for name, distance in zip(result["ids"][0], distances, strict=True)
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def ids(self, shelf: str) -> set[str]:
        """All passage ids of a shelf."""
        found: set[str] = set()
        for start in range(0, self.count(shelf), PAGE):
            found.update(self._page(shelf, start))
        return found

    def count(self, shelf: str) -> int:
        """How many passages a shelf holds."""
        return self._ask(shelf, lambda collection: collection.count())

    def clear(self, shelf: str) -> None:
        """Remove a shelf's collection."""
        self._ask(shelf, lambda collection: self._connected().delete_collection(collection.name))
        self._collections.pop(shelf, None)

    def _delete(self, shelf: str, ids: list[str]) -> None:
        self._ask(shelf, lambda collection: collection.delete(ids=ids))

    def _insert(self, shelf: str, ids: list[str], vectors: Vectors) -> None:
        self._ask(shelf, lambda collection: collection.add(ids=ids, embeddings=vectors))

    def _page(self, shelf: str, start: int) -> list[str]:
        return self._ask(shelf, lambda collection: collection.get(limit=PAGE, offset=start, include=[]))[
            "ids"
        ]

    def _ask(self, shelf: str, question: "Callable[[Collection], T]") -> T:
        """The collection's answer. Raises ServerFailed."""
        from chromadb.errors import NotFoundError

        with self._answering():
            try:
                return question(self._collection(shelf))
            except NotFoundError:
                # another process made the index anew: its collections have new ids
                self._collections.clear()
                return question(self._collection(shelf))

    def _collection(self, shelf: str) -> "Collection":
        known = self._collections.get(shelf)
        if known is None:
            # No embedding function: Chroma's default one would download a model.
            known = self._connected().get_or_create_collection(
                f"{self._prefix}-{shelf}",
                embedding_function=None,
                metadata={"hnsw:space": "cosine", "hnsw:search_ef": LOOKED_AT},
            )
            graph = known.configuration["hnsw"]
            if graph is not None and graph["ef_search"] != LOOKED_AT:
                # one made before there was this setting; it counts from the store's next start on
                known.modify(configuration={"hnsw": {"ef_search": LOOKED_AT}})
            self._collections[shelf] = known
        return known

    @contextmanager
    def _answering(self) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, httpx.HTTPError) as error:
            raise ServerFailed(_unreachable(*self._address)) from error

    def _connected(self) -> "ClientAPI":
        with self._connecting:
            if self._client is None:
                self._client = _connect(*self._address)
            return self._client


def load_client() -> None:
    """Import Chroma's client, which takes a second, while there is other work to wait for."""
    import chromadb  # noqa: F401


def _connect(host: str, port: int) -> "ClientAPI":
    import chromadb
    from chromadb.config import Settings

    try:
        return chromadb.HttpClient(host=host, port=port, settings=Settings(anonymized_telemetry=False))
    except ValueError as error:
        raise ServerFailed(_unreachable(host, port)) from error


def _unreachable(host: str, port: int) -> str:
    return (
        f"The vector store at {host}:{port} does not answer. Start it with `paragraf run`, "
        "or look at logs/vectors.log in the data folder."
    )
