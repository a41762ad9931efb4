"""A search taken apart: what the signals made of its candidates, what became of them, what was left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rag.domain import Found
from rag.retrieval.matching import Mark, Matched
from rag.retrieval.search import Searched

OF_EACH_SIGNAL = 10
"""The best by words and by meaning, which are told of though others were fused before them."""


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """What can be changed for one search."""

    candidates: int
    passages: int
    """How many are found."""
    read_closely: int
    reranked: int
    """How many a reranker judges; nothing where there is none."""


class Ending(StrEnum):
    """What became of a candidate."""

    SHOWN = "shown"
    FOLDED = "folded"
    """Another place of the same text stands for it."""
    SHARE = "share"
    """Its document has its share of the places already."""
    LIMIT = "limit"
    """It was put in order, and the places were taken by better ones."""
    NOT_ORDERED = "not_ordered"
    """It was none of the best that are put in order."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A rank, from 1, with the score that it comes of."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Traced:
    """A candidate, and its way through the stages."""

    found: Found
    words: Ranked | None
    """None where it is none of those that words proposed."""
    matched: tuple[Matched, ...]
    marks: tuple[Mark, ...]
    meaning: Ranked | None
    """None where it is none of those that meaning proposed. found.similarity is known of all."""
    fused: Ranked
    """The rank that counted from there on, with what the question names first; the score without that."""
    ordered: int | None
    """Rank after close reading, reranking and precedence; None where it was not put in order."""
    ending: Ending
    rank: int | None
    """Among what is found; None for what was left out."""
    folded_into: str | None
    """Id of the passage that stands for it."""


class LeftOutFor(StrEnum):
    """Why a document does not count on a day."""

    NOT_YET = "not_yet"
    NO_LONGER = "no_longer"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A passage that would have been one of the best candidates, had its document counted on the day."""

    found: Found
    rank: int
    """Where it would have stood when all was fused."""
    why: LeftOutFor
    replaced_by: tuple[str, ...]
    """Titles of what has its document's place."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A search taken apart."""

    searched: Searched
    candidates: tuple[Traced, ...]
    """In the order in which they were fused."""
    left_out: tuple[LeftOut, ...]

    def shown(self) -> list[Traced]:
        """What was found, in order."""
        return _in_order((each.rank, each) for each in self.candidates)

    def by_words(self) -> list[Traced]:
        """The best by words, in order."""
        return _in_order((_rank(each.words), each) for each in self.candidates)[:OF_EACH_SIGNAL]

    def by_meaning(self) -> list[Traced]:
        """The best by meaning, in order."""
        return _in_order((_rank(each.meaning), each) for each in self.candidates)[:OF_EACH_SIGNAL]


def _rank(ranked: Ranked | None) -> int | None:
    return ranked.rank if ranked else None


def _in_order(ranked: Iterable[tuple[int | None, Traced]]) -> list[Traced]:
    """Those that have a rank, by it."""
    placed = [(rank, each) for rank, each in ranked if rank is not None]
    return [each for _, each in sorted(placed, key=lambda pair: pair[0])]
