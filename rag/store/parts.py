"""Values in stretches that fit in one statement."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 500
"""Values per statement: SQLite allows 32,766, and smaller statements keep memory flat."""


def parts(values: Sequence[T]) -> Iterable[Sequence[T]]:
    """The values in stretches that fit in one statement."""
    return (values[place : place + AT_ONCE] for place in range(0, len(values), AT_ONCE))
