"""One document of the library: what is known of it, and what can be done with it."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from rag.domain import Found
from rag.errors import BadInput
from rag.store.catalogue import CatalogueEntry
from rag.store.document_record import DocumentRecord
from ui.parts import service
from ui.parts.browser import move_focus
from ui.parts.escaping import as_html
from ui.parts.library_facts import show_facts_form
from ui.parts.library_passages import show_passages_of
from ui.parts.library_place import Place, close_document
from ui.parts.library_table import coverage_html, title_html, versions_html
from ui.parts.library_trial import show_trial
from ui.parts.library_withdrawal import show_withdrawal
from ui.parts.original_file import show_download
from ui.parts.source_facts import facts_html
from ui.wording import Wording

_HEADING = "paragraf-library-document"
_SHOWN = "library_shown"


def show_document(place: Place, wording: Wording) -> None:
    """Draw the document that is published at a place. Raises ParagrafError other than that none is."""
    st.button(
        wording("library.back"), key="library_back", icon=":material/arrow_back:", on_click=close_document
    )
    keeping, groups = service.get_keeping(), service.GROUPS
    try:
        record = keeping.records.record(place.source, place.path, groups)
    except BadInput:
        st.warning(wording("library.gone"))
        return
    entry = record.entry
    st.html(f'<h2 id="{_HEADING}" tabindex="-1">{title_html(entry, wording)}</h2>')
    move_focus(f"#{_HEADING}", entry.version)
    parts: dict[str, Callable[[DocumentRecord, Wording], None]] = {
        "overview": _show_overview,
        "passages": show_passages_of,
        "trial": show_trial,
        "facts": show_facts_form,
        "withdrawal": show_withdrawal,
    }
    shown = st.radio(
        wording("library.show"),
        list(parts),
        format_func=lambda name: wording(f"library.show_{name}"),
        horizontal=True,
        key=_SHOWN,
    )
    # one part at a time: each has queries of its own
    parts[shown](record, wording)


def _show_overview(record: DocumentRecord, wording: Wording) -> None:
    keeping, entry = service.get_keeping(), record.entry
    facts = keeping.reader.facts(entry.version, service.GROUPS)
    found = _as_found(entry)
    st.html(facts_html(found, facts, date.today(), wording) + _whose(record, wording))
    show_download(found, wording)
    st.html(f"<h3>{as_html(wording('library_document.coverage'))}</h3>")
    st.html(coverage_html(record.coverage, wording))
    st.html(f"<h3>{as_html(wording('library_document.versions'))}</h3>")
    st.html(versions_html(record.versions, wording))


def _whose(record: DocumentRecord, wording: Wording) -> str:
    """The collection, its folder and its readers, as HTML."""
    readers = ", ".join(sorted(record.groups)) or wording("library.everyone")
    rows = {
        "library.source": record.entry.source,
        "library.folder": record.folder or wording("library.not_said"),
        "fact.groups": readers,
    }
    lines = "".join(
        f"<dt>{as_html(wording(key))}</dt><dd>{as_html(value)}</dd>" for key, value in rows.items()
    )
    return f'<dl class="paragraf-facts">{lines}</dl>'


def _as_found(entry: CatalogueEntry) -> Found:
    """The document as a whole, for parts of the page that show passages."""
    return Found(
        passage_id="",
        source=entry.source,
        document=entry.path,
        title=entry.title,
        version=entry.version,
        language=entry.language,
        pages=(),
        headings=(),
        start=0,
        end=0,
        text="",
        found_by=(),
        similarity=0.0,
        score=0.0,
        in_force=entry.in_force,
    )
