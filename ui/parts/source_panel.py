"""The source beside the conversation: which document, which place, and the words themselves."""

import streamlit as st

from rag.domain import Found
from rag.errors import BadInput
from ui.parts import service
from ui.parts.browser import move_focus
from ui.parts.conversation import OpenedSource, close_source
from ui.parts.escaping import as_html
from ui.parts.excerpt import Span, excerpt_html, located
from ui.parts.page_view import show_page
from ui.parts.sources import pages, short_version
from ui.wording import Wording

PANEL = "source_panel"
_HEADING = "paragraf-source-heading"


def show_source_panel(opened: OpenedSource, wording: Wording) -> None:
    """Draw the opened source. Raises ParagrafError other than that the source is not there any more."""
    found = opened.source.found
    with st.container(key=PANEL):
        st.button(wording("panel.close"), key="close_source", icon=":material/close:", on_click=close_source)
        heading = wording("panel.heading", number=opened.source.number, title=found.title)
        st.html(f'<h2 id="{_HEADING}" tabindex="-1">{as_html(heading)}</h2>{_facts_html(found, wording)}')
        try:
            text = service.get_paragraf().reader.document_text(found.version, service.GROUPS)
        except BadInput:
            st.warning(wording("panel.not_readable"))
            return
        citation = opened.citation
        quote = located(text, citation.quote, citation.start, citation.end) if citation else None
        _show_excerpt(text, quote, opened, wording)
        show_page(found, quote, wording)
        move_focus(f"#{_HEADING}", opened.opened_by, shown=f".st-key-{PANEL} mark")


def _show_excerpt(text: str, quote: Span | None, opened: OpenedSource, wording: Wording) -> None:
    found = opened.source.found
    if opened.citation and quote is None:
        st.error(wording("panel.quote_not_located"))
    excerpt = excerpt_html(text, Span(found.start, found.end), quote, opened.headings)
    st.html(
        f'<p class="paragraf-legend">{_legend_html(quote is not None, wording)}</p>'
        f'<section class="paragraf-excerpt" lang="{found.language.value}" tabindex="0"'
        f' aria-label="{as_html(wording("panel.excerpt"))}">{excerpt}</section>'
    )


def _legend_html(quoted: bool, wording: Wording) -> str:
    shown = ("quote", "passage") if quoted else ("passage",)
    return "".join(
        f'<span class="paragraf-key paragraf-key-{kind}">{as_html(wording(f"panel.legend_{kind}"))}</span>'
        for kind in shown
    )


def _facts_html(found: Found, wording: Wording) -> str:
    rows = [("panel.place", " › ".join(found.headings))] if found.headings else []
    rows += [("panel.document", found.document), ("panel.version", _version(found, wording))]
    lines = "".join(f"<dt>{as_html(wording(key))}</dt><dd>{as_html(value)}</dd>" for key, value in rows)
    return f'<dl class="paragraf-facts">{lines}</dl>'


def _version(found: Found, wording: Wording) -> str:
    return f"{short_version(found)}, {pages(found, wording)}" if found.pages else short_version(found)
