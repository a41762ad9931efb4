"""Finding places that a question names by address rather than by content, inside a scope as always."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

import sqlalchemy as sql

from rag.domain import Language
from rag.retrieval.acronyms import Acronym
from rag.retrieval.document_names import ShownDocument
from rag.store.reading import KEPT_SCOPES, MOST_NAMED, Reader, Scope, select_shown
from rag.store.schema import acronyms, passages, versions

MOST_LOOKED_AT = 5_000
"""Passages whose headings or text are compared with what a question names."""

_TEXT = sql.func.substr(versions.c.text, passages.c.start + 1, passages.c.end - passages.c.start)


class Places:
    """Looks places up in what a Scope shows."""

    def __init__(self, reader: Reader) -> None:
        self._engine = reader.engine
        # what a scope shows never changes, see Reader
        self.documents = lru_cache(maxsize=KEPT_SCOPES)(self._load_documents)
        self.acronyms = lru_cache(maxsize=KEPT_SCOPES)(self._load_acronyms)

    def _load_documents(self, scope: Scope) -> tuple[ShownDocument, ...]:
        columns = (versions.c.id, versions.c.path, versions.c.title, versions.c.language)
        query = select_shown(scope, *columns).distinct().order_by(versions.c.path, versions.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(
            ShownDocument(version, path, title, Language(language)) for version, path, title, language in rows
        )

    def _load_acronyms(self, scope: Scope) -> tuple[Acronym, ...]:
        """Those that the documents shown explain, and no others."""
        explained = sql.select(acronyms.c.short, acronyms.c.long).distinct()
        shown = select_shown(scope, versions.c.id)
        query = explained.where(acronyms.c.version.in_(shown)).order_by(acronyms.c.short, acronyms.c.long)
        with self._engine.connect() as connection:
            return tuple(Acronym(short, long) for short, long in connection.execute(query))

    def of_versions(self, scope: Scope, wanted: Collection[str]) -> dict[str, str]:
        """The version of each passage of these versions; not of more than MOST_NAMED passages."""
        query = select_shown(scope, passages.c.id, passages.c.version).where(passages.c.version.in_(wanted))
        return self._versions(query.order_by(passages.c.number).limit(MOST_NAMED))

    def versions_of(self, scope: Scope, ids: Collection[str]) -> set[str]:
        """The versions that passages belong to."""
        query = select_shown(scope, passages.c.id, passages.c.version).where(passages.c.id.in_(ids))
        return set(self._versions(query).values())

    def under(
        self, scope: Scope, wanted: Collection[str], fits: Callable[[Sequence[str], str], bool]
    ) -> dict[str, str]:
        """The version of each passage of these versions that fits; not of more than MOST_NAMED.

        fits: is given headings and text of each.
        """
        columns = (passages.c.id, passages.c.version, passages.c.headings, _TEXT)
        query = select_shown(scope, *columns).where(passages.c.version.in_(wanted))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(passages.c.number).limit(MOST_LOOKED_AT)).all()
        fitting = [(name, version) for name, version, headings, text in rows if fits(headings, text)]
        return dict(fitting[:MOST_NAMED])

    def saying(self, scope: Scope, expression: str, says: Callable[[str], bool]) -> set[str]:
        """Ids of the passages that match an expression of the words index and say what is looked for.

        says: is given headings and text of each.
        """
        words = sql.text("SELECT rowid FROM words WHERE words MATCH :match").bindparams(match=expression)
        query = select_shown(scope, passages.c.id, passages.c.headings, _TEXT).where(
            passages.c.number.in_(words.columns(sql.column("rowid")))
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(passages.c.number).limit(MOST_LOOKED_AT)).all()
        saying = [name for name, headings, said in rows if says("\n".join((*headings, said)))]
        return set(saying[:MOST_NAMED])

    def _versions(self, query: sql.Select[tuple[str, str]]) -> dict[str, str]:
        with self._engine.connect() as connection:
            return dict(connection.execute(query).all())  # type: ignore[arg-type]
