"""The page where a search is taken apart, signal by signal."""

import streamlit as st

from ui.parts import service
from ui.parts.bench_form import show_bench_form
from ui.parts.bench_questions import show_known_questions
from ui.parts.bench_results import show_results
from ui.parts.door import tried
from ui.parts.escaping import as_html
from ui.parts.frame import begin_page, show_head
from ui.parts.source_panel import beside_source
from ui.wording import Wording


def show_bench_page() -> None:
    """Draw the page: the question, what became of it, and the known questions."""
    wording = begin_page()
    with beside_source("bench", wording):
        show_head(wording("bench.heading"), wording)
        st.html(f"<p>{as_html(wording('bench.explanation'))} {as_html(wording('bench.others'))}</p>")
        tried(lambda: _show_search(wording), wording)
        tried(lambda: show_known_questions(wording), wording)


def _show_search(wording: Wording) -> None:
    usual = service.search_settings()
    asked = show_bench_form(usual, wording)
    if asked:
        show_results(asked, usual, wording)
