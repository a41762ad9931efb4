"""`paragraf questions`: known questions, each with the source that is expected of it."""

import json
from typing import Annotated, Any

import typer

from rag.domain import Question
from rag.errors import BadInput
from rag.records.known_questions import Expected, KeptQuestion
from ui.commands.options import JsonOption
from ui.commands.search import DayOption, GroupsOption, day_of, groups_of, question_text
from ui.progress import plain
from ui.session import session

app = typer.Typer(help="List, add and remove known questions, each with the source that is expected of it.")


@app.callback(invoke_without_command=True)
def listed(context: typer.Context, as_json: JsonOption = False) -> None:
    """List known questions, the newest first; or add or remove one."""
    if context.invoked_subcommand:
        return
    with session() as working:
        kept = working.paragraf.known_questions.all()
    if as_json:
        typer.echo(json.dumps({"questions": [_form(each) for each in kept]}, ensure_ascii=False, indent=2))
        return
    if not kept:
        typer.echo("There are no known questions yet. `paragraf questions add` keeps one.")
    for each in kept:
        typer.echo(plain(_shown(each)))


@app.command()
def add(
    text: Annotated[str, typer.Argument(help="The question.")],
    expect: Annotated[
        str, typer.Option(metavar="SOURCE/PATH", help="The document that is expected to answer it.")
    ],
    quote: Annotated[str, typer.Option(help="Words of the document that answer it, as they stand.")] = "",
    groups: GroupsOption = "",
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a question with the source that is expected of it, in place of the same question."""
    question = Question(question_text(text), groups_of(groups), day_of(as_of))
    source, divided, path = expect.partition("/")
    if not divided:
        raise BadInput(
            f"“{expect}” names no document. Write it as SOURCE/PATH, such as guidelines/travel.pdf."
        )
    with session() as working:
        kept = working.paragraf.known_questions.add(question, Expected(source, path, quote))
    typer.echo(json.dumps({"id": kept}) if as_json else f"Kept as {kept}.")


@app.command()
def remove(
    question: Annotated[str, typer.Argument(metavar="ID", help="As `paragraf questions` lists it.")],
) -> None:
    """Forget a known question."""
    with session() as working:
        working.paragraf.known_questions.remove(question)
    typer.echo("Removed.")


def _form(kept: KeptQuestion) -> dict[str, Any]:
    asked, expected = kept.question, kept.expected
    return {
        "id": kept.id,
        "text": asked.text,
        "groups": sorted(asked.groups),
        "language": kept.language.value,
        "as_of": asked.as_of.isoformat() if asked.as_of else None,
        "expected": {"source": expected.source, "path": expected.path, "quote": expected.quote},
        "is_published": kept.is_published,
        "kept_by": kept.kept_by,
        "made_at": kept.made_at.isoformat(),
    }


def _shown(kept: KeptQuestion) -> str:
    asked = kept.question
    groups = f", asked by somebody in {', '.join(sorted(asked.groups))}" if asked.groups else ""
    day = f", as of {asked.as_of}" if asked.as_of else ""
    there = "" if kept.is_published else " (not published now)"
    return f"{kept.id}  {asked.text}{day}{groups}\n    {kept.expected.source}/{kept.expected.path}{there}"
