"""Audiences: the set of groups that may read a document, under a short key."""

import hashlib

import sqlalchemy as sql

from rag.domain import EVERYONE, Language
from rag.store.schema import audiences

EVERYONE_KEY = "everyone"


def audience_key(groups: frozenset[str]) -> str:
    """The same key for the same groups, on every machine."""
    if groups == EVERYONE:
        return EVERYONE_KEY
    joined = "\n".join(sorted(groups))
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def remember_audience(connection: sql.Connection, groups: frozenset[str]) -> str:
    """Note which groups stand behind a key, and return it."""
    key = audience_key(groups)
    known = connection.execute(sql.select(audiences.c.key).where(audiences.c.key == key)).first()
    if known is None:
        connection.execute(sql.insert(audiences).values(key=key, groups=sorted(groups)))
    return key


def readable_audiences(connection: sql.Connection, groups: frozenset[str]) -> tuple[str, ...]:
    """Keys of the audiences that a person of these groups belongs to; everyone's is always one."""
    rows = connection.execute(sql.select(audiences.c.key, audiences.c.groups))
    allowed = {key for key, members in rows if groups.intersection(members)}
    return (EVERYONE_KEY, *sorted(allowed))


def shelf(audience: str, language: Language) -> str:
    """Name of the vector index's part for one audience and one language.

    Apart by language, so that each proposes its nearest passages, however near the other's are.
    """
    return f"{audience}-{language.value}"
