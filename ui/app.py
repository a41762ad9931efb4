"""Entry of the web page: `python -m streamlit run ui/app.py`."""

from pathlib import Path

import streamlit as st

from ui.pages.ask_page import show_ask_page
from ui.parts.language_switch import chosen_wording

name = chosen_wording()("page.name")
# a file of ours: Streamlit fetches emoji and symbol icons for the browser's tab from another company
icon = Path(__file__).parent / "parts" / "icon.svg"
st.set_page_config(page_title=name, page_icon=icon, layout="wide")
# navigation by hand: Streamlit would otherwise make an address of every file in pages/
st.navigation([st.Page(show_ask_page, title=name, default=True)], position="hidden").run()
