"""Passages as a search finds them, without a search."""

from datetime import date

from rag.domain import AuthorityLevel, Found, Language


def found_passage(
    document: str, score: float, since: date | None = None, authority_level: AuthorityLevel | None = None
) -> Found:
    """One of a document, with a score, in force since a day, and what it is."""
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
        authority_level=authority_level,
    )
