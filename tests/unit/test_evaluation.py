import json
from pathlib import Path

import pytest
from conftest import House

from rag.domain import Question
from rag.errors import BadInput
from rag.evaluation.metrics import estimate, ranking_measures, risk_coverage, separation
from rag.evaluation.report import changes, run_form
from rag.evaluation.runs import ask_all
from rag.evaluation.sets import GoldSpan, KnownQuestion, read_questions, spread, write_documents
from rag.ports import no_progress
from ui.evaluation_page import evaluation_page


def known(name: str, text: str, *gold: str, span: str | None = None) -> KnownQuestion:
    spans = (GoldSpan(gold[0], span),) if span else ()
    return KnownQuestion(name, Question(text), "en", frozenset(gold), spans)


def test_measures_are_those_of_the_textbook() -> None:
    values = ranking_measures({"a": frozenset({"x", "y"})}, {"a": ["z", "x", "w", "y"]})
    assert values["recall@1"]["a"] == 0.0
    assert values["recall@5"]["a"] == 1.0
    assert values["mrr@10"]["a"] == 0.5
    # (1/log2(3) + 1/log2(5)) / (1 + 1/log2(3))
    assert values["ndcg@10"]["a"] == pytest.approx(0.6509, abs=1e-4)


def test_a_right_document_after_the_tenth_counts_for_nothing() -> None:
    values = ranking_measures({"a": frozenset({"x"})}, {"a": [*"bcdefghijk", "x"]})
    assert all(value["a"] == 0.0 for value in values.values())


def test_a_question_for_which_nothing_was_found_counts_as_missed() -> None:
    values = ranking_measures({"a": frozenset({"x"}), "b": frozenset({"y"})}, {"a": ["x"], "b": []})
    assert values["ndcg@10"] == {"a": 1.0, "b": 0.0}


def test_questions_that_nothing_answers_are_no_part_of_the_ranking_measures() -> None:
    values = ranking_measures({"a": frozenset({"x"}), "b": frozenset()}, {"a": ["x"], "b": ["y"]})
    assert set(values["ndcg@10"]) == {"a"}


def test_an_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few, many = estimate([0.0, 1.0] * 5), estimate([0.0, 1.0] * 500)
    assert few.low <= few.value == 0.5 <= few.high
    assert many.high - many.low < few.high - few.low


def test_separation_is_one_when_sure_answers_are_the_answerable_ones() -> None:
    assert separation([3.0, 2.0, -1.0], [True, True, False]).value == 1.0
    assert separation([1.0, 1.0], [True, False]).value == 0.5


def test_risk_is_counted_from_the_surest_answer_on() -> None:
    assert risk_coverage([0.9, 0.1], [True, False]) == [(0.5, 0.0), (1.0, 0.5)]


def test_a_run_tells_for_each_question_what_was_found_and_where_the_right_one_stands(house: House) -> None:
    house.write("leave.md", "# Leave\n\nYou apply for annual leave at least 21 days ahead.\n")
    house.write("doors.md", "# Doors\n\nThe doors open at seven in the morning.\n")
    house.ingest()
    questions = [
        known("q1", "When do the doors open in the morning?", "D", span="open at  seven"),
        known("q2", "Zebra xylophone quantum?"),
    ]
    asked = list(
        ask_all(questions, house.searcher, house.quoting().margin, 3, {"doors.md": "D"}, no_progress)
    )
    form = run_form("set", asked)
    first, second = form["questions"]
    assert (first["rank"], first["holds_span"]) == (1, True)
    assert first["found"][0]["document"] == "D"
    assert second["rank"] is None
    assert form["metrics"]["recall@1"]["value"] == 1.0
    assert form["metrics"]["abstention_auroc"]["value"] == 1.0
    assert json.loads(json.dumps(form)) is not None


def test_two_runs_are_compared_question_by_question() -> None:
    before = {"questions": [{"id": "a", "rank": 1}, {"id": "b", "rank": None}, {"id": "c", "rank": 2}]}
    after = {"questions": [{"id": "a", "rank": 3}, {"id": "b", "rank": 4}, {"id": "c", "rank": 2}]}
    assert changes(before, after) == {"better": ["b"], "worse": ["a"]}


def test_what_a_document_says_is_text_on_the_page(house: House) -> None:
    house.write("odd.md", "# Odd\n\nThe word `<script>alert(1)</script>` opens doors at seven.\n")
    house.ingest()
    asked = ask_all(
        [known("q", "What opens doors?", "odd.md")],
        house.searcher,
        house.quoting().margin,
        3,
        {},
        no_progress,
    )
    page = evaluation_page(run_form("set", list(asked)))
    assert "<script>" not in page
    assert "What opens doors?" in page


def test_a_sets_documents_become_files_with_their_titles(tmp_path: Path) -> None:
    line = {"id": "../odd id", "title": 'A "title"', "text": "Some text."}
    (tmp_path / "docs.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    names = write_documents(tmp_path, tmp_path / "out")
    assert names == {"000000.txt": "../odd id"}
    assert (tmp_path / "out" / "000000.txt").read_text("utf-8") == "Some text."
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "000000.txt",
        "000000.txt.paragraf.toml",
    ]


def test_a_limit_takes_questions_from_all_of_the_set() -> None:
    questions = [known(str(number), "?") for number in range(10)]
    assert [question.id for question in spread(questions, 3)] == ["0", "3", "6"]
    assert spread(questions, 20) == questions


def test_a_set_without_questions_says_what_a_set_is(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"folder with queries\.jsonl"):
        read_questions(tmp_path)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text('{"id": "a", "text": "b"}\n{"id": 3}\n', "utf-8")
    with pytest.raises(BadInput, match="Line 2"):
        read_questions(tmp_path)
