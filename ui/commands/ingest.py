"""`paragraf ingest`, `publish`, `rollback` and `status`: what readers are answered from."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ingest.preview import KnownQuestion
from rag.domain import Publication
from rag.errors import BadInput
from rag.wiring import Paragraf
from ui.commands.ask import read_questions
from ui.commands.ingest_report import publication_sentence, show_preview, show_report
from ui.commands.options import JsonOption
from ui.machine_form import ingest_form, preview_form, publication_form
from ui.progress import progress_bars
from ui.session import pipeline_of, planner_of, quick_pipeline_of, ray_pipeline_of, session


class Engine(StrEnum):
    """What reads files and embeds texts."""

    LOCAL = "local"
    RAY = "ray"


def ingest(
    path: Annotated[Path, typer.Argument(help="A folder of guidelines, or one file.")],
    source: Annotated[
        str | None, typer.Option(help="Name of the source; by default that of the folder or file.")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Show what would change; change nothing.")] = False,
    no_publish: Annotated[
        bool, typer.Option("--no-publish", help="Read the files, but leave publishing to `publish`.")
    ] = False,
    questions: Annotated[
        Path | None,
        typer.Option(
            help='With --plan: questions to try on it, {"id", "text", "groups"} a line; else the known ones.'
        ),
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="Where files are read and texts embedded: on this machine or with Ray.")
    ] = Engine.LOCAL,
    as_json: JsonOption = False,
) -> None:
    """Put a folder of guidelines in: new and changed files are read, missing ones leave, all is published."""
    if not path.exists():
        raise BadInput(f"There is no file or folder {path}. Check the path and try again.")
    if questions and not plan:
        raise BadInput("--questions belongs to --plan: add it, or leave the questions out.")
    with session() as working, progress_bars() as progress:
        paragraf = working.paragraf
        name = source or paragraf.library.source_of(str(path.resolve()), source_names(path))
        if plan:
            known = _known_questions(paragraf, questions)
            planner = planner_of(paragraf, progress)
            preview = planner.preview(path, name, known, paragraf.searcher_over)
            form, report = preview_form(preview), preview.report
        else:
            opened = (
                ray_pipeline_of(paragraf, progress)
                if engine is Engine.RAY
                else quick_pipeline_of(working, progress)
            )
            with opened as pipeline:
                report = pipeline.ingest(path, name, publish=not no_publish)
            form = ingest_form(report)
    if as_json:
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
    else:
        show_report(report)
        if plan:
            show_preview(preview)
    if report.unread() or report.held:
        raise typer.Exit(1)


def _known_questions(paragraf: Paragraf, file: Path | None) -> list[KnownQuestion]:
    """Those of a file, or else those that are kept."""
    if file:
        return [KnownQuestion(*line) for line in read_questions(file)]
    return [KnownQuestion(each.id, each.question) for each in paragraf.known_questions.all()]


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
            "kept": [publication.number for publication in publications[: library.kept]],
            "waiting": waiting,
        }
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    if not publications:
        typer.echo("No guidelines have been published yet. Put them in with `paragraf ingest FOLDER`.")
    for place, publication in enumerate(publications):
        gone = " (no longer kept)" if place >= library.kept else ""
        typer.echo(f"{'→' if place == 0 else ' '} {publication_sentence(publication)}{gone}")
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
        typer.echo(publication_sentence(publication))
