"""`paragraf search --trace` and `paragraf questions`, over a library without servers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from conftest import House
from typer.testing import CliRunner, Result

from rag.errors import BadInput
from rag.records.known_questions import KnownQuestions
from rag.retrieval.close_reading import CloseReading
from rag.retrieval.search import Searcher
from rag.retrieval.trace import SearchSettings
from rag.retrieval.tracing import Tracing
from ui.cli import app
from ui.commands import questions, search

LEAVE = "How far ahead do I apply for annual leave?"


@pytest.fixture
def chosen(furnished: House, monkeypatch: pytest.MonkeyPatch) -> list[SearchSettings]:
    """The settings of each search that a command makes in a furnished house."""
    made: list[SearchSettings] = []

    def tracing(settings: SearchSettings) -> Tracing:
        made.append(settings)
        reading = CloseReading(furnished.embedder, furnished.reader, settings.read_closely)
        searcher = Searcher(
            furnished.reader,
            furnished.archive,
            furnished.embedder,
            lambda: furnished.index,
            settings.candidates,
            reading,
        )
        return Tracing(searcher, furnished.reader, settings.passages)

    paragraf = SimpleNamespace(
        search_settings=SearchSettings(60, 8, 12, 0),
        tracing=tracing,
        known_questions=KnownQuestions(furnished.library.engine),
    )

    @contextmanager
    def session() -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(paragraf=paragraf)

    for command in (search, questions):
        monkeypatch.setattr(command, "session", session)
    return made


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_a_search_without_a_trace_has_none(chosen: list[SearchSettings]) -> None:
    form = json.loads(run("search", LEAVE, "--json").stdout)
    assert set(form) == {"results", "narrowed"}
    assert chosen == [SearchSettings(60, 10, 12, 0)]


def test_a_trace_for_machines_goes_with_the_results(chosen: list[SearchSettings]) -> None:
    form = json.loads(run("search", LEAVE, "-k", "2", "--json", "--trace").stdout)
    shown = [each for each in form["trace"]["candidates"] if each["ending"] == "shown"]
    assert [each["passage_id"] for each in form["results"]] == [
        each["passage_id"] for each in sorted(shown, key=lambda each: each["rank"])
    ]
    assert {"annual", "leave"} <= {word.lower() for match in shown[0]["matched"] for word in match["words"]}


def test_a_trace_is_told_in_words(chosen: list[SearchSettings]) -> None:
    text = run("search", LEAVE, "--trace").stdout
    assert "Step by step" in text
    assert "Words that matched: " in text
    assert "neither searched nor counted" in text


def test_settings_are_changed_for_one_search(chosen: list[SearchSettings]) -> None:
    assert run("search", LEAVE, "--candidates", "5", "--read-closely", "0").exit_code == 0
    run("search", LEAVE)
    assert chosen == [SearchSettings(5, 10, 0, 0), SearchSettings(60, 10, 12, 0)]


def test_known_questions_are_added_listed_and_removed(chosen: list[SearchSettings]) -> None:
    assert "no known questions yet" in run("questions").stdout
    kept = json.loads(run("questions", "add", LEAVE, "--expect", "guidelines/leave.md", "--json").stdout)
    assert f"{kept['id']}  {LEAVE}\n    guidelines/leave.md" in run("questions").stdout
    (listed,) = json.loads(run("questions", "--json").stdout)["questions"]
    assert listed["expected"] == {"source": "guidelines", "path": "leave.md", "quote": ""}
    assert (listed["groups"], listed["as_of"], listed["language"]) == ([], None, "en")
    assert run("questions", "remove", kept["id"]).stdout == "Removed.\n"
    assert json.loads(run("questions", "--json").stdout) == {"questions": []}


@pytest.mark.parametrize("expected", ["leave.md", "guidelines/nowhere.md", "/leave.md"])
def test_an_expected_source_that_is_not_there_is_wrong_use(
    chosen: list[SearchSettings], expected: str
) -> None:
    assert isinstance(run("questions", "add", LEAVE, "--expect", expected).exception, BadInput)
