"""How a folder becomes a publication: find, compare, read, cut, embed, index, publish.

What is read is written at once and stays invisible until it is published, so an interruption loses
nothing, and the next run goes on where this one stopped.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import sha256
from pathlib import Path

from ingest.chunking import passages_of
from ingest.discovery import find_files
from ingest.plan import Plan, make_plan
from ingest.report import IngestReport
from rag.domain import DocumentVersion, FileReport, Outcome, ParsedDocument, Publication, SourceFile
from rag.errors import DataFolderBusy, ParagrafError, Quarantined
from rag.ports import Progress, no_progress
from rag.store.indexing import Indexing
from rag.store.library import KnownFile, Library

ReadFiles = Callable[[Sequence[SourceFile]], Iterable[tuple[SourceFile, ParsedDocument | ParagrafError]]]
"""Reads files, in any order; a file that cannot be read gives the error that says why."""

READING_VERSION = "2"
"""Raised whenever the same file would be read or cut differently: its documents are read anew."""


class Pipeline:
    """Ingestion into one library. Needs the vector index only from the moment there is something new."""

    def __init__(
        self,
        library: Library,
        indexing: Indexing,
        read_files: ReadFiles,
        data: Path,
        progress: Progress = no_progress,
    ) -> None:
        self._library = library
        self._indexing = indexing
        self._read_files = read_files
        self._data = data
        self._progress = progress

    def plan(self, folder: Path, source: str) -> IngestReport:
        """What ingesting the folder would do, from comparing files; nothing is read or changed."""
        started = time.monotonic()
        known = self._library.published_files(source)
        staged = self._library.staged_files(source)
        plan = make_plan(_with_reading(find_files(folder, source)), known, staged)
        files = [*_reports(plan.unchanged, Outcome.UNCHANGED, known), *_removals(plan, known)]
        files += [_report(file, _expected(file, known), staged[file.path]) for file in plan.staged]
        files += [FileReport(file.path, _expected(file, known), None, 0, ()) for file in plan.to_read]
        return self._report(source, files, self._active(), started)

    def ingest(self, folder: Path, source: str, publish: bool = True) -> IngestReport:
        """Put a folder in. Raises DataFolderBusy while another ingestion runs."""
        started = time.monotonic()
        with self._lock():
            published = self._library.published_files(source)
            staged = self._library.staged_files(source)
            plan = make_plan(_with_reading(find_files(folder, source)), published, staged)
            files = [*_reports(plan.unchanged, Outcome.UNCHANGED, published), *_removals(plan, published)]
            files += [_report(file, _expected(file, published), staged[file.path]) for file in plan.staged]
            files += self._read(plan.to_read, published)
            # After reading: a renamed file must not leave under its old name before it is in under its new.
            self._stage_removals(plan, source, published)
            self._library.remember_source(source, str(folder.resolve()))
            embedded = self._indexing.embed_missing()
            publication = self._publish(source, embedded) if publish else self._active()
        return self._report(source, files, publication, started)

    def publish(self) -> Publication | None:
        """Publish what is staged; the active publication where nothing is."""
        with self._lock():
            return self._publish(None, self._indexing.embed_missing())

    def rollback(self, to: int | None = None) -> Publication:
        """Publish an earlier state anew. No text is embedded again."""
        with self._lock():
            target = self._library.rollback_target(to)
            self._indexing.embed_missing(also=target)
            self._indexing.add_missing(also=target)
            publication = self._library.rollback(target)
            self._indexing.remove_leftovers()
            return publication

    def _stage_removals(self, plan: Plan, source: str, published: dict[str, KnownFile]) -> None:
        for file in plan.unchanged:
            self._library.unstage(source, file.path)
        for path in plan.removed:
            if path in published:
                self._library.stage_removal(source, path)
            else:
                self._library.unstage(source, path)

    def _read(self, files: Sequence[SourceFile], published: dict[str, KnownFile]) -> list[FileReport]:
        reports = []
        for done, (file, result) in enumerate(self._read_files(files), start=1):
            reports.append(self._take_in(file, result, published))
            self._progress("reading", done, len(files))
        return reports

    def _take_in(
        self, file: SourceFile, result: ParsedDocument | ParagrafError, published: dict[str, KnownFile]
    ) -> FileReport:
        if isinstance(result, ParagrafError):
            # What was read of it before may say less than the file does now about who may read it.
            self._library.unstage(file.source, file.path)
            outcome = Outcome.QUARANTINED if isinstance(result, Quarantined) else Outcome.REFUSED
            return FileReport(file.path, outcome, _with_earlier(result, file, published), 0, ())
        passages = passages_of(result)
        self._library.stage(DocumentVersion(version_id(file), result, passages))
        outcome = _expected(file, published)
        return FileReport(file.path, outcome, None, len(passages), result.pages)

    def _publish(self, source: str | None, embedded: int) -> Publication | None:
        # Nothing new needs no index, so an unchanged folder starts no server.
        if not embedded and not self._library.staged_count():
            return self._active()
        self._indexing.add_missing()
        publication = self._library.publish(source)
        self._indexing.remove_leftovers()
        return publication or self._active()

    def _active(self) -> Publication | None:
        newest = self._library.publications(limit=1)
        return newest[0] if newest else None

    def _report(
        self, source: str, files: list[FileReport], publication: Publication | None, started: float
    ) -> IngestReport:
        ordered = tuple(sorted(files, key=lambda file: file.path))
        return IngestReport(source, ordered, publication, time.monotonic() - started)

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


def version_id(file: SourceFile) -> str:
    """The same for the same file read the same way, on every machine."""
    return sha256(f"{file.source}\n{file.path}\n{file.digest}".encode()).hexdigest()[:24]


def _with_reading(files: Sequence[SourceFile]) -> list[SourceFile]:
    return [replace(file, digest=f"{READING_VERSION}-{file.digest}") for file in files]


def _expected(file: SourceFile, published: dict[str, KnownFile]) -> Outcome:
    return Outcome.CHANGED if file.path in published else Outcome.ADDED


def _report(file: SourceFile, outcome: Outcome, known: KnownFile) -> FileReport:
    return FileReport(file.path, outcome, None, known.passages, known.pages)


def _reports(files: Sequence[SourceFile], outcome: Outcome, known: dict[str, KnownFile]) -> list[FileReport]:
    return [_report(file, outcome, known[file.path]) for file in files]


def _removals(plan: Plan, published: dict[str, KnownFile]) -> list[FileReport]:
    gone = [path for path in plan.removed if path in published]
    return [FileReport(path, Outcome.REMOVED, None, published[path].passages, ()) for path in gone]


def _with_earlier(error: ParagrafError, file: SourceFile, published: dict[str, KnownFile]) -> str:
    if file.path not in published:
        return error.user_message
    return f"{error.user_message} Until then the earlier version is still answered from."
