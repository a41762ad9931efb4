"""Furniture of the quick suite: a library on disk, with fakes where a server or a model would be."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest.pipeline import Pipeline
from ingest.preview import Planner
from ingest.worker import parsed_or_error
from rag.answering.abstaining import ChosenLimit, Limits
from rag.answering.assistant import Assistant
from rag.answering.quoting import Quoting
from rag.domain import Language, ParsedDocument, SourceFile
from rag.errors import ParagrafError
from rag.fakes.chat_model import ScriptedChatModel
from rag.fakes.embedder import FakeEmbedder
from rag.ports import VectorIndex
from rag.records.content import Installation
from rag.records.receipts import Receipts
from rag.retrieval.search import Searcher
from rag.store.database import open_database
from rag.store.exact import ExactIndex
from rag.store.indexing import Indexing
from rag.store.library import Library
from rag.store.reading import Reader
from rag.store.vector_archive import VectorArchive
from tests.furniture.stack import made_up_address, page_address, stack, unvisited_address
from tests.screen.page_fixtures import page, paragraf, records

__all__ = ["made_up_address", "page", "page_address", "paragraf", "records", "stack", "unvisited_address"]

LIMIT = 6.0
"""Confidence below which nothing answers, for the fake embedder's likenesses."""


def read_here(files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, ParsedDocument | ParagrafError]]:
    """Reads files in this process: a worker takes seconds to start, and has tests of its own."""
    return ((file, parsed_or_error(file)) for file in files)


@dataclass
class House:
    """A whole Paragraf over one folder, without servers."""

    folder: Path
    guidelines: Path
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    index: ExactIndex = field(default_factory=ExactIndex)
    model: ScriptedChatModel = field(default_factory=ScriptedChatModel)

    def __post_init__(self) -> None:
        engine = open_database(self.folder / "library.db")
        self.library = Library(engine)
        self.reader = Reader(engine)
        self.receipts = Receipts(engine, Installation("0.1.0", {}))
        self.archive = VectorArchive(engine)
        self.indexing = Indexing(
            self.library, self.archive, self.embedder, lambda: self.index, lambda stage, done, total: None
        )
        self.pipeline = Pipeline(self.library, self.indexing, read_here, self.folder)
        self.planner = Planner(self.library, self.indexing, read_here, lambda stage, done, total: None)
        self.searcher = self.searcher_over(self.library, lambda: self.index)

    def use(self, index: VectorIndex) -> None:
        """Go on with another vector index."""
        self.index = index  # type: ignore[assignment]

    def searcher_over(self, library: Library, index: Callable[[], VectorIndex]) -> Searcher:
        """The search over another library and index."""
        archive = VectorArchive(library.engine)
        return Searcher(Reader(library.engine), archive, self.embedder, index, candidates=60)

    def assistant(self, way: str = "quote", statements: int = 3) -> Assistant:
        """An assistant over this library."""
        return Assistant(
            self.searcher,
            self.embedder,
            self.model,
            self.receipts,
            self.quoting(statements),
            way=lambda: way,
            passages=6,
            statements=statements,
        )

    def quoting(self, statements: int = 3) -> Quoting:
        """The choosing of sentences, with the model's judgement in both languages."""
        limits = Limits(embedder="", languages=dict.fromkeys(Language, ChosenLimit(limit=LIMIT)))
        return Quoting(self.embedder, lambda: self.model, statements, limits, frozenset(Language))

    def write(self, path: str, text: str) -> Path:
        """Put a guideline in the folder."""
        file = self.guidelines / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def ingest(self) -> None:
        """Ingest and publish the folder."""
        self.pipeline.ingest(self.guidelines, "guidelines")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty house."""
    guidelines = tmp_path / "guidelines"
    guidelines.mkdir()
    return House(tmp_path / "data", guidelines)


@pytest.fixture
def furnished(house: House) -> House:
    """A house with three short guidelines, published."""
    house.write(
        "leave.md",
        "# Annual leave\n\nYou apply for annual leave at least 21 days ahead.\n\nYour manager decides.\n",
    )
    house.write(
        "gifts.md",
        "# Gifts\n\nYou may not accept gifts worth more than 300 kronor.\n\nAlways tell your manager.\n",
    )
    house.write(
        "resor.md", "# Resor\n\nDu ska boka resan minst två veckor i förväg.\n\nRes med tåg när det går.\n"
    )
    house.ingest()
    return house
