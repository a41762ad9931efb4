"""The `paragraf` commands against the real servers, over the sample guidelines."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.furniture.stack import Stack

pytestmark = pytest.mark.live

SAMPLES = Path(__file__).parents[2] / "samples"
QUESTIONS = [json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def answers(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The answers to the sample questions, by id."""
    result = stack.command("ask", "--file", str(SAMPLES / "questions.jsonl"), "--json")
    assert result.returncode == 0, result.stderr
    return {answer["id"]: answer for answer in map(json.loads, result.stdout.splitlines())}


def quoted(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """All citations of all answers."""
    statements = [statement for answer in answers.values() for statement in answer["statements"]]
    return [citation for statement in statements for citation in statement["citations"]]


def test_every_question_of_a_file_is_answered_in_order(answers: dict[str, Any]) -> None:
    assert list(answers) == [question["id"] for question in QUESTIONS]


def test_every_quote_is_a_literal_substring_of_the_extracted_text(
    stack: Stack, answers: dict[str, Any]
) -> None:
    from rag.store.database import open_database
    from rag.store.reading import Reader

    reader = Reader(open_database(Path(stack.environment["PARAGRAF_DATA"]) / "library.db"))
    citations = quoted(answers)
    assert citations
    for citation in citations:
        text = reader.document_text(citation["version"], frozenset({"hr"}))
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_the_words_under_each_highlight_are_the_quote(stack: Stack, answers: dict[str, Any]) -> None:
    from rag.store.database import open_database
    from rag.store.reading import Reader
    from ui.parts.excerpt import Span, excerpt_html

    reader = Reader(open_database(Path(stack.environment["PARAGRAF_DATA"]) / "library.db"))
    citations = quoted(answers)
    assert len(citations) >= 40
    for citation in citations:
        text = reader.document_text(citation["version"], frozenset({"hr"}))
        place = Span(citation["start"], citation["end"])
        html = excerpt_html(text, place, [place], frozenset())
        marked = unescape(" ".join(re.findall("<mark>(.*?)</mark>", html, re.DOTALL)))
        assert marked.split() == citation["quote"].split()


def test_the_right_guideline_is_cited_first_for_most_answerable_questions(answers: dict[str, Any]) -> None:
    answerable = [question for question in QUESTIONS if question["document"]]
    right = [
        question for question in answerable if first_cited(answers[question["id"]]) == question["document"]
    ]
    # Thirteen of eighteen were measured (docs/evaluation.md); this notices a fall, it is not the goal.
    assert len(right) >= 12


def first_cited(answer: dict[str, Any]) -> str | None:
    """Path of the document that the first statement cites."""
    statements = answer["statements"]
    return statements[0]["citations"][0]["document"] if statements else None


def test_a_superseded_guideline_is_not_among_the_sources(answers: dict[str, Any]) -> None:
    documents = {source["document"] for answer in answers.values() for source in answer["sources"]}
    assert "sv/distansarbete-2025.docx" in documents
    assert "sv/distansarbete-2023.docx" not in documents


def test_what_only_hr_may_read_is_found_by_hr_only(stack: Stack) -> None:
    question = "Hur mycket väger samarbete när en lön ska bedömas?"
    for_all = stack.json("search", question)["results"]
    for_hr = stack.json("search", question, "--groups", "hr")["results"]
    assert not any(result["document"].startswith("hr/") for result in for_all)
    assert for_hr[0]["document"] == "hr/lonerevision.md"


def test_an_answer_is_explained_by_its_receipt_and_comes_out_the_same_again(
    stack: Stack, answers: dict[str, Any]
) -> None:
    answer = next(answer for answer in answers.values() if answer["outcome"] == "quoted")
    record = stack.json("records", "receipt", answer["receipt"])
    cited = {source["passage"] for source in record["sources"] if source["use"] == "cited"}
    assert cited == {source["passage_id"] for source in answer["sources"] if source["cited"]}
    replay = stack.json("records", "replay", answer["receipt"])
    assert replay["same"], replay


def test_ingesting_again_reads_nothing_anew(stack: Stack) -> None:
    report = stack.json("ingest", str(SAMPLES / "guidelines"), "--source", "samples")
    assert set(report["summary"]["outcomes"]) <= {"unchanged", "refused"}
    assert report["publication"]["number"] == 1


def test_status_names_the_publication(stack: Stack) -> None:
    status = stack.json("status")
    assert status["active"]["number"] == 1
    assert status["active"]["documents"] >= 19


def test_an_empty_question_is_wrong_use_and_gets_a_sentence(stack: Stack) -> None:
    result = stack.command("search", "   ")
    assert result.returncode == 2
    assert "empty" in result.stderr
    assert "Traceback" not in result.stderr


def test_wrong_use_has_status_two(stack: Stack) -> None:
    assert stack.command("ask").returncode == 2
    assert stack.command("search", "x", "-k", "0").returncode == 2


def test_doctor_finds_nothing_wrong_with_what_runs(stack: Stack) -> None:
    findings = stack.json("doctor")["findings"]
    assert [finding for finding in findings if not finding["good"]] == []
    assert {"models", "vector index", "servers", "limits of “not found”"} <= {
        each["check"] for each in findings
    }


def test_doctor_tells_of_limits_that_were_chosen_with_another_embedder(stack: Stack, tmp_path: Path) -> None:
    limits = tmp_path / "limits.json"
    languages = {language: {"limit": 15.0} for language in ("sv", "en")}
    limits.write_text(json.dumps({"embedder": "another", "languages": languages}), "utf-8")
    elsewhere = replace(stack, environment={**stack.environment, "PARAGRAF_ANSWERING__LIMITS": str(limits)})
    wrong = [finding for finding in elsewhere.json("doctor")["findings"] if not finding["good"]]
    assert [finding["check"] for finding in wrong] == ["limits of “not found”"]
    assert "tools/choose_limits.py" in wrong[0]["message"]
