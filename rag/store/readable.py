"""Whether a person may read a version that was cited at some time: its place, as it stands today, decides."""

from typing import Any

import sqlalchemy as sql

from rag.errors import BadInput
from rag.store.audiences import readable_audiences
from rag.store.schema import memberships, versions

NOT_THERE = "This document is not there, or you may not read it."

TODAY = versions.alias("today")
Column = sql.ColumnElement[Any]


def readable_row(
    connection: sql.Connection, version: str, groups: frozenset[str], *columns: Column
) -> sql.Row[Any]:
    """Columns of a version. Raises BadInput where it is not there or may not be read, the same for both."""
    row = row_if_readable(connection, version, groups, *columns)
    if row is None:
        raise BadInput(NOT_THERE)
    return row


def row_if_readable(
    connection: sql.Connection, version: str, groups: frozenset[str], *columns: Column
) -> sql.Row[Any] | None:
    """Columns of a version that was published, also of an older one; None where readable_row raises."""
    readable = readable_audiences(connection, groups)
    published = sql.select(memberships.c.version).where(memberships.c.version == version)
    query: sql.Select[Any] = sql.select(*columns)
    allowed = query.where(
        versions.c.id == version,
        versions.c.audience.in_(readable),
        published.exists(),
        _is_open_at_its_place(readable),
    )
    return connection.execute(allowed).first()


def is_published(version: Column) -> Column:
    """Whether a version is in the newest publication."""
    # asked of each version that is looked up otherwise: joined, it went through all that are published
    members = memberships.c
    return sql.select(members.version).where(members.version == version, members.last.is_(None)).exists()


def standing_at(source: Column | str, path: Column | str) -> sql.Select[tuple[str]]:
    """Id of what is published at a place today; to be narrowed by columns of TODAY."""
    return sql.select(TODAY.c.id).where(
        TODAY.c.source == source, TODAY.c.path == path, is_published(TODAY.c.id)
    )


def _is_open_at_its_place(readable: tuple[str, ...]) -> Column:
    """Nothing that is closed to them stands at its place, nor has its text moved to where it is."""
    standing = standing_at(versions.c.source, versions.c.path)
    closed = standing.where(TODAY.c.audience.not_in(readable))
    return ~closed.exists() & (standing.exists() | ~_closed_copy(readable).exists())


def _closed_copy(readable: tuple[str, ...]) -> sql.Select[tuple[str]]:
    copy, closed = versions.alias("copy"), versions.alias("closed")
    # which ones are closed an index knows: only their texts are read
    theirs = sql.select(closed.c.id).where(closed.c.audience.not_in(readable), is_published(closed.c.id))
    return sql.select(copy.c.id).where(copy.c.id.in_(theirs), copy.c.text == versions.c.text)
