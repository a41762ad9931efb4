"""The one place where the page gets what answers, so that a test can put something else there."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import streamlit as st

from config.settings import Settings, load_settings
from rag.answers import AnswerEvent
from rag.domain import EVERYONE, Found, Question
from rag.store.document_view import DocumentFacts, EarlierVersion, Neighbours
from rag.store.reading import Original
from ui.parts.jobs import Jobs

if TYPE_CHECKING:
    from rag.records.attestations import Attestations
    from rag.records.conversations import Conversations
    from rag.records.feedback import FeedbackBox
    from rag.records.known_questions import KnownQuestions
    from rag.retrieval.search import Searched
    from rag.retrieval.trace import SearchSettings
    from rag.retrieval.tracing import Tracing
    from rag.wiring import Paragraf
    from ui.keeping import Keeping
    from ui.publishing import Publishing

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
    """Knows the extracted text of documents, where they came from and what is said of them."""

    def document_text(self, version: str, groups: frozenset[str]) -> str:
        """The whole text of a version. Raises BadInput where it is not there or may not be read."""
        ...

    def passage_at(self, version: str, start: int, groups: frozenset[str]) -> Found:
        """The passage that holds a place. Raises BadInput as document_text does."""
        ...

    def original(self, version: str, groups: frozenset[str]) -> Original:
        """The file that a version was read from. Raises BadInput as document_text does."""
        ...

    def facts(self, version: str, groups: frozenset[str]) -> DocumentFacts:
        """What is known of a version. Raises BadInput as document_text does."""
        ...

    def neighbours(self, version: str, start: int, groups: frozenset[str]) -> Neighbours:
        """The passages before and after a place. Raises BadInput as document_text does."""
        ...

    def version_before(self, version: str, groups: frozenset[str]) -> EarlierVersion | None:
        """The version before, if there is one that they may read. Raises BadInput as document_text does."""
        ...


class Searcher(Protocol):
    """Finds passages."""

    def search(self, question: Question, limit: int) -> "Searched":
        """At most `limit` passages. Raises ParagrafError."""
        ...

    def unknown_words(self, searched: "Searched") -> tuple[str, ...]:
        """Words of the question that stand in nothing which the person may read."""
        ...


class Records(Protocol):
    """What the page keeps. Quick to come by: no model is loaded for it."""

    @property
    def conversations(self) -> "Conversations": ...

    @property
    def feedback(self) -> "FeedbackBox": ...

    @property
    def attestations(self) -> "Attestations": ...

    @property
    def known_questions(self) -> "KnownQuestions": ...


class Service(Protocol):
    """What the page needs of Paragraf."""

    @property
    def searcher(self) -> Searcher: ...

    @property
    def assistant(self) -> Assistant: ...

    @property
    def reader(self) -> Documents: ...


def get_paragraf() -> Service:
    """Paragraf, opened once for all sessions of this process. Raises ParagrafError, SettingsInvalid."""
    return cast(Service, _opened())


def get_records() -> Records:
    """What the page keeps. Raises ParagrafError, SettingsInvalid."""
    return cast(Records, _made())


def texts_folder() -> Path:
    """Where the organisation's own texts are. Raises SettingsInvalid."""
    return _settings().data / "texts"


def contact() -> str:
    """Whom to tell of problems with the page; empty where nobody is named. Raises SettingsInvalid."""
    return _settings().page.contact


def jobs() -> Jobs:
    """The long work of this process."""
    return cast(Jobs, _working())


def get_publishing() -> "Publishing":
    """What managers do to the guidelines. Raises ParagrafError, SettingsInvalid."""
    return cast("Publishing", _publishing())


def get_keeping() -> "Keeping":
    """What managers do to single documents. Raises ParagrafError, SettingsInvalid."""
    return cast("Keeping", _keeping())


def search_settings() -> "SearchSettings":
    """Those of every search. Quick to come by. Raises ParagrafError, SettingsInvalid."""
    return cast("Paragraf", _made()).search_settings


def tracing(chosen: "SearchSettings") -> "Tracing":
    """The search with settings of its own, taken apart. Raises ParagrafError, SettingsInvalid."""
    return cast("Paragraf", _opened()).tracing(chosen)


def roles() -> tuple[str, ...]:
    """What everybody who reaches the page answers for. Raises SettingsInvalid."""
    return _settings().page.roles


@st.cache_resource(show_spinner=False)
def _settings() -> Settings:
    return load_settings()


@st.cache_resource(show_spinner=False)
def _made() -> object:
    # here, not at the top: it takes a while to import, and the page draws itself first
    from rag.wiring import open_paragraf

    return open_paragraf(_settings())


@st.cache_resource(show_spinner=False)
def _working() -> object:
    return Jobs()


@st.cache_resource(show_spinner=False)
def _publishing() -> object:
    from ui.session import publishing_of

    return publishing_of(cast("Paragraf", _made()))


@st.cache_resource(show_spinner=False)
def _keeping() -> object:
    from ui.session import keeping_of

    return keeping_of(cast("Paragraf", _made()))


@st.cache_resource(show_spinner=False)
def _opened() -> object:
    from rag.wiring import Paragraf

    paragraf = cast(Paragraf, _made())
    # parts are made when first asked for: made here, under the cache's lock, they are made once
    _ = paragraf.assistant, paragraf.reader, paragraf.searcher
    paragraf.embedder.embed_questions([WARM_UP])
    return paragraf
