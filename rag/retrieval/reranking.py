"""Reranking: a model that reads question and passage together puts the best in order, where there is one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from rag.domain import Found, embedded_text
from rag.errors import ModelUnavailable
from rag.ports import Reranker
from rag.retrieval.close_reading import Reordered, standing
from rag.retrieval.following import after
from rag.store.scopes import Scope

RELEVANCE_WEIGHT = 100.0
"""Beside a passage's standing, so the reranker's order stands: it has read question and passage together."""


class Ordering(Protocol):
    """Puts what a search found in order."""

    @property
    def most(self) -> int:
        """How many of the best it looks at."""
        ...

    def reordered(self, found: Sequence[Found], scope: Scope, question: str, earlier: str = "") -> Reordered:
        """The same passages, the best first.

        found: what a search of the scope found, best first; question: what was searched for; earlier: what
        was asked before.
        """
        ...


class Reranking:
    """An Ordering after another one. Where the reranker does not answer, the other one's order stands."""

    def __init__(self, before: Ordering, reranker: Reranker, judged: int) -> None:
        """judged: how many of the best are."""
        self._before = before
        self._reranker = reranker
        self._judged = judged

    @property
    def most(self) -> int:
        """See Ordering."""
        return max(self._before.most, self._judged)

    def reordered(self, found: Sequence[Found], scope: Scope, question: str, earlier: str = "") -> Reordered:
        """See Ordering."""
        read = self._before.reordered(found, scope, question, earlier)
        best, rest = read.found[: self._judged], read.found[self._judged :]
        texts = [embedded_text(each.title, each.headings, each.text, each.lead()) for each in best]
        try:
            relevance = self._reranker.relevance(after(earlier, question), texts) if texts else []
        except ModelUnavailable:
            return read
        judged = [
            replace(each, relevance=RELEVANCE_WEIGHT * value)
            for each, value in zip(best, relevance, strict=True)
        ]
        ordered = sorted(judged, key=lambda each: (-standing(each), each.passage_id))
        return replace(read, found=(*ordered, *rest))
