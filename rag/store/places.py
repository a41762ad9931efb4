"""Finding passages that a question names rather than describes, inside a scope as always."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import reduce

import numpy as np
import sqlalchemy as sql
from numpy.typing import NDArray

from rag.store.parts import parts
from rag.store.postings import Postings
from rag.store.reading import Reader
from rag.store.schema import passages, versions
from rag.store.scopes import Scope, select_shown

MOST_NAMED = 200
"""Passages of the documents, clauses or phrases that a question names."""
MOST_LOOKED_AT = 5_000
"""Passages whose headings or text are compared with what a question names."""

_TEXT = sql.func.substr(versions.c.text, passages.c.start + 1, passages.c.end - passages.c.start)


class Places:
    """Looks passages up in what a Scope shows."""

    def __init__(self, reader: Reader) -> None:
        self._engine = reader.engine
        self._memory = reader.memory

    def with_references(self, scope: Scope, question: str) -> set[str]:
        """Ids of the passages of documents whose reference number a question names."""
        asked = question.casefold()
        references = [
            each
            for folded, each in self._memory.references(scope)
            if folded in asked and _stands_in(folded, asked)
        ]
        if not references:
            return set()
        query = select_shown(scope, passages.c.id).where(versions.c.reference.in_(references))
        with self._engine.connect() as connection:
            return set(connection.execute(query.order_by(passages.c.number).limit(MOST_NAMED)).scalars())

    def of_versions(self, scope: Scope, wanted: Collection[str]) -> dict[str, str]:
        """The version of each passage of these versions; not of more than MOST_NAMED passages."""
        query = select_shown(scope, passages.c.id, passages.c.version).where(passages.c.version.in_(wanted))
        return self._versions(query.order_by(passages.c.number).limit(MOST_NAMED))

    def versions_of(self, scope: Scope, ids: Collection[str]) -> set[str]:
        """The versions that passages belong to."""
        query = select_shown(scope, passages.c.id, passages.c.version).where(passages.c.id.in_(ids))
        return set(self._versions(query).values())

    def under(
        self, scope: Scope, wanted: Collection[str], fits: Callable[[Sequence[str], str], bool]
    ) -> dict[str, str]:
        """The version of each passage of these versions that fits; not of more than MOST_NAMED.

        fits: is given headings and text of each.
        """
        columns = (passages.c.id, passages.c.version, passages.c.headings, _TEXT)
        query = select_shown(scope, *columns).where(passages.c.version.in_(wanted))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(passages.c.number).limit(MOST_LOOKED_AT)).all()
        fitting = [(name, version) for name, version, headings, text in rows if fits(headings, text)]
        return dict(fitting[:MOST_NAMED])

    def saying(self, scope: Scope, wanted: Sequence[Sequence[str]], says: Callable[[str], bool]) -> set[str]:
        """Ids of the passages that have all stems of one of several lists and say what is looked for.

        says: is given headings and text of each.
        """
        shown = self._memory.shown(scope)
        columns = (passages.c.id, passages.c.headings, _TEXT)
        saying: list[str] = []
        with self._engine.connect() as connection:
            numbers = shown.numbers[_having_all(Postings(connection, shown), wanted)]
            for part in parts(sorted(numbers.tolist())[:MOST_LOOKED_AT]):
                query = select_shown(scope, *columns).where(passages.c.number.in_(part))
                rows = connection.execute(query.order_by(passages.c.number)).all()
                saying += [name for name, headings, said in rows if says("\n".join((*headings, said)))]
        return set(saying[:MOST_NAMED])

    def _versions(self, query: sql.Select[tuple[str, str]]) -> dict[str, str]:
        with self._engine.connect() as connection:
            return dict(connection.execute(query).all())  # type: ignore[arg-type]


def _stands_in(reference: str, question: str) -> bool:
    """Whether a question has a reference number, and not one that it only begins or ends."""
    return re.search(rf"(?<![\w-]){re.escape(reference)}(?![\w-])", question) is not None


def _having_all(postings: Postings, wanted: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """The shown passages that have all stems of one of the lists."""
    postings.look_up(stem for stems in wanted for stem in stems)
    having = [
        reduce(np.intersect1d, (postings.of(stem).places for stem in stems)) for stems in wanted if stems
    ]
    return np.unique(np.concatenate(having)) if having else np.zeros(0, dtype=np.int64)
