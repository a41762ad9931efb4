"""Whatever ends an ingestion, the published goes on answering, and running again ends as if undisturbed."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from conftest import House

from rag.domain import Question
from rag.processes import Address, Say, free_port
from rag.server_commands import VECTORS, vector_store
from rag.server_files import ServerFiles
from rag.servers import Servers
from rag.store.indexing import bring_in_step
from rag.store.vectors import ChromaIndex
from rag.wiring import PROGRAMS
from tests.furniture.contents import everything_in, published_in
from tests.furniture.interrupted import BUSY, KILLED, Nursery, nursery

pytestmark = pytest.mark.live

DOCUMENTS = 12


@dataclass
class Disturbed:
    """A house whose ingestions are disturbed, and its twin whose ingestions are not."""

    house: House
    twin: House
    nursery: Nursery
    servers: Servers
    address: Address
    chance: random.Random = field(default_factory=lambda: random.Random(20261125))
    edition: int = 0

    def write_next_edition(self) -> None:
        """Change every document; one leaves, one moves, one comes."""
        self.edition += 1
        for file in self.house.guidelines.glob("*.md"):
            file.unlink()
        for number in range(DOCUMENTS):
            if number % DOCUMENTS != self.edition % DOCUMENTS:
                text = f"# Handbook {number}\n\nThis is edition {self.edition} of handbook {number}.\n"
                self.house.write(f"{number}.md", text)
        self.house.write(f"moves-{self.edition}.md", "# Moves\n\nIts words stay what they are.\n")

    def ingest(self) -> int:
        """An ingestion that nothing disturbs, in a process of its own; its exit status."""
        self.start()
        return self.nursery.ended()

    def start(self, most_bytes: int = 0) -> int:
        """Begin an ingestion."""
        return self.nursery.start(self.house.folder, self.house.guidelines, self.address, most_bytes)

    def assert_as_if_undisturbed(self) -> None:
        """The library and the index hold what the twin's do, row by row and passage by passage."""
        self.twin.ingest()
        assert contents(self.house) == contents(self.twin)
        assert self.house.indexing.differences() == 0


def contents(house: House) -> dict[str, object]:
    """What must be the same: all but when something was written, and the numbers that rows got by that."""
    engine = house.library.engine
    tables = everything_in(engine)
    return {
        "published": published_in(engine),
        "publications": [(row[0], *row[3:]) for row in tables["publications"]],
        "versions": sorted(row[:-1] for row in [tuple(map(str, row)) for row in tables["versions"]]),
        "memberships": sorted(map(str, tables["memberships"])),
        "staged": tables["staged"],
        "passages": sorted(str(row[1:]) for row in tables["passages"]),
        "vectors": sorted(row[0] for row in tables["vectors"] if row[1] == house.embedder.fingerprint),
        "indexed": sorted(map(str, tables["indexed"])),
        "index work": tables["index_work"],
        "index": {shelf: house.index.ids(shelf) for shelf in house.library.shelves()},
    }


@pytest.fixture(scope="module")
def disturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disturbed]:
    tmp_path = tmp_path_factory.mktemp("disturbed")
    guidelines = tmp_path / "guidelines"
    guidelines.mkdir()
    house, twin = House(tmp_path / "data", guidelines), House(tmp_path / "twin", guidelines)

    def examine(address: Address, say: Say) -> None:
        index = ChromaIndex(address.host, address.port, house.embedder.fingerprint)
        bring_in_step(house.indexing.over(house.library, index), say)

    spec = vector_store(PROGRAMS, house.folder / "vectors", "127.0.0.1", free_port("127.0.0.1"), examine)
    with nursery() as started, Servers(house.folder, lambda sentence: None) as servers:
        address = servers.use(spec)[VECTORS]
        house.use(ChromaIndex(address.host, address.port, house.embedder.fingerprint))
        both = Disturbed(house, twin, started, servers, address)
        both.write_next_edition()
        assert both.ingest() == 0
        twin.ingest()
        yield both


@contextmanager
def questions_asked(house: House) -> Iterator[list[set[str]]]:
    """Somebody asks all the time; the editions that each answer was made from."""
    answers: list[set[str]] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            answers.append(editions(house))
            # a person asks, not a mill: the ingestion needs the processor too
            time.sleep(0.02)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield answers
    finally:
        stop.set()
        asking.join()


def editions(house: House) -> set[str]:
    found = house.searcher.search(Question("Which edition of the handbook is this?"), 20).found
    return {each.text.split("edition ")[1].split()[0] for each in found if "edition " in each.text}


@pytest.mark.parametrize(
    "rounds", [5, pytest.param(200, marks=[pytest.mark.long, pytest.mark.timeout(7200)])]
)
def test_a_run_killed_at_any_moment_and_run_again_ends_as_if_undisturbed(
    disturbed: Disturbed, rounds: int
) -> None:
    begun = time.monotonic()
    disturbed.write_next_edition()
    assert disturbed.ingest() == 0
    whole = time.monotonic() - begun
    disturbed.assert_as_if_undisturbed()
    killed = 0
    with questions_asked(disturbed.house) as answers:
        for _ in range(rounds):
            disturbed.write_next_edition()
            moment = disturbed.chance.uniform(0, whole)
            killed += disturbed.nursery.killed_after(disturbed.start(), moment) == KILLED
            assert disturbed.ingest() == 0
            disturbed.assert_as_if_undisturbed()
    assert killed > rounds // 3
    assert answers and all(len(answer) == 1 for answer in answers)


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=[pytest.mark.long, pytest.mark.timeout(3600)])])
def test_after_the_vector_store_is_killed_the_published_answers_and_a_run_ends_as_if_undisturbed(
    disturbed: Disturbed, rounds: int
) -> None:
    for _ in range(rounds):
        published = editions(disturbed.house)
        disturbed.write_next_edition()
        disturbed.start()
        time.sleep(disturbed.chance.uniform(0, 1))
        kill_vector_store(disturbed)
        ended = disturbed.nursery.ended()
        assert disturbed.servers.restart(VECTORS) == disturbed.address
        assert editions(disturbed.house) == (published if ended else {str(disturbed.edition)})
        assert disturbed.ingest() == 0
        disturbed.assert_as_if_undisturbed()


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=[pytest.mark.long, pytest.mark.timeout(3600)])])
def test_on_a_full_disk_the_published_answers_and_with_room_again_a_run_ends_as_if_undisturbed(
    disturbed: Disturbed, rounds: int
) -> None:
    failed = 0
    for _ in range(rounds):
        published = editions(disturbed.house)
        disturbed.write_next_edition()
        disturbed.start(most_bytes=disturbed.chance.randrange(4096, 300_000))
        ended = disturbed.nursery.ended()
        failed += ended != 0
        assert editions(disturbed.house) == (published if ended else {str(disturbed.edition)})
        assert disturbed.ingest() == 0
        disturbed.assert_as_if_undisturbed()
    assert failed


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_rolling_back_while_fifty_people_ask_never_shows_a_mix(disturbed: Disturbed) -> None:
    disturbed.write_next_edition()
    assert disturbed.ingest() == 0
    disturbed.twin.ingest()
    answers: list[Future[set[str]]] = []
    with ThreadPoolExecutor(50) as people:
        for _ in range(40):
            answers += [people.submit(editions, disturbed.house) for _ in range(50)]
            disturbed.house.pipeline.rollback()
            disturbed.twin.pipeline.rollback()
    assert all(len(answer.result()) == 1 for answer in answers)
    # what taking back has left is cleared out by the next ingestion
    assert disturbed.ingest() == 0
    disturbed.assert_as_if_undisturbed()


@pytest.mark.long
def test_of_two_managers_at_once_one_is_told_to_wait(disturbed: Disturbed) -> None:
    disturbed.write_next_edition()
    with nursery() as other:
        disturbed.start()
        other.start(disturbed.house.folder, disturbed.house.guidelines, disturbed.address)
        assert sorted((disturbed.nursery.ended(), other.ended())) == [0, BUSY]
    disturbed.assert_as_if_undisturbed()


def kill_vector_store(disturbed: Disturbed) -> None:
    files = ServerFiles(disturbed.house.folder / "servers", VECTORS)
    os.killpg(int(str(files.read()["group"])), signal.SIGKILL)
    while not disturbed.servers.stopped():
        time.sleep(0.05)
