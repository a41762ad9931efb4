"""Places for different things: a text that stands in several documents is shown once, and no one document
takes all the places while others are close behind.

Only the same words are folded, whatever marks and spaces divide them. Likeness does not do: two versions of a
rule that differ in “two days” and “three days” are all but alike, and hiding one of them hides what matters.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from rag.domain import Elsewhere, Found
from rag.retrieval.close_reading import standing
from rag.retrieval.words import words_of

LARGEST_SHARE = 0.5
CLOSE_BEHIND = 0.1
"""One document has at most this share of the places while passages of others stand no more than this behind
those it would have beyond: docs/evaluation.md, "Several sources"."""
WITHIN_SHARE = 0.9
"""Of a longer text's words a text that stands in it whole must have, to be the same one cut elsewhere."""

Ranked = TypeVar("Ranked")


def folded(
    ranked: Iterable[Ranked], text_of: Callable[[Ranked], str]
) -> list[tuple[Ranked, tuple[Ranked, ...]]]:
    """Each text once, the best place of it, with its other places.

    ranked: best first; each is compared with all before it.
    """
    kept: list[tuple[str, Ranked, list[Ranked]]] = []
    by_words: dict[str, list[Ranked]] = {}
    for each in ranked:
        words = f" {' '.join(words_of(text_of(each)))} "
        if words in by_words:
            by_words[words].append(each)
            continue
        others = next((others for text, _, others in kept if _is_same(text, words)), None)
        if others is not None:
            others.append(each)
            continue
        by_words[words] = []
        kept.append((words, each, by_words[words]))
    return [(each, tuple(others)) for _, each, others in kept]


def _is_same(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= WITHIN_SHARE * len(longer) and shorter in longer


def spread(found: Sequence[Found], limit: int) -> list[Found]:
    """The passages in an order in which one document does not take all of the first `limit` places."""
    left = list(found)
    chosen: list[Found] = []
    most = max(1, round(limit * LARGEST_SHARE))
    taken: dict[Hashable, int] = {}
    while left and len(chosen) < limit:
        best = next((each for each in left if _fits(each, left[0], taken, most)), left[0])
        left.remove(best)
        chosen.append(best)
        place = (best.source, best.document)
        taken[place] = taken.get(place, 0) + 1
    return [*chosen, *left]


def _fits(each: Found, first: Found, taken: Mapping[Hashable, int], most: int) -> bool:
    has_room = taken.get((each.source, each.document), 0) < most
    return has_room and standing(each) >= standing(first) - CLOSE_BEHIND


def with_places(found: Found, others: Sequence[Elsewhere]) -> Found:
    """A passage with the other documents that have its text, each once."""
    own = (found.source, found.document)
    elsewhere = {(each.source, each.document): each for each in others}
    return replace(found, also_in=tuple(each for place, each in elsewhere.items() if place != own))
