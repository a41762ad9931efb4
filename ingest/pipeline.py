"""How a folder becomes a publication: read in, embed, index, publish, clear out.

What is read is invisible until it is published, and the index holds it before it is, so publishing and taking
back move a pointer only.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from ingest.intake import Intake, ReadFiles, TakenIn, nothing_to_foresee, why_held
from ingest.preview import changed_settings
from ingest.report import IngestReport
from rag.domain import Publication
from rag.errors import DataFolderBusy, PublicationHeld, ServerFailed
from rag.ports import Progress, no_progress
from rag.store.indexing import Indexing
from rag.store.library import Library


class Pipeline:
    """Ingestion into one library. Needs the vector index only from the moment there is something new."""

    def __init__(
        self,
        library: Library,
        indexing: Indexing,
        read_files: ReadFiles,
        data: Path,
        progress: Progress = no_progress,
        foresee: Callable[[], None] = nothing_to_foresee,
    ) -> None:
        """foresee: called when there are files to read, as Intake does."""
        self._foresee = foresee
        self._library = library
        self._indexing = indexing
        self._read_files = read_files
        self._data = data
        self._progress = progress

    def ingest(self, folder: Path, source: str, publish: bool = True) -> IngestReport:
        """Put a folder in. Raises DataFolderBusy while another ingestion runs."""
        started, held = time.monotonic(), None
        with self._lock():
            notes = changed_settings(self._library, self._indexing)
            taken = self._intake().take_in(folder, source)
            self._library.remember_source(source, str(folder.resolve()))
            self._indexing.bring_in()
            if publish:
                held = self._held_back(source, taken) or self._publish(source)
            notes += self._clear_out()
        seconds = time.monotonic() - started
        return IngestReport(source, taken.files, self._active(), seconds, notes, held)

    def publish(self) -> Publication | None:
        """Publish what is staged; the active publication where nothing is. Raises PublicationHeld."""
        with self._lock():
            self._indexing.bring_in()
            self._library.publish(None, self._indexing.embedder)
            self._clear_out()
            return self._active()

    def rollback(self, to: int | None = None) -> Publication:
        """Publish an earlier state anew. Nothing is embedded again, and the vector store is not needed.

        What is not needed any more is cleared out by the next ingestion. Raises NothingPublished, BadInput.
        """
        with self._lock():
            target = self._library.rollback_target(to)
            self._indexing.bring_in(also=target)
            return self._library.rollback(target, self._indexing.embedder)

    def _intake(self) -> Intake:
        return Intake(self._library, self._read_files, self._progress, self._foresee)

    def _held_back(self, source: str, taken: TakenIn) -> str | None:
        held = why_held(taken)
        if held:
            # left waiting, the removals would go out with whatever is published next
            self._library.unstage(source, *(file.path for file in taken.files))
        return held

    def _publish(self, source: str) -> str | None:
        """A sentence on why nothing was published; None where it was, or there was nothing to publish."""
        try:
            self._library.publish(source, self._indexing.embedder)
        except PublicationHeld as held:
            return held.user_message
        return None

    def _clear_out(self) -> tuple[str, ...]:
        """What readers see is decided by then, so the vector store may fail: the next run clears out."""
        try:
            self._indexing.clear_out()
        except ServerFailed as error:
            return (f"What is no longer needed is cleared out next time. {error.user_message}",)
        return ()

    def _active(self) -> Publication | None:
        newest = self._library.publications(limit=1)
        return newest[0] if newest else None

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self._data.mkdir(parents=True, exist_ok=True)
        with (self._data / "library.lock").open("w") as handle:
            try:
                flock(handle, LOCK_EX | LOCK_NB)
            except BlockingIOError as error:
                raise DataFolderBusy(
                    "Another ingestion is running in this data folder. Wait until it has ended, then "
                    "try again."
                ) from error
            yield
