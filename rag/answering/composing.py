"""Composing: the served model writes statements, bound to the passages offered; each one is checked.

A statement that fails its check is replaced by the sentence it should have been, word for word.
"""

from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.answering.grounding import check_statement
from rag.answering.prompting import statements_schema, system_prompt, user_prompt
from rag.answering.quoting import quotable
from rag.answering.trace import CheckedDraft, Composition, Fate, Prompt
from rag.answers import Citation, Statement, Verdict
from rag.domain import Language, Source
from rag.ports import ChatModel

TOKENS_PER_STATEMENT = 120
"""Room for the longest statement with its numbers."""
WORTH_QUOTING = 0.4
"""Share of a failed statement's words that a sentence must have to stand in for it."""


class _Draft(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str
    sources: Annotated[list[int], Field(min_length=1)]


class _Drafts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    statements: list[_Draft]


def compose(
    model: ChatModel, question: str, sources: Sequence[Source], language: Language, most: int
) -> Generator[Statement, None, Composition]:
    """Checked statements, each once, in the model's order; returns what they were made from.

    Raises ModelUnavailable.
    """
    prompt = prompt_of(question, sources, language, most)
    raw = model.structured(prompt.system, prompt.user, dict(prompt.schema), prompt.max_tokens)
    by_number = {source.number: source for source in sources}
    shown: set[str] = set()
    checked: list[CheckedDraft] = []
    for draft in _drafts(raw):
        offered = [by_number[number] for number in dict.fromkeys(draft.sources) if number in by_number]
        made, statement = _checked(draft, offered)
        if statement and statement.text in shown:
            made, statement = replace(made, fate=Fate.REPEATED), None
        checked.append(made)
        if statement:
            shown.add(statement.text)
            yield statement
    return Composition(prompt, raw, tuple(checked))


def prompt_of(question: str, sources: Sequence[Source], language: Language, most: int) -> Prompt:
    """What compose gives the model."""
    return Prompt(
        system_prompt(language),
        user_prompt(question, sources),
        TOKENS_PER_STATEMENT * most,
        statements_schema(sources, most),
    )


def _drafts(raw: str) -> list[_Draft]:
    # A model that ran out of room leaves half a document: nothing of it can be trusted.
    try:
        return _Drafts.model_validate_json(raw).statements
    except ValidationError:
        return []


def _checked(draft: _Draft, sources: Sequence[Source]) -> tuple[CheckedDraft, Statement | None]:
    """What the check gave, and the statement that is shown for the draft, if one is."""
    text, cited = draft.text, tuple(draft.sources)
    places = [(source, sentence) for source in sources for sentence in quotable(source)]
    if not places:
        return CheckedDraft(text, cited, Verdict.UNSUPPORTED, 0.0, None, Fate.DROPPED), None
    checks = [
        (source, check_statement(text, [sentence], source.found.language)) for source, sentence in places
    ]
    source, best = max(checks, key=lambda pair: (pair[1].verdict is Verdict.SUPPORTED, pair[1].score))
    citation = Citation(source.number, best.sentence.text, best.sentence.start, best.sentence.end)
    made = CheckedDraft(text, cited, best.verdict, best.score, best.sentence.text, Fate.DROPPED)
    if best.verdict is Verdict.SUPPORTED:
        return replace(made, fate=Fate.SHOWN), Statement(text, Verdict.SUPPORTED, (citation,))
    if best.score >= WORTH_QUOTING:
        own_words = Statement(best.sentence.text, Verdict.SUPPORTED, (citation,))
        return replace(made, fate=Fate.REPLACED), own_words
    return made, None
