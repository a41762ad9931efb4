"""`paragraf run` with stand-ins for the servers: it starts in order, stays, and leaves nothing behind."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from rag.fakes import small_server
from rag.processes import Address, free_port, healthy

HOST = "127.0.0.1"

STARTER = """
import sys
from pathlib import Path
from functools import partial
from rag.errors import ParagrafError
from rag.servers import ServerSpec
from ui.run import Parts, run
data, server, page_port, published, *habits = sys.argv[1:]
say = partial(print, flush=True)
def spec(name, title, port, *habits):
    command = lambda host, port: (sys.executable, server, host, str(port), *habits)
    return ServerSpec(name, title, "127.0.0.1", port, command, {}, "/", 20)
parts = Parts(
    spec("vectors", "vector store", 8511), lambda: spec("model", "model server", 8521, *habits),
    lambda: spec("embedder", "embedding server", 8531),
    spec("page", "web page", int(page_port)), lambda: say("models"),
    lambda: published == "published", lambda: say("samples"),
)
try:
    sys.exit(0 if run(parts, Path(data), say) else 1)
except ParagrafError as error:
    say(error.user_message)
    sys.exit(1)
"""


class Run:
    """`paragraf run` in a process of its own."""

    def __init__(self, data: Path, *habits: str, published: str = "published", port: int = 0) -> None:
        self.page = Address(HOST, port or free_port(HOST))
        starter = [sys.executable, "-c", STARTER, str(data), str(Path(small_server.__file__))]
        command = [*starter, str(self.page.port), published, *habits]
        # under nohup SIGHUP is ignored, and so it would be by everything started from there
        kept = signal.signal(signal.SIGHUP, signal.SIG_DFL)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        signal.signal(signal.SIGHUP, kept)
        self.told: list[str] = []

    def until(self, start: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(line.strip())
            if line.startswith(start):
                return
        raise AssertionError(f"{start!r} was not said, but: {self.told}")

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.rest()

    def rest(self) -> int:
        assert self.process.stdout is not None
        self.told += [line.strip() for line in self.process.stdout]
        return self.process.wait(30)

    def servers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def runs() -> Iterator[list[Run]]:
    started: list[Run] = []
    yield started
    for run in started:
        run.process.kill()
        run.process.wait()


def all_gone(processes: list[psutil.Process]) -> bool:
    deadline = time.monotonic() + 10
    while any(process.is_running() for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_it_says_where_the_page_is_and_the_page_is_there(tmp_path: Path, runs: list[Run]) -> None:
    run = Run(tmp_path)
    runs.append(run)
    run.until(f"Paragraf is ready: {run.page.url}")
    assert healthy(run.page, "/")
    assert run.told[0] == "models"
    assert "samples" not in run.told


def test_the_samples_go_in_when_nothing_is_published(tmp_path: Path, runs: list[Run]) -> None:
    run = Run(tmp_path, published="nothing")
    runs.append(run)
    run.until("Paragraf is ready")
    place = run.told.index
    assert place("Nothing is published yet: reading the sample guidelines …") + 1 == place("samples")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_way_of_asking_it_to_end_stops_every_process(
    tmp_path: Path, runs: list[Run], number: int
) -> None:
    run = Run(tmp_path, "parent")
    runs.append(run)
    run.until("Paragraf is ready")
    servers = run.servers()
    assert len(servers) == 5
    assert run.end(number) == 0
    assert all_gone(servers)
    assert run.told[-1] == "Paragraf is stopped."


def test_an_interrupt_while_it_starts_stops_every_process(tmp_path: Path, runs: list[Run]) -> None:
    run = Run(tmp_path, "slow")
    runs.append(run)
    run.until("Starting the vector store")
    servers = run.servers()
    assert run.end(signal.SIGINT) == 1
    assert all_gone(servers)


def test_a_kill_stops_every_process(tmp_path: Path, runs: list[Run]) -> None:
    run = Run(tmp_path)
    runs.append(run)
    run.until("Paragraf is ready")
    servers = run.servers()
    run.end(signal.SIGKILL)
    assert all_gone(servers)


def test_a_server_that_does_not_start_stops_the_others(tmp_path: Path, runs: list[Run]) -> None:
    run = Run(tmp_path, "dies")
    runs.append(run)
    assert run.rest() == 1
    assert "The model server stopped while it was starting. It said: ValueError" in run.told[-1]
    assert not healthy(run.page, "/")


def test_a_taken_page_port_is_told_before_anything_is_started(tmp_path: Path, runs: list[Run]) -> None:
    first = Run(tmp_path / "first")
    runs.append(first)
    first.until("Paragraf is ready")
    second = Run(tmp_path / "second", port=first.page.port)
    runs.append(second)
    assert second.rest() == 1
    (sentence,) = second.told
    assert f"Port {first.page.port}" in sentence
    assert "PARAGRAF_PAGE__PORT" in sentence


def test_a_second_run_on_the_same_data_is_told_where_the_first_one_is(
    tmp_path: Path, runs: list[Run]
) -> None:
    first = Run(tmp_path)
    runs.append(first)
    first.until("Paragraf is ready")
    second = Run(tmp_path)
    runs.append(second)
    assert second.rest() == 1
    assert second.told[-1].startswith(f"Paragraf is already running: {first.page.url}")


def test_a_server_that_ends_by_itself_is_started_again_three_times(tmp_path: Path, runs: list[Run]) -> None:
    run = Run(tmp_path)
    runs.append(run)
    run.until("Paragraf is ready")
    for _ in range(3):
        healthy(run.page, "/end")
        run.until("The web page is ready")
    healthy(run.page, "/end")
    assert run.rest() == 1
    assert "It was started again 3 times; Paragraf stops now." in run.told[-1]


def test_an_interrupt_counts_even_where_a_script_had_it_ignored(tmp_path: Path, runs: list[Run]) -> None:
    kept = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        run = Run(tmp_path)
    finally:
        signal.signal(signal.SIGINT, kept)
    runs.append(run)
    run.until("Paragraf is ready")
    assert run.end(signal.SIGINT) == 0
