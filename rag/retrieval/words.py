"""Words of a text as the words index knows them: folded, stemmed in the language of the document.

Stemming is Snowball's (Porter 2001, http://snowball.tartarus.org).
"""

import re
from functools import lru_cache

from rag.domain import Language
from rag.retrieval.stop_words import STOP_WORDS

PART = re.compile(r"\w+", re.UNICODE)
LONGEST_QUESTION_WORDS = 64
"""Words beyond this many add cost, not meaning."""


@lru_cache(maxsize=2)
def _stemmer(language: Language) -> object:
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer("swedish" if language is Language.SWEDISH else "english")


@lru_cache(maxsize=200_000)
def stem(word: str, language: Language) -> str:
    """The stem of a lower-case word."""
    return str(_stemmer(language).stemWord(word))  # type: ignore[attr-defined]


def words_of(text: str) -> list[str]:
    """Lower-case words in order; hyphenated ones in their parts."""
    return [match.group().lower() for match in PART.finditer(text)]


def index_words(text: str, language: Language) -> str:
    """The text as it goes into the words index: stems, divided by blanks."""
    return " ".join(stem(word, language) for word in words_of(text))


def content_words(text: str) -> list[str]:
    """Lower-case words that carry meaning in either language, each once, in order."""
    kept = dict.fromkeys(word for word in words_of(text) if word not in STOP_WORDS)
    return list(kept)[:LONGEST_QUESTION_WORDS]


def stems_of(text: str, language: Language) -> set[str]:
    """Stems of the words that carry meaning."""
    return {stem(word, language) for word in content_words(text)}


def question_terms(question: str) -> list[str]:
    """Stems of the question's words in either language, each once, as the words index has them."""
    words = content_words(question) or words_of(question)[:LONGEST_QUESTION_WORDS]
    # the index takes an underline for the end of a word
    parts = [part for word in words for part in word.split("_") if part]
    return list(dict.fromkeys(stem(part, language) for part in parts for language in Language))
