"""`make benchmark`: times and memory on this machine, as a table. Nothing in it passes or fails.

Measured on the sample guidelines, repeated under other names until there are 2,000 passages, in a data
folder of its own; the models are those in place. Times are of one run: trust the ratios.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import benchmark_page
import benchmark_publishing
import benchmark_search
import psutil

from config.settings import Settings, load_settings
from ingest.discovery import find_files
from ingest.worker import parse_files
from rag.answers import SourcesFound
from rag.domain import Question, SourceFile
from rag.processes import free_port
from rag.store.database import open_database
from rag.store.library import Library
from rag.wiring import open_paragraf

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples" / "guidelines"
QUESTIONS = ROOT / "samples" / "questions.jsonl"
PROGRAM = Path(sys.executable).with_name("paragraf")
PASSAGES = 2000
DOCUMENTS = 1000
REPEATS = 3
READY = "Paragraf is ready: "


def main() -> None:
    """Print the table; rows come as they are measured."""
    with tempfile.TemporaryDirectory(prefix="paragraf-benchmark-") as name:
        environment = _environment(Path(name) / "data")
        os.environ.update(environment)
        folder = _many_guidelines(Path(name) / "guidelines")
        _print("what", "measured", "goal")
        _print("---", "---", "---")
        _ingestion(folder, environment)
        _parallel_reading(folder)
        documents = _thousand_documents(Path(name) / "thousand")
        _again(documents, {**environment, "PARAGRAF_DATA": str(Path(name) / "again")}, "nothing running")
        benchmark_publishing.measure(_print)
        benchmark_search.measure(_print)
        with _running(environment) as (seconds, process):
            _print("a later start, to the ready line", f"{seconds:.0f} s", "90 s")
            _questions(load_settings())
            _print("memory of all processes (PSS)", f"{_memory(process) / 1024**3:.1f} GiB", "6 GiB")
            benchmark_page.measure(_print)
            _again(documents, environment, "Paragraf running")


def _environment(data: Path) -> dict[str, str]:
    settings = load_settings()
    models = settings.data.resolve() / "models"
    return {
        "PARAGRAF_DATA": str(data),
        "PARAGRAF_EMBEDDING__MODEL": str(models / settings.embedding.model),
        "PARAGRAF_MODEL_SERVER__MODEL": str(models / settings.model_server.model),
        "PARAGRAF_PAGE__PORT": str(free_port("127.0.0.1")),
        "PARAGRAF_VECTOR_STORE__PORT": str(free_port("127.0.0.1")),
        "PARAGRAF_EMBEDDING__PORT": str(free_port("127.0.0.1")),
        "PARAGRAF_MODEL_SERVER__PORT": str(free_port("127.0.0.1")),
    }


def _many_guidelines(folder: Path) -> Path:
    """Copies of the samples' Markdown with a mark of their own in every paragraph, so no two are alike."""
    originals = sorted(SAMPLES.glob("[es][nv]/*.md"))
    folder.mkdir()
    for number in range(PASSAGES // (len(originals) * 8) + 1):
        for original in originals:
            head, _, body = original.read_text("utf-8").partition("\n---\n")
            marked = body.replace("\n\n", f" ({number}.)\n\n")
            unlike = head.replace("replaces:", "owner:")
            (folder / f"{original.stem}-{number}.md").write_text(f"{unlike}\n---\n{marked}", "utf-8")
    return folder


def _ingestion(folder: Path, environment: Mapping[str, str]) -> None:
    started = time.monotonic()
    # exit status 1 only says that a file was not read; the report below says how many were
    run = subprocess.run(
        [str(PROGRAM), "ingest", str(folder), "--json"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    seconds = time.monotonic() - started
    passages = json.loads(run.stdout)["summary"]["passages"]
    raw = _raw_embedding(load_settings())
    _print("ingestion, whole command", f"{passages} passages, {passages / seconds:.1f} a second", "")
    _print("the raw embedder on the same passages", f"{raw:.1f} a second", "")
    _print("ingestion to raw embedder", f"{100 * passages / seconds / raw:.0f} %", "85 %")


def _parallel_reading(folder: Path) -> None:
    """PARAGRAF_BENCHMARK_FILES names another folder, for instance one of many formats."""
    chosen = Path(os.environ.get("PARAGRAF_BENCHMARK_FILES", folder))
    files = find_files(chosen, "benchmark")
    seconds = [_seconds(partial(_read_all, files, processes)) for processes in (1, 2)]
    told = (
        f"{seconds[0]:.0f} s alone, {seconds[1]:.0f} s with two: {seconds[0] / seconds[1]:.2f} times as fast"
    )
    _print(f"reading {len(files)} files in one process, and in two", told, "1.7 times")


def _read_all(files: Sequence[SourceFile], processes: int) -> None:
    for _ in parse_files(files, processes):
        pass


def _thousand_documents(folder: Path) -> Path:
    folder.mkdir()
    for number in range(DOCUMENTS):
        words = f"Beslut {number} gäller från den dag då det har fattats och skrivits ned."
        (folder / f"{number}.md").write_text(f"# Beslut {number}\n\n{words}\n", "utf-8")
    return folder


def _again(documents: Path, environment: Mapping[str, str], state: str) -> None:
    """1,000 documents that are as they were, and then one that is not."""
    command = [str(PROGRAM), "ingest", str(documents), "--json"]
    run = partial(subprocess.run, command, env={**os.environ, **environment}, capture_output=True)
    run()
    unchanged = min(_seconds(run) for _ in range(REPEATS))
    changed = []
    for turn in range(REPEATS):
        words = f"Det har ändrats den {turn}:e gången, medan {state}."
        (documents / f"{turn}.md").write_text(f"# Beslut {turn}\n\n{words}\n", "utf-8")
        changed.append(_seconds(run))
    _print(
        f"ingesting {DOCUMENTS} unchanged documents again, {state}",
        f"{unchanged:.2f} s, best of {REPEATS}",
        "3 s",
    )
    on_top = min(changed) - unchanged
    _print(f"one changed document, on top, {state}", f"{on_top:.2f} s, best of {REPEATS}", "2 s")


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _raw_embedding(settings: Settings) -> float:
    """Passages a second of sentence-transformers alone, loaded before, on the passages that were ingested."""
    import torch
    from sentence_transformers import SentenceTransformer

    audiences = open_paragraf(settings).archive.texts_without_vector("nobody's").values()
    texts = [text for texts in audiences for text in texts.values()]
    torch.set_num_threads(settings.embedding.threads)
    model = SentenceTransformer(settings.embedding.model, device="cpu", local_files_only=True)
    started = time.monotonic()
    model.encode([f"passage: {text}" for text in texts], normalize_embeddings=True)
    return len(texts) / (time.monotonic() - started)


@contextmanager
def _running(environment: Mapping[str, str]) -> Iterator[tuple[float, subprocess.Popen[str]]]:
    """`paragraf run`, with the seconds until it was ready."""
    started = time.monotonic()
    process = subprocess.Popen(
        [str(PROGRAM), "run"], env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith(READY):
                break
        yield time.monotonic() - started, process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _questions(settings: Settings) -> None:
    paragraf = open_paragraf(settings)
    lines = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    paragraf.assistant.answer(Question(lines[0]["text"]))
    sources, answers = [], []
    for line in lines[1:]:
        started = time.monotonic()
        for event in paragraf.assistant.ask(Question(line["text"])):
            if isinstance(event, SourcesFound):
                sources.append(time.monotonic() - started)
        answers.append(time.monotonic() - started)
        # people read before they ask again, and the model server's threads come to rest
        time.sleep(2)
    _print("sources visible, median and slowest of 23", _middle_and_most(sources), "1 s")
    _print("quoted answer, median and slowest of 23", _middle_and_most(answers), "6 s")
    passages = Library(open_database(settings.data / "library.db")).publications(limit=1)[0].passages
    _print("passages published meanwhile", str(passages), f"{PASSAGES}")


def _middle_and_most(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"{ordered[len(ordered) // 2]:.2f} s, {ordered[-1]:.2f} s"


def _memory(process: subprocess.Popen[str]) -> int:
    own = psutil.Process(process.pid)
    family = [own, *own.children(recursive=True)]
    return sum(member.memory_full_info().pss for member in family)


def _print(*cells: str) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if not shutil.which(str(PROGRAM)):
        sys.exit("Paragraf is not installed here. Run `make benchmark`.")
    main()
