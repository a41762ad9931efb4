"""The page with every document that is published, and what is known of it."""

import streamlit as st

from ui.parts.door import tried
from ui.parts.escaping import as_html
from ui.parts.frame import begin_page, show_head
from ui.parts.library_document import show_document
from ui.parts.library_list import show_list
from ui.parts.library_place import opened


def show_library_page() -> None:
    """Draw the page: the document that was opened, or the list of all."""
    wording = begin_page()
    with st.container(key="library"):
        show_head(wording("library.heading"), wording)
        place = opened()
        if place:
            tried(lambda: show_document(place, wording), wording)
        else:
            st.html(f"<p>{as_html(wording('library.explanation'))}</p>")
            tried(lambda: show_list(wording), wording)
