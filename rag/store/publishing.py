"""Moving the pointer: each function is one part of the transaction that makes a publication."""

import getpass
import os
from dataclasses import asdict, fields
from datetime import UTC, datetime

import sqlalchemy as sql

from rag.domain import Publication
from rag.errors import BadInput, NothingPublished, PublicationHeld, WithdrawalHeld
from rag.store import schema
from rag.store.readable import standing_at
from rag.store.wanted import versions_at

_READING = sql.func.substr(schema.versions.c.digest, 1, sql.func.instr(schema.versions.c.digest, "-") - 1)
"""How a version was read and cut: its digest begins with it."""


def publish_staged(
    connection: sql.Connection, source: str | None, embedder: str | None
) -> Publication | None:
    """Make what is staged, of one source or of all, a publication; None where there is nothing to publish.

    Another embedder than that of the publication before is a change, too.
    Raises PublicationHeld where documents read in two ways would stand in it together.
    """
    chosen = sql.true() if source is None else schema.staged.c.source == source
    newest = newest_number(connection)
    first = connection.execute(sql.select(schema.staged.c.path).where(chosen).limit(1)).first()
    if first is None and not _has_other_embedder(connection, newest, embedder):
        return None
    members, versions, staged = schema.memberships.c, schema.versions.c, schema.staged.c
    place = (staged.source == versions.source) & (staged.path == versions.path)
    places = sql.select(versions.id).select_from(schema.versions.join(schema.staged, place)).where(chosen)
    closing = sql.update(schema.memberships).where(members.last.is_(None), members.version.in_(places))
    connection.execute(closing.values(last=newest))
    entering = sql.select(staged.version, sql.literal(newest + 1)).where(chosen, staged.version.is_not(None))
    connection.execute(sql.insert(schema.memberships).from_select(["version", "first"], entering))
    connection.execute(sql.delete(schema.staged).where(chosen))
    _refuse_a_mix(connection, newest + 1)
    return _add_publication(connection, newest + 1, None, embedder)


def withdraw(connection: sql.Connection, source: str, path: str, embedder: str | None) -> Publication:
    """Make a publication without the document at a place, and forget what waits for that place.

    Raises BadInput where none is published there, WithdrawalHeld where anything else of its source waits.
    """
    standing = standing_at(source, path)
    if connection.execute(standing).first() is None:
        raise BadInput(f"No document {path} of {source} is published. `paragraf documents` lists them.")
    staged = schema.staged.c
    others = sql.select(sql.func.count()).where(staged.source == source, staged.path != path)
    waiting = connection.execute(others).scalar_one()
    if waiting:
        raise WithdrawalHeld(
            f"{path} stays published: other changes of {source} wait ({waiting}), and nothing of a source is "
            "published without the rest. Publish them with `paragraf publish`, then withdraw the document."
        )
    connection.execute(sql.delete(schema.staged).where(staged.source == source, staged.path == path))
    newest, members = newest_number(connection), schema.memberships.c
    closing = sql.update(schema.memberships).where(members.last.is_(None), members.version.in_(standing))
    connection.execute(closing.values(last=newest))
    return _add_publication(connection, newest + 1, None, embedder)


def restore(connection: sql.Connection, target: int, embedder: str | None) -> Publication:
    """Make a publication with the versions that publication `target` has."""
    newest, members = newest_number(connection), schema.memberships.c
    then = versions_at(target)
    closing = sql.update(schema.memberships).where(members.last.is_(None), members.version.not_in(then))
    connection.execute(closing.values(last=newest))
    still = sql.select(members.version).where(members.last.is_(None))
    returning = sql.select(members.version, sql.literal(newest + 1)).where(
        members.version.in_(then), members.version.not_in(still)
    )
    connection.execute(sql.insert(schema.memberships).from_select(["version", "first"], returning.distinct()))
    return _add_publication(connection, newest + 1, target, embedder)


def checked_target(newest: int, kept: int, to: int | None) -> int:
    """Number of the publication to go back to. Raises NothingPublished, BadInput."""
    if newest <= 1:
        raise NothingPublished("There is no earlier publication to go back to.")
    target = newest - 1 if to is None else to
    first = max(newest - kept + 1, 1)
    if not first <= target < newest:
        raise BadInput(
            f"Publication {to} cannot be brought back. Choose one from {first} to {newest - 1}; "
            "`paragraf status` lists them."
        )
    return target


def newest_number(connection: sql.Connection) -> int:
    """Number of the newest publication; 0 where there is none."""
    number = connection.execute(sql.select(sql.func.max(schema.publications.c.number))).scalar()
    return int(number or 0)


def newest_publications(connection: sql.Connection, limit: int) -> list[Publication]:
    """The newest publications, newest first."""
    columns = schema.publications.c
    query = (
        sql.select(*(columns[field.name] for field in fields(Publication)))
        .order_by(columns.number.desc())
        .limit(limit)
    )
    return [Publication(*row) for row in connection.execute(query)]


def _has_other_embedder(connection: sql.Connection, newest: int, embedder: str | None) -> bool:
    columns = schema.publications.c
    before = connection.execute(sql.select(columns.embedder).where(columns.number == newest)).scalar()
    return before is not None and embedder is not None and before != embedder


def _refuse_a_mix(connection: sql.Connection, number: int) -> None:
    """Documents that publication `number` brings set the way of reading; all others must have it too."""
    members, versions = schema.memberships.c, schema.versions.c
    opened = sql.select(versions.source, _READING).select_from(schema.memberships.join(schema.versions))
    opened = opened.where(members.last.is_(None)).distinct()
    rows = connection.execute(opened).all()
    if len({reading for _, reading in rows}) <= 1:
        return
    brought = set(connection.execute(opened.where(members.first == number)).scalars(1).all())
    behind = sorted({source for source, reading in rows if reading not in brought} or {rows[0][0]})
    raise PublicationHeld(
        f"Nothing was published: documents of {', '.join(behind)} were read in another way than they would "
        "be now, and a publication never mixes two. Ingest the folders of those sources again, putting right "
        "or removing files that cannot be read, then run `paragraf publish`."
    )


def _add_publication(
    connection: sql.Connection, number: int, restored_from: int | None, embedder: str | None
) -> Publication:
    members, versions = schema.memberships.c, schema.versions.c
    opened = sql.select(members.version).where(members.last.is_(None))
    documents = connection.execute(sql.select(sql.func.count()).select_from(opened.subquery())).scalar_one()
    passages = connection.execute(
        sql.select(sql.func.count()).where(schema.passages.c.version.in_(opened))
    ).scalar_one()
    reading = connection.execute(sql.select(_READING).where(versions.id.in_(opened)).limit(1)).scalar()
    publication = Publication(number, now(), _user(), documents, passages, restored_from, reading, embedder)
    connection.execute(sql.insert(schema.publications).values(asdict(publication)))
    return publication


def now() -> str:
    """This moment, as the library writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _user() -> str:
    # A container may run as a user that has no name.
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
