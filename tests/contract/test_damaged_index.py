"""A vector store whose files were damaged is found out before it is used, and made anew from the library."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import House

from rag.domain import Question
from rag.ports import VectorIndex
from rag.processes import Address, Say, free_port
from rag.server_commands import VECTORS, vector_store
from rag.servers import Servers
from rag.store.indexing import Indexing, bring_in_step
from rag.store.vectors import ChromaIndex
from rag.wiring import PROGRAMS

pytestmark = pytest.mark.live


@contextmanager
def served(house: House) -> Iterator[tuple[VectorIndex, list[str]]]:
    """Chroma over the house's folder, examined as Paragraf does, and what was said on the way."""
    said: list[str] = []

    def indexing(address: Address) -> Indexing:
        index = ChromaIndex(address.host, address.port, house.embedder.fingerprint)
        return house.indexing.over(house.library, index)

    def examine(address: Address, say: Say) -> None:
        bring_in_step(indexing(address), say)

    spec = vector_store(PROGRAMS, house.folder / "vectors", "127.0.0.1", free_port("127.0.0.1"), examine)
    with Servers(house.folder, said.append) as servers:
        address = servers.use(spec)[VECTORS]
        yield ChromaIndex(address.host, address.port, house.embedder.fingerprint), said


def graph(vectors: Path) -> Path:
    return next(path for path in vectors.iterdir() if path.is_dir())


DAMAGES: dict[str, Callable[[Path], None]] = {
    "the whole folder is gone": shutil.rmtree,
    "the database is gone": lambda vectors: (vectors / "chroma.sqlite3").unlink(),
    "the database is cut off": lambda vectors: cut_off(vectors / "chroma.sqlite3"),
    "a graph is gone": lambda vectors: shutil.rmtree(graph(vectors)),
    "a graph's vectors are cut off": lambda vectors: cut_off(graph(vectors) / "data_level0.bin"),
    "a graph's header is cut off": lambda vectors: cut_off(graph(vectors) / "header.bin"),
    "a graph's names are gone": lambda vectors: (graph(vectors) / "index_metadata.pickle").unlink(),
}


WORDS = [f"{number}word" for number in range(1000)]
GIFTS = "You may not accept gifts worth more than 300 kronor."
"""Asked for in its own words: among passages of random words, Chroma's approximate search misses this one
in a fifth of its graphs when it is asked for by two of them."""
QUICK = ("a graph is gone",)
"""The damage that Chroma itself does not notice."""


def cut_off(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 3])


@pytest.fixture
def full(house: House) -> House:
    """A house with more passages than Chroma keeps in its log, so that it has written its graph."""
    words = random.Random(1)
    bodies = [" ".join(words.choices(WORDS, k=40)) for _ in range(1400)]
    sections = "\n\n".join(f"## Part {part}\n\n{body}." for part, body in enumerate(bodies))
    house.write("parts.md", f"# Parts\n\n{sections}\n")
    house.write("gifts.md", f"# Gifts\n\n{GIFTS}\n")
    return house


@pytest.mark.parametrize(
    "damage", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in DAMAGES]
)
def test_a_damaged_vector_store_is_made_anew_before_it_is_used(full: House, damage: str) -> None:
    with served(full) as (index, _):
        full.use(index)
        full.ingest()
    DAMAGES[damage](full.folder / "vectors")
    with served(full) as (index, said):
        full.use(index)
        assert full.indexing.differences() == 0
        found = full.searcher.search(Question(GIFTS), 1).found
        assert [(each.document, each.found_by) for each in found] == [("gifts.md", ("meaning", "words"))]
    assert any("anew" in sentence or "in step" in sentence for sentence in said)


@pytest.mark.long
def test_a_whole_vector_store_is_left_as_it_is(full: House) -> None:
    with served(full) as (index, _):
        full.use(index)
        full.ingest()
    with served(full) as (_, said):
        pass
    assert not any("anew" in sentence or "in step" in sentence for sentence in said)
