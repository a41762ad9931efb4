"""Composing: the served model writes statements, bound to the passages offered; each one is checked.

A statement that fails its check is replaced by the sentence it should have been, word for word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.answering.checking import (
    ClaimCheck,
    Stretch,
    check_against,
    goodness,
    stems_in_order,
    stretches_of,
)
from rag.answering.prompting import UNSEEN, statements_schema, system_prompt, user_prompt
from rag.answering.quoting import quotable
from rag.answering.trace import CheckedDraft, Composition, Fate, Prompt
from rag.answers import Citation, Statement, Verdict
from rag.domain import Language, Source
from rag.ports import ChatModel, EntailmentModel

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
    model: ChatModel,
    question: str,
    sources: Sequence[Source],
    language: Language,
    most: int,
    entailment: EntailmentModel | None = None,
) -> tuple[tuple[Statement, ...], Composition]:
    """Checked statements, each once, in the model's order; and what they were made from.

    Raises ModelUnavailable, ModelFilesWrong.
    """
    prompt = prompt_of(question, sources, language, most)
    raw = model.structured(prompt.system, prompt.user, dict(prompt.schema), prompt.max_tokens)
    by_number = {source.number: source for source in sources}
    shown: dict[str, Statement] = {}
    checked: list[CheckedDraft] = []
    for draft in _drafts(raw):
        offered = [by_number[number] for number in dict.fromkeys(draft.sources) if number in by_number]
        made, statement = _checked(draft, offered, entailment)
        if statement and statement.text in shown:
            made, statement = replace(made, fate=Fate.REPEATED), None
        checked.append(made)
        if statement:
            shown[statement.text] = statement
    return tuple(shown.values()), Composition(prompt, raw, tuple(checked))


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


def _checked(
    draft: _Draft, sources: Sequence[Source], entailment: EntailmentModel | None
) -> tuple[CheckedDraft, Statement | None]:
    """What the check gave, and the statement that is shown for the draft, if one is."""
    text, cited = UNSEEN.sub("", draft.text), tuple(draft.sources)
    languages = dict.fromkeys(source.found.language for source in sources)
    checks = [_check_in(text, sources, language, entailment) for language in languages]
    check = max(checks, key=goodness, default=None)
    # “13” says nothing, and stands somewhere
    says_something = any(stems_in_order(text, language) for language in languages)
    if check is None or check.stretch is None or not says_something:
        return CheckedDraft(text, cited, Verdict.UNSUPPORTED, 0.0, None, Fate.DROPPED), None
    made = CheckedDraft(text, cited, check.verdict, check.score, check.stretch.quote, Fate.DROPPED)
    citations = tuple(_citations(check.stretch))
    if check.verdict is Verdict.SUPPORTED:
        return replace(made, fate=Fate.SHOWN), Statement(text, Verdict.SUPPORTED, citations)
    if check.coverage >= WORTH_QUOTING:
        quoted = "\n".join(each.quote for each in citations)
        return replace(made, fate=Fate.REPLACED), Statement(quoted, Verdict.SUPPORTED, citations)
    return made, None


def _check_in(
    text: str, sources: Sequence[Source], language: Language, entailment: EntailmentModel | None
) -> ClaimCheck:
    """Check against the sources of a language."""
    cited = [source for source in sources if source.found.language is language]
    stretches = [each for source in cited for each in _stretches(source)]
    return check_against(text, stretches, language, entailment)


def _stretches(source: Source) -> list[Stretch]:
    """What a statement may rest on, bare headings left out."""
    found = source.found
    kept = {sentence.start for sentence in quotable(source)}
    return [
        stretch
        for stretch in stretches_of(found.text, source.number, found.start, found.lead_in)
        if stretch.start in kept
    ]


def _citations(stretch: Stretch) -> Iterator[Citation]:
    lead_in = stretch.lead_in
    if lead_in:
        yield Citation(stretch.evidence, lead_in.text, lead_in.start, lead_in.end)
    yield Citation(stretch.evidence, stretch.quote, stretch.start, stretch.end)
