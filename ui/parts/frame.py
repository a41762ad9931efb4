"""What every page has: style, language, title and the switch between languages."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.parts.browser import tell_language
from ui.parts.escaping import as_html
from ui.parts.language_switch import chosen_wording, show_language_switch
from ui.parts.visitor import keep_visitor
from ui.wording import Wording

_STYLE = Path(__file__).parent / "page.css"


def begin_page() -> Wording:
    """What a page draws first; the catalogue of the chosen language."""
    wording = chosen_wording()
    st.html(_STYLE)
    tell_language(wording.language)
    keep_visitor()
    return wording


def show_head(title: str, wording: Wording) -> None:
    """Draw the page's title, and the switch beside it."""
    with row("head"):
        st.html(f"<h1>{as_html(title)}</h1>", width="content")
        show_language_switch(wording)


def row(key: str) -> DeltaGenerator:
    """A place where things stand side by side, with what is between them."""
    return st.container(
        key=key, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )
