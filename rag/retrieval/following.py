"""Follow-ups: a question after others is searched for by itself, and after what was asked before."""

from rag.domain import Question

EARLIER_QUESTIONS = 2
"""User turns before the question that are searched for with it."""


def earlier_questions(question: Question) -> str:
    """The user's turns before the question, which say what it is about; empty where there are none."""
    earlier = [turn.text for turn in question.history if turn.speaker == "user"]
    return "\n".join(earlier[-EARLIER_QUESTIONS:])


def after(earlier: str, text: str) -> str:
    """A question after what was asked before, as one text."""
    return f"{earlier}\n{text}" if earlier else text
