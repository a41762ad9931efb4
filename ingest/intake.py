"""Reading a folder into a library: find, compare, read, cut, write. What is written stays invisible.

Everything read is written at once, so an interruption loses nothing, and the next run goes on where this one
stopped.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ingest.chunking import passages_of
from ingest.discovery import find_files
from ingest.moving import carried_over
from ingest.plan import Plan, make_plan
from ingest.reading import reading_fingerprint
from ingest.report import archive_reports
from rag.domain import DocumentVersion, FileReport, Outcome, ParsedDocument, SourceFile
from rag.errors import ParagrafError, Quarantined
from rag.ports import Progress
from rag.store.library import KnownFile, Library

ReadFiles = Callable[[Sequence[SourceFile]], Iterable[tuple[SourceFile, ParsedDocument | ParagrafError]]]
"""Reads files, in any order; a file that cannot be read gives the error that says why."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of each file of a folder."""

    files: tuple[FileReport, ...]
    """One for every file found, and one for every published document that is gone."""
    moved: Mapping[str, str]
    """Where moved documents were, by the path they have now."""


_NOTHING_FOUND = (
    "Nothing is published: nothing was found in the folder, as when a disk is not connected, so what is "
    "published stays. If all of it is to go, run `paragraf ingest` on the folder with `--no-publish`, and "
    "then `paragraf publish`."
)


def why_held(taken: TakenIn) -> str | None:
    """A sentence where publishing would take out all of a source's documents with nothing in their place."""
    is_all_gone = taken.files and all(file.outcome is Outcome.REMOVED for file in taken.files)
    return _NOTHING_FOUND if is_all_gone else None


Foresee = Callable[[Sequence[SourceFile]], None]
"""Is told which files will be read, so that what is needed afterwards can load meanwhile."""


def nothing_to_foresee(files: Sequence[SourceFile]) -> None:
    """For those who load things when they need them."""


class Intake:
    """Stages folders in one library."""

    def __init__(
        self,
        library: Library,
        read_files: ReadFiles,
        progress: Progress,
        foresee: Foresee = nothing_to_foresee,
    ) -> None:
        """foresee: told before files are read."""
        self._library = library
        self._foresee = foresee
        self._read_files = read_files
        self._progress = progress

    def take_in(self, folder: Path, source: str) -> TakenIn:
        """Stage what is new in the folder, and the leaving of what is gone from it."""
        published = self._library.published_files(source)
        staged = self._library.staged_files(source)
        found = _with_reading(find_files(folder, source))
        plan = make_plan(found, published, staged)
        files = [_known_report(file, Outcome.UNCHANGED, published[file.path]) for file in plan.unchanged]
        files += [
            _known_report(file, plan.outcome(file, published), staged[file.path]) for file in plan.staged
        ]
        files += self._take_in_new(plan, published)
        files = [
            replace(file, reason=_was_at(plan.moved[file.path])) if file.outcome is Outcome.MOVED else file
            for file in files
        ]
        files += archive_reports(found, {file.path: file for file in files})
        moved = {
            file.path: plan.moved[file.path]
            for file in files
            if file.path in plan.moved and file.outcome is Outcome.MOVED
        }
        # After reading: a renamed file must not leave under its old name before it is in under its new.
        self._stage_what_is_gone(plan, source, published)
        gone = [path for path in plan.gone if path in published and path not in moved.values()]
        files += [FileReport(path, Outcome.REMOVED, None, published[path].passages, ()) for path in gone]
        return TakenIn(tuple(sorted(files, key=lambda file: file.path)), moved)

    def _take_in_new(self, plan: Plan, published: Mapping[str, KnownFile]) -> list[FileReport]:
        reports, to_read = [], []
        for file in plan.to_read:
            old_path = plan.moved.get(file.path)
            old = published[old_path] if old_path else None
            if old_path and old and carried_over(self._library, file, old_path, old, version_id(file)):
                reports.append(_known_report(file, Outcome.MOVED, old))
            else:
                to_read.append(file)
        if to_read:
            self._foresee(to_read)
        for done, (file, result) in enumerate(self._read_files(to_read), start=1):
            reports.append(self._take_in_one(file, result, plan.outcome(file, published), published))
            self._progress("reading", done, len(to_read))
        return reports

    def _take_in_one(
        self,
        file: SourceFile,
        result: ParsedDocument | ParagrafError,
        outcome: Outcome,
        published: Mapping[str, KnownFile],
    ) -> FileReport:
        if isinstance(result, ParagrafError):
            # What was read of it before may say less than the file does now about who may read it.
            self._library.unstage(file.source, file.path)
            outcome = Outcome.QUARANTINED if isinstance(result, Quarantined) else Outcome.REFUSED
            return FileReport(file.path, outcome, _with_earlier(result, file, published), 0, ())
        passages = passages_of(result)
        self._library.stage(DocumentVersion(version_id(file), result, passages))
        return FileReport(file.path, outcome, None, len(passages), result.pages)

    def _stage_what_is_gone(self, plan: Plan, source: str, published: Mapping[str, KnownFile]) -> None:
        self._library.unstage(source, *(file.path for file in plan.unchanged))
        self._library.unstage(source, *(path for path in plan.gone if path not in published))
        for path in plan.gone:
            if path in published:
                self._library.stage_removal(source, path)


def state_of(versions: Mapping[str, str]) -> str:
    """Names what a source holds: the same for the same versions at the same paths."""
    lines = sorted(f"{path}\n{version}" for path, version in versions.items())
    return sha256("\n".join(lines).encode()).hexdigest()


def version_id(file: SourceFile) -> str:
    """The same for the same file read the same way, on every machine."""
    return sha256(f"{file.source}\n{file.path}\n{file.digest}".encode()).hexdigest()[:24]


def _with_reading(files: Sequence[SourceFile]) -> list[SourceFile]:
    reading = reading_fingerprint()
    return [replace(file, digest=f"{reading}-{file.digest}") for file in files]


def _known_report(file: SourceFile, outcome: Outcome, known: KnownFile) -> FileReport:
    return FileReport(file.path, outcome, None, known.passages, known.pages)


def _was_at(path: str) -> str:
    return f"It was {path} before; nothing in it has changed."


def _with_earlier(error: ParagrafError, file: SourceFile, published: Mapping[str, KnownFile]) -> str:
    if file.path not in published:
        return error.user_message
    return f"{error.user_message} Until then the earlier version is still answered from."
