"""Ingestions in processes of their own, to be ended at any moment. All of them are forks of one process that
has loaded everything, so that a moment is a moment of ingestion and not of loading.

Run as a file it is that process: it reads DATA GUIDELINES HOST PORT BYTES a line, forks, says the child's
number, and when the child has ended, its status.
"""

import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rag.processes import Address

TESTS = Path(__file__).resolve().parent.parent
KILLED = -signal.SIGKILL
BUSY = 3


@dataclass(frozen=True)
class Nursery:
    """The process that has loaded everything."""

    process: "subprocess.Popen[str]"

    def start(self, data: Path, guidelines: Path, address: Address, most_bytes: int = 0) -> int:
        """Begin an ingestion; its process's number. most_bytes: how large files may grow, as on a
        full disk."""
        words = (str(data), str(guidelines), address.host, str(address.port), str(most_bytes))
        assert self.process.stdin is not None
        self.process.stdin.write("\t".join(words) + "\n")
        self.process.stdin.flush()
        return int(self._line())

    def ended(self) -> int:
        """The exit status of the ingestion that was begun, once it has ended; negative for a signal."""
        return int(self._line())

    def killed_after(self, child: int, seconds: float) -> int:
        """Let it work for so long, then kill it, if it has not ended by then. Its exit status."""
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        if not ready:
            # it may have ended since
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return self.ended()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Started, and ended with the block."""
    paths = os.pathsep.join((str(TESTS.parent), str(TESTS)))
    process = subprocess.Popen(
        [sys.executable, __file__],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert process.stdout is not None and process.stdin is not None
    assert process.stdout.readline() == "ready\n"
    try:
        yield Nursery(process)
    finally:
        process.stdin.close()
        process.wait(timeout=30)


def ingest_once(data: Path, guidelines: Path, host: str, port: int, most_bytes: int) -> int:
    """What a child does; its exit status."""
    from conftest import House

    from rag.errors import DataFolderBusy, ServerFailed
    from rag.store.vectors import ChromaIndex

    if most_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    house = House(data, guidelines)
    house.use(ChromaIndex(host, port, house.embedder.fingerprint))
    try:
        house.ingest()
    except DataFolderBusy:
        return BUSY
    except ServerFailed:
        return 1
    return 0


def main() -> None:
    """Fork a child for each line."""
    import chromadb
    from conftest import House

    assert chromadb
    with tempfile.TemporaryDirectory() as name:
        house = House(Path(name, "data"), Path(name, "guidelines"))
        house.write("first.md", "# First\n\nWhat is loaded at the first document is loaded here.\n")
        house.ingest()
    print("ready", flush=True)
    for line in sys.stdin:
        data, guidelines, host, port, most_bytes = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            os._exit(ingest_once(Path(data), Path(guidelines), host, int(port), int(most_bytes)))
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
