"""The one place where the page gets what answers, so that a test can put something else there."""

from collections.abc import Iterator
from typing import Protocol, cast

import streamlit as st

from rag.answers import AnswerEvent
from rag.domain import EVERYONE, Question
from rag.store.reading import Original

GROUPS = EVERYONE
"""Until people sign in, the page asks as somebody who belongs to no group."""

WARM_UP = "Paragraf"
"""Embedded once at opening, so that nobody's question waits for the weights."""


class Assistant(Protocol):
    """Answers questions."""

    def ask(self, question: Question) -> Iterator[AnswerEvent]:
        """The events of one answer; Finished is the last. Raises ParagrafError."""
        ...


class Documents(Protocol):
    """Knows the extracted text of documents, and where they came from."""

    def document_text(self, version: str, groups: frozenset[str]) -> str:
        """The whole text of a version. Raises BadInput where it is not there or may not be read."""
        ...

    def original(self, version: str, groups: frozenset[str]) -> Original:
        """The file that a version was read from. Raises BadInput as document_text does."""
        ...


class Service(Protocol):
    """What the page needs of Paragraf."""

    @property
    def assistant(self) -> Assistant: ...

    @property
    def reader(self) -> Documents: ...


def get_paragraf() -> Service:
    """Paragraf, opened once for all sessions of this process. Raises ParagrafError, SettingsInvalid."""
    return cast(Service, _opened())


@st.cache_resource(show_spinner=False)
def _opened() -> object:
    # here, not at the top: the models behind it take seconds to load, and the page draws itself first
    from config.settings import load_settings
    from rag.wiring import open_paragraf

    paragraf = open_paragraf(load_settings())
    # parts are made when first asked for: made here, under the cache's lock, they are made once
    _ = paragraf.assistant, paragraf.reader
    paragraf.embedder.embed_questions([WARM_UP])
    return paragraf
