"""One server process: it becomes healthy, or says why not; it stops whole; it never outlives its starter."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from rag.errors import PortTaken, ServerFailed
from rag.fakes import small_server
from rag.processes import (
    Address,
    ServerProcess,
    free_port,
    healthy,
    last_telling_line,
    port_is_free,
    require_free_port,
    run_apart,
    stop_group,
)

SERVER = str(Path(small_server.__file__))
HOST = "127.0.0.1"


def silent(sentence: str) -> None:
    """Nobody listens."""


@pytest.fixture
def address() -> Address:
    return Address(HOST, free_port(HOST))


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def start(tmp_path: Path, address: Address, *habits: str) -> ServerProcess:
    command = (sys.executable, SERVER, address.host, str(address.port), *habits)
    return ServerProcess("small server", command, {}, tmp_path / "logs" / "small.log")


def gone(pid: int, seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def test_a_server_is_waited_for_until_it_answers(tmp_path: Path, address: Address) -> None:
    server = start(tmp_path, address, "slow")
    server.wait_until_healthy(address, "/", 10, silent)
    assert healthy(address, "/")
    server.stop()
    assert not healthy(address, "/")


def test_a_server_that_ends_at_once_is_reported_with_its_reason_and_its_log(
    tmp_path: Path, address: Address
) -> None:
    server = start(tmp_path, address, "dies")
    with pytest.raises(ServerFailed) as failure:
        server.wait_until_healthy(address, "/", 10, silent)
    assert "ValueError: the small server has no heart" in failure.value.user_message
    assert str(tmp_path / "logs" / "small.log") in failure.value.user_message


def test_a_program_that_is_not_there_is_reported(tmp_path: Path, address: Address) -> None:
    server = ServerProcess("small server", ("/no/such/program",), {}, tmp_path / "small.log")
    with pytest.raises(ServerFailed, match="/no/such/program: No such file"):
        server.wait_until_healthy(address, "/", 10, silent)


def test_a_server_that_never_answers_is_given_up(tmp_path: Path, address: Address) -> None:
    server = start(tmp_path, address, "slow")
    try:
        with pytest.raises(ServerFailed, match="did not answer within 0 seconds"):
            server.wait_until_healthy(address, "/", 0.1, silent)
    finally:
        server.stop()


def test_stopping_takes_the_servers_children_along(tmp_path: Path, address: Address) -> None:
    server = start(tmp_path, address, "parent")
    server.wait_until_healthy(address, "/", 10, silent)
    (child,) = psutil.Process(server.pid).children()
    server.stop()
    assert gone(child.pid)


def test_a_server_that_does_not_listen_to_reason_is_killed(tmp_path: Path, address: Address) -> None:
    server = start(tmp_path, address, "stubborn")
    server.wait_until_healthy(address, "/", 10, silent)
    server.stop(seconds=0.2)
    assert not server.alive()


def test_a_server_dies_with_a_starter_that_is_killed(tmp_path: Path, address: Address) -> None:
    script = (
        "import sys, time; from pathlib import Path; from rag.processes import ServerProcess;"
        f"server = ServerProcess('small', {(sys.executable, SERVER, HOST, str(address.port))}, {{}},"
        f" Path({str(tmp_path / 'small.log')!r})); print(server.pid, flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    with starter:
        pid = int(starter.stdout.readline())
        deadline = time.monotonic() + 10
        while not healthy(address, "/") and time.monotonic() < deadline:
            time.sleep(0.05)
        assert healthy(address, "/")
        starter.send_signal(signal.SIGKILL)
        starter.wait()
        assert gone(pid)


def test_the_log_of_the_time_before_is_kept(tmp_path: Path, address: Address) -> None:
    for _ in range(2):
        server = start(tmp_path, address, "dies")
        with pytest.raises(ServerFailed):
            server.wait_until_healthy(address, "/", 10, silent)
    logs = sorted(file.name for file in (tmp_path / "logs").iterdir())
    assert logs == ["small.log", "small.previous.log"]


def test_a_taken_port_is_told_with_the_setting_that_changes_it(taken: int) -> None:
    assert not port_is_free(HOST, taken)
    with pytest.raises(PortTaken) as failure:
        require_free_port("web page", HOST, taken, "PARAGRAF_PAGE__PORT")
    assert str(taken) in failure.value.user_message
    assert "PARAGRAF_PAGE__PORT" in failure.value.user_message


def test_stopping_a_group_that_is_gone_is_no_error() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    process.wait()
    stop_group(process.pid, 1)


@pytest.mark.parametrize(
    ("log", "line"),
    [
        ("INFO starting\nOSError: [Errno 98] Address already in use\nINFO bye\n", "OSError: [Errno 98]"),
        (
            "\x1b[31m(EngineCore pid=12) ValueError: too little memory.\x1b[0m\n",
            "ValueError: too little memory",
        ),
        ("only this\n\n", "only this"),
        ("", ""),
    ],
)
def test_the_line_that_tells_what_went_wrong_is_found(tmp_path: Path, log: str, line: str) -> None:
    file = tmp_path / "some.log"
    file.write_text(log, encoding="utf-8")
    assert last_telling_line(file).startswith(line)


def test_a_proxy_of_the_machine_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: Address
) -> None:
    monkeypatch.setitem(os.environ, "http_proxy", "http://127.0.0.1:9")
    server = start(tmp_path, address)
    server.wait_until_healthy(address, "/", 10, silent)
    server.stop()


def test_a_program_that_was_waited_for_ends_with_who_waits(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    apart = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    waits = f"import sys; from rag.processes import run_apart; run_apart([sys.executable, '-c', {apart!r}])"
    waiting = subprocess.Popen([sys.executable, "-c", waits])
    deadline = time.monotonic() + 20
    while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    waiting.kill()
    waiting.wait()
    assert gone(int(mark.read_text()))


def test_how_a_program_ended_and_what_it_complained_of_is_told() -> None:
    status, said = run_apart([sys.executable, "-c", "import sys; sys.exit('no room')"])
    assert (status, said) == (1, "no room\n")
