"""`paragraf documents` and `paragraf withdraw`: what is published, and taking one document out."""

import json
from typing import Annotated, Any

import typer

from rag.domain import InForce, Language
from rag.store.catalogue import Catalogue, CatalogueEntry, Listed, Wanted
from ui.commands.ingest_report import publication_sentence
from ui.commands.options import JsonOption
from ui.commands.search import GroupsOption, groups_of
from ui.machine_form import publication_form
from ui.progress import plain, progress_bars
from ui.session import pipeline_of, session
from ui.wording import load_wording


def documents(
    words: Annotated[
        str, typer.Argument(help="Words, or parts of them, that stand in title, path or owner.")
    ] = "",
    source: Annotated[str | None, typer.Option(help="Only those of this source.")] = None,
    language: Annotated[Language | None, typer.Option(help="Only those in this language.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those overdue for review.")] = False,
    groups: GroupsOption = "",
    as_json: JsonOption = False,
) -> None:
    """List the published documents that a person of the groups may read, those overdue for review first."""
    wanted = Wanted(words, source, language, overdue)
    with session() as working:
        listed = Catalogue(working.paragraf.engine).listed(groups_of(groups), wanted, limit=None)
    if as_json:
        typer.echo(json.dumps(listed_form(listed), ensure_ascii=False, indent=2))
        return
    for entry in listed.entries:
        typer.echo(plain(_line(entry)))
    typer.echo(_sum(listed))


def withdraw(
    source: Annotated[str, typer.Argument(help="Name of the document's source.")],
    path: Annotated[str, typer.Argument(help="The document's path below the ingested folder.")],
    as_json: JsonOption = False,
) -> None:
    """Take one document out for everybody who asks, at once; `rollback` brings it back.

    Its file stays in its folder, and with the next ingestion of that the document comes back, unless the file
    has been taken away there.
    """
    with session() as working, progress_bars() as progress:
        publication = pipeline_of(working.paragraf, progress).withdraw(source, path)
    if as_json:
        typer.echo(json.dumps({"publication": publication_form(publication)}, ensure_ascii=False, indent=2))
    else:
        typer.echo(publication_sentence(publication))


def listed_form(listed: Listed) -> dict[str, Any]:
    """What `paragraf documents --json` prints."""
    return {
        "documents": [_form(entry) for entry in listed.entries],
        "summary": {"documents": listed.total, "overdue": listed.overdue},
    }


def _form(entry: CatalogueEntry) -> dict[str, Any]:
    days = {"valid_from": entry.valid_from, "valid_until": entry.valid_until, "review_by": entry.review_by}
    return {
        "source": entry.source,
        "document": entry.path,
        "title": entry.title,
        "version": entry.version,
        "language": entry.language.value,
        "read_at": entry.read_at.isoformat(),
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "in_force": entry.in_force.value,
        "overdue": entry.is_overdue,
        "owner": entry.owner,
        "pages": entry.pages,
        "warnings": entry.warnings,
    }


def _line(entry: CatalogueEntry) -> str:
    said = [f"{entry.source}: {entry.path}"]
    if entry.in_force is not InForce.NOW:
        said.append(load_wording(Language.ENGLISH)(f"in_force.{entry.in_force.value}"))
    if entry.owner:
        said.append(entry.owner)
    if entry.review_by:
        said.append(f"{'OVERDUE since' if entry.is_overdue else 'to be reviewed by'} {entry.review_by}")
    if entry.warnings:
        said.append(f"{entry.warnings} remarks on what was read")
    return f"{entry.title} ({', '.join(said)})"


def _sum(listed: Listed) -> str:
    if not listed.total:
        return "No document was found."
    counted = "1 document" if listed.total == 1 else f"{listed.total} documents"
    return f"{counted}, {listed.overdue} overdue for review."
