"""The page where questions are asked: the story from an empty page to an answer with its sources."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.answers import Answer, Finished, SourcesFound, StatementChecked
from rag.domain import Source
from rag.records.exchange import Exchange
from ui.parts import conversation as talk
from ui.parts import kept, service
from ui.parts.actions import show_actions, show_edit
from ui.parts.browser import announce, move_focus, scroll_to
from ui.parts.door import BROKEN_OFF, guarded, show_failure, tried
from ui.parts.escaping import as_html, as_label
from ui.parts.frame import begin_page, row, show_head
from ui.parts.held import show_held
from ui.parts.links import follow_link
from ui.parts.policy import is_policy_accepted, show_policy
from ui.parts.search_box import fill_search_box
from ui.parts.source_panel import show_source_panel
from ui.parts.sources import found_html
from ui.parts.statements import show_answer, statement_html
from ui.parts.suggestions import show_suggestions
from ui.wording import Wording

_ARRIVED = "arrived"


def show_ask_page(search_page: st.Page) -> None:
    """Draw the page, then answer the question that waits, if any.

    search_page: where one goes on when the language model does not answer.
    """
    wording = begin_page()
    if not is_policy_accepted(wording):
        show_policy(wording)
        return
    _show_input(wording)
    if not st.session_state.get(_ARRIVED):
        # once: later a browser may send an address that it has just been told to leave, and a question that
        # was put meanwhile would be lost
        st.session_state[_ARRIVED] = True
        tried(lambda: _arrive(wording), wording)
    kept.tell_address()
    now = talk.current()
    # the same places whether they are used or not: what is not drawn again would linger, faded
    conversation_side, source_side = st.columns([3, 2], gap="medium")
    with source_side:
        _show_source(st.empty(), now, wording)
    with conversation_side, st.container(key="conversation"):
        _show_head(now, wording)
        _show_examples(st.empty(), now, wording)
        _show_exchanges(now, search_page, wording)
        if now.held:
            show_held(now.held, wording)
        elif now.pending:
            _answer(now, wording)
        elif not now.exchanges:
            # loads the models while the first question is being written
            guarded(service.get_paragraf)


def _show_input(wording: Wording) -> None:
    with st.bottom:
        asked = st.chat_input(
            wording("page.input"), key="question", max_chars=talk.LONGEST_GIVEN, submit_mode="disable"
        )
        st.html(f'<p class="paragraf-notice">{as_html(wording("page.notice"))}</p>')
    if asked:
        talk.ask(str(asked))


def _arrive(wording: Wording) -> None:
    """What the address asks for: a conversation, or a place in a document."""
    if not kept.go_on_from_address():
        st.warning(wording("conversations.not_there"))
    if not follow_link():
        st.warning(wording("link.not_there"))


def _show_source(place: DeltaGenerator, now: talk.Conversation, wording: Wording) -> None:
    opened = now.opened
    if opened is None:
        return
    with place.container():
        tried(lambda: show_source_panel(opened, wording), wording)


def _show_head(now: talk.Conversation, wording: Wording) -> None:
    show_head(wording("page.name"), wording)
    with row("subhead"):
        st.html(f"<p>{as_html(wording('page.explanation'))}</p>", width="content")
        if now.exchanges:
            label = wording("page.new_conversation")
            st.button(label, key="new", icon=":material/add:", on_click=talk.start_anew)


def _show_examples(place: DeltaGenerator, now: talk.Conversation, wording: Wording) -> None:
    if now.pending or now.held or now.exchanges:
        return
    with place.container(key="examples"):
        st.html(f"<h2>{as_html(wording('page.examples'))}</h2>")
        for number, example in enumerate(wording.within("example")):
            st.button(as_label(example), key=f"example_{number}", on_click=talk.ask, args=(example,))


def _show_exchanges(now: talk.Conversation, search_page: st.Page, wording: Wording) -> None:
    for number, exchange in enumerate(now.exchanges):
        with st.container(key=f"exchange_{number}"):
            _show_exchange(exchange, number, wording)
            if number == len(now.exchanges) - 1 and not now.pending and not now.held:
                _show_end(exchange, now, number, wording)
                _show_search_instead(exchange, search_page, wording)
    if now.exchanges and not now.pending and not now.held:
        announce(wording("announcement.answered"), len(now.exchanges))
        _scroll_to_exchange(len(now.exchanges) - 1)
    if now.closed:
        move_focus(f".st-key-{now.closed} button", now.closed)


def _show_exchange(exchange: Exchange, number: int, wording: Wording) -> None:
    _show_question(exchange.question, wording)
    if isinstance(exchange.result, Answer):
        show_answer(exchange.result, f"answer-{number}", wording)
        show_actions(exchange.result, exchange.asked_at, f"actions-{number}", wording)
    else:
        show_failure(exchange.result or BROKEN_OFF, wording)


def _show_end(exchange: Exchange, now: talk.Conversation, number: int, wording: Wording) -> None:
    """What can be done with the last question alone."""
    if isinstance(exchange.result, Answer):
        show_suggestions(exchange.result, f"suggestion-{number}", wording)
    show_edit(now, f"edit-{number}", wording)


def _show_search_instead(exchange: Exchange, search_page: st.Page, wording: Wording) -> None:
    """A way on that needs no language model, where that does not answer."""
    if not exchange.lacks_model():
        return
    if st.button(wording("page.search_instead"), key="search-instead", icon=":material/search:"):
        fill_search_box(exchange.question)
        st.switch_page(search_page)


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
        failure = guarded(lambda: answers.append(_watched_answer(kept.keep_pending(now), wording)))
    answered = talk.current().answered(failure or answers[0])
    talk.remember(answered)
    # what can't be kept has been answered all the same
    guarded(lambda: kept.keep_answer(answered))
    st.rerun()


def _scroll_to_exchange(number: int) -> None:
    # the first one stands right below the page's title already
    if number:
        scroll_to(f".st-key-exchange_{number} h2", number)


def _watched_answer(now: talk.Conversation, wording: Wording) -> Answer:
    progress = st.status(wording("progress.searching"), expanded=True)
    st.button(wording("page.stop"), key="stop", icon=":material/stop_circle:", on_click=kept.stop)
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
