"""The real thing, started once as people start it: `paragraf run` over the samples, on ports of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from config.settings import load_settings
from rag.processes import free_port
from rag.server_commands import web_page
from rag.servers import Servers

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).with_name("paragraf")
READY_SECONDS = 420
READY = "Paragraf is ready: "


@dataclass(frozen=True)
class Stack:
    """A running Paragraf."""

    page_address: str
    environment: Mapping[str, str]
    process: subprocess.Popen[str]
    output: Path

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a `paragraf` command beside it."""
        return subprocess.run(
            [str(PROGRAM), *words], env=dict(self.environment), capture_output=True, text=True, timeout=280
        )

    def json(self, *words: str) -> dict[str, Any]:
        """What a command prints with --json."""
        result = self.command(*words, "--json")
        assert result.stdout, result.stderr
        content: dict[str, Any] = json.loads(result.stdout)
        return content


def real_environment(data: Path) -> dict[str, str]:
    """The environment of a command on a data folder of its own, with the models that were obtained before."""
    models = load_settings().data.resolve() / "models"
    if not models.exists():
        pytest.skip("the models are not in place: obtain them with `make test` or `paragraf models obtain`")
    settings = load_settings()
    return {
        **os.environ,
        "PARAGRAF_DATA": str(data),
        "PARAGRAF_EMBEDDING__MODEL": str(models / settings.embedding.model),
        "PARAGRAF_MODEL_SERVER__MODEL": str(models / settings.model_server.model),
        "PARAGRAF_PAGE__PORT": str(free_port("127.0.0.1")),
        "PARAGRAF_VECTOR_STORE__PORT": str(free_port("127.0.0.1")),
        "PARAGRAF_EMBEDDING__PORT": str(free_port("127.0.0.1")),
        "PARAGRAF_MODEL_SERVER__PORT": str(free_port("127.0.0.1")),
    }


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Started before the first test that needs it, stopped with Ctrl-C after the last."""
    folder = tmp_path_factory.mktemp("stack")
    environment = real_environment(folder / "data")
    output = folder / "output.txt"
    with output.open("w") as out:
        process = subprocess.Popen(
            [str(PROGRAM), "run"], env=environment, stdout=out, stderr=subprocess.STDOUT, text=True
        )
    try:
        yield Stack(_address(process, output), environment, process, output)
    finally:
        stop(process)


def _address(process: subprocess.Popen[str], output: Path) -> str:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        said = output.read_text()
        if READY in said:
            return said.split(READY)[1].split()[0]
        assert process.poll() is None, f"paragraf run ended:\n{said}"
        time.sleep(0.5)
    raise AssertionError(f"paragraf run was not ready after {READY_SECONDS} s:\n{output.read_text()}")


def stop(process: subprocess.Popen[str]) -> Sequence[psutil.Process]:
    """Ctrl-C; what is left of its processes."""
    if process.poll() is not None:
        return []
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    _, left = psutil.wait_procs(family, timeout=10)
    return left


@pytest.fixture
def page_address(request: pytest.FixtureRequest) -> str:
    """Where the real page is: one that runs already, where PARAGRAF_PAGE_ADDRESS names it."""
    running = os.environ.get("PARAGRAF_PAGE_ADDRESS")
    if running:
        return running
    stack: Stack = request.getfixturevalue("stack")
    return stack.page_address


@pytest.fixture(scope="session")
def made_up_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page with a made-up Paragraf behind it is."""
    # its style is taken from beside the script
    folder = tmp_path_factory.mktemp("made-up")
    shutil.copytree(ROOT / "ui" / "entry" / ".streamlit", folder / ".streamlit")
    script = Path(shutil.copy(ROOT / "tests" / "furniture" / "made_up_page.py", folder))
    page = web_page(Path(sys.executable), script, "127.0.0.1", free_port("127.0.0.1"), {})
    with Servers(folder, lambda sentence: None) as servers:
        yield servers.use(page)[page.name].url


@pytest.fixture
def unvisited_address(stack: Stack, tmp_path: Path) -> Iterator[str]:
    """Where another page over the same library is, which nobody has visited yet."""
    script = ROOT / "ui" / "entry" / "app.py"
    own = {name: value for name, value in stack.environment.items() if name.startswith("PARAGRAF_")}
    page = web_page(Path(sys.executable), script, "127.0.0.1", free_port("127.0.0.1"), own)
    with Servers(tmp_path, lambda sentence: None) as servers:
        yield servers.use(page)[page.name].url
