"""`paragraf evaluate`: a set of questions with known answers, asked in a store of its own."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from config.settings import Settings
from rag.errors import BadInput
from rag.evaluation.report import changes, run_form
from rag.evaluation.runs import Asked, ask_all
from rag.evaluation.sets import FILES, KnownQuestion, read_questions, spread, write_documents
from rag.ports import Progress
from rag.servers import Servers
from rag.wiring import Paragraf, ServersOnDemand, open_paragraf, with_data
from ui.evaluation_page import evaluation_page
from ui.progress import progress_bars, say
from ui.session import pipeline_of, read_settings

SOURCE = "evaluation"
LISTED = 20
"""Changed questions that a terminal lists by name."""


def evaluate(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder with queries.jsonl, and docs.jsonl or files/.")
    ],
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask only so many questions, evenly from the set.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(help="An earlier run's JSON: tell what got better and worse since.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Measure how well the right documents are found, on a set of questions with known answers."""
    questions = spread(read_questions(directory), limit)
    before = _earlier(compare) if compare else None
    settings = settings_for(directory, read_settings())
    with opened(settings) as paragraf, progress_bars() as progress:
        names = taken_in(directory, paragraf, progress)
        asked = _asked(questions, paragraf, names, progress)
    form = run_form(directory.resolve().name, asked)
    if before is not None:
        form["changes"] = changes(before, form)
    kept = _kept(form, settings.data)
    if as_json:
        typer.echo(json.dumps({**form, "kept": str(kept)}, ensure_ascii=False, indent=2))
    else:
        _show(form)
        typer.echo(f"Kept in {kept}; to look at: {kept.with_suffix('.html')}")


def settings_for(directory: Path, settings: Settings) -> Settings:
    """The same settings over a data folder of the set's own, with the models where they are."""
    place = directory.resolve()
    name = f"{place.name}-{sha256(str(place).encode()).hexdigest()[:8]}"
    return with_data(settings, settings.data.resolve() / "evaluations" / name)


@contextmanager
def opened(settings: Settings) -> Iterator[Paragraf]:
    """Parts over an evaluation's own data folder, with a vector store of their own."""
    settings.data.mkdir(parents=True, exist_ok=True)
    with Servers(settings.data, say) as servers:
        yield open_paragraf(settings, ServersOnDemand(servers, settings))


def taken_in(directory: Path, paragraf: Paragraf, progress: Progress) -> Mapping[str, str]:
    """Put a set's documents in; what is unchanged is not read again. Their ids by path, where they differ."""
    folder, names = directory / FILES, {}
    if not folder.is_dir():
        folder = paragraf.data / "documents"
        names = write_documents(directory, folder)
    report = pipeline_of(paragraf, progress).ingest(folder, SOURCE)
    for file in report.unread():
        say(f"Not read: {names.get(file.path, file.path)}. {file.reason}")
    return names


def _asked(
    questions: list[KnownQuestion], paragraf: Paragraf, names: Mapping[str, str], progress: Progress
) -> list[Asked]:
    searcher, offered = paragraf.searcher, paragraf.settings.retrieval.passages
    # the first search loads the model and is nobody's waiting time
    searcher.search(questions[0].question, 1)
    margin = paragraf.quoting.margin
    return list(ask_all(questions, searcher, margin, offered, names, progress))


def _kept(form: Mapping[str, Any], data: Path) -> Path:
    folder = data / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"
    path.write_text(json.dumps(form, ensure_ascii=False), "utf-8")
    path.with_suffix(".html").write_text(evaluation_page(form), "utf-8")
    return path


def _earlier(path: Path) -> dict[str, Any]:
    try:
        run: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} is not a kept run. Name the JSON file that an evaluation wrote.") from error
    if not isinstance(run, dict) or "questions" not in run:
        raise BadInput(f"{path} is not a kept run. Name the JSON file that an evaluation wrote.")
    return run


def _show(form: Mapping[str, Any]) -> None:
    table = Table("Measure", "Value", "95 % interval", title=f"{form['set']}, {form['queries']} questions")
    for name, each in form["metrics"].items():
        table.add_row(name, f"{each['value']:.3f}", f"{each['low']:.3f} to {each['high']:.3f}")
    for stage, each in form["latency"].items():
        table.add_row(f"{stage}, seconds", f"{each['p50']:.3f}", f"p95 {each['p95']:.3f}")
    Console().print(table)
    changed = form.get("changes", {})
    for way, names in changed.items():
        more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
        typer.echo(f"{way.capitalize()}: {len(names)} ({', '.join(names[:LISTED])}{more})")
