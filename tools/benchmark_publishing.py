"""Times of publishing and taking back at 100,000 passages, measured with Chroma's real server.

Texts and vectors are made up: what is measured begins where reading and embedding have ended. Part of
`make benchmark`; PARAGRAF_BENCHMARK_PASSAGES makes it smaller.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ingest.chunking import passages_of
from ingest.pipeline import Pipeline
from rag.domain import DocumentVersion, Element, ElementKind, Facts, Language, ParsedDocument, SourceFile
from rag.ports import Progress, Vectors, no_progress
from rag.processes import free_port
from rag.server_commands import VECTORS, vector_store
from rag.servers import Servers
from rag.store.database import open_database
from rag.store.indexing import Indexing
from rag.store.library import Library
from rag.store.vector_archive import VectorArchive
from rag.store.vectors import ChromaIndex
from rag.wiring import PROGRAMS

PASSAGES = int(os.environ.get("PARAGRAF_BENCHMARK_PASSAGES", "100000"))
SECTIONS = 10
"""Passages of a document."""
CHANGED = 10
"""Documents that a publication changes."""
ROUNDS = 8
"""Publications, more than are kept, so that clearing out is part of the later ones."""
DIMENSIONS = 384
"""Of the default embedder's vectors."""
WORDS = [f"ord{number}" for number in range(5000)]

Row = Callable[[str, str, str], None]
"""Prints what was measured, the figure and its goal."""


class RandomEmbedder:
    """An Embedder of rag.ports whose vectors mean nothing."""

    fingerprint = "random"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self._generator = np.random.default_rng(0)

    def embed_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """See rag.ports.Embedder."""
        return self.embed_questions(texts)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """See rag.ports.Embedder."""
        vectors = self._generator.standard_normal((len(texts), DIMENSIONS), dtype=np.float32)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def measure(row: Row) -> None:
    """Fill a library with made-up documents, publish changes and take them back."""
    with tempfile.TemporaryDirectory(prefix="paragraf-publishing-") as name:
        data = Path(name)
        spec = vector_store(PROGRAMS, data / "vectors", "127.0.0.1", free_port("127.0.0.1"))
        with Servers(data, lambda sentence: None) as servers:
            address = servers.use(spec)[VECTORS]
            index = ChromaIndex(address.host, address.port, RandomEmbedder.fingerprint)
            library = Library(open_database(data / "library.db"))
            archive = VectorArchive(library.engine)
            indexing = Indexing(library, archive, RandomEmbedder(), lambda: index, no_progress)
            _measure(library, indexing, Pipeline(library, indexing, lambda files: [], data), row)


def _measure(library: Library, indexing: Indexing, pipeline: Pipeline, row: Row) -> None:
    for number in range(PASSAGES // SECTIONS):
        library.stage(made_up(number, "first"))
    seconds = _seconds(indexing.bring_in)
    row("filling the index", f"{PASSAGES} passages, {PASSAGES / seconds:.0f} a second", "")
    row(f"publishing all {PASSAGES} passages", f"{_seconds(pipeline.publish):.2f} s", "1 s")
    publishing, bringing_in = [], []
    for turn in range(ROUNDS):
        for number in range(CHANGED):
            library.stage(made_up(number, f"change {turn}"))
        bringing_in.append(_seconds(indexing.bring_in))
        publishing.append(_seconds(pipeline.publish))
    row(f"indexing {CHANGED * SECTIONS} changed passages", _middle_and_most(bringing_in), "")
    row(f"publishing {CHANGED * SECTIONS} changed passages", _middle_and_most(publishing), "1 s")
    taking_back = [_seconds(pipeline.rollback) for _ in range(ROUNDS // 2)]
    oldest = library.publications(limit=1)[0].number - library.kept + 1
    taking_back.append(_seconds(lambda: pipeline.rollback(oldest)))
    row("rolling back", _middle_and_most(taking_back), "1 s")


def made_up(number: int, mark: str) -> DocumentVersion:
    """A document of SECTIONS sections; the mark is in every one, so that another mark changes them all."""
    words = random.Random(f"{number} {mark}")
    elements: list[Element] = []
    text = ""
    for section in range(SECTIONS):
        heading = f"Avsnitt {number}.{section}"
        body = f"{mark} {' '.join(words.choices(WORDS, k=70))}"
        for kind, part, above in ((ElementKind.TITLE, heading, ()), (ElementKind.TEXT, body, (heading,))):
            elements.append(Element(kind, len(text), len(text) + len(part), None, above))
            text += f"{part}\n\n"
    file = SourceFile("made-up", f"{number}.md", Path(f"{number}.md"), len(text), f"made.up-{number}-{mark}")
    parsed = ParsedDocument(file, f"Dokument {number}", Language.SWEDISH, text, tuple(elements), (), Facts())
    return DocumentVersion(f"{number}-{mark}", parsed, passages_of(parsed))


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _middle_and_most(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.2f} s, slowest of {len(seconds)} {max(seconds):.2f} s"
