"""What columns of the library hold, as values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rag.domain import PageCoverage


def written_day(written: str | None) -> date | None:
    """A day; None where there is none."""
    return date.fromisoformat(written) if written else None


def page_coverage(page: Mapping[str, Any]) -> PageCoverage:
    """What was read of a page."""
    return PageCoverage(**{**page, "warnings": tuple(page["warnings"])})
