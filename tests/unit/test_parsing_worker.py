"""Files that break their parser cost themselves and nothing else."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil
import pytest

from ingest import parsing, worker
from ingest.attempts import attempted
from ingest.discovery import find_files
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.worker import parse_files, parsed_or_error, worker_begun
from rag.domain import ParsedDocument, SourceFile
from rag.errors import FileNotReadable


def _files(folder: Path, *names: str) -> list[SourceFile]:
    for name in names:
        (folder / name).write_text(f"# {name}\n\nSome text to read.\n")
    return find_files(folder, "source")


def _treacherous(connection: Connection, limits: Limits) -> None:
    """A worker whose parser crashes on one file and hangs on another."""
    while True:
        try:
            file = connection.recv()
        except EOFError:
            return
        if file.path.startswith("crash"):
            os._exit(139)
        if file.path.startswith("hang"):
            time.sleep(600)
        connection.send(FileNotReadable("read"))


@pytest.fixture
def treacherous(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, str]]:
    monkeypatch.setattr(worker, "_work", _treacherous)

    def reasons(files: list[SourceFile], processes: int, patience: float) -> dict[str, str]:
        monkeypatch.setattr(worker, "_START_SECONDS", patience)
        return {file.path: str(result) for file, result in parse_files(files, processes, Limits(seconds=1.0))}

    return reasons


def test_files_are_parsed_in_other_processes(tmp_path: Path) -> None:
    (tmp_path / "empty.md").touch()
    files = _files(tmp_path, "a.md", "b.md")
    results = {file.path: result for file, result in parse_files(files, processes=1)}
    assert isinstance(results["a.md"], ParsedDocument)
    assert results["a.md"].text == "a.md\n\nSome text to read."
    assert isinstance(results["b.md"], ParsedDocument)
    assert isinstance(results["empty.md"], FileNotReadable)


def test_a_parser_that_crashes_costs_one_file(
    tmp_path: Path, treacherous: Callable[..., dict[str, str]]
) -> None:
    reasons = treacherous(_files(tmp_path, "a.md", "b.md", "c.md", "crash.md"), 2, patience=120.0)
    assert set(reasons) == {"a.md", "b.md", "c.md", "crash.md"}
    assert "stopped the program" in reasons.pop("crash.md")
    assert set(reasons.values()) == {"read"}


def test_a_parser_that_hangs_is_ended(tmp_path: Path, treacherous: Callable[..., dict[str, str]]) -> None:
    reasons = treacherous(_files(tmp_path, "a.md", "hang.md"), 1, patience=8.0)
    assert "too long" in reasons["hang.md"]
    assert reasons["a.md"] == "read"


def test_stopping_early_leaves_no_process(tmp_path: Path, treacherous: Callable[..., dict[str, str]]) -> None:
    results = parse_files(_files(tmp_path, "a.md", "b.md", "hang.md"), processes=2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert not _workers()


def test_a_worker_begun_before_reads_the_first_file(tmp_path: Path) -> None:
    files = _files(tmp_path, "a.md", "b.md")
    with worker_begun(2, DEFAULT_LIMITS) as read_files:
        (begun,) = _workers()
        results = read_files(files)
        read = [next(results)[0].path]
        assert begun in _workers()
        read += [file.path for file, _ in results]
    assert sorted(read) == ["a.md", "b.md"]
    assert not _workers()


def test_a_worker_begun_for_nothing_is_stopped() -> None:
    with worker_begun(2, DEFAULT_LIMITS) as read_files:
        assert len(_workers()) == 1
        assert list(read_files([])) == []
    assert not _workers()


def test_an_interrupt_is_for_the_command_and_not_for_its_workers(tmp_path: Path) -> None:
    with worker_begun(1, DEFAULT_LIMITS) as read_files:
        (begun,) = _workers()
        assert begun.pid is not None
        os.kill(begun.pid, signal.SIGINT)
        ((_, result),) = read_files(_files(tmp_path, "a.md"))
        assert isinstance(result, ParsedDocument)
        assert not begun.is_alive()


def test_tables_of_all_languages_are_not_loaded_to_read_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<main><h1>Ledighet</h1><p>Du ansöker senast i mars.</p></main>")
    program = (
        "import sys; from pathlib import Path\n"
        "from ingest.discovery import find_files; from ingest.parsing import parse\n"
        "print(parse(find_files(Path(sys.argv[1]), 's')[0]).text)\n"
        "assert 'unstructured.partition.common.lang' in sys.modules\n"
        "assert 'iso639.language' not in sys.modules\n"
        "from unstructured.partition.common import lang\n"
        "print(lang._get_iso639_language_object('swe').name)"
    )
    run = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True)
    assert run.stdout.splitlines()[-2:] == ["Du ansöker senast i mars.", "Swedish"], run.stderr


def _workers() -> list[BaseProcess]:
    return [child for child in multiprocessing.active_children() if child.name == "paragraf-parser"]


def test_no_files_need_no_process() -> None:
    assert list(parse_files([], processes=2)) == []


def test_whatever_a_parser_raises_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(file: SourceFile, limits: Limits) -> ParsedDocument:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr(parsing, "parse", broken)
    result = parsed_or_error(_files(tmp_path, "a.md")[0])
    assert isinstance(result, FileNotReadable)
    assert "damaged" in result.user_message
    assert "ZeroDivisionError" in result.__notes__[0]


def _greedy(connection: Connection, limits: Limits) -> None:
    """A worker whose parser wants more memory than there is."""
    worker._confined(limits)
    while True:
        try:
            file = connection.recv()
        except EOFError:
            return
        connection.send(attempted(partial(_of_size, file)))


def _of_size(file: SourceFile) -> ParsedDocument:
    raise FileNotReadable(f"{len(bytearray(file.size * 2**30))}")


def test_a_file_that_wants_too_much_memory_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_work", _greedy)
    (tmp_path / "large.txt").write_text("12345678")
    (tmp_path / "none.txt").touch()
    limits = Limits(seconds=30, memory=2**30)
    reasons = {file.path: str(result) for file, result in parse_files(find_files(tmp_path, "s"), 1, limits)}
    assert "more memory" in reasons["large.txt"]
    assert reasons["none.txt"] == "0"


def _with_child(connection: Connection, limits: Limits) -> None:
    """A worker that has started a program, as for a scanned page, and hangs."""
    worker._confined(limits)
    connection.recv()
    child = subprocess.Popen(["sleep", "300"])
    Path(os.environ["CHILD"]).write_text(str(child.pid))
    time.sleep(300)


def test_what_a_hanging_parser_has_started_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_work", _with_child)
    monkeypatch.setattr(worker, "_START_SECONDS", 5.0)
    monkeypatch.setenv("CHILD", str(tmp_path / "child"))
    (tmp_path / "in").mkdir()
    ((_, result),) = parse_files(_files(tmp_path / "in", "hang.md"), 1, Limits(seconds=0.5))
    assert "too long" in str(result)
    child = int((tmp_path / "child").read_text())
    assert _has_ended(child)


def _has_ended(process: int) -> bool:
    for _ in range(50):
        try:
            if psutil.Process(process).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.1)
    return False
