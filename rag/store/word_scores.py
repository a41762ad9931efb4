"""BM25 over what one person may see, and over nothing else; words that stand together count more.

SQLite's own bm25() counts every passage of the index, so that a word's weight would tell, and change with,
what is hidden from the person, waits to be published or was replaced long ago. Here all counts are those of
the Scope. Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", with the
constants and the lower bound of SQLite's. Pairs of words: Metzler and Croft 2005, "A Markov random field
model for term dependencies"; a pair counts as a word of its rarity does, once or more often alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from rag.retrieval.words import Pair, WordQuery
from rag.store.postings import Occurrences, Postings
from rag.store.relatives import Relatives

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
PART_WEIGHT = 0.4
"""Of each part of a compound that hardly any passage has."""
MEANING_WEIGHT = 0.4
"""Of each word that an acronym stands for, and of the acronym that stands for words: docs/evaluation.md,
"What a question names"."""


@dataclass(frozen=True, slots=True)
class FoundByWords:
    """Passages that have words of a question."""

    scores: dict[str, float]
    """By passage id, best first; higher is better."""
    attainable: float
    """What a passage would score that had nothing but the question's words, each very often."""


class MatchedBy(StrEnum):
    """What of a question a passage has."""

    WORD = "word"
    COMPOUND = "compound"
    """A compound that a word of it begins or ends."""
    ACRONYM = "acronym"
    """What an acronym stands for, or the acronym."""
    PART = "part"
    """Of a compound that hardly anybody wrote."""
    TOGETHER = "together"
    """Two words that stand near each other."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one of those adds to the scores."""

    by: MatchedBy
    stems: tuple[str, ...]
    """Any of them, or both of a pair."""
    places: NDArray[np.int64]
    """Of the shown passages that have it."""
    gains: NDArray[np.float64]
    """What is added to each."""


def word_scores(
    postings: Postings, relatives: Relatives, query: WordQuery
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of the shown passages that have any of the words, sorted, and the score of each."""
    scores = np.zeros(len(postings.shown.lengths))
    meant = _as_meant(postings, relatives, query)
    for each in _singles(postings, relatives, meant):
        scores[each.places] += each.gains
    any_of_them = np.flatnonzero(scores)
    for each in _together(postings, meant):
        scores[each.places] += each.gains
    return postings.shown.numbers[any_of_them], scores[any_of_them]


def contributions(postings: Postings, relatives: Relatives, query: WordQuery) -> Iterator[Contribution]:
    """All that word_scores adds up."""
    meant = _as_meant(postings, relatives, query)
    yield from _singles(postings, relatives, meant)
    yield from _together(postings, meant)


def attainable(postings: Postings, query: WordQuery) -> float:
    """See FoundByWords. Of a word the rarer stem counts; one that nobody wrote is the rarest."""
    rarities = (max(postings.rarity(postings.of(stem)) for stem in word) for word in query.words)
    return sum(max(rarity, LEAST_WEIGHT) for rarity in rarities) * (SATURATION + 1)


def _as_meant(postings: Postings, relatives: Relatives, query: WordQuery) -> WordQuery:
    """The question as it is understood, all that is asked of it read."""
    postings.look_up(query.all_terms)
    meant = relatives.as_meant(query)
    postings.look_up(meant.all_terms)
    relatives.look_up(meant.terms)
    return meant


def _singles(postings: Postings, relatives: Relatives, query: WordQuery) -> Iterator[Contribution]:
    """What single words add."""
    lengths = postings.shown.lengths
    mean = lengths.mean() if len(lengths) else 1.0
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / mean)
    for by, weight, stems in _weighted(relatives, query):
        found = postings.of(stems[0]) if len(stems) == 1 else postings.of_any(stems)
        gains = found.counts * (SATURATION + 1) / (found.counts + norm[found.places])
        rarity = max(postings.rarity(found), LEAST_WEIGHT)
        yield Contribution(by, stems, found.places, weight * rarity * gains)


def _weighted(relatives: Relatives, query: WordQuery) -> Iterator[tuple[MatchedBy, float, tuple[str, ...]]]:
    """All single words that count, with what they count; several stems count as one."""
    for term in query.terms:
        yield MatchedBy.WORD, CODE_WEIGHT if any(map(str.isdigit, term)) else 1.0, (term,)
        yield MatchedBy.COMPOUND, KIN_WEIGHT, tuple(relatives.kin(term))
    for meaning in query.meanings:
        yield MatchedBy.ACRONYM, MEANING_WEIGHT, (meaning,)
    for part in relatives.parts(query):
        yield MatchedBy.PART, PART_WEIGHT, (part,)


def _together(postings: Postings, query: WordQuery) -> Iterator[Contribution]:
    """What words add that stand together."""
    for weight, pair, found in _pairs(postings, query):
        gain = weight * max(postings.rarity(found), 0.0)
        yield Contribution(MatchedBy.TOGETHER, pair, found.places, np.full(len(found.places), gain))


def _pairs(postings: Postings, query: WordQuery) -> Iterator[tuple[float, Pair, Occurrences]]:
    """Words that stand together, with what they count."""
    for one, other in query.adjacent:
        yield ADJACENT_WEIGHT, (one, other), postings.adjacent(one, other)
    for one, other in query.near:
        yield NEAR_WEIGHT, (one, other), postings.near(one, other, WITHIN)
