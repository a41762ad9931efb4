"""Whose conversations these are: until people sign in, whoever has the browser that they were had in.

The browser keeps a secret that nobody can guess, in a cookie of this page alone; the library keeps its hash.
"""

from secrets import token_urlsafe

import streamlit as st

from rag.records.owners import owner_of
from ui.parts.browser import keep_cookie

COOKIE = "paragraf-visitor"
DAYS = 400
"""The longest that browsers keep a cookie."""
_KEY = "visitor"
_SHORTEST = 32
"""Characters of a secret that was made here; anything else is not one."""


def owner() -> str:
    """Names the owner of this browser's conversations."""
    return owner_of(_secret())


def _secret() -> str:
    known = st.session_state.get(_KEY)
    if isinstance(known, str):
        return known
    kept = st.context.cookies.get(COOKIE, "")
    secret = kept if len(kept) >= _SHORTEST else token_urlsafe(32)
    st.session_state[_KEY] = secret
    return secret


def keep_visitor() -> None:
    """Have the browser keep the secret, for when it comes back."""
    secret = _secret()
    if st.context.cookies.get(COOKIE, "") != secret:
        keep_cookie(COOKIE, secret, DAYS)
