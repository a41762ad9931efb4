"""What an ingestion would do, from the files found and what the library has of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.domain import SourceFile
from rag.store.library import KnownFile


@dataclass(frozen=True, slots=True)
class Plan:
    """Every file found is in exactly one of unchanged, staged and to_read."""

    unchanged: tuple[SourceFile, ...]
    """As published."""
    staged: tuple[SourceFile, ...]
    """Read before, waiting to be published."""
    to_read: tuple[SourceFile, ...]
    removed: tuple[str, ...]
    """Paths that were there at the last ingestion and are not any more."""


def make_plan(
    files: Sequence[SourceFile], published: Mapping[str, KnownFile], staged: Mapping[str, KnownFile]
) -> Plan:
    """Compare the files found with what the library has of the same source."""
    unchanged = tuple(file for file in files if _same(file, published))
    rest = [file for file in files if not _same(file, published)]
    waiting = tuple(file for file in rest if _same(file, staged))
    to_read = tuple(file for file in rest if not _same(file, staged))
    found = {file.path for file in files}
    return Plan(unchanged, waiting, to_read, tuple(sorted((set(published) | set(staged)) - found)))


def _same(file: SourceFile, known: Mapping[str, KnownFile]) -> bool:
    entry = known.get(file.path)
    return entry is not None and entry.digest == file.digest
