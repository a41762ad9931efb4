"""The passages of a document as the index sees them, in their order, some at a time."""

import streamlit as st

from rag.domain import Found
from rag.store.document_record import PASSAGES, DocumentRecord
from ui.parts import service
from ui.parts.escaping import as_html
from ui.parts.page_view import show_page
from ui.parts.sources import pages
from ui.wording import Wording

_AT = "library_passages_at"


def show_passages_of(record: DocumentRecord, wording: Wording) -> None:
    """Draw them, and the way to those before and after. Raises ParagrafError."""
    version = record.entry.version
    at, skip = st.session_state.get(_AT, (version, 0))
    # another document, or a newer version of it, begins at its beginning
    skip = skip if at == version else 0
    some = service.get_keeping().records.passages(version, service.GROUPS, skip=skip)
    shown = wording(
        "library_document.passages_shown", first=skip + 1, last=skip + len(some.passages), total=some.total
    )
    st.html(
        f"<p>{as_html(wording('library_document.passages_explained'))}</p>"
        f'<p role="status">{as_html(shown)}</p>'
    )
    for number, passage in enumerate(some.passages, start=skip + 1):
        _show_passage(number, passage, wording)
    if some.total > PASSAGES:
        _show_steps(version, skip, some.total, wording)


def passage_html(number: int, passage: Found, wording: Wording) -> str:
    """A passage with its place: headings, pages, characters, and what leads into it."""
    places = [" › ".join(passage.headings)] if passage.headings else []
    places += [pages(passage, wording)] if passage.pages else []
    places.append(wording("library_document.place", start=passage.start, end=passage.end))
    heading = wording("library_document.passage", number=number)
    lead = passage.lead()
    before = as_html(wording("library_document.lead_in", text=" ".join(lead.split()))) if lead else ""
    return (
        f"<h3>{as_html(heading)}</h3>"
        f'<p class="paragraf-place">{as_html(" · ".join(places))}</p>'
        + (f'<p class="paragraf-place">{before}</p>' if before else "")
        + text_html(passage)
    )


def text_html(passage: Found) -> str:
    """Its words, whole."""
    lines = "\n".join(line for line in passage.text.splitlines() if line.strip())
    language = passage.language.value
    return f'<div class="paragraf-passage paragraf-whole" lang="{language}">{as_html(lines)}</div>'


def _show_passage(number: int, passage: Found, wording: Wording) -> None:
    st.html(passage_html(number, passage, wording))
    if not passage.boxes:
        return
    label = wording("library_document.picture", number=number)
    part = st.expander(label, key=f"library_picture_{passage.passage_id}", on_change="rerun")
    # drawn only for those who want to see it
    if part.open:
        with part:
            show_page(passage, (), wording)


def _show_steps(version: str, skip: int, total: int, wording: Wording) -> None:
    with st.container(key="library_passage_steps", horizontal=True):
        for name, to in (("before", skip - PASSAGES), ("after", skip + PASSAGES)):
            st.button(
                wording(f"library_document.passages_{name}"),
                key=f"library_passages_{name}",
                on_click=_go_to,
                args=(version, to),
                disabled=not 0 <= to < total,
            )


def _go_to(version: str, skip: int) -> None:
    st.session_state[_AT] = (version, skip)
