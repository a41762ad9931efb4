"""Chroma as the index of vectors, over its server. The only module that imports chromadb.

One collection per shelf, that is per audience and language: a query asks only the shelves of the person
asking, so a passage that they may not read is never a candidate. Chroma's own texts are
not used; it holds ids and vectors.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rag.errors import ServerFailed
from rag.ports import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

AT_ONCE = 2000
"""Passages per request: Chroma takes 5,461 at most."""
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
        self._collections: dict[str, Collection] = {}

    def add(self, shelf: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Add passages; those that are there already are replaced (deleting first is 4 times faster)."""
        with self._answering():
            collection = self._collection(shelf)
            for start in range(0, len(ids), AT_ONCE):
                part = list(ids[start : start + AT_ONCE])
                collection.delete(ids=part)
                collection.add(ids=part, embeddings=vectors[start : start + AT_ONCE])

    def remove(self, shelf: str, ids: Sequence[str]) -> None:
        """Take passages out; unknown ids are ignored."""
        with self._answering():
            collection = self._collection(shelf)
            for start in range(0, len(ids), AT_ONCE):
                collection.delete(ids=list(ids[start : start + AT_ONCE]))

    def nearest(self, shelf: str, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """(passage id, cosine), best first. vector: shape (dimensions,)."""
        with self._answering():
            result = self._collection(shelf).query(
                query_embeddings=[vector.tolist()], n_results=limit, include=["distances"]
            )
        distances = (result["distances"] or [[]])[0]
        found = [
            (name, 1.0 - float(distance)) for name, distance in zip(result["ids"][0], distances, strict=True)
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def ids(self, shelf: str) -> set[str]:
        """All passage ids of an shelf."""
        found: set[str] = set()
        with self._answering():
            collection = self._collection(shelf)
            for start in range(0, collection.count(), PAGE):
                found.update(collection.get(limit=PAGE, offset=start, include=[])["ids"])
        return found

    def count(self, shelf: str) -> int:
        """How many passages a shelf holds."""
        with self._answering():
            return self._collection(shelf).count()

    def clear(self, shelf: str) -> None:
        """Remove an shelf's collection."""
        with self._answering():
            self._connected().delete_collection(self._collection(shelf).name)
        del self._collections[shelf]

    def _collection(self, shelf: str) -> "Collection":
        known = self._collections.get(shelf)
        if known is None:
            # No embedding function: Chroma's default one would download a model.
            known = self._connected().get_or_create_collection(
                f"{self._prefix}-{shelf}", embedding_function=None, metadata={"hnsw:space": "cosine"}
            )
            self._collections[shelf] = known
        return known

    @contextmanager
    def _answering(self) -> Iterator[None]:
        import httpx
        from chromadb.errors import ChromaError, NotFoundError

        try:
            yield
        except NotFoundError as error:
            # Another process rebuilt the index: its collections have new ids.
            self._collections.clear()
            raise ServerFailed("The vector index was rebuilt just now. Please try again.") from error
        except (ChromaError, httpx.HTTPError) as error:
            raise ServerFailed(_unreachable(*self._address)) from error

    def _connected(self) -> "ClientAPI":
        if self._client is None:
            self._client = _connect(*self._address)
        return self._client


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
