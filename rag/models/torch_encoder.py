"""Models in torch, through sentence-transformers. The only module that imports it."""

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.models.encoder import Offsets
from rag.models.onnx_encoder import EXPORTED, IDS, MASK, TEXTS, TOKENS, WEIGHTS
from rag.ports import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

OPERATORS = 17
"""The version of ONNX's set of operators that is written."""


class TorchEncoder:
    """An Encoder of rag.models.encoder over any sentence-transformers folder.

    `threads` is the number of threads this process computes with. Raises OSError, ValueError, KeyError,
    RuntimeError or SafetensorError where the folder's model cannot be loaded.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        import torch

        torch.set_num_threads(threads)
        self._model = load(folder, "sdpa")

    @property
    def dimensions(self) -> int:
        """Length of the vectors."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See rag.models.encoder."""
        vectors: Vectors = self._model.encode(
            list(texts),
            batch_size=len(texts),
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Offsets]]:
        """See rag.models.encoder."""
        vectors = self._model.encode(
            list(texts), batch_size=len(texts), output_value="token_embeddings", show_progress_bar=False
        )
        known = self._model.tokenizer(
            list(texts), truncation=True, max_length=self._model.max_seq_length, return_offsets_mapping=True
        )
        return [
            (row.cpu().numpy(), offsets)
            for row, offsets in zip(vectors, known["offset_mapping"], strict=True)
        ]


class TorchCrossEncoder:
    """A model that reads two texts together and gives each of its labels a probability.

    Raises OSError, ValueError, KeyError, RuntimeError or SafetensorError where the folder's model cannot be
    loaded.
    """

    def __init__(self, folder: Path) -> None:
        stay_offline()
        import torch
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        options: dict[str, Any] = {"dtype": torch.float32}
        self._model = CrossEncoder(str(folder), device="cpu", local_files_only=True, model_kwargs=options)
        named: dict[int, str] = self._model.config.id2label
        self.labels = tuple(named[place] for place in sorted(named))
        self._activation = torch.nn.Softmax(dim=-1) if len(self.labels) > 1 else torch.nn.Sigmoid()

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Of each label, shape (len(pairs), len(labels)); one label is there or not."""
        given: NDArray[np.float32] = self._model.predict(
            list(pairs), activation_fn=self._activation, show_progress_bar=False
        )
        return given.reshape(len(pairs), len(self.labels))


def load(folder: Path, attention: str) -> "SentenceTransformer":
    """The model in the folder, on the processor, in 32-bit numbers."""
    stay_offline()
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    options: dict[str, Any] = {"attn_implementation": attention, "dtype": torch.float32}
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=options)


def stay_offline() -> None:
    """Keep the hub's client from the network; it reads this once, when it is imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


def put_weights_apart(file: Path) -> None:
    """Write an exported model's weights to a file beside it, which is mapped, not read: .1 s and not .9."""
    import onnx

    whole = onnx.load_model(str(file))
    # there is not to be room for the weights twice
    file.unlink()
    onnx.save_model(whole, str(file), save_as_external_data=True, location=WEIGHTS)


def export(folder: Path, target: Path) -> None:
    """Write the folder's model, with its pooling, to another folder, for rag.models.onnx_encoder.

    It becomes the EXPORT_FILES of that module, which must not be there yet.
    """
    import torch

    model = load(folder, "eager")

    class Parts(torch.nn.Module):
        """The model's outputs by place, as an export wants them."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            found = self.model({IDS: ids, MASK: mask})
            return found[TOKENS], torch.nn.functional.normalize(found[TEXTS])

    each_text, each_token = {0: "texts"}, {0: "texts", 1: "tokens"}
    example = torch.tensor([[0, 3, 2], [0, 2, 1]]), torch.tensor([[1, 1, 1], [1, 1, 0]])
    with warnings.catch_warnings():
        # of tracing, about sizes that the axes below leave open
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Parts().eval(),
            example,
            str(target / EXPORTED),
            # the newer way needs onnxscript, which nothing else here does
            dynamo=False,
            opset_version=OPERATORS,
            input_names=[IDS, MASK],
            output_names=[TOKENS, TEXTS],
            dynamic_axes={IDS: each_token, MASK: each_token, TOKENS: each_token, TEXTS: each_text},
        )
    put_weights_apart(target / EXPORTED)


if __name__ == "__main__":
    # by rag.models.obtain, which reads the exit status
    try:
        export(Path(sys.argv[1]), Path(sys.argv[2]))
    except OSError as error:
        # some libraries raise it without a number, which would read as success
        sys.exit(error.errno or str(error))
