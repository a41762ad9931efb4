"""The five minutes before one begins: what Paragraf can do, how a source is checked, three things to try."""

from datetime import timedelta

import streamlit as st

from ui.parts import conversation as talk
from ui.parts import service
from ui.parts.door import tried
from ui.parts.escaping import as_html
from ui.parts.frame import begin_page, show_head
from ui.parts.long_text import long_text, show_text
from ui.parts.visitor import owner
from ui.texts import Text
from ui.wording import Wording

INTRODUCTION = "introduction"
HOLDS_DAYS = 365
"""Days after which it is worth reading once more."""


def show_introduction_page(ask_page: st.Page) -> None:
    """Draw the page. ask_page: where the tasks are tried."""
    wording = begin_page()
    show_head(wording("introduction.heading"), wording)
    text = long_text(INTRODUCTION, wording)
    if text is None:
        return
    show_text(text)
    tried(lambda: _show_tasks(text, ask_page, wording), wording)


def _show_tasks(text: Text, ask_page: st.Page, wording: Wording) -> None:
    tried_out = talk.tried_out()
    lines = "".join(
        f"<li>{as_html(wording(f'introduction.task_{task.value}'))} "
        f"<strong>{as_html(wording('introduction.done' if task in tried_out else 'introduction.not_done'))}"
        "</strong></li>"
        for task in talk.Task
    )
    st.html(f"<h2>{as_html(wording('introduction.tasks'))}</h2><ol>{lines}</ol>")
    if st.button(wording("introduction.try"), key="try"):
        st.switch_page(ask_page)
    _show_attestation(text, len(tried_out) == len(talk.Task), wording)


def _show_attestation(text: Text, all_tried: bool, wording: Wording) -> None:
    kept = service.get_records().attestations
    made_at = kept.made_at(owner(), INTRODUCTION, text.version)
    if made_at and kept.holds(owner(), INTRODUCTION, text.version, HOLDS_DAYS):
        until = (made_at + timedelta(days=HOLDS_DAYS)).date()
        st.success(wording("introduction.attested", day=made_at.date(), until=until))
        return
    if not all_tried:
        st.html(f'<p class="paragraf-place">{as_html(wording("introduction.try_first"))}</p>')
    if st.button(wording("introduction.attest"), key="attest", type="primary", disabled=not all_tried):
        kept.attest(owner(), INTRODUCTION, text.version)
        st.rerun()
