"""Clearing what no kept publication needs: passages, words, vectors, drafts that were never published.

The text of a version that was published stays: answers given from it point into it.
"""

from collections.abc import Sequence

import sqlalchemy as sql

from rag.store import schema
from rag.store.parts import parts
from rag.store.wanted import Versions
from rag.store.words_index import remove_words


def has_unneeded(connection: sql.Connection, kept: Versions) -> bool:
    """Whether anything belongs to other versions than the kept ones only."""
    versions, passages, members = schema.versions.c, schema.passages.c, schema.memberships.c
    cut = sql.select(passages.id).where(passages.version == versions.id)
    published = sql.select(members.version).where(members.version == versions.id)
    unneeded = sql.select(versions.id).where(versions.id.not_in(kept), cut.exists() | ~published.exists())
    return connection.execute(unneeded.limit(1)).first() is not None


def clear(connection: sql.Connection, kept: Versions) -> None:
    """Clear all that belongs to other versions than the kept ones."""
    passages, versions = schema.passages.c, schema.versions.c
    with_passages = sql.select(passages.version).where(passages.version.not_in(kept)).distinct()
    gone = list(connection.execute(with_passages).scalars())
    for part in parts(gone):
        hashes = list(
            connection.execute(
                sql.select(passages.text_hash).where(passages.version.in_(part)).distinct()
            ).scalars()
        )
        numbers = sql.select(passages.number).where(passages.version.in_(part))
        remove_words(connection, list(connection.execute(numbers).scalars()))
        connection.execute(sql.delete(schema.passages).where(passages.version.in_(part)))
        _clear_vectors(connection, hashes)
        _forget_indexed(connection, part)
    published = sql.select(schema.memberships.c.version)
    drafts = versions.id.not_in(published) & versions.id.not_in(kept)
    connection.execute(sql.delete(schema.versions).where(drafts))


def _clear_vectors(connection: sql.Connection, hashes: Sequence[str]) -> None:
    vectors = schema.vectors
    used = sql.select(schema.passages.c.text_hash).where(schema.passages.c.text_hash == vectors.c.text_hash)
    for part in parts(hashes):
        connection.execute(sql.delete(vectors).where(vectors.c.text_hash.in_(part), ~used.exists()))


def _forget_indexed(connection: sql.Connection, versions: Sequence[str]) -> None:
    """The passages of the versions are gone: indexes that still hold them have to be compared anew."""
    columns = schema.indexed.c
    holding = sql.select(columns.embedder).where(columns.version.in_(versions)).distinct()
    connection.execute(
        sql.insert(schema.index_work).prefix_with("OR IGNORE").from_select(["embedder"], holding)
    )
    connection.execute(sql.delete(schema.indexed).where(columns.version.in_(versions)))
