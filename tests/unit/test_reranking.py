"""A reranker's order stands, and a search goes on without it."""

from collections.abc import Iterator, Sequence

import pytest
from conftest import House
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rag.domain import Question
from rag.errors import ModelUnavailable
from rag.fakes.embedder import FakeEmbedder
from rag.models.rerank_endpoint import RerankEndpoint
from rag.ports import Reranker
from rag.processes import Address, free_port
from rag.retrieval.close_reading import CloseReading
from rag.retrieval.reranking import Reranking
from rag.retrieval.search import Searcher
from tests.furniture.tools import load_tool

served = load_tool("served").served

QUESTION = Question("leave when called to a jury")


async def rerank(request: Request) -> Response:
    """Scores a document by how often it says “dog”; the best first, as such servers answer."""
    asked = await request.json()
    if asked["model"] != "reranker":
        return JSONResponse({"error": "There is no such model."}, status_code=404)
    scores = [text.lower().count("dog") for text in asked["documents"]]
    places = sorted(range(len(scores)), key=lambda place: -scores[place])
    results = [{"index": place, "relevance_score": scores[place]} for place in places]
    return JSONResponse({"results": results})


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with served(Starlette(routes=[Route("/rerank", rerank, methods=["POST"])])) as address:
        yield address


@pytest.fixture
def dogs_and_juries(house: House) -> House:
    house.write("jury.md", "# Jury\n\nWho is called to a jury gets leave, and comes back afterwards.\n")
    house.write("dogs.md", "# Dogs\n\nLeave your dog at home; a dog that helps you may come along.\n")
    house.write("desks.md", "# Desks\n\nLeave the desk tidy when you go.\n")
    house.ingest()
    return house


def documents(house: House, reranker: Reranker, judged: int = 30, limit: int = 3) -> list[str]:
    reading = CloseReading(FakeEmbedder(), house.reader, 12)
    ordering = Reranking(reading, reranker, judged)
    searcher = Searcher(house.reader, house.archive, house.embedder, lambda: house.index, 60, ordering)
    return [each.document for each in searcher.search(QUESTION, limit).found]


def test_the_rerankers_order_stands(dogs_and_juries: House, address: Address) -> None:
    endpoint = RerankEndpoint(f"http://{address.host}:{address.port}/", "reranker")
    found = documents(dogs_and_juries, endpoint)
    assert found == ["dogs.md", "jury.md", "desks.md"]


def test_what_is_not_judged_stays_behind_in_its_order(dogs_and_juries: House, address: Address) -> None:
    endpoint = RerankEndpoint(f"http://{address.host}:{address.port}", "reranker")
    assert documents(dogs_and_juries, endpoint, judged=1)[0] == "jury.md"


def test_a_search_goes_on_where_the_reranker_is_gone(dogs_and_juries: House) -> None:
    gone = RerankEndpoint(f"http://127.0.0.1:{free_port('127.0.0.1')}", "reranker")
    assert documents(dogs_and_juries, gone)[0] == "jury.md"
    with pytest.raises(ModelUnavailable, match=r"does not answer as it should.*retrieval\.reranker"):
        gone.relevance("Who?", ["They."])


@pytest.mark.parametrize(
    "answer",
    [
        {"results": [{"index": 0, "relevance_score": 1.0}]},
        {"results": [{"index": 0, "relevance_score": 1}, {"index": 0, "relevance_score": 1}]},
        {"results": [{"index": 0}, {"index": 1}]},
        {"results": None},
        [],
        "welcome",
    ],
)
def test_an_answer_that_is_none_is_not_believed(answer: object) -> None:
    async def other(request: Request) -> Response:
        return JSONResponse(answer)

    with served(Starlette(routes=[Route("/rerank", other, methods=["POST"])])) as address:
        endpoint = RerankEndpoint(f"http://{address.host}:{address.port}", "reranker")
        with pytest.raises(ModelUnavailable):
            endpoint.relevance("Who?", ["They.", "We."])


def test_a_model_that_is_not_served_is_told(address: Address) -> None:
    endpoint = RerankEndpoint(f"http://{address.host}:{address.port}", "another")
    with pytest.raises(ModelUnavailable, match="404"):
        endpoint.relevance("Who?", ["They."])


def test_only_what_a_person_may_read_is_judged(dogs_and_juries: House) -> None:
    dogs_and_juries.write("hr/paragraf.toml", 'groups = ["hr"]\n')
    dogs_and_juries.write("hr/jury.md", "# Jury\n\nCalled to a jury: leave when called to a jury, secret.\n")
    dogs_and_juries.ingest()
    seen: list[str] = []

    class Watching:
        def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
            seen.extend(texts)
            return [0.0] * len(texts)

    documents(dogs_and_juries, Watching())
    assert seen
    assert not [text for text in seen if "secret" in text]
