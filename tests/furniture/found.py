"""Passages as a search finds them, without a search."""

from datetime import date

from rag.domain import Found, Language


def found_passage(document: str, score: float, since: date | None = None) -> Found:
    """One of a document, with a score, of a guideline in force since a day."""
    return Found(
        passage_id=f"{document}{score}",
        source="s",
        document=document,
        title=document,
        version="v",
        language=Language.ENGLISH,
        pages=(),
        headings=(),
        start=0,
        end=1,
        text="t",
        found_by=(),
        similarity=0.0,
        score=score,
        valid_from=since,
    )
