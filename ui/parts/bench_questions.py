"""The known questions: what is expected of each, and the way to try or remove it."""

import streamlit as st

from rag.records.known_questions import KeptQuestion, KnownQuestions
from ui.parts import service
from ui.parts.bench_form import ask_for
from ui.parts.escaping import as_html
from ui.wording import Wording

AT_ONCE = 20
_REMOVED = "bench_removed"
_LONGEST_WORDS = 200
"""Characters of the words that are expected: the whole passage stands in its document."""


def show_known_questions(wording: Wording) -> None:
    """Draw those that the person looking may see. Raises ParagrafError."""
    kept = service.get_records().known_questions
    st.html(f"<h2>{as_html(wording('bench.known'))}</h2>")
    if st.session_state.pop(_REMOVED, False):
        st.success(wording("bench.removed"))
    st.html(f"<p>{as_html(wording('bench.known_explained'))}</p>")
    words = st.text_input(wording("bench.known_search"), key="bench_known_words").strip()
    listed = kept.listed(service.GROUPS, words, AT_ONCE)
    if not listed.count:
        sentence = wording("bench.no_known_found" if words else "bench.no_known")
        st.html(f'<p role="status">{as_html(sentence)}</p>')
    if listed.count > AT_ONCE:
        sentence = wording("bench.known_some", shown=AT_ONCE, count=listed.count)
        st.html(f'<p role="status">{as_html(sentence)}</p>')
    for each in listed.questions:
        _show(each, kept, wording)


def _show(each: KeptQuestion, kept: KnownQuestions, wording: Wording) -> None:
    with st.container(key=f"known-{each.id}", border=True):
        lines = "".join(f'<p class="paragraf-place">{as_html(line)}</p>' for line in _lines(each, wording))
        st.html(f'<h3 lang="{each.language.value}">{as_html(each.question.text)}</h3>{lines}')
        with st.container(key=f"known-choices-{each.id}", horizontal=True):
            st.button(
                wording("bench.try"), key=f"known-try-{each.id}", on_click=ask_for, args=(each.question,)
            )
            with st.popover(wording("bench.remove"), key=f"known-remove-{each.id}"):
                st.html(f"<p>{as_html(wording('bench.remove_sure'))}</p>")
                if st.button(wording("bench.remove_now"), key=f"known-sure-{each.id}"):
                    kept.remove(each.id)
                    st.session_state[_REMOVED] = True
                    st.rerun()


def _lines(each: KeptQuestion, wording: Wording) -> list[str]:
    expected = each.expected
    key = "bench.expected" if each.is_published else "bench.expected_gone"
    lines = [wording(key, path=expected.path, source=expected.source)]
    if expected.quote:
        words = " ".join(expected.quote.split())
        shortened = words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]} …"
        lines.append(wording("bench.expected_words", words=shortened))
    if each.question.as_of:
        lines.append(wording("bench.known_day", day=each.question.as_of))
    return lines
