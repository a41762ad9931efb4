"""Which versions texts, vectors and index have to serve: what readers see, and what they are about to."""

import sqlalchemy as sql

from rag.store import schema


def wanted_versions() -> sql.CompoundSelect[tuple[str]]:
    """A query for the ids of the versions that are published or staged."""
    published = sql.select(schema.memberships.c.version).where(schema.memberships.c.last.is_(None))
    waiting = sql.select(schema.staged.c.version).where(schema.staged.c.version.is_not(None))
    return published.union(waiting)
