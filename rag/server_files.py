"""The files by which processes agree on who runs a server.

For each server there are four files in DATA/servers:

NAME.lock      held (flock) by the holder: the process that started the server and will stop it
NAME.running   held by the server as well, so that nobody starts a second one on the same files while one that
               lost its holder is still stopping
NAME.attached  held together by all that use the server; the holder stops it when it gets this one alone
NAME.json      where the server listens, while it is healthy
"""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.processes import Address


@dataclass(frozen=True, slots=True)
class ServerFiles:
    """The four files of a server."""

    folder: Path
    name: str

    @property
    def lock(self) -> Path:
        return self.folder / f"{self.name}.lock"

    @property
    def running(self) -> Path:
        return self.folder / f"{self.name}.running"

    @property
    def attached(self) -> Path:
        return self.folder / f"{self.name}.attached"

    @property
    def state(self) -> Path:
        return self.folder / f"{self.name}.json"

    def read(self) -> dict[str, object]:
        """The state, empty when there is none."""
        try:
            state = json.loads(self.state.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return state if isinstance(state, dict) else {}

    def write(self, state: Mapping[str, object]) -> None:
        """Replace the state at once, so that nobody reads half of it."""
        beside = self.state.with_suffix(".new")
        beside.write_text(json.dumps(state), encoding="utf-8")
        beside.replace(self.state)

    def address(self) -> Address | None:
        """Where the server listens, once it is healthy."""
        state = self.read()
        host, port = state.get("host"), state.get("port")
        healthy_now = state.get("healthy") and isinstance(host, str) and isinstance(port, int)
        return Address(str(host), int(str(port))) if healthy_now else None


def lock_held(file: Path, how: int) -> int | None:
    """A descriptor that holds the lock, None when others are in the way. Not passed on to children."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
