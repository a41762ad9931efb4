"""The page about the page: what it is, the AI policy, accessibility, and whom to tell."""

import streamlit as st

from ui.parts import service
from ui.parts.escaping import as_html
from ui.parts.frame import begin_page, show_head
from ui.parts.long_text import long_text, show_text
from ui.parts.policy import POLICY
from ui.wording import Wording


def show_about_page() -> None:
    """Draw the page."""
    wording = begin_page()
    show_head(wording("about.heading"), wording)
    st.html(f"<p>{as_html(wording('about.explanation'))}</p>")
    _show_section("about.accessibility", "accessibility", wording)
    contact = service.contact()
    said = wording("about.contact", contact=contact) if contact else wording("about.no_contact")
    st.html(f"<h3>{as_html(wording('about.report'))}</h3><p>{as_html(said)}</p>")
    _show_section("policy.heading", POLICY, wording)


def _show_section(heading: str, name: str, wording: Wording) -> None:
    text = long_text(name, wording)
    if text:
        st.html(f"<h2>{as_html(wording(heading))}</h2>")
        show_text(text)
