"""The data folder's servers, shared: who comes first starts one, others attach, the first one stops it."""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from rag.errors import DataFolderBusy, IndexDamaged, ServerFailed
from rag.processes import Address, Say, ServerProcess, free_port, healthy, port_is_free
from rag.server_files import ServerFiles, lock_held


def nothing_to_examine(address: Address, say: Say) -> None:
    """For a server that keeps nothing."""


def no_files() -> bool:
    """For a server that keeps nothing."""
    return False


@dataclass(frozen=True, slots=True)
class ServerSpec:
    """How a server is started and how one knows that it is ready and can be relied on."""

    name: str
    """File name of its locks and its log."""
    title: str
    """What a person calls it, as it stands in a sentence: vector store."""
    host: str
    port: int
    """The port it is given when that is free."""
    command: Callable[[str, int], tuple[str, ...]]
    """The command line, given host and port."""
    environment: Mapping[str, str]
    """Added to the environment of the process that starts it."""
    health_path: str
    """Answered with 200 as soon as the server is ready."""
    start_seconds: float
    examine: Callable[[Address, Say], None] = nothing_to_examine
    """Looks at the server that answers, before anybody uses it; may put right what it keeps. Raises
    ServerFailed or IndexDamaged where it cannot be relied on."""
    put_files_aside: Callable[[], bool] = no_files
    """Takes away the files of a server that stopped or cannot be relied on, so that it starts with none.
    Returns whether there were any, and so whether starting it again is worth while."""


class Terminated(BaseException):
    """This process was asked to end at once: servers are stopped without waiting for those who use them."""


class Servers:
    """The servers that one command uses. A context manager; leaving it detaches, and stops what it started.

    Use it from the main thread: servers end with the thread that started them.
    """

    def __init__(self, data: Path, say: Say, lasting: bool = False) -> None:
        """say is told, in sentences, what is being done.

        lasting: start the servers rather than attach to those of a passing command, and refuse when another
        lasting one has them.
        """
        self._data = data
        self._say = say
        self._lasting = lasting
        self._used: dict[str, _Attached | _Held] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.ExitStack() as stack:
            for used in self._used.values():
                stack.callback(used.close)
            if isinstance(error, Terminated):
                return
            # the last one first: a page that uses the others must not keep them
            for used in reversed(self._used.values()):
                used.wait_until_alone(self._say)
                used.close()

    def use(self, *specs: ServerSpec) -> dict[str, Address]:
        """Have the servers running and healthy; their addresses by name.

        Raises ServerFailed, and DataFolderBusy as begin does.
        """
        for spec in specs:
            self.begin(spec)
        return {spec.name: self.ready(spec.name) for spec in specs}

    def begin(self, spec: ServerSpec) -> None:
        """Attach to a server or start it, without waiting until it is healthy.

        Raises DataFolderBusy when lasting and another lasting process has the server; ServerFailed when
        the program is not there.
        """
        folder = self._data / "servers"
        folder.mkdir(parents=True, exist_ok=True)
        files = ServerFiles(folder, spec.name)
        begun, told = time.monotonic(), False
        while spec.name not in self._used:
            lock = lock_held(files.lock, fcntl.LOCK_EX)
            if lock is not None:
                logs = self._data / "logs"
                self._used[spec.name] = _Held(spec, files, lock, logs, self._lasting, self._say)
            elif not self._lasting:
                self._used[spec.name] = _Attached(spec, files)
            elif files.read().get("lasting"):
                raise DataFolderBusy(
                    f"Paragraf is already running on {self._data}. Stop it first, or choose another data "
                    "folder with PARAGRAF_DATA."
                )
            else:
                if not told and time.monotonic() - begun > 1:
                    self._say(f"Another command is using the {spec.title}; waiting for it to finish …")
                    told = True
                time.sleep(0.2)

    def ready(self, name: str) -> Address:
        """Wait until a server that was begun is healthy. Raises ServerFailed."""
        while True:
            used = self._used[name]
            address = used.ready(self._say)
            if address is not None:
                return address
            # its holder went away before it was ready: take over
            used.close()
            del self._used[name]
            self.begin(used.spec)

    def stopped(self) -> list[str]:
        """Names of the servers started here that have ended by themselves."""
        return [name for name, used in self._used.items() if isinstance(used, _Held) and not used.alive()]

    def failure(self, name: str) -> str:
        """A sentence on a server started here that has ended by itself."""
        used = self._used[name]
        assert isinstance(used, _Held)
        return used.failure()

    def restart(self, name: str) -> Address:
        """Start a stopped server again, at the same address. Raises ServerFailed."""
        used = self._used[name]
        assert isinstance(used, _Held)
        used.start()
        return self.ready(name)


def running(data: Path, name: str) -> Address | None:
    """Where a server of the data folder listens; None when nobody has it running."""
    files = ServerFiles(data / "servers", name)
    if not files.lock.exists():
        return None
    free = lock_held(files.lock, fcntl.LOCK_SH)
    if free is not None:
        os.close(free)
        return None
    return files.address()


@contextlib.contextmanager
def kept_from_starting(data: Path, name: str) -> Iterator[bool]:
    """Nobody starts a server of the data folder while this lasts; whoever wants to waits.

    Yields False, and keeps nobody, where somebody has it running or is starting it, or where one that lost
    its holder still runs.
    """
    folder = data / "servers"
    folder.mkdir(parents=True, exist_ok=True)
    files = ServerFiles(folder, name)
    with contextlib.ExitStack() as held:
        locks = [lock_held(file, fcntl.LOCK_EX) for file in (files.lock, files.running)]
        for lock in locks:
            if lock is not None:
                held.callback(os.close, lock)
        is_kept = None not in locks
        if is_kept:
            # of a holder that was killed: nobody is to take that server for one that answers
            files.state.unlink(missing_ok=True)
        else:
            held.close()
        yield is_kept


class _Attached:
    """A server that another process holds."""

    def __init__(self, spec: ServerSpec, files: ServerFiles) -> None:
        self.spec = spec
        self._files = files
        self._mark: int | None = None

    def ready(self, say: Say) -> Address | None:
        """Its address once it is healthy; None when its holder is gone. Raises ServerFailed."""
        deadline = time.monotonic() + self.spec.start_seconds
        while time.monotonic() < deadline:
            if self._mark is None:
                # not to be had while the holder is stopping the server
                self._mark = lock_held(self._files.attached, fcntl.LOCK_SH)
            if self._holder_is_gone():
                return None
            if self._files.read().get("answers"):
                # its holder is looking it over, which may take long: an index may have to be made anew
                deadline = time.monotonic() + self.spec.start_seconds
            address = self._files.address()
            if self._mark is not None and address and healthy(address, self.spec.health_path):
                return address
            time.sleep(0.1)
        raise ServerFailed(
            f"Another command started the {self.spec.title}, but it did not answer within "
            f"{self.spec.start_seconds:.0f} seconds. Stop that command and try again."
        )

    def _holder_is_gone(self) -> bool:
        free = lock_held(self._files.lock, fcntl.LOCK_SH)
        if free is None:
            return False
        os.close(free)
        return True

    def wait_until_alone(self, say: Say) -> None:
        """Nothing to wait for: the holder does."""

    def close(self) -> None:
        if self._mark is not None:
            os.close(self._mark)
            self._mark = None


class _Held:
    """A server that this process started and will stop."""

    def __init__(
        self, spec: ServerSpec, files: ServerFiles, lock: int, logs: Path, lasting: bool, say: Say
    ) -> None:
        self.spec = spec
        self._files = files
        self._log = logs / f"{spec.name}.log"
        self._lasting = lasting
        self._server: ServerProcess | None = None
        self._healthy = False
        self._answers = False
        self._locks = [lock]
        with contextlib.ExitStack() as undo:
            undo.callback(self.close)
            self._running = self._outlive_an_orphan()
            self._locks.append(self._running)
            port = spec.port if port_is_free(spec.host, spec.port) else free_port(spec.host)
            self._address = Address(spec.host, port)
            say(f"Starting the {spec.title} …")
            self.start()
            undo.pop_all()

    def _outlive_an_orphan(self) -> int:
        """The lock that a running server holds. A server whose holder was killed gets time to stop."""
        group = self._files.read().get("group")
        self._files.state.unlink(missing_ok=True)
        deadline = time.monotonic() + 20
        while (lock := lock_held(self._files.running, fcntl.LOCK_EX)) is None:
            if time.monotonic() > deadline:
                raise ServerFailed(
                    f"An earlier {self.spec.title} is still running (process {group}). End it and try again."
                )
            time.sleep(0.1)
        return lock

    def start(self) -> None:
        """Start the server, or start it again, at its address."""
        if self._server is not None:
            self._server.stop()
        self._begun = time.monotonic()
        self._server = ServerProcess(
            self.spec.title,
            self.spec.command(self._address.host, self._address.port),
            self.spec.environment,
            self._log,
            keep_open=(self._running,),
        )
        self._write(healthy=False)

    def _write(self, healthy: bool) -> None:
        assert self._server is not None
        self._healthy = healthy
        state = {"host": self._address.host, "port": self._address.port, "healthy": healthy}
        state["answers"] = self._answers
        self._files.write({**state, "group": self._server.pid, "lasting": self._lasting})

    def alive(self) -> bool:
        return self._server is not None and self._server.alive()

    def failure(self) -> str:
        return "" if self._server is None else self._server.obituary("stopped")

    def ready(self, say: Say) -> Address:
        assert self._server is not None
        if not self._healthy:
            try:
                self._wait_and_examine(say)
            except (ServerFailed, IndexDamaged):
                is_only_slow = self.alive() and not self._answers
                self._server.stop()
                if is_only_slow or not self.spec.put_files_aside():
                    raise
                say(f"The files of the {self.spec.title} are damaged; they are made anew …")
                self.start()
                self._wait_and_examine(say)
            self._write(healthy=True)
            say(f"The {self.spec.title} is ready ({time.monotonic() - self._begun:.0f} s).")
        return self._address

    def _wait_and_examine(self, say: Say) -> None:
        assert self._server is not None
        self._answers = False
        self._server.wait_until_healthy(self._address, self.spec.health_path, self.spec.start_seconds, say)
        self._answers = True
        self._write(healthy=False)
        self.spec.examine(self._address, say)

    def wait_until_alone(self, say: Say) -> None:
        """Return when nobody else uses the server any more, or it has ended."""
        told = False
        while self.alive():
            alone = lock_held(self._files.attached, fcntl.LOCK_EX)
            if alone is not None:
                self._locks.append(alone)
                return
            if not told:
                say(
                    f"Other commands still use the {self.spec.title}, which stops with this one; waiting for "
                    "them to finish. Press Ctrl-C to stop it now."
                )
                told = True
            time.sleep(0.1)

    def close(self) -> None:
        """Stop the server and let others start it again. Once is enough."""
        try:
            if self._locks:
                self._files.state.unlink(missing_ok=True)
            if self._server is not None:
                self._server.stop()
        finally:
            while self._locks:
                os.close(self._locks.pop())
