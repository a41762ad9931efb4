"""What came of an ingestion: one entry for every file that was found, and the sums."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.domain import FileReport, Outcome, Publication, SourceFile

NOT_READ = frozenset({Outcome.QUARANTINED, Outcome.REFUSED})


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The account of one ingestion."""

    source: str
    files: tuple[FileReport, ...]
    publication: Publication | None
    """The publication readers see now; None where nothing has been published."""
    seconds: float
    notes: tuple[str, ...] = ()
    """What is to be known beside the files, in sentences."""
    held: str | None = None
    """Why nothing was published though it should have been; None where it was."""

    def count(self, outcome: Outcome) -> int:
        """How many files had this outcome."""
        return self.counts()[outcome]

    def counts(self) -> Counter[Outcome]:
        """Files by outcome; removed ones are counted too, though their files were not found."""
        return Counter(file.outcome for file in self.files)

    def unread(self) -> tuple[FileReport, ...]:
        """Files that readers cannot be answered from, and why."""
        return tuple(file for file in self.files if file.outcome in NOT_READ)

    def passages(self) -> int:
        """Passages of all files that were read now or before."""
        return sum(file.passages for file in self.files if file.outcome is not Outcome.REMOVED)


def archive_reports(found: Iterable[SourceFile], reports: Mapping[str, FileReport]) -> list[FileReport]:
    """An entry for each archive whose files have entries of their own, so that every file found has one.

    reports: those of the files found, by path.
    """
    inside: dict[str, list[Outcome]] = defaultdict(list)
    for file in found:
        if file.archive is not None:
            inside[file.archive].append(reports[file.path].outcome)
    return [FileReport(path, _of_all(outcomes), _held(outcomes), 0, ()) for path, outcomes in inside.items()]


def _of_all(outcomes: Sequence[Outcome]) -> Outcome:
    read = set(outcomes) - NOT_READ or set(outcomes)
    return read.pop() if len(read) == 1 else Outcome.CHANGED


def _held(outcomes: Sequence[Outcome]) -> str:
    unread = sum(outcome in NOT_READ for outcome in outcomes)
    told = f", of which {unread} could not be read" if unread else ""
    files = "file" if len(outcomes) == 1 else "files"
    return f"An archive of {len(outcomes)} {files}{told}; each has an entry of its own."
