"""Parsing in processes of their own, so that no file can take the others with it."""

import ctypes
import logging
import multiprocessing
import os
import resource
import signal
import time
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from ingest.attempts import attempted
from ingest.limits import DEFAULT_LIMITS, Limits
from rag.domain import ParsedDocument, SourceFile
from rag.errors import FileNotReadable, ParagrafError

if TYPE_CHECKING:
    # each worker imports this module, and needs nothing of a library
    from ingest.intake import ReadFiles

_START_SECONDS = 120.0
"""Given on top to a worker's first file, which waits for the parser to load."""
_CRASHED = "The file stopped the program that reads it: open it in its program and save it as PDF."
_TOO_SLOW = "The file took too long to read: split it into smaller ones, or save it again."

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""

Result = ParsedDocument | ParagrafError


@dataclass
class _Worker:
    process: SpawnProcess
    connection: Connection
    file: SourceFile | None = None
    deadline: float = float("inf")
    is_warm: bool = False


def parse_files(
    files: Sequence[SourceFile],
    processes: int,
    limits: Limits = DEFAULT_LIMITS,
    spare: list[_Worker] | None = None,
) -> Iterator[tuple[SourceFile, Result]]:
    """Each file with its document, or with the error that tells why not; in the order they are finished.

    `processes` workers at most. A worker that dies, or goes over a limit, costs its file only; another takes
    its place. Closing the iterator stops all workers. `spare`: workers started before, which are taken first.
    """
    spare = [] if spare is None else spare
    waiting = deque(sorted(files, key=lambda file: -file.size))
    workers: list[_Worker] = []
    try:
        for _ in range(min(processes, len(files))):
            workers.append(spare.pop() if spare else _started(limits))
        while waiting or any(worker.file for worker in workers):
            for worker in workers:
                if worker.file is None and waiting:
                    _give(worker, waiting.popleft(), limits)
            yield from _finished(workers, limits)
    finally:
        for worker in workers:
            _stop(worker)


@contextmanager
def worker_begun(processes: int, limits: Limits) -> Iterator["ReadFiles"]:
    """parse_files with a first worker that loads from now on, while it is found out which files there are.

    One that no file needed is stopped at the end.
    """
    spare = [_started(limits)]
    try:
        yield partial(parse_files, processes=processes, limits=limits, spare=spare)
    finally:
        for worker in spare:
            _stop(worker)


def _finished(workers: list[_Worker], limits: Limits) -> Iterator[tuple[SourceFile, Result]]:
    busy = [worker for worker in workers if worker.file]
    patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
    wait([worker.connection for worker in busy], timeout=patience)
    for worker in busy:
        file = worker.file
        assert file is not None
        if worker.connection.poll():
            result = _received(worker, limits)
        elif time.monotonic() >= worker.deadline:
            result = FileNotReadable(_TOO_SLOW)
            _replace(worker, limits)
        else:
            continue
        worker.file = None
        yield file, result


def _received(worker: _Worker, limits: Limits) -> Result:
    try:
        result: Result = worker.connection.recv()
    except (EOFError, ConnectionError):
        _replace(worker, limits)
        return FileNotReadable(_CRASHED)
    worker.is_warm = True
    return result


def _give(worker: _Worker, file: SourceFile, limits: Limits) -> None:
    worker.file = file
    worker.deadline = time.monotonic() + limits.seconds + (0.0 if worker.is_warm else _START_SECONDS)
    try:
        worker.connection.send(file)
    except (BrokenPipeError, ConnectionError):
        # it died while it had nothing to do: no fault of this file
        _replace(worker, limits)
        worker.connection.send(file)


def _started(limits: Limits) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, limits), daemon=True, name="paragraf-parser")
    with _not_interrupted():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _not_interrupted() -> Iterator[None]:
    """Keeps Ctrl-C from this thread, and from processes started meanwhile for good: a worker ends with its
    parent, and would fill the terminal with where it was."""
    # its start would let interrupts through again
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _replace(worker: _Worker, limits: Limits) -> None:
    _stop(worker)
    new = _started(limits)
    worker.process, worker.connection, worker.is_warm = new.process, new.connection, False


def _stop(worker: _Worker) -> None:
    worker.connection.close()
    # tesseract, where the worker has started it, is in its group
    assert worker.process.pid is not None
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.kill()
    worker.process.join()


def _work(connection: Connection, limits: Limits) -> None:
    _confined(limits)
    # parsers' remarks are not for the terminal
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    # loads while it is found out which files there are
    import ingest.parsing  # noqa: F401

    while True:
        try:
            file = connection.recv()
        except (EOFError, ConnectionError):
            return
        connection.send(parsed_or_error(file, limits))


def _confined(limits: Limits) -> None:
    """Bounds what this process, and each that it starts, may take of the machine."""
    os.setpgid(0, 0)
    # a worker must not go on when what started it has been killed
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    bounds = {
        # data and not address space: libraries map much that they never touch
        resource.RLIMIT_DATA: limits.memory,
        resource.RLIMIT_FSIZE: limits.unpacked,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in bounds.items():
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, hard))


def parsed_or_error(file: SourceFile, limits: Limits = DEFAULT_LIMITS) -> Result:
    """The document, or why there is none; never raises, whatever the file does to the parser."""
    from ingest.parsing import parse

    return attempted(lambda: parse(file, limits))
