"""What an ingestion has to do, from the files found and what the library has of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.domain import Outcome, SourceFile
from rag.store.library import KnownFile


@dataclass(frozen=True, slots=True)
class Plan:
    """Every file found is in exactly one of unchanged, staged and to_read."""

    unchanged: tuple[SourceFile, ...]
    """As published."""
    staged: tuple[SourceFile, ...]
    """Read before, waiting to be published."""
    to_read: tuple[SourceFile, ...]
    gone: tuple[str, ...]
    """Paths that were there at the last ingestion and are not any more."""
    moved: Mapping[str, str]
    """Where a file of the same content was that is gone from there, by the path it has now."""

    def outcome(self, file: SourceFile, published: Mapping[str, KnownFile]) -> Outcome:
        """What becomes of a file of staged or to_read when it can be read."""
        if file.path in self.moved:
            return Outcome.MOVED
        return Outcome.CHANGED if file.path in published else Outcome.ADDED


def make_plan(
    files: Sequence[SourceFile], published: Mapping[str, KnownFile], staged: Mapping[str, KnownFile]
) -> Plan:
    """Compare the files found with what the library has of the same source."""
    unchanged = tuple(file for file in files if _same(file, published))
    rest = [file for file in files if not _same(file, published)]
    waiting = tuple(file for file in rest if _same(file, staged))
    to_read = tuple(file for file in rest if not _same(file, staged))
    found = {file.path for file in files}
    gone = sorted((set(published) | set(staged)) - found)
    new = [file for file in rest if file.path not in published]
    return Plan(unchanged, waiting, to_read, tuple(gone), _moved(new, published, gone))


def _moved(
    new: Sequence[SourceFile], published: Mapping[str, KnownFile], gone: Sequence[str]
) -> dict[str, str]:
    left = {published[path].digest: path for path in reversed(gone) if path in published}
    moved: dict[str, str] = {}
    for file in new:
        if file.digest in left:
            # of two copies, one is the old document under a new path and the other is new
            moved[file.path] = left.pop(file.digest)
    return moved


def _same(file: SourceFile, known: Mapping[str, KnownFile]) -> bool:
    entry = known.get(file.path)
    return entry is not None and entry.digest == file.digest
