"""A model server that says again what a real one said: so many people can ask, and only the page is measured.

What was not asked before goes to the real server, and its answer is kept.
"""

import hashlib
import threading

import httpx
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rag.processes import Address

PATIENCE = 120.0
"""Seconds that the real server may take."""


class RecordedModel:
    """The server's application; it counts what it had to pass on."""

    def __init__(self, real: Address) -> None:
        """real: the server whose answers are recorded."""
        self.passed_on = 0
        self._real = real
        self._kept: dict[str, tuple[int, bytes]] = {}
        self._asking = threading.Lock()
        self.app = Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST"])])

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        key = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()
        if key not in self._kept:
            await run_in_threadpool(self._record, key, request.method, request.url.path, body)
        status, said = self._kept[key]
        return Response(said, status, media_type="application/json")

    def _record(self, key: str, method: str, path: str, body: bytes) -> None:
        with self._asking:
            if key in self._kept:
                return
            answer = httpx.request(
                method,
                f"{self._real.url}{path}",
                content=body,
                headers={"content-type": "application/json"},
                timeout=PATIENCE,
                trust_env=False,
            )
            self._kept[key] = (answer.status_code, answer.content)
            self.passed_on += 1
