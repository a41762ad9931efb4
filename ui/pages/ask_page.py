"""The page where questions are asked: the story from an empty page to an answer with its sources."""

import logging
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from config.settings import SettingsInvalid
from rag.answers import Answer, Finished, SourcesFound, StatementChecked
from rag.domain import Source
from rag.errors import ParagrafError
from ui.parts import conversation as talk
from ui.parts import service
from ui.parts.browser import announce, move_focus, scroll_to, tell_language
from ui.parts.escaping import as_html, as_label
from ui.parts.language_switch import chosen_wording, show_language_switch
from ui.parts.source_panel import show_source_panel
from ui.parts.sources import found_html
from ui.parts.statements import show_answer, statement_html
from ui.wording import Wording

LONGEST_QUESTION = 1000
_STYLE = Path(__file__).parent.parent / "parts" / "page.css"
_log = logging.getLogger(__name__)


def show_ask_page() -> None:
    """Draw the page, then answer the question that waits, if any."""
    wording = chosen_wording()
    st.html(_STYLE)
    tell_language(wording.language)
    _show_input(wording)
    now = talk.current()
    # the same places whether they are used or not: what is not drawn again would linger, faded
    conversation_side, source_side = st.columns([3, 2], gap="medium")
    with source_side:
        _show_source(st.empty(), now, wording)
    with conversation_side, st.container(key="conversation"):
        _show_head(now, wording)
        _show_examples(st.empty(), now, wording)
        _show_exchanges(now, wording)
        if now.pending:
            _answer(now, wording)
        elif not now.exchanges:
            # loads the models while the first question is being written
            _guarded(service.get_paragraf)


def _show_input(wording: Wording) -> None:
    with st.bottom:
        asked = st.chat_input(
            wording("page.input"), key="question", max_chars=LONGEST_QUESTION, submit_mode="disable"
        )
        st.html(f'<p class="paragraf-notice">{as_html(wording("page.notice"))}</p>')
    if asked:
        talk.ask(str(asked))


def _show_source(place: DeltaGenerator, now: talk.Conversation, wording: Wording) -> None:
    opened = now.opened
    if opened is None:
        return
    with place.container():
        failure = _guarded(lambda: show_source_panel(opened, wording))
        if failure:
            _show_failure(failure, wording)


def _show_head(now: talk.Conversation, wording: Wording) -> None:
    with _row("head"):
        st.html(f"<h1>{as_html(wording('page.name'))}</h1>", width="content")
        show_language_switch(wording)
    with _row("subhead"):
        st.html(f"<p>{as_html(wording('page.explanation'))}</p>", width="content")
        if now.exchanges:
            label = wording("page.new_conversation")
            st.button(label, key="new", icon=":material/add:", on_click=talk.start_anew)


def _row(key: str) -> DeltaGenerator:
    return st.container(
        key=key, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )


def _show_examples(place: DeltaGenerator, now: talk.Conversation, wording: Wording) -> None:
    if now.pending or now.exchanges:
        return
    with place.container(key="examples"):
        st.html(f"<h2>{as_html(wording('page.examples'))}</h2>")
        for number, example in enumerate(wording.within("example")):
            st.button(as_label(example), key=f"example_{number}", on_click=talk.ask, args=(example,))


def _show_exchanges(now: talk.Conversation, wording: Wording) -> None:
    for number, exchange in enumerate(now.exchanges):
        with st.container(key=f"exchange_{number}"):
            _show_question(exchange.question, wording)
            if isinstance(exchange.result, talk.Failure):
                _show_failure(exchange.result, wording)
            else:
                show_answer(exchange.result, f"answer-{number}", wording)
    if now.exchanges and not now.pending:
        announce(wording("announcement.answered"), len(now.exchanges))
        _scroll_to_exchange(len(now.exchanges) - 1)
    if now.closed:
        move_focus(f".st-key-{now.closed} button", now.closed)


def _show_question(question: str, wording: Wording) -> None:
    unseen = f'<span class="paragraf-unseen">{as_html(wording("page.your_question"))} </span>'
    st.html(f'<h2 class="paragraf-question">{unseen}{as_html(question)}</h2>')


def _answer(now: talk.Conversation, wording: Wording) -> None:
    """Answer the waiting question while the reader watches, remember it, and draw the page anew."""
    answers: list[Answer] = []
    number = len(now.exchanges)
    with st.container(key=f"exchange_{number}"):
        _show_question(now.pending or "", wording)
        _scroll_to_exchange(number)
        failure = _guarded(lambda: answers.append(_watched_answer(now, wording)))
    talk.remember(talk.current().answered(failure or answers[0]))
    st.rerun()


def _scroll_to_exchange(number: int) -> None:
    # the first one stands right below the page's title already
    if number:
        scroll_to(f".st-key-exchange_{number} h2", number)


def _watched_answer(now: talk.Conversation, wording: Wording) -> Answer:
    progress = st.status(wording("progress.searching"), expanded=True)
    sources: tuple[Source, ...] = ()
    for event in service.get_paragraf().assistant.ask(now.question()):
        if isinstance(event, SourcesFound):
            sources = event.sources
            progress.update(label=wording.counted("progress.reading", len(sources)), expanded=True)
            progress.html(found_html(sources, wording))
        elif isinstance(event, StatementChecked):
            st.html(statement_html(event.statement, sources, wording))
        elif isinstance(event, Finished):
            return event.answer
    raise RuntimeError("The assistant ended without an answer.")


def _show_failure(failure: talk.Failure, wording: Wording) -> None:
    code = failure.code if f"error.{failure.code}" in wording else "error"
    st.error(wording(f"error.{code}", reference=failure.reference))


def _guarded(step: Callable[[], object]) -> talk.Failure | None:
    """The page's door: the one place where errors are caught, and told as a sentence."""
    try:
        step()
    except (ParagrafError, SettingsInvalid) as error:
        code = error.code if isinstance(error, ParagrafError) else "setting_invalid"
        _log.warning("%s: %s", code, error)
        return talk.Failure(code, "")
    except Exception:
        reference = uuid4().hex[:8]
        _log.exception("Unexpected error %s", reference)
        return talk.Failure("unexpected", reference)
    return None
