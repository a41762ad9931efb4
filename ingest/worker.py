"""Parsing in processes of their own, so that no file can take the others with it."""

import logging
import multiprocessing
import signal
import time
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from rag.domain import ParsedDocument, SourceFile
from rag.errors import FileNotReadable, ParagrafError

SECONDS_A_FILE = 900.0
"""A long scanned document takes this long; a file that hangs, for ever."""
_START_SECONDS = 120.0
"""Given on top to a worker's first file, which waits for the parser to load."""
_DAMAGED = "The file could not be read and may be damaged: open it in its program and save it again."
_CRASHED = "The file stopped the program that reads it: open it in its program and save it as PDF."
_TOO_SLOW = "The file took too long to read: split it into smaller ones, or save it again."

Result = ParsedDocument | ParagrafError


@dataclass
class _Worker:
    process: SpawnProcess
    connection: Connection
    file: SourceFile | None = None
    deadline: float = float("inf")
    is_warm: bool = False


def parse_files(
    files: Sequence[SourceFile], processes: int, seconds_a_file: float = SECONDS_A_FILE
) -> Iterator[tuple[SourceFile, Result]]:
    """Each file with its document, or with the error that tells why not; in the order they are finished.

    `processes` workers at most. A worker that dies, or is over `seconds_a_file`, costs its file only; another
    takes its place. Closing the iterator stops all workers.
    """
    waiting = deque(sorted(files, key=lambda file: -file.size))
    workers: list[_Worker] = []
    try:
        for _ in range(min(processes, len(files))):
            workers.append(_started())
        while waiting or any(worker.file for worker in workers):
            for worker in workers:
                if worker.file is None and waiting:
                    _give(worker, waiting.popleft(), seconds_a_file)
            yield from _finished(workers)
    finally:
        for worker in workers:
            _stop(worker)


def _finished(workers: list[_Worker]) -> Iterator[tuple[SourceFile, Result]]:
    busy = [worker for worker in workers if worker.file]
    patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
    wait([worker.connection for worker in busy], timeout=patience)
    for worker in busy:
        file = worker.file
        assert file is not None
        if worker.connection.poll():
            result = _received(worker)
        elif time.monotonic() >= worker.deadline:
            result = FileNotReadable(_TOO_SLOW)
            _replace(worker)
        else:
            continue
        worker.file = None
        yield file, result


def _received(worker: _Worker) -> Result:
    try:
        result: Result = worker.connection.recv()
    except (EOFError, ConnectionError):
        _replace(worker)
        return FileNotReadable(_CRASHED)
    worker.is_warm = True
    return result


def _give(worker: _Worker, file: SourceFile, seconds: float) -> None:
    worker.file = file
    worker.deadline = time.monotonic() + seconds + (0.0 if worker.is_warm else _START_SECONDS)
    try:
        worker.connection.send(file)
    except (BrokenPipeError, ConnectionError):
        # it died while it had nothing to do: no fault of this file
        _replace(worker)
        worker.connection.send(file)


def _started() -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True, name="paragraf-parser")
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _replace(worker: _Worker) -> None:
    _stop(worker)
    new = _started()
    worker.process, worker.connection, worker.is_warm = new.process, new.connection, False


def _stop(worker: _Worker) -> None:
    worker.connection.close()
    worker.process.kill()
    worker.process.join()


def _work(connection: Connection) -> None:
    # the parent decides when to stop, and parsers' remarks are not for the terminal
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    while True:
        try:
            file = connection.recv()
        except (EOFError, ConnectionError):
            return
        connection.send(parsed_or_error(file))


def parsed_or_error(file: SourceFile) -> Result:
    """The document, or why there is none; never raises, whatever the file does to the parser."""
    from ingest.parsing import parse

    try:
        return parse(file)
    except ParagrafError as error:
        return error
    # the one catch-all beside the two doors: any file may break any parser in its own way
    except Exception as error:
        reason = FileNotReadable(_DAMAGED)
        reason.add_note(f"{type(error).__name__}: {error}")
        return reason
