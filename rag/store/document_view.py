"""A document as a careful reader needs it: its facts, what stands around a place, what it was before.

Each asks first, of the version as a whole, whether this person may read it, as Reader.document_text does.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sql

from rag.domain import AuthorityLevel, Found, Language, PageBox
from rag.errors import BadInput
from rag.store.columns import written_day
from rag.store.readable import (
    NOT_THERE,
    TODAY,
    Column,
    is_published,
    readable_row,
    row_if_readable,
    standing_at,
)
from rag.store.schema import memberships, passages, versions


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is known of a version; None where nobody has said."""

    owner: str | None
    reference: str | None
    information_class: str | None
    authority_level: AuthorityLevel | None
    valid_from: date | None
    valid_until: date | None
    """Last day on which it is in force."""
    review_by: date | None
    read_at: datetime
    published: bool
    """Whether questions are answered from it now."""
    has_newer: bool
    """Whether a version that was published after it stands at its place now, and is in force."""


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """A passage, and where it stands: characters [start, end) of the document's text."""

    start: int
    end: int
    text: str
    headings: tuple[str, ...]
    pages: tuple[int, ...]
    boxes: tuple[PageBox, ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The passages on either side of a place; None at the ends of a document, or where they were cleared."""

    before: PassagePlace | None
    after: PassagePlace | None


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """The version of a document that was published before another one."""

    id: str
    """Its text is read as any version's."""
    read_at: datetime


class DocumentView:
    """Reads documents as one person may. Each method raises BadInput where the version is not there, or may
    not be read: nobody learns which."""

    def __init__(self, engine: sql.Engine) -> None:
        self.engine = engine

    def facts(self, version: str, groups: frozenset[str], today: date | None = None) -> DocumentFacts:
        """What is known of a version."""
        day = (today or date.today()).isoformat()
        columns = (getattr(versions.c, name) for name in _FACTS)
        newer = _newer(version, day).exists().label("has_newer")
        with self.engine.connect() as connection:
            return _facts(
                readable_row(
                    connection,
                    version,
                    groups,
                    *columns,
                    is_published(versions.c.id).label("published"),
                    newer,
                )
            )

    def neighbours(self, version: str, start: int, groups: frozenset[str]) -> Neighbours:
        """The passages of a version that begin before and after a place."""
        begins = passages.c.start
        with self.engine.connect() as connection:
            readable_row(connection, version, groups, versions.c.id)
            before = connection.execute(_first_passage(version, begins < start, begins.desc())).first()
            after = connection.execute(_first_passage(version, begins > start, begins)).first()
        return Neighbours(_place(before), _place(after))

    def passage_at(self, version: str, start: int, groups: frozenset[str]) -> Found:
        """The passage that holds a place, for those who were sent there and have searched for nothing."""
        columns = (getattr(versions.c, name) for name in ("source", "path", "title", "language", *_FACTS))
        with self.engine.connect() as connection:
            document = readable_row(connection, version, groups, *columns)
            passage = connection.execute(
                _first_passage(version, passages.c.start <= start, passages.c.start.desc())
            ).first()
        if passage is None:
            raise BadInput(NOT_THERE)
        return found_at(version, document, passage.id, place_of(passage, passage.text))

    def version_before(self, version: str, groups: frozenset[str]) -> EarlierVersion | None:
        """The version that was published before at its place; None where there is none that they may read."""
        with self.engine.connect() as connection:
            here = readable_row(connection, version, groups, versions.c.source, versions.c.path)
            earlier = connection.execute(_published_before(version, here.source, here.path)).scalar()
            if earlier is None:
                return None
            row = row_if_readable(connection, earlier, groups, versions.c.id, versions.c.read_at)
        return EarlierVersion(row.id, datetime.fromisoformat(row.read_at)) if row else None


_FACTS = (
    "owner",
    "reference",
    "information_class",
    "authority_level",
    "valid_from",
    "valid_until",
    "review_by",
    "read_at",
)


def _facts(row: sql.Row[Any]) -> DocumentFacts:
    return DocumentFacts(
        owner=row.owner,
        reference=row.reference,
        information_class=row.information_class,
        authority_level=AuthorityLevel(row.authority_level) if row.authority_level else None,
        valid_from=written_day(row.valid_from),
        valid_until=written_day(row.valid_until),
        review_by=written_day(row.review_by),
        read_at=datetime.fromisoformat(row.read_at),
        published=bool(row.published),
        has_newer=bool(row.has_newer),
    )


def _newer(version: str, day: str) -> sql.Select[Any]:
    return standing_at(versions.c.source, versions.c.path).where(
        TODAY.c.id != version,
        TODAY.c.valid_from.is_(None) | (TODAY.c.valid_from <= day),
        TODAY.c.valid_until.is_(None) | (TODAY.c.valid_until >= day),
    )


def _first_passage(version: str, condition: Column, order: Column) -> sql.Select[Any]:
    # the one passage first: put in order with its text, each passage's would be cut out of the document's
    number = sql.select(passages.c.number).where(passages.c.version == version, condition).order_by(order)
    text = sql.func.substr(versions.c.text, passages.c.start + 1, passages.c.end - passages.c.start)
    return (
        sql.select(passages, text.label("text"))
        .join(versions, versions.c.id == passages.c.version)
        .where(passages.c.number == number.limit(1).scalar_subquery())
    )


def place_of(row: sql.Row[Any], text: str) -> PassagePlace:
    """Where a passage stands, of its row and its text."""
    return PassagePlace(
        start=row.start,
        end=row.end,
        text=text,
        headings=tuple(row.headings),
        pages=tuple(row.pages),
        boxes=tuple(PageBox(*box) for box in row.boxes),
    )


def _place(row: sql.Row[Any] | None) -> PassagePlace | None:
    return place_of(row, row.text) if row else None


def _published_before(version: str, source: str, path: str) -> sql.Select[Any]:
    """What stood at a place before this version was published there; of several times the last counts."""
    earlier = versions.alias("earlier")
    newest = sql.select(sql.func.max(memberships.c.first)).where(memberships.c.version == version)
    return (
        sql.select(earlier.c.id)
        .join(memberships, memberships.c.version == earlier.c.id)
        .where(
            earlier.c.source == source,
            earlier.c.path == path,
            earlier.c.id != version,
            memberships.c.first < newest.scalar_subquery(),
        )
        .order_by(memberships.c.first.desc())
        .limit(1)
    )


def found_at(version: str, document: sql.Row[Any], passage_id: str, place: PassagePlace) -> Found:
    """A passage that nothing was searched for, of its document's row and its place."""
    return Found(
        passage_id=passage_id,
        source=document.source,
        document=document.path,
        title=document.title,
        version=version,
        language=Language(document.language),
        pages=place.pages,
        headings=place.headings,
        start=place.start,
        end=place.end,
        text=place.text,
        found_by=(),
        similarity=0.0,
        score=0.0,
        boxes=place.boxes,
        valid_from=written_day(document.valid_from),
        valid_until=written_day(document.valid_until),
        owner=document.owner,
        information_class=document.information_class,
    )
