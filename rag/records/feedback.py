"""What readers say of answers: work for those who keep the guidelines, and for those who judge answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

import sqlalchemy as sql

from rag.store.schema import feedback

LONGEST_COMMENT = 2000


class FeedbackKind(StrEnum):
    """What a reader says."""

    HELPFUL = "helpful"
    WRONG = "wrong"
    WRONG_SOURCE = "wrong_source"
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"
    OTHER = "other"
    GAP = "gap"
    """That the guidelines should answer this, and do not."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """Said of an answer; who said it is not kept."""

    receipt: str
    """Of the answer, which has question and sources."""
    kind: FeedbackKind
    statement: int | None = None
    """Place of the statement in the answer, from 0; None where it is about the whole."""
    source: int | None = None
    """Number of the source that it is about, where it is about one."""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class GivenFeedback:
    """Feedback as it was kept."""

    id: str
    given_at: datetime
    said: Feedback


class FeedbackBox:
    """Takes feedback in and gives it out."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def give(self, said: Feedback) -> None:
        """Keep it. A comment is cut at LONGEST_COMMENT characters."""
        row = {
            "id": uuid4().hex,
            "given_at": datetime.now(UTC).isoformat(),
            "receipt": said.receipt,
            "statement": said.statement,
            "source": said.source,
            "kind": said.kind.value,
            "comment": said.comment.strip()[:LONGEST_COMMENT],
        }
        with self._engine.begin() as connection:
            connection.execute(sql.insert(feedback).values(row))

    def given(self) -> Sequence[GivenFeedback]:
        """All of it, the newest first."""
        query = sql.select(feedback).order_by(feedback.c.given_at.desc(), feedback.c.id)
        with self._engine.connect() as connection:
            return [
                GivenFeedback(
                    row.id,
                    datetime.fromisoformat(row.given_at),
                    Feedback(row.receipt, FeedbackKind(row.kind), row.statement, row.source, row.comment),
                )
                for row in connection.execute(query)
            ]
