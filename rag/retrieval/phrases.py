"""Quoted phrases of a question: words that must stand together, whatever marks and spaces divide them."""

import re
from collections.abc import Sequence

from rag.retrieval.words import words_of

_QUOTED = re.compile(r"[\"“”„]([^\"“”„]{3,200})[\"“”„]|[«»]([^«»]{3,200})[«»]")


def quoted_phrases(question: str) -> tuple[str, ...]:
    """Phrases of two words or more that a question has in quotation marks, in lower case and spaced once."""
    quoted = (words_of(match[1] or match[2]) for match in _QUOTED.finditer(question))
    return tuple(dict.fromkeys(" ".join(words) for words in quoted if len(words) > 1))


def has_phrases(text: str, phrases: Sequence[str]) -> bool:
    """Whether a text has all of the phrases."""
    words = f" {' '.join(words_of(text))} "
    return all(f" {phrase} " in words for phrase in phrases)
