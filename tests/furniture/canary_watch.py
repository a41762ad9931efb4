"""All that one person gets to see of one question, so that two libraries can be held against each other."""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from conftest import House

from rag.answering.assistant import Assistant
from rag.answers import Finished
from rag.domain import Moment, Question
from rag.errors import ParagrafError
from rag.ports import VectorIndex
from rag.retrieval.close_reading import CloseReading
from rag.retrieval.search import Searched, Searcher
from rag.retrieval.stages import Watch, unwatched
from rag.retrieval.trace import SearchSettings
from rag.retrieval.tracing import Tracing
from rag.store.library import Library
from rag.store.reading import Reader
from rag.store.vector_archive import VectorArchive
from tests.furniture.canary_library import Document

WAYS = ("quote", "compose")
OFFERED = 12
READ_CLOSELY = 8
NUMBER = re.compile(r"\d+")


class ListeningChatModel:
    """A ChatModel of rag.ports that keeps what it is given, judges by length and repeats what it reads."""

    name = "listening"

    def __init__(self) -> None:
        self.given: list[object] = []
        self.down = False

    def is_ready(self) -> bool:
        """See rag.ports.ChatModel."""
        return not self.down

    def question_likelihoods(self, question: str, texts: Sequence[str]) -> list[float]:
        """See rag.ports.ChatModel."""
        self.given.append(("likelihoods", question, tuple(texts)))
        return [len(text) / 1000 for text in texts]

    def structured(self, system: str, user: str, schema: dict[str, Any], max_tokens: int) -> str:
        """See rag.ports.ChatModel."""
        self.given.append(("structured", system, user, json.dumps(schema), max_tokens))
        lines = [line for line in user.splitlines() if line.endswith(".")]
        drafts = [{"text": line, "sources": [1]} for line in lines[:2]]
        return json.dumps({"statements": drafts})


class WatchedSearcher(Searcher):
    """A searcher that notes what it gives."""

    last: Searched | None = None

    def search(
        self, question: Question, limit: int, at: Moment | None = None, watch: Watch = unwatched
    ) -> Searched:
        """See Searcher."""
        self.last = None
        self.last = super().search(question, limit, at, watch)
        return self.last


class WatchedHouse(House):
    """A house that reads closely, as the settings have it, and is watched while it answers."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.listening = ListeningChatModel()
        self.model = self.listening  # type: ignore[assignment]
        self.ways = {way: self._answering(way) for way in WAYS}

    def searcher_over(self, library: Library, index: Callable[[], VectorIndex]) -> WatchedSearcher:
        """The search over another library and index."""
        reader, archive = Reader(library.engine), VectorArchive(library.engine)
        close_reading = CloseReading(self.embedder, reader, READ_CLOSELY)
        return WatchedSearcher(reader, archive, self.embedder, index, 60, close_reading)

    def _answering(self, way: str) -> Assistant:
        parts = (self.searcher, self.embedder, self.model, self.receipts, self.quoting(3))
        return Assistant(*parts, way=lambda: way, passages=OFFERED, statements=3)

    def holds(self, library: Sequence[Document]) -> None:
        """Publish these documents, and no others."""
        for file in self.guidelines.rglob("*.md"):
            file.unlink()
        for document in library:
            self.write(document.path, document.as_file())
        self.ingest()


def seen(house: WatchedHouse, question: Question, way: str) -> dict[str, object]:
    """What the person asking sees, and what is made from it: what is found, with all figures; the events of
    the answer; what the model is given; the receipt; what is logged. Of an error the kind and the sentence.
    """
    house.listening.given.clear()
    # a question that is told by its wording not to be one for guidelines is not searched
    house.searcher.last = None
    with logged() as lines:
        events, ending = _answered(house, way, question)
    searched = house.searcher.last
    return {
        "searched": searched and {**asdict(searched), **vectors_of(searched)},
        "events": events,
        "ending": ending,
        "model": tuple(house.listening.given),
        "log": tuple(lines),
    }


def vectors_of(searched: Searched) -> dict[str, str]:
    """To the last digit, in a form that can be compared and searched for words."""
    return {name: getattr(searched, name).tobytes().hex() for name in ("vector", "asked")}


def _answered(house: WatchedHouse, way: str, question: Question) -> tuple[list[object], object]:
    """The events, and the receipt or the error at the end."""
    events: list[object] = []
    try:
        for event in house.ways[way].ask(question):
            events.append(asdict(_lasting(event) if isinstance(event, Finished) else event))
    except ParagrafError as error:
        return events, (type(error).__name__, error.code, str(error), error.user_message)
    receipt = house.receipts.find(event.answer.receipt)
    return events, {key: receipt[key] for key in receipt.keys() - {"receipt", "made_at", "timings"}}


def _lasting(event: Finished) -> Finished:
    """Without what is another one each time: a receipt's number, and seconds."""
    return Finished(replace(event.answer, receipt="", timings={}))


@contextmanager
def logged() -> Iterator[list[str]]:
    """What any library logs meanwhile, at any level."""
    lines: list[str] = []
    handler = logging.Handler(logging.DEBUG)
    handler.emit = lambda record: lines.append(handler.format(record))  # type: ignore[method-assign]
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


@contextmanager
def commands_over(house: WatchedHouse) -> Iterator[None]:
    """The commands search, ask and status work on this house, in this process."""
    parts = SimpleNamespace(
        search_settings=SearchSettings(60, OFFERED, READ_CLOSELY, 0),
        tracing=lambda chosen: Tracing(house.searcher, house.reader, chosen.passages),
        assistant=house.ways["quote"],
        library=house.library,
    )
    servers = SimpleNamespace(begin_model_server=lambda: None)

    @contextmanager
    def session() -> Iterator[object]:
        yield SimpleNamespace(paragraf=parts, servers=servers)

    with (
        patch.multiple("ui.commands.search", session=session),
        patch.multiple("ui.commands.ask", session=session),
        patch.multiple("ui.commands.ingest", session=session),
    ):
        yield


def leaks(shown: object, hidden: Mapping[str, str], typed: Question) -> set[str]:
    """The hidden words, as words_to_hide has them, in what is shown; less those that the person typed."""
    text, own = repr(shown).casefold(), _typed(typed).casefold()
    return {word for word in hidden if word not in own and stands_in(word, text)}


def stands_in(word: str, text: str) -> bool:
    """Whether a text has a word; a number only where it is not a part of another one, or of a checksum."""
    if not NUMBER.fullmatch(word):
        return word in text
    return re.search(rf"(?<![\w.]){word}(?!\w)", text) is not None


def _typed(question: Question) -> str:
    return "\n".join((question.text, *(turn.text for turn in question.history)))
