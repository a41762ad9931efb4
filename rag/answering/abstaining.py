"""Whether what was found answers at all: better to say “not found” than to quote what is merely near.

One number from two signals, and one limit a language. The limits are data, kept with the curve that each was
chosen from (`limits.json`, made by tools/choose_limits.py). The figures: docs/evaluation.md, "Not found".
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from rag.domain import Language
from rag.errors import SettingInvalid

LIMITS = Path(__file__).with_name("limits.json")
"""For the default embedder."""

SIMILARITY_SPREAD = 0.02
SCORE_SPREAD = 0.12
"""Standard deviations of the two signals over the calibration's questions: they count alike."""
OTHER_LANGUAGE = 0.4
"""What is added where the best passage is in another language than the question: across languages likenesses
are that much smaller."""
MISSING_BELOW = {Language.ENGLISH: 0.43}
"""Nearness below which a rare word of the question is missing from all that was read; where it tells."""
MISSING_COSTS = 0.5


def confidence(
    nearest_sentence: float, best_score: float, weakest: float, asked: Language, best: Language
) -> float:
    """How sure it is that the passages found answer, on no particular scale.

    nearest_sentence: similarity of the centred question and the sentence nearest to it; best_score: fused
    score of the best passage; weakest: see Reordered; asked, best: languages of question and best passage.
    """
    sure = 0.5 * nearest_sentence / SIMILARITY_SPREAD + 0.5 * best_score / SCORE_SPREAD
    if weakest < MISSING_BELOW.get(asked, 0.0):
        sure -= MISSING_COSTS
    return sure if asked is best else sure + OTHER_LANGUAGE


class ChosenLimit(BaseModel):
    """A language's limit; the file has the curve, too."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    limit: float


class Limits(BaseModel):
    """Confidence below which nothing answers, by the question's language."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    embedder: str
    """Fingerprint of the embedder that they were chosen with."""
    languages: dict[Language, ChosenLimit]

    def of(self, language: Language) -> float:
        """The limit of questions in a language."""
        return self.languages[language].limit

    @model_validator(mode="after")
    def _has_all(self) -> "Limits":
        if self.languages.keys() != set(Language):
            raise ValueError(f"there must be one for each of {', '.join(Language)}")
        return self


def read_limits(file: Path) -> Limits:
    """The limits in a file. Raises SettingInvalid."""
    try:
        return Limits.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise SettingInvalid(
            f"The limits of “not found” cannot be read from {file}. Make them with tools/choose_limits.py, "
            "and name the file in `answering.limits`; empty, it means those of the default embedder."
        ) from error
