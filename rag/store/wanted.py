"""Which versions texts, vectors and index have to serve: what readers see, and what they are about to."""

from typing import Any

import sqlalchemy as sql

from rag.store import schema


def wanted_versions(also: int | None = None) -> sql.CompoundSelect[Any]:
    """A query for the ids of the versions that are published or staged, or belong to publication `also`."""
    published = sql.select(schema.memberships.c.version).where(schema.memberships.c.last.is_(None))
    waiting = sql.select(schema.staged.c.version).where(schema.staged.c.version.is_not(None))
    if also is None:
        return published.union(waiting)
    return published.union(waiting, versions_at(also))


def versions_at(publication: int) -> sql.Select[Any]:
    """A query for the ids of the versions that a publication has."""
    members = schema.memberships.c
    return sql.select(members.version).where(
        members.first <= publication, members.last.is_(None) | (members.last >= publication)
    )
