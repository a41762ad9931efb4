"""An embedder without a model: quick, the same everywhere, and sensible enough to test a search with."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from rag.ports import Progress, TokenLikeness, Vectors, no_progress

STEM = 5
"""Words that begin with the same letters count as the same word: resa, resan, resor nearly so."""


class FakeEmbedder:
    """An EmbeddingModel of rag.ports: texts are near each other as far as they share beginnings of words.

    Upper and lower case, and letters with and without accents, are alike. A text without words
    gets a vector of its own, so that every vector has length 1.
    """

    def __init__(self, dimensions: int = 256) -> None:
        self._dimensions = dimensions

    @property
    def fingerprint(self) -> str:
        return f"fake-{self._dimensions}"

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        vectors = self.embed_questions(texts)
        progress("embedding", len(texts), len(texts))
        return vectors

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in beginnings(text) or [""]:
                place, sign = self._place(word)
                row[place] += sign
            if not row.any():
                # two words fell on one place with opposite signs
                row[0] = 1.0
            row /= np.linalg.norm(row)
        return vectors

    def token_likeness(self, question: str, texts: Sequence[str]) -> TokenLikeness:
        words = list(re.finditer(r"\w+", question))
        nearest = np.zeros((len(texts), len(words)), dtype=np.float32)
        for row, text in zip(nearest, texts, strict=True):
            there = set(beginnings(text))
            row[:] = [1.0 if there.issuperset(beginnings(word.group())) else 0.0 for word in words]
        return TokenLikeness(tuple(word.span() for word in words), nearest)

    def _place(self, word: str) -> tuple[int, float]:
        number = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
        return (number >> 1) % self._dimensions, 1.0 if number & 1 else -1.0


def beginnings(text: str) -> list[str]:
    """The first letters of each word, folded."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return [word[:STEM] for word in re.findall(r"\w+", letters)]
