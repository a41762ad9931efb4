"""Links to a place in a document: whoever follows one sees it if they may read the document."""

from urllib.parse import urlencode, urlsplit

import streamlit as st

from rag.answers import Citation
from rag.domain import Source
from rag.errors import BadInput
from ui.parts import conversation as talk
from ui.parts import service
from ui.wording import Wording

VERSION, START, END = "version", "start", "end"


def show_link(opened: talk.OpenedSource, wording: Wording) -> None:
    """Draw the link to what is shown, to be copied."""
    page = urlsplit(st.context.url or "")
    shown = opened.passage()
    # of several places the first, from where the others are in view
    place_of = opened.citations[0] if opened.citations else shown
    place = urlencode({VERSION: shown.version, START: place_of.start, END: place_of.end})
    with st.expander(wording("link.heading")):
        st.code(f"{page.scheme}://{page.netloc}/?{place}", language=None, wrap_lines=True)


def follow_link() -> bool:
    """Open the place that the address names; False where there is none to be shown."""
    version = st.query_params.get(VERSION, "")
    start, end = st.query_params.get(START, ""), st.query_params.get(END, "")
    if not version:
        return True
    if not (start.isdecimal() and end.isdecimal()):
        return False
    try:
        _open(version, int(start), int(end))
    except BadInput:
        return False
    return True


def _open(version: str, start: int, end: int) -> None:
    documents = service.get_paragraf().reader
    found = documents.passage_at(version, start, service.GROUPS)
    words = documents.document_text(version, service.GROUPS)[start:end]
    cited = (Citation(1, words, start, end),) if words else ()
    talk.open_source(talk.OpenedSource("link", Source(1, found), cited, frozenset(found.headings)))
