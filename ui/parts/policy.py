"""The organisation's AI policy: accepted before the first question, and again when it has changed."""

import streamlit as st

from ui.parts import service
from ui.parts.door import tried
from ui.parts.escaping import as_html
from ui.parts.frame import show_head
from ui.parts.long_text import long_text, show_text
from ui.parts.visitor import owner
from ui.wording import Wording

POLICY = "policy"
_KEY = "accepted_policy"


def is_policy_accepted(wording: Wording) -> bool:
    """Whether there is none to accept, or this version of it has been."""
    policy = long_text(POLICY, wording)
    if policy is None or st.session_state.get(_KEY) == policy.version:
        return True
    accepted = False

    def look() -> None:
        nonlocal accepted
        accepted = service.get_records().attestations.holds(owner(), POLICY, policy.version)

    if tried(look, wording) and accepted:
        st.session_state[_KEY] = policy.version
    return accepted


def show_policy(wording: Wording) -> None:
    """Draw the policy, and the button that accepts it."""
    policy = long_text(POLICY, wording)
    if policy is None:
        return
    show_head(wording("policy.heading"), wording)
    st.html(f"<p>{as_html(wording('policy.explanation'))}</p>")
    show_text(policy)
    if st.button(wording("policy.accept"), key="accept_policy", type="primary"):
        kept = service.get_records().attestations
        if tried(lambda: kept.attest(owner(), POLICY, policy.version), wording):
            st.session_state[_KEY] = policy.version
            st.rerun()
