"""The box of the search page, which other pages can fill."""

import streamlit as st

from ui.wording import Wording

_KEY = "search_words"
_LONGEST = 300


def show_search_box(wording: Wording) -> str:
    """Draw the box; the words in it."""
    return st.text_input(wording("search.input"), key=_KEY, max_chars=_LONGEST).strip()


def fill_search_box(words: str) -> None:
    """Let these words be in it when its page is opened."""
    st.session_state[_KEY] = words[:_LONGEST]
