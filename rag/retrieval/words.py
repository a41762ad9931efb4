"""Words of a text as the words index knows them: folded, stemmed in the language of the document.

Stemming is Snowball's (Porter 2001, http://snowball.tartarus.org).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from rag.domain import Language
from rag.retrieval.stop_words import STOP_WORDS

PART = re.compile(r"\w+", re.UNICODE)
LONGEST_QUESTION_WORDS = 64
"""Words beyond this many add cost, not meaning."""
MOST_PAIRED = 8
"""Words that are looked for near each other: 28 pairs in each language."""


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


def index_words(text: str, language: Language) -> list[str]:
    """The text as it goes into the words index: its stems in order."""
    return [part for word in words_of(text) for part in _parts(stem(word, language))]


def content_words(text: str) -> list[str]:
    """Lower-case words that carry meaning in either language, each once, in order."""
    kept = dict.fromkeys(word for word in words_of(text) if word not in STOP_WORDS)
    return list(kept)[:LONGEST_QUESTION_WORDS]


def stems_of(text: str, language: Language) -> set[str]:
    """Stems of the words that carry meaning."""
    return {stem(word, language) for word in content_words(text)}


Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WordQuery:
    """What the words index is asked for."""

    words: tuple[tuple[str, ...], ...]
    """Of each word that carries meaning its stems in either language, one where they are the same."""
    adjacent: tuple[Pair, ...] = ()
    """Stems that stand side by side in the question, at least one of which carries meaning."""
    near: tuple[Pair, ...] = ()
    """Stems of two words that carry meaning, wherever they stand in it."""
    meanings: tuple[str, ...] = ()
    """Stems of what its acronyms stand for, or of acronyms that stand for its words."""

    @property
    def terms(self) -> tuple[str, ...]:
        """All stems, each once."""
        return tuple(dict.fromkeys(stem for word in self.words for stem in word))

    @property
    def all_terms(self) -> tuple[str, ...]:
        """All stems, those of pairs and meanings too, each once."""
        paired = (stem for pair in (*self.adjacent, *self.near) for stem in pair)
        return tuple(dict.fromkeys((*self.terms, *paired, *self.meanings)))

    def replaced(self, meant: Mapping[str, str]) -> "WordQuery":
        """The same with other stems for some."""
        if not meant:
            return self
        words = (tuple(dict.fromkeys(meant.get(stem, stem) for stem in word)) for word in self.words)
        adjacent, near = (
            tuple(dict.fromkeys((meant.get(one, one), meant.get(other, other)) for one, other in each))
            for each in (self.adjacent, self.near)
        )
        return WordQuery(tuple(words), adjacent, near, self.meanings)


def word_query(question: str) -> WordQuery:
    """What a question asks the words index for."""
    words = [part for word in words_of(question)[:LONGEST_QUESTION_WORDS] for part in _parts(word)]
    carrying = [word for word in words if word not in STOP_WORDS]
    beside = [pair for pair in pairwise(words) if not STOP_WORDS.issuperset(pair)]
    together = combinations(list(dict.fromkeys(carrying))[:MOST_PAIRED], 2)
    stems = (
        tuple(dict.fromkeys(stem(word, language) for language in Language)) for word in carrying or words
    )
    return WordQuery(tuple(dict.fromkeys(stems)), _stemmed(beside), _stemmed(together))


def _parts(word: str) -> list[str]:
    """The index takes an underline for the end of a word."""
    return [part for part in word.split("_") if part]


def _stemmed(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The pairs as stems of either language, each once."""
    return tuple(
        dict.fromkeys(
            (stem(one, language), stem(other, language)) for one, other in pairs for language in Language
        )
    )
