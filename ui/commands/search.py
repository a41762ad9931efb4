"""`paragraf search`: what would be offered to an answer."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

import typer

from rag.domain import Found, InForce, Language, Question
from rag.errors import BadInput
from rag.retrieval.language import detect_language
from ui.machine_form import narrowed_form, result_form
from ui.progress import plain
from ui.session import session
from ui.trace_form import trace_form
from ui.trace_text import trace_text
from ui.wording import load_wording
from ui.wording.narrowing import narrowed_sentences

GroupsOption = Annotated[
    str, typer.Option(help="Groups that the person asking belongs to, divided by commas.")
]
DayOption = Annotated[
    str | None, typer.Option("--as-of", help="The day whose guidelines count, as YYYY-MM-DD; default today.")
]
LONGEST_QUESTION = 1000
"""Characters; with two earlier questions it still fits what the model reads beside a passage."""
LONGEST_SHOWN = 300
"""Characters of a passage that a terminal shows."""


def search(
    text: Annotated[str, typer.Argument(help="What to look for, in Swedish or English.")],
    limit: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    groups: GroupsOption = "",
    as_of: DayOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    with_trace: Annotated[
        bool, typer.Option("--trace", help="Tell step by step what each signal found, and what was left out.")
    ] = False,
    candidates: Annotated[
        int | None, typer.Option(min=1, help="As retrieval.candidates, for this search only.")
    ] = None,
    read_closely: Annotated[
        int | None, typer.Option(min=0, help="As retrieval.read_closely, for this search only.")
    ] = None,
) -> None:
    """Find the passages that may answer a question. Needs no language model."""
    question = Question(question_text(text), groups_of(groups), day_of(as_of))
    with session() as working:
        usual = working.paragraf.search_settings
        chosen = replace(
            usual,
            passages=limit,
            candidates=candidates or usual.candidates,
            read_closely=usual.read_closely if read_closely is None else read_closely,
        )
        tracing = working.paragraf.tracing(chosen)
        trace = tracing.trace(question) if with_trace else None
        searched = trace.searched if trace else tracing.searcher.search(question, limit)
    found = searched.found
    if as_json:
        results = [result_form(rank, passage) for rank, passage in enumerate(found, start=1)]
        form: dict[str, Any] = {"results": results, "narrowed": narrowed_form(searched.narrowed)}
        if trace:
            form["trace"] = trace_form(trace, chosen)
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    for sentence in narrowed_sentences(searched.narrowed, load_wording(detect_language(question.text))):
        typer.echo(f"{sentence}\n")
    if not found:
        typer.echo("Nothing was found.")
    for rank, passage in enumerate(found, start=1):
        typer.echo(plain(_shown(rank, passage)))
    if trace:
        typer.echo(plain(trace_text(trace)))


def question_text(text: str) -> str:
    """The question, trimmed. Raises BadInput for an empty, an endless and an unreadable one."""
    if not text.strip():
        raise BadInput("The question is empty. Write what you want to know.")
    if any("\ud800" <= mark <= "\udfff" for mark in text):
        raise BadInput("The question has characters that are not UTF-8. Write it again, or save it as UTF-8.")
    if len(text) > LONGEST_QUESTION:
        raise BadInput(f"The question has over {LONGEST_QUESTION} characters. Ask for one thing at a time.")
    return text.strip()


def groups_of(text: str) -> frozenset[str]:
    """Group names divided by commas."""
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def day_of(text: str | None) -> date | None:
    """A day written as YYYY-MM-DD. Raises BadInput."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise BadInput(f"“{text}” is not a day. Write it as YYYY-MM-DD, for example 2026-01-31.") from error


def _shown(rank: int, found: Found) -> str:
    place = " > ".join((found.title, *found.headings))
    pages = f", page {', '.join(map(str, found.pages))}" if found.pages else ""
    text = found.text if len(found.text) <= LONGEST_SHOWN else found.text[:LONGEST_SHOWN] + " …"
    also = (
        f"\nThe same text stands in {', '.join(each.document for each in found.also_in)}."
        if found.also_in
        else ""
    )
    by = " and ".join(found.found_by)
    wording = load_wording(Language.ENGLISH)
    mark = "" if found.in_force is InForce.NOW else f", {wording(f'in_force.{found.in_force.value}')}"
    return f"{rank}. {place}{pages}{mark} ({found.document}; found by {by})\n{text}{also}\n"
