"""How fast the search is, and how near the index comes to exact search, as libraries grow to a million.

The library is made up (synthetic_library.py), with 50 audiences; Chroma, SQLite and the embedding server are
the real ones. Each question is really embedded; the search then goes on with a vector that lies near a
made-up passage. Without close reading. Part of `make benchmark`; PARAGRAF_BENCHMARK_SEARCH names other sizes.
"""

import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from synthetic_library import DIMENSIONS, GROUPS, SECTIONS, AskedAbout, SyntheticLibrary, group_name

from config.settings import load_settings
from rag.domain import EVERYONE, Language, Question
from rag.ports import Embedder, Progress, VectorIndex, Vectors, no_progress
from rag.processes import free_port
from rag.retrieval.search import Searcher
from rag.server_commands import EMBEDDER, VECTORS, vector_store
from rag.servers import Servers
from rag.store.audiences import readable_audiences, shelf
from rag.store.database import open_database
from rag.store.indexing import Indexing
from rag.store.library import Library
from rag.store.reading import Reader
from rag.store.vector_archive import VectorArchive
from rag.store.vectors import ChromaIndex
from rag.wiring import PROGRAMS, embedding_server_of, open_paragraf, with_data

SIZES = os.environ.get("PARAGRAF_BENCHMARK_SEARCH", "10000,100000")
ASKED = 200
"""Questions, each of another person."""
STAGED_AT_ONCE = 400
"""Documents per transaction. Ingestion stages one at a time, so that it loses none that was read."""
WARMING = 5
"""Questions before: whoever starts Paragraf is asked to wait, not who asks."""
FEW, MANY = 5, 9
"""Groups of a person."""
FOUND = 8
NEAREST = 10

Row = Callable[[str, str, str], None]
"""Prints what was measured, the figure and its goal."""
STAGES = {
    "embed_questions": "embedding",
    "nearest": "meaning",
    "by_words": "words",
    "scope": "fetching",
    "newest_publication": "fetching",
    "passages": "fetching",
    "candidates": "fetching",
    "load": "fetching",
}
"""Of the search's parts, by the call that does it; what is left is names and fusing. Words are looked up
while the question is embedded."""


class Stopwatch:
    """Which stage of the search ran when."""

    def __init__(self) -> None:
        self.spans: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def over(self, part: Any) -> Any:
        """The same part of the search, with its calls timed."""
        return _Timed(part, self)

    def seconds(self) -> dict[str, float]:
        """Of each stage, and of any of them, what runs at the same time counted once. Begins anew."""
        found = {stage: _covered(spans) for stage, spans in self.spans.items()}
        found["any"] = _covered([span for spans in self.spans.values() for span in spans])
        self.spans.clear()
        return found


class _Timed:
    def __init__(self, part: Any, watch: Stopwatch) -> None:
        self._part = part
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._part, name)
        if name not in STAGES:
            return value

        def timed(*arguments: Any) -> Any:
            begun = time.perf_counter()
            try:
                return value(*arguments)
            finally:
                self._watch.spans[STAGES[name]].append((begun, time.perf_counter()))

        return timed


class NearPassages:
    """An Embedder of rag.ports that takes its time, and gives vectors near the made-up passages."""

    fingerprint = "synthetic"
    dimensions = DIMENSIONS

    def __init__(self, synthetic: SyntheticLibrary, served: Embedder) -> None:
        self._synthetic = synthetic
        self._served = served
        self.vector_of: dict[str, Vectors] = {}
        """By question, those to come."""

    def embed_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """See rag.ports.Embedder."""
        return np.stack([self._synthetic.vector(text) for text in texts])

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """See rag.ports.Embedder. One that is not to come has no direction."""
        self._served.embed_questions(texts)
        return np.stack([self.vector_of.get(text, np.zeros(DIMENSIONS, np.float32)) for text in texts])


def measure(row: Row) -> None:
    """A library of each size, asked by people of some groups, and by somebody of all."""
    for passages in map(int, SIZES.split(",")):
        with tempfile.TemporaryDirectory(prefix="paragraf-search-") as name:
            _Measurement(passages, Path(name), row).run()


class _Measurement:
    def __init__(self, passages: int, data: Path, row: Row) -> None:
        self._passages = passages
        self._data = data
        self._row = row
        self._synthetic = SyntheticLibrary()
        self._documents = passages // SECTIONS
        self._library = Library(open_database(data / "library.db"))
        self._archive = VectorArchive(self._library.engine)
        self._reader = Reader(self._library.engine)

    def run(self) -> None:
        settings = load_settings()
        spec = vector_store(PROGRAMS, self._data / "vectors", "127.0.0.1", free_port("127.0.0.1"))
        served = embedding_server_of(settings)
        with Servers(self._data, lambda sentence: None) as servers:
            address = servers.use(spec)[VECTORS]
            servers.use(served)[EMBEDDER]
            here = open_paragraf(with_data(settings, self._data))
            embedder = NearPassages(self._synthetic, here.embedder)
            index = ChromaIndex(address.host, address.port, embedder.fingerprint)
            self._fill(Indexing(self._library, self._archive, embedder, lambda: index, no_progress))
            self._ask(embedder, index, settings.retrieval.candidates)
            self._recall(embedder, index, settings.retrieval.candidates)
            self._sizes()

    def _fill(self, indexing: Indexing) -> None:
        begun = time.perf_counter()
        for start in range(0, self._documents, STAGED_AT_ONCE):
            numbers = range(start, min(start + STAGED_AT_ONCE, self._documents))
            self._library.stage(*map(self._synthetic.document, numbers))
        staged = time.perf_counter() - begun
        indexing.bring_in()
        self._library.publish()
        whole = time.perf_counter() - begun
        told = f"{whole:.0f} s, {staged:.0f} s of them texts and words"
        self._row(f"filling with {self._passages:,} passages", told, "")

    def _ask(self, embedder: NearPassages, index: VectorIndex, candidates: int) -> None:
        watch = Stopwatch()
        over = watch.over
        searcher = Searcher(
            over(self._reader), over(self._archive), over(embedder), lambda: over(index), candidates
        )
        goal = {10_000: "p95 120 ms", 100_000: "p95 200 ms"}.get(self._passages, "")
        chance = np.random.default_rng(4)
        some = [_some_groups(chance) for _ in range(ASKED + WARMING)]
        everything = [frozenset(map(group_name, range(GROUPS)))] * (ASKED + WARMING)
        for name, people in (("some 8 audiences each", some), ("all 50 audiences", everything)):
            questions = [self._question(groups, chance) for groups in people]
            embedder.vector_of = {asked.text: asked.vector for asked in questions}
            measured = []
            for groups, asked in zip(people, questions, strict=True):
                begun = time.perf_counter()
                searcher.search(Question(asked.text, groups), FOUND)
                measured.append({"whole": time.perf_counter() - begun, **watch.seconds()})
            self._rows(name, measured, goal)

    def _rows(self, people: str, measured: Sequence[dict[str, float]], goal: str) -> None:
        at = f"at {self._passages:,} passages, {people}"
        self._row(f"first search {at}", _milliseconds([measured[0]["whole"]]), "")
        kept = measured[WARMING:]
        self._row(f"search {at}", _milliseconds([each["whole"] for each in kept]), goal)
        less = [each["whole"] - each["embedding"] for each in kept]
        self._row("… once the question is embedded", _milliseconds(less), "")
        for stage in dict.fromkeys(STAGES.values()):
            self._row(f"… {stage}", _milliseconds([each.get(stage, 0.0) for each in kept]), "")
        fusing = [each["whole"] - each["any"] for each in kept]
        self._row("… names, fusing and the rest", _milliseconds(fusing), "")

    def _question(self, groups: frozenset[str], chance: np.random.Generator) -> AskedAbout:
        """About a document that the person may read."""
        while True:
            number = int(chance.integers(self._documents))
            allowed = self._synthetic.groups_of(number)
            if allowed == EVERYONE or allowed & groups:
                return self._synthetic.question(number, int(chance.integers(1 << 30)))

    def _recall(self, embedder: NearPassages, index: VectorIndex, candidates: int) -> None:
        """Of the ten nearest by the kept vectors: those of one shelf, and of all that a person may read."""
        shelves = _Shelves(self._library, self._archive, embedder.fingerprint)
        chance = np.random.default_rng(5)
        alone, together = [], []
        largest = shelves.names[0]
        for _ in range(ASKED):
            groups = _some_groups(chance)
            vector = self._question(groups, chance).vector
            with self._library.engine.connect() as connection:
                readable = readable_audiences(connection, groups)
            theirs = [shelf(each, language) for each in readable for language in Language]
            asked = [pair for each in theirs for pair in index.nearest(each, vector, candidates)]
            best = {name for name, _ in sorted(asked, key=lambda pair: -pair[1])[:NEAREST]}
            together.append(len(best & shelves.exact(theirs, vector)) / NEAREST)
            ten = {name for name, _ in index.nearest(largest, vector, NEAREST)}
            alone.append(len(ten & shelves.exact([largest], vector)) / NEAREST)
        count = shelves.count(largest)
        self._row("recall@10 of the index, all shelves of a person", f"{np.mean(together):.4f}", ".98")
        self._row(f"… of the largest shelf, {count:,} passages", f"{np.mean(alone):.4f}", ".98")

    def _sizes(self) -> None:
        chroma = [each for each in psutil.Process().children(recursive=True) if _is_chroma(each)]
        memory = sum(each.memory_full_info().pss for each in chroma)
        with self._library.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        files = [file for file in (self._data / "vectors").rglob("*") if file.is_file()]
        self._row("memory of the vector store (PSS)", _gigabytes(memory), "")
        own = psutil.Process().memory_full_info().pss
        self._row("memory of this process, exact search's copy included", _gigabytes(own), "")
        self._row("disk of the vector store", _gigabytes(sum(file.stat().st_size for file in files)), "")
        self._row("disk of library.db", _gigabytes((self._data / "library.db").stat().st_size), "")


class _Shelves:
    """The kept vectors in memory, by shelf; the largest first."""

    def __init__(self, library: Library, archive: VectorArchive, embedder: str) -> None:
        named: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for entry in library.ledger.noted(embedder):
            named[entry.shelf].append((entry.passage, entry.text_hash))
        self._passages = {name: [passage for passage, _ in pairs] for name, pairs in named.items()}
        self._vectors = {
            name: archive.load(embedder, [text for _, text in pairs]) for name, pairs in named.items()
        }
        self.names = sorted(named, key=self.count, reverse=True)

    def count(self, name: str) -> int:
        """How many passages a shelf holds."""
        return len(self._passages[name])

    def exact(self, names: Sequence[str], vector: Vectors) -> set[str]:
        """The ten nearest on the shelves."""
        found: list[tuple[float, str]] = []
        for name in names:
            if name in self._vectors:
                likeness: NDArray[np.float32] = self._vectors[name] @ vector
                best = np.argsort(-likeness)[:NEAREST]
                found += [(float(likeness[place]), self._passages[name][place]) for place in best]
        return {name for _, name in sorted(found, reverse=True)[:NEAREST]}


def _some_groups(chance: np.random.Generator) -> frozenset[str]:
    chosen = chance.choice(GROUPS, size=int(chance.integers(FEW, MANY + 1)), replace=False)
    return frozenset(group_name(int(number)) for number in chosen)


def _covered(spans: Sequence[tuple[float, float]]) -> float:
    """Seconds in which at least one of the spans ran."""
    total = last = 0.0
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, last))
        last = max(last, end)
    return total


def _milliseconds(seconds: Sequence[float]) -> str:
    middle, most = (1000 * float(np.percentile(seconds, share)) for share in (50, 95))
    return f"{middle:.0f} ms" if len(seconds) == 1 else f"p50 {middle:.0f} ms, p95 {most:.0f} ms"


def _gigabytes(size: int) -> str:
    return f"{size / 1024**3:.2f} GiB"


def _is_chroma(process: psutil.Process) -> bool:
    return any(Path(part).name == "chroma" for part in process.cmdline())


def _print(*cells: str) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    measure(_print)
