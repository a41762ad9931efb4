"""What computes vectors inside an embedding model: one in torch, one in ONNX Runtime."""

from collections.abc import Sequence
from typing import Protocol

from rag.ports import Vectors

Offsets = Sequence[tuple[int, int]]
"""Characters [start, end) of a text that each of its tokens stands for; (0, 0) for the model's own."""


class Encoder(Protocol):
    """A loaded model. What it is given is computed together, and a text longer than it reads is cut."""

    @property
    def dimensions(self) -> int:
        """Length of the vectors."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32, shape (len(texts), dimensions)."""
        ...

    def encode_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Offsets]]:
        """For each text the vectors of its tokens, shape (tokens, dimensions), and their places."""
        ...
