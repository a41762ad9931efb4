"""Asking a set's questions and keeping, question by question, what was found, at which rank and how sure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from rag.domain import Found, Language, Source
from rag.evaluation.metrics import DEPTH
from rag.evaluation.sets import KnownQuestion
from rag.ports import Progress
from rag.retrieval.language import detect_language
from rag.retrieval.search import Searched, Searcher

CANDIDATES = 50
"""Passages asked for, so that ten documents come together though several passages are of one."""
_SPACE = re.compile(r"\s+")

Certainty = Callable[[Searched, Sequence[Source], Language], float]
"""How sure it is that sources of a search answer its question; 0 is the limit of “not found”."""


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document in a ranking, with the passage that brought it there."""

    document: str
    found: Found


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one question."""

    known: KnownQuestion
    documents: tuple[FoundDocument, ...]
    """Best first, each once, ten at most."""
    holds_span: bool | None
    """Whether the passages offered to an answer hold one of the answer's spans; None where none is known."""
    certainty: float
    """See Certainty; minus infinity where nothing was found."""
    seconds: float
    """Of the search alone."""

    @property
    def ranking(self) -> tuple[str, ...]:
        """The documents' ids, best first."""
        return tuple(each.document for each in self.documents)


def ask_all(
    questions: Sequence[KnownQuestion],
    searcher: Searcher,
    certainty: Certainty,
    offered: int,
    names: Mapping[str, str],
    progress: Progress,
) -> Iterator[Asked]:
    """Each question's outcome, in order.

    offered: passages that an answer is made from; names: a document's id by its path, where they differ.
    Raises NothingPublished, ServerFailed.
    """
    for done, known in enumerate(questions, start=1):
        yield _ask(known, searcher, certainty, offered, names)
        progress("asking", done, len(questions))


def _ask(
    known: KnownQuestion, searcher: Searcher, certainty: Certainty, offered: int, names: Mapping[str, str]
) -> Asked:
    begun = perf_counter()
    searched = searcher.search(known.question, CANDIDATES)
    seconds = perf_counter() - begun
    found = searched.found
    sources = [Source(number, each) for number, each in enumerate(found[:offered], start=1)]
    language = detect_language(known.question.text)
    sure = certainty(searched, sources, language) if sources else -float("inf")
    documents: dict[str, FoundDocument] = {}
    for each in found:
        # a text that several documents have was found in each of them
        for document in each.documents():
            name = names.get(document, document)
            documents.setdefault(name, FoundDocument(name, each))
    return Asked(
        known=known,
        documents=tuple(documents.values())[:DEPTH],
        holds_span=_holds_span(known, found[:offered], names),
        certainty=sure,
        seconds=seconds,
    )


def _holds_span(known: KnownQuestion, found: Sequence[Found], names: Mapping[str, str]) -> bool | None:
    if not known.spans:
        return None
    offered = [
        (names.get(document, document), _plain(each.text)) for each in found for document in each.documents()
    ]
    return any(
        document == span.document and _plain(span.text) in text
        for span in known.spans
        for document, text in offered
    )


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip().casefold()
