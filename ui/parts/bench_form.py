"""The question that is to be taken apart, with settings for it alone."""

from dataclasses import asdict, dataclass
from datetime import date

import streamlit as st

from rag.domain import Question
from rag.retrieval.trace import SearchSettings
from ui.parts import service
from ui.parts.conversation import LONGEST_QUESTION
from ui.parts.escaping import as_html
from ui.wording import Wording

_WORDS, _DAY = "bench_words", "bench_day"
_LIMITS = {"candidates": (1, 1000), "passages": (1, 50), "read_closely": (0, 50), "reranked": (0, 100)}
"""The least and the most of each setting: a search that takes seconds tells nothing more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be searched for, and how."""

    question: Question
    chosen: SearchSettings


def show_bench_form(usual: SearchSettings, wording: Wording) -> Asked | None:
    """Draw the form; what was asked with it last, None where that is nothing. usual: settings of every
    search."""
    st.session_state.setdefault(_DAY, date.today())
    with st.form("bench_form", border=False):
        words = st.text_input(wording("bench.question"), key=_WORDS, max_chars=LONGEST_QUESTION).strip()
        day = st.date_input(wording("bench.as_of"), key=_DAY, format="YYYY-MM-DD")
        with st.expander(wording("bench.settings")):
            chosen = _chosen(usual, wording)
        with st.container(key="bench_choices", horizontal=True):
            # the first is the one that the Enter key presses
            st.form_submit_button(wording("bench.search"), type="primary")
            st.form_submit_button(wording("bench.reset"), on_click=_reset, args=(usual,))
    if not words:
        return None
    as_of = day if isinstance(day, date) and day != date.today() else None
    return Asked(Question(words, service.GROUPS, as_of), chosen)


def ask_for(question: Question) -> None:
    """Let this question be in the form when it is drawn next."""
    st.session_state[_WORDS] = question.text
    st.session_state[_DAY] = question.as_of or date.today()


def _chosen(usual: SearchSettings, wording: Wording) -> SearchSettings:
    st.html(f'<p class="paragraf-aside">{as_html(wording("bench.settings_explained"))}</p>')
    chosen: dict[str, int] = {}
    for name, value in asdict(usual).items():
        # without a reranker there is nothing to choose
        if name == "reranked" and not usual.reranked:
            chosen[name] = 0
            continue
        least, most = _LIMITS[name]
        key = f"bench_{name}"
        st.session_state.setdefault(key, value)
        label = wording(f"bench.{name}", usual=value)
        chosen[name] = st.number_input(label, least, max(most, value), step=1, key=key)
    return SearchSettings(**chosen)


def _reset(usual: SearchSettings) -> None:
    for name, value in asdict(usual).items():
        st.session_state[f"bench_{name}"] = value
