"""The page that searches without a language model: places in the guidelines, as they stand there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from rag.domain import Found, Question, Source
from ui.parts import service
from ui.parts.door import tried
from ui.parts.escaping import as_html, as_plain
from ui.parts.frame import begin_page, show_head
from ui.parts.search_box import show_search_box
from ui.parts.source_panel import beside_source
from ui.parts.sources import show_passages
from ui.wording import Wording

FOUND = 50
"""Passages that a search finds; filters choose among these."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Filter:
    """What is to be shown of what was found; None lets all of it through."""

    language: str | None
    title: str | None
    information_class: str | None

    def lets_through(self, found: Found) -> bool:
        """Whether a passage is shown."""
        return (
            self.language in (None, found.language.value)
            and self.title in (None, found.title)
            and self.information_class in (None, found.information_class)
        )


def show_search_page() -> None:
    """Draw the page, and what was searched for."""
    wording = begin_page()
    with beside_source("search", wording):
        show_head(wording("search.heading"), wording)
        st.html(f"<p>{as_html(wording('search.explanation'))}</p>")
        words = show_search_box(wording)
        as_of = st.date_input(wording("search.as_of"), value="today", key="search_day", format="YYYY-MM-DD")
        if words and isinstance(as_of, date):
            tried(lambda: _show_found(words, as_of, wording), wording)


def _show_found(words: str, as_of: date, wording: Wording) -> None:
    found, unknown = _search(words, None if as_of == date.today() else as_of)
    if unknown:
        st.html(f"<p>{as_html(wording('help.unknown', words=', '.join(unknown)))}</p>")
    if not found:
        st.html(f"<p>{as_html(wording('search.nothing'))}</p>")
        return
    chosen = _filter(found, wording)
    matching = [each for each in found if chosen.lets_through(each)]
    if not matching:
        st.html(f'<p role="status">{as_html(wording("search.nothing_so"))}</p>')
        return
    heading = wording.counted("search.found", len(matching))
    st.html(f'<h2 role="status">{as_html(heading)}</h2>')
    sources = [Source(number, each) for number, each in enumerate(matching, start=1)]
    show_passages(sources[:SHOWN], "search", wording)
    if len(sources) > SHOWN:
        with st.expander(wording("search.more", count=len(sources) - SHOWN)):
            show_passages(sources[SHOWN:], "search-more", wording)


def _search(words: str, as_of: date | None) -> tuple[Sequence[Found], Sequence[str]]:
    """What was found, and the words that stand nowhere; kept while words and day stay the same.

    Raises ParagrafError.
    """
    key = (words, as_of)
    kept = st.session_state.get("search_found")
    if kept and kept[0] == key:
        found: Sequence[Found] = kept[1]
        unknown: Sequence[str] = kept[2]
        return found, unknown
    question, searcher = Question(words, service.GROUPS, as_of=as_of), service.get_paragraf().searcher
    with st.spinner(""):
        searched = searcher.search(question, FOUND)
        found, unknown = searched.found, searcher.unknown_words(searched)
    st.session_state["search_found"] = (key, found, unknown)
    return found, unknown


def _filter(found: Sequence[Found], wording: Wording) -> Filter:
    def spoken(language: str) -> str:
        return wording(f"language.{language}")

    def chosen(name: str, values: Iterable[str | None], told: Callable[[str], str]) -> str | None:
        known = list(dict.fromkeys(value for value in values if value))
        return st.selectbox(
            wording(f"search.{name}"),
            [None, *known],
            format_func=lambda value: told(value) if value else wording("search.all"),
            key=f"search_{name}",
            placeholder=wording("search.all"),
        )

    with st.container(key="filters", horizontal=True):
        return Filter(
            chosen("language", (each.language.value for each in found), spoken),
            chosen("document", (each.title for each in found), as_plain),
            chosen("information_class", (each.information_class for each in found), as_plain),
        )
