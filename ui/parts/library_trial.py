"""Trying a question on one document: which of its passages are nearest, and how near."""

from dataclasses import dataclass

import streamlit as st

from rag.domain import Question
from rag.retrieval.within_document import Near, Trial
from rag.store.document_record import DocumentRecord
from ui.parts import service
from ui.parts.conversation import LONGEST_QUESTION
from ui.parts.escaping import as_html
from ui.parts.library_passages import text_html
from ui.parts.sources import pages
from ui.wording import Wording
from ui.wording.tracing import number

_KEPT = "library_trial"


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a question found, for as long as the same version is looked at."""

    version: str
    trial: Trial


def show_trial(record: DocumentRecord, wording: Wording) -> None:
    """Draw the box, and what the last question found. Raises ParagrafError."""
    version = record.entry.version
    st.html(f"<p>{as_html(wording('library_trial.explanation'))}</p>")
    with st.form("library_trial_form", border=False):
        text = st.text_input(
            wording("library_trial.question"), key="library_question", max_chars=LONGEST_QUESTION
        ).strip()
        is_asked = st.form_submit_button(wording("library_trial.try"))
    if is_asked and not text:
        st.warning(wording("library_trial.no_question"))
    elif is_asked:
        with st.spinner(""):
            trial = service.get_keeping().try_question(version, Question(text, service.GROUPS))
        st.session_state[_KEPT] = _Tried(version, trial)
    kept = st.session_state.get(_KEPT)
    if isinstance(kept, _Tried) and kept.version == version:
        st.html(trial_html(kept.trial, wording))


def trial_html(trial: Trial, wording: Wording) -> str:
    """What a question found, the nearest first."""
    if not trial.nearest:
        return f'<p role="status">{as_html(wording("library_trial.nothing"))}</p>'
    place = trial.place()
    told = (
        wording("library_trial.not_first", compared=trial.compared)
        if place is None
        else wording("library_trial.first", place=place)
    )
    items = "".join(f"<li>{_near_html(each, trial.compared, wording)}</li>" for each in trial.nearest)
    return (
        f'<p role="status">{as_html(told)}</p><h3>{as_html(wording("library_trial.heading"))}</h3>'
        f'<ol class="paragraf-list">{items}</ol>'
    )


def _near_html(near: Near, compared: int, wording: Wording) -> str:
    found = near.found
    parts = [" › ".join((found.title, *found.headings))]
    parts += [pages(found, wording)] if found.pages else []
    sentences = [
        wording("library_trial.similarity", similarity=number(found.similarity, wording)),
        wording("library_trial.words", words=", ".join(near.words))
        if near.words
        else wording("library_trial.no_words"),
        wording("library_trial.no_place", compared=compared)
        if near.place is None
        else wording("library_trial.place", place=near.place, compared=compared),
    ]
    return (
        f"<p><strong>{as_html(' · '.join(parts))}</strong></p>"
        f'<p class="paragraf-place">{"<br>".join(map(as_html, sentences))}</p>{text_html(found)}'
    )
