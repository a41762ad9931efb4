"""A ChatModel that says what it was told to say."""

from collections.abc import Callable, Sequence
from typing import Any

from rag.errors import ModelUnavailable


class ScriptedChatModel:
    """Judges by a function, composes from a script, or is down."""

    name = "scripted"

    def __init__(
        self,
        likelihood: Callable[[str, str], float] = lambda question, text: 1.0,
        composed: Sequence[str] = (),
        down: bool = False,
    ) -> None:
        """likelihood: of a question given a text; composed: JSON answers in order; down: every call fails."""
        self._likelihood = likelihood
        self._composed = list(composed)
        self._down = down
        self.prompts: list[str] = []
        """Every user prompt it was given, for tests to look at."""

    def is_ready(self) -> bool:
        """See rag.ports.ChatModel."""
        return not self._down

    def question_likelihoods(self, question: str, texts: Sequence[str]) -> list[float]:
        """See rag.ports.ChatModel."""
        self._answer()
        return [self._likelihood(question, text) for text in texts]

    def structured(self, system: str, user: str, schema: dict[str, Any], max_tokens: int) -> str:
        """See rag.ports.ChatModel."""
        self._answer()
        self.prompts.append(user)
        return self._composed.pop(0)

    def _answer(self) -> None:
        if self._down:
            raise ModelUnavailable("The model server does not answer.")
