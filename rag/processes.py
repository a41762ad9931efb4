"""Other programs: they can't outlive their starter; a server is watched until healthy, and stopped whole."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import PortTaken, ServerFailed

LAUNCHER = Path(__file__).with_name("launch.py")
STOP_SECONDS = 15.0
"""How long a server may take to stop by itself. Chroma's files break when it is killed while it writes."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # as servers do: connections of an earlier server that linger are no hindrance
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str) -> int:
    """A port that nobody listens on; another program may take it before it is used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def require_free_port(title: str, host: str, port: int, setting: str) -> None:
    """Raise PortTaken, naming the setting that moves the server, when another program listens there."""
    if not port_is_free(host, port):
        raise PortTaken(
            f"Port {port} on {host} is used by another program, so the {title} cannot start. "
            f"Stop that program, or choose another port with {setting}."
        )


def healthy(address: Address, path: str, seconds: float = 2.0) -> bool:
    """Whether GET on the path is answered with 200. Asks directly, whatever proxy the machine uses."""
    connection = http.client.HTTPConnection(address.host, address.port, timeout=seconds)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def run_apart(command: Sequence[str]) -> tuple[int, str]:
    """Run a program that ends when this one does, and wait for it; the keyboard's Ctrl-C is not for it.

    Returns its exit status (the signal that ended it, negative) and what it wrote to its standard error.
    """
    process = subprocess.Popen(
        _launched(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _, said = process.communicate()
    finally:
        process.kill()
        process.wait()
    return process.returncode, said.decode("utf-8", "replace")


def _launched(command: Sequence[str]) -> list[str]:
    return [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), *command]


class ServerProcess:
    """A running server and everything it started, one process group."""

    def __init__(
        self,
        title: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        keep_open: Sequence[int] = (),
    ) -> None:
        """Start it. What it prints goes to the log; the log of the time before is kept beside it.

        Call this from the main thread: the server is told to stop when the thread that started it ends.
        keep_open: file descriptors that the server holds on to as long as it lives.
        Raises ServerFailed when there is no such program.
        """
        self.title = title
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists():
            log.replace(log.with_suffix(".previous.log"))
        try:
            with log.open("wb") as output:
                self._process = subprocess.Popen(
                    _launched(command),
                    env={**os.environ, **environment},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    pass_fds=keep_open,
                )
        except OSError as error:
            raise ServerFailed(
                f"The {title} could not be started: {error.strerror}. Its log: {log}"
            ) from error

    @property
    def pid(self) -> int:
        """Process id, and id of the process group."""
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_healthy(self, address: Address, path: str, seconds: float, say: Say) -> None:
        """Return when the server answers. Says every ten seconds that it is still being waited for.

        Raises ServerFailed, with the last telling line of the log, when it ends or takes too long.
        """
        begun = time.monotonic()
        told = begun
        while not healthy(address, path):
            now = time.monotonic()
            if not self.alive():
                raise ServerFailed(self.obituary("stopped while it was starting"))
            if now - begun > seconds:
                raise ServerFailed(self.obituary(f"did not answer within {seconds:.0f} seconds"))
            if now - told >= 10:
                told = now
                say(f"Waiting for the {self.title} ({now - begun:.0f} s) …")
            time.sleep(0.1)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Stop the server and everything it started: asked first, killed after that many seconds."""
        stop_group(self.pid, seconds, self._process.poll)

    def obituary(self, what: str) -> str:
        """A sentence on how it ended: what happened, the log's last telling line, where the log is."""
        line = last_telling_line(self.log)
        told = f" It said: {line}." if line else ""
        return f"The {self.title} {what}.{told} Its whole log: {self.log}"


def stop_group(group: int, seconds: float, reap: Callable[[], object] = lambda: None) -> None:
    """Stop a process group: SIGTERM, and SIGKILL for those that are left after so many seconds.

    reap collects the group's leader when it is a child of this process.
    """
    for sent, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 5.0)):
        if not _signal_group(group, sent):
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            reap()
            if not _signal_group(group, 0):
                return
            time.sleep(0.05)


def _signal_group(group: int, number: int) -> bool:
    """False when nobody is left in the group."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


_NOISE = re.compile(r"^\s*(\x1b\[[0-9;]*m)*\([\w ]*pid=\d+\)\s*|\x1b\[[0-9;]*m")
_TELLING = re.compile(r"\b\w*(Error|Exception|error|failed|cannot|denied|No such file)\b")


def last_telling_line(log: Path, length: int = 300) -> str:
    """The last line of a log that names an error, else its last line; empty when it says nothing."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 65536))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    lines = [clean for line in text.splitlines() if (clean := _NOISE.sub("", line).strip())]
    telling = [line for line in lines if _TELLING.search(line)]
    return (telling or lines or [""])[-1][:length].rstrip(".")
