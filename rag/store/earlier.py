"""Looking back: whether an earlier publication can still be searched, and which documents one shows."""

from collections.abc import Collection

import sqlalchemy as sql

from rag.store import schema
from rag.store.scopes import Scope, select_shown_versions
from rag.store.wanted import versions_at

Document = tuple[str, str]
"""Source and path."""


def is_searchable(engine: sql.Engine, publication: int, embedder: str) -> bool:
    """Whether all passages that a publication had are still there, with their vectors.

    Counted, since the setting may have been another one when they were cleared. embedder: fingerprint.
    """
    passages, vectors, publications = schema.passages.c, schema.vectors.c, schema.publications.c
    own = (vectors.text_hash == passages.text_hash) & (vectors.embedder == embedder)
    there = (
        sql.select(sql.func.count())
        .select_from(schema.passages.join(schema.vectors, own))
        .where(passages.version.in_(versions_at(publication)))
    )
    had = sql.select(publications.passages).where(publications.number == publication)
    with engine.connect() as connection:
        return bool(connection.execute(had).scalar() == connection.execute(there).scalar())


def shown_versions(engine: sql.Engine, scope: Scope, documents: Collection[Document]) -> dict[Document, str]:
    """Those of the documents that a scope shows, with the id of the version."""
    columns = schema.versions.c
    query = select_shown_versions(scope, columns.source, columns.path, columns.id).where(
        sql.tuple_(columns.source, columns.path).in_(sorted(documents))
    )
    with engine.connect() as connection:
        return {(source, path): version for source, path, version in connection.execute(query)}
