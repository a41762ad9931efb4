"""Close reading: the best of what was found is compared with the question word by word, and put in order.

A passage's one vector says what it is about; its tokens say whether each thing asked about is there. For each
token of the question the nearest of the passage counts (late interaction, see rag/models/tokens.py), in
proportion to how rare its word is in what the person may see. See docs/evaluation.md, "Reading closely".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rag.domain import Found, embedded_text
from rag.ports import TokenComparer
from rag.retrieval.language import detect_language
from rag.retrieval.words import PART
from rag.store.reading import Reader, Scope

CLOSENESS_WEIGHT = 5.0
"""Of a passage's closeness, beside its fused score."""
ACROSS_LANGUAGES = 0.07
"""By how much less tokens of one meaning come near each other across languages."""


class CloseReading:
    """Puts what a search found in order."""

    def __init__(self, comparer: TokenComparer, reader: Reader, most: int) -> None:
        """most: how many of the best are read; 0 leaves every search as it is."""
        self._comparer = comparer
        self._reader = reader
        self.most = most

    def reordered(self, found: Sequence[Found], scope: Scope, question: str) -> tuple[Found, ...]:
        """The same passages, the best first; those read closely before the rest.

        found: what a search of the scope found, best first; question: what was searched for.
        """
        best, rest = found[: self.most], found[self.most :]
        if len(best) < 2:
            return tuple(found)
        texts = [embedded_text(each.title, each.headings, each.text, each.lead()) for each in best]
        likeness = self._comparer.token_likeness(question, texts)
        weights = token_weights(question, likeness.places, self._reader.rarities(scope, question))
        language = detect_language(question)
        read = [
            replace(
                each, closeness=float(near) + (ACROSS_LANGUAGES if each.language is not language else 0.0)
            )
            for each, near in zip(best, likeness.nearest @ weights, strict=True)
        ]
        return (*sorted(read, key=lambda each: (-standing(each), each.passage_id)), *rest)


def standing(found: Found) -> float:
    """How well a passage stands among those of its search."""
    return found.score + CLOSENESS_WEIGHT * found.closeness


def token_weights(
    question: str, places: Sequence[tuple[int, int]], rarities: Mapping[str, float]
) -> NDArray[np.float32]:
    """What each token of a question counts, all together 1: what the word counts that it is of.

    places: characters [start, end) of each token; rarities: of the words that carry meaning, in lower case.
    """
    words = [(match.start(), match.end(), match.group().lower()) for match in re.finditer(PART, question)]
    weights = np.zeros(len(places), dtype=np.float32)
    for number, (start, end) in enumerate(places):
        of = next((word for first, last, word in words if first < end and start < last), "")
        weights[number] = rarities.get(of, 0.0)
    if not weights.any():
        weights[:] = 1.0
    return weights / max(float(weights.sum()), 1e-9)
