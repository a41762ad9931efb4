"""One published document as those who keep it see it: what was read of it, its versions, its passages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sql

from rag.domain import AuthorityLevel, Facts, Found, Language, LeadIn, PageCoverage
from rag.errors import BadInput
from rag.store.audiences import readable_audiences
from rag.store.catalogue import CatalogueEntry, entry_at
from rag.store.columns import page_coverage, written_day
from rag.store.document_view import found_at, place_of
from rag.store.readable import NOT_THERE, readable_row
from rag.store.schema import audiences, memberships, passages, publications, sources, versions

PASSAGES = 20
"""Passages of a document that are given at once."""
_MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A time during which one version of a document was published."""

    version: str
    read_at: datetime
    first: int
    """Number of the first publication that had it."""
    first_day: date
    last: int | None
    """Number of the last one; None where that is the newest."""
    last_day: date | None
    """When the publication after it was made, which did not have it any more."""
    passages: int
    """How many are kept; 0 where they were cleared, since no publication that can be brought back has it."""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A published document, whole but for its text."""

    entry: CatalogueEntry
    groups: frozenset[str]
    """Those that may read it; none where everyone may."""
    folder: str
    """Where its source was ingested from last; empty where that is not known."""
    coverage: tuple[PageCoverage, ...]
    versions: tuple[PublishedVersion, ...]
    """Those that the person may read, newest first."""


@dataclass(frozen=True, slots=True)
class DocumentPassages:
    """Some of a version's passages, in their order, and how many it has."""

    passages: tuple[Found, ...]
    total: int


class DocumentRecords:
    """Reads what is known of single documents, to one person."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def record(
        self, source: str, path: str, groups: frozenset[str], today: date | None = None
    ) -> DocumentRecord:
        """What is published at a place. Raises BadInput where nothing is, or they may not read it."""
        day = (today or date.today()).isoformat()
        with self._engine.connect() as connection:
            readable = readable_audiences(connection, groups)
            entry = entry_at(connection, source, path, readable, day)
            if entry is None:
                raise BadInput(NOT_THERE)
            read = (
                sql.select(versions.c.coverage, audiences.c.groups)
                .outerjoin(audiences, audiences.c.key == versions.c.audience)
                .where(versions.c.id == entry.version)
            )
            coverage, members = connection.execute(read).one()
            folder = connection.execute(sql.select(sources.c.folder).where(sources.c.name == source)).scalar()
            rows = connection.execute(_versions_at(source, path, readable)).all()
            made = _made_at(connection, rows)
        return DocumentRecord(
            entry=entry,
            groups=frozenset(members or ()),
            folder=str(folder or ""),
            coverage=tuple(map(page_coverage, coverage)),
            versions=tuple(_published(row, made) for row in rows),
        )

    def passages(
        self, version: str, groups: frozenset[str], skip: int = 0, limit: int | None = PASSAGES
    ) -> DocumentPassages:
        """A version's passages as the index has them. Raises BadInput as record does."""
        begins = passages.c.start
        with self._engine.connect() as connection:
            document = readable_row(connection, version, groups, *_DOCUMENT)
            count = sql.select(sql.func.count()).where(passages.c.version == version)
            total = connection.execute(count).scalar_one()
            some = _passages(version).order_by(begins).limit(limit).offset(skip)
            rows = connection.execute(some).all()
        return DocumentPassages(tuple(_found(version, document, row) for row in rows), total)

    def facts(self, version: str, groups: frozenset[str]) -> tuple[Facts, str]:
        """What is said of a version, and its digest when it was read. Raises BadInput as record."""
        columns = (*(versions.c[name] for name in _FACTS), versions.c.digest, audiences.c.groups)
        with self._engine.connect() as connection:
            readable_row(connection, version, groups, versions.c.id)
            query = sql.select(*columns).outerjoin(audiences, audiences.c.key == versions.c.audience)
            row = connection.execute(query.where(versions.c.id == version)).one()
        return _facts(row), str(row.digest)

    def text_hashes(self, version: str, groups: frozenset[str]) -> dict[str, str]:
        """The name of each passage's vector in the archive, by its id. Raises BadInput as record."""
        with self._engine.connect() as connection:
            readable_row(connection, version, groups, versions.c.id)
            named = sql.select(passages.c.id, passages.c.text_hash).where(passages.c.version == version)
            return {str(name): str(text) for name, text in connection.execute(named)}


_DOCUMENT = tuple(
    versions.c[name]
    for name in (
        "source path title language authority_level valid_from valid_until owner information_class text"
    ).split()
)


_DAYS = ("valid_from", "valid_until", "review_by")
_TEXTS = ("title", "replaces", "replaced_by", "reference", "owner", "information_class")
_FACTS = ("language", "authority_level", *_DAYS, *_TEXTS)


def _facts(row: sql.Row[Any]) -> Facts:
    said = row._mapping
    level = said["authority_level"]
    days: dict[str, Any] = {name: written_day(said[name]) for name in _DAYS}
    return Facts(
        language=Language(said["language"]),
        groups=frozenset(said["groups"] or ()),
        authority_level=AuthorityLevel(level) if level else None,
        **days,
        **{name: said[name] for name in _TEXTS},
    )


def _passages(version: str) -> sql.Select[Any]:
    return sql.select(passages).where(passages.c.version == version)


def _versions_at(source: str, path: str, readable: tuple[str, ...]) -> sql.Select[Any]:
    kept = sql.select(sql.func.count()).where(passages.c.version == versions.c.id).scalar_subquery()
    return (
        sql.select(
            versions.c.id, versions.c.read_at, memberships.c.first, memberships.c.last, kept.label("kept")
        )
        .join(memberships, memberships.c.version == versions.c.id)
        .where(versions.c.source == source, versions.c.path == path, versions.c.audience.in_(readable))
        .order_by(memberships.c.first.desc())
        .limit(_MOST_VERSIONS)
    )


def _made_at(connection: sql.Connection, rows: Any) -> dict[int, date]:
    numbers = {row.first for row in rows} | {row.last + 1 for row in rows if row.last is not None}
    columns = publications.c
    made = sql.select(columns.number, columns.made_at).where(columns.number.in_(numbers))
    return {
        int(number): datetime.fromisoformat(written).astimezone().date()
        for number, written in connection.execute(made)
    }


def _published(row: sql.Row[Any], made: Mapping[int, date]) -> PublishedVersion:
    return PublishedVersion(
        version=row.id,
        read_at=datetime.fromisoformat(row.read_at),
        first=row.first,
        first_day=made[row.first],
        last=row.last,
        last_day=None if row.last is None else made[row.last + 1],
        passages=row.kept,
    )


def _found(version: str, document: sql.Row[Any], row: sql.Row[Any]) -> Found:
    lead = document.text[row.lead_start : row.lead_end] if row.lead_start is not None else ""
    place = place_of(row, document.text[row.start : row.end])
    return replace(
        found_at(version, document, row.id, place),
        lead_in=LeadIn(row.lead_start, row.lead_end, lead) if lead else None,
        authority_level=AuthorityLevel(document.authority_level) if document.authority_level else None,
    )
