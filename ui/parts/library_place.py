"""Which document of the library is open, and what is to be said when the list is shown again."""

from dataclasses import dataclass

import streamlit as st

_OPENED = "library_opened"
_TOLD = "library_told"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document is published: its newest version there is shown."""

    source: str
    path: str


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about what was done, until something else is."""

    sentence: str
    occasion: int
    """Another one each time."""


def opened() -> Place | None:
    """The document that is open; None where the list is shown."""
    place = st.session_state.get(_OPENED)
    return place if isinstance(place, Place) else None


def open_document(place: Place) -> None:
    """Show a document."""
    st.session_state[_OPENED] = place
    st.session_state.pop(_TOLD, None)


def close_document(told: Told | None = None) -> None:
    """Show the list again, and say what was done."""
    st.session_state.pop(_OPENED, None)
    if told:
        st.session_state[_TOLD] = told


def told() -> Told | None:
    """What there is to say."""
    said = st.session_state.get(_TOLD)
    return said if isinstance(said, Told) else None
