"""Vectors of single tokens in their context, from inside an embedding model, and how near they come.

ColBERT compares a question and a passage token by token (Khattab and Zaharia 2020,
https://arxiv.org/abs/2004.12832), with a model trained to do so. A model trained for whole texts does it well
enough to order what it found, as BERTScore compares sentences with an untrained one (Zhang and others 2020,
https://arxiv.org/abs/1904.09675), less what all tokens have in common. See docs/evaluation.md, "Reading
closely".
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.ports import TokenLikeness, Vectors

COMMON_TEXTS = (
    "The manager decides whether it may be done, and the decision is written down within a week.",
    "Employees have to tell the person in charge as soon as they know that something has changed.",
    "For more about this, see the page on rules and forms, or ask the department that is responsible.",
    "A new version is published every year. What is said here is in force until another is decided.",
    "Chefen beslutar om det får göras, och beslutet skrivs ner inom en vecka.",
    "Anställda ska säga till den ansvariga så snart de vet att något har ändrats.",
    "Läs mer om detta på sidan om regler och blanketter, eller fråga den avdelning som ansvarar.",
    "En ny version publiceras varje år. Det som står här gäller tills något annat har beslutats.",
)
"""Of which the mean token is taken out: it says nothing about what a text is about."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text."""

    places: tuple[tuple[int, int], ...]
    """Characters [start, end) of the text; what is put in front of it is left out."""
    vectors: Vectors
    """Shape (tokens, dimensions); float16 where they were rounded."""

    def rounded(self) -> "Tokens":
        """The same in half the bytes: float16, which is exact enough to compare them."""
        return Tokens(self.places, self.vectors.astype(np.float16))


def tokens_of_text(vectors: Vectors, offsets: Sequence[tuple[int, int]], before: int) -> Tokens:
    """The tokens that are a text's own.

    vectors: of all tokens that the model got, shape (tokens, dimensions); offsets: characters [start, end) of
    each; before: how many characters were put in front of the text.
    """
    # a token of a text's first word may begin with the blank at the prompt's end; special ones have no length
    kept = [number for number, (start, end) in enumerate(offsets) if end > max(start, before)]
    places = tuple((max(offsets[number][0] - before, 0), offsets[number][1] - before) for number in kept)
    return Tokens(places, vectors[kept])


def likeness(question: Tokens, texts: Sequence[Tokens], common: Vectors) -> TokenLikeness:
    """How near the question's tokens come to each text. common: the mean token, shape (dimensions,)."""
    asked = _directions(question.vectors, common)
    nearest = np.zeros((len(texts), len(asked)), dtype=np.float32)
    for row, text in zip(nearest, texts, strict=True):
        if len(text.vectors):
            row[:] = (asked @ _directions(text.vectors, common).T).max(axis=1)
    return TokenLikeness(question.places, nearest)


def _directions(vectors: Vectors, common: Vectors) -> Vectors:
    centred = vectors.astype(np.float32) - common
    directions: Vectors = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    return directions
