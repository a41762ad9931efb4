"""What differs between two states of a library, document by document."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql

from rag.store import schema
from rag.store.parts import parts

_NO_FACTS = frozenset({"id", "source", "path", "digest", "text", "coverage", "read_at", "audience"})


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """A document as readers are answered from it."""

    version: str
    facts: Mapping[str, Any]
    """Title, language, groups and what else is known about it, by name."""

    @property
    def groups(self) -> frozenset[str]:
        """Who may read it."""
        return frozenset(self.facts["groups"])


def published_documents(engine: sql.Engine, source: str) -> dict[str, PublishedDocument]:
    """The published documents of a source, by path."""
    versions, audiences = schema.versions, schema.audiences
    facts = [column for column in versions.c if column.name not in _NO_FACTS]
    query = (
        sql.select(versions.c.path, versions.c.id, audiences.c.groups, *facts)
        .select_from(versions.join(schema.memberships))
        .outerjoin(audiences, audiences.c.key == versions.c.audience)
        .where(schema.memberships.c.last.is_(None), versions.c.source == source)
    )
    with engine.connect() as connection:
        rows = connection.execute(query).mappings().all()
    return {
        row["path"]: PublishedDocument(
            row["id"],
            {"groups": row["groups"] or [], **{column.name: row[column.name] for column in facts}},
        )
        for row in rows
    }


def passage_texts(engine: sql.Engine, version: str) -> Counter[str]:
    """The texts of a version's passages, each by its hash, and how often it has it."""
    passages = schema.passages.c
    query = sql.select(passages.text_hash).where(passages.version == version)
    with engine.connect() as connection:
        return Counter(connection.execute(query).scalars())


def document_texts(engine: sql.Engine, versions: Iterable[str]) -> dict[str, str]:
    """The whole text of each version, by its id."""
    found: dict[str, str] = {}
    columns = schema.versions.c
    with engine.connect() as connection:
        for part in parts(sorted(versions)):
            query = sql.select(columns.id, columns.text).where(columns.id.in_(part))
            found.update({str(version): str(text) for version, text in connection.execute(query)})
    return found
