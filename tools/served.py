"""An application served on loopback, in a thread of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from rag.processes import Address, free_port


@contextmanager
def served(app: Starlette) -> Iterator[Address]:
    """Where it answers, until the block is left."""
    address = Address("127.0.0.1", free_port("127.0.0.1"))
    server = uvicorn.Server(uvicorn.Config(app, host=address.host, port=address.port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield address
    finally:
        server.should_exit = True
        thread.join()
