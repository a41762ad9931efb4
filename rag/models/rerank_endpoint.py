"""A cross-encoder behind a rerank endpoint, as vLLM and others serve one. Only where the settings name it."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    import httpx

ANSWER_SECONDS = 5.0
"""A cross-encoder on a graphics card needs a tenth of it; people wait no longer for a better order."""


class RerankEndpoint:
    """A Reranker of rag.ports over `POST ADDRESS/rerank` (model, query, documents)."""

    def __init__(self, address: str, served_name: str) -> None:
        """address: for instance http://127.0.0.1:8541; served_name: what the server calls its model."""
        self._address = address.rstrip("/")
        self._name = served_name

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """See rag.ports.Reranker."""
        import httpx

        asked = {"model": self._name, "query": question, "documents": list(texts)}
        try:
            answer = self._http.post(f"{self._address}/rerank", json=asked).raise_for_status().json()
            return _in_order(answer["results"], len(texts))
        # another program may have the address, and answer whatever it likes
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
            raise ModelUnavailable(
                f"The reranker at {self._address} does not answer as it should ({error}). Passages keep the "
                "order that the search gave them; see `retrieval.reranker` in the settings."
            ) from error

    @cached_property
    def _http(self) -> "httpx.Client":
        import httpx

        # questions never go by way of a proxy that the environment names
        return httpx.Client(trust_env=False, timeout=ANSWER_SECONDS)


def _in_order(results: Sequence[dict[str, Any]], count: int) -> list[float]:
    """The scores in the order of the texts; a ValueError where one is missing."""
    scores = {int(result["index"]): float(result["relevance_score"]) for result in results}
    if sorted(scores) != list(range(count)):
        raise ValueError(f"{len(scores)} scores for {count} texts")
    return [scores[place] for place in range(count)]
