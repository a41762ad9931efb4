"""The place of a document that is shown, and the way from it to the passages around it."""

from dataclasses import replace

import streamlit as st

from rag.store.document_view import Neighbours, PassagePlace
from ui.parts.conversation import OpenedSource, open_source
from ui.parts.escaping import as_html
from ui.parts.excerpt import Span, Spans, excerpt_html, is_in_view
from ui.wording import Wording


def show_steps(around: Neighbours, opened: OpenedSource, wording: Wording) -> None:
    """Draw the buttons that lead to the passages before and after, and back to where it was opened."""
    with st.container(key="source_steps", horizontal=True, gap="small"):
        if around.before or around.after:
            _show_step("previous", around.before, opened, wording)
            _show_step("next", around.after, opened, wording)
        if opened.looked_at:
            label = wording("panel_more.back_to_quote" if opened.citations else "panel_more.back_to_found")
            home = replace(opened, looked_at=None)
            st.button(label, key="source_back", icon=":material/undo:", on_click=open_source, args=(home,))


def _show_step(way: str, place: PassagePlace | None, opened: OpenedSource, wording: Wording) -> None:
    there = opened.looking_at(place) if place else opened
    arrow = "arrow_upward" if way == "previous" else "arrow_downward"
    st.button(
        wording(f"panel_more.{way}"),
        key=f"source_{way}",
        icon=f":material/{arrow}:",
        on_click=open_source,
        args=(there,),
        disabled=place is None,
    )


def show_excerpt(text: str, quotes: Spans, opened: OpenedSource, wording: Wording) -> None:
    """Draw the words around the place, with what its colours mean."""
    found = opened.passage()
    passage = Span(found.start, found.end)
    headings = opened.headings.union(found.headings)
    excerpt = excerpt_html(text, passage, quotes, headings)
    keys = [("quote", "panel.legend_quote")] if is_in_view(text, passage, quotes) else []
    keys.append(("passage", "panel_more.legend_moved" if opened.looked_at else "panel.legend_passage"))
    legend = "".join(
        f'<span class="paragraf-key paragraf-key-{kind}">{as_html(wording(key))}</span>' for kind, key in keys
    )
    st.html(
        f'<p class="paragraf-legend">{legend}</p>'
        f'<section class="paragraf-excerpt" lang="{found.language.value}" tabindex="0"'
        f' aria-label="{as_html(wording("panel.excerpt"))}">{excerpt}</section>'
    )
