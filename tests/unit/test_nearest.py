"""The nearest of several shelves together, as if they were one, and only what the person is shown."""

import numpy as np
import pytest
from conftest import House

from rag.errors import IndexDamaged
from rag.ports import Vectors
from rag.retrieval.nearest import Nearest
from rag.store.exact import ExactIndex


class Counting(ExactIndex):
    """Remembers what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, int]] = []

    def nearest(self, shelf: str, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        self.asked.append((shelf, limit))
        return super().nearest(shelf, vector, limit)


def gifts(house: House, groups: int, documents: int) -> Counting:
    """So many groups with so many documents each, over an index that counts."""
    index = Counting()
    house.use(index)
    for group in range(groups):
        house.write(f"{group}/paragraf.toml", f'groups = ["{group}"]\n')
        for number in range(documents):
            house.write(f"{group}/{number}.md", f"# Gifts\n\nGifts of {group} and {number} kronor.\n")
    house.ingest()
    index.asked.clear()
    return index


def test_the_nearest_of_all_shelves_are_found_however_they_are_spread(house: House) -> None:
    index = gifts(house, groups=3, documents=4)
    scope = house.reader.scope(frozenset({"0", "1", "2"}))
    vector = house.embedder.embed_questions(["gifts of 1 and 3 kronor"])[0]
    found = Nearest(house.reader, lambda: index, 5).candidates(scope, vector, 1)
    everything = [pair for shelf in house.library.shelves() for pair in index.nearest(shelf, vector, 99)]
    best = sorted(everything, key=lambda pair: (-pair[1], pair[0]))[:5]
    assert list(found) == [name for name, _ in best]


def test_a_shelf_is_asked_for_more_where_its_nearest_are_not_shown(house: House) -> None:
    index = gifts(house, groups=1, documents=3)
    before = Nearest(house.reader, lambda: index, 2)
    vector = house.embedder.embed_questions(["gifts of kronor many"])[0]
    for number in range(8):
        house.write(f"0/new{number}.md", f"# Gifts\n\nGifts of many, many kronor: {number}.\n")
    house.pipeline.ingest(house.guidelines, "guidelines", publish=False)
    index.asked.clear()
    found = before.candidates(house.reader.scope(frozenset({"0"})), vector, 1)
    assert len(found) == 2
    assert [limit for _, limit in index.asked] == [2, 8, 32]


def test_only_shelves_with_something_to_show_are_asked(house: House) -> None:
    index = gifts(house, groups=2, documents=1)
    scope = house.reader.scope(frozenset({"1"}))
    Nearest(house.reader, lambda: index, 5).candidates(scope, np.zeros(house.embedder.dimensions), 1)
    (shelf,) = {shelf for shelf, _ in index.asked}
    assert shelf.startswith(scope.audiences[1])


def test_an_index_that_lost_everything_is_told_of(house: House) -> None:
    gifts(house, groups=1, documents=1)
    scope = house.reader.scope(frozenset({"0"}))
    vector = house.embedder.embed_questions(["gifts"])[0]
    with pytest.raises(IndexDamaged):
        Nearest(house.reader, ExactIndex, 5).candidates(scope, vector, 1)
