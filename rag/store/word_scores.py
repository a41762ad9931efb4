"""BM25 over what one person may see, and over nothing else; words that stand together count more.

SQLite's own bm25() counts every passage of the index, so that a word's weight would tell, and change with,
what is hidden from the person, waits to be published or was replaced long ago. Here all counts are those of
the Scope. Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", with the
constants and the lower bound of SQLite's. Pairs of words: Metzler and Croft 2005, "A Markov random field
model for term dependencies"; a pair counts as a word of its rarity does, once or more often alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rag.retrieval.words import WordQuery
from rag.store.postings import Occurrences, Postings, ShownPassages
from rag.store.vocabulary import Vocabulary

SATURATION = 1.2
LENGTH_SHARE = 0.75
LEAST_WEIGHT = 1e-6
"""Of a word that most passages have."""

ADJACENT_WEIGHT = 0.3
NEAR_WEIGHT = 0.1
"""Of pairs, beside a single word's 1.0: docs/evaluation.md, "Words that stand together"."""
WITHIN = 7
"""Words between two that are near each other, at most."""

CODE_WEIGHT = 2.0
"""Of a word with a digit in it: who writes J1 or 2024-018 means just that."""
KIN_WEIGHT = 0.2
"""Of the compounds that a word of the question begins or ends, together."""
MOST_KIN = 64
PART_WEIGHT = 0.4
"""Of each part of a compound that hardly any passage has."""
RARE = 2
"""Passages that have a compound, up to which its parts are looked for."""


@dataclass(frozen=True, slots=True)
class FoundByWords:
    """Passages that have words of a question."""

    scores: dict[str, float]
    """By passage id, best first; higher is better."""
    attainable: float
    """What a passage would score that had nothing but the question's words, each very often."""


class WordScores:
    """Scores the passages of one scope for one question."""

    def __init__(self, postings: Postings, shown: ShownPassages, vocabulary: Vocabulary) -> None:
        """vocabulary: all words of the index, also those that stand nowhere where the scope shows it."""
        self._postings = postings
        self._shown = shown
        self._vocabulary = vocabulary
        mean = shown.lengths.mean() if len(shown.lengths) else 1.0
        self._norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * shown.lengths / mean)
        self._scores = np.zeros(len(shown.numbers))

    def of(self, query: WordQuery) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Numbers of the shown passages that have any of the words, sorted, and the score of each."""
        meant = self._as_meant(query)
        for term in meant.terms:
            self._add(self._postings.of(term), CODE_WEIGHT if any(map(str.isdigit, term)) else 1.0)
            self._add(self._postings.of_any(self._kin(term)), KIN_WEIGHT)
        for part in self._parts(meant):
            self._add(self._postings.of(part), PART_WEIGHT)
        found = np.flatnonzero(self._scores)
        for one, other in meant.adjacent:
            self._add_pair(f'"{one} {other}"', ADJACENT_WEIGHT)
        for one, other in meant.near:
            self._add_pair(f'NEAR("{one}" "{other}", {WITHIN})', NEAR_WEIGHT)
        return self._shown.numbers[found], self._scores[found]

    def attainable(self, query: WordQuery) -> float:
        """See FoundByWords; a word of which nobody wrote counts as the rarest."""
        rarities = (max(self._rarity(stem) for stem in word) for word in query.words)
        return sum(rarities) * (SATURATION + 1)

    def _rarity(self, term: str) -> float:
        return max(self._postings.rarity(self._postings.of(term)), LEAST_WEIGHT)

    def _add(self, found: Occurrences, weight: float) -> None:
        if found:
            gains = found.counts * (SATURATION + 1) / (found.counts + self._norm[found.places])
            self._scores[found.places] += weight * max(self._postings.rarity(found), LEAST_WEIGHT) * gains

    def _add_pair(self, expression: str, weight: float) -> None:
        found = self._postings.matching(expression)
        self._scores[found.places] += weight * max(self._postings.rarity(found), 0.0)

    def _kin(self, term: str) -> list[str]:
        shown = (each for each in self._vocabulary.kin(term) if self._postings.of(each))
        return list(islice(shown, MOST_KIN))

    def _parts(self, query: WordQuery) -> list[str]:
        """Parts of the question's rare compounds, each once, that are no words of the question themselves."""
        rare = (term for term in query.terms if len(self._postings.of(term).places) <= RARE)
        parts = dict.fromkeys(part for term in rare for part in self._split(term))
        return [part for part in parts if part not in query.terms]

    def _split(self, term: str) -> tuple[str, ...]:
        """The two words that a compound is made of, those that most passages have; empty where it is none."""
        splits = [pair for pair in self._vocabulary.splits(term) if all(map(self._postings.of, pair))]
        return max(splits, key=lambda pair: sum(self._frequency(part) for part in pair), default=())

    def _frequency(self, term: str) -> int:
        return len(self._postings.of(term).places)

    def _as_meant(self, query: WordQuery) -> WordQuery:
        """The question with what nobody wrote put for what somebody did: å for a, one letter for another."""
        unknown = (word for word in query.words if not any(map(self._is_known, word)))
        return query.replaced({stem: meant for word in unknown for stem, meant in self._meant(word)})

    def _is_known(self, term: str) -> bool:
        return bool(self._postings.of(term)) or bool(self._kin(term)) or bool(self._split(term))

    def _meant(self, word: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """For each stem of a word the shown one that it stands for, where there is one."""
        for stem in word:
            marked = self._shown_of(self._vocabulary.spelt_with_marks(stem))
            # the nearest one, where several resemble it
            meant = max(marked, key=self._frequency, default=None) or next(
                iter(self._shown_of(self._vocabulary.resembling(stem))), None
            )
            if meant:
                yield stem, meant

    def _shown_of(self, terms: Sequence[str]) -> list[str]:
        return [term for term in terms if self._postings.of(term)]
