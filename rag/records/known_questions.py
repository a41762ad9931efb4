"""Known questions: what people ask, with the source that a good search gives them.

Somebody is shown those that were asked as somebody in no other groups than theirs, of documents that are not
closed to them: question, path and words of a guideline tell of it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sql

from rag.domain import Language, Question
from rag.errors import BadInput
from rag.retrieval.language import detect_language
from rag.store.audiences import readable_audiences
from rag.store.readable import TODAY, standing_at
from rag.store.schema import known_questions

NOT_EXPECTED = "No published document of that name may be read by those who ask. Write it as SOURCE/PATH."
NOT_ITS_WORDS = "These words do not stand in the document. Copy them as they are written there."
NOT_KEPT = "There is no such known question. `paragraf questions` lists them."


@dataclass(frozen=True, slots=True)
class Expected:
    """Where the answer stands."""

    source: str
    path: str
    quote: str = ""
    """Words of the document that answer; empty where none are named."""


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A known question."""

    id: str
    """The same for the same question, groups and day."""
    question: Question
    language: Language
    expected: Expected
    kept_by: str | None
    """Who kept it; None where nobody was signed in."""
    made_at: datetime
    is_published: bool
    """Whether a document stands at the expected place now."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of the known questions, and how many there are."""

    questions: tuple[KeptQuestion, ...]
    count: int


class KnownQuestions:
    """Keeps them."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def add(self, question: Question, expected: Expected, kept_by: str | None = None) -> str:
        """Keep a question, in place of the same one; its id.

        Raises BadInput where those who ask may not read the document, or it has not the words.
        """
        row = {
            "id": _id(question),
            "text": question.text,
            "groups": sorted(question.groups),
            "language": detect_language(question.text).value,
            "as_of": question.as_of.isoformat() if question.as_of else None,
            "source": expected.source,
            "path": expected.path,
            "quote": expected.quote,
            "kept_by": kept_by,
            "made_at": datetime.now(UTC).isoformat(),
        }
        with self._engine.begin() as connection:
            _check(connection, question.groups, expected)
            connection.execute(sql.delete(known_questions).where(known_questions.c.id == row["id"]))
            connection.execute(sql.insert(known_questions).values(row))
        return str(row["id"])

    def remove(self, question_id: str) -> None:
        """Forget one. Raises BadInput where it is not there."""
        with self._engine.begin() as connection:
            gone = sql.delete(known_questions).where(known_questions.c.id == question_id)
            if connection.execute(gone).rowcount == 0:
                raise BadInput(NOT_KEPT)

    def all(self) -> Sequence[KeptQuestion]:
        """All of them, the newest first; for those who run Paragraf."""
        with self._engine.connect() as connection:
            return [_kept(row) for row in connection.execute(_newest_first())]

    def find(self, question: Question) -> KeptQuestion | None:
        """The same question as those who ask it are shown it; None where it is not known."""
        with self._engine.connect() as connection:
            query = _open_to(connection, question.groups).where(known_questions.c.id == _id(question))
            row = connection.execute(query).first()
        return _kept(row) if row else None

    def listed(self, groups: frozenset[str], words: str = "", limit: int = 20) -> Listed:
        """Those that a person of these groups is shown, the newest first. words: that stand in them."""
        with self._engine.connect() as connection:
            query = _open_to(connection, groups)
            if words:
                query = query.where(known_questions.c.text.icontains(words, autoescape=True))
            theirs = [row for row in connection.execute(query) if groups.issuperset(row.groups)]
        return Listed(tuple(map(_kept, theirs[:limit])), len(theirs))


def _id(question: Question) -> str:
    day = question.as_of.isoformat() if question.as_of else None
    whole = json.dumps([question.text, sorted(question.groups), day])
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _check(connection: sql.Connection, groups: frozenset[str], expected: Expected) -> None:
    standing = standing_at(expected.source, expected.path).with_only_columns(TODAY.c.text)
    theirs = standing.where(TODAY.c.audience.in_(readable_audiences(connection, groups)))
    text = connection.execute(theirs).scalar()
    if text is None:
        raise BadInput(NOT_EXPECTED)
    if expected.quote not in text:
        raise BadInput(NOT_ITS_WORDS)


def _standing() -> sql.Select[Any]:
    return standing_at(known_questions.c.source, known_questions.c.path)


def _newest_first() -> sql.Select[Any]:
    columns = known_questions.c
    order = (columns.made_at.desc(), columns.id)
    return sql.select(known_questions, _standing().exists().label("is_published")).order_by(*order)


def _open_to(connection: sql.Connection, groups: frozenset[str]) -> sql.Select[Any]:
    """Those whose document is not closed to people of these groups."""
    closed = _standing().where(TODAY.c.audience.not_in(readable_audiences(connection, groups)))
    return _newest_first().where(~closed.exists())


def _kept(row: sql.Row[Any]) -> KeptQuestion:
    as_of = date.fromisoformat(row.as_of) if row.as_of else None
    return KeptQuestion(
        id=row.id,
        question=Question(row.text, frozenset(row.groups), as_of),
        language=Language(row.language),
        # what was taken away may have been closed, and its words stand elsewhere
        expected=Expected(row.source, row.path, row.quote if row.is_published else ""),
        kept_by=row.kept_by,
        made_at=datetime.fromisoformat(row.made_at),
        is_published=bool(row.is_published),
    )
