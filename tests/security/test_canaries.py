"""What a person may not read changes nothing that they see: a library with hidden documents, full of words
that stand nowhere else, is held against one without them, question by question.

The short form asks 78 questions; the long one, of `make verify`, 1,100, of the real embedder and Chroma too.
"""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sql
from conftest import House
from typer.testing import CliRunner

from config.settings import load_settings
from rag.domain import EVERYONE, Question
from rag.errors import BadInput, ServerFailed
from rag.models.embedder import SentenceTransformerEmbedder
from rag.ports import Vectors
from rag.processes import free_port
from rag.server_commands import VECTORS, vector_store
from rag.servers import Servers
from rag.store.audiences import EVERYONE_KEY
from rag.store.exact import ExactIndex
from rag.store.schema import passages, vectors, versions
from rag.store.vectors import ChromaIndex
from rag.wiring import PROGRAMS
from tests.furniture.canary_library import AUDIENCES, words_to_hide
from tests.furniture.canary_questions import PEOPLE, Asked
from tests.furniture.canary_twins import LONG, SHORT, Canaries
from tests.furniture.canary_watch import WAYS, WatchedHouse, commands_over, leaks, logged, seen
from ui.cli import app
from ui.commands.search import groups_of


def house_with_fakes(folder: Path) -> WatchedHouse:
    return WatchedHouse(folder / "data", folder / "guidelines")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(SHORT, id="short"),
        pytest.param(LONG, id="long", marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
    ],
)
def canaries(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Canaries:
    return Canaries(request.param, tmp_path_factory.mktemp("canaries"), house_with_fakes)


def test_every_canary_stands_in_one_document_only(canaries: Canaries) -> None:
    for document in canaries.library:
        others = "".join(other.path + other.as_file() for other in canaries.library if other is not document)
        found = [mark for mark in document.marks if mark.casefold() in others.casefold()]
        assert found == []


def test_those_who_may_read_it_find_what_the_questions_are_after(canaries: Canaries) -> None:
    """Else nothing would be shown by others not finding it."""
    named = [asked for asked in canaries.asked if asked.kind == "plain" and "{" not in asked.question.text]
    found = [
        asked.target.path
        in {each.document for each in canaries.whole.searcher.search(asked.by_a_reader(), 12).found}
        for asked in named
    ]
    assert sum(found) > 0.9 * len(found) > 0
    kinds = Counter(asked.kind for asked in canaries.asked)
    assert set(kinds) == {"in other words", "plain", "as of", "mistyped", "hostile", "injected", "nested"}


def test_what_is_hidden_changes_nothing_that_others_see(canaries: Canaries) -> None:
    """Also where somebody who may read it has asked just before, in the same process."""
    seen_by_readers = 0
    for number, asked in enumerate(canaries.asked):
        way, question, hidden = WAYS[number % 2], asked.question, canaries.hidden_from(asked.question.groups)
        for_readers = canaries.whole.searcher.search(asked.by_a_reader(), 12)
        seen_by_readers += bool(leaks(for_readers, hidden, question))
        sight = seen(canaries.whole, question, way)
        assert sight == seen(canaries.twin(question.groups), question, way), asked
        assert leaks(sight, hidden, question) == set(), asked
    # what is looked for can be seen: by those who may
    assert seen_by_readers > 0.7 * len(canaries.asked)


def test_whoever_asks_first_the_other_sees_what_they_would_have_seen(canaries: Canaries) -> None:
    again = house_with_fakes(canaries.folder / "whole")
    again.index = canaries.whole.index
    for asked in canaries.asked[:: len(canaries.asked) // 12]:
        reader, stranger = asked.by_a_reader(), asked.question
        strangers_first, readers_first = seen(again, stranger, "quote"), seen(again, reader, "quote")
        assert seen(again, stranger, "quote") == strangers_first
        assert seen(again, reader, "quote") == readers_first
        assert readers_first != strangers_first


def test_commands_tell_of_nothing_that_is_hidden(canaries: Canaries, tmp_path: Path) -> None:
    for groups in {asked.question.groups for asked in canaries.asked}:
        hidden = canaries.hidden_from(groups)
        asked = [each.question for each in canaries.asked if each.question.groups == groups][::3]
        whole, twin = (
            answers_of_commands(house, asked, tmp_path / "questions.jsonl")
            for house in (canaries.whole, canaries.twin(groups))
        )
        assert whole == twin
        for question, answer in zip(asked, whole, strict=True):
            assert leaks(answer, hidden, question) == set()


def test_the_status_names_no_document(canaries: Canaries) -> None:
    with commands_over(canaries.whole):
        told = [CliRunner().invoke(app, ["status", *form]).output for form in ([], ["--json"])]
    assert all("publication" in each.casefold() for each in told)
    assert leaks(told, words_to_hide(canaries.library, EVERYONE), Question("")) == set()


def test_a_document_that_one_may_not_read_is_like_one_that_is_not_there(canaries: Canaries) -> None:
    reader = canaries.whole.reader
    looks: list[Callable[[str, frozenset[str]], object]] = [
        reader.document_text,
        reader.original,
        reader.facts,
        reader.version_before,
        lambda version, groups: reader.neighbours(version, 0, groups),
        lambda version, groups: reader.passage_at(version, 0, groups),
    ]
    with canaries.whole.library.engine.connect() as connection:
        paths = dict(map(tuple, connection.execute(sql.select(versions.c.id, versions.c.path))))
    said = set()
    # those that have gone since, too
    for document in canaries.first:
        for version in (each for each, path in paths.items() if path == document.path):
            for groups in (each for each in PEOPLE if not document.is_for(each)):
                for look in looks:
                    with pytest.raises(BadInput) as error:
                        look(version, groups)
                    said.add(error.value.user_message)
    with pytest.raises(BadInput) as error:
        reader.document_text("no version", EVERYONE)
    assert said == {error.value.user_message}


class Failing(ExactIndex):
    """Fails on every shelf, or on those that are not for everyone."""

    def __init__(self, whole: ExactIndex, only_hidden: bool) -> None:
        super().__init__()
        self._whole, self._only_hidden = whole, only_hidden

    def nearest(self, shelf: str, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """See rag.ports.VectorIndex."""
        if self._only_hidden and shelf.startswith(EVERYONE_KEY):
            return self._whole.nearest(shelf, vector, limit)
        raise ServerFailed(f"The vector store does not answer for {shelf}.")


def without_index(house: WatchedHouse) -> None:
    house.index = ExactIndex()


def with_failing_index(house: WatchedHouse) -> None:
    house.index = Failing(house.index, only_hidden=False)


def without_vectors(house: WatchedHouse) -> None:
    with house.library.engine.begin() as connection:
        connection.execute(sql.delete(vectors))


def without_model(house: WatchedHouse) -> None:
    house.listening.down = True


FAILURES = (without_index, with_failing_index, without_vectors, without_model)


@pytest.fixture
def broken(canaries: Canaries, tmp_path: Path) -> tuple[WatchedHouse, WatchedHouse]:
    """Copies of the whole library and of its twin for everybody, to be broken."""
    copies = []
    for name, house in (("whole", canaries.whole), ("twin", canaries.twin(EVERYONE))):
        house.library.engine.dispose()
        shutil.copytree(house.folder.parent, tmp_path / name)
        copies.append(house_with_fakes(tmp_path / name))
        copies[-1].index = house.index
    return copies[0], copies[1]


@pytest.mark.parametrize("breaking", FAILURES, ids=lambda each: each.__name__)
def test_a_failure_tells_of_nothing_that_is_hidden(
    canaries: Canaries,
    broken: tuple[WatchedHouse, WatchedHouse],
    breaking: Callable[[WatchedHouse], None],
) -> None:
    whole, twin = broken
    for house in broken:
        breaking(house)
    endings = set()
    for asked in by_people_of_no_audience(canaries.asked)[:10]:
        sight = seen(whole, asked.question, "quote")
        assert sight == seen(twin, asked.question, "quote")
        assert leaks(sight, canaries.hidden_from(asked.question.groups), asked.question) == set()
        endings.add(str(sight["ending"]))
    assert all("IndexDamaged" in each or "ServerFailed" in each or "model_" in each for each in endings)


def test_a_failure_of_what_is_hidden_is_no_failure_for_others(
    canaries: Canaries, broken: tuple[WatchedHouse, WatchedHouse]
) -> None:
    whole, twin = broken
    whole.index = Failing(whole.index, only_hidden=True)
    hidden = sql.select(passages.c.text_hash).join(versions).where(versions.c.audience != EVERYONE_KEY)
    shown = sql.select(passages.c.text_hash).join(versions).where(versions.c.audience == EVERYONE_KEY)
    with whole.library.engine.begin() as connection:
        gone = vectors.c.text_hash.in_(hidden) & vectors.c.text_hash.not_in(shown)
        assert connection.execute(sql.delete(vectors).where(gone)).rowcount
    for asked in by_people_of_no_audience(canaries.asked)[:10]:
        assert seen(whole, asked.question, "quote") == seen(twin, asked.question, "quote")
    assert "ServerFailed" in str(seen(whole, canaries.asked[0].by_a_reader(), "quote")["ending"])


def by_people_of_no_audience(asked: Sequence[Asked]) -> list[Asked]:
    audiences = frozenset().union(*AUDIENCES)
    return [each for each in asked if not each.question.groups & audiences]


def answers_of_commands(house: WatchedHouse, asked: Sequence[Question], file: Path) -> list[list[object]]:
    """What `ask` and `search` print for each question."""
    lines = [
        {
            "id": str(number),
            "text": question.text,
            "groups": sorted(question.groups),
            "as_of": question.as_of and question.as_of.isoformat(),
            "history": [{"speaker": turn.speaker, "text": turn.text} for turn in question.history],
        }
        for number, question in enumerate(asked)
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    with commands_over(house):
        told = CliRunner().invoke(app, ["ask", "--file", str(file), "--json"], catch_exceptions=False)
        answers = [json.loads(line) for line in told.stdout.splitlines()]
        return [
            [{key: answer[key] for key in answer.keys() - {"receipt", "timings"}}, *searches(question)]
            for question, answer in zip(asked, answers, strict=True)
        ]


def searches(question: Question) -> list[object]:
    """What `search` prints, for people and for machines. Nothing for groups that cannot be named there."""
    groups = ",".join(sorted(question.groups))
    if groups_of(groups) != question.groups or "\x00" in question.text:
        return []
    words = ["search", "--groups", groups, "--as-of", (question.as_of or date.today()).isoformat()]
    forms = [[*words, *options, "--", question.text] for options in ([], ["--json", "--trace"])]
    told = [CliRunner().invoke(app, form, catch_exceptions=False) for form in forms]
    return [(each.exit_code, each.output) for each in told]


@pytest.fixture(scope="module")
def on_real_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canaries]:
    """The long form with the real embedder: the whole library over Chroma, its twins in memory."""
    folder = tmp_path_factory.mktemp("real")
    settings = load_settings()
    model = settings.data.resolve() / "models" / settings.embedding.model
    if not model.exists():
        pytest.skip("the models are not in place: obtain them with `make test` or `paragraf models obtain`")
    embedder = SentenceTransformerEmbedder(str(model), threads=settings.embedding.threads)
    spec = vector_store(PROGRAMS, folder / "vectors", "127.0.0.1", free_port("127.0.0.1"))
    with Servers(folder, lambda sentence: None) as servers:
        address = servers.use(spec)[VECTORS]
        chroma = ChromaIndex(address.host, address.port, embedder.fingerprint)

        def make(place: Path) -> WatchedHouse:
            house = WatchedHouse(place / "data", place / "guidelines", embedder)  # type: ignore[arg-type]
            if place.name == "whole":
                house.use(chroma)
            return house

        yield Canaries(LONG, folder, make)


@pytest.mark.long
@pytest.mark.live
@pytest.mark.timeout(3600)
def test_the_real_embedder_and_chroma_find_nothing_that_is_hidden(on_real_servers: Canaries) -> None:
    whole, found_by_readers = on_real_servers.whole, 0
    # close reading puts in order what was found, and takes a second each time
    searcher = House.searcher_over(whole, whole.library, lambda: whole.index)
    for number, asked in enumerate(on_real_servers.asked):
        hidden = on_real_servers.hidden_from(asked.question.groups)
        with logged() as lines:
            found = searcher.search(asked.question, 12).found
        assert leaks((found, lines), hidden, asked.question) == set(), asked
        if number % 20 == 0:
            for_readers = searcher.search(asked.by_a_reader(), 12).found
            found_by_readers += asked.target.path in {each.document for each in for_readers}
    assert found_by_readers > 0.7 * len(on_real_servers.asked) / 20


@pytest.mark.long
@pytest.mark.live
@pytest.mark.timeout(3600)
def test_with_the_real_embedder_too_what_is_hidden_changes_no_figure(on_real_servers: Canaries) -> None:
    asked = by_people_of_no_audience(on_real_servers.asked)
    for number, each in enumerate(asked[:: len(asked) // 30]):
        way = WAYS[number % 2]
        sight = seen(on_real_servers.whole, each.question, way)
        twin = seen(on_real_servers.twin(EVERYONE), each.question, way)
        # Chroma's client logs its requests
        assert {**sight, "log": ()} == {**twin, "log": ()}, each
        assert leaks(sight, on_real_servers.hidden_from(each.question.groups), each.question) == set(), each
