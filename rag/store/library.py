"""The library: what is written when guidelines go in, and what a publication is.

A version becomes readable only by publishing: one transaction closes and opens memberships and adds
the publication's row, so a reader sees the old state or the new one, never a mix.
"""

import getpass
import os
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sql

from rag.domain import DocumentVersion, Language, PageCoverage, Passage, Publication, embedded_text
from rag.errors import BadInput, NothingPublished
from rag.retrieval.words import index_words
from rag.store import schema
from rag.store.audiences import remember_audience, shelf
from rag.store.wanted import versions_at, wanted_versions


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the library has of a place: the version that is published or waits to be."""

    version: str
    digest: str
    passages: int
    pages: tuple[PageCoverage, ...]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A passage as the vector index needs it."""

    passage: str
    shelf: str
    text_hash: str


def text_hash(title: str, passage: Passage) -> str:
    """Name of a passage's vector: the same text never needs embedding twice."""
    lead = passage.lead_in.text if passage.lead_in else ""
    return sha256(embedded_text(title, passage.headings, passage.text, lead).encode()).hexdigest()


class Library:
    """Writes and publications. One writer at a time; the pipeline holds the lock."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def published_files(self, source: str) -> dict[str, KnownFile]:
        """The published version of each path of a source."""
        active = schema.memberships.c.last.is_(None)
        return self._known(source, schema.memberships.join(schema.versions), active)

    def staged_files(self, source: str) -> dict[str, KnownFile]:
        """The version of each path of a source that waits to be published."""
        joined = schema.staged.join(schema.versions, schema.staged.c.version == schema.versions.c.id)
        return self._known(source, joined, sql.true())

    def _known(
        self, source: str, joined: sql.FromClause, condition: sql.ColumnElement[bool]
    ) -> dict[str, KnownFile]:
        versions, passages = schema.versions, schema.passages
        count = sql.select(sql.func.count()).where(passages.c.version == versions.c.id).scalar_subquery()
        query = (
            sql.select(versions.c.path, versions.c.id, versions.c.digest, count, versions.c.coverage)
            .select_from(joined)
            .where(versions.c.source == source, condition)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return {
            path: KnownFile(version, digest, passages_count, tuple(_coverage(page) for page in coverage))
            for path, version, digest, passages_count, coverage in rows
        }

    def source_of(self, folder: str, names: Sequence[str]) -> str:
        """The first of the names that is this folder's already or nobody's; the last where all are taken."""
        columns = schema.sources.c
        with self._engine.connect() as connection:
            rows = connection.execute(sql.select(columns.name, columns.folder))
            known = {str(name): str(owner) for name, owner in rows}
        return next((name for name in names if known.get(name, folder) == folder), names[-1])

    def remember_source(self, name: str, folder: str) -> None:
        """Note the folder that a source comes from."""
        with self._engine.begin() as connection:
            row = {"name": name, "folder": folder}
            connection.execute(sql.insert(schema.sources).prefix_with("OR REPLACE").values(row))

    def stage(self, version: DocumentVersion) -> None:
        """Write a version with its passages and words; the next publication shows it."""
        with self._engine.begin() as connection:
            present = sql.select(schema.versions.c.id).where(schema.versions.c.id == version.id)
            if connection.execute(present).first() is None:
                _insert_version(connection, version)
                _insert_passages(connection, version)
            file = version.parsed.file
            _set_staged(connection, file.source, file.path, version.id)

    def stage_removal(self, source: str, path: str) -> None:
        """Note that a place has no document any more; the next publication drops it."""
        with self._engine.begin() as connection:
            _set_staged(connection, source, path, None)

    def unstage(self, source: str, path: str) -> None:
        """Forget what waits for a place: what is published stays."""
        places = schema.staged.c
        with self._engine.begin() as connection:
            gone = sql.delete(schema.staged).where(places.source == source, places.path == path)
            connection.execute(gone)

    def index_entries(self, also: int | None = None) -> list[IndexEntry]:
        """Every passage that the vector index has to hold: the published, those about to be, and those of
        publication `also`."""
        passages, versions = schema.passages.c, schema.versions.c
        query = (
            sql.select(passages.id, versions.audience, versions.language, passages.text_hash)
            .join(schema.versions, versions.id == passages.version)
            .where(versions.id.in_(wanted_versions(also)))
        )
        with self._engine.connect() as connection:
            return [
                IndexEntry(name, shelf(audience, Language(language)), text_hash)
                for name, audience, language, text_hash in connection.execute(query)
            ]

    def audience_keys(self) -> list[str]:
        """Keys of all audiences that any document ever had."""
        with self._engine.connect() as connection:
            return list(connection.execute(sql.select(schema.audiences.c.key)).scalars())

    def shelves(self) -> list[str]:
        """Names of all parts that the vector index may have."""
        return [shelf(key, language) for key in self.audience_keys() for language in Language]

    def publish(self, source: str | None = None) -> Publication | None:
        """Make what is staged, of one source or of all, what readers see; None where nothing is staged."""
        chosen = sql.true() if source is None else schema.staged.c.source == source
        with self._engine.begin() as connection:
            changes = connection.execute(sql.select(schema.staged).where(chosen)).all()
            if not changes:
                return None
            previous = _newest(connection)
            for source, path, version in changes:
                _close(connection, source, path, previous)
                if version is not None:
                    _open(connection, version, previous + 1)
            connection.execute(sql.delete(schema.staged).where(chosen))
            return _add_publication(connection, previous + 1, restored_from=None)

    def rollback(self, to: int | None = None) -> Publication:
        """Publish an earlier state anew: that of publication `to`, by default the one before.

        Raises BadInput where there is no such publication.
        """
        with self._engine.begin() as connection:
            newest = _newest(connection)
            target = _checked_target(newest, to)
            members = schema.memberships.c
            now = set(connection.execute(sql.select(members.version).where(members.last.is_(None))).scalars())
            then = set(connection.execute(versions_at(target)).scalars())
            for version in now - then:
                _close_version(connection, version, newest)
            for version in then - now:
                _open(connection, version, newest + 1)
            return _add_publication(connection, newest + 1, restored_from=target)

    def rollback_target(self, to: int | None = None) -> int:
        """Number of the publication that a rollback would bring back. Raises as rollback does."""
        with self._engine.connect() as connection:
            return _checked_target(_newest(connection), to)

    def publications(self, limit: int = 10) -> list[Publication]:
        """The newest publications, newest first; the first is what readers see."""
        columns = schema.publications.c
        query = sql.select(
            columns.number, columns.made_at, columns.made_by, columns.documents, columns.passages
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(columns.number.desc()).limit(limit))
            return [Publication(*row) for row in rows]

    def staged_count(self) -> int:
        """How many places wait for the next publication."""
        with self._engine.connect() as connection:
            return int(
                connection.execute(sql.select(sql.func.count()).select_from(schema.staged)).scalar_one()
            )


def _coverage(page: dict[str, object]) -> PageCoverage:
    return PageCoverage(**{**page, "warnings": tuple(page["warnings"])})  # type: ignore[arg-type]


def _insert_version(connection: sql.Connection, version: DocumentVersion) -> None:
    parsed, facts = version.parsed, version.parsed.facts
    row = {
        "id": version.id,
        "source": parsed.file.source,
        "path": parsed.file.path,
        "digest": parsed.file.digest,
        "title": parsed.title,
        "language": parsed.language.value,
        "text": parsed.text,
        "audience": remember_audience(connection, facts.groups),
        "valid_from": facts.valid_from.isoformat() if facts.valid_from else None,
        "valid_until": facts.valid_until.isoformat() if facts.valid_until else None,
        "replaces": facts.replaces,
        "reference": facts.reference,
        "owner": facts.owner,
        "information_class": facts.information_class,
        "review_by": facts.review_by.isoformat() if facts.review_by else None,
        "coverage": [asdict(page) for page in parsed.pages],
        "read_at": _now(),
    }
    connection.execute(sql.insert(schema.versions).values(row))


def _insert_passages(connection: sql.Connection, version: DocumentVersion) -> None:
    language = version.parsed.language
    insert_words = sql.text(
        "INSERT INTO words(rowid, title, headings, body) VALUES (:rowid, :title, :headings, :body)"
    )
    for passage in version.passages:
        row = {
            "id": passage.id,
            "version": version.id,
            "start": passage.start,
            "end": passage.end,
            "pages": list(passage.pages),
            "headings": list(passage.headings),
            "text_hash": text_hash(version.parsed.title, passage),
            "boxes": [list(astuple(box)) for box in passage.boxes],
            "lead_start": passage.lead_in.start if passage.lead_in else None,
            "lead_end": passage.lead_in.end if passage.lead_in else None,
        }
        result = connection.execute(sql.insert(schema.passages).values(row))
        words = {
            "rowid": result.inserted_primary_key[0],  # type: ignore[index]
            "title": index_words(version.parsed.title, language),
            "headings": index_words(" ".join(passage.headings), language),
            "body": index_words(passage.text, language),
        }
        connection.execute(insert_words, words)


def _set_staged(connection: sql.Connection, source: str, path: str, version: str | None) -> None:
    row = {"source": source, "path": path, "version": version}
    connection.execute(sql.insert(schema.staged).prefix_with("OR REPLACE").values(row))


def _newest(connection: sql.Connection) -> int:
    number = connection.execute(sql.select(sql.func.max(schema.publications.c.number))).scalar()
    return int(number or 0)


def _close(connection: sql.Connection, source: str, path: str, last: int) -> None:
    columns = schema.versions.c
    place = sql.select(columns.id).where(columns.source == source, columns.path == path)
    members = schema.memberships.c
    update = sql.update(schema.memberships).where(members.version.in_(place), members.last.is_(None))
    connection.execute(update.values(last=last))


def _close_version(connection: sql.Connection, version: str, last: int) -> None:
    members = schema.memberships.c
    update = sql.update(schema.memberships).where(members.version == version, members.last.is_(None))
    connection.execute(update.values(last=last))


def _open(connection: sql.Connection, version: str, first: int) -> None:
    connection.execute(sql.insert(schema.memberships).values(version=version, first=first, last=None))


def _add_publication(connection: sql.Connection, number: int, restored_from: int | None) -> Publication:
    members = schema.memberships.c
    open_versions = sql.select(members.version).where(members.last.is_(None))
    documents = connection.execute(
        sql.select(sql.func.count()).select_from(schema.memberships).where(members.last.is_(None))
    ).scalar_one()
    passages = connection.execute(
        sql.select(sql.func.count()).where(schema.passages.c.version.in_(open_versions))
    ).scalar_one()
    publication = Publication(number, _now(), _user(), documents, passages)
    row = {**asdict(publication), "restored_from": restored_from}
    connection.execute(sql.insert(schema.publications).values(row))
    return publication


def _checked_target(newest: int, to: int | None) -> int:
    if newest <= 1:
        raise NothingPublished("There is no earlier publication to go back to.")
    target = newest - 1 if to is None else to
    if not 1 <= target < newest:
        raise BadInput(
            f"There is no earlier publication {to}. Choose one from 1 to {newest - 1}; "
            "`paragraf status` lists them."
        )
    return target


def _user() -> str:
    # A container may run as a user that has no name.
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
