"""What is kept in memory of the publications that are searched.

None of it ever changes: a publication is not altered once it is made. It is kept by audience, of which there
are few, and not by person: who is shown which audiences decides what is put together of it.
"""

from functools import lru_cache

import sqlalchemy as sql

from rag.domain import Language
from rag.retrieval.acronyms import Acronym
from rag.retrieval.document_names import DocumentNames, ShownDocument
from rag.store.audiences import shelf
from rag.store.schema import acronyms, passage_words, passages, versions, word_postings
from rag.store.scopes import Replacement, Scope, replacements, select_shown_versions
from rag.store.shown import ShownOfAudience, ShownPassages, shown_of_audience, shown_passages
from rag.store.vocabulary import Vocabulary

KEPT_AUDIENCES = 256
"""Whose passages are kept: 32 bytes a passage."""
KEPT_SCOPES = 8
"""Whose passages are kept put together: 24 bytes a passage, and to put 100,000 together takes 2 ms."""
KEPT_DAYS = 8
"""On which guidelines replace others."""


class PublicationMemory:
    """Loads each part when it is first asked for, over a connection of its own."""

    def __init__(self, engine: sql.Engine) -> None:
        self._engine = engine
        self.replacements = lru_cache(maxsize=KEPT_DAYS)(self._load_replacements)
        """Of a publication on a day."""
        self.shown = lru_cache(maxsize=KEPT_SCOPES)(self._put_together)
        """What a scope shows."""
        self.vocabulary = lru_cache(maxsize=1)(self._load_vocabulary)
        """Of a publication: it has no words that were not in the index when it was made."""
        self._of_audience = lru_cache(maxsize=KEPT_AUDIENCES)(self._load_audience)
        self._references = lru_cache(maxsize=KEPT_AUDIENCES)(self._load_references)
        self._documents = lru_cache(maxsize=KEPT_AUDIENCES)(self._load_documents)
        self._acronyms = lru_cache(maxsize=KEPT_AUDIENCES)(self._load_acronyms)

    def shelves(self, scope: Scope) -> dict[Language, list[str]]:
        """The vector index's shelves that hold passages of the scope's audiences, by language."""
        theirs = [(each.audiences[0], self._of_audience(each).languages) for each in scope.of_all()]
        return {
            language: [shelf(audience, language) for audience, languages in theirs if language in languages]
            for language in Language
        }

    def references(self, scope: Scope) -> list[tuple[str, str]]:
        """Reference numbers of the scope's audiences, folded and as they are written."""
        return [pair for each in scope.of_all() for pair in self._references(each)]

    def documents(self, scope: Scope) -> list[DocumentNames]:
        """What the documents of the scope's audiences can be named by, superseded ones too."""
        return [self._documents(each) for each in scope.of_all()]

    def acronyms(self, scope: Scope) -> list[Acronym]:
        """Those that the documents shown explain, and no others; each once, in order."""
        superseded = scope.superseded_versions()
        explained = {
            acronym
            for each in scope.of_all()
            for version, acronym in self._acronyms(each)
            if version not in superseded
        }
        return sorted(explained, key=lambda each: (each.short, each.long))

    def _put_together(self, scope: Scope) -> ShownPassages:
        superseded = scope.superseded_by_audience()
        return shown_passages(
            self._of_audience(each).without(superseded.get(each.audiences[0], ())) for each in scope.of_all()
        )

    def _load_audience(self, scope: Scope) -> ShownOfAudience:
        words = passage_words.c
        columns = (words.block, words.place, words.passage, words.words, versions.c.language, versions.c.id)
        theirs = select_shown_versions(scope, *columns).join(passages, passages.c.version == versions.c.id)
        query = theirs.join(passage_words, words.passage == passages.c.number)
        replaced = {each.older for each in self.replacements(scope.publication, scope.as_of)}
        with self._engine.connect() as connection:
            return shown_of_audience(connection.execute(query), replaced)

    def _load_references(self, scope: Scope) -> tuple[tuple[str, str], ...]:
        query = select_shown_versions(scope, versions.c.reference).where(versions.c.reference.is_not(None))
        with self._engine.connect() as connection:
            return tuple((each.casefold(), each) for each in connection.execute(query.distinct()).scalars())

    def _load_documents(self, scope: Scope) -> DocumentNames:
        columns = (versions.c.id, versions.c.path, versions.c.title, versions.c.language)
        with self._engine.connect() as connection:
            rows = connection.execute(select_shown_versions(scope, *columns).order_by(versions.c.id)).all()
        return DocumentNames(
            ShownDocument(version, path, title, Language(language)) for version, path, title, language in rows
        )

    def _load_acronyms(self, scope: Scope) -> tuple[tuple[str, Acronym], ...]:
        """Each with the version that explains it."""
        columns = (acronyms.c.version, acronyms.c.short, acronyms.c.long)
        query = select_shown_versions(scope, *columns).join(acronyms, acronyms.c.version == versions.c.id)
        with self._engine.connect() as connection:
            return tuple(
                (version, Acronym(short, long)) for version, short, long in connection.execute(query)
            )

    def _load_replacements(self, publication: int, day: str) -> tuple[Replacement, ...]:
        with self._engine.connect() as connection:
            return replacements(connection, publication, day)

    def _load_vocabulary(self, publication: int) -> Vocabulary:
        """All words of the index, as they are when a publication is first searched."""
        with self._engine.connect() as connection:
            return Vocabulary(connection.execute(sql.select(word_postings.c.term).distinct()).scalars())
