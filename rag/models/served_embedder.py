"""The embedder where its server runs: few texts are sent there, many are embedded in this process."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rag.models.embedder import STAGE
from rag.models.embedding_server import HEALTH_PATH, LIKENESS_PATH, PASSAGES_PATH, QUESTIONS_PATH
from rag.ports import EmbeddingModel, Progress, TokenLikeness, Vectors, no_progress

if TYPE_CHECKING:
    import httpx

FEW = 64
"""Up to so many texts the server is quicker than loading the model here, which takes ten seconds; more are a
long work, behind which people's questions must not wait."""
SENT_AT_ONCE = 8
"""A question that comes in between waits for a third of a second at most: a core pair embeds 28 a second."""
ANSWER_SECONDS = 30.0


class ServedEmbedder:
    """An EmbeddingModel of rag.ports. Where the server is gone, or has another model, this process embeds."""

    def __init__(self, host: str, port: int, own: EmbeddingModel) -> None:
        """own: embeds in this process; it loads its model when it is first needed."""
        self._root = f"http://{host}:{port}"
        self._own = own

    @property
    def fingerprint(self) -> str:
        """The own one's."""
        return self._own.fingerprint

    @cached_property
    def dimensions(self) -> int:
        """Length of the vectors."""
        return self._served_dimensions or self._own.dimensions

    def embed_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """See rag.ports.Embedder."""
        if len(texts) > FEW:
            return self._own.embed_passages(texts, progress)
        vectors = self._from_server(PASSAGES_PATH, texts, lambda done: progress(STAGE, done, len(texts)))
        return self._own.embed_passages(texts, progress) if vectors is None else vectors

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """See rag.ports.Embedder."""
        if len(texts) > FEW:
            return self._own.embed_questions(texts)
        vectors = self._from_server(QUESTIONS_PATH, texts, lambda done: None)
        return self._own.embed_questions(texts) if vectors is None else vectors

    def token_likeness(self, question: str, texts: Sequence[str]) -> TokenLikeness:
        """See rag.ports.TokenComparer."""
        import httpx

        if self._served_dimensions is None:
            return self._own.token_likeness(question, texts)
        asked = {"question": question, "texts": list(texts)}
        try:
            answer = self._http.post(f"{self._root}{LIKENESS_PATH}", json=asked).raise_for_status().json()
            places = tuple((int(start), int(end)) for start, end in answer["places"])
            nearest = np.array(answer["nearest"], dtype=np.float32).reshape(len(texts), len(places))
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return self._own.token_likeness(question, texts)
        return TokenLikeness(places, nearest)

    def _from_server(self, path: str, texts: Sequence[str], report: Callable[[int], None]) -> Vectors | None:
        import httpx

        dimensions = self._served_dimensions
        if dimensions is None:
            return None
        rows = [np.zeros((0, dimensions), dtype=np.float32)]
        for start in range(0, len(texts), SENT_AT_ONCE):
            part = list(texts[start : start + SENT_AT_ONCE])
            try:
                answer = self._http.post(f"{self._root}{path}", json=part).raise_for_status()
                row = np.frombuffer(answer.content, dtype=np.float32).reshape(len(part), dimensions)
            except (httpx.HTTPError, ValueError):
                return None
            rows.append(row)
            report(start + len(part))
        return np.concatenate(rows)

    @cached_property
    def _served_dimensions(self) -> int | None:
        """None where the server cannot be used."""
        import httpx

        try:
            facts = self._http.get(f"{self._root}{HEALTH_PATH}").raise_for_status().json()
        # another program may have the port, and answer whatever it likes
        except (httpx.HTTPError, ValueError):
            return None
        if not isinstance(facts, dict) or facts.get("fingerprint") != self._own.fingerprint:
            return None
        dimensions = facts.get("dimensions")
        return dimensions if isinstance(dimensions, int) else None

    @cached_property
    def _http(self) -> "httpx.Client":
        import httpx

        # to loopback, and never by way of a proxy that the environment names
        return httpx.Client(trust_env=False, timeout=ANSWER_SECONDS)
