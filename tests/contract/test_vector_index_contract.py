"""What every VectorIndex does, held against the one in memory and against a real Chroma server."""

from collections.abc import Iterator
from pathlib import Path

import chromadb
import numpy as np
import pytest

from rag.ports import VectorIndex, Vectors
from rag.server_commands import VECTORS, vector_store
from rag.servers import Servers
from rag.store.exact import ExactIndex
from rag.store.vectors import LOOKED_AT, ChromaIndex
from rag.wiring import PROGRAMS


@pytest.fixture(params=["memory", pytest.param("chroma", marks=pytest.mark.live)])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    if request.param == "memory":
        yield ExactIndex()
        return
    spec = vector_store(PROGRAMS, tmp_path / "vectors", "127.0.0.1", 8531)
    with Servers(tmp_path, lambda sentence: None) as servers:
        address = servers.use(spec)[VECTORS]
        yield ChromaIndex(address.host, address.port, "test")


def unit(*values: float) -> Vectors:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def test_the_nearest_comes_first_with_its_cosine(index: VectorIndex) -> None:
    index.add("everyone", ["near", "far"], np.array([unit(1, 0.1), unit(0, 1)]))
    found = index.nearest("everyone", unit(1, 0), 5)
    assert [name for name, _ in found] == ["near", "far"]
    assert found[0][1] == pytest.approx(float(unit(1, 0.1) @ unit(1, 0)), abs=1e-4)


def test_only_the_shelf_asked_for_is_searched(index: VectorIndex) -> None:
    index.add("everyone", ["open"], np.array([unit(0, 1)]))
    index.add("hr-only", ["secret"], np.array([unit(1, 0)]))
    assert [name for name, _ in index.nearest("everyone", unit(1, 0), 5)] == ["open"]
    assert [name for name, _ in index.nearest("hr-only", unit(1, 0), 5)] == ["secret"]


def test_no_more_than_the_limit_is_found(index: VectorIndex) -> None:
    index.add(
        "everyone", [f"p{number}" for number in range(5)], np.array([unit(1, number) for number in range(5)])
    )
    assert len(index.nearest("everyone", unit(1, 0), 3)) == 3


def test_what_is_added_twice_is_there_once_with_the_newer_vector(index: VectorIndex) -> None:
    index.add("everyone", ["one"], np.array([unit(0, 1)]))
    index.add("everyone", ["one"], np.array([unit(1, 0)]))
    assert index.ids("everyone") == {"one"}
    assert index.nearest("everyone", unit(1, 0), 5)[0][1] == pytest.approx(1.0, abs=1e-4)


def test_what_is_removed_is_not_found(index: VectorIndex) -> None:
    index.add("everyone", ["one", "two"], np.array([unit(1, 0), unit(0, 1)]))
    index.remove("everyone", ["one", "never-there"])
    assert index.ids("everyone") == {"two"}
    assert [name for name, _ in index.nearest("everyone", unit(1, 0), 5)] == ["two"]


def test_a_cleared_shelf_is_empty_and_can_be_filled_again(index: VectorIndex) -> None:
    index.add("everyone", ["one"], np.array([unit(1, 0)]))
    index.clear("everyone")
    assert index.ids("everyone") == set()
    index.add("everyone", ["two"], np.array([unit(1, 0)]))
    assert index.ids("everyone") == {"two"}


def test_a_shelf_without_passages_finds_nothing(index: VectorIndex) -> None:
    assert index.nearest("nobody", unit(1, 0), 5) == []


@pytest.mark.live
def test_a_shelf_made_before_there_was_a_setting_gets_it(tmp_path: Path) -> None:
    spec = vector_store(PROGRAMS, tmp_path / "vectors", "127.0.0.1", 8531)
    with Servers(tmp_path, lambda sentence: None) as servers:
        address = servers.use(spec)[VECTORS]
        client = chromadb.HttpClient(host=address.host, port=address.port)
        earlier = client.create_collection("passages-test-everyone", metadata={"hnsw:space": "cosine"})
        assert earlier.configuration["hnsw"]["ef_search"] != LOOKED_AT
        assert ChromaIndex(address.host, address.port, "test").count("everyone") == 0
        assert client.get_collection("passages-test-everyone").configuration["hnsw"]["ef_search"] == LOOKED_AT
