"""Long work of the page: one at a time, beside it, seen by whoever looks and ended by nobody who leaves."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import uuid4

from rag.errors import DataFolderBusy
from rag.ports import Progress

Work = Callable[[Progress], Any]


@dataclass(slots=True)
class Reported:
    """How far a piece of work has come: a Progress that remembers what it was told last."""

    stage: str = ""
    done: int = 0
    total: int = 0

    def __call__(self, stage: str, done: int, total: int) -> None:
        self.stage, self.done, self.total = stage, done, total


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work."""

    name: str
    """Key of what it is called in the catalogues."""
    reported: Reported
    future: "Future[Any]"
    id: str = field(default_factory=lambda: uuid4().hex)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return not self.future.done()


class Jobs:
    """The work of one page's process."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1, "job")
        self._starting = Lock()
        self._newest: Job | None = None

    def newest(self) -> Job | None:
        """The one that runs, or the last that did."""
        return self._newest

    def start(self, name: str, work: Work) -> Job:
        """Begin a piece of work, which is given what it tells its progress to. Raises DataFolderBusy."""
        with self._starting:
            if self._newest and self._newest.is_running:
                raise DataFolderBusy("Something else is being done. Wait until it has ended, then try again.")
            reported = Reported()
            self._newest = Job(name, reported, self._threads.submit(work, reported))
            return self._newest
