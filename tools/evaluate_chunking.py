"""Measure how passages are cut: what of the right words is found, and how much beside them.

python tools/evaluate_chunking.py FOLDER [FOLDER …] [--settings 'NAME;NAME'] [--documents 'ID;ID']
    [--vectors FOLDER]

Each folder has docs.jsonl and queries.jsonl. Where there are a handful of long documents and spans in them,
as in Chroma's chunking report, recall, precision and IoU of the spans' characters are measured, by meaning
alone and by the product's search, at several numbers of passages; "fewest" is the report's own minimum: as
many passages as have a right character. Elsewhere nDCG@10 of documents, on every fifth question, by the
product's search. Documents are read as the text files they are, as the product reads them. --vectors keeps
what was embedded for the next run. Prints Markdown, as it stands in docs/evaluation.md.
"""

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from config.settings import load_settings
from ingest.chunking import SIZES, Sizes, passages_of
from ingest.parsing import parse
from rag.domain import (
    DocumentVersion,
    Element,
    ElementKind,
    Found,
    ParsedDocument,
    Passage,
    Question,
    SourceFile,
    embedded_text,
)
from rag.evaluation.spans import Place, SpanScores, aligned, span_scores, touched
from rag.models.embedder import SentenceTransformerEmbedder
from rag.ports import Progress, Vectors, no_progress
from rag.retrieval.search import Searcher
from rag.store.database import open_database
from rag.store.exact import ExactIndex
from rag.store.indexing import Indexing
from rag.store.library import Library
from rag.store.reading import Reader
from rag.store.vector_archive import VectorArchive
from rag.wiring import model_folder

DEPTHS = (3, 5, 8, 10)
"""Numbers of passages; the report's is 5, the product offers 8."""
LONG_DOCUMENTS = 20
"""A set with no more documents than this is about places in them."""
EVERY = 5
AT_ONCE = 512
MISSED = "–"


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to cut and to embed."""

    name: str
    sizes: Sizes
    structured: bool = True
    """Cut along headings, paragraphs and lists; else the whole text is one paragraph."""
    context: bool = True
    """Title and headings are embedded with a passage's text."""


def _sizes(target: int) -> Sizes:
    return Sizes(target=target, most=round(1.4 * target), tiny=target // 5)


SETTINGS = (
    *(Setting(f"{target}", _sizes(target)) for target in (200, 300, 400, 500, 600, 800, 1000, 1400)),
    *(Setting(f"{target}, text alone", _sizes(target), context=False) for target in (400, 600, 1000)),
    *(Setting(f"{target}, no structure", _sizes(target), structured=False) for target in (400, 600, 1000)),
    Setting("in use", SIZES),
)


class KeptEmbedder:
    """The product's embedder, which embeds no text twice."""

    def __init__(self, embedder: SentenceTransformerEmbedder, archive: VectorArchive) -> None:
        self._embedder = embedder
        self._archive = archive
        self.fingerprint = embedder.fingerprint
        self.dimensions = embedder.dimensions

    def embed_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """See rag.ports.Embedder."""
        return self._kept(texts, "passages", self._embedder.embed_passages)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """See rag.ports.Embedder."""
        return self._kept(texts, "questions", self._embedder.embed_questions)

    def _kept(self, texts: Sequence[str], form: str, embed: Callable[[list[str]], Vectors]) -> Vectors:
        known = {sha256(text.encode()).hexdigest(): text for text in texts}
        fingerprint = f"{self.fingerprint} {form}"
        missing = sorted(self._archive.missing(fingerprint, list(known)), key=lambda name: len(known[name]))
        for start in range(0, len(missing), AT_ONCE):
            names = missing[start : start + AT_ONCE]
            self._archive.save(fingerprint, names, embed([known[name] for name in names]))
        return self._archive.load(fingerprint, [sha256(text.encode()).hexdigest() for text in texts])


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a set, as the product read it."""

    name: str
    parsed: ParsedDocument
    places: tuple[int, ...]
    """Of each character of the parsed text, its place in the set's own text."""

    def place(self, start: int, end: int) -> Place:
        """The place in the set's own text of characters [start, end) of the parsed text."""
        return self.name, self.places[start], self.places[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the documents that answer it, and the places where they are known."""

    text: str
    gold: frozenset[str]
    right: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """Documents, and questions about them."""

    name: str
    documents: Sequence[Document]
    asked: Sequence[Asked]


class Bench:
    """One set cut in one way: its passages, and the product's search over them."""

    def __init__(
        self, folder: Path, documents: Sequence[Document], setting: Setting, embedder: KeptEmbedder
    ) -> None:
        self._documents = {document.parsed.file.path: document for document in documents}
        self._context = setting.context
        self._embedder = embedder
        self.passages: list[tuple[Document, Passage]] = []
        engine = open_database(folder / "library.db")
        library, archive, index = Library(engine), VectorArchive(engine), ExactIndex()
        for document in documents:
            parsed = document.parsed if setting.structured else _in_one_paragraph(document.parsed)
            cut = passages_of(parsed, setting.sizes)
            self.passages += [(document, passage) for passage in cut]
            library.stage(DocumentVersion(document.name, parsed, cut))
        self._vectors = self._embed()
        if setting.context:
            indexing = Indexing(library, archive, embedder, lambda: index, no_progress)
            indexing.bring_in()
            library.publish(None, indexing.embedder)
        candidates = load_settings().retrieval.candidates
        self._searcher = Searcher(Reader(engine), archive, embedder, lambda: index, candidates)

    def _embed(self) -> Vectors:
        texts = [
            embedded_text(
                document.parsed.title,
                passage.headings,
                passage.text,
                passage.lead_in.text if passage.lead_in else "",
            )
            if self._context
            else passage.text
            for document, passage in self.passages
        ]
        return self._embedder.embed_passages(texts)

    def all_places(self) -> list[Place]:
        """Of every passage."""
        return [document.place(passage.start, passage.end) for document, passage in self.passages]

    def by_meaning(self, text: str, limit: int) -> list[Place]:
        """The places of the nearest passages by the embedder alone."""
        likeness = self._vectors @ self._embedder.embed_questions([text])[0]
        best = np.argsort(-likeness, kind="stable")[:limit]
        chosen = [self.passages[number] for number in best]
        return [document.place(passage.start, passage.end) for document, passage in chosen]

    def by_search(self, text: str, limit: int) -> list[Place]:
        """The places of the passages that the product would offer."""
        return [
            self._documents[found.document].place(found.start, found.end)
            for found in self._found(text, limit)
        ]

    def _found(self, text: str, limit: int) -> tuple[Found, ...]:
        return self._searcher.search(Question(text), limit).found


def main(arguments: Sequence[str]) -> int:
    """Exit status 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--settings", default=";".join(setting.name for setting in SETTINGS))
    parser.add_argument("--documents", default="")
    parser.add_argument("--vectors", type=Path)
    chosen = parser.parse_args(arguments)
    settings = [setting for setting in SETTINGS if setting.name in chosen.settings.split(";")]
    with tempfile.TemporaryDirectory(prefix="paragraf-chunking-") as name:
        work = Path(name)
        embedder = _embedder(chosen.vectors or work)
        for folder in chosen.folders:
            _measure(_set(folder, work / folder.name, chosen.documents), settings, embedder, work)
    return 0


def _embedder(vectors: Path) -> KeptEmbedder:
    settings = load_settings()
    model = model_folder(settings, settings.embedding.model)
    embedder = SentenceTransformerEmbedder(model, threads=settings.embedding.threads, batch_size=32)
    return KeptEmbedder(embedder, VectorArchive(open_database(vectors / "vectors.db")))


def _set(folder: Path, texts: Path, names: str) -> Set:
    documents = _documents(folder, texts, names.split(";") if names else ())
    known = {document.name for document in documents}
    asked = [one for one in _asked(folder) if one.gold & known]
    return Set(folder.name, documents, asked)


def _measure(chosen: Set, settings: Sequence[Setting], embedder: KeptEmbedder, work: Path) -> None:
    documents = chosen.documents
    is_about_places = len(documents) <= LONG_DOCUMENTS
    asked = chosen.asked[:: 1 if is_about_places else EVERY]
    print(f"\n{chosen.name}: {len(documents)} documents, {len(asked)} questions\n")
    _print_row("setting", "passages", "median", *(_place_columns() if is_about_places else ("nDCG@10", "s")))
    _print_row(*["---"] * (3 + (len(_place_columns()) if is_about_places else 2)))
    for number, setting in enumerate(settings):
        started = time.monotonic()
        bench = Bench(work / f"{chosen.name}-{number}", documents, setting, embedder)
        lengths = sorted(passage.end - passage.start for _, passage in bench.passages)
        facts = (setting.name, str(len(lengths)), str(lengths[len(lengths) // 2]))
        if is_about_places:
            _print_row(*facts, *_place_cells(bench, asked, setting.context))
        elif setting.context:
            value = fmean(_ndcg([place[0] for place in bench.by_search(one.text, 60)], one) for one in asked)
            _print_row(*facts, f"{value:.3f}", f"{time.monotonic() - started:.0f}")


def _place_columns() -> list[str]:
    return [f"{way} {depth}" for way in ("meaning", "search") for depth in ("fewest", *DEPTHS)]


def _place_cells(bench: Bench, asked: Sequence[Asked], is_searched: bool) -> list[str]:
    places = bench.all_places()
    fewest = [touched(places, one.right) for one in asked]
    cells: list[str] = []
    ways = [bench.by_meaning, *([bench.by_search] if is_searched else [])]
    for way in ways:
        found = [way(one.text, max(*DEPTHS, most)) for one, most in zip(asked, fewest, strict=True)]
        for limits in (fewest, *([depth] * len(asked) for depth in DEPTHS)):
            scores = [
                span_scores(places[:limit], one.right)
                for places, limit, one in zip(found, limits, asked, strict=True)
            ]
            cells.append(_cell(scores))
    return cells + [MISSED] * (len(_place_columns()) - len(cells))


def _cell(scores: Sequence[SpanScores]) -> str:
    recall, precision, iou = (
        100 * fmean(getattr(score, name) for score in scores) for name in ("recall", "precision", "iou")
    )
    return f"{recall:.1f} / {precision:.1f} / {iou:.1f}"


def _ndcg(found: Iterable[str], asked: Asked) -> float:
    ranked = list(dict.fromkeys(found))[:10]
    gain = sum(1 / math.log2(rank + 2) for rank, name in enumerate(ranked) if name in asked.gold)
    return gain / sum(1 / math.log2(rank + 2) for rank in range(min(10, len(asked.gold))))


def _documents(folder: Path, texts: Path, names: Sequence[str]) -> list[Document]:
    texts.mkdir(parents=True)
    documents = []
    for number, row in enumerate(_rows(folder / "docs.jsonl")):
        if names and row["id"] not in names:
            continue
        location = texts / f"{number}.txt"
        location.write_text(row["text"], encoding="utf-8")
        parsed = parse(SourceFile("set", location.name, location, location.stat().st_size, str(number)))
        titled = replace(parsed, title=row.get("title") or parsed.title)
        documents.append(Document(row["id"], titled, tuple(aligned(parsed.text, row["text"]))))
    return documents


def _asked(folder: Path) -> list[Asked]:
    return [
        Asked(
            row["text"],
            frozenset(row["gold"]),
            tuple((span["doc"], span["start"], span["end"]) for span in row.get("spans", ())),
        )
        for row in _rows(folder / "queries.jsonl")
        if row["gold"]
    ]


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _in_one_paragraph(parsed: ParsedDocument) -> ParsedDocument:
    return replace(parsed, elements=(Element(ElementKind.TEXT, 0, len(parsed.text), None, ()),))


def _print_row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
