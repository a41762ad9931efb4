"""The source beside the conversation: which document, which place, and the words themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import streamlit as st

from rag.domain import shortened
from rag.errors import BadInput
from rag.store.document_view import DocumentFacts, EarlierVersion, Neighbours
from ui.parts import conversation as talk
from ui.parts import service
from ui.parts.browser import announce, move_focus
from ui.parts.changes import changes_html
from ui.parts.conversation import OpenedSource, close_source
from ui.parts.door import tried
from ui.parts.escaping import as_html
from ui.parts.excerpt import located
from ui.parts.links import show_link
from ui.parts.original_file import show_download
from ui.parts.page_view import show_page
from ui.parts.source_facts import facts_html
from ui.parts.source_place import show_excerpt, show_steps
from ui.wording import Wording

PANEL = "source_panel"
_HEADING = "paragraf-source-heading"


@dataclass(frozen=True, slots=True)
class _Document:
    """What is read of the document for the place that is shown."""

    text: str
    facts: DocumentFacts
    around: Neighbours
    earlier: EarlierVersion | None


@contextmanager
def beside_source(key: str, wording: Wording) -> Iterator[None]:
    """The side of the page that is not the opened source's; nothing is beside it where none is opened."""
    own_side, source_side = st.columns([3, 2], gap="medium")
    opened = talk.current().opened
    if opened:
        with source_side:
            tried(lambda: show_source_panel(opened, wording), wording)
    with own_side, st.container(key=key):
        yield


def show_source_panel(opened: OpenedSource, wording: Wording) -> None:
    """Draw the opened source. Raises ParagrafError other than that the source is not there any more."""
    source = opened.source
    with st.container(key=PANEL):
        st.button(wording("panel.close"), key="close_source", icon=":material/close:", on_click=close_source)
        heading = wording("panel.heading", number=source.number, title=source.found.title)
        st.html(f'<h2 id="{_HEADING}" tabindex="-1">{as_html(heading)}</h2>')
        # one place for all of it, so that what comes after stays the same and is not run again
        with st.container():
            try:
                document = _read(opened)
            except BadInput:
                st.warning(wording("panel.not_readable"))
                return
            _show_document(document, opened, wording)
        _tell_place(opened, wording)


def _read(opened: OpenedSource) -> _Document:
    documents, groups = service.get_paragraf().reader, service.GROUPS
    shown = opened.passage()
    return _Document(
        documents.document_text(shown.version, groups),
        documents.facts(shown.version, groups),
        documents.neighbours(shown.version, shown.start, groups),
        documents.version_before(shown.version, groups),
    )


def _show_document(document: _Document, opened: OpenedSource, wording: Wording) -> None:
    shown, text = opened.passage(), document.text
    located_ones = [located(text, each.quote, each.start, each.end) for each in opened.citations]
    quotes = [each for each in located_ones if each]
    st.html(facts_html(shown, document.facts, date.today(), wording))
    _show_standing(document.facts, wording)
    if None in located_ones:
        st.error(wording("panel.quote_not_located"))
    show_steps(document.around, opened, wording)
    show_excerpt(text, quotes, opened, wording)
    show_page(shown, quotes, wording)
    if document.earlier:
        _show_changes(document.earlier, text, opened, wording)
    show_download(shown, wording)
    show_link(opened, wording)


def _show_standing(facts: DocumentFacts, wording: Wording) -> None:
    if facts.has_newer:
        st.warning(wording("panel_more.has_newer"))
    elif not facts.published:
        st.warning(wording("panel_more.not_published"))


def _show_changes(earlier: EarlierVersion, text: str, opened: OpenedSource, wording: Wording) -> None:
    found = opened.source.found
    key = f"changes_{found.short_version}"
    part = st.expander(wording("panel_more.changes"), key=key, on_change="rerun")
    # compared only for those who want to know
    if not part.open:
        return
    before = service.get_paragraf().reader.document_text(earlier.id, service.GROUPS)
    day = earlier.read_at.astimezone().date().isoformat()
    compared = wording("panel_more.compared", version=shortened(earlier.id), day=day)
    changes = changes_html(before, text, found.language, wording)
    part.html(f'<p class="paragraf-aside">{as_html(compared)}</p>{changes}')


def _tell_place(opened: OpenedSource, wording: Wording) -> None:
    """Lead the keyboard to a source that is opened; who moves on in it stays at the button."""
    if opened.looked_at:
        announce(wording("panel_more.moved"), opened.looked_at.start)
    else:
        move_focus(f"#{_HEADING}", opened.opened_by, shown=f".st-key-{PANEL} mark")
