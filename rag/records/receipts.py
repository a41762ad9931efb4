"""What an answer was made from, kept so that it can be explained later."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sql

from rag.answering.trace import Trace
from rag.answers import Answer
from rag.errors import BadInput
from rag.records.content import Content, Installation, receipt_content
from rag.store.schema import receipts


class Receipts:
    """Keeps and finds receipts."""

    def __init__(self, engine: sql.Engine, installation: Installation) -> None:
        self._engine = engine
        self._installation = installation

    def new_id(self) -> str:
        """An id nobody can guess."""
        return uuid4().hex

    def keep(self, answer: Answer, trace: Trace) -> None:
        """Write the record of an answer, under the answer's own receipt id."""
        content = self.content(answer, trace)
        row = {"id": answer.receipt, "made_at": datetime.now(UTC).isoformat(), "content": content}
        with self._engine.begin() as connection:
            connection.execute(sql.insert(receipts).values(row))

    def content(self, answer: Answer, trace: Trace) -> Content:
        """What would be kept of an answer that is made with this installation."""
        return receipt_content(answer, trace, self._installation)

    def find(self, receipt: str) -> Content:
        """The record of an answer, with its id and when it was made. Raises BadInput where there is none."""
        query = sql.select(receipts.c.made_at, receipts.c.content).where(receipts.c.id == receipt)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise BadInput(
                f"There is no answer with the receipt {receipt}. `paragraf ask` gives each answer's id."
            )
        return {"receipt": receipt, "made_at": row.made_at, **row.content}

    def outcomes(self) -> dict[tuple[str, str], int]:
        """How many answers of each (outcome, language of the question) were given, the commonest first."""
        told = receipts.c.content["outcome"].as_string(), receipts.c.content["language"].as_string()
        count = sql.func.count()
        query = sql.select(*told, count).group_by(*told).order_by(count.desc(), *told)
        with self._engine.connect() as connection:
            return {(outcome, language): number for outcome, language, number in connection.execute(query)}
