"""The nouns of an answer, and the events that tell how it comes about.

Source(number) -> Statement(citations, verdict) -> Answer
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from rag.domain import NOT_NARROWED, Language, Narrowed, Question, Source


class Verdict(StrEnum):
    """What checking a statement against its citations gave."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words a statement rests on: characters [start, end) of the document's extracted text."""

    source: int
    """Number of the source."""
    quote: str
    start: int
    end: int


LEFT_OUT = "[…]"
"""Stands where a quotation leaves words out."""
MARKER = 4
"""Characters between two items of a list, an empty line and a dash; “No.” with its spaces has five."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One checked statement of an answer."""

    text: str
    verdict: Verdict
    citations: tuple[Citation, ...]

    @property
    def sources(self) -> tuple[int, ...]:
        """Numbers of the sources that it cites, each once."""
        return tuple(dict.fromkeys(citation.source for citation in self.citations))

    def as_read(self) -> str:
        """The text for people: where words of a document are left out between its quotes, it says so."""
        if not self.citations or not self.is_quotation:
            return self.text
        read = [self.citations[0].quote]
        for before, after in pairwise(self.citations):
            is_next = before.source == after.source and 0 <= after.start - before.end <= MARKER
            read += [after.quote] if is_next else [LEFT_OUT, after.quote]
        return "\n".join(read)

    @property
    def is_quotation(self) -> bool:
        """Whether it is the words of its sources, and nothing else."""
        return "\n".join(citation.quote for citation in self.citations) == self.text


class AnswerOutcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    """Composed by the model, every statement checked."""
    QUOTED = "quoted"
    """Sentences of the guidelines, word for word."""
    PARTLY_ANSWERED = "partly_answered"
    """Some of what was asked; the rest is named."""
    CONFLICTING = "conflicting"
    """Guidelines in force that say different things; both are shown."""
    NEEDS_CLARIFICATION = "needs_clarification"
    """Too little was asked to tell what is meant; what it may be is offered."""
    NEEDS_DECISION = "needs_decision"
    """A matter of one person or case, which a person decides; the guidelines are shown."""
    NOT_FOUND = "not_found"
    OUTSIDE_SCOPE = "outside_scope"
    """Nothing that guidelines are about."""
    GUARD = "guard"
    """It spoke to the language model instead of asking."""
    MODEL_UNAVAILABLE = "model_unavailable"
    """The passages found are shown; the model server did not answer."""


@dataclass(frozen=True, slots=True)
class Help:
    """What helps on where an answer is not the whole of it."""

    missing: tuple[str, ...] = ()
    """Parts of the question that nothing answers, in its own words."""
    unknown: tuple[str, ...] = ()
    """Words of the question that stand in no guideline that the person may read."""
    choices: tuple[str, ...] = ()
    """Questions that may be meant."""
    owner: str | None = None
    """Who answers for the nearest guideline."""
    guideline: str | None = None
    """Its title."""


NO_HELP = Help()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whole: what is shown, what it rests on and how it came about."""

    question: Question
    language: Language
    outcome: AnswerOutcome
    reason: str
    """A code; its wording in both languages is in the catalogues."""
    statements: tuple[Statement, ...]
    sources: tuple[Source, ...]
    receipt: str
    """Id of the kept record."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds from asking until each stage had ended."""
    narrowed: Narrowed = NOT_NARROWED
    help: Help = NO_HELP


@dataclass(frozen=True, slots=True)
class Understanding:
    """Event: the question has been read."""

    language: Language
    standalone: str
    """The question as it is searched for, follow-ups completed from the conversation."""
    narrowed: Narrowed = NOT_NARROWED


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """Event: these passages were found; nothing has been answered yet."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class StatementChecked:
    """Event: a statement that has passed its check."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Finished:
    """Event: the answer, whole. Always the last."""

    answer: Answer


AnswerEvent = Understanding | SourcesFound | StatementChecked | Finished
