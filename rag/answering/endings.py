"""How an answer ends: its outcome, the code of the reason for it, and what helps on from there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.question_kinds import QuestionKind
from rag.answers import NO_HELP, AnswerOutcome, Help
from rag.domain import Source


@dataclass(frozen=True, slots=True)
class Ending:
    """How an answer ended, with the code of its reason."""

    outcome: AnswerOutcome
    reason: str
    help: Help = NO_HELP

    def with_help(self, help_on: Help) -> "Ending":
        """The same with what helps on."""
        return replace(self, help=help_on)


NOTHING_FOUND = Ending(AnswerOutcome.NOT_FOUND, "nothing_found")
NOTHING_ANSWERS = Ending(AnswerOutcome.NOT_FOUND, "nothing_answers")
QUOTED = Ending(AnswerOutcome.QUOTED, "quoted_from_guidelines")
COMPOSED = Ending(AnswerOutcome.ANSWERED, "composed_and_checked")
PARTLY = Ending(AnswerOutcome.PARTLY_ANSWERED, "parts_missing")
CONFLICTING = Ending(AnswerOutcome.CONFLICTING, "guidelines_differ")
UNCLEAR = Ending(AnswerOutcome.NEEDS_CLARIFICATION, "one_word")
INDIVIDUAL_CASE = Ending(AnswerOutcome.NEEDS_DECISION, "individual_case")
MODEL_DOWN = Ending(AnswerOutcome.MODEL_UNAVAILABLE, "model_server_down")
NOT_SEARCHED = {
    QuestionKind.INSTRUCTION: Ending(AnswerOutcome.GUARD, "instruction_in_question"),
    QuestionKind.TASK: Ending(AnswerOutcome.OUTSIDE_SCOPE, "no_question_for_guidelines"),
    QuestionKind.SMALL_TALK: Ending(AnswerOutcome.OUTSIDE_SCOPE, "small_talk"),
}
"""Kinds of questions for which no guideline is looked at."""


def whom_to_ask(sources: Sequence[Source]) -> Help:
    """The owner of the nearest guideline that has one."""
    owned = (source.found for source in sources if source.found.owner)
    nearest = next(owned, None)
    return Help(owner=nearest.owner, guideline=nearest.title) if nearest else NO_HELP
