"""What `--json` prints: the shapes that people's scripts depend on (the Surface of the design)."""

from collections.abc import Sequence
from typing import Any

from ingest.preview import DocumentChange, Preview, QuestionChange
from ingest.report import IngestReport
from rag.answers import Answer, Citation, Statement
from rag.domain import FileReport, Found, Narrowed, PageBox, Publication, Source, boxes_within


def ingest_form(report: IngestReport) -> dict[str, Any]:
    """One entry for every file found, the sums, and what readers see now."""
    return {
        "files": [file_form(file) for file in report.files],
        "summary": {
            "source": report.source,
            "files": len(report.files),
            "outcomes": {outcome.value: count for outcome, count in sorted(report.counts().items())},
            "passages": report.passages(),
            "seconds": round(report.seconds, 2),
        },
        "publication": publication_form(report.publication) if report.publication else None,
        "notes": list(report.notes),
        "held": report.held,
    }


def preview_form(preview: Preview) -> dict[str, Any]:
    """What an ingestion would report, and under "plan" what would change for readers."""
    return {
        **ingest_form(preview.report),
        "plan": {
            "passages": {"added": preview.passages_added, "removed": preview.passages_removed},
            "documents": [_document_change(change) for change in preview.documents],
            "asked": preview.asked,
            "questions": [_question_change(change) for change in preview.questions],
        },
    }


def _document_change(change: DocumentChange) -> dict[str, Any]:
    return {
        "path": change.path,
        "passages": {"added": change.passages_added, "removed": change.passages_removed},
        "facts": [{"fact": fact.fact, "before": fact.before, "after": fact.after} for fact in change.facts],
    }


def _question_change(change: QuestionChange) -> dict[str, Any]:
    return {
        "id": change.known.id,
        "text": change.known.question.text,
        "before": {**place_form(change.before), "text": change.before.text} if change.before else None,
        "after": {**place_form(change.after), "text": change.after.text} if change.after else None,
    }


def file_form(file: FileReport) -> dict[str, Any]:
    """The account of one file."""
    return {
        "path": file.path,
        "outcome": file.outcome.value,
        "reason": file.reason,
        "passages": file.passages,
        "pages": [
            {
                "page": page.page,
                "characters": page.characters,
                "method": page.method,
                "warnings": list(page.warnings),
            }
            for page in file.pages
        ],
    }


def publication_form(publication: Publication) -> dict[str, Any]:
    """A publication."""
    return {
        "number": publication.number,
        "made_at": publication.made_at,
        "made_by": publication.made_by,
        "documents": publication.documents,
        "passages": publication.passages,
        "restored_from": publication.restored_from,
    }


def result_form(rank: int, found: Found) -> dict[str, Any]:
    """One result of a search."""
    return {
        "rank": rank,
        **place_form(found),
        "text": found.text,
        "found_by": list(found.found_by),
        "boxes": _boxes(found.boxes),
    }


def answer_form(answer: Answer, text: str) -> dict[str, Any]:
    """An answer; text is the whole of it in words for a person."""
    by_number = {source.number: source.found for source in answer.sources}
    return {
        "outcome": answer.outcome.value,
        "reason": answer.reason,
        "language": answer.language.value,
        "narrowed": narrowed_form(answer.narrowed),
        "help": {
            "missing": list(answer.help.missing),
            "unknown": list(answer.help.unknown),
            "choices": list(answer.help.choices),
            "owner": answer.help.owner,
            "guideline": answer.help.guideline,
        },
        "text": text,
        "statements": [_statement(statement, by_number) for statement in answer.statements],
        "sources": [_source(source, answer) for source in answer.sources],
        "receipt": answer.receipt,
        "timings": dict(answer.timings),
    }


def narrowed_form(narrowed: Narrowed) -> dict[str, Any]:
    """What was taken from the question's own words: the day whose guidelines it asks for, documents."""
    return {
        "as_of": narrowed.as_of.isoformat() if narrowed.as_of else None,
        "documents": list(narrowed.documents),
    }


def _statement(statement: Statement, by_number: dict[int, Found]) -> dict[str, Any]:
    return {
        "text": statement.text,
        "verdict": statement.verdict.value,
        "citations": [_citation(citation, by_number[citation.source]) for citation in statement.citations],
    }


def _citation(citation: Citation, found: Found) -> dict[str, Any]:
    return {
        "source": citation.source,
        **place_form(found),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "boxes": _boxes(boxes_within(found.boxes, citation.start, citation.end)),
    }


def _source(source: Source, answer: Answer) -> dict[str, Any]:
    cited = {citation.source for statement in answer.statements for citation in statement.citations}
    return {
        "number": source.number,
        "cited": source.number in cited,
        **place_form(source.found),
        "start": source.found.start,
        "end": source.found.end,
        "text": source.found.text,
        "found_by": list(source.found.found_by),
        "boxes": _boxes(source.found.boxes),
    }


def place_form(found: Found) -> dict[str, Any]:
    """Where a passage stands, and what its document is."""
    return {
        "passage_id": found.passage_id,
        "document": found.document,
        "title": found.title,
        "version": found.version,
        "pages": list(found.pages),
        "headings": list(found.headings),
        "lead_in": found.lead(),
        "in_force": found.in_force.value,
        "authority_level": found.authority_level.value if found.authority_level else None,
        "valid_from": found.valid_from.isoformat() if found.valid_from else None,
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "also_in": [
            {"document": each.document, "title": each.title, "passage_id": each.passage_id}
            for each in found.also_in
        ],
    }


def _boxes(boxes: Sequence[PageBox]) -> list[dict[str, float]]:
    """Sides as shares of the page, from its upper left corner."""
    return [
        {
            "page": box.page,
            "left": round(box.left, 4),
            "top": round(box.top, 4),
            "right": round(box.right, 4),
            "bottom": round(box.bottom, 4),
        }
        for box in boxes
    ]
