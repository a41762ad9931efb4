"""`paragraf ingest`, `publish`, `rollback` and `status`: what readers are answered from."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ingest.report import NOT_READ, IngestReport
from rag.domain import FileReport, Publication
from rag.errors import BadInput
from ui.machine_form import ingest_form, publication_form
from ui.progress import console, progress_bars
from ui.session import pipeline_of, session

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def ingest(
    path: Annotated[Path, typer.Argument(help="A folder of guidelines, or one file.")],
    source: Annotated[
        str | None, typer.Option(help="Name of the source; by default that of the folder or file.")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Show what would change; change nothing.")] = False,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="Read the files, but leave publishing to `publish`.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Put a folder of guidelines in: new and changed files are read, missing ones leave, all is published."""
    if not path.exists():
        raise BadInput(f"There is no file or folder {path}. Check the path and try again.")
    with session() as working, progress_bars() as progress:
        name = source or working.paragraf.library.source_of(str(path.resolve()), source_names(path))
        pipeline = pipeline_of(working.paragraf, progress)
        report = pipeline.plan(path, name) if plan else pipeline.ingest(path, name, publish=not no_publish)
    if as_json:
        typer.echo(json.dumps(ingest_form(report), ensure_ascii=False, indent=2))
    else:
        _show(report)
    if report.unread():
        raise typer.Exit(1)


def publish(as_json: JsonOption = False) -> None:
    """Publish what `ingest --no-publish` has read."""
    with session() as working, progress_bars() as progress:
        publication = pipeline_of(working.paragraf, progress).publish()
    _tell(publication, as_json)


def rollback(
    to: Annotated[int | None, typer.Option(help="Number of the publication to go back to.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Take the newest publication back: readers get the one before, or the one named."""
    with session() as working, progress_bars() as progress:
        publication = pipeline_of(working.paragraf, progress).rollback(to)
    _tell(publication, as_json)


def status(as_json: JsonOption = False) -> None:
    """Show which publication readers are answered from, the ones before it, and what waits."""
    with session() as working:
        library = working.paragraf.library
        publications, waiting = library.publications(), library.staged_count()
    if as_json:
        form = {
            "active": publication_form(publications[0]) if publications else None,
            "publications": [publication_form(publication) for publication in publications],
            "waiting": waiting,
        }
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    if not publications:
        typer.echo("No guidelines have been published yet. Put them in with `paragraf ingest FOLDER`.")
    for place, publication in enumerate(publications):
        typer.echo(f"{'→' if place == 0 else ' '} {_sentence(publication)}")
    if waiting:
        typer.echo(f"{waiting} documents wait to be published with `paragraf publish`.")


def source_names(path: Path) -> list[str]:
    """Names for a source, the best first: the folder's (a single file's own), then with the folders above it.

    Two folders called `files` are two sources: the second gets the name of the folder above in front.
    """
    parts = [part for part in path.resolve().parts if part != "/"] or ["guidelines"]
    return ["-".join(parts[-length:]) for length in range(1, len(parts) + 1)]


def _tell(publication: Publication | None, as_json: bool) -> None:
    if as_json:
        form = {"publication": publication_form(publication) if publication else None}
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
    elif publication is None:
        typer.echo("There is nothing to publish.")
    else:
        typer.echo(_sentence(publication))


def _show(report: IngestReport) -> None:
    told = [file for file in report.files if file.reason or file.outcome in NOT_READ or _warnings(file)]
    if told:
        console.print(_table(told))
    counts = ", ".join(f"{count} {outcome.value}" for outcome, count in sorted(report.counts().items()))
    typer.echo(f"{report.source}: {len(report.files)} files ({counts}), {report.passages()} passages")
    if report.publication:
        typer.echo(_sentence(report.publication))


def _table(files: list[FileReport]) -> Table:
    table = Table("File", "Outcome", "What to do", show_lines=True)
    for file in files:
        table.add_row(file.path, file.outcome.value, "\n".join([file.reason or "", *_warnings(file)]).strip())
    return table


def _warnings(file: FileReport) -> list[str]:
    """What was not read of a file that went in, page by page."""
    return [
        f"Page {page.page}: {warning}" if page.page else warning
        for page in file.pages
        for warning in page.warnings
    ]


def _sentence(publication: Publication) -> str:
    return (
        f"Publication {publication.number}: {publication.documents} documents, "
        f"{publication.passages} passages, made {publication.made_at} by {publication.made_by}"
    )
