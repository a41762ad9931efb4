"""The conversation as it is kept on the server: a page that is loaded anew, or later, goes on with it."""

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from rag.records.exchange import Exchange
from ui.parts import conversation as talk
from ui.parts import service
from ui.parts.door import STOPPED, guarded
from ui.parts.visitor import owner


def go_on_from_address() -> bool:
    """Load the conversation that the address names; False where it is not this visitor's."""
    name = st.query_params.get(talk.ADDRESS, "")
    return not name or name == talk.current().id or open_kept(name)


def tell_address() -> None:
    """Have the address name the conversation, which it forgets when another page is opened."""
    now = talk.current()
    if now.id and st.query_params.get(talk.ADDRESS) != now.id:
        st.query_params[talk.ADDRESS] = now.id


def open_kept(name: str) -> bool:
    """Go on with a conversation; False where it is not this visitor's, or is not there any more."""
    exchanges = service.get_records().conversations.exchanges(owner(), name)
    if exchanges is None:
        st.query_params.pop(talk.ADDRESS, None)
        return False
    mark = len(exchanges), exchanges[-1].asked_at
    talk.remember(talk.Conversation(exchanges, id=name, mark=mark))
    st.query_params[talk.ADDRESS] = name
    return True


def keep_pending(now: talk.Conversation) -> talk.Conversation:
    """Write down the question that waits, so that it is not lost with the page."""
    kept, question = service.get_records().conversations, now.pending or ""
    waiting = Exchange(question, None, datetime.now(UTC))
    if not now.id or kept.newest(owner(), now.id) != now.mark:
        now = _begun_anew(now, question)
    kept.keep(owner(), now.id, len(now.exchanges), waiting)
    kept.shorten(owner(), now.id, len(now.exchanges) + 1)
    now = replace(now, mark=(len(now.exchanges) + 1, waiting.asked_at))
    talk.remember(now)
    st.query_params[talk.ADDRESS] = now.id
    return now


def keep_answer(now: talk.Conversation) -> None:
    """Write down what came of the last question."""
    if now.id:
        kept, number = service.get_records().conversations, len(now.exchanges) - 1
        if kept.newest(owner(), now.id) == now.mark:
            kept.keep(owner(), now.id, number, now.exchanges[number])
        else:
            now = _begun_anew(now, now.exchanges[0].question)
            st.query_params[talk.ADDRESS] = now.id
        talk.remember(replace(now, mark=(number + 1, now.exchanges[number].asked_at)))


def _begun_anew(now: talk.Conversation, title: str) -> talk.Conversation:
    """One that was deleted meanwhile, or gone on with in another tab, goes on as a new one."""
    kept = service.get_records().conversations
    now = replace(now, id=kept.begin(owner(), title))
    for number, exchange in enumerate(now.exchanges):
        kept.keep(owner(), now.id, number, exchange)
    return now


def stop() -> None:
    """Let the question that is being answered be; the page stops when it draws itself anew."""
    now = talk.current()
    if now.pending:
        now = now.answered(STOPPED)
        talk.remember(now)
        guarded(lambda: keep_answer(now))
