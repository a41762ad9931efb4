"""Fusing what meaning and words found into one ranking, as a pure function."""

from collections.abc import Mapping

MEANING_SHARE = 0.5
"""Weight of meaning against words. nDCG@10 at .4, .5 and .6: swequad_dev .879, .880, .875."""
SIMILARITY_RANGE = 0.10
"""Cosine below the best one at which meaning counts for nothing: e5's cosines lie close together."""


def fuse(meaning: Mapping[str, float], words: Mapping[str, float]) -> list[tuple[str, float]]:
    """(passage id, score) for all that either has, best first.

    meaning: cosines; words: BM25 scores, higher is better. A convex combination of normalised scores
    (Bruch, Gai and Ingber 2023, https://arxiv.org/abs/2210.11934), which keeps what ranks throw away:
    by how much one passage is better than the next.
    """
    highest = max(meaning.values(), default=0.0)
    most = max(words.values(), default=1.0) or 1.0
    scores = {}
    for name in {*meaning, *words}:
        nearness = max(0.0, 1.0 - (highest - meaning.get(name, -1.0)) / SIMILARITY_RANGE)
        scores[name] = MEANING_SHARE * nearness + (1.0 - MEANING_SHARE) * words.get(name, 0.0) / most
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
