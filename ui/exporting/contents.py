"""What a file made of an answer says, whatever kind of file it is."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rag.answers import Answer, Statement, Verdict
from rag.domain import Language, Source
from ui.exporting.seen import seen_line, seen_lines
from ui.exporting.source_contents import Fact, SourceContents, quotation, source_contents
from ui.wording import Wording
from ui.wording.helping import missing_sentences, next_step_sentences, sources_heading
from ui.wording.narrowing import narrowed_sentences

LONGEST_TITLE = 200
"""Characters; Word takes 255."""


@dataclass(frozen=True, slots=True)
class StatementContents:
    """A statement with the numbers of its sources."""

    lines: tuple[str, ...]
    """Its text, in quotation marks where it is word for word, then its numbers."""
    numbers: tuple[int, ...]
    is_quotation: bool
    verdict: str
    """What checking gave, as a sentence; empty where the words are the source's own."""
    language: Language


@dataclass(frozen=True, slots=True)
class AnswerContents:
    """An answer in words, free of what cannot be seen; how to write them is for each kind of file."""

    language: Language
    """Of headings and labels."""
    answer_language: Language
    title: str
    """Of the file, as its properties tell it."""
    subject: str
    maker: str
    """The program: nobody is named as the author."""
    heading: str
    label: str
    """That it was made with the help of AI, and has to be checked."""
    question: str
    asked: datetime
    receipt: str
    facts: tuple[Fact, ...]
    """Question, when it was asked, for which day, and receipt."""
    outcome: str
    explanations: tuple[str, ...]
    """Why it ended so, how the search was narrowed, and what was not answered."""
    statements: tuple[StatementContents, ...]
    choices: tuple[str, ...]
    """Questions that may have been meant."""
    next_steps: tuple[str, ...]
    sources_heading: str
    sources: tuple[SourceContents, ...]
    """The cited ones, or where nothing was stated the passages that were found."""
    page_label: str
    """What stands before a page's number."""


def answer_contents(answer: Answer, wording: Wording, asked: datetime) -> AnswerContents:
    """The contents of an answer, told in the wording's language.

    asked: with the time zone in which it is told.
    """
    question = seen_line(answer.question.text)
    title = textwrap.shorten(wording("export.title", question=question), LONGEST_TITLE, placeholder="…")
    return AnswerContents(
        language=wording.language,
        answer_language=answer.language,
        title=title,
        subject=wording("export.subject"),
        maker=wording("page.name"),
        heading=wording("export.heading"),
        label=wording("export.label"),
        question=question,
        asked=asked,
        receipt=seen_line(answer.receipt),
        facts=_facts(answer, wording, asked),
        outcome=wording(f"outcome.{answer.outcome.value}"),
        explanations=_explanations(answer, wording),
        statements=tuple(_statement(each, answer, wording) for each in answer.statements),
        choices=tuple(seen_line(choice) for choice in answer.help.choices),
        next_steps=tuple(seen_line(each) for each in next_step_sentences(answer, wording)),
        sources_heading=wording("export.sources" if answer.statements else sources_heading(answer)),
        sources=_sources(answer, wording),
        page_label=wording("export.page"),
    )


def _facts(answer: Answer, wording: Wording, asked: datetime) -> tuple[Fact, ...]:
    facts = [("question", answer.question.text), ("asked", f"{asked:%Y-%m-%d %H:%M}")]
    if answer.question.as_of:
        facts.append(("as_of", answer.question.as_of.isoformat()))
    facts.append(("receipt", answer.receipt))
    return tuple(Fact(wording(f"export.{key}"), seen_line(value)) for key, value in facts)


def _explanations(answer: Answer, wording: Wording) -> tuple[str, ...]:
    key = f"reason.{answer.reason}"
    reason = [wording(key)] if key in wording else []
    told = (*reason, *narrowed_sentences(answer.narrowed, wording), *missing_sentences(answer, wording))
    return tuple(seen_line(each) for each in told)


def _statement(statement: Statement, answer: Answer, wording: Wording) -> StatementContents:
    numbers, is_quotation = statement.sources, statement.is_quotation
    languages = {source.number: source.found.language for source in answer.sources}
    language = languages[numbers[0]] if is_quotation and numbers else answer.language
    lines = quotation(statement.as_read(), language) if is_quotation else seen_lines(statement.text)
    marks = " ".join(f"[{number}]" for number in numbers)
    marked = (*lines[:-1], " ".join(filter(None, (*lines[-1:], marks))))
    verdict = _verdict(statement, wording)
    return StatementContents(marked, numbers, is_quotation, verdict, language)


def _verdict(statement: Statement, wording: Wording) -> str:
    if statement.is_quotation and statement.verdict is Verdict.SUPPORTED:
        return ""
    return f"{wording('verdict.label')} {wording(f'verdict.{statement.verdict.value}')}"


def _sources(answer: Answer, wording: Wording) -> tuple[SourceContents, ...]:
    return tuple(
        source_contents(source, quotes, wording)
        for source in answer.sources
        if (quotes := _quotes(source, answer.statements))
    )


def _quotes(source: Source, statements: Sequence[Statement]) -> list[str]:
    if not statements:
        return [source.found.text]
    citations = (citation for statement in statements for citation in statement.citations)
    return [citation.quote for citation in citations if citation.source == source.number]
