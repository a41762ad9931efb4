"""Whether what was found is in force today, and the newer of two equals first."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from rag.domain import Found, InForce
from rag.retrieval.close_reading import standing

EQUAL = 0.002
"""Passages that stand no further apart are equals: docs/evaluation.md, "Newer first"."""


def marked(found: Found, today: date, replaced: Collection[str]) -> Found:
    """A passage with what its document is today. replaced: versions whose place another one has taken."""
    if found.valid_from and found.valid_from > today:
        return replace(found, in_force=InForce.NOT_YET)
    if found.version in replaced or (found.valid_until and found.valid_until < today):
        return replace(found, in_force=InForce.NO_LONGER)
    return found


def newer_first(found: Sequence[Found]) -> list[Found]:
    """The passages, best first, and of those that are equals the one first that came into force last."""
    ordered: list[Found] = []
    left = list(found)
    while left:
        least = standing(left[0]) - EQUAL
        equals = [each for each in left if standing(each) >= least]
        ordered += sorted(equals, key=lambda each: each.valid_from or date.min, reverse=True)
        left = [each for each in left if standing(each) < least]
    return ordered
