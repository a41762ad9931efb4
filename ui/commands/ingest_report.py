"""The account of an ingestion, or of the plan of one, in words for a person."""

import typer
from rich.table import Table
from rich.text import Text

from ingest.preview import DocumentChange, Preview, QuestionChange
from ingest.report import NOT_READ, IngestReport
from rag.domain import FileReport, Found, Publication
from ui.progress import console, plain

MOST_SHOWN = 40
"""Lines of changes on a terminal; --json has all of them."""


def show_report(report: IngestReport) -> None:
    """Print what came of each file that there is something to say about, the sums, and what readers see."""
    told = [file for file in report.files if file.reason or file.outcome in NOT_READ or _warnings(file)]
    if told:
        console.print(_table(told))
    counts = ", ".join(f"{count} {outcome.value}" for outcome, count in sorted(report.counts().items()))
    typer.echo(f"{report.source}: {len(report.files)} files ({counts}), {report.passages()} passages")
    for note in (*report.notes, report.held):
        if note:
            typer.echo(note)
    if report.publication:
        typer.echo(publication_sentence(report.publication))


def show_preview(preview: Preview) -> None:
    """Print what would change for readers."""
    typer.echo(
        f"This is a plan; nothing was changed. {preview.passages_added} passages would come, "
        f"{preview.passages_removed} would go."
    )
    lines = [_document_line(change) for change in preview.documents]
    if preview.asked:
        lines.append(
            f"{len(preview.questions)} of {preview.asked} questions would get another source, or other words."
        )
    lines += [line for change in preview.questions for line in _question_lines(change)]
    for line in lines[:MOST_SHOWN]:
        typer.echo(plain(line))
    if len(lines) > MOST_SHOWN:
        typer.echo(f"… and {len(lines) - MOST_SHOWN} lines more; --json shows all.")


def publication_sentence(publication: Publication) -> str:
    """A publication in one line."""
    restored = publication.restored_from
    return (
        f"Publication {publication.number}: {publication.documents} documents, "
        f"{publication.passages} passages, made {publication.made_at} by {publication.made_by}"
        + (f", bringing back publication {restored}" if restored else "")
    )


def _document_line(change: DocumentChange) -> str:
    facts = "".join(f"; {fact.fact}: {_shown(fact.before)} → {_shown(fact.after)}" for fact in change.facts)
    return f"  {change.path}: {change.passages_added} passages come, {change.passages_removed} go{facts}"


def _question_lines(change: QuestionChange) -> list[str]:
    return [
        f"  {change.known.id}: {change.known.question.text}",
        f"    now:   {_source(change.before)}",
        f"    then:  {_source(change.after)}",
    ]


def _source(found: Found | None) -> str:
    return "nothing" if found is None else f"{' > '.join((found.title, *found.headings))} ({found.document})"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "everyone"
    return "nothing" if value is None else str(value)


def _table(files: list[FileReport]) -> Table:
    table = Table("File", "Outcome", "What to do", show_lines=True)
    for file in files:
        told = "\n".join([file.reason or "", *_warnings(file)]).strip()
        # as Text: brackets in a name or in a document's words are no markup
        table.add_row(Text(plain(file.path)), file.outcome.value, Text(plain(told)))
    return table


def _warnings(file: FileReport) -> list[str]:
    """What was not read of a file that went in, page by page."""
    return [
        f"Page {page.page}: {warning}" if page.page else warning
        for page in file.pages
        for warning in page.warnings
    ]
