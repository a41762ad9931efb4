"""The embedding server spares loading the model; without it, or for many texts, this process embeds."""

from collections.abc import Iterator, Sequence

import httpx
import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rag.fakes.embedder import FakeEmbedder
from rag.models.embedding_server import embedding_app
from rag.models.served_embedder import FEW, ServedEmbedder
from rag.ports import Vectors
from rag.processes import Address, free_port
from tests.furniture.tools import load_tool

served = load_tool("served").served


class Counting(FakeEmbedder):
    """Counts the texts it embeds."""

    count = 0

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        return super().embed_questions(texts)


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with served(embedding_app(FakeEmbedder())) as address:
        yield address


def test_few_texts_are_embedded_by_the_server_many_in_this_process(address: Address) -> None:
    own = Counting()
    embedder = ServedEmbedder(address.host, address.port, own)
    embedder.embed_passages(["leave"] * FEW)
    assert own.count == 0
    embedder.embed_passages(["leave"] * (FEW + 1))
    assert own.count == FEW + 1


def test_a_server_of_another_model_is_not_used(address: Address) -> None:
    own = Counting(dimensions=128)
    embedder = ServedEmbedder(address.host, address.port, own)
    assert embedder.embed_questions(["leave"]).shape == (1, 128)
    assert own.count == 1


def test_where_the_server_is_gone_this_process_embeds() -> None:
    own = Counting()
    gone = ServedEmbedder("127.0.0.1", free_port("127.0.0.1"), own)
    assert gone.dimensions == own.dimensions
    assert np.array_equal(gone.embed_questions(["leave"]), FakeEmbedder().embed_questions(["leave"]))


def test_a_server_that_goes_away_is_not_missed() -> None:
    own = Counting()
    with served(embedding_app(FakeEmbedder())) as address:
        embedder = ServedEmbedder(address.host, address.port, own)
        embedder.embed_questions(["leave"])
    assert embedder.embed_passages(["leave"]).shape == (1, own.dimensions)
    assert own.count == 1


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"{}", b'{"fingerprint": "fake-256"}'])
def test_another_program_at_the_servers_port_is_not_taken_for_it(answer: bytes) -> None:
    async def answers(request: Request) -> Response:
        return Response(answer)

    own = Counting()
    with served(Starlette(routes=[Route("/{path:path}", answers)])) as address:
        ServedEmbedder(address.host, address.port, own).embed_questions(["leave"])
    assert own.count == 1


def test_where_the_server_is_gone_this_process_compares() -> None:
    gone = ServedEmbedder("127.0.0.1", free_port("127.0.0.1"), FakeEmbedder())
    assert gone.token_likeness("annual leave", ["Annual gifts."]).nearest.tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize(
    "answer", [b"{}", b'{"places": 1, "nearest": []}', b'{"places": [[0, 6]], "nearest": []}']
)
def test_an_answer_that_is_no_likeness_is_not_taken(answer: bytes) -> None:
    own = FakeEmbedder()

    async def answers(request: Request) -> Response:
        facts = {"fingerprint": own.fingerprint, "dimensions": own.dimensions}
        return Response(answer) if request.method == "POST" else JSONResponse(facts)

    with served(Starlette(routes=[Route("/{path:path}", answers, methods=["GET", "POST"])])) as address:
        found = ServedEmbedder(address.host, address.port, own).token_likeness("leave", ["Annual leave."])
    assert found.nearest.tolist() == [[1.0]]


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"question": 1, "texts": []}', b'{"question": "leave", "texts": [1]}']
)
def test_what_is_no_question_with_texts_is_refused(address: Address, body: bytes) -> None:
    answer = httpx.post(f"{address.url}/likeness", content=body, trust_env=False)
    assert answer.status_code == 400


@pytest.mark.parametrize("body", [b"{", b"{}", b"[1]", b"\xff"])
def test_what_is_no_list_of_texts_is_refused(address: Address, body: bytes) -> None:
    answer = httpx.post(f"{address.url}/questions", content=body, trust_env=False)
    assert answer.status_code == 400
