"""A question that is too long or has personal data in it, held until the person has decided what is asked."""

import streamlit as st

from rag.records.personal_data import PersonalDataKind, find_personal_data, masked
from ui.parts import conversation as talk
from ui.parts.browser import move_focus
from ui.parts.escaping import as_html
from ui.wording import Wording

_HEADING = "paragraf-held"


def show_held(question: str, wording: Wording) -> None:
    """Draw why it is held, and the choices."""
    if len(question) > talk.LONGEST_QUESTION:
        _show_too_long(question, wording)
    else:
        _show_personal_data(question, wording)
    # the question field takes the keyboard back once the page is drawn
    move_focus(f"#{_HEADING}", "held", after_milliseconds=500)


def _show_too_long(question: str, wording: Wording) -> None:
    with st.container(key="held", border=True), st.form("held_form", border=False):
        heading = wording("held.too_long", most=talk.LONGEST_QUESTION, count=len(question))
        st.html(f'<h2 id="{_HEADING}" tabindex="-1">{as_html(heading)}</h2>')
        text = st.text_area(wording("page.edited"), question, key="held_text", height=240)
        if st.form_submit_button(wording("page.ask_edited"), key="ask_shortened", type="primary"):
            talk.ask(text)
            st.rerun()
        if st.form_submit_button(wording("held.drop"), key="drop_too_long"):
            talk.drop_held()
            st.rerun()


def _show_personal_data(question: str, wording: Wording) -> None:
    found = find_personal_data(question)
    names = {kind: wording(f"personal_data.{kind.value}") for kind in PersonalDataKind}
    kinds = ", ".join(dict.fromkeys(names[each.kind] for each in found))
    hidden = masked(question, found, names)
    with st.container(key="held", border=True):
        st.html(
            f'<h2 id="{_HEADING}" tabindex="-1">{as_html(wording("held.heading"))}</h2>'
            f"<p>{as_html(wording('held.found', kinds=kinds))}</p>"
            f'<p class="paragraf-question-text">{as_html(hidden)}</p>'
        )
        st.button(
            wording("held.masked"), key="ask_masked", type="primary", on_click=talk.ask_held, args=(hidden,)
        )
        st.button(wording("held.as_it_is"), key="ask_as_it_is", on_click=talk.ask_held, args=(question,))
        st.button(wording("held.drop"), key="drop_held", on_click=talk.drop_held)
