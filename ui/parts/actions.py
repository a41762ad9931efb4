"""What can be done with an answer: keep or copy it, say what one thinks of it, ask again or otherwise."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

import streamlit as st

from rag.answers import Answer
from ui.exporting.contents import AnswerContents, answer_contents
from ui.exporting.markdown import as_markdown
from ui.exporting.naming import file_name
from ui.parts import conversation as talk
from ui.parts.escaping import as_html
from ui.parts.feedback_form import show_feedback
from ui.wording import Wording

MARKDOWN = "text/markdown"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def show_actions(answer: Answer, asked_at: datetime, key: str, wording: Wording) -> None:
    """Draw the buttons below an answer."""
    with st.container(key=key, horizontal=True):
        with st.popover(wording("saving.open"), icon=":material/save:", key=f"{key}-save"):
            _show_saving(answer, asked_at, key, wording)
        show_feedback(answer, key, wording)


def _show_saving(answer: Answer, asked_at: datetime, key: str, wording: Wording) -> None:
    contents = partial(answer_contents, answer, wording, asked_at.astimezone())
    for kind, (made, mime) in _KINDS.items():
        st.download_button(
            wording(f"saving.{kind}"),
            # made when it is asked for, on a thread of its own
            partial(_made, made, contents),
            file_name=file_name(answer.question.text, kind),
            mime=mime,
            key=f"{key}-{kind}",
            on_click="ignore",
        )
    st.html(f"<p>{as_html(wording('saving.copy'))}</p>")
    st.code(as_markdown(contents()), language=None, wrap_lines=True)


def _made(make: Callable[[AnswerContents], bytes], contents: Callable[[], AnswerContents]) -> bytes:
    return make(contents())


def _as_markdown(contents: AnswerContents) -> bytes:
    return as_markdown(contents).encode()


def _as_word(contents: AnswerContents) -> bytes:
    # here: python-docx takes a while to load, and few save an answer
    from ui.exporting.word import as_word

    return as_word(contents)


def _as_pdf(contents: AnswerContents) -> bytes:
    from ui.exporting.pdf import as_pdf

    return as_pdf(contents)


_KINDS: Mapping[str, tuple[Callable[[AnswerContents], bytes], str]] = {
    "docx": (_as_word, WORD),
    "pdf": (_as_pdf, PDF),
    "md": (_as_markdown, MARKDOWN),
}


def show_edit(now: talk.Conversation, key: str, wording: Wording) -> None:
    """Draw the buttons that ask the last question again, as it is or changed."""
    if now.edited is None:
        with st.container(key=key, horizontal=True):
            again, edit = wording("page.ask_again"), wording("page.edit")
            st.button(again, key=f"{key}-again", icon=":material/refresh:", on_click=talk.ask_again)
            st.button(edit, key=f"{key}-change", icon=":material/edit:", on_click=talk.edit)
        return
    with st.form(key):
        text = st.text_area(
            wording("page.edited"), now.edited, max_chars=talk.LONGEST_QUESTION, key=f"{key}-text"
        )
        if st.form_submit_button(wording("page.ask_edited"), key=f"{key}-ask"):
            talk.ask_edited(text)
            st.rerun()
        if st.form_submit_button(wording("page.leave"), key=f"{key}-leave"):
            talk.stop_editing()
            st.rerun()
