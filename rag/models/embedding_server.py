"""The embedder as a server, so that the page and each command need not load the model again.

A program of its own: `python -m rag.models.embedding_server`. Its texts come as a JSON array; its vectors go
out as the bytes of float32 rows, in the order of the texts. How near tokens come is asked and told in JSON.
"""

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rag.models.embedder import SentenceTransformerEmbedder
from rag.ports import EmbeddingModel, Vectors

if TYPE_CHECKING:
    from starlette.applications import Starlette

HEALTH_PATH = "/health"
PASSAGES_PATH = "/passages"
QUESTIONS_PATH = "/questions"
LIKENESS_PATH = "/likeness"
REMEMBERED = 48 * 1024**2
"""Bytes of vectors: of 32,000 sentences, and of the tokens of a thousand passages."""
_NO_TEXTS = "Send a JSON array of texts."
_NO_QUESTION = "Send a JSON object with a question and texts."


def embedding_app(embedder: EmbeddingModel) -> "Starlette":
    """What answers on the four paths; the model is loaded by then."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    facts = {"fingerprint": embedder.fingerprint, "dimensions": embedder.dimensions}

    async def health(request: Request) -> Response:
        return JSONResponse(facts)

    async def passages(request: Request) -> Response:
        return await embedded(request, embedder.embed_passages)

    async def questions(request: Request) -> Response:
        return await embedded(request, embedder.embed_questions)

    async def likeness(request: Request) -> Response:
        asked = sent(await request.body())
        named = asked if isinstance(asked, dict) else {}
        if not is_texts([named.get("question")]) or not is_texts(named.get("texts")):
            return JSONResponse({"error": _NO_QUESTION}, status_code=400)
        found = await run_in_threadpool(embedder.token_likeness, asked["question"], asked["texts"])
        return JSONResponse({"places": found.places, "nearest": found.nearest.tolist()})

    async def embedded(request: Request, embed: Callable[[list[str]], Vectors]) -> Response:
        texts = sent(await request.body())
        if not is_texts(texts):
            return JSONResponse({"error": _NO_TEXTS}, status_code=400)
        vectors = await run_in_threadpool(embed, texts)
        return Response(vectors.tobytes(), media_type="application/octet-stream")

    return Starlette(
        routes=[
            Route(HEALTH_PATH, health),
            Route(PASSAGES_PATH, passages, methods=["POST"]),
            Route(QUESTIONS_PATH, questions, methods=["POST"]),
            Route(LIKENESS_PATH, likeness, methods=["POST"]),
        ]
    )


def sent(body: bytes) -> Any:
    """What the JSON says; None where it is none."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def is_texts(value: object) -> bool:
    """Whether it is a list of texts and nothing else."""
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def main() -> None:
    """Serve until stopped."""
    import uvicorn

    reader = argparse.ArgumentParser(description="Serve an embedding model on loopback.")
    reader.add_argument("--model", required=True, help="a model's folder, or a hub id obtained before")
    reader.add_argument("--threads", type=int, required=True)
    reader.add_argument("--batch-size", type=int, required=True)
    reader.add_argument("--host", required=True)
    reader.add_argument("--port", type=int, required=True)
    chosen = reader.parse_args()
    embedder = SentenceTransformerEmbedder(
        chosen.model, threads=chosen.threads, batch_size=chosen.batch_size, remembered=REMEMBERED
    )
    # what is computed once is nobody's waiting time
    embedder.token_likeness("", [])
    uvicorn.run(
        embedding_app(embedder),
        host=chosen.host,
        port=chosen.port,
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
