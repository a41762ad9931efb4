"""The library: what is written when guidelines go in, and what a publication is.

A version becomes readable only by publishing: one transaction closes and opens memberships and adds
the publication's row, so a reader sees the old state or the new one, never a mix.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass
from hashlib import sha256

import sqlalchemy as sql

from rag.domain import (
    DocumentVersion,
    Language,
    PageCoverage,
    Passage,
    Publication,
    SourceFile,
    embedded_text,
)
from rag.retrieval.acronyms import acronyms_in
from rag.store import schema
from rag.store.audiences import audience_key, remember_audience, shelf
from rag.store.clearing import has_unneeded
from rag.store.columns import page_coverage
from rag.store.copying import copied_database, copy_version
from rag.store.inserting import insert_passages
from rag.store.ledger import IndexLedger
from rag.store.parts import parts
from rag.store.publishing import (
    checked_target,
    newest_number,
    newest_publications,
    now,
    publish_staged,
    restore,
    withdraw,
)
from rag.store.wanted import kept_versions
from rag.store.words_index import Fields, add_words, fields_of

KEPT = 5
"""Publications that can be brought back, where the settings do not say otherwise."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the library has of a place: the version that is published or waits to be."""

    version: str
    digest: str
    title: str
    passages: int
    pages: tuple[PageCoverage, ...]


def text_hash(title: str, passage: Passage) -> str:
    """Name of a passage's vector: the same text never needs embedding twice."""
    lead = passage.lead_in.text if passage.lead_in else ""
    return sha256(embedded_text(title, passage.headings, passage.text, lead).encode()).hexdigest()


class Library:
    """Writes and publications. One writer at a time; the pipeline holds the lock."""

    def __init__(self, engine: sql.Engine, kept: int = KEPT) -> None:
        """kept: how many publications, the newest among them, can be brought back."""
        self._engine = engine
        self.kept = kept
        self.ledger = IndexLedger(engine, kept)
        """What the vector index holds."""

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
        columns = (versions.c.path, versions.c.id, versions.c.digest, versions.c.title)
        query = (
            sql.select(*columns, count, versions.c.coverage)
            .select_from(joined)
            .where(versions.c.source == source, condition)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return {
            path: KnownFile(version, digest, title, passages_count, tuple(map(page_coverage, coverage)))
            for path, version, digest, title, passages_count, coverage in rows
        }

    def source_of(self, folder: str, names: Sequence[str]) -> str:
        """The first of the names that is this folder's already or nobody's; the last where all are taken."""
        known = self.sources()
        return next((name for name in names if known.get(name, folder) == folder), names[-1])

    def next_versions(self, source: str) -> dict[str, str]:
        """The version of each path of a source once what is staged of it is published."""
        versions = {path: known.version for path, known in self.published_files(source).items()}
        columns = schema.staged.c
        query = sql.select(columns.path, columns.version).where(columns.source == source)
        with self._engine.connect() as connection:
            for path, version in connection.execute(query):
                if version is None:
                    versions.pop(path, None)
                else:
                    versions[path] = version
        return versions

    def sources(self) -> dict[str, str]:
        """The folder that each source was last ingested from."""
        columns = schema.sources.c
        with self._engine.connect() as connection:
            rows = connection.execute(sql.select(columns.name, columns.folder).order_by(columns.name))
            return {str(name): str(folder) for name, folder in rows}

    def remember_source(self, name: str, folder: str) -> None:
        """Note the folder that a source comes from."""
        with self._engine.begin() as connection:
            row = {"name": name, "folder": folder}
            connection.execute(sql.insert(schema.sources).prefix_with("OR REPLACE").values(row))

    def stage(self, *versions: DocumentVersion) -> None:
        """Write versions with their passages and words, all or none; the next publication shows them."""
        words: dict[str, list[tuple[int, Fields]]] = defaultdict(list)
        with self._engine.begin() as connection:
            for version in versions:
                present = sql.select(schema.versions.c.id).where(schema.versions.c.id == version.id)
                if connection.execute(present).first() is None:
                    _insert_version(connection, version)
                # the passages of one that was published long ago have been cleared
                cut = sql.select(schema.passages.c.id).where(schema.passages.c.version == version.id)
                if connection.execute(cut.limit(1)).first() is None:
                    words[audience_key(version.parsed.facts.groups)] += _insert_passages(connection, version)
                file = version.parsed.file
                _set_staged(connection, file.source, file.path, version.id)
            for audience, passages in words.items():
                add_words(connection, audience, passages)

    def stage_moved(
        self, old: str, version: str, file: SourceFile, name: Callable[[int, int, str], str]
    ) -> None:
        """Write a published version anew for a file of the same content at another path, under its own id.

        name: the id that a passage has there, from its start, end and text.
        """
        with self._engine.begin() as connection:
            copy_version(connection, old, version, file, name)
            _set_staged(connection, file.source, file.path, version)

    def stage_removal(self, source: str, path: str) -> None:
        """Note that a place has no document any more; the next publication drops it."""
        with self._engine.begin() as connection:
            _set_staged(connection, source, path, None)

    def unstage(self, source: str, *paths: str) -> None:
        """Forget what waits for places: what is published stays."""
        places = schema.staged.c
        with self._engine.begin() as connection:
            for part in parts(paths):
                gone = sql.delete(schema.staged).where(places.source == source, places.path.in_(part))
                connection.execute(gone)

    def copied(self) -> "Library":
        """A copy of everything, in memory: what is done to it is gone with it."""
        return Library(copied_database(self._engine), self.kept)

    @property
    def engine(self) -> sql.Engine:
        """The database."""
        return self._engine

    def audience_keys(self) -> list[str]:
        """Keys of all audiences that any document ever had."""
        with self._engine.connect() as connection:
            return list(connection.execute(sql.select(schema.audiences.c.key)).scalars())

    def shelves(self) -> list[str]:
        """Names of all parts that the vector index may have."""
        return [shelf(key, language) for key in self.audience_keys() for language in Language]

    def publish(self, source: str | None = None, embedder: str | None = None) -> Publication | None:
        """Make what is staged, of one source or of all, what readers see; None where nothing is staged.

        embedder: fingerprint of what made the vectors. Raises PublicationHeld, and nothing is changed then.
        """
        with self._engine.begin() as connection:
            return publish_staged(connection, source, embedder)

    def withdraw(self, source: str, path: str, embedder: str | None = None) -> Publication:
        """Publish without the document at a place. Raises BadInput, WithdrawalHeld, PublicationHeld; then
        nothing is changed."""
        with self._engine.begin() as connection:
            return withdraw(connection, source, path, embedder)

    def rollback(self, to: int | None = None, embedder: str | None = None) -> Publication:
        """Publish an earlier state anew: that of publication `to`, by default the one before.

        Raises NothingPublished, BadInput where it cannot be brought back.
        """
        with self._engine.begin() as connection:
            return restore(connection, checked_target(newest_number(connection), self.kept, to), embedder)

    def rollback_target(self, to: int | None = None) -> int:
        """Number of the publication that a rollback would bring back. Raises as rollback does."""
        with self._engine.connect() as connection:
            return checked_target(newest_number(connection), self.kept, to)

    def publications(self, limit: int = 10) -> list[Publication]:
        """The newest publications, newest first; the first is what readers see."""
        with self._engine.connect() as connection:
            return newest_publications(connection, limit)

    def has_unneeded(self) -> bool:
        """Whether there is anything that no kept publication needs."""
        with self._engine.connect() as connection:
            return has_unneeded(connection, kept_versions(self.kept))

    def staged_count(self) -> int:
        """How many places wait for the next publication."""
        with self._engine.connect() as connection:
            return int(
                connection.execute(sql.select(sql.func.count()).select_from(schema.staged)).scalar_one()
            )


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
        "authority_level": facts.authority_level.value if facts.authority_level else None,
        "replaced_by": facts.replaced_by,
        "coverage": [asdict(page) for page in parsed.pages],
        "read_at": now(),
    }
    connection.execute(sql.insert(schema.versions).values(row))
    explained = [
        {"version": version.id, "short": each.short, "long": each.long} for each in acronyms_in(parsed.text)
    ]
    if explained:
        connection.execute(sql.insert(schema.acronyms), explained)


def _insert_passages(connection: sql.Connection, version: DocumentVersion) -> list[tuple[int, Fields]]:
    """Their numbers, with the words that go into the words index."""
    title, language = version.parsed.title, version.parsed.language
    rows = [
        {
            "id": passage.id,
            "version": version.id,
            "start": passage.start,
            "end": passage.end,
            "pages": list(passage.pages),
            "headings": list(passage.headings),
            "text_hash": text_hash(title, passage),
            "boxes": [list(astuple(box)) for box in passage.boxes],
            "lead_start": passage.lead_in.start if passage.lead_in else None,
            "lead_end": passage.lead_in.end if passage.lead_in else None,
        }
        for passage in version.passages
    ]
    numbers = insert_passages(connection, rows)
    words = [fields_of(title, each.headings, each.text, language) for each in version.passages]
    return list(zip(numbers, words, strict=True))


def _set_staged(connection: sql.Connection, source: str, path: str, version: str | None) -> None:
    row = {"source": source, "path": path, "version": version}
    connection.execute(sql.insert(schema.staged).prefix_with("OR REPLACE").values(row))
