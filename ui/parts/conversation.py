"""What a session remembers: the questions that were asked, what came of them, and the source that is open.

It is kept on the server too, exchange by exchange (ui/parts/kept.py), so a page that is loaded anew has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import streamlit as st

from rag.answers import Answer, AnswerOutcome, Citation
from rag.domain import Found, Question, Source, Turn
from rag.records.conversations import Mark
from rag.records.exchange import Exchange, Failure
from rag.records.personal_data import find_personal_data
from rag.store.document_view import PassagePlace
from ui.parts.service import GROUPS

_KEY = "conversation"
_TRIED = "tried_out"
_PAGE = "page"
ADDRESS = "conversation"
"""Parameter of the page's address that names it."""
LONGEST_QUESTION = 1000
LONGEST_GIVEN = 20_000
"""Characters that a person may give to be shortened; what is longer the field does not take at all."""
REMEMBERED_TURNS = 6
"""Turns that a follow-up is understood from; older ones only make a prompt longer."""


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """The source that is shown beside the conversation."""

    opened_by: str
    """Key of the button that opened it, where the keyboard goes back to."""
    source: Source
    citations: tuple[Citation, ...]
    """The words to point at; none where the passage as a whole was opened."""
    headings: frozenset[str]
    """All headings known of the document."""
    looked_at: PassagePlace | None = None
    """Where its reader has moved to; None where it was opened."""

    def looking_at(self, place: PassagePlace) -> "OpenedSource":
        """With another passage shown."""
        return replace(self, looked_at=None if place.start == self.source.found.start else place)

    def passage(self) -> Found:
        """The passage that is shown, with its document."""
        there = self.looked_at
        if there is None:
            return self.source.found
        return replace(
            self.source.found,
            start=there.start,
            end=there.end,
            text=there.text,
            headings=there.headings,
            pages=there.pages,
            boxes=there.boxes,
            lead_in=None,
        )


class Task(StrEnum):
    """What the introduction has people try."""

    ASK = "ask"
    OPEN = "open"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A session, whole. Never changed: each step makes the next one."""

    exchanges: tuple[Exchange, ...] = ()
    pending: str | None = None
    """A question that has been asked and not been answered yet."""
    held: str | None = None
    """A question that is too long or has personal data, until it is decided what is asked."""
    edited: str | None = None
    """The last question, while it is being changed."""
    id: str = ""
    """Under which it is kept; empty before its first question."""
    mark: Mark | None = None
    """What is kept of it as far as this tab knows; None before its first question."""
    opened: OpenedSource | None = None
    closed: str = ""
    """Key of the button whose source was closed last."""

    def asked(self, question: str) -> "Conversation":
        """With a question waiting for its answer."""
        pending = question.strip() or None
        return replace(self, pending=pending, held=None, edited=None, opened=None, closed="")

    def asked_anew(self, question: str) -> "Conversation":
        """With a question in the last one's place, waiting for its answer."""
        return replace(self, exchanges=self.exchanges[:-1]).asked(question)

    def answered(self, result: Answer | Failure) -> "Conversation":
        """With the waiting question answered."""
        exchange = Exchange(self.pending or "", result, datetime.now(UTC))
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
    st.session_state[_TRIED] = tried_out() | frozenset(_tasks(conversation))


def tried_out() -> frozenset[Task]:
    """What has been tried in this session."""
    tried: frozenset[Task] = st.session_state.get(_TRIED, frozenset())
    return tried


def _tasks(conversation: Conversation) -> Iterator[Task]:
    for exchange in conversation.exchanges:
        if isinstance(exchange.result, Answer):
            yield Task.NOT_FOUND if exchange.result.outcome is AnswerOutcome.NOT_FOUND else Task.ASK
    if conversation.opened:
        yield Task.OPEN


def come_to(page: str) -> None:
    """Begin to look at a page: a source that another page has opened is closed."""
    if st.session_state.setdefault(_PAGE, page) != page:
        st.session_state[_PAGE] = page
        remember(replace(current(), opened=None, closed=""))


def start_anew() -> None:
    """Begin another conversation; this one stays where it is kept."""
    remember(Conversation())
    st.query_params.pop(ADDRESS, None)


def ask(question: str) -> None:
    """Put a question; the page answers it when it draws itself. Too long or with personal data it is held."""
    if len(question.strip()) > LONGEST_QUESTION or find_personal_data(question):
        remember(replace(current(), held=question.strip(), edited=None))
        return
    remember(current().asked(question))


def ask_edited(question: str) -> None:
    """Put a changed question in the last one's place; an empty one leaves that as it is.

    One with personal data is held and asked after the last one, which is not given up for it.
    """
    if not question.strip():
        stop_editing()
    elif find_personal_data(question):
        ask(question)
    else:
        remember(current().asked_anew(question))


def ask_held(question: str) -> None:
    """Put the question that was held, as it is or masked."""
    remember(current().asked(question))


def drop_held() -> None:
    """Do not put it after all."""
    remember(replace(current(), held=None))


def ask_again() -> None:
    """Put the last question once more, in its own place."""
    now = current()
    remember(now.asked_anew(now.exchanges[-1].question))


def edit() -> None:
    """Begin to change the last question."""
    now = current()
    remember(replace(now, edited=now.exchanges[-1].question))


def stop_editing() -> None:
    """Leave it as it is."""
    remember(replace(current(), edited=None))


def open_source(opened: OpenedSource) -> None:
    """Show a source beside the conversation."""
    remember(replace(current(), opened=opened, closed=""))


def close_source() -> None:
    """Show no source any more."""
    now = current()
    remember(replace(now, opened=None, closed=now.opened.opened_by if now.opened else ""))
