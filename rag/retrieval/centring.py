"""Taking out of a question's vector what every question in its language has in common.

An embedder puts questions near passages that look like questions at work in general, and near passages
of their own language, whatever they say. Less the mean of common questions, the vector points at what
this question is about. After "all but the top", Mu and Viswanath 2018,
https://arxiv.org/abs/1702.01417, with the mean of the questions rather than of the passages.
"""

import tomllib
from hashlib import sha256
from pathlib import Path

import numpy as np

from rag.domain import Language
from rag.ports import Embedder, Vectors
from rag.store.vector_archive import VectorArchive

QUESTIONS = Path(__file__).with_name("common_questions.toml")
SHARE = 0.5
"""How much of the mean is taken out: measured in docs/evaluation.md, "Centring the question"."""


class QuestionCentre:
    """The mean of common questions, per language."""

    def __init__(self, embedder: Embedder, archive: VectorArchive) -> None:
        self._embedder = embedder
        self._archive = archive
        self._means: dict[Language, Vectors] = {}

    def centred(self, question: Vectors, language: Language) -> Vectors:
        """A question's vector less the common part; its length is not 1. question: shape (dimensions,)."""
        if language not in self._means:
            self._means[language] = self._mean(_common_questions(language))
        centred: Vectors = question - SHARE * self._means[language]
        return centred

    def _mean(self, texts: list[str]) -> Vectors:
        # Kept in the archive, so that only the very first question on a new library waits for them.
        fingerprint = f"{self._embedder.fingerprint}-questions"
        names = [sha256(text.encode()).hexdigest() for text in texts]
        if self._archive.missing(fingerprint, names):
            self._archive.save(fingerprint, names, self._embedder.embed_questions(texts))
        mean: Vectors = np.mean(self._archive.load(fingerprint, names), axis=0)
        return mean


def _common_questions(language: Language) -> list[str]:
    table = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    return list(table[language.value])
