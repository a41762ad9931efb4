"""What the vector index holds, noted in SQL version by version, so that only differences are carried over.

A mark stands while the index is being changed. Where it is found later, the change was broken off, and only
then is the index compared with the library passage by passage.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql

from rag.domain import Language
from rag.store import schema
from rag.store.audiences import shelf
from rag.store.clearing import clear
from rag.store.wanted import (
    Versions,
    any_of,
    entering_versions,
    indexed_versions,
    kept_versions,
    needed_versions,
)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A passage as the vector index needs it."""

    passage: str
    version: str
    shelf: str
    text_hash: str


class IndexLedger:
    """The notes on one library's index; `embedder` is the fingerprint of the vectors' embedder."""

    def __init__(self, engine: sql.Engine, kept: int) -> None:
        """kept: how many publications, the newest among them, can be brought back at once."""
        self._engine = engine
        self._kept = kept

    def is_settled(self, embedder: str) -> bool:
        """Whether the last change of the index ended."""
        mark = sql.select(schema.index_work.c.embedder).where(schema.index_work.c.embedder == embedder)
        with self._engine.connect() as connection:
            return connection.execute(mark).first() is None

    def begin(self, embedder: str) -> None:
        """Set the mark: the index is about to be changed."""
        with self._engine.begin() as connection:
            _mark(connection, embedder)

    def entering(self, embedder: str, also: int | None = None) -> list[IndexEntry]:
        """Passages that the index has to get: of published and staged versions, and of publication `also`."""
        return self._entries(entering_versions(embedder, also))

    def leaving(self, embedder: str) -> list[IndexEntry]:
        """Passages that the index has and no kept publication needs."""
        kept = kept_versions(self._kept)
        return self._entries(indexed_versions(embedder).where(schema.indexed.c.version.not_in(kept)))

    def noted(self, embedder: str) -> list[IndexEntry]:
        """Passages that the index has or should have."""
        return self._entries(any_of(indexed_versions(embedder), needed_versions()))

    def restorable(self, embedder: str, also: int | None = None) -> list[IndexEntry]:
        """Every passage that is needed or kept and whose whole document has been embedded."""
        wanted = any_of(kept_versions(self._kept), needed_versions(also)).subquery()
        passages, vectors = schema.passages.c, schema.vectors.c
        own = (vectors.text_hash == passages.text_hash) & (vectors.embedder == embedder)
        incomplete = (
            sql.select(passages.version)
            .select_from(schema.passages.outerjoin(schema.vectors, own))
            .where(vectors.text_hash.is_(None))
        )
        return self._entries(sql.select(wanted.c.version).where(wanted.c.version.not_in(incomplete)))

    def counts(self, embedder: str) -> Counter[str]:
        """How many passages each shelf of the index should hold."""
        versions = schema.versions.c
        query = (
            sql.select(versions.audience, versions.language, sql.func.count())
            .select_from(schema.passages.join(schema.versions))
            .where(versions.id.in_(indexed_versions(embedder)))
            .group_by(versions.audience, versions.language)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return Counter({shelf(audience, Language(language)): count for audience, language, count in rows})

    def samples(self, embedder: str, shelf_name: str, limit: int) -> list[IndexEntry]:
        """Some of the passages that a shelf holds."""
        columns = schema.versions.c
        name = columns.audience + "-" + columns.language
        query = _entry_query(indexed_versions(embedder)).where(name == shelf_name).limit(limit)
        with self._engine.connect() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def settle(self, embedder: str, entered: Sequence[IndexEntry]) -> None:
        """Note that the passages are in the index, and take the mark away."""
        self._note(embedder, entered, forget_others=False)

    def settle_anew(self, embedder: str, held: Sequence[IndexEntry]) -> None:
        """Note that the index holds the passages and no others, and take the mark away."""
        self._note(embedder, held, forget_others=True)

    def clear(self, embedder: str) -> None:
        """Clear passages and vectors that no kept publication needs, and take the mark away.

        The index must not hold them any more.
        """
        with self._engine.begin() as connection:
            clear(connection, kept_versions(self._kept))
            _unmark(connection, embedder)

    def clear_before_index(self, embedder: str) -> None:
        """The same where the index holds them still: the mark is set, and it is compared anew."""
        with self._engine.begin() as connection:
            clear(connection, kept_versions(self._kept))
            _mark(connection, embedder)

    def _note(self, embedder: str, entries: Sequence[IndexEntry], forget_others: bool) -> None:
        versions = sorted({entry.version for entry in entries})
        rows = [{"embedder": embedder, "version": version} for version in versions]
        with self._engine.begin() as connection:
            if forget_others:
                connection.execute(sql.delete(schema.indexed).where(schema.indexed.c.embedder == embedder))
            if rows:
                connection.execute(sql.insert(schema.indexed).prefix_with("OR IGNORE"), rows)
            _unmark(connection, embedder)

    def _entries(self, versions: Versions) -> list[IndexEntry]:
        with self._engine.connect() as connection:
            return [_entry(row) for row in connection.execute(_entry_query(versions))]


def _entry_query(versions: Versions) -> sql.Select[Any]:
    passages, columns = schema.passages.c, schema.versions.c
    return (
        sql.select(passages.id, columns.id, columns.audience, columns.language, passages.text_hash)
        .join(schema.versions, columns.id == passages.version)
        .where(columns.id.in_(versions))
    )


def _entry(row: Sequence[Any]) -> IndexEntry:
    passage, version, audience, language, text_hash = row
    return IndexEntry(passage, version, shelf(audience, Language(language)), text_hash)


def _mark(connection: sql.Connection, embedder: str) -> None:
    mark = sql.insert(schema.index_work).prefix_with("OR IGNORE").values(embedder=embedder)
    connection.execute(mark)


def _unmark(connection: sql.Connection, embedder: str) -> None:
    connection.execute(sql.delete(schema.index_work).where(schema.index_work.c.embedder == embedder))
