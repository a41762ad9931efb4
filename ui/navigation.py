"""The page that a person is at, and the ways to the others."""

from functools import partial
from pathlib import Path

import streamlit as st

from ui.pages.about_page import show_about_page
from ui.pages.ask_page import show_ask_page
from ui.pages.bench_page import show_bench_page
from ui.pages.conversations_page import show_conversations_page
from ui.pages.introduction_page import show_introduction_page
from ui.pages.library_page import show_library_page
from ui.pages.publishing_page import show_publishing_page
from ui.pages.search_page import show_search_page
from ui.parts import conversation as talk
from ui.parts.browser import fold_navigation
from ui.parts.language_switch import chosen_wording
from ui.parts.roles import Role, roles


def show_page() -> None:
    """Draw the navigation and the page that was chosen in it."""
    wording = chosen_wording()
    # a file of ours: Streamlit fetches emoji and symbol icons for the browser's tab from another company
    icon = Path(__file__).parent / "parts" / "icon.svg"
    st.set_page_config(page_title=wording("page.name"), page_icon=icon, layout="wide")
    search = st.Page(show_search_page, title=wording("navigation.search"), url_path="search")
    ask = st.Page(
        partial(show_ask_page, search), title=wording("navigation.ask"), url_path="ask", default=True
    )
    for_everybody = [
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
    ]
    theirs = roles()
    guidelines = [
        st.Page(show_publishing_page, title=wording("navigation.publishing"), url_path="publishing"),
        st.Page(show_library_page, title=wording("navigation.library"), url_path="library"),
    ]
    quality = [st.Page(show_bench_page, title=wording("navigation.bench"), url_path="bench")]
    offered = [*for_everybody, *(guidelines if Role.MANAGER in theirs else []), *(quality if theirs else [])]
    # not in sections: on a narrow screen Streamlit puts their names among a list's items, as axe-core finds
    page = st.navigation(offered, position="top")
    talk.come_to(page.url_path)
    fold_navigation(page.url_path)
    page.run()
