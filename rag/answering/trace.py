"""What an answer is made from, step by step: the nouns that a receipt keeps beside the answer's own.

Judgement and Composition are given by the steps -> Trace -> Made(answer, trace)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from rag.answers import Answer, Verdict
from rag.ports import TEMPERATURE


@dataclass(frozen=True, slots=True)
class WeighedSentence:
    """A sentence that might have been quoted: characters [start, end) of its document's text."""

    source: int
    """Number of the source."""
    start: int
    end: int
    relevance: float
    """By which sentences are chosen; comparable within one answer only."""
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """How it was decided whether what was found answers, and which of its sentences."""

    margin: float | None
    """How far above its limit the confidence lies; below 0 nothing answers. None where there was nothing to
    quote."""
    likelihoods: Mapping[int, float] = field(default_factory=dict)
    """The model's judgement of sources, by number; see rag.ports.ChatModel.question_likelihoods."""
    sentences: tuple[WeighedSentence, ...] = ()
    """Best first; none where nothing answers."""


class Fate(StrEnum):
    """What became of a statement that the model wrote."""

    SHOWN = "shown"
    REPLACED = "replaced"
    """By the guideline's own sentence, which is shown."""
    REPEATED = "repeated"
    """What would be shown for it is shown already."""
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A statement as the model wrote it, with what its check gave."""

    text: str
    sources: tuple[int, ...]
    """Numbers of the sources that it was said to rest on."""
    verdict: Verdict
    score: float
    """Of the check, from 0 to 1."""
    evidence: str | None
    """The sentence that comes nearest to carrying it; None where its sources have none."""
    fate: Fate


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is given to write from."""

    system: str
    user: str
    max_tokens: int
    schema: Mapping[str, Any]
    """JSON schema that its output is bound to."""
    temperature: float = TEMPERATURE


@dataclass(frozen=True, slots=True)
class Composition:
    """What the model was asked to write, what it wrote and what became of that."""

    prompt: Prompt
    raw: str | None = None
    """Its output as it came; None while there is none, and where the model server did not answer."""
    drafts: tuple[CheckedDraft, ...] = ()
    """Empty where the output was no whole document."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What an answer was made from, beside its sources."""

    publication: int
    asked_on: date
    as_of: str
    """ISO date whose guidelines counted."""
    standalone: str
    """The question as it can be understood without the conversation."""
    embedder: str
    """Fingerprint."""
    model: str
    judgements: tuple[Judgement, ...] = ()
    """One for each part of the question; none where the answer ended before."""
    composition: Composition | None = None
    """None where nothing was composed."""

    def having(self, part: Judgement | Composition) -> "Trace":
        """The same with a part that a step has given."""
        if isinstance(part, Judgement):
            return replace(self, judgements=(*self.judgements, part))
        return replace(self, composition=part)


@dataclass(frozen=True, slots=True)
class Made:
    """An answer with all that it was made from."""

    answer: Answer
    trace: Trace
