"""The `paragraf` command as people meet it before any server is needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import BadInput
from ui.commands.search import question_text

PROGRAM = Path(sys.executable).with_name("paragraf")
COMMANDS = (
    *("ingest", "publish", "rollback", "status", "search", "ask", "verify"),
    *("documents", "withdraw", "doctor", "run", "models", "records", "questions"),
)


def paragraf(data: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAM), *words],
        env={**os.environ, "PARAGRAF_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, tmp_path: Path) -> None:
    result = paragraf(tmp_path, command, "--help")
    assert result.returncode == 0
    assert "Usage: paragraf" in result.stdout


def test_status_of_an_empty_library_says_what_to_do(tmp_path: Path) -> None:
    result = paragraf(tmp_path, "status")
    assert result.returncode == 0
    assert "paragraf ingest FOLDER" in result.stdout
    assert json.loads(paragraf(tmp_path, "status", "--json").stdout)["active"] is None


def test_a_question_before_anything_is_published_says_so_in_a_sentence(tmp_path: Path) -> None:
    result = paragraf(tmp_path, "search", "annual leave")
    assert result.returncode == 1
    assert "No guidelines have been published yet" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = paragraf(tmp_path, "ingest", str(tmp_path / "nowhere"))
    assert result.returncode == 2
    assert "nowhere" in result.stderr


def test_asking_nothing_is_wrong_use(tmp_path: Path) -> None:
    assert paragraf(tmp_path, "ask").returncode == 2


@pytest.mark.parametrize("text", ["", "  ", "x" * 1001, "\udcff"])
def test_what_is_no_question_gets_a_sentence(text: str) -> None:
    with pytest.raises(BadInput):
        question_text(text)


def test_a_line_that_is_no_question_is_named(tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "1", "text": "Good?"}\n{"id": "2"}\n')
    result = paragraf(tmp_path, "ask", "--file", str(questions))
    assert result.returncode == 2
    assert "Line 2" in result.stderr


@pytest.mark.parametrize("command", ["receipt", "replay"])
def test_a_receipt_that_nobody_kept_is_wrong_use_and_gets_a_sentence(command: str, tmp_path: Path) -> None:
    result = paragraf(tmp_path, "records", command, "0123abcd")
    assert result.returncode == 2
    assert "There is no answer with the receipt 0123abcd." in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unknown_setting_and_an_unknown_profile_are_named(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[page]\ncolour = 'red'\n")
    wrong = paragraf(tmp_path, "status", PARAGRAF_SETTINGS=str(settings))
    assert (wrong.returncode, "page.colour" in wrong.stderr) == (1, True)
    unknown = paragraf(tmp_path, "status", PARAGRAF_PROFILE="cluster9")
    assert (unknown.returncode, "cluster9" in unknown.stderr) == (1, True)


def test_a_data_folder_that_cannot_be_written_gets_a_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    result = paragraf(blocked, "status")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


def test_importing_the_core_loads_no_model_library() -> None:
    check = "import rag.wiring, sys; print(sorted({'torch', 'chromadb', 'streamlit'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True)
    assert result.stdout.strip() == "[]"


def test_a_command_that_is_stopped_says_so_and_nothing_else(tmp_path: Path) -> None:
    # a background job of a shell script starts with SIGINT ignored, and so do its children
    stopped_at_once = (
        "import os, signal, sys; from ui import cli, start\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "@cli.app.command()\n"
        "def wait() -> None: os.kill(os.getpid(), signal.SIGINT)\n"
        "start.main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", stopped_at_once, "wait"],
        env={**os.environ, "PARAGRAF_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 1
    assert (result.stdout + result.stderr).strip() == "Stopped."
