"""The switch between Swedish and English; the address keeps the choice (?lang=en)."""

import streamlit as st

from rag.domain import Language
from ui.wording import Wording, load_wording

_KEY = "language"
_PARAMETER = "lang"


def chosen_wording() -> Wording:
    """The catalogue of the chosen language: of the switch, else of the address, else Swedish."""
    chosen = st.session_state.get(_KEY) or st.query_params.get(_PARAMETER)
    known = {language.value for language in Language}
    return load_wording(Language(chosen) if chosen in known else Language.SWEDISH)


def show_language_switch(wording: Wording) -> None:
    """Draw the switch."""
    st.session_state.setdefault(_KEY, wording.language.value)
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
