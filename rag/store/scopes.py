"""Who is shown what: a Scope, and the one condition that every query for passages has of it."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import sqlalchemy as sql
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from rag.store.schema import memberships, passages, versions

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person may be answered from at one moment."""

    publication: int
    audiences: tuple[str, ...]
    as_of: str
    """ISO date whose guidelines count."""
    superseded: tuple[tuple[str, str], ...]
    """Audience and id of versions that they might read and whose place another one has taken."""
    in_force_only: bool = True
    """Whether the day counts; else all that is published is shown, as nobody is answered from it."""

    def of_any_day(self) -> "Scope":
        """The same with what is not in force, or has been replaced: to see what the day left out."""
        return replace(self, superseded=(), in_force_only=False)

    def of_all(self) -> "tuple[Scope, ...]":
        """What everybody is shown of each audience who is of that one only, superseded versions too."""
        return tuple(replace(self, audiences=(each,), superseded=()) for each in self.audiences)

    def superseded_versions(self) -> frozenset[str]:
        """Ids of superseded versions."""
        return frozenset(version for _, version in self.superseded)

    def superseded_by_audience(self) -> dict[str, list[str]]:
        """The same, by audience."""
        found: dict[str, list[str]] = defaultdict(list)
        for audience, version in self.superseded:
            found[audience].append(version)
        return found


@dataclass(frozen=True, slots=True)
class Replacement:
    """A version that takes another's place."""

    newer_audience: str
    older_audience: str
    older: str
    """Id of the version whose place is taken."""
    newer: str
    """Id of the one that takes it."""


def superseded(said: Iterable[Replacement], readable: Container[str]) -> tuple[tuple[str, str], ...]:
    """Audience and id of the versions that somebody might read and whose place another has taken, in order.

    What they may not read makes nothing vanish that they may, nor does it weigh on queries. Where documents
    are said to replace each other, two of them or several in a circle, none does: people would find none.
    """
    theirs = [each for each in said if each.newer_audience in readable and each.older_audience in readable]
    replaced: dict[str, set[str]] = defaultdict(set)
    for each in theirs:
        replaced[each.newer].add(each.older)
    gone = {
        (each.older_audience, each.older)
        for each in theirs
        if each.newer not in _led_to(each.older, replaced)
    }
    return tuple(sorted(gone))


def _led_to(version: str, replaced: Mapping[str, Collection[str]]) -> set[str]:
    """All that a version replaces, by way of others too."""
    found: set[str] = set()
    following = [version]
    while following:
        new = set(replaced.get(following.pop(), ())) - found
        found |= new
        following += new
    return found


def select_shown(scope: Scope, *columns: sql.ColumnElement[Any]) -> sql.Select[Any]:
    """A query for columns of passages that the scope shows, to be narrowed by what they are looked up by.

    All passages of an audience are looked up from its versions, see select_shown_versions.
    """
    return (
        sql.select(*columns)
        .select_from(passages)
        .join(versions, versions.c.id == passages.c.version)
        .join(memberships, memberships.c.version == versions.c.id)
        .where(*_visible(scope, _without_index(versions.c.audience)))
    )


def select_shown_versions(scope: Scope, *columns: sql.ColumnElement[Any]) -> sql.Select[Any]:
    """A query for columns of the versions that the scope shows."""
    return (
        sql.select(*columns)
        .select_from(versions)
        .join(memberships, memberships.c.version == versions.c.id)
        .where(*_visible(scope, versions.c.audience))
    )


def _without_index(column: sql.ColumnElement[T]) -> sql.ColumnElement[T]:
    """The column, which SQLite then looks nothing up by (its unary plus, sqlite.org/optoverview.html).

    For columns that it wrongly takes for rare: to find 24 passages whose ids it was given it went through all
    versions of all of a person's audiences, 110 to 190 ms of 100,000 passages, and 2 to 20 ms so.
    """
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def _visible(scope: Scope, audience: sql.ColumnElement[str]) -> tuple[sql.ColumnElement[bool], ...]:
    """The condition, over versions and their memberships."""
    published = (
        memberships.c.first <= scope.publication,
        memberships.c.last.is_(None) | (memberships.c.last >= scope.publication),
        audience.in_(scope.audiences),
    )
    if not scope.in_force_only:
        return published
    return (
        *published,
        versions.c.valid_from.is_(None) | (versions.c.valid_from <= scope.as_of),
        versions.c.valid_until.is_(None) | (versions.c.valid_until >= scope.as_of),
        versions.c.id.not_in(scope.superseded_versions()),
    )


def replacements(connection: sql.Connection, publication: int, day: str) -> tuple[Replacement, ...]:
    """All that are in force, of and by documents of whatever audience."""
    newer, older = versions.alias("newer"), versions.alias("older")
    same_source = older.c.source == newer.c.source
    said_by_newer = ((older.c.path == newer.c.replaces) & same_source) | (
        older.c.reference == newer.c.replaces
    )
    said_by_older = ((newer.c.path == older.c.replaced_by) & same_source) | (
        newer.c.reference == older.c.replaced_by
    )
    # few say it: the query begins with those, and not with all that are published
    last = _without_index(memberships.c.last)
    pairs = [
        sql.select(newer.c.audience, older.c.audience, older.c.id, newer.c.id)
        .join(newer, said)
        .join(memberships, memberships.c.version == newer.c.id)
        .where(
            named > "",
            memberships.c.first <= publication,
            last.is_(None) | (last >= publication),
            newer.c.valid_from.is_(None) | (newer.c.valid_from <= day),
            older.c.id != newer.c.id,
        )
        for said, named in ((said_by_newer, newer.c.replaces), (said_by_older, older.c.replaced_by))
    ]
    return tuple(Replacement(*row) for row in connection.execute(sql.union(*pairs)))
