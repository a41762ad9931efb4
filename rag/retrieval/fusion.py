"""Fusing what meaning and words found into one ranking, as a pure function."""

from collections.abc import Collection, Mapping

MOST_MEANING = 0.8
LEAST_MEANING = 0.3
"""Weight of meaning against words, where words found little and where they found much."""
LITTLE_COVERED = 0.15
MUCH_COVERED = 0.5
"""Share of the score that a question's words can give which the best passage has. All four, and the range:
docs/evaluation.md, "Fusion"."""
SIMILARITY_RANGE = 0.07
"""Similarity below the best one at which meaning counts for nothing: e5's cosines lie close together."""
LENT_SHARE = 0.5
MOST_DIFFERENCE = 0.03
"""Share of the difference between the best likeness in the question's language and the best in the other
which the other language is lent, and the largest difference that counts: likenesses across languages are
smaller for the same meaning. docs/evaluation.md, "Across languages"."""
STRONG_WORDS = 15.0
"""BM25 score that counts in full though it is the best there is: a best one below it found little. Of a
question that cannot score as much, being of a word or two, what it can."""


def fuse(
    meaning: Mapping[str, float], words: Mapping[str, float], attainable: float, other: Collection[str] = ()
) -> list[tuple[str, float]]:
    """(passage id, score from 0 to 1) for all that either has, best first.

    meaning: similarities; words: BM25 scores, higher is better; attainable: what the question's words could
    score; other: ids of passages in another language than the question. A convex combination of normalised
    scores (Bruch, Gai and Ingber 2023, https://arxiv.org/abs/2210.11934), which keeps what ranks throw away:
    by how much one passage is better than the next. Who asks in the guideline's words is served by words, who
    asks in their own by meaning, and so is a guideline in the other language, which cannot have the words.
    """
    near = nearness(meaning, other)
    strong = min(STRONG_WORDS, attainable) if attainable else STRONG_WORDS
    most = max([strong, *words.values()])
    share = meaning_share(max(words.values(), default=0.0), attainable)
    scores = {}
    for name in {*meaning, *words}:
        mixed = share * near.get(name, 0.0) + (1.0 - share) * words.get(name, 0.0) / most
        scores[name] = max(mixed, near.get(name, 0.0)) if name in other else mixed
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def nearness(meaning: Mapping[str, float], other: Collection[str]) -> dict[str, float]:
    """From 1 for the nearest to 0 for what is too far off to count. Parameters as in fuse."""
    own = max((value for name, value in meaning.items() if name not in other), default=0.0)
    across = max((value for name, value in meaning.items() if name in other), default=own)
    lent = LENT_SHARE * min(MOST_DIFFERENCE, max(0.0, own - across))
    likeness = {name: value + (lent if name in other else 0.0) for name, value in meaning.items()}
    highest = max(likeness.values(), default=0.0)
    return {name: max(0.0, 1.0 - (highest - value) / SIMILARITY_RANGE) for name, value in likeness.items()}


def meaning_share(best_by_words: float, attainable: float) -> float:
    """Weight of meaning, from 0 to 1: less, the more of what its words can score the best passage has."""
    covered = best_by_words / attainable if attainable else 0.0
    much = min(1.0, max(0.0, (covered - LITTLE_COVERED) / (MUCH_COVERED - LITTLE_COVERED)))
    return MOST_MEANING + (LEAST_MEANING - MOST_MEANING) * much
