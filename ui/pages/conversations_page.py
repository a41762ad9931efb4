"""The page with the conversations that a visitor has had: found again, gone on with, renamed, deleted."""

import streamlit as st

from rag.records.conversations import LONGEST_TITLE, Conversations, ConversationTitle
from ui.parts import conversation as talk
from ui.parts import service
from ui.parts.door import tried
from ui.parts.escaping import as_html, as_label
from ui.parts.frame import begin_page, show_head
from ui.parts.kept import open_kept
from ui.parts.visitor import owner
from ui.wording import Wording


def show_conversations_page(ask_page: st.Page) -> None:
    """Draw the page. ask_page: where a conversation is gone on with."""
    wording = begin_page()
    show_head(wording("conversations.heading"), wording)
    tried(lambda: _show_all(ask_page, wording), wording)


def _show_all(ask_page: st.Page, wording: Wording) -> None:
    kept = service.get_records().conversations
    kept.clear_old()
    st.html(f"<p>{as_html(wording('conversations.retention', days=kept.days_kept))}</p>")
    words = st.text_input(wording("conversations.search"), key="conversation_words")
    listed = kept.listed(owner(), words)
    if not listed:
        st.html(f"<p>{as_html(wording('conversations.none_found' if words else 'conversations.none'))}</p>")
    for each in listed:
        _show(each, kept, ask_page, wording)


def _show(each: ConversationTitle, kept: Conversations, ask_page: st.Page, wording: Wording) -> None:
    changed = wording("conversations.changed", day=each.changed_at.astimezone().date())
    with st.container(key=f"conversation-{each.id}", border=True):
        st.html(f'<h2>{as_html(each.title)}</h2><p class="paragraf-place">{as_html(changed)}</p>')
        with st.container(key=f"choices-{each.id}", horizontal=True):
            if st.button(wording("conversations.open"), key=f"open-{each.id}", help=as_label(each.title)):
                open_kept(each.id)
                st.switch_page(ask_page)
            with st.popover(wording("conversations.rename"), key=f"rename-{each.id}"):
                _show_renaming(each, kept, wording)
            with st.popover(wording("conversations.delete"), key=f"delete-{each.id}"):
                _show_deleting(each, kept, wording)


def _show_renaming(each: ConversationTitle, kept: Conversations, wording: Wording) -> None:
    with st.form(f"form-{each.id}", border=False):
        label = wording("conversations.title")
        title = st.text_input(label, each.title, key=f"title-{each.id}", max_chars=LONGEST_TITLE)
        if st.form_submit_button(wording("conversations.save")):
            kept.rename(owner(), each.id, title)
            st.rerun()


def _show_deleting(each: ConversationTitle, kept: Conversations, wording: Wording) -> None:
    st.html(f"<p>{as_html(wording('conversations.delete_sure'))}</p>")
    if st.button(wording("conversations.delete_now"), key=f"sure-{each.id}"):
        kept.delete(owner(), each.id)
        if talk.current().id == each.id:
            talk.start_anew()
        st.rerun()
