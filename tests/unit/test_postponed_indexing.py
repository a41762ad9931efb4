"""Where nobody runs the vector store, a small change is left to its next start, before any answer."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from conftest import House, read_here

from ingest.pipeline import Pipeline
from rag.domain import Question
from rag.errors import ServerFailed
from rag.ports import VectorIndex, no_progress
from rag.store.indexing import LITTLE, Indexing, bring_in_step
from rag.store.library import Library


@pytest.fixture
def stopped(furnished: House) -> Pipeline:
    """The ingestion of a furnished house whose vector store nobody runs."""

    def nothing_there() -> VectorIndex:
        raise ServerFailed("The vector store was asked, though nobody runs it.")

    indexing = Indexing(
        furnished.library,
        furnished.archive,
        furnished.embedder,
        nothing_there,
        no_progress,
    )
    return Pipeline(
        furnished.library, indexing, read_here, furnished.folder, store_kept_down=lambda: nullcontext(True)
    )


def start_the_store(house: House) -> None:
    bring_in_step(house.indexing, lambda sentence: None)


def found(house: House, question: str) -> list[str]:
    return [passage.document for passage in house.searcher.search(Question(question), 10).found]


def held(house: House) -> set[str]:
    return {name for shelf in house.library.shelves() for name in house.index.ids(shelf)}


def test_a_small_change_is_published_without_the_store_and_found_after_its_next_start(
    furnished: House, stopped: Pipeline
) -> None:
    furnished.write("parking.md", "# Parking\n\nElectric cars are charged at the entrance.\n")
    before = held(furnished)
    report = stopped.ingest(furnished.guidelines, "guidelines")
    assert report.publication is not None and report.publication.documents == 4
    assert held(furnished) == before
    start_the_store(furnished)
    assert len(held(furnished)) == len(before) + 1
    assert furnished.indexing.differences() == 0
    assert found(furnished, "Where are electric cars charged?")[0] == "parking.md"


def test_what_was_removed_meanwhile_leaves_the_index_at_the_next_start(furnished: House) -> None:
    library = Library(furnished.library.engine, kept=1)
    indexing = Indexing(
        library,
        furnished.archive,
        furnished.embedder,
        lambda: furnished.index,
        no_progress,
    )
    pipeline = Pipeline(
        library, indexing, read_here, furnished.folder, store_kept_down=lambda: nullcontext(True)
    )
    (furnished.guidelines / "gifts.md").unlink()
    before = held(furnished)
    pipeline.ingest(furnished.guidelines, "guidelines")
    assert not library.has_unneeded()
    assert held(furnished) == before
    bring_in_step(indexing, lambda sentence: None)
    assert held(furnished) < before
    assert indexing.differences() == 0
    assert "gifts.md" not in found(furnished, "gifts kronor")


def test_a_large_change_goes_into_the_index_at_once(furnished: House) -> None:
    for number in range(LITTLE + 1):
        furnished.write(f"{number}.md", f"# Rule {number}\n\nRule {number} says what is to be done.\n")
    pipeline = Pipeline(
        furnished.library,
        furnished.indexing,
        read_here,
        furnished.folder,
        store_kept_down=lambda: nullcontext(True),
    )
    pipeline.ingest(furnished.guidelines, "guidelines")
    assert furnished.indexing.differences() == 0


def test_a_store_that_runs_is_brought_in_step_before_anything_is_published(furnished: House) -> None:
    published: list[int] = []

    @contextmanager
    def runs() -> Iterator[bool]:
        yield False
        published.append(furnished.indexing.differences())

    furnished.write("parking.md", "# Parking\n\nElectric cars are charged at the entrance.\n")
    pipeline = Pipeline(
        furnished.library, furnished.indexing, read_here, furnished.folder, store_kept_down=runs
    )
    pipeline.ingest(furnished.guidelines, "guidelines")
    assert published == [0]
    assert furnished.indexing.is_behind() is False


def test_the_first_guidelines_can_be_left_to_the_stores_first_start(house: House) -> None:
    house.write("parking.md", "# Parking\n\nElectric cars are charged at the entrance.\n")
    pipeline = Pipeline(
        house.library, house.indexing, read_here, house.folder, store_kept_down=lambda: nullcontext(True)
    )
    pipeline.ingest(house.guidelines, "guidelines")
    assert held(house) == set()
    start_the_store(house)
    assert found(house, "Where are electric cars charged?") == ["parking.md"]


def test_taking_back_a_small_change_starts_no_store_either(furnished: House, stopped: Pipeline) -> None:
    furnished.write("parking.md", "# Parking\n\nElectric cars are charged at the entrance.\n")
    stopped.ingest(furnished.guidelines, "guidelines")
    assert stopped.rollback().documents == 3
    start_the_store(furnished)
    assert furnished.indexing.differences() == 0
    assert "parking.md" not in found(furnished, "Where are electric cars charged?")


def test_an_index_that_its_start_brings_in_step_is_compared_after_that(
    furnished: House, stopped: Pipeline
) -> None:
    def started() -> VectorIndex:
        start_the_store(furnished)
        return furnished.index

    furnished.write("parking.md", "# Parking\n\nElectric cars are charged at the entrance.\n")
    stopped.ingest(furnished.guidelines, "guidelines")
    examined = Indexing(furnished.library, furnished.archive, furnished.embedder, started, no_progress)
    assert examined.differences() == 0
