"""How a folder becomes a publication: read in, embed, index, publish, clear out.

What is read is invisible until it is published, and the index holds it before it is, so publishing and taking
back move a pointer only. Where nobody runs the vector store, nobody is answered from it either, and a small
change need not start it: its next start brings it in step before anybody is answered.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from ingest.intake import Foresee, Intake, ReadFiles, TakenIn, nothing_to_foresee, state_of, why_held
from ingest.preview import changed_settings
from ingest.report import IngestReport
from rag.domain import Publication
from rag.errors import DataFolderBusy, PlanOvertaken, PublicationHeld, ServerFailed
from rag.ports import Progress, no_progress
from rag.store.indexing import Indexing
from rag.store.library import Library


def always_running() -> AbstractContextManager[bool]:
    """For an index whose store cannot be kept from answering."""
    return nullcontext(False)


class Pipeline:
    """Ingestion into one library. Needs the vector index only from the moment there is something new."""

    def __init__(
        self,
        library: Library,
        indexing: Indexing,
        read_files: ReadFiles,
        data: Path,
        progress: Progress = no_progress,
        foresee: Foresee = nothing_to_foresee,
        store_kept_down: Callable[[], AbstractContextManager[bool]] = always_running,
    ) -> None:
        """foresee: told of the files to read, as Intake does. store_kept_down: keeps the index's store from
        being started while it lasts, and says whether it could."""
        self._foresee = foresee
        self._store_kept_down = store_kept_down
        self._library = library
        self._indexing = indexing
        self._read_files = read_files
        self._data = data
        self._progress = progress

    def ingest(
        self, folder: Path, source: str, publish: bool = True, expected: str | None = None
    ) -> IngestReport:
        """Put a folder in. expected: what the source is to hold then, as state_of names it.

        Raises DataFolderBusy while another ingestion runs, PlanOvertaken where it would hold something else.
        """
        started, held = time.monotonic(), None
        with self._lock():
            notes = changed_settings(self._library, self._indexing)
            taken = self._intake().take_in(folder, source)
            if expected not in (None, state_of(self._library.next_versions(source))):
                self._library.unstage(source, *(file.path for file in taken.files))
                raise PlanOvertaken("The files are not as they were when the plan was made. Make it anew.")
            self._library.remember_source(source, str(folder.resolve()))
            with self._index_in_step() as postponed:
                if publish:
                    held = self._held_back(source, taken) or self._publish(source)
                notes += self._clear_out(postponed)
        seconds = time.monotonic() - started
        return IngestReport(source, taken.files, self._active(), seconds, notes, held)

    def publish(self) -> Publication | None:
        """Publish what is staged; the active publication where nothing is. Raises PublicationHeld."""
        with self._lock():
            with self._index_in_step() as postponed:
                self._library.publish(None, self._indexing.embedder)
                self._clear_out(postponed)
            return self._active()

    def rollback(self, to: int | None = None) -> Publication:
        """Publish an earlier state anew. Nothing is embedded again, and no vector store is started for it.

        What is not needed any more is cleared out by the next ingestion. Raises NothingPublished, BadInput.
        """
        with self._lock():
            target = self._library.rollback_target(to)
            with self._index_in_step(also=target):
                return self._library.rollback(target, self._indexing.embedder)

    def withdraw(self, source: str, path: str) -> Publication:
        """Take one published document out for those who ask, at once; its file stays where it is.

        A rollback brings it back, and so does the next ingestion of its folder. Raises BadInput where it is
        not published, WithdrawalHeld where something else of its source waits.
        """
        with self._lock(), self._index_in_step() as postponed:
            publication = self._library.withdraw(source, path, self._indexing.embedder)
            self._clear_out(postponed)
        return publication

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

    @contextmanager
    def _index_in_step(self, also: int | None = None) -> Iterator[bool]:
        """Bring into the index what enters it, and what publication `also` needs.

        Yields whether that was left to the next start of its store, which nobody starts while this lasts.
        """
        self._indexing.embed_missing(also)
        with ExitStack() as kept:
            postponed = self._indexing.can_wait(also) and kept.enter_context(self._store_kept_down())
            if postponed:
                self._indexing.postpone(also)
            else:
                self._indexing.bring_in(also)
            yield postponed

    def _clear_out(self, postponed: bool) -> tuple[str, ...]:
        """What readers see is decided by then, so the vector store may fail: the next run clears out."""
        try:
            self._indexing.clear_out(postponed)
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
