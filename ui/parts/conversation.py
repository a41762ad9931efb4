"""What a session remembers: the questions that were asked, what came of them, and the source that is open."""

from dataclasses import dataclass, replace

import streamlit as st

from rag.answers import Answer, Citation
from rag.domain import Question, Source, Turn
from ui.parts.service import GROUPS

_KEY = "conversation"
REMEMBERED_TURNS = 6
"""Turns that a follow-up is understood from; older ones only make a prompt longer."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that ended in an error."""

    code: str
    """Names the sentence in the catalogues."""
    reference: str
    """Finds the error's line in the log; empty where the sentence says everything."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it."""

    question: str
    result: Answer | Failure


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """The source that is shown beside the conversation."""

    opened_by: str
    """Key of the button that opened it, where the keyboard goes back to."""
    source: Source
    citation: Citation | None
    """The words to point at; None where the passage as a whole was opened."""
    headings: frozenset[str]
    """All headings known of the document."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A session, whole. Never changed: each step makes the next one."""

    exchanges: tuple[Exchange, ...] = ()
    pending: str | None = None
    """A question that has been asked and not been answered yet."""
    opened: OpenedSource | None = None
    closed: str = ""
    """Key of the button whose source was closed last."""

    def asked(self, question: str) -> "Conversation":
        """With a question waiting for its answer."""
        return replace(self, pending=question.strip() or None, opened=None, closed="")

    def answered(self, result: Answer | Failure) -> "Conversation":
        """With the waiting question answered."""
        exchange = Exchange(self.pending or "", result)
        return replace(self, exchanges=(*self.exchanges, exchange), pending=None)

    def question(self) -> Question:
        """The waiting question with the turns before it."""
        return Question(self.pending or "", GROUPS, history=self._turns()[-REMEMBERED_TURNS:])

    def _turns(self) -> tuple[Turn, ...]:
        turns: list[Turn] = []
        for exchange in self.exchanges:
            if isinstance(exchange.result, Answer):
                said = " ".join(statement.text for statement in exchange.result.statements)
                turns.append(Turn("user", exchange.question))
                turns += [Turn("assistant", said)] if said else []
        return tuple(turns)


def current() -> Conversation:
    """The conversation of this session."""
    conversation: Conversation = st.session_state.get(_KEY, Conversation())
    return conversation


def remember(conversation: Conversation) -> None:
    """Make this the conversation of this session."""
    st.session_state[_KEY] = conversation


def start_anew() -> None:
    """Forget everything said in this session."""
    remember(Conversation())


def ask(question: str) -> None:
    """Put a question; the page answers it when it draws itself."""
    remember(current().asked(question))


def open_source(opened: OpenedSource) -> None:
    """Show a source beside the conversation."""
    remember(replace(current(), opened=opened, closed=""))


def close_source() -> None:
    """Show no source any more."""
    now = current()
    remember(replace(now, opened=None, closed=now.opened.opened_by if now.opened else ""))
