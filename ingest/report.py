"""What came of an ingestion: one entry for every file that was found, and the sums."""

from collections import Counter
from dataclasses import dataclass

from rag.domain import FileReport, Outcome, Publication

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
