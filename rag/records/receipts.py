"""What an answer was made from, kept so that it can be explained later."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sql

from rag.answers import Answer
from rag.domain import Found
from rag.errors import BadInput
from rag.store.schema import receipts


class Receipts:
    """Keeps and finds receipts."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def new_id(self) -> str:
        """An id nobody can guess."""
        return uuid4().hex

    def keep(self, answer: Answer, publication: int | None, embedder: str, model: str | None) -> None:
        """Write the record of an answer, under the answer's own receipt id.

        publication: None where no guideline was looked at.
        """
        content: dict[str, Any] = {
            "question": answer.question.text,
            "history": [asdict(turn) for turn in answer.question.history],
            "groups": sorted(answer.question.groups),
            "as_of": answer.question.as_of.isoformat() if answer.question.as_of else None,
            "narrowed": {
                "as_of": answer.narrowed.as_of.isoformat() if answer.narrowed.as_of else None,
                "documents": list(answer.narrowed.documents),
            },
            "language": answer.language.value,
            "publication": publication,
            "embedder": embedder,
            "model": model,
            "outcome": answer.outcome.value,
            "reason": answer.reason,
            "sources": [_source(source.number, source.found) for source in answer.sources],
            "help": asdict(answer.help),
            "statements": [asdict(statement) for statement in answer.statements],
            "timings": dict(answer.timings),
        }
        row = {"id": answer.receipt, "made_at": datetime.now(UTC).isoformat(), "content": content}
        with self._engine.begin() as connection:
            connection.execute(sql.insert(receipts).values(row))

    def find(self, receipt: str) -> dict[str, Any]:
        """The record of an answer. Raises BadInput where there is none."""
        query = sql.select(receipts.c.content).where(receipts.c.id == receipt)
        with self._engine.connect() as connection:
            content = connection.execute(query).scalar()
        if content is None:
            raise BadInput(f"There is no answer with the receipt {receipt}.")
        return dict(content)


def _source(number: int, found: Found) -> dict[str, Any]:
    return {
        "number": number,
        "passage": found.passage_id,
        "version": found.version,
        "found_by": list(found.found_by),
        "similarity": round(found.similarity, 4),
        "score": round(found.score, 4),
    }
