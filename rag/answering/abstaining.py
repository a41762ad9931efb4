"""Whether what was found answers at all: better to say “not found” than to quote what is merely near.

One number from two signals, and one limit a language, chosen on questions that nobody answers among the
documents at hand; the figures are in docs/evaluation.md, "Not found".
"""

from rag.domain import Language

SIMILARITY_SPREAD = 0.02
SCORE_SPREAD = 0.12
"""Standard deviations of the two signals over the calibration's questions: they count alike."""
OTHER_LANGUAGE = 0.4
"""What the limit is lower by where the best passage is in another language than the question: likenesses
across languages are that much smaller."""
MISSING_BELOW = {Language.ENGLISH: 0.43}
"""Nearness below which a rare word of the question is missing from all that was read; where it tells."""
MISSING_COSTS = 0.5


def missing_word_cost(weakest: float, language: Language) -> float:
    """What confidence loses where a rare word of the question is nowhere. weakest: see Reordered."""
    return MISSING_COSTS if weakest < MISSING_BELOW.get(language, 0.0) else 0.0


def confidence(nearest_sentence: float, best_score: float) -> float:
    """How sure it is that the passages found answer, on no particular scale.

    nearest_sentence: similarity of the centred question and the sentence nearest to it; best_score: fused
    score of the best passage.
    """
    return 0.5 * nearest_sentence / SIMILARITY_SPREAD + 0.5 * best_score / SCORE_SPREAD
