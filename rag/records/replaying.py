"""Asking a question of a receipt again: of the guidelines it was answered from, or of today's.

A replay looks into an answer and gives nobody one, so it keeps no receipt of its own: else looking into
records would make more of them, and the person who asked would be in the records for what they did not ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from rag.answering.assistant import Assistant
from rag.domain import Moment, Question, Turn
from rag.errors import BadInput
from rag.ports import Embedder
from rag.records.comparing import (
    Comparison,
    DocumentChange,
    compare,
    document_changes,
    documents_of,
)
from rag.records.content import Content, is_whole
from rag.records.receipts import Receipts
from rag.store.earlier import is_searchable, shown_versions
from rag.store.reading import Reader
from rag.store.scopes import Scope


@dataclass(frozen=True, slots=True)
class Replay:
    """An answer, the one that the same question gets now, and how they differ."""

    before: Content
    after: Content
    """As a receipt would keep it."""
    comparison: Comparison
    documents: tuple[DocumentChange, ...]
    """Those among the sources of either that are not what they were."""


class Replaying:
    """Replays the answers of one library, for the groups that they were given to."""

    def __init__(
        self, receipts: Receipts, reader: Reader, embedder: Embedder, assistant: Callable[[], Assistant]
    ) -> None:
        self._receipts = receipts
        self._reader = reader
        self._embedder = embedder
        self._assistant = assistant

    def replay(self, receipt: str) -> Replay:
        """Ask again as on the day of the answer, of the publication that it was made from.

        Raises BadInput where there is no such receipt or its publication cannot be searched any more.
        """
        before = self._replayable(receipt)
        publication = before["publication"]
        if not is_searchable(self._reader.engine, publication, self._embedder.fingerprint):
            raise BadInput(
                f"Publication {publication} cannot be searched any more: it is no longer kept, or has no "
                "vectors of the embedding model in use. Ask today's guidelines with "
                f"`paragraf records replay {receipt} --today`."
            )
        return self._asked(before, Moment(date.fromisoformat(before["asked_on"]), publication))

    def replay_today(self, receipt: str) -> Replay:
        """Ask again today, of the newest publication. Raises BadInput where there is no such receipt."""
        return self._asked(self._replayable(receipt), Moment(date.today()))

    def _replayable(self, receipt: str) -> Content:
        content = self._receipts.find(receipt)
        if not is_whole(content):
            raise BadInput(
                f"The receipt {receipt} is of an earlier Paragraf, which noted too little to replay it. "
                f"`paragraf records receipt {receipt}` shows what it has."
            )
        return content

    def _asked(self, before: Content, at: Moment) -> Replay:
        made = self._assistant().answer_at(_question(before), at)
        after = self._receipts.content(made.answer, made.trace)
        return Replay(before, after, compare(before, after), self._documents(before, after))

    def _documents(self, before: Content, after: Content) -> tuple[DocumentChange, ...]:
        titles = documents_of(before, after)
        was, now = (
            shown_versions(self._reader.engine, self._scope(each), titles.keys()) for each in (before, after)
        )
        return document_changes(titles, was, now)

    def _scope(self, content: Content) -> Scope:
        """What a receipt's answer was made within."""
        day = date.fromisoformat(content["day"])
        return self._reader.scope(frozenset(content["groups"]), day, content["publication"])


def _question(content: Content) -> Question:
    return Question(
        content["question"],
        frozenset(content["groups"]),
        date.fromisoformat(content["as_of"]) if content["as_of"] else None,
        tuple(Turn(turn["speaker"], turn["text"]) for turn in content["history"]),
    )
