"""Conversations, kept for those who had them: listed, searched, renamed, continued, deleted.

Each belongs to an owner, and every query names the owner: nobody finds, opens or changes another's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sql
from pydantic import TypeAdapter, ValidationError

from rag.answers import Answer
from rag.records.exchange import Exchange, Failure
from rag.store.schema import conversations, exchanges

LONGEST_TITLE = 80
UNREADABLE = "kept_by_another_version"
"""Code of an answer that was kept in a form which this version does not know."""


Mark = tuple[int, datetime]
"""How many exchanges there are, and when the last was asked: another tab has gone on where it differs."""


@dataclass(frozen=True, slots=True)
class ConversationTitle:
    """A conversation as it is listed."""

    id: str
    title: str
    changed_at: datetime


_RESULT: TypeAdapter[Answer | Failure | None] = TypeAdapter(Answer | Failure | None)


class Conversations:
    """Keeps them for a number of days after they were last changed."""

    def __init__(
        self, engine: sql.Engine, days_kept: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self.days_kept = days_kept
        self._now = now

    def begin(self, owner: str, question: str) -> str:
        """A new conversation, named after its first question; its id. Clears those that are too old."""
        self.clear_old()
        name = uuid4().hex
        row = {"id": name, "owner": owner, "title": _title(question), "changed_at": self._written()}
        with self._engine.begin() as connection:
            connection.execute(sql.insert(conversations).values(row))
        return name

    def keep(self, owner: str, conversation: str, number: int, exchange: Exchange) -> bool:
        """Write the exchange with a number, from 0; False where the owner has no such conversation."""
        result = _RESULT.dump_python(exchange.result, mode="json")
        asked_at = exchange.asked_at.isoformat()
        row = {"question": exchange.question, "asked_at": asked_at, "result": result}
        with self._engine.begin() as connection:
            touched = sql.update(conversations).where(_is(owner, conversation))
            if connection.execute(touched.values(changed_at=self._written())).rowcount == 0:
                return False
            place = (exchanges.c.conversation == conversation) & (exchanges.c.number == number)
            if connection.execute(sql.update(exchanges).where(place).values(row)).rowcount == 0:
                row |= {"conversation": conversation, "number": number}
                connection.execute(sql.insert(exchanges).values(row))
        return True

    def newest(self, owner: str, conversation: str) -> Mark | None:
        """How many exchanges a conversation has, and when the last was asked; None where there is none."""
        query = (
            sql.select(exchanges.c.number, exchanges.c.asked_at)
            .join(conversations, conversations.c.id == exchanges.c.conversation)
            .where(_is(owner, conversation))
            .order_by(exchanges.c.number.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return (row.number + 1, datetime.fromisoformat(row.asked_at)) if row else None

    def shorten(self, owner: str, conversation: str, count: int) -> None:
        """Keep only the first exchanges of a conversation."""
        mine = sql.select(conversations.c.id).where(_is(owner, conversation))
        later = exchanges.c.conversation.in_(mine) & (exchanges.c.number >= count)
        with self._engine.begin() as connection:
            connection.execute(sql.delete(exchanges).where(later))

    def exchanges(self, owner: str, conversation: str) -> tuple[Exchange, ...] | None:
        """A conversation, whole; None where there is none of this owner's."""
        query = (
            sql.select(exchanges)
            .join(conversations, conversations.c.id == exchanges.c.conversation)
            .where(_is(owner, conversation))
            .order_by(exchanges.c.number)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(_exchange(row) for row in rows) or None

    def listed(self, owner: str, words: str = "") -> Sequence[ConversationTitle]:
        """An owner's conversations, the newest first; words: all are in the title or the questions."""
        asked = (
            sql.select(sql.func.group_concat(exchanges.c.question, " "))
            .where(exchanges.c.conversation == conversations.c.id)
            .scalar_subquery()
        )
        query = (
            sql.select(conversations, asked.label("asked"))
            .where(conversations.c.owner == owner)
            .order_by(conversations.c.changed_at.desc())
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        # here and not in SQLite, for which å and Å are two letters
        wanted = words.casefold().split()
        return [
            ConversationTitle(row.id, row.title, datetime.fromisoformat(row.changed_at))
            for row in rows
            if all(word in f"{row.title} {row.asked}".casefold() for word in wanted)
        ]

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation another title; an empty one leaves it as it is."""
        if title.strip():
            renamed = sql.update(conversations).where(_is(owner, conversation)).values(title=_title(title))
            with self._engine.begin() as connection:
                connection.execute(renamed)

    def delete(self, owner: str, conversation: str) -> None:
        """Delete a conversation with all that was said in it."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(conversations).where(_is(owner, conversation)))

    def clear_old(self) -> int:
        """Delete what nobody has changed for too long; how many."""
        oldest = (self._now() - timedelta(days=self.days_kept)).isoformat()
        with self._engine.begin() as connection:
            return connection.execute(
                sql.delete(conversations).where(conversations.c.changed_at < oldest)
            ).rowcount

    def _written(self) -> str:
        return self._now().isoformat()


def _is(owner: str, conversation: str) -> sql.ColumnElement[bool]:
    return (conversations.c.owner == owner) & (conversations.c.id == conversation)


def _title(text: str) -> str:
    """One line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    return f"{line[:LONGEST_TITLE].rsplit(' ', 1)[0]} …"


def _exchange(row: sql.Row[Any]) -> Exchange:
    return Exchange(row.question, _read(row.result), datetime.fromisoformat(row.asked_at))


def _read(result: Any) -> Answer | Failure | None:
    try:
        return _RESULT.validate_python(result)
    except ValidationError:
        return Failure(UNREADABLE)
