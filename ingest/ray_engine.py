"""Reading and embedding on a Ray cluster, for libraries past one machine. The only module that imports ray.

The stages are those of one machine: each Ray worker reads files in a limited process of its own, and embeds
with the same model. Files and model have to be at the same path on every machine. The cluster is the one that
RAY_ADDRESS names, or else this machine.
"""

import logging
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ingest.limits import Limits
from ingest.worker import Result, parse_files
from rag.domain import SourceFile
from rag.errors import BadInput
from rag.ports import Embedder, Progress, Vectors, no_progress

FILES_AT_ONCE = 16
"""Files that a worker reads in one go: starting the parser costs as much as reading a few."""
TEXTS_AT_ONCE = 64
"""Texts that a worker embeds in one go: two of the embedder's batches."""


class RayReading:
    """Reads files as ingest.worker.parse_files does, on all machines of the cluster."""

    def __init__(self, processes: int, limits: Limits) -> None:
        """processes: how many read at once. Raises BadInput where ray is not installed."""
        self._ray = started_ray()
        self._processes = processes
        self._limits = limits

    def __call__(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, Result]]:
        """Each file with its document, or with the error that tells why not."""
        if not files:
            return
        # the longest first, as on one machine, so that the last one to end is a short one
        ordered = sorted(files, key=lambda file: -file.size)
        # pickled here: Ray would try to make columns of numbers and texts of them
        items = [{"file": pickle.dumps(file)} for file in ordered]
        limits = self._limits

        def read(batch: dict[str, Any]) -> dict[str, Any]:
            files = [pickle.loads(file) for file in batch["file"]]
            return {"read": [pickle.dumps(read) for read in parse_files(files, 1, limits)]}

        dataset = self._ray.data.from_items(items, override_num_blocks=blocks(len(items), FILES_AT_ONCE))
        workers = self._ray.data.TaskPoolStrategy(size=self._processes)
        for row in dataset.map_batches(read, batch_size=FILES_AT_ONCE, compute=workers).iter_rows():
            file, result = pickle.loads(row["read"])
            yield file, result


class RayEmbedder:
    """An Embedder of rag.ports that embeds passages on all machines of the cluster, and questions here."""

    def __init__(self, embedder: Embedder, make: Callable[[], Embedder], processes: int) -> None:
        """make: makes the same embedder in a worker. Raises BadInput where ray is not installed."""
        self._ray = started_ray()
        self._embedder = embedder
        self._make = make
        self._processes = processes

    @property
    def fingerprint(self) -> str:
        """See rag.ports.Embedder."""
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        """See rag.ports.Embedder."""
        return self._embedder.dimensions

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """See rag.ports.Embedder."""
        return self._embedder.embed_questions(texts)

    def embed_passages(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors:
        """See rag.ports.Embedder."""
        make = self._make

        class Embedding:
            def __init__(self) -> None:
                self.embedder = make()

            def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
                return {"place": batch["place"], "vector": self.embedder.embed_passages(list(batch["text"]))}

        # neighbours in length share a batch, so little of it is padding
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        items = [{"place": place, "text": texts[place]} for place in order]
        dataset = self._ray.data.from_items(items, override_num_blocks=blocks(len(items), TEXTS_AT_ONCE))
        workers = self._ray.data.ActorPoolStrategy(size=self._processes)
        found: dict[int, Vectors] = {}
        for row in dataset.map_batches(Embedding, batch_size=TEXTS_AT_ONCE, compute=workers).iter_rows():
            found[int(row["place"])] = row["vector"]
            progress("embedding", len(found), len(texts))
        return np.array([found[place] for place in range(len(texts))], dtype=np.float32)


def started_ray() -> Any:
    """The ray package with its data part, connected. Raises BadInput where it is not installed."""
    # counts and reports its use otherwise
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise BadInput(
            "Ray is not installed here. Install it with `pip install 'paragraf[ray]'`, or leave --engine out."
        ) from error
    if not ray.is_initialized():
        here = {} if "RAY_ADDRESS" in os.environ else {"_node_ip_address": "127.0.0.1"}
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR", **here)
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray


def leave_ray() -> None:
    """Disconnect, and stop what was started here for it."""
    import ray

    ray.shutdown()


def blocks(items: int, at_once: int) -> int:
    """Into how many parts so many items are spread."""
    return max(1, -(-items // at_once))
