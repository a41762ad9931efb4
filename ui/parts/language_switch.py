"""The switch between Swedish and English; the address keeps the choice (?lang=en)."""

import streamlit as st

from rag.domain import Language
from ui.wording import Wording, load_wording

_KEY = "language"
_KEPT = "chosen_language"
_PARAMETER = "lang"


def chosen_wording() -> Wording:
    """The catalogue of the chosen language: of the switch, the page before, or the address; else Swedish."""
    # a switch forgets what it was set to, and an address its parameters, when another page is opened
    chosen = st.session_state.get(_KEY) or st.session_state.get(_KEPT) or st.query_params.get(_PARAMETER)
    known = {language.value for language in Language}
    language = Language(chosen) if chosen in known else Language.SWEDISH
    st.session_state[_KEPT] = language.value
    if language is not Language.SWEDISH:
        st.query_params[_PARAMETER] = language.value
    return load_wording(language)


def show_language_switch(wording: Wording) -> None:
    """Draw the switch."""
    # each time: the switch of the page before takes its setting along, and this one would show none
    st.session_state[_KEY] = wording.language.value
    st.segmented_control(
        wording("language.label"),
        [language.value for language in Language],
        format_func=lambda language: wording(f"language.{language}"),
        required=True,
        key=_KEY,
        label_visibility="collapsed",
        on_change=_keep_in_address,
    )


def _keep_in_address() -> None:
    st.query_params[_PARAMETER] = st.session_state[_KEY]
