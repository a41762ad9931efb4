"""What helps on where an answer is not the whole of it, told to the person who asked."""

from rag.answers import Answer, AnswerOutcome
from ui.wording import Wording

_WITH_OWNER = frozenset(
    (
        AnswerOutcome.PARTLY_ANSWERED,
        AnswerOutcome.CONFLICTING,
        AnswerOutcome.NEEDS_DECISION,
        AnswerOutcome.NOT_FOUND,
    )
)
"""Outcomes after which somebody has to be asked."""


def missing_sentences(answer: Answer, wording: Wording) -> list[str]:
    """What was not answered, and the words that no guideline has."""
    sentences = [wording("help.missing", part=part) for part in answer.help.missing]
    if answer.help.unknown:
        sentences.append(wording("help.unknown", words=", ".join(answer.help.unknown)))
    return sentences


def next_step_sentences(answer: Answer, wording: Wording) -> list[str]:
    """What to do now, and whom to ask."""
    sentences = [wording(f"next_step.{answer.outcome.value}")]
    if answer.help.owner and answer.outcome in _WITH_OWNER:
        sentences.append(
            wording("help.owner", guideline=answer.help.guideline or "", owner=answer.help.owner)
        )
    return sentences


def is_merely_near(answer: Answer) -> bool:
    """Whether its sources are the nearest that there is, and answer nothing."""
    return answer.outcome in (AnswerOutcome.NOT_FOUND, AnswerOutcome.NEEDS_DECISION)


def sources_heading(answer: Answer) -> str:
    """Key of what stands over the sources of an answer without statements."""
    return "sources.nearest" if is_merely_near(answer) else "sources.found"
