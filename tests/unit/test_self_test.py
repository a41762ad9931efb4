import json
from pathlib import Path

from rag.answering.self_test import CASES, FILE, LEAST_PASSED, cases_passed, chosen_way
from rag.fakes.chat_model import ScriptedChatModel


def written(*texts: str) -> str:
    return json.dumps({"statements": [{"text": text, "sources": [1, 2]} for text in texts]})


def able() -> ScriptedChatModel:
    """Says what the passages say, and nothing where they say nothing."""
    said = [[text for text in case.passages if case.answer and case.answer in text] for case in CASES]
    return ScriptedChatModel(composed=[written(*texts) for texts in said])


def unable() -> ScriptedChatModel:
    return ScriptedChatModel(composed=[written("Everything is allowed at all times.")] * len(CASES))


def test_a_model_that_says_what_the_passages_say_passes_all_cases() -> None:
    assert cases_passed(able()) == len(CASES)


def test_a_model_that_makes_things_up_passes_none() -> None:
    assert cases_passed(unable()) == 0 < LEAST_PASSED


def test_an_able_model_composes_and_another_quotes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    assert chosen_way(able, tmp_path / "one") == "compose"
    assert chosen_way(unable, tmp_path) == "quote"


def test_each_model_is_tried_once(tmp_path: Path) -> None:
    model = able()
    assert [chosen_way(lambda: model, tmp_path) for _ in range(3)] == ["compose"] * 3
    assert json.loads((tmp_path / FILE).read_text()) == {"scripted": len(CASES)}


def test_a_model_that_does_not_answer_quotes_for_now_and_is_tried_again(tmp_path: Path) -> None:
    assert chosen_way(lambda: ScriptedChatModel(down=True), tmp_path) == "quote"
    assert chosen_way(able, tmp_path) == "compose"
