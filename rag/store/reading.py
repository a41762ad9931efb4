"""Reading the library as one person may: publication, audiences and validity are part of every query.

Searching takes a Scope and is built on `rag.store.scopes`, so there is one place where it is decided who sees
what. Documents serve what was cited before, too: `rag.store.readable` asks who may read the place today.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sql

from rag.domain import AuthorityLevel, Language, LeadIn, PageBox
from rag.errors import NothingPublished
from rag.retrieval.words import WordQuery, content_words, stem
from rag.store.audiences import readable_audiences
from rag.store.columns import written_day
from rag.store.document_view import DocumentView
from rag.store.parts import parts
from rag.store.postings import Postings
from rag.store.publication_memory import PublicationMemory
from rag.store.readable import readable_row
from rag.store.relatives import Relatives
from rag.store.schema import passages, publications, sources, versions
from rag.store.scopes import Scope, select_shown, superseded
from rag.store.word_scores import FoundByWords, MatchedBy, attainable, contributions, word_scores

MOST_TIED = 10_000
"""Passages of one score that are put in order; SQLite takes 32,766 values in a statement."""


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a version was read from."""

    folder: str
    """Where its source was ingested from last; empty where that is not known."""
    path: str
    digest: str
    """What the file was like when it was read."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a passage before its text is read."""

    language: Language
    text_hash: str
    """Names its vector in the archive."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its document, as the library keeps it."""

    id: str
    source: str
    document: str
    title: str
    version: str
    language: Language
    pages: tuple[int, ...]
    headings: tuple[str, ...]
    start: int
    end: int
    text: str
    text_hash: str
    """Names its vector in the archive."""
    boxes: tuple[PageBox, ...]
    lead_in: LeadIn | None
    authority_level: AuthorityLevel | None
    valid_from: date | None
    valid_until: date | None
    owner: str | None
    information_class: str | None


@dataclass(frozen=True, slots=True)
class Rarities:
    """How rare words are among what a scope shows, from 0."""

    of_words: Mapping[str, float]
    """By word, in lower case; of its two stems the commoner counts."""
    highest: float
    """Of a word that stands nowhere."""

    def absent(self) -> tuple[str, ...]:
        """The words that stand nowhere."""
        return tuple(word for word, rarity in self.of_words.items() if rarity >= self.highest)


@dataclass(frozen=True, slots=True)
class WordMatch:
    """What of a question's words a passage has."""

    by: MatchedBy
    stems: tuple[str, ...]
    """Any of them, or both of a pair."""
    gain: float
    """What it adds to the passage's score."""


class Reader(DocumentView):
    """Reads what a Scope shows, and the documents that were cited."""

    def __init__(self, engine: sql.Engine) -> None:
        super().__init__(engine)
        self.memory = PublicationMemory(engine)

    def scope(
        self, groups: frozenset[str], as_of: date | None = None, publication: int | None = None
    ) -> Scope:
        """A publication, by default the newest, as a person of these groups may see it.

        Raises NothingPublished.
        """
        day = (as_of or date.today()).isoformat()
        with self.engine.connect() as connection:
            newest = connection.execute(sql.select(sql.func.max(publications.c.number))).scalar()
            number = publication or newest
            if number is None:
                raise NothingPublished(
                    "No guidelines have been published yet. Put them in with `paragraf ingest FOLDER`."
                )
            readable = readable_audiences(connection, groups)
        return Scope(number, readable, day, superseded(self.memory.replacements(number, day), readable))

    def by_words(self, scope: Scope, query: WordQuery, limit: int) -> FoundByWords:
        """At most `limit` of the passages with any of the words, the best."""
        # before a connection is held: each loads with one of its own
        shown, vocabulary = self.memory.shown(scope), self.memory.vocabulary(scope.publication)
        with self.engine.connect() as connection:
            postings = Postings(connection, shown)
            numbers, scores = word_scores(postings, Relatives(postings, vocabulary), query)
            # all that are as good as the last one, so that their ids decide and not when they came in
            last = np.partition(scores, -limit)[-limit] if len(scores) > limit else -np.inf
            good = np.flatnonzero(scores >= last)[:MOST_TIED]
            best = dict(zip(numbers[good].tolist(), scores[good].tolist(), strict=True))
            names = sql.select(passages.c.id, passages.c.number).where(passages.c.number.in_(best))
            named = [(name, best[number]) for name, number in connection.execute(names)]
            ranked = sorted(named, key=lambda pair: (-pair[1], pair[0]))[:limit]
            return FoundByWords(dict(ranked), attainable(postings, query))

    def word_matches(
        self, scope: Scope, query: WordQuery, ids: Sequence[str]
    ) -> dict[str, tuple[WordMatch, ...]]:
        """What the scores of by_words are made up of, for those of the passages that the scope shows."""
        shown, vocabulary = self.memory.shown(scope), self.memory.vocabulary(scope.publication)
        matches: dict[str, list[WordMatch]] = {}
        with self.engine.connect() as connection:
            names = sql.select(passages.c.number, passages.c.id).where(passages.c.id.in_(ids))
            by_number = dict(map(tuple, connection.execute(names)))
            at = np.flatnonzero(np.isin(shown.numbers, list(by_number)))
            named = {place: by_number[number] for place, number in zip(at, shown.numbers[at], strict=True)}
            postings = Postings(connection, shown)
            for each in contributions(postings, Relatives(postings, vocabulary), query):
                for turn in np.flatnonzero(np.isin(each.places, at)):
                    match = WordMatch(each.by, each.stems, float(each.gains[turn]))
                    matches.setdefault(named[each.places[turn]], []).append(match)
        return {name: tuple(found) for name, found in matches.items()}

    def taking_the_place_of(self, scope: Scope, older: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Titles of what replaces superseded versions on the scope's day, by the version's id."""
        said = [
            each
            for each in self.memory.replacements(scope.publication, scope.as_of)
            if each.older in older and each.newer_audience in scope.audiences
        ]
        query = sql.select(versions.c.id, versions.c.title).where(
            versions.c.id.in_({each.newer for each in said})
        )
        with self.engine.connect() as connection:
            titles = dict(map(tuple, connection.execute(query)))
        return {
            version: tuple(sorted({titles[each.newer] for each in said if each.older == version}))
            for version in {each.older for each in said}
        }

    def rarities(self, scope: Scope, question: str) -> Rarities:
        """How rare each word of a question that carries meaning is in what the scope shows."""
        shown = self.memory.shown(scope)
        with self.engine.connect() as connection:
            postings = Postings(connection, shown)
            postings.look_up(stem(word, each) for word in content_words(question) for each in Language)
            of_words = {
                word: max(0.0, min(postings.rarity(postings.of(stem(word, each))) for each in Language))
                for word in content_words(question)
            }
            return Rarities(of_words, postings.highest_rarity())

    def passages(self, scope: Scope, ids: Sequence[str]) -> dict[str, StoredPassage]:
        """Those of the passages that the scope shows, by id."""
        text = sql.func.substr(versions.c.text, passages.c.start + 1, passages.c.end - passages.c.start)
        lead = sql.func.substr(
            versions.c.text, passages.c.lead_start + 1, passages.c.lead_end - passages.c.lead_start
        )
        query = select_shown(
            scope,
            passages.c.id,
            versions.c.source,
            versions.c.path,
            versions.c.title,
            versions.c.id.label("version"),
            versions.c.language,
            passages.c.pages,
            passages.c.headings,
            passages.c.start,
            passages.c.end,
            text.label("text"),
            passages.c.text_hash,
            passages.c.boxes,
            passages.c.lead_start,
            passages.c.lead_end,
            lead.label("lead"),
            versions.c.authority_level,
            versions.c.valid_from,
            versions.c.valid_until,
            versions.c.owner,
            versions.c.information_class,
        ).where(passages.c.id.in_(ids))
        with self.engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return {row["id"]: _stored(row) for row in rows}

    def passage_count(self, scope: Scope) -> int:
        """How many passages the scope shows."""
        return len(self.memory.shown(scope).numbers)

    def candidates(self, scope: Scope, ids: Sequence[str]) -> dict[str, Candidate]:
        """Those of the passages that the scope shows, by id, without their texts."""
        found: dict[str, Candidate] = {}
        with self.engine.connect() as connection:
            for part in parts(ids):
                columns = (passages.c.id, versions.c.language, passages.c.text_hash)
                query = select_shown(scope, *columns).where(passages.c.id.in_(part))
                for name, language, text_hash in connection.execute(query):
                    found[name] = Candidate(Language(language), text_hash)
        return found

    def document_text(self, version: str, groups: frozenset[str]) -> str:
        """The whole extracted text of a version, also an older one.

        Raises BadInput where it is not there or may not be read.
        """
        with self.engine.connect() as connection:
            return str(readable_row(connection, version, groups, versions.c.text).text)

    def original(self, version: str, groups: frozenset[str]) -> Original:
        """Where the file of a version was ingested from. Raises BadInput as document_text does."""
        with self.engine.connect() as connection:
            columns = (versions.c.path, versions.c.digest, versions.c.source)
            row = readable_row(connection, version, groups, *columns)
            folder = sql.select(sources.c.folder).where(sources.c.name == row.source)
            return Original(str(connection.execute(folder).scalar() or ""), row.path, row.digest)

    def newest_publication(self) -> int:
        """Number of the newest publication; 0 where there is none."""
        with self.engine.connect() as connection:
            return int(connection.execute(sql.select(sql.func.max(publications.c.number))).scalar() or 0)


def _stored(row: sql.RowMapping) -> StoredPassage:
    return StoredPassage(
        id=row["id"],
        source=row["source"],
        document=row["path"],
        title=row["title"],
        version=row["version"],
        language=Language(row["language"]),
        pages=tuple(row["pages"]),
        headings=tuple(row["headings"]),
        start=row["start"],
        end=row["end"],
        text=row["text"],
        text_hash=row["text_hash"],
        boxes=tuple(PageBox(*box) for box in row["boxes"]),
        lead_in=LeadIn(row["lead_start"], row["lead_end"], row["lead"]) if row["lead"] else None,
        authority_level=AuthorityLevel(row["authority_level"]) if row["authority_level"] else None,
        valid_from=written_day(row["valid_from"]),
        valid_until=written_day(row["valid_until"]),
        owner=row["owner"],
        information_class=row["information_class"],
    )
