"""Servers are shared: the first who needs one starts it, others attach, and nothing is left behind."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from rag.errors import DataFolderBusy, ServerFailed
from rag.fakes import small_server
from rag.processes import Address, free_port, healthy
from rag.server_commands import (
    QUIET,
    chroma_command,
    model_server,
    streamlit_command,
    vector_store,
    vllm_command,
    vllm_environment,
    web_page,
)
from rag.server_files import ServerFiles, lock_held
from rag.servers import Servers, ServerSpec, Terminated, kept_from_starting, running

SERVER = str(Path(small_server.__file__))
HOST = "127.0.0.1"

ANOTHER_COMMAND = """
import signal, sys, time
from pathlib import Path
from rag.servers import Servers, ServerSpec
# a background job of a shell script starts with SIGINT ignored, and so do its children
signal.signal(signal.SIGINT, signal.default_int_handler)
data, server, port, seconds, lasting = sys.argv[1:]
spec = ServerSpec("small", "small server", "127.0.0.1", int(port),
                  lambda host, port: (sys.executable, server, host, str(port)), {}, "/", 20)
say = lambda sentence: print(sentence, flush=True)
with Servers(Path(data), say, lasting=lasting == "lasting") as servers:
    print(servers.use(spec)["small"].url, flush=True)
    time.sleep(float(seconds))
"""


def small(port: int | None = None, name: str = "small", habits: tuple[str, ...] = ()) -> ServerSpec:
    def command(host: str, port: int) -> tuple[str, ...]:
        return (sys.executable, SERVER, host, str(port), *habits)

    return ServerSpec(name, "small server", HOST, port or free_port(HOST), command, {}, "/", 20)


def another_command(data: Path, port: int, seconds: float, lasting: str = "") -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", ANOTHER_COMMAND, str(data), SERVER, str(port), str(seconds), lasting]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def read_until(process: "subprocess.Popen[str]", start: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(start):
            return line.strip()
    raise AssertionError(f"no line starts with {start}")


def eventually(true: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_server_runs_while_it_is_needed(tmp_path: Path) -> None:
    told: list[str] = []
    with Servers(tmp_path, told.append) as servers:
        address = servers.use(small())["small"]
        assert healthy(address, "/")
        assert running(tmp_path, "small") == address
    assert not healthy(address, "/")
    assert running(tmp_path, "small") is None
    assert told[0] == "Starting the small server …"
    assert told[1].startswith("The small server is ready")


def test_a_taken_port_is_evaded(tmp_path: Path) -> None:
    with Servers(tmp_path, print) as servers:
        first = servers.use(small())["small"]
        second = servers.use(small(first.port, name="other"))["other"]
        assert second.port != first.port
        assert healthy(second, "/")


def test_a_second_command_attaches_to_the_running_server(tmp_path: Path) -> None:
    with Servers(tmp_path, print) as holder:
        address = holder.use(small())["small"]
        told: list[str] = []
        with Servers(tmp_path, told.append) as attached:
            assert attached.use(small())["small"] == address
        assert healthy(address, "/")
        assert told == []


def test_the_holder_stops_the_server_when_the_last_one_attached_has_finished(tmp_path: Path) -> None:
    told: list[str] = []
    port = free_port(HOST)
    with Servers(tmp_path, told.append) as holder:
        address = holder.use(small(port))["small"]
        with another_command(tmp_path, port, seconds=1) as attached:
            assert read_until(attached, "http") == address.url
            begun = time.monotonic()
            holder.__exit__(None, None, None)
            assert time.monotonic() - begun > 0.5
            assert attached.wait() == 0
    assert any(sentence.startswith("Other commands still use the small server") for sentence in told)
    assert not healthy(address, "/")


def test_who_is_told_to_end_at_once_does_not_wait_for_others(tmp_path: Path) -> None:
    port = free_port(HOST)
    with pytest.raises(Terminated), Servers(tmp_path, print) as holder:
        holder.use(small(port))
        attached = another_command(tmp_path, port, seconds=30)
        read_until(attached, "http")
        raise Terminated("SIGTERM")
    with attached:
        attached.kill()
    assert not healthy(Address(HOST, port), "/")


def test_after_a_killed_holder_the_next_command_starts_the_server_anew(tmp_path: Path) -> None:
    port = free_port(HOST)
    with another_command(tmp_path, port, seconds=60) as killed:
        read_until(killed, "http")
        killed.send_signal(signal.SIGKILL)
    with Servers(tmp_path, print) as servers:
        assert healthy(servers.use(small(port))["small"], "/")


def test_two_commands_at_once_start_one_server(tmp_path: Path) -> None:
    port = free_port(HOST)
    commands = [another_command(tmp_path, port, seconds=0.5) for _ in range(3)]
    addresses = {read_until(command, "http") for command in commands}
    for command in commands:
        with command:
            assert command.wait(20) == 0
    assert len(addresses) == 1
    assert eventually(lambda: running(tmp_path, "small") is None)


def test_a_server_that_does_not_start_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match="has no heart"), Servers(tmp_path, print) as servers:
        servers.use(small(name="good"))
        servers.use(small(habits=("dies",)))
    assert running(tmp_path, "good") is None
    assert running(tmp_path, "small") is None


def test_a_server_that_ended_by_itself_is_noticed_and_started_again(tmp_path: Path) -> None:
    with Servers(tmp_path, print) as servers:
        address = servers.use(small())["small"]
        assert servers.stopped() == []
        healthy(address, "/end")
        assert eventually(lambda: servers.stopped() == ["small"])
        assert "told to end" in servers.failure("small")
        assert servers.restart("small") == address
        assert healthy(address, "/")


def test_a_second_lasting_command_is_refused(tmp_path: Path) -> None:
    port = free_port(HOST)
    with another_command(tmp_path, port, 60, "lasting") as first:
        read_until(first, "http")
        with pytest.raises(DataFolderBusy), Servers(tmp_path, print, lasting=True) as second:
            second.use(small(port))
        first.kill()


def test_a_lasting_command_waits_for_a_passing_one_and_then_holds_the_server(tmp_path: Path) -> None:
    port = free_port(HOST)
    told: list[str] = []
    with another_command(tmp_path, port, seconds=1.5) as passing:
        read_until(passing, "http")
        with Servers(tmp_path, told.append, lasting=True) as servers:
            servers.use(small(port))
            assert passing.poll() is not None
    assert told[0] == "Another command is using the small server; waiting for it to finish …"


def test_nothing_survives_an_interrupt(tmp_path: Path) -> None:
    port = free_port(HOST)
    with another_command(tmp_path, port, seconds=60) as command:
        read_until(command, "http")
        (server,) = psutil.Process(command.pid).children()
        command.send_signal(signal.SIGINT)
        command.wait(20)
    assert eventually(lambda: not server.is_running())


def test_the_vector_store_is_chromas_own_server() -> None:
    assert chroma_command(Path("/p/bin"), Path("/d/vectors"), HOST, 8511) == (
        "/p/bin/chroma",
        *("run", "--path", "/d/vectors", "--host", "127.0.0.1", "--port", "8511"),
    )
    spec = vector_store(Path("/p/bin"), Path("/d/vectors"), HOST, 8511)
    assert spec.health_path == "/api/v2/heartbeat"
    assert spec.environment["ANONYMIZED_TELEMETRY"] == "False"


def test_the_laptops_model_server_is_vllm_on_processors() -> None:
    environment = vllm_environment("cpu", 2, 1, Path("/d/cache"), [3, 0, 1])
    spec = model_server(
        Path("/m/bin/python"),
        *("/d/models/small", "paragraf", "float32", 4096, 32, ("--enforce-eager",)),
        environment,
        *(HOST, 8521, 240),
    )
    assert spec.command(HOST, 8521) == (
        *("/m/bin/python", "-m", "vllm.entrypoints.openai.api_server"),
        *("--model", "/d/models/small", "--served-model-name", "paragraf"),
        *("--host", "127.0.0.1", "--port", "8521"),
        *("--dtype", "float32", "--max-model-len", "4096", "--max-num-seqs", "32"),
        *("--no-enable-log-requests", "--disable-uvicorn-access-log", "--disable-log-stats"),
        "--enforce-eager",
    )
    assert spec.environment["VLLM_CPU_OMP_THREADS_BIND"] == "0,1"
    assert spec.environment["VLLM_CPU_KVCACHE_SPACE"] == "1"
    assert spec.environment["HF_HUB_OFFLINE"] == "1"
    assert spec.environment["VLLM_NO_USAGE_STATS"] == "1"


def test_the_gpu_profiles_model_server_is_plain_vllm_without_settings_for_processors() -> None:
    arguments = ("--tensor-parallel-size", "2", "--gpu-memory-utilization", "0.9")
    command = vllm_command(
        Path("/m/bin/python"), "some/model-24b", "paragraf", "bfloat16", 16384, 64, arguments, HOST, 8521
    )
    assert command[:5] == (
        "/m/bin/python",
        "-m",
        "vllm.entrypoints.openai.api_server",
        "--model",
        "some/model-24b",
    )
    assert command[-4:] == arguments
    environment = vllm_environment("gpu", 2, 1, Path("/d/cache"), [0, 1])
    assert not any(name.startswith(("VLLM_CPU", "OMP")) for name in environment)
    assert environment.items() >= QUIET.items()


def test_the_page_is_run_as_a_module_without_counting_its_users() -> None:
    command = streamlit_command(Path("/p/bin/python"), Path("/r/ui/app.py"), HOST, 8501)
    assert command[:5] == ("/p/bin/python", "-m", "streamlit", "run", "/r/ui/app.py")
    options = dict(zip(command[5::2], command[6::2], strict=True))
    assert options["--server.address"] == "127.0.0.1"
    assert options["--browser.gatherUsageStats"] == "false"
    spec = web_page(Path("/p/bin/python"), Path("/r/ui/app.py"), HOST, 8501, {"PARAGRAF_PROFILE": "laptop"})
    assert spec.health_path == "/_stcore/health"
    assert spec.environment["PARAGRAF_PROFILE"] == "laptop"


def test_a_server_is_kept_from_starting_only_where_nobody_runs_it(tmp_path: Path) -> None:
    with Servers(tmp_path, print) as servers:
        servers.use(small())
        with kept_from_starting(tmp_path, "small") as is_kept:
            assert not is_kept
    with kept_from_starting(tmp_path, "small") as is_kept:
        assert is_kept


def test_who_wants_a_server_that_is_kept_from_starting_gets_it_afterwards(tmp_path: Path) -> None:
    with kept_from_starting(tmp_path, "small") as is_kept:
        assert is_kept
        waiting = another_command(tmp_path, free_port(HOST), 0)
        time.sleep(1.5)
        assert running(tmp_path, "small") is None
        assert waiting.poll() is None
    output, _ = waiting.communicate(timeout=60)
    assert "http://" in output
    assert waiting.returncode == 0


def test_nobody_is_kept_from_starting_a_server_whose_holder_was_lost_and_that_still_runs(
    tmp_path: Path,
) -> None:
    files = ServerFiles(tmp_path / "servers", "small")
    files.folder.mkdir()
    files.write({"group": 4711})
    orphan = lock_held(files.running, fcntl.LOCK_EX)
    assert orphan is not None
    with kept_from_starting(tmp_path, "small") as is_kept:
        assert not is_kept
    assert files.read() == {"group": 4711}
    os.close(orphan)
    with kept_from_starting(tmp_path, "small") as is_kept:
        assert is_kept
