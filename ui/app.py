"""Entry of the web page: `python -m streamlit run ui/app.py`."""

from functools import partial
from pathlib import Path

import streamlit as st

from ui.pages.about_page import show_about_page
from ui.pages.ask_page import show_ask_page
from ui.pages.conversations_page import show_conversations_page
from ui.pages.introduction_page import show_introduction_page
from ui.pages.search_page import show_search_page
from ui.parts import conversation as talk
from ui.parts.browser import fold_navigation
from ui.parts.language_switch import chosen_wording

wording = chosen_wording()
# a file of ours: Streamlit fetches emoji and symbol icons for the browser's tab from another company
icon = Path(__file__).parent / "parts" / "icon.svg"
st.set_page_config(page_title=wording("page.name"), page_icon=icon, layout="wide")
search = st.Page(show_search_page, title=wording("navigation.search"), url_path="search")
ask = st.Page(partial(show_ask_page, search), title=wording("navigation.ask"), url_path="ask", default=True)
# navigation by hand: Streamlit would otherwise make an address of every file in pages/
page = st.navigation(
    [
        ask,
        search,
        st.Page(
            partial(show_conversations_page, ask),
            title=wording("navigation.conversations"),
            url_path="conversations",
        ),
        st.Page(
            partial(show_introduction_page, ask),
            title=wording("navigation.introduction"),
            url_path="introduction",
        ),
        st.Page(show_about_page, title=wording("navigation.about"), url_path="about"),
    ],
    position="top",
)
talk.come_to(page.url_path)
fold_navigation(page.url_path)
page.run()
