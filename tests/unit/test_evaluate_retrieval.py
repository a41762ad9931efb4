"""The table of steps and peers: what its rows say and how they get onto the page."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import House

from rag.domain import Question, Turn
from rag.evaluation.sets import KnownDocument, KnownQuestion
from rag.fakes.embedder import FakeEmbedder
from tests.furniture.tools import load_tool

# what the tool imports from beside it
langchain_way = load_tool("langchain_way")
evaluate_retrieval = load_tool("evaluate_retrieval")

PAGE = "before\n<!-- retrieval -->\n<!-- /retrieval -->\nafter\n"


def known(name: str, text: str, *gold: str) -> KnownQuestion:
    return KnownQuestion(name, Question(text), "en", frozenset(gold), ())


def test_the_peer_finds_the_document_whose_chunk_is_nearest(tmp_path: Path) -> None:
    peer = langchain_way.LangChainWay(FakeEmbedder(), tmp_path)
    peer.take_in(
        [
            KnownDocument("leave", "Annual leave", "You apply for annual leave at least 21 days ahead."),
            KnownDocument("gifts", "", "You may not accept gifts worth more than 300 kronor."),
        ]
    )
    assert peer.documents("May I accept gifts?", 50) == ["gifts", "leave"]
    assert peer.documents("annual leave", 50) == ["leave", "gifts"]


def test_the_peer_cuts_a_long_document_and_each_chunk_speaks_for_it(tmp_path: Path) -> None:
    filler = "Nothing of interest is said here. " * 60
    peer = langchain_way.LangChainWay(FakeEmbedder(), tmp_path)
    peer.take_in(
        [
            KnownDocument("long", "", f"{filler}\n\nZebras graze on the lawn."),
            KnownDocument("b", "", "Zebra."),
        ]
    )
    found = peer.documents("interest", 50)
    assert found.count("long") >= 3
    assert found[0] == "long"


def test_a_document_counts_once_at_its_best_chunks_place() -> None:
    questions = [known("q1", "?", "b"), known("q2", "?", "a")]
    figures = evaluate_retrieval.row(
        "set", "way", questions, lambda each: ["a", "a", "a", "a", "a", "b"], None
    )
    # rank 2 and rank 1
    assert figures.ndcg_10.value == pytest.approx((0.6309 + 1.0) / 2, abs=1e-4)
    assert figures.recall_5.value == 1.0
    assert figures.questions == 2


def test_a_sets_new_rows_replace_its_old_ones_and_other_sets_stay() -> None:
    def rows(name: str, way: str) -> list[object]:
        return [evaluate_retrieval.row(name, way, [known("q", "?", "a")], lambda each: ["a"], None)]

    page = PAGE
    for name, way in (("one", "old"), ("two", "kept"), ("one", "new")):
        page = evaluate_retrieval.with_rows(page, rows(name, way))
    table = page.split("<!-- retrieval -->\n")[1].split("\n<!-- /retrieval -->")[0].splitlines()
    assert [line.split(" | ")[::2][:2] for line in table[2:]] == [["| two", "kept"], ["| one", "new"]]
    assert page.startswith("before\n") and page.endswith("\nafter\n")


def test_a_page_without_a_place_for_the_table_is_an_error() -> None:
    with pytest.raises(evaluate_retrieval.NotDescribed, match="retrieval"):
        row = evaluate_retrieval.row("set", "way", [known("q", "?", "a")], lambda each: ["a"], None)
        evaluate_retrieval.with_rows("no marks here", [row])


def test_words_alone_and_meaning_alone_rank_without_each_other(furnished: House) -> None:
    paragraf = SimpleNamespace(
        reader=furnished.reader,
        archive=furnished.archive,
        embedder=furnished.embedder,
        index=lambda: furnished.index,
        searcher=furnished.searcher,
        settings=SimpleNamespace(retrieval=SimpleNamespace(candidates=60)),
    )
    asked = known("q", "gifts worth 300 kronor", "gifts.md")
    steps = evaluate_retrieval.steps(paragraf, [asked])
    assert steps["words"](asked) == ["gifts.md"]
    assert steps["meaning"](asked)[0] == "gifts.md"
    assert set(steps["meaning"](asked)) == {"gifts.md", "leave.md", "resor.md"}


def test_a_follow_up_is_searched_for_with_the_questions_before_it(furnished: House) -> None:
    turns = (Turn("user", "How early do I apply for annual leave?"), Turn("assistant", "21 days ahead."))
    follow_up = KnownQuestion(
        "q", Question("And who decides?", history=turns), "en", frozenset({"leave.md"}), ()
    )
    text = evaluate_retrieval.standalone(furnished.searcher, follow_up)
    assert "annual leave" in text and "who decides" in text
    assert (
        evaluate_retrieval.standalone(furnished.searcher, known("q", "And who decides?"))
        == "And who decides?"
    )
