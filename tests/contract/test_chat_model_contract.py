"""What every ChatModel does, held against the scripted one and against the real vLLM."""

import json
from collections.abc import Iterator

import pytest

from rag.errors import ModelUnavailable
from rag.fakes.chat_model import ScriptedChatModel
from rag.models.chat import VllmChatModel
from rag.ports import ChatModel
from rag.processes import free_port
from tests.furniture.stack import Stack

TEXT = "You may not accept gifts worth more than 300 kronor."
OTHER = "The office in Malmö has a garden with apple trees."
QUESTION = "How much may a gift be worth?"
SCHEMA = {
    "type": "object",
    "properties": {"number": {"type": "integer", "enum": [1, 2]}},
    "required": ["number"],
    "additionalProperties": False,
}


@pytest.fixture(params=["scripted", pytest.param("vllm", marks=pytest.mark.live)])
def model(request: pytest.FixtureRequest) -> Iterator[ChatModel]:
    if request.param == "scripted":
        yield ScriptedChatModel(lambda question, text: 1.0 if "gifts" in text else -1.0, ['{"number": 1}'])
        return
    stack: Stack = request.getfixturevalue("stack")
    port = int(stack.environment["PARAGRAF_MODEL_SERVER__PORT"])
    yield VllmChatModel("127.0.0.1", port, "paragraf", "default", 60)


def test_it_is_ready(model: ChatModel) -> None:
    assert model.is_ready()


def test_a_text_that_answers_makes_its_question_likelier_than_one_that_does_not(model: ChatModel) -> None:
    answering, other = model.question_likelihoods(QUESTION, [TEXT, OTHER])
    assert answering > other


def test_a_question_longer_than_the_model_reads_is_judged_by_its_beginning(model: ChatModel) -> None:
    answering, other = model.question_likelihoods(f"{QUESTION} " * 800, [TEXT, OTHER])
    assert answering > other


def test_no_texts_have_no_likelihoods(model: ChatModel) -> None:
    assert model.question_likelihoods(QUESTION, []) == []


def test_a_structured_answer_matches_its_schema(model: ChatModel) -> None:
    raw = model.structured("Answer with a number.", "One or two?", SCHEMA, max_tokens=40)
    assert json.loads(raw)["number"] in (1, 2)


def test_a_server_that_is_not_there_is_not_ready_and_says_so() -> None:
    gone = VllmChatModel("127.0.0.1", free_port("127.0.0.1"), "paragraf", "default", 5)
    assert not gone.is_ready()
    with pytest.raises(ModelUnavailable):
        gone.question_likelihoods(QUESTION, [TEXT])
    with pytest.raises(ModelUnavailable):
        gone.structured("system", "user", SCHEMA, max_tokens=10)
