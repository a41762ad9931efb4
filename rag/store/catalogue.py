"""The catalogue: which documents are published, of those that a person may read, a page of them at a time."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sql

from rag.domain import InForce, Language
from rag.store.audiences import readable_audiences
from rag.store.columns import written_day
from rag.store.publishing import newest_number
from rag.store.readable import is_published
from rag.store.schema import memberships, versions
from rag.store.scopes import replacements, superseded

PAGE = 25
"""Documents of one page of the list."""
_SWEDISH_LETTERS = {"Å": "{a", "å": "{a", "Ä": "{b", "ä": "{b", "Ö": "{c", "ö": "{c"}
"""As SQLite knows nothing of Swedish order: a brace comes after z."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are looked for; what is not said lets all of them through."""

    words: str = ""
    """Parts of words, each of which stands in title, path or owner."""
    source: str | None = None
    language: Language | None = None
    overdue_only: bool = False


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A published document, as a list shows it."""

    version: str
    source: str
    path: str
    title: str
    language: Language
    read_at: datetime
    valid_from: date | None
    valid_until: date | None
    """Last day on which it is in force."""
    in_force: InForce
    owner: str | None
    review_by: date | None
    is_overdue: bool
    """Whether the day has passed by which somebody should have looked whether it still holds."""
    pages: int
    """How many pages, slides or sheets were read; 0 where the format has none."""
    warnings: int
    """How many remarks there are on what was read."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list, and how long all of it is."""

    entries: tuple[CatalogueEntry, ...]
    total: int
    overdue: int
    """How many of all that are wanted are to be reviewed."""


class Catalogue:
    """Lists what is published, to one person, whether or not it is in force today."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine

    def listed(
        self,
        groups: frozenset[str],
        wanted: Wanted,
        skip: int = 0,
        limit: int | None = PAGE,
        today: date | None = None,
    ) -> Listed:
        """Those that are overdue for review first, then by title; at most `limit` after the first `skip`."""
        day = (today or date.today()).isoformat()
        with self._engine.connect() as connection:
            readable = readable_audiences(connection, groups)
            chosen = _chosen(readable, wanted, day)
            overdue = sql.func.coalesce(sql.func.sum(sql.case((_is_overdue(day), 1), else_=0)), 0)
            total, late = connection.execute(_published(sql.func.count(), overdue).where(*chosen)).one()
            # the few first: put in order with all of its columns, each document's whole text is read over
            best = _published(versions.c.id).where(*chosen).order_by(*_order(day)).limit(limit).offset(skip)
            ids = list(connection.execute(best).scalars())
            columns = sql.select(*_COLUMNS).where(versions.c.id.in_(ids))
            rows = {row.id: row for row in connection.execute(columns)}
            gone = _gone(connection, readable, day)
        return Listed(tuple(_entry(rows[name], day, gone) for name in ids), int(total), int(late))

    def sources(self, groups: frozenset[str]) -> tuple[str, ...]:
        """Names of the sources that have anything to list, sorted."""
        with self._engine.connect() as connection:
            readable = readable_audiences(connection, groups)
            names = _published(versions.c.source).where(versions.c.audience.in_(readable)).distinct()
            return tuple(connection.execute(names.order_by(versions.c.source)).scalars())


def entry_at(
    connection: sql.Connection, source: str, path: str, readable: tuple[str, ...], day: str
) -> CatalogueEntry | None:
    """What is published at a place; None where nothing is that belongs to these audiences. day: as ISO."""
    at = sql.select(*_COLUMNS).where(
        versions.c.source == source,
        versions.c.path == path,
        versions.c.audience.in_(readable),
        is_published(versions.c.id),
    )
    row = connection.execute(at).first()
    return _entry(row, day, _gone(connection, readable, day)) if row else None


def _published(*columns: sql.ColumnElement[Any]) -> sql.Select[Any]:
    joined = versions.join(memberships, memberships.c.version == versions.c.id)
    return sql.select(*columns).select_from(joined).where(memberships.c.last.is_(None))


def _chosen(readable: tuple[str, ...], wanted: Wanted, day: str) -> list[sql.ColumnElement[bool]]:
    conditions: list[sql.ColumnElement[bool]] = [versions.c.audience.in_(readable)]
    if wanted.source is not None:
        # so that SQLite stays with the one index that has all it needs, and reads no rows with their texts
        conditions.append(versions.c.source.concat("") == wanted.source)
    if wanted.language is not None:
        conditions.append(versions.c.language == wanted.language.value)
    if wanted.overdue_only:
        conditions.append(_is_overdue(day))
    said = versions.c.title + " " + versions.c.path + " " + sql.func.coalesce(versions.c.owner, "")
    words = unicodedata.normalize("NFC", wanted.words).split()
    return conditions + [said.op("GLOB")(_pattern(word)) for word in words]


def _pattern(word: str) -> str:
    """A word in either case: for LIKE, å and Å are two letters."""
    return "*" + "".join(map(_either_case, word)) + "*"


def _either_case(letter: str) -> str:
    cases = "".join(dict.fromkeys((letter.lower()[:1], letter.upper()[:1])))
    # in brackets, as signs of GLOB are too, and not others: a bracket with ^ alone is none
    return f"[{cases}]" if len(cases) > 1 or cases in "*?[" else cases


def _is_overdue(day: str) -> sql.ColumnElement[bool]:
    return versions.c.review_by < day


def _order(day: str) -> tuple[sql.ColumnElement[Any], ...]:
    title: sql.ColumnElement[Any] = sql.func.lower(versions.c.title)
    for letter, key in _SWEDISH_LETTERS.items():
        title = sql.func.replace(title, letter, key)
    return sql.case((_is_overdue(day), 0), else_=1), title, versions.c.source, versions.c.path


_COLUMNS = tuple(
    versions.c[name]
    for name in (
        "id source path title language read_at valid_from valid_until owner review_by coverage"
    ).split()
)


def _gone(connection: sql.Connection, readable: tuple[str, ...], day: str) -> frozenset[str]:
    """Versions whose place others have taken, for those who may read both."""
    said = replacements(connection, newest_number(connection), day)
    return frozenset(version for _, version in superseded(said, readable))


def _entry(row: sql.Row[Any], day: str, gone: frozenset[str]) -> CatalogueEntry:
    in_force = InForce.NOW
    if row.id in gone or (row.valid_until and row.valid_until < day):
        in_force = InForce.NO_LONGER
    elif row.valid_from and row.valid_from > day:
        in_force = InForce.NOT_YET
    return CatalogueEntry(
        version=row.id,
        source=row.source,
        path=row.path,
        title=row.title,
        language=Language(row.language),
        read_at=datetime.fromisoformat(row.read_at),
        valid_from=written_day(row.valid_from),
        valid_until=written_day(row.valid_until),
        in_force=in_force,
        owner=row.owner,
        review_by=written_day(row.review_by),
        is_overdue=bool(row.review_by and row.review_by < day),
        pages=sum(1 for page in row.coverage if page["page"] is not None),
        warnings=sum(len(page["warnings"]) for page in row.coverage),
    )
