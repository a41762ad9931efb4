"""A longer text of the organisation's, as people read it."""

import streamlit as st
from markdown_it import MarkdownIt

from ui.parts import service
from ui.texts import Text, read_text
from ui.wording import Wording

# HTML that is written in a text stays text
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def long_text(name: str, wording: Wording) -> Text | None:
    """The text in the page's language, or in the one that there is; None where there is none."""
    return read_text(name, wording.language, service.texts_folder())


def show_text(text: Text) -> None:
    """Draw it."""
    written = _MARKDOWN.render(text.markdown)
    st.html(f'<div class="paragraf-text" lang="{text.language.value}">{written}</div>')
