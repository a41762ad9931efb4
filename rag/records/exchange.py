"""A question and what came of it, as a conversation has it."""

from dataclasses import dataclass
from datetime import datetime

from rag.answers import Answer, AnswerOutcome
from rag.errors import ModelUnavailable


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that ended in an error."""

    code: str
    """Names the sentence in the catalogues."""
    reference: str = ""
    """Finds the error's line in the log; empty where the sentence says everything."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it."""

    question: str
    result: Answer | Failure | None
    """None where it has not been answered: it is being, or was broken off."""
    asked_at: datetime

    def lacks_model(self) -> bool:
        """Whether it was not answered because the language model does not answer."""
        if isinstance(self.result, Answer):
            return self.result.outcome is AnswerOutcome.MODEL_UNAVAILABLE
        return self.result is not None and self.result.code == ModelUnavailable.code
