"""Fusing what meaning and words found into one ranking, as a pure function."""

from collections.abc import Mapping

MEANING_SHARE = 0.6
"""Weight of meaning against words; measured in docs/evaluation.md, "Fusion"."""
SIMILARITY_RANGE = 0.07
"""Similarity below the best one at which meaning counts for nothing: e5's cosines lie close together."""
STRONG_WORDS = 15.0
"""BM25 score that counts in full though it is the best there is: a best one below it found little."""


def fuse(meaning: Mapping[str, float], words: Mapping[str, float]) -> list[tuple[str, float]]:
    """(passage id, score from 0 to 1) for all that either has, best first.

    meaning: similarities; words: BM25 scores, higher is better. A convex combination of normalised
    scores (Bruch, Gai and Ingber 2023, https://arxiv.org/abs/2210.11934), which keeps what ranks throw
    away: by how much one passage is better than the next.
    """
    highest = max(meaning.values(), default=0.0)
    most = max([STRONG_WORDS, *words.values()])
    scores = {}
    for name in {*meaning, *words}:
        nearness = max(0.0, 1.0 - (highest - meaning.get(name, -1.0)) / SIMILARITY_RANGE)
        scores[name] = MEANING_SHARE * nearness + (1.0 - MEANING_SHARE) * words.get(name, 0.0) / most
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
