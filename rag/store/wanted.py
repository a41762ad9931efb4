"""Which versions texts, vectors and index have to serve: what readers see, what they are about to, and what
can be brought back."""

from typing import Any

import sqlalchemy as sql

from rag.store import schema

Versions = sql.Select[Any]
"""A query for ids of versions."""


def needed_versions(also: int | None = None) -> Versions:
    """The versions that are published or staged, or belong to publication `also`."""
    published = sql.select(schema.memberships.c.version).where(schema.memberships.c.last.is_(None))
    waiting = sql.select(schema.staged.c.version).where(schema.staged.c.version.is_not(None))
    return any_of(published, waiting) if also is None else any_of(published, waiting, versions_at(also))


def kept_versions(kept: int) -> Versions:
    """The versions of the newest `kept` publications, and the staged ones."""
    newest = sql.select(sql.func.coalesce(sql.func.max(schema.publications.c.number), 0)).scalar_subquery()
    members = schema.memberships.c
    published = sql.select(members.version).where(members.last.is_(None) | (members.last > newest - kept))
    waiting = sql.select(schema.staged.c.version).where(schema.staged.c.version.is_not(None))
    return any_of(published, waiting)


def any_of(*queries: Versions) -> Versions:
    """The versions that any of the queries gives."""
    # a union inside a union is more than SQLite takes
    together = sql.union(*queries).subquery()
    return sql.select(together.c.version)


def versions_at(publication: int) -> sql.Select[Any]:
    """The versions that a publication has."""
    members = schema.memberships.c
    return sql.select(members.version).where(
        members.first <= publication, members.last.is_(None) | (members.last >= publication)
    )


def indexed_versions(embedder: str) -> sql.Select[Any]:
    """The versions that the vector index holds."""
    return sql.select(schema.indexed.c.version).where(schema.indexed.c.embedder == embedder)


def entering_versions(embedder: str, also: int | None = None) -> sql.Select[Any]:
    """The needed versions that the vector index does not hold yet."""
    needed = needed_versions(also).subquery()
    return sql.select(needed.c.version).where(needed.c.version.not_in(indexed_versions(embedder)))
