"""Ray reads and embeds what one machine does, passage by passage."""

import importlib.util

import numpy as np
import pytest
from conftest import House

from ingest.limits import DEFAULT_LIMITS
from ingest.pipeline import Pipeline
from ingest.ray_engine import RayEmbedder, RayReading
from rag.errors import BadInput
from rag.fakes.embedder import FakeEmbedder
from rag.store.indexing import Indexing
from tests.furniture.contents import everything_in, published_in

RAY = importlib.util.find_spec("ray") is not None
needs_ray = pytest.mark.skipif(not RAY, reason="Ray is not installed: pip install 'paragraf[ray]'")


@needs_ray
@pytest.mark.long
def test_both_engines_give_the_same_passages_and_vectors(furnished: House) -> None:
    furnished.write("empty.md", "")
    furnished.ingest()
    twin = House(furnished.folder / "twin", furnished.guidelines)
    embedder = RayEmbedder(FakeEmbedder(), FakeEmbedder, processes=2)
    indexing = Indexing(twin.library, twin.archive, embedder, lambda: twin.index, lambda *_: None)
    reading = RayReading(processes=2, limits=DEFAULT_LIMITS)
    Pipeline(twin.library, indexing, reading, twin.folder).ingest(twin.guidelines, "guidelines")
    here, there = furnished.library.engine, twin.library.engine
    assert published_in(here) == published_in(there)
    assert everything_in(here)["vectors"] == everything_in(there)["vectors"]


@needs_ray
@pytest.mark.long
def test_vectors_come_back_in_the_order_of_the_texts() -> None:
    texts = [f"{'word ' * (number % 7)}{number}" for number in range(200)]
    embedded = RayEmbedder(FakeEmbedder(), FakeEmbedder, processes=2).embed_passages(texts)
    assert np.array_equal(embedded, FakeEmbedder().embed_passages(texts))


@pytest.mark.skipif(RAY, reason="Ray is installed here")
def test_without_ray_the_sentence_says_how_to_get_it() -> None:
    with pytest.raises(BadInput, match=r"pip install 'paragraf\[ray\]'"):
        RayReading(processes=2, limits=DEFAULT_LIMITS)
