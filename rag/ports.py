"""What the rag room needs from outside, as Protocols. Adapters and fakes share one contract test each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
TEMPERATURE = 0.0
"""Of every completion: the likeliest token each time, so that the same prompt gives the same text again."""
Progress = Callable[[str, int, int], None]
"""Told a stage's name, how many of its steps are done and how many there are."""


def no_progress(stage: str, done: int, total: int) -> None:
    """The Progress of those who do not watch."""


@dataclass(frozen=True, slots=True)
class TokenLikeness:
    """How near each token of a question comes to texts, all of them in their context."""

    places: tuple[tuple[int, int], ...]
    """Characters [start, end) of the question that each of its tokens stands for."""
    nearest: Vectors
    """Cosine of each token with the token of a text that is nearest to it, shape (texts, tokens)."""


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their likeness in meaning."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get another vector."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """Vectors of passages, shape (len(texts), dimensions), each of length 1."""
        ...

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (len(texts), dimensions), each of length 1."""
        ...


class TokenComparer(Protocol):
    """Compares a question with texts token by token: slower than vectors of whole texts, and closer."""

    def token_likeness(self, question: str, texts: Sequence[str]) -> TokenLikeness:
        """How near the question's tokens come to each text."""
        ...


class Reranker(Protocol):
    """Judges passages by reading each together with the question, as a cross-encoder does."""

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question, the higher the better. Raises ModelUnavailable."""
        ...


class EntailmentModel(Protocol):
    """Judges whether a claim follows from a text, as models of natural language inference do."""

    def entailed(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """How likely it is, from 0 to 1, that the second text of each pair follows from the first.

        Raises ModelFilesWrong.
        """
        ...


class EmbeddingModel(Embedder, TokenComparer, Protocol):
    """An embedding model does both."""


class VectorIndex(Protocol):
    """Nearest passages by meaning, on shelves: one for each audience and language."""

    def add(self, shelf: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Add passages to a shelf; an id that is there already keeps one entry, with the newer vector."""
        ...

    def remove(self, shelf: str, ids: Sequence[str]) -> None:
        """Take passages off a shelf; unknown ids are ignored."""
        ...

    def nearest(self, shelf: str, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """At most `limit` (passage id, cosine) pairs of a shelf, best first. vector: shape (dimensions,)."""
        ...

    def ids(self, shelf: str) -> set[str]:
        """All passage ids of a shelf; empty for one that is not there."""
        ...

    def count(self, shelf: str) -> int:
        """How many passages a shelf holds; quick to tell."""
        ...

    def clear(self, shelf: str) -> None:
        """Remove a shelf with everything on it."""
        ...


class ChatModel(Protocol):
    """The served language model."""

    @property
    def name(self) -> str: ...

    def is_ready(self) -> bool:
        """Whether it answers now; quick to tell."""
        ...

    def question_likelihoods(self, question: str, texts: Sequence[str]) -> list[float]:
        """Mean log-probability of the question's tokens given each text, less that given no text.

        Above 0: the text makes the question likelier. Unsupervised passage reranking,
        Sachan et al. 2022, https://arxiv.org/abs/2204.07496.
        Raises ModelUnavailable.
        """
        ...

    def structured(self, system: str, user: str, schema: dict[str, Any], max_tokens: int) -> str:
        """A completion at TEMPERATURE that matches the JSON schema, as JSON text. Raises ModelUnavailable."""
        ...
