"""Writing passages in one statement, for the numbers that the words index knows them by."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sql

from rag.store.schema import passages


def insert_passages(connection: sql.Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The numbers of the passages, in the order of the rows. rows: their columns but the number."""
    if not rows:
        return []
    numbered = sql.insert(passages).returning(passages.c.number, sort_by_parameter_order=True)
    return list(connection.execute(numbered, rows).scalars())
