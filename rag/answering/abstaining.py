"""Whether what was found answers at all: better to say “not found” than to quote what is merely near.

One number from two signals, and one limit a language, chosen on questions that nobody answers among the
documents at hand; the figures are in docs/evaluation.md, "Not found".
"""

SIMILARITY_SPREAD = 0.02
SCORE_SPREAD = 0.12
"""Standard deviations of the two signals over the calibration's questions: they count alike."""
OTHER_LANGUAGE = 0.4
"""What the limit is lower by where the best passage is in another language than the question: likenesses
across languages are that much smaller."""


def confidence(nearest_sentence: float, best_score: float) -> float:
    """How sure it is that the passages found answer, on no particular scale.

    nearest_sentence: similarity of the centred question and the sentence nearest to it; best_score: fused
    score of the best passage.
    """
    return 0.5 * nearest_sentence / SIMILARITY_SPREAD + 0.5 * best_score / SCORE_SPREAD
