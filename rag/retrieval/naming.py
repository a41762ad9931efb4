"""What a question names outright: a reference number, a document, a clause, words in quotation marks.

Passages that are named come first. A document's name is taken for a wish, not for a command: where the
document has nothing near the question, it is ranked as if it had not been named.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from rag.domain import Language
from rag.retrieval.acronyms import with_acronyms
from rag.retrieval.clauses import clauses_in, stands_under
from rag.retrieval.document_names import named_documents
from rag.retrieval.phrases import has_phrases, quoted_phrases
from rag.retrieval.words import WordQuery, index_words, word_query, words_of
from rag.store.places import Places
from rag.store.reading import Reader
from rag.store.scopes import Scope

REFERENCE, DOCUMENT, CLAUSE, PHRASE = "reference", "document", "clause", "phrase"
LEAST_SHARE = 0.5
"""Of the best passage's score that the best one of a named document, one under a clause of no named document,
or one with a quoted phrase that many have must have to be put first: docs/evaluation.md, "What a question
names"."""
FEW = 8
"""Passages with a quoted phrase, up to which they come first whatever else is asked: so many are offered."""


@dataclass(frozen=True, slots=True)
class Named:
    """Passages that a question names."""

    by: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Their ids, by what they are named by."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of the documents that are named, by passage id."""
    is_exact: bool = False
    """Whether the clause is one of a document that is named, too."""

    def passages(self) -> set[str]:
        """All of them."""
        return {name for names in self.by.values() for name in names}

    def signals(self, name: str) -> tuple[str, ...]:
        """What a passage is named by."""
        return tuple(kind for kind, names in self.by.items() if name in names)


@dataclass(frozen=True, slots=True)
class Raised:
    """A passage's place in a ranking."""

    name: str
    score: float
    for_document: float
    """What of the score it has because its document is named."""


class Naming:
    """Looks up what questions name."""

    def __init__(self, reader: Reader) -> None:
        self._memory = reader.memory
        self._places = Places(reader)

    def named(self, scope: Scope, question: str, proposed: Collection[str]) -> Named:
        """What a question names in a scope. proposed: ids of passages found otherwise, in whose documents a
        clause is looked for where no document is named."""
        by: dict[str, Collection[str]] = {REFERENCE: self._places.with_references(scope, question)}
        documents = named_documents(question, self._memory.documents(scope), scope.superseded_versions())
        titles = {document.version: document.title for document in documents}
        of_documents = self._places.of_versions(scope, set(titles)) if titles else {}
        by[DOCUMENT] = of_documents.keys()
        by[CLAUSE] = self._under_clause(scope, question, set(titles), proposed)
        by[PHRASE] = self._with_phrases(scope, question, titles.values())
        return Named(
            {kind: names for kind, names in by.items() if names},
            {name: titles[version] for name, version in of_documents.items()},
            bool(titles),
        )

    def word_query(self, scope: Scope, question: str) -> WordQuery:
        """What a question asks the words index for, with acronyms that documents of the scope explain."""
        return with_acronyms(word_query(question), question, self._memory.acronyms(scope))

    def _under_clause(
        self, scope: Scope, question: str, versions: set[str], proposed: Collection[str]
    ) -> Collection[str]:
        clauses = clauses_in(question)
        if not clauses:
            return set()
        wanted = versions or self._places.versions_of(scope, proposed)
        return self._places.under(
            scope, wanted, lambda headings, text: stands_under(clauses, headings, text)
        ).keys()

    def _with_phrases(self, scope: Scope, question: str, titles: Collection[str]) -> set[str]:
        names = {" ".join(words_of(title)) for title in titles}
        phrases = [phrase for phrase in quoted_phrases(question) if phrase not in names]
        if not phrases:
            return set()
        return self._places.saying(scope, _stems(phrases), lambda text: has_phrases(text, phrases))


def with_named_first(ranked: Sequence[tuple[str, float]], named: Named) -> list[Raised]:
    """The ranking with what the question names above all else: 1 more for each way it is named.

    ranked: (passage id, score from 0 to 1), best first.
    """
    scores = dict(ranked)
    least = LEAST_SHARE * max(scores.values(), default=0.0)
    of_document = named.by.get(DOCUMENT, ())
    is_telling = len(named.by.get(PHRASE, ())) <= FEW
    is_near = any(scores.get(name, 0.0) >= least for name in of_document)

    def raised(name: str, score: float) -> Raised:
        signals = named.signals(name)
        more = float(REFERENCE in signals)
        more += PHRASE in signals and (is_telling or score >= least)
        more += CLAUSE in signals and (named.is_exact or score >= least)
        for_document = 1.0 if DOCUMENT in signals and (is_near or named.by.get(CLAUSE)) else 0.0
        return Raised(name, score + more + for_document, for_document)

    return sorted((raised(name, score) for name, score in ranked), key=lambda each: -each.score)


def _stems(phrases: Sequence[str]) -> list[list[str]]:
    """Those of all phrases, as either language has them."""
    return [[stem for phrase in phrases for stem in index_words(phrase, language)] for language in Language]
