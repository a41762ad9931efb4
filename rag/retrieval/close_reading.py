"""Close reading: the best of what was found is compared with the question word by word, and put in order.

A passage's one vector says what it is about; its tokens say whether each thing asked about is there. For each
token of the question the nearest of the passage counts (late interaction, see rag/models/tokens.py), in
proportion to how rare its word is in what the person may see. See docs/evaluation.md, "Reading closely".
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from rag.domain import Found, Language, embedded_text
from rag.ports import TokenComparer, Vectors
from rag.retrieval.following import after
from rag.retrieval.language import detect_language
from rag.retrieval.words import PART
from rag.store.reading import Reader
from rag.store.scopes import Scope

CLOSENESS_WEIGHT = 3.0
"""Of a passage's closeness, beside its fused score."""
LESS_ACROSS_LANGUAGES = 0.07
"""By how much less tokens of one meaning come near each other across languages."""
MOST_CHARACTERS = 5000
"""Of the passages read, all together; reading 1,000 takes a seventh of a second on two cores. So ten passages
of middling length are read, of the longest ones six. See docs/evaluation.md, "Reading closely"."""
RARE_SHARE = 0.6
"""Of the highest rarity: a word above it is what is asked about, rather than what is said of it."""


@dataclass(frozen=True, slots=True)
class Reordered:
    """Passages in their new order."""

    found: tuple[Found, ...]
    weakest: float
    """Of the question's rare words the one that comes least near to any passage: how near it comes, up to 1;
    1 where there is none, or nothing was read."""


class CloseReading:
    """Puts what a search found in order."""

    def __init__(self, comparer: TokenComparer, reader: Reader, most: int) -> None:
        """most: how many of the best are read; 0 leaves every search as it is."""
        self._comparer = comparer
        self._reader = reader
        self.most = most

    def reordered(self, found: Sequence[Found], scope: Scope, question: str, earlier: str = "") -> Reordered:
        """The same passages, the best first; those read closely before the rest.

        found: what a search of the scope found, best first; question: what was searched for; earlier: what
        was asked before, which its tokens are understood by; those of the question alone count.
        """
        texts = within_budget(
            [embedded_text(each.title, each.headings, each.text, each.lead()) for each in found[: self.most]]
        )
        if not texts:
            return Reordered(tuple(found), 1.0)
        best, rest = found[: len(texts)], found[len(texts) :]
        whole = after(earlier, question)
        likeness = self._comparer.token_likeness(whole, texts)
        words = token_words(whole, likeness.places, since=len(whole) - len(question))
        rarities = self._reader.rarities(scope, question)
        language = detect_language(question)
        nearness = likeness.nearest @ token_weights(words, rarities.of_words)
        read = [_read(each, float(near), language) for each, near in zip(best, nearness, strict=True)]
        ordered = sorted(read, key=lambda each: (-standing(each), each.passage_id))
        rare = RARE_SHARE * rarities.highest
        asked = {word for word, rarity in rarities.of_words.items() if rarity >= rare}
        return Reordered((*ordered, *rest), weakest(words, likeness.nearest, asked))


def _read(found: Found, nearness: float, language: Language) -> Found:
    """A passage with its closeness to a question in a language."""
    lent = LESS_ACROSS_LANGUAGES if found.language is not language else 0.0
    return replace(found, closeness=nearness + lent)


def within_budget(texts: Sequence[str], most: int = MOST_CHARACTERS) -> Sequence[str]:
    """As many of the first texts as have no more characters than `most`, all together; at least one."""
    lengths = accumulate(len(text) for text in texts)
    return texts[: max(1, sum(length <= most for length in lengths))]


def standing(found: Found) -> float:
    """How well a passage stands among those of its search."""
    return found.score + CLOSENESS_WEIGHT * found.closeness + found.relevance


def token_words(question: str, places: Sequence[tuple[int, int]], since: int = 0) -> list[str]:
    """The word, in lower case, that each token is of; empty for one of none, and for one before `since`.

    places: see TokenLikeness.
    """
    matches = re.finditer(PART, question)
    words = [(each.start(), each.end(), each.group().lower()) for each in matches if each.start() >= since]
    return [
        next((word for first, last, word in words if first < end and start < last), "")
        for start, end in places
    ]


def token_weights(words: Sequence[str], rarities: Mapping[str, float]) -> NDArray[np.float32]:
    """What each token of a question counts, all together 1: what the word counts that it is of.

    words: of each token; rarities: of the words that carry meaning.
    """
    weights = np.array([rarities.get(word, 0.0) for word in words], dtype=np.float32)
    if not weights.any():
        weights[:] = 1.0
    return weights / max(float(weights.sum()), 1e-9)


def weakest(words: Sequence[str], nearest: Vectors, asked: Collection[str]) -> float:
    """How near the word comes that comes least near to any text: see Reordered.

    words: of each token; nearest: see TokenLikeness; asked: the words that count.
    """
    columns = [[number for number, word in enumerate(words) if word == each] for each in asked]
    near = [float(nearest[:, numbers].mean(axis=1).max()) for numbers in columns if numbers]
    return min([1.0, *near])
