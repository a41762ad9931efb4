"""An embedding model in ONNX Runtime: the same vectors, and the only module that imports it.

See docs/decisions.md, "The default embedder runs in ONNX Runtime".
"""

import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.models.encoder import Offsets
from rag.ports import Vectors

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

EXPORTED = "model.onnx"
WEIGHTS = f"{EXPORTED}.data"
EXPORT_FILES = (EXPORTED, WEIGHTS)
IDS, MASK, TOKENS, TEXTS = "input_ids", "attention_mask", "token_embeddings", "sentence_embedding"
"""Names of the exported model's two inputs and two outputs."""


class OnnxEncoder:
    """An Encoder of rag.models.encoder over a folder that holds an EXPORTED model beside its tokenizer.

    `threads` is the number of threads that it computes with. Raises OSError, KeyError or ValueError where the
    folder's model cannot be loaded.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        # its Linux build reports home from the moment it is imported
        os.environ.update(ORT_DISABLE_TELEMETRY="1", ORT_TELEMETRY_DISABLED="1")
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as errors

        self._tokenizer = tokenizer_of(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # a thread that turns in a loop until the next text comes takes its core from the model server
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / EXPORTED), options, providers=["CPUExecutionProvider"]
            )
        except (
            errors.Fail,
            errors.InvalidArgument,
            errors.InvalidGraph,
            errors.InvalidProtobuf,
            errors.NoSuchFile,
            errors.NotImplemented,
            errors.RuntimeException,
        ) as error:
            raise ValueError(str(error)) from error

    @property
    def dimensions(self) -> int:
        """Length of the vectors."""
        (texts,) = (each for each in self._session.get_outputs() if each.name == TEXTS)
        return int(texts.shape[-1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See rag.models.encoder."""
        return self._computed(TEXTS, self._tokenizer.encode_batch(list(texts)))

    def encode_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Offsets]]:
        """See rag.models.encoder."""
        read = self._tokenizer.encode_batch(list(texts))
        lengths = [sum(text.attention_mask) for text in read]
        rows = self._computed(TOKENS, read)
        return [(rows[i, :length], read[i].offsets[:length]) for i, length in enumerate(lengths)]

    def _computed(self, output: str, read: "Sequence[Encoding]") -> Vectors:
        ids = np.array([text.ids for text in read], dtype=np.int64)
        mask = np.array([text.attention_mask for text in read], dtype=np.int64)
        vectors: Vectors = self._session.run([output], {IDS: ids, MASK: mask})[0]
        return vectors


@cache
def tokenizer_of(folder: Path) -> "Tokenizer":
    """The folder's tokenizer, told to cut what is longer than the model reads and to pad what is shorter.

    Kept for good: a quarter of a million words are a third of a second's work to free.
    """
    from tokenizers import Tokenizer

    longest = json.loads((folder / "sentence_bert_config.json").read_text("utf-8"))["max_seq_length"]
    padding = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))["pad_token"]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(longest)
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id(padding), pad_token=padding)
    return tokenizer
